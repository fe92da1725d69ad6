/** Thread: store worker. Entry: the content store in OPFS, over Comlink. */
import { expose } from 'comlink';
import { openOpfsFiles } from '../byte-files/opfs.ts';
import { StoreError } from './content-store.ts';
import { FileContentStore } from './file-content-store.ts';
import type { StoreApi, StoreReply } from './store-messages.ts';
import { STORE_FOLDER, STORE_LOCK } from './store-table.ts';

/** Opened at the first call, so that a refusal by the browser reaches a caller. */
let opened: Promise<FileContentStore> | null = null;

async function openStore(): Promise<FileContentStore> {
  return FileContentStore.open(
    await openOpfsFiles(STORE_FOLDER),
    async (work) => await navigator.locks.request(STORE_LOCK, work),
  );
}

async function reply<T>(work: (store: FileContentStore) => Promise<T>): Promise<StoreReply<T>> {
  opened ??= openStore();
  try {
    return { value: await work(await opened) };
  } catch (error) {
    if (error instanceof StoreError) return { problem: error.toProblem() };
    opened = null;
    const detail = error instanceof Error ? error.message : String(error);
    return { problem: new StoreError('failed', `Storage failed: ${detail}.`).toProblem() };
  }
}

const api: StoreApi = {
  put: (content) => reply((store) => store.put(content)),
  identify: (content) => reply((store) => store.identify(content)),
  get: (id) => reply((store) => store.get(id)),
  has: (id) => reply((store) => store.has(id)),
  touch: (id) => reply((store) => store.touch(id)),
  delete: (id) => reply((store) => store.delete(id)),
  setPinned: (ids) => reply((store) => store.setPinned(ids)),
  usage: () => reply((store) => store.usage()),
  setCap: (capBytes) => reply((store) => store.setCap(capBytes)),
  list: () => reply((store) => store.list()),
};

expose(api);
