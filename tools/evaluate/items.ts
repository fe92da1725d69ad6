/** What is evaluated: files with annotations beside them, or the synthetic corpus. Thread: Node. */
import { readdirSync, readFileSync } from 'node:fs';
import { basename, extname, join, relative } from 'node:path';
import { type Half, piecesOf } from '../corpus/pieces.ts';
import type { Annotation } from './annotation.ts';
import { type Audio, decodeFile, toSessionRate } from './audio.ts';
import { READERS } from './formats.ts';

export interface Item {
  readonly name: string;
  /** What it belongs to in the table: a half of the corpus, or the folder. */
  readonly group: string;
  /** By which failures are counted. */
  readonly kinds: readonly string[];
  load(): Promise<{ audio: Audio; annotation: Annotation }>;
}

const AUDIO = /\.(wav|flac|mp3|ogg|oga|opus|aiff?)$/i;

export function corpusItems(half: Half): Item[] {
  return piecesOf(half).map((piece) => ({
    name: piece.name,
    group: half,
    kinds: [piece.style, `tempo ${piece.tempo}`, ...piece.tags],
    load: async () => {
      const { left, right, rateHz, annotation } = piece.render();
      return { audio: toSessionRate(left, right, rateHz), annotation };
    },
  }));
}

/** Annotations found for an audio file, in its folder or in a sibling folder, by its name without the ending. */
function annotationFor(stem: string, files: ReadonlyMap<string, readonly string[]>): Annotation {
  let out: Annotation = {};
  for (const path of files.get(stem) ?? []) {
    const reader = READERS[extname(path)];
    if (reader !== undefined) out = { ...out, ...reader(readFileSync(path, 'utf8'), path) };
  }
  return out;
}

/** Audio below `folder` that has annotations. Throws when there is none. */
export function folderItems(folder: string): Item[] {
  const all = readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
  const beside = new Map<string, string[]>();
  for (const path of all) {
    if (READERS[extname(path)] === undefined) continue;
    const stem = basename(path, extname(path));
    beside.set(stem, [...(beside.get(stem) ?? []), path]);
  }
  const items = all
    .filter((path) => AUDIO.test(path))
    .flatMap((path): Item[] => {
      const stem = basename(path, extname(path));
      if (!beside.has(stem)) return [];
      const load = async () => ({ annotation: annotationFor(stem, beside), audio: await decodeFile(path) });
      return [{ name: relative(folder, path), group: basename(folder), kinds: [], load }];
    });
  if (items.length === 0)
    throw new Error(
      `${folder} holds no audio with annotations: put NAME.beats, NAME.jams, NAME.bpm or NAME.key beside NAME.wav, .flac, .mp3 or .ogg`,
    );
  return items;
}
