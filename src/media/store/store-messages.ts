/**
 * What store worker and client say to each other. Failures travel as data: Comlink carries no error classes.
 * Thread: any.
 */
import type { ContentStore, StoreProblem } from './content-store.ts';

export type StoreReply<T> = { value: T } | { problem: StoreProblem };

/** `ContentStore` with replies instead of rejections. Streams are transferred. */
export type StoreApi = {
  [M in keyof ContentStore]: (
    ...given: Parameters<ContentStore[M]>
  ) => Promise<StoreReply<Awaited<ReturnType<ContentStore[M]>>>>;
};
