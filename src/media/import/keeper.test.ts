import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { MemoryFiles } from '../byte-files/memory.ts';
import { FileContentStore } from '../store/file-content-store.ts';
import { exclusiveHere } from '../store/store-table.ts';
import { ImportedAudioKeeper, RESERVE_BYTES } from './keeper.ts';

const content = (seed: number, bytes: number): Blob => new Blob([new Uint8Array(bytes).fill(seed)]);
const idOf = async (blob: Blob): Promise<string> =>
  createHash('sha256')
    .update(new Uint8Array(await blob.arrayBuffer()))
    .digest('hex');

async function setUp(quota: { quota?: number; usage?: number }) {
  const store = await FileContentStore.open(new MemoryFiles(), exclusiveHere(), 1000);
  const keeper = new ImportedAudioKeeper({
    store,
    estimate: async () => quota,
    staysInPlace: (source) => source.startsWith('ref:'),
  });
  return { store, keeper };
}

test('what lies in a chosen folder stays there, the rest is copied', async () => {
  const { store, keeper } = await setUp({});
  const file = content(1, 100);
  expect(await keeper.keep('ref:1/a', file, 'whatever')).toEqual({ kind: 'referenced', source: 'ref:1/a' });
  expect(await store.list()).toEqual([]);
  const id = await idOf(file);
  expect(await keeper.keep('now:1', file, id)).toEqual({ kind: 'stored', contentId: id });
  expect(await store.has(id)).toBe(true);
});

test('the limit grows with the library: no track is evicted for another', async () => {
  const { store, keeper } = await setUp({ quota: 10 * RESERVE_BYTES, usage: 0 });
  const files = [1, 2, 3, 4].map((seed) => content(seed, 400));
  await Promise.all(files.map(async (file) => keeper.keep('now:1', file, await idOf(file))));
  expect((await store.usage()).files).toBe(4);
});

test('a full disk is told before anything is written', async () => {
  const { store, keeper } = await setUp({ quota: RESERVE_BYTES + 50, usage: 0 });
  const file = content(1, 100);
  await expect(keeper.keep('now:1', file, await idOf(file))).rejects.toMatchObject({
    code: 'full',
    remedy: /Free disk/,
  });
  expect(await store.list()).toEqual([]);
  const small = content(2, 40);
  expect(await keeper.keep('now:2', small, await idOf(small))).toMatchObject({ kind: 'stored' });
});

test('a file that changed since it was read is not kept as what it was', async () => {
  const { keeper } = await setUp({});
  await expect(keeper.keep('now:1', content(1, 10), 'another id')).rejects.toMatchObject({ code: 'failed' });
});
