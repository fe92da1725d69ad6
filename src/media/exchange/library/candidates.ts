/**
 * The library's tracks as the matching sees them. Thread: exchange worker. Memory: a few texts a track.
 */
import type { TrackRecord } from '../../library/model.ts';
import type { RemoteLibrary } from '../../library/remote.ts';
import type { Candidate } from '../match.ts';
import type { NamedCandidate } from '../match-tags.ts';
import { durationOf } from './taken.ts';

export type LibraryCandidate = Candidate & NamedCandidate;

/** Rows a message. */
const CHUNK = 1000;
const EVERYTHING = { text: '', order: null, fits: null, window: { from: 0, count: 0 } } as const;

/** Every track of the library; paths are file names. */
export async function libraryCandidates(library: RemoteLibrary): Promise<LibraryCandidate[]> {
  const view = await library.openView();
  try {
    const { count } = await library.search(view, { ...EVERYTHING, crateId: null });
    const candidates: LibraryCandidate[] = [];
    for (let from = 0; from < count; from += CHUNK)
      for (const found of await library.rows(view, from, CHUNK)) {
        if (found === null) continue;
        const { key, fileName, title, artist, durationS } = found.row;
        candidates.push({ id: key, path: fileName, title, artist, durationS });
      }
    return candidates;
  } finally {
    await library.closeView(view);
  }
}

/** The tracks of a crate (null: the whole library) in its order. */
export async function keysIn(library: RemoteLibrary, crateId: string | null): Promise<string[]> {
  const view = await library.openView();
  try {
    const { count } = await library.search(view, { ...EVERYTHING, crateId });
    const keys: string[] = [];
    for (let from = 0; from < count; from += CHUNK) keys.push(...(await library.keys(view, from, CHUNK)));
    return keys;
  } finally {
    await library.closeView(view);
  }
}

const pathOf = ({ location, fileName }: TrackRecord): string =>
  'path' in location && location.path !== '' ? location.path : fileName;

export function candidateOf(record: TrackRecord): LibraryCandidate {
  const { title, artist } = record.tags.values;
  return { id: record.key, path: pathOf(record), title, artist, durationS: durationOf(record) };
}

/** The candidates with these keys, with the folders that the library knows of them. */
export async function withKnownPaths(
  candidates: readonly LibraryCandidate[],
  keys: ReadonlySet<string>,
  library: RemoteLibrary,
): Promise<LibraryCandidate[]> {
  const wanted = candidates.filter(({ id }) => keys.has(id));
  const records = await library.records(wanted.map(({ id }) => id));
  return records.flatMap((record) => (record === null ? [] : [candidateOf(record)]));
}
