/**
 * What every content store must do, free of any test framework: vitest runs it on memory, a browser page on OPFS.
 * Thread: as the store under test.
 */
import type { ContentStore } from './content-store.ts';
import { fails, same, sampleBytes } from './contract-checks.ts';

export interface StoreContractCase {
  readonly name: string;
  /** Rejects when the store breaks the contract. `store` is empty; its limit is 1000 bytes. */
  run(store: ContentStore): Promise<void>;
}

export const CONTRACT_CAP_BYTES = 1000;

/** Brings any store into the state a case starts from. */
export async function emptyStore(store: ContentStore): Promise<void> {
  await store.setPinned([]);
  for (const { id } of await store.list()) await store.delete(id);
  await store.setCap(CONTRACT_CAP_BYTES);
}

const blob = (seed: number, length: number): Blob => new Blob([sampleBytes(seed, length)]);

async function bytesOf(store: ContentStore, id: string): Promise<number[]> {
  return [...new Uint8Array(await (await store.get(id)).arrayBuffer())];
}

export const CONTENT_STORE_CONTRACT: readonly StoreContractCase[] = [
  {
    name: 'keeps content under the SHA-256 of its bytes',
    async run(store) {
      const id = await store.put(new Blob(['abc']));
      same(id, 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad', 'id of "abc"');
      same(await store.has(id), true, 'has');
      same(await (await store.get(id)).text(), 'abc', 'content');
    },
  },
  {
    name: 'tells the id of a file without keeping it',
    async run(store) {
      const id = await store.identify(blob(1, 300));
      same(await store.list(), [], 'list');
      same(await store.put(blob(1, 300)), id, 'id');
    },
  },
  {
    name: 'takes a stream as well as a blob, and the same content once',
    async run(store) {
      const id = await store.put(blob(1, 300));
      same(await store.put(blob(1, 300).stream()), id, 'id from a stream');
      same(await bytesOf(store, id), [...sampleBytes(1, 300)], 'content');
      same((await store.usage()).files, 1, 'files');
      same((await store.usage()).bytes, 300, 'bytes');
    },
  },
  {
    name: 'tells what is missing, deletes',
    async run(store) {
      const id = await store.put(blob(1, 10));
      await store.delete(id);
      same(await store.has(id), false, 'has after delete');
      await fails('missing', store.get(id));
      await fails('missing', store.touch(id));
      await fails('missing', store.delete(id));
    },
  },
  {
    name: 'evicts the least recently used first; get and touch count as use',
    async run(store) {
      const [a, b, c] = [await store.put(blob(1, 300)), await store.put(blob(2, 300)), await store.put(blob(3, 300))];
      await store.get(a);
      await store.touch(b);
      const d = await store.put(blob(4, 300));
      same(
        (await store.list()).map(({ id }) => id),
        [d, b, a],
        'what stays, newest use first',
      );
      same(await store.has(c), false, 'the least recently used');
    },
  },
  {
    name: 'never evicts what is pinned',
    async run(store) {
      const a = await store.put(blob(1, 400));
      const b = await store.put(blob(2, 400));
      await store.setPinned([a]);
      const c = await store.put(blob(3, 500));
      same([await store.has(a), await store.has(b), await store.has(c)], [true, false, true], 'a, b, c');
      await store.setPinned([a, c]);
      await fails('full', store.put(blob(4, 300)));
      same((await store.usage()).pinnedBytes, 900, 'pinned');
      same((await store.list()).length, 2, 'nothing else changed');
      await store.setPinned([]);
      await store.put(blob(4, 300));
    },
  },
  {
    name: 'refuses what is larger than its limit, also when only the stream tells',
    async run(store) {
      const kept = await store.put(blob(1, 100));
      await fails('tooLarge', store.put(blob(2, 1001)));
      await fails('tooLarge', store.put(blob(2, 1001).stream()));
      same(await store.list(), [{ id: kept, bytes: 100, pinned: false }], 'nothing else changed');
    },
  },
  {
    name: 'a lower limit evicts, a higher one takes more',
    async run(store) {
      await store.put(blob(1, 400));
      const b = await store.put(blob(2, 400));
      await store.setCap(500);
      same(
        (await store.list()).map(({ id }) => id),
        [b],
        'after lowering',
      );
      await store.setCap(2000);
      await store.put(blob(3, 1400));
      same(await store.usage(), { bytes: 1800, capBytes: 2000, files: 2, pinnedBytes: 0 }, 'after raising');
    },
  },
  {
    name: 'a stream that breaks off leaves nothing behind',
    async run(store) {
      let parts = 0;
      const broken = new ReadableStream<Uint8Array>({
        pull(controller) {
          if (parts++ < 2) controller.enqueue(sampleBytes(1, 50));
          else controller.error(new Error('the disk was pulled out'));
        },
      });
      await fails('failed', store.put(broken));
      same(await store.list(), [], 'list');
      same((await store.usage()).bytes, 0, 'bytes');
    },
  },
  {
    name: 'several at once',
    async run(store) {
      const ids = await Promise.all([1, 2, 3, 4, 4].map((seed) => store.put(blob(seed, 200))));
      same(new Set(ids).size, 4, 'different ids');
      for (const [i, id] of ids.slice(0, 4).entries())
        same(await bytesOf(store, id), [...sampleBytes(i + 1, 200)], `content ${i}`);
    },
  },
];
