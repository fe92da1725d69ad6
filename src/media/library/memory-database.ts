/**
 * What the library uses of a database, in memory: for a browser that refuses storage, so that a session has its tracks,
 * crates and cues all the same.
 * Thread: library worker (any, in tests). Gone with the worker.
 */
import type { Database, Schema, Store } from './database.ts';

type Stored = Schema[Store]['value'];

const keyOf = (value: Stored): string => ('key' in value ? value.key : 'id' in value ? value.id : value.name);

class MemoryStore {
  private readonly records = new Map<string, Stored>();

  async get(key: string): Promise<Stored | undefined> {
    return this.records.get(key);
  }

  /** In the order of keys, after the lower end of the range. */
  async getAll(range?: IDBKeyRange | null, count = Number.POSITIVE_INFINITY): Promise<Stored[]> {
    const keys = [...this.records.keys()].sort().filter((key) => range == null || key > range.lower);
    return keys.slice(0, count).flatMap((key) => this.records.get(key) ?? []);
  }

  async getAllKeys(): Promise<string[]> {
    return [...this.records.keys()].sort();
  }

  async put(value: Stored): Promise<void> {
    this.records.set(keyOf(value), value);
  }

  async delete(key: string): Promise<void> {
    this.records.delete(key);
  }
}

/** Empty. Only what `library.ts` and `writeBatch` call is there. */
export function memoryDatabase(): Database {
  const stores: { readonly [S in Store]: MemoryStore } = {
    tracks: new MemoryStore(),
    covers: new MemoryStore(),
    crates: new MemoryStore(),
    history: new MemoryStore(),
    settings: new MemoryStore(),
    features: new MemoryStore(),
    listing: new MemoryStore(),
    unlisted: new MemoryStore(),
  };
  const database = {
    get: (store: Store, key: string) => stores[store].get(key),
    getAll: (store: Store, range?: IDBKeyRange | null, count?: number) => stores[store].getAll(range, count),
    getAllKeys: (store: Store) => stores[store].getAllKeys(),
    getFromIndex: async (_store: 'tracks', _index: 'fileId', fileId: string) =>
      (await stores.tracks.getAll()).find((record) => 'fileId' in record && record.fileId === fileId),
    transaction: (names: Store | readonly Store[]) => ({
      store: stores[typeof names === 'string' ? names : (names[0] ?? 'tracks')],
      objectStore: (store: Store) => stores[store],
      done: Promise.resolve(),
      commit: () => undefined,
      abort: () => undefined,
    }),
    close: () => undefined,
  };
  return database as unknown as Database;
}
