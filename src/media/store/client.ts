/**
 * The content store as the main thread sees it.
 * Thread: main.
 */
import { type Endpoint, transfer, wrap } from 'comlink';
import { type ContentStore, StoreError } from './content-store.ts';
import type { StoreApi, StoreReply } from './store-messages.ts';

export type { ContentStore } from './content-store.ts';

function open<T>(reply: StoreReply<T>): T {
  if ('value' in reply) return reply.value;
  const { code, reason, remedy } = reply.problem;
  throw new StoreError(code, reason, remedy);
}

/** Starts the store worker (or uses `endpoint`, in tests). */
export function createContentStore(endpoint: Endpoint = startWorker()): ContentStore {
  const api = wrap<StoreApi>(endpoint);
  return {
    put: async (content) => open(await api.put(content instanceof Blob ? content : transfer(content, [content]))),
    identify: async (content) => open(await api.identify(content)),
    get: async (id) => open(await api.get(id)),
    has: async (id) => open(await api.has(id)),
    touch: async (id) => open(await api.touch(id)),
    delete: async (id) => open(await api.delete(id)),
    setPinned: async (ids) => open(await api.setPinned(ids)),
    usage: async () => open(await api.usage()),
    setCap: async (capBytes) => open(await api.setCap(capBytes)),
    list: async () => open(await api.list()),
  };
}

function startWorker(): Worker {
  return new Worker(new URL('./worker.ts', import.meta.url), { type: 'module', name: 'content store' });
}
