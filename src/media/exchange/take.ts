/**
 * Imports: reads files of other programs, finds their tracks in the library, brings over what the library's rules allow, and
 * remembers what has no audio here yet.
 * Thread: exchange worker (tests run it in Node).
 */
import type { TrackEdit } from '../library/changes.ts';
import type { Crate, CratePatch, CrateTree } from '../library/crates.ts';
import { Origin, type Provenance } from '../library/model.ts';
import type { RemoteLibrary } from '../library/remote.ts';
import type { ExchangeDocument, ExchangeTrack } from './document.ts';
import { ExchangeError } from './errors.ts';
import type { NamedBytes, ReadResult } from './format.ts';
import { type ExchangeFormat, FORMAT_NAMES, formatOf, PRODUCERS, readExchange } from './formats.ts';
import { type LibraryCandidate, libraryCandidates, withKnownPaths } from './library/candidates.ts';
import { mergeLists } from './library/crates.ts';
import { taken } from './library/taken.ts';
import { DEFAULT_LIMITS } from './limits.ts';
import { matchLocations } from './match.ts';
import { TagMatcher } from './match-tags.ts';
import type { ImportReport, NamedFile, OnProgress } from './messages.ts';
import { mergedNotes, Notes } from './notes.ts';
import { readCrates } from './serato/crates-read.ts';
import type { ExchangeShelf, ListEntry, WaitingTrack } from './shelf.ts';

const CHUNK = 200;
const NAMED = 100;

interface ReadFile {
  readonly format: ExchangeFormat;
  readonly result: ReadResult;
}

async function bytesOf({ name, file }: NamedFile): Promise<NamedBytes> {
  const { bytes: most } = DEFAULT_LIMITS;
  if (file.size > most)
    throw new ExchangeError('tooLarge', name, null, `The file has ${file.size} bytes; at most ${most} are read.`);
  return { name, bytes: new Uint8Array(await file.arrayBuffer()) };
}

/** Reads every file, Serato's crates as one shelf. Throws `ExchangeError`; its `format` then starts with the file's name. */
async function readAll(files: readonly NamedFile[], onProgress: OnProgress): Promise<ReadFile[]> {
  const read: ReadFile[] = [];
  const crates: NamedBytes[] = [];
  for (const [done, file] of files.entries()) {
    onProgress({ words: `Reading ${file.name}`, done, total: files.length });
    const named = await bytesOf(file);
    const format = formatOf(named);
    if (format === 'seratoCrate') crates.push(named);
    else read.push(inFile(file.name, () => ({ format, result: readExchange(named) })));
  }
  if (crates.length > 0) {
    const names = crates.length === 1 ? (crates[0] as NamedBytes).name : `${crates.length} crates`;
    read.push(inFile(names, () => ({ format: 'seratoCrate', result: readCrates(crates) })));
  }
  return read;
}

/** Names the file in what is thrown. */
function inFile<T>(name: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof ExchangeError) || error.format === name) throw error;
    throw new ExchangeError(error.code, `${name}, ${error.format}`, error.place, error.reason, error);
  }
}

/** Which track of the library each track of the document is. */
export interface Found {
  readonly keys: ReadonlyMap<number, string>;
  readonly ambiguous: readonly number[];
  readonly missing: readonly number[];
}

/** By path first, then by title and artist; what fits several is asked for its whole path. */
export async function findTracks(
  document: ExchangeDocument,
  candidates: readonly LibraryCandidate[],
  library: RemoteLibrary,
): Promise<Found> {
  const keys = new Map<number, string>();
  const first = matchLocations(document, candidates);
  for (const { track, id } of first.matched) keys.set(track, id);
  const doubtful = first.ambiguous.map(({ track }) => track);
  if (doubtful.length > 0) {
    const precise = await withKnownPaths(candidates, new Set(first.ambiguous.flatMap(({ ids }) => ids)), library);
    const tracks = doubtful.map((track) => document.tracks[track] as ExchangeTrack);
    for (const { track, id } of matchLocations({ tracks, lists: [] }, precise).matched)
      keys.set(doubtful[track] as number, id);
  }
  const byTags = new TagMatcher(candidates);
  for (const track of [...doubtful, ...first.unmatched.map(({ track: unmatched }) => unmatched)]) {
    const key = keys.has(track) ? null : byTags.find(document.tracks[track] as ExchangeTrack);
    if (key !== null) keys.set(track, key);
  }
  return {
    keys,
    ambiguous: doubtful.filter((track) => !keys.has(track)),
    missing: first.unmatched.map(({ track }) => track).filter((track) => !keys.has(track)),
  };
}

export interface Brought {
  readonly changed: number;
  readonly keptByHand: number;
}

/** Brings what the document says to the tracks of the library. `pairs`: at most one a key. */
export async function bring(
  pairs: readonly { readonly key: string; readonly track: ExchangeTrack; readonly by: Provenance }[],
  library: RemoteLibrary,
  notes: Notes,
  onProgress: OnProgress,
): Promise<Brought> {
  let [changed, keptByHand] = [0, 0];
  for (let at = 0; at < pairs.length; at += CHUNK) {
    onProgress({ words: 'Bringing over cues, grids and tags', done: at, total: pairs.length });
    const chunk = pairs.slice(at, at + CHUNK);
    const records = await library.records(chunk.map(({ key }) => key));
    const edits = chunk.flatMap(({ key, track, by }, i): TrackEdit[] => {
      const record = records[i];
      if (record == null) return [];
      const { changes, keptByHand: kept } = taken(track, record, by, notes);
      keptByHand += kept;
      return changes.length === 0 ? [] : [{ key, changes }];
    });
    changed += edits.length;
    if (edits.length > 0) await library.apply(edits);
  }
  return { changed, keptByHand };
}

const treeOf = (crates: readonly Crate[]): CrateTree => new Map(crates.map((crate) => [crate.id, crate]));

export interface TakeOptions {
  readonly library: RemoteLibrary;
  /** Null when the browser keeps nothing: what is missing is then only told. */
  readonly shelf: ExchangeShelf | null;
  readonly nowMs: () => number;
  readonly newId: () => string;
}

class Import {
  private readonly options: TakeOptions;
  private readonly onProgress: OnProgress;
  private readonly notes = new Notes();
  private readonly ambiguous: string[] = [];
  private readonly missing: string[] = [];
  private readonly undo: CratePatch[] = [];
  private tracks = 0;
  private matched = 0;
  private changed = 0;
  private keptByHand = 0;
  private made = 0;
  private filled = 0;

  constructor(options: TakeOptions, onProgress: OnProgress) {
    this.options = options;
    this.onProgress = onProgress;
  }

  async run(files: readonly NamedFile[]): Promise<ImportReport> {
    const read = await readAll(files, this.onProgress);
    this.onProgress({ words: 'Finding the tracks in the library', done: 0, total: 0 });
    const candidates = await libraryCandidates(this.options.library);
    for (const { format, result } of read) await this.takeDocument(PRODUCERS[format], result.document, candidates);
    return {
      formats: [...new Set(read.map(({ format }) => FORMAT_NAMES[format]))],
      tracks: this.tracks,
      matched: this.matched,
      changed: this.changed,
      keptByHand: this.keptByHand,
      ambiguous: this.ambiguous.slice(0, NAMED),
      ambiguousCount: this.ambiguous.length,
      missing: this.missing.slice(0, NAMED),
      missingCount: this.missing.length,
      waits: this.options.shelf !== null,
      cratesMade: this.made,
      cratesFilled: this.filled,
      notes: mergedNotes([...read.flatMap(({ result }) => [result.losses, result.warnings]), this.notes.list()]),
      undo: this.undo.reverse(),
    };
  }

  private async takeDocument(
    producer: string,
    document: ExchangeDocument,
    candidates: readonly LibraryCandidate[],
  ): Promise<void> {
    const { library, nowMs } = this.options;
    const found = await findTracks(document, candidates, library);
    const atMs = nowMs();
    const by: Provenance = { origin: Origin.exchange, producer, version: 1, confidence: null, atMs };
    const trackAt = (index: number): ExchangeTrack => document.tracks[index] as ExchangeTrack;
    const firstOfKey = new Map<string, number>();
    for (const [track, key] of found.keys) if (!firstOfKey.has(key)) firstOfKey.set(key, track);
    const pairs = [...firstOfKey].map(([key, track]) => ({ key, track: trackAt(track), by }));
    const { changed, keptByHand } = await bring(pairs, library, this.notes, this.onProgress);
    this.tracks += document.tracks.length;
    this.matched += found.keys.size;
    this.changed += changed;
    this.keptByHand += keptByHand;
    this.ambiguous.push(...found.ambiguous.map((track) => nameOf(trackAt(track))));
    this.missing.push(...found.missing.map((track) => nameOf(trackAt(track))));
    await this.takeLists(producer, document, found, atMs);
  }

  private async takeLists(producer: string, document: ExchangeDocument, found: Found, atMs: number): Promise<void> {
    const { library, shelf, newId } = this.options;
    this.onProgress({ words: 'Filling crates', done: 0, total: 0 });
    const tree = treeOf(await library.crates());
    const keyOf = (track: number): string | null => found.keys.get(track) ?? null;
    const merged = mergeLists(document.lists, { tree, keyOf, newId, atMs }, this.notes);
    if (merged.patch.put.length > 0) this.undo.push(await library.editCrates(merged.patch));
    this.made += merged.made;
    this.filled += merged.filled;
    if (shelf === null) return;
    const waiting = new Map<number, WaitingTrack>(
      found.missing.map((index) => {
        const track = document.tracks[index] as ExchangeTrack;
        return [
          index,
          { id: `${producer}\n${track.location}\n${track.artist}\n${track.title}`, producer, atMs, track },
        ];
      }),
    );
    const lists = merged.lists.filter(({ tracks }) => tracks.some((track) => waiting.has(track)));
    await shelf.change({
      waiting: [...waiting.values()],
      lists: lists.map(({ crateId, tracks }) => ({
        crateId,
        entries: tracks.flatMap((track): ListEntry[] => {
          const [key, waits] = [keyOf(track), waiting.get(track)];
          return key !== null ? [{ key }] : waits === undefined ? [] : [{ waiting: waits.id }];
        }),
      })),
      places: [...found.keys].map(([track, key]) => ({
        key,
        location: (document.tracks[track] as ExchangeTrack).location,
      })),
    });
  }
}

const nameOf = ({ title, artist, location }: ExchangeTrack): string =>
  title === '' ? location : artist === '' ? title : `${artist} – ${title}`;

/** Rejects with `ExchangeError` before anything is changed when a file is broken, with `LibraryError` when writing fails. */
export function takeFiles(
  files: readonly NamedFile[],
  options: TakeOptions,
  onProgress: OnProgress,
): Promise<ImportReport> {
  return new Import(options, onProgress).run(files);
}
