/**
 * Writing and reading backups line by line. What a restore does with a line stands in `library.ts`.
 * Thread: library worker.
 */
import * as v from 'valibot';
import { BACKUP_VERSION, type BackupLine, HEADER, issueWords, LINE, MAX_LINE_CHARACTERS } from './backup-format.ts';
import { LibraryError } from './errors.ts';
import type { CoverRecord } from './model.ts';

/** Characters that one call of `fromCharCode` takes. */
const SLICE = 8192;

export function base64Of(bytes: Uint8Array): string {
  let binary = '';
  for (let at = 0; at < bytes.length; at += SLICE) binary += String.fromCharCode(...bytes.subarray(at, at + SLICE));
  return btoa(binary);
}

export function bytesOf(base64: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
}

type Writable =
  | { readonly track: unknown }
  | { readonly crate: unknown }
  | { readonly set: unknown }
  | { readonly setting: unknown };

/** Collects lines into a blob; text is handed over in parts, so that the whole is never one string. */
export class BackupWriter {
  private readonly parts: Blob[] = [];
  private pending: string[] = [];
  private lines = 0;

  constructor(madeAtMs: number) {
    this.line({ echelon: 'library', version: BACKUP_VERSION, madeAtMs });
    this.lines = 0;
  }

  add(entry: Writable): void {
    this.line(entry);
  }

  addCover({ id, type, bytes }: CoverRecord): void {
    this.line({ cover: { id, type, base64: base64Of(bytes) } });
  }

  finish(): Blob {
    this.line({ end: { lines: this.lines } });
    this.flush();
    return new Blob(this.parts, { type: 'application/jsonl' });
  }

  private line(value: unknown): void {
    this.pending.push(`${JSON.stringify(value)}\n`);
    this.lines++;
    if (this.pending.length >= 500) this.flush();
  }

  private flush(): void {
    this.parts.push(new Blob(this.pending));
    this.pending = [];
  }
}

/** One line that was left out. */
export interface SpoiltLine {
  /** From 1. */
  readonly line: number;
  readonly reason: string;
}
export interface ReadLine {
  readonly line: number;
  readonly entry: BackupLine;
}

/** Lines of a text stream; a line beyond the limit comes as null and is not kept. */
async function* linesOf(file: Blob): AsyncGenerator<string | null> {
  let rest = '';
  let tooLong = false;
  for await (const chunk of file.stream().pipeThrough(new TextDecoderStream())) {
    const [end = '', ...starts] = chunk.split('\n');
    rest += end;
    for (const start of starts) {
      yield tooLong || rest.length > MAX_LINE_CHARACTERS ? null : rest;
      tooLong = false;
      rest = start;
    }
    if (rest.length > MAX_LINE_CHARACTERS) {
      tooLong = true;
      rest = '';
    }
  }
  if (tooLong) yield null;
  else if (rest.trim() !== '') yield rest;
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

function checkHeader(line: string | null | undefined): void {
  const header = v.safeParse(HEADER, parsed(line ?? ''));
  if (!header.success) throw new LibraryError('unreadable', 'This file is not a backup of an Echelon library.');
  if (header.output.version > BACKUP_VERSION)
    throw new LibraryError(
      'newer',
      `The backup was written by a newer Echelon (format ${header.output.version}, this one reads ${BACKUP_VERSION}).`,
    );
}

/**
 * Yields what the file holds, and tells spoilt lines to `onSpoilt`; a file that is cut short counts as one. Rejects with
 * `LibraryError` `unreadable` or `newer` before anything is yielded when the file is no backup.
 */
export async function* readBackup(file: Blob, onSpoilt: (spoilt: SpoiltLine) => void): AsyncGenerator<ReadLine> {
  const lines = linesOf(file);
  const first = await lines.next();
  checkHeader(first.done === true ? undefined : first.value);
  let line = 1;
  let whole = false;
  for await (const text of lines) {
    line++;
    if (text?.trim() === '') continue;
    const value = text === null ? undefined : parsed(text);
    if (value === undefined) {
      onSpoilt({ line, reason: text === null ? 'the line is too long' : 'the line is not JSON' });
      continue;
    }
    const entry = v.safeParse(LINE, value);
    if (!entry.success) onSpoilt({ line, reason: issueWords(entry.issues) });
    else if ('end' in entry.output) whole = true;
    else yield { line, entry: entry.output };
  }
  if (!whole) onSpoilt({ line: line + 1, reason: 'the file is cut short' });
}
