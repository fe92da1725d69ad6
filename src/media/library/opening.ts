/**
 * Fills the index when the library opens: from the listing and the records it does not know yet, or from all records where
 * there is no listing to be believed.
 * Thread: library worker (tests run it in Node). Rejects as the database does.
 */
import type { Database } from './database.ts';
import { believed, Listing, type ListingBlock, unpacked } from './listing.ts';
import type { TrackRecord } from './model.ts';
import type { TrackIndex } from './track-index.ts';

/** Records read at a time. */
const CHUNK = 2000;

/** What one transaction saw, so that a writer in another tab cannot come between. */
interface Stored {
  readonly blocks: readonly ListingBlock[] | null;
  readonly unlisted: readonly string[];
  /** In the order of `unlisted`; undefined where a track was removed. None without blocks. */
  readonly records: readonly (TrackRecord | undefined)[];
}

async function readStored(database: Database): Promise<Stored> {
  const transaction = database.transaction(['listing', 'unlisted', 'tracks']);
  const [all, unlisted] = await Promise.all([
    transaction.objectStore('listing').getAll(),
    transaction.objectStore('unlisted').getAllKeys(),
  ]);
  const blocks = believed(all);
  const tracks = transaction.objectStore('tracks');
  const records = blocks === null ? [] : await Promise.all(unlisted.map((key) => tracks.get(key)));
  return { blocks, unlisted, records };
}

/** Brings the index to what the database holds. Returns the listing that keeps up with it from now on. */
export async function readTracks(database: Database, index: TrackIndex): Promise<Listing> {
  const { blocks, unlisted, records } = await readStored(database);
  const listing = new Listing(index);
  const gone = new Set(index.rows.flatMap((row) => row?.key ?? []));
  const found = (key: string): void => {
    gone.delete(key);
    listing.listed(key);
  };
  for (const block of blocks ?? [])
    for (const entry of unpacked(block)) {
      index.putEntry(entry);
      found(entry.row.key);
    }
  if (blocks === null) {
    for await (const record of allRecords(database)) {
      index.put(record);
      found(record.key);
    }
    listing.distrust();
  }
  for (const record of records)
    if (record !== undefined) {
      index.put(record);
      found(record.key);
    }
  if (blocks !== null) for (const [n, key] of unlisted.entries()) if (records[n] === undefined) index.remove(key);
  for (const key of gone) index.remove(key);
  for (const key of unlisted) listing.changed(key);
  return listing;
}

async function* allRecords(database: Database): AsyncGenerator<TrackRecord> {
  let range: IDBKeyRange | null = null;
  for (;;) {
    const records: TrackRecord[] = await database.getAll('tracks', range, CHUNK);
    yield* records;
    const last = records.at(-1);
    if (last === undefined || records.length < CHUNK) return;
    range = IDBKeyRange.lowerBound(last.key, true);
  }
}
