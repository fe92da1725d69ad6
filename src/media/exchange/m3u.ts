/**
 * M3U and M3U8: one list a file, a path or URL a line, with `#EXTINF:seconds,Artist - Title` before it where known.
 * Mixxx writes a bare `#EXTINF` and absolute paths in UTF-8; both are read. Old files without a mark that are not UTF-8
 * are taken for Latin-1. Written files are UTF-8 without a mark, as Mixxx has it.
 * Thread: any off the audio thread.
 */
import { bareTrack, type ExchangeDocument, type ExchangeTrack, type Playlist, trackLabel } from './document.ts';
import { ExchangeError } from './errors.ts';
import { fitFileName, UniqueNames } from './file-names.ts';
import type { NamedBytes, ReadResult, WriteFilesResult } from './format.ts';
import { DEFAULT_LIMITS, type Limits } from './limits.ts';
import { SMART_NOT_WRITTEN, walkLists } from './list-tree.ts';
import { canonicalLocation, fileNameOf, fileUrl, isAbsolute } from './location.ts';
import { BEYOND_PLAYLISTS, noteMissing } from './missing-fields.ts';
import { Notes } from './notes.ts';
import { duration } from './numbers.ts';
import { byteOrderMark, firstInvalidUtf8, type TextEncoding, textPieces } from './text-encoding.ts';

export const M3U = 'M3U playlist';
const BETWEEN = ' - ';
const EXTINF = /^#EXTINF:\s*(-?[\d.]+)?([^,]*),?(.*)$/is;
const ONE_LINE = 'Line breaks and outer spaces in names become one space or none.';
const LINE_BREAK = /\r\n|\n|\r/;

/** The lines of the text, however it comes in pieces. */
function* linesOf(
  pieces: Iterable<string>,
  limits: Limits,
): Generator<{ line: string; number: number }, void, undefined> {
  let rest = '';
  let number = 0;
  const check = (line: string): { line: string; number: number } => {
    number++;
    if (line.length > limits.textChars) {
      const reason = `The line has more than ${limits.textChars} characters.`;
      throw new ExchangeError('textTooLong', M3U, { line: number, column: 0 }, reason);
    }
    return { line, number };
  };
  for (const piece of pieces) {
    const text = rest + piece;
    // A carriage return at the end may belong to a line feed that follows.
    const held = text.endsWith('\r') ? 1 : 0;
    const lines = text.slice(0, text.length - held).split(LINE_BREAK);
    rest = (lines.pop() as string) + text.slice(text.length - held);
    for (const line of lines) yield check(line);
    if (rest.length > limits.textChars + 1) check(rest);
  }
  for (const line of rest.split(LINE_BREAK)) yield check(line);
}

function encodingOf(bytes: Uint8Array, warnings: Notes, name: string): { encoding: TextEncoding; from: number } {
  const mark = byteOrderMark(bytes);
  if (mark !== null) return { encoding: mark.encoding, from: mark.length };
  if (firstInvalidUtf8(bytes) === -1) return { encoding: 'utf-8', from: 0 };
  warnings.add('changed', 'Text without a mark is read as Latin-1; names may look odd.', name);
  return { encoding: 'latin-1', from: 0 };
}

function described(track: ExchangeTrack, line: string): ExchangeTrack {
  const parts = EXTINF.exec(line);
  if (parts === null) return track;
  const words = parts[3] as string;
  const at = words.indexOf(BETWEEN);
  const artist = at === -1 ? '' : words.slice(0, at).trim();
  const title = (at === -1 ? words : words.slice(at + BETWEEN.length)).trim();
  return { ...track, artist, title, durationS: duration(parts[1]) };
}

/** Reads one playlist. `name` is the file's name, which names the list when nothing inside does. Throws `ExchangeError`. */
export function readM3u(bytes: Uint8Array, name: string, limits: Limits = DEFAULT_LIMITS): ReadResult {
  if (bytes.length > limits.bytes) {
    throw new ExchangeError(
      'tooLarge',
      M3U,
      null,
      `The file has ${bytes.length} bytes; at most ${limits.bytes} are read.`,
    );
  }
  const warnings = new Notes();
  const { encoding, from } = encodingOf(bytes, warnings, name);
  const tracks: ExchangeTrack[] = [];
  const byLocation = new Map<string, number>();
  const order: number[] = [];
  let listName = fileNameOf(name).replace(/\.[^.]*$/, '');
  let info = '';
  for (const { line, number } of linesOf(textPieces(bytes, from, encoding, M3U), limits)) {
    if (line.includes('\u0000')) {
      throw new ExchangeError('wrongFormat', M3U, { line: number, column: line.indexOf('\u0000') }, 'This is no text.');
    }
    if (line.trim() === '') continue;
    if (line.startsWith('#')) {
      if (line.startsWith('#EXTINF')) info = line;
      else if (line.startsWith('#PLAYLIST:')) listName = line.slice('#PLAYLIST:'.length);
      continue;
    }
    const location = canonicalLocation(line);
    let index = byLocation.get(location);
    if (index === undefined) {
      index = tracks.length;
      if (index >= limits.tracks || order.length >= limits.entries) {
        throw new ExchangeError('tooMany', M3U, { line: number, column: 0 }, 'The list has too many entries.');
      }
      byLocation.set(location, index);
      tracks.push(described(bareTrack(location), info));
    }
    order.push(index);
    info = '';
  }
  const list: Playlist = { kind: 'playlist', name: listName, tracks: order };
  return { document: { tracks, lists: [list] }, losses: [], warnings: warnings.list() };
}

const inOneLine = (text: string): string => text.replace(/\p{Cc}+/gu, ' ').trim();

function infoLine(track: ExchangeTrack, losses: Notes): string {
  const label = trackLabel(track);
  const { durationS } = track;
  if (durationS !== null && !Number.isInteger(durationS))
    losses.add('rounded', 'Durations are kept to the second.', label);
  const [artist, title] = [inOneLine(track.artist), inOneLine(track.title)];
  if (artist !== track.artist || title !== track.title) {
    losses.add('changed', ONE_LINE, label);
  }
  const unclear = artist === '' ? title.includes(BETWEEN) : `${artist}${BETWEEN}`.indexOf(BETWEEN) !== artist.length;
  if (unclear)
    losses.add('changed', `Names with "${BETWEEN}" in them may be divided elsewhere when read again.`, label);
  const seconds = durationS === null ? -1 : Math.max(1, Math.round(durationS));
  return `#EXTINF:${seconds},${artist === '' ? title : `${artist}${BETWEEN}${title}`}`;
}

/** The location as one line that is no comment. */
function locationLine(track: ExchangeTrack, losses: Notes): string {
  const { location } = track;
  const plain = location.trim() !== '' && !location.startsWith('#') && !/\p{Cc}/u.test(location);
  // Players on Windows expect their own separators.
  if (plain) return /^[A-Za-z]:\//.test(location) ? location.replaceAll('/', '\\') : location;
  if (isAbsolute(location)) return fileUrl(location);
  losses.add('changed', 'Paths that a line of text cannot hold.', trackLabel(track));
  return `./${location.replace(/\p{Cc}/gu, '_')}`;
}

/** One list as M3U8. */
function listBytes(list: Playlist, document: ExchangeDocument, losses: Notes): Uint8Array<ArrayBuffer> {
  const name = inOneLine(list.name);
  if (name !== list.name) losses.add('changed', ONE_LINE, list.name);
  const lines = ['#EXTM3U', `#PLAYLIST:${name}`];
  for (const index of list.tracks) {
    const track = document.tracks[index];
    if (track !== undefined) lines.push(infoLine(track, losses), locationLine(track, losses));
  }
  return new TextEncoder().encode(`${lines.join('\n')}\n`);
}

/** Every playlist of the document as a file of its own, named after its folders and itself. */
export function writeM3u(document: ExchangeDocument): WriteFilesResult {
  const losses = new Notes();
  const names = new UniqueNames();
  const files: NamedBytes[] = [];
  const used = new Set<number>();
  for (const { node, folders } of walkLists(document.lists)) {
    if (node.kind === 'smart') losses.add('missing', SMART_NOT_WRITTEN, node.name);
    if (node.kind !== 'playlist') continue;
    if (folders.length > 0) losses.add('changed', 'Folders become part of the file name.', node.name);
    for (const index of node.tracks) used.add(index);
    const name = `${names.take(fitFileName([...folders, node.name].join(' - ')))}.m3u8`;
    files.push({ name, bytes: listBytes(node, document, losses) });
  }
  document.tracks.forEach((track, index) => {
    if (!used.has(index)) losses.add('missing', 'Tracks in no list.', trackLabel(track));
    else noteMissing(track, BEYOND_PLAYLISTS, losses);
  });
  return { files, losses: losses.list() };
}
