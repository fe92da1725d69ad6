/**
 * Tracks of earlier imports whose audio has come since: they get what the other program said of them, and their places in
 * the crates.
 * Thread: exchange worker (tests run it in Node).
 */
import type { Crate, CratePatch } from '../library/crates.ts';
import { Origin, type Provenance } from '../library/model.ts';
import type { RemoteLibrary } from '../library/remote.ts';
import { candidateOf, libraryCandidates } from './library/candidates.ts';
import type { SettleReport } from './messages.ts';
import { Notes } from './notes.ts';
import type { ExchangeShelf, ListEntry, WaitingList } from './shelf.ts';
import { bring, findTracks } from './take.ts';

export interface SettleOptions {
  readonly library: RemoteLibrary;
  readonly shelf: ExchangeShelf;
  readonly nowMs: () => number;
}

/** Puts `key` after the nearest track before it in the list that the crate holds, else before the nearest after it. */
export function insertInOrder(
  trackKeys: readonly string[],
  entries: readonly ListEntry[],
  at: number,
  key: string,
): readonly string[] {
  if (trackKeys.includes(key)) return trackKeys;
  const placeOf = (entry: ListEntry | undefined): number =>
    entry !== undefined && 'key' in entry ? trackKeys.indexOf(entry.key) : -1;
  for (let i = at - 1; i >= 0; i--) {
    const place = placeOf(entries[i]);
    if (place >= 0) return trackKeys.toSpliced(place + 1, 0, key);
  }
  for (let i = at + 1; i < entries.length; i++) {
    const place = placeOf(entries[i]);
    if (place >= 0) return trackKeys.toSpliced(place, 0, key);
  }
  return [...trackKeys, key];
}

interface SettledLists {
  readonly patch: CratePatch;
  readonly lists: readonly WaitingList[];
  readonly endedLists: readonly string[];
}

/** `keyOf`: the track of the library that a waiting one turned out to be. */
export function settleLists(
  lists: readonly WaitingList[],
  crates: readonly Crate[],
  keyOf: ReadonlyMap<string, string>,
  atMs: number,
): SettledLists {
  const byId = new Map(crates.map((crate) => [crate.id, crate]));
  const put: Crate[] = [];
  const still: WaitingList[] = [];
  const endedLists: string[] = [];
  for (const list of lists) {
    const crate = byId.get(list.crateId);
    if (crate?.kind !== 'list') {
      endedLists.push(list.crateId);
      continue;
    }
    const entries = [...list.entries];
    let trackKeys = crate.trackKeys;
    list.entries.forEach((entry, at) => {
      const key = 'waiting' in entry ? keyOf.get(entry.waiting) : undefined;
      if (key === undefined) return;
      trackKeys = insertInOrder(trackKeys, entries, at, key);
      entries[at] = { key };
    });
    if (trackKeys !== crate.trackKeys) put.push({ ...crate, trackKeys, changedAtMs: atMs });
    if (!entries.some((entry) => 'waiting' in entry)) endedLists.push(list.crateId);
    else if (entries.some((entry, at) => entry !== list.entries[at])) still.push({ crateId: list.crateId, entries });
  }
  return { patch: { put, remove: [] }, lists: still, endedLists };
}

/** Only tracks of known length are taken: a name alone is too little to write somebody's cues by. */
export async function settle(keys: readonly string[] | null, options: SettleOptions): Promise<SettleReport> {
  const { library, shelf, nowMs } = options;
  const waiting = await shelf.waiting();
  if (waiting.length === 0) return { found: 0, left: 0 };
  const all =
    keys === null
      ? await libraryCandidates(library)
      : (await library.records(keys)).flatMap((record) => (record === null ? [] : [candidateOf(record)]));
  const candidates = all.filter(({ durationS }) => durationS !== null);
  const document = { tracks: waiting.map(({ track }) => track), lists: [] };
  const { keys: found } = await findTracks(document, candidates, library);
  if (found.size === 0) return { found: 0, left: waiting.length };
  const atMs = nowMs();
  const settled = waiting.flatMap(({ id, producer, track }, index) => {
    const key = found.get(index);
    const by: Provenance = { origin: Origin.exchange, producer, version: 1, confidence: null, atMs };
    return key === undefined ? [] : [{ id, key, track, by }];
  });
  await bring(settled, library, new Notes(), () => undefined);
  const keyOf = new Map(settled.map(({ id, key }) => [id, key]));
  const { patch, lists, endedLists } = settleLists(await shelf.lists(), await library.crates(), keyOf, atMs);
  if (patch.put.length > 0) await library.editCrates(patch);
  await shelf.change({
    found: settled.map(({ id }) => id),
    lists,
    endedLists,
    places: settled.map(({ key, track }) => ({ key, location: track.location })),
  });
  return { found: settled.length, left: waiting.length - settled.length };
}
