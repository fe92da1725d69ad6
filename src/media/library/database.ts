/**
 * The library's database: its stores, its versions, and how one becomes the next. A migration is one transaction: killed
 * half-way, the browser rolls it back and the old version opens again. Version 2 has records in groups; version 3 adds the
 * listing, from which the library opens without reading them (`listing.ts`), and the features of the analysis.
 * Thread: library worker. Every failure is a `LibraryError`.
 */
import { type DBSchema, deleteDB, type IDBPDatabase, type IDBPTransaction, openDB, type StoreNames } from 'idb';
import type { Crate } from './crates.ts';
import { LibraryError, libraryError } from './errors.ts';
import type { PlayedSet } from './history.ts';
import type { ListingBlock } from './listing.ts';
import { migratedTrack } from './migrate.ts';
import type { CoverRecord, FeatureRecord, SettingRecord, TrackRecord } from './model.ts';

/** Version 1 of the app kept its records under the same name: opening it migrates them. */
export const DATABASE = 'echelon';
export const DATABASE_VERSION = 3;

export interface Schema extends DBSchema {
  tracks: { key: string; value: TrackRecord; indexes: { fileId: string } };
  covers: { key: string; value: CoverRecord };
  crates: { key: string; value: Crate };
  history: { key: string; value: PlayedSet };
  settings: { key: string; value: SettingRecord };
  features: { key: string; value: FeatureRecord };
  /** What the list shows of every track. */
  listing: { key: string; value: ListingBlock };
  /** Tracks that were written or removed since their block of the listing was. */
  unlisted: { key: string; value: { readonly key: string } };
}
export type Store = StoreNames<Schema>;
export type Database = IDBPDatabase<Schema>;
type Upgrade = IDBPTransaction<Schema, Store[], 'versionchange'>;

export interface DatabaseEvents {
  /** A newer Echelon in another tab waits for this one: the database is closed, and reads and writes will fail. */
  readonly onSuperseded?: () => void;
  /** The browser closed the database by itself. */
  readonly onLost?: () => void;
}

/** Version 1 → 2: every record in the new form, in its place. */
async function toVersion2(database: Database, transaction: Upgrade): Promise<void> {
  database.createObjectStore('covers', { keyPath: 'id' });
  database.createObjectStore('crates', { keyPath: 'id' });
  database.createObjectStore('history', { keyPath: 'id' });
  database.createObjectStore('settings', { keyPath: 'name' });
  let cursor = await transaction.objectStore('tracks').openCursor();
  while (cursor !== null) {
    const old: { readonly key: string } = cursor.value;
    await cursor.update(migratedTrack(old));
    cursor = await cursor.continue();
  }
}

/** Version 2 → 3: no record is touched. The first opening finds no listing, reads the records and writes one. */
function toVersion3(database: Database): void {
  database.createObjectStore('features', { keyPath: 'key' });
  database.createObjectStore('listing', { keyPath: 'key' });
  database.createObjectStore('unlisted', { keyPath: 'key' });
}

async function upgrade(database: Database, from: number, transaction: Upgrade): Promise<void> {
  if (from < 1) database.createObjectStore('tracks', { keyPath: 'key' }).createIndex('fileId', 'fileId');
  if (from < 2) await toVersion2(database, transaction);
  if (from < 3) toVersion3(database);
}

/**
 * Opens the database, migrating it when it is older. Rejects with `LibraryError`: `newer`, `blocked` (another tab holds an
 * older version open), `quotaFull` or `failed`.
 */
export async function openDatabase(events: DatabaseEvents = {}): Promise<Database> {
  const doing = 'Opening the library';
  return new Promise<Database>((resolve, reject) => {
    let refused = false;
    const opening = openDB<Schema>(DATABASE, DATABASE_VERSION, {
      upgrade(database, from, _to, transaction) {
        transaction.done.catch(() => undefined); // the opening itself fails, and says why
        upgrade(database, from, transaction).catch((error: unknown) => {
          reject(libraryError(error, doing));
          if (transaction.error === null) transaction.abort();
        });
      },
      blocked() {
        refused = true;
        reject(
          new LibraryError('blocked', 'Opening the library waits for another tab that uses an older version of it.'),
        );
      },
      blocking(_current, _next, event) {
        (event.target as IDBDatabase).close();
        events.onSuperseded?.();
      },
      terminated: () => events.onLost?.(),
    });
    opening.then(
      (database) => {
        // Whoever was told "blocked" has given up; a connection that comes later must not block others in turn.
        if (refused) database.close();
        else resolve(database);
      },
      (error: unknown) => reject(libraryError(error, doing)),
    );
  });
}

/** What one transaction writes. */
export interface Batch {
  readonly put?: { readonly [S in Store]?: readonly Schema[S]['value'][] };
  readonly remove?: { readonly [S in Store]?: readonly string[] };
}

/** Whoever writes tracks also writes that the listing does not know it yet: both or neither. */
function withUnlisted(batch: Batch): Batch {
  const put = (batch.put?.tracks ?? []).map(({ key }) => key);
  const unlisted = [...put, ...(batch.remove?.tracks ?? [])].map((key) => ({ key }));
  return unlisted.length === 0 ? batch : { ...batch, put: { ...batch.put, unlisted } };
}

/**
 * Writes all of it or nothing. Resolves when the browser has taken it over; with `strict`, when it is on disk, so that a
 * power cut does not take it either. Work of a hand is written strictly, bookkeeping is not: it would cost a disk flush.
 */
export async function writeBatch(
  database: Database,
  batch: Batch,
  durability: IDBTransactionDurability,
  doing: string,
): Promise<void> {
  const { put = {}, remove = {} } = withUnlisted(batch);
  const named = [...new Set([...Object.keys(put), ...Object.keys(remove)])] as Store[];
  const stores = named.filter((store) => (put[store]?.length ?? 0) + (remove[store]?.length ?? 0) > 0);
  if (stores.length === 0) return;
  try {
    const transaction = database.transaction(stores, 'readwrite', { durability });
    const requests: Promise<unknown>[] = [transaction.done];
    try {
      for (const store of stores) {
        const target = transaction.objectStore(store);
        for (const key of remove[store] ?? []) requests.push(target.delete(key));
        for (const value of put[store] ?? []) requests.push(target.put(value));
      }
      // Said at once, it need not wait until the last answer has come back.
      transaction.commit();
    } catch (error) {
      transaction.abort();
      await Promise.allSettled(requests);
      throw error;
    }
    const outcomes = await Promise.allSettled(requests);
    const failed = outcomes.find((o) => o.status === 'rejected' && !isAbort(o.reason)) ?? outcomes[0];
    if (failed?.status === 'rejected') throw failed.reason;
  } catch (error) {
    throw libraryError(error, doing);
  }
}

/** The other requests of a transaction that failed; the first failure names the cause. */
const isAbort = (reason: unknown): boolean =>
  (reason instanceof Error || reason instanceof DOMException) && reason.name === 'AbortError';

/** Removes the library altogether. */
export async function deleteDatabase(): Promise<void> {
  await deleteDB(DATABASE);
}
