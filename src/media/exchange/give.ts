/**
 * Exports: the library, or one crate of it, as files of other programs; and a set as a track list.
 * Thread: exchange worker (tests run it in Node). Memory: records a chunk at a time, the document and the files whole.
 */
import { type Crate, type CrateTree, childrenOf, withDescendants } from '../library/crates.ts';
import { LibraryError } from '../library/errors.ts';
import type { PlayedSet } from '../library/history.ts';
import type { RemoteLibrary } from '../library/remote.ts';
import type { ExchangeDocument, ExchangeTrack, ListNode } from './document.ts';
import { fitFileName } from './file-names.ts';
import type { WriteFilesResult } from './format.ts';
import { historyCsv, historyText, type PlayedTrack } from './history.ts';
import { writeItunes } from './itunes-write.ts';
import { parseKey } from './keys.ts';
import { keysIn } from './library/candidates.ts';
import { givenLists, givenTrack, locationOf } from './library/given.ts';
import { walkLists } from './list-tree.ts';
import { writeM3u } from './m3u.ts';
import {
  type ExportReport,
  type ExportRequest,
  HistoryFormat,
  type HistoryRequest,
  type NamedFile,
  type OnProgress,
  type TrackFormat,
} from './messages.ts';
import { mergedNotes, Notes } from './notes.ts';
import { writeRekordbox } from './rekordbox-write.ts';
import { writeCrates } from './serato/crates-write.ts';
import type { ExchangeShelf } from './shelf.ts';
import { writeTraktor } from './traktor-write.ts';

/** Records a message: sections and phrases make them some kilobytes each. */
const CHUNK = 200;

const TYPES: { readonly [ending: string]: string } = {
  xml: 'application/xml',
  nml: 'application/xml',
  m3u8: 'audio/x-mpegurl',
  txt: 'text/plain;charset=utf-8',
  csv: 'text/csv;charset=utf-8',
};

function fileOf(name: string, bytes: Uint8Array<ArrayBuffer>): NamedFile {
  const type = TYPES[name.split('.').at(-1) ?? ''] ?? 'application/octet-stream';
  return { name, file: new Blob([bytes], { type }) };
}

function write(document: ExchangeDocument, format: TrackFormat, name: string): WriteFilesResult {
  const one = (
    ending: string,
    { bytes, losses }: { bytes: Uint8Array<ArrayBuffer>; losses: WriteFilesResult['losses'] },
  ) => ({
    files: [{ name: `${name}.${ending}`, bytes }],
    losses,
  });
  switch (format) {
    case 'rekordbox':
      return one('xml', writeRekordbox(document));
    case 'traktor':
      return one('nml', writeTraktor(document));
    case 'itunes':
      return one('xml', writeItunes(document));
    case 'm3u':
      return writeM3u(document);
    case 'serato':
      return writeCrates(document);
  }
}

export interface GiveOptions {
  readonly library: RemoteLibrary;
  /** Where other programs keep tracks; null when the browser keeps nothing. */
  readonly shelf: ExchangeShelf | null;
}

/** The crates that are asked for, with what hangs under them; an M3U of the whole library without crates is one list. */
interface Scope {
  readonly name: string;
  readonly tree: CrateTree;
  readonly tops: readonly Crate[];
  readonly keys: readonly string[];
}

async function scopeOf({ crateId }: ExportRequest, library: RemoteLibrary): Promise<Scope> {
  const tree: CrateTree = new Map((await library.crates()).map((crate) => [crate.id, crate]));
  const all = await keysIn(library, null);
  if (crateId === null) return { name: 'Echelon', tree, tops: childrenOf(tree, null), keys: all };
  const crate = tree.get(crateId);
  if (crate === undefined) throw new LibraryError('missing', 'The crate does not exist any more.');
  const wanted = new Set<string>();
  for (const inside of withDescendants(tree, crateId))
    for (const key of inside.kind === 'list' ? inside.trackKeys : await keysIn(library, inside.id)) wanted.add(key);
  const present = new Set(all);
  return { name: crate.name, tree, tops: [crate], keys: [...wanted].filter((key) => present.has(key)) };
}

export async function giveFiles(
  request: ExportRequest,
  { library, shelf }: GiveOptions,
  onProgress: OnProgress,
): Promise<ExportReport> {
  const notes = new Notes();
  const { name, tree, tops, keys } = await scopeOf(request, library);
  const places = (await shelf?.places()) ?? new Map<string, string>();
  const tracks: ExchangeTrack[] = [];
  const indexOf = new Map<string, number>();
  for (let at = 0; at < keys.length; at += CHUNK) {
    onProgress({ words: 'Collecting tracks', done: at, total: keys.length });
    for (const record of await library.records(keys.slice(at, at + CHUNK))) {
      if (record === null) continue;
      indexOf.set(record.key, tracks.length);
      tracks.push(givenTrack(record, locationOf(record, places.get(record.key), request.folder), notes));
    }
  }
  const heldBySmart = new Map<string, readonly string[]>();
  for (const crate of tree.values())
    if (crate.kind === 'smart') heldBySmart.set(crate.id, await keysIn(library, crate.id));
  const tracksOf = (crate: Crate): number[] =>
    (crate.kind === 'list' ? crate.trackKeys : (heldBySmart.get(crate.id) ?? [])).flatMap(
      (key) => indexOf.get(key) ?? [],
    );
  const lists = givenLists(tree, tops, tracksOf, notes);
  const document = { tracks, lists: listsFor(request.format, lists, tracks.length) };
  onProgress({ words: 'Writing the file', done: 0, total: 0 });
  const { files, losses } = write(document, request.format, fitFileName(name));
  return {
    files: files.map((file) => fileOf(file.name, file.bytes)),
    tracks: tracks.length,
    lists: [...walkLists(lists)].filter(({ node }) => node.kind === 'playlist').length,
    notes: mergedNotes([notes.list(), losses]),
  };
}

/** Formats that have lists only get one of everything when there is no crate. */
function listsFor(format: TrackFormat, lists: readonly ListNode[], count: number): readonly ListNode[] {
  if (lists.length > 0 || count === 0 || (format !== 'm3u' && format !== 'serato')) return lists;
  return [{ kind: 'playlist', name: 'Echelon', tracks: Array.from({ length: count }, (_, i) => i) }];
}

/** How long a play was heard; one that was never ended lasts to the end of its set. */
const playedS = ({ endedAtMs }: PlayedSet, { forS, atMs }: PlayedSet['plays'][number]): number =>
  forS ?? (endedAtMs === null ? 0 : Math.max(0, (endedAtMs - atMs) / 1000));

export async function giveHistory(request: HistoryRequest, library: RemoteLibrary): Promise<ExportReport> {
  const set = (await library.history()).find(({ id }) => id === request.setId);
  if (set === undefined) throw new LibraryError('missing', 'The set does not exist any more.');
  const keys = [...new Set(set.plays.map(({ trackKey }) => trackKey))];
  const records = await library.records(keys);
  const byKey = new Map(records.flatMap((record) => (record === null ? [] : [[record.key, record]])));
  const tracks = set.plays.map((play): PlayedTrack => {
    const record = byKey.get(play.trackKey);
    return {
      startedAtMs: play.atMs,
      playedS: playedS(set, play),
      title: play.title,
      artist: play.artist,
      album: record?.tags.values.album ?? '',
      label: record?.tags.values.label ?? '',
      deck: String.fromCharCode('A'.charCodeAt(0) + play.deck),
      bpm: record?.grid.grid?.bpm ?? null,
      key: parseKey(record?.musicalKey.camelot ?? ''),
    };
  });
  const heading = { title: set.name, utcOffsetMinutes: request.utcOffsetMinutes };
  const name = fitFileName(set.name);
  const file =
    request.format === HistoryFormat.csv
      ? fileOf(`${name}.csv`, historyCsv(tracks, heading))
      : fileOf(`${name}.txt`, historyText(tracks, heading));
  return { files: [file], tracks: tracks.length, lists: 1, notes: [] };
}
