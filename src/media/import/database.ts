/**
 * The import's own database: records of the queue, and the handles of chosen folders. Apart from the library's, so that
 * each may change its form without the other.
 * Thread: main, at human rate. IndexedDB by `idb`; every method rejects when the browser refuses.
 */
import { type DBSchema, type IDBPDatabase, openDB } from 'idb';
import type { QueueStore } from './ports.ts';
import type { ItemRecord } from './queue.ts';
import type { Root, RootStore } from './references.ts';

const DATABASE = 'echelon-import';
const VERSION = 1;

interface Schema extends DBSchema {
  items: { key: number; value: ItemRecord };
  roots: { key: string; value: Root };
}

export interface ImportDatabase {
  readonly queue: QueueStore;
  readonly roots: RootStore;
  close(): void;
}

/** For a browser that keeps nothing: it lasts until the page closes. */
export function sessionImportDatabase(): ImportDatabase {
  return {
    queue: { load: async () => [], put: async () => undefined, remove: async () => undefined },
    roots: { all: async () => [], put: async () => undefined, remove: async () => undefined },
    close: () => undefined,
  };
}

/** Opens it, or makes it. */
export async function openImportDatabase(name = DATABASE): Promise<ImportDatabase> {
  const db: IDBPDatabase<Schema> = await openDB<Schema>(name, VERSION, {
    upgrade(database) {
      database.createObjectStore('items', { keyPath: 'id' });
      database.createObjectStore('roots', { keyPath: 'id' });
    },
  });
  return {
    queue: {
      load: () => db.getAll('items'),
      async put(records) {
        const write = db.transaction('items', 'readwrite');
        await Promise.all([...records.map((record) => write.store.put(record)), write.done]);
      },
      async remove(ids) {
        const write = db.transaction('items', 'readwrite');
        await Promise.all([...ids.map((id) => write.store.delete(id)), write.done]);
      },
    },
    roots: {
      all: () => db.getAll('roots'),
      async put(root) {
        await db.put('roots', root);
      },
      remove: (id) => db.delete('roots', id),
    },
    close: () => db.close(),
  };
}
