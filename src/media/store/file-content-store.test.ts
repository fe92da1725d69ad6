import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { MemoryFiles } from '../byte-files/memory.ts';
import { StoreError } from './content-store.ts';
import { CONTENT_STORE_CONTRACT, CONTRACT_CAP_BYTES } from './contract.ts';
import { FileContentStore } from './file-content-store.ts';
import { exclusiveHere } from './store-table.ts';

const open = (files: MemoryFiles): Promise<FileContentStore> =>
  FileContentStore.open(files, exclusiveHere(), CONTRACT_CAP_BYTES);
const blob = (text: string, length: number): Blob => new Blob([text.repeat(length).slice(0, length)]);

describe('content store on memory files', () => {
  for (const { name, run } of CONTENT_STORE_CONTRACT) test(name, async () => run(await open(new MemoryFiles())));

  test('opened again, it holds the same, limit and order included', async () => {
    const files = new MemoryFiles();
    const before = await open(files);
    const a = await before.put(blob('a', 100));
    const b = await before.put(blob('b', 100));
    await before.touch(a);
    await before.setCap(5000);
    const after = await open(files);
    expect((await after.list()).map(({ id }) => id)).toEqual([a, b]);
    expect((await after.usage()).capBytes).toBe(5000);
  });

  test('a process killed while writing leaves nothing visible, and the next start removes the rest', async () => {
    const files = new MemoryFiles();
    const before = await open(files);
    const kept = await before.put(blob('a', 100));
    void before.put(
      new ReadableStream({
        start: (controller) => controller.enqueue(new Uint8Array(500)),
      }),
    );
    await new Promise((resolve) => setImmediate(resolve));
    files.kill();
    const after = await open(files);
    expect((await after.list()).map(({ id }) => id)).toEqual([kept]);
    expect((await files.list()).filter(({ name }) => name.startsWith('blob-'))).toHaveLength(1);
  });

  test('a torn table of contents falls back to the one before', async () => {
    const files = new MemoryFiles();
    const store = await open(files);
    const a = await store.put(blob('a', 100));
    for (const name of ['index-a', 'index-b']) {
      const torn = new MemoryFiles();
      for (const entry of await files.list()) {
        const bytes = new Uint8Array(await (await files.blob(entry.name)).arrayBuffer());
        const file = await torn.open(entry.name, true);
        file.write(entry.name === name ? bytes.subarray(0, bytes.length >> 1) : bytes, 0);
        file.close();
      }
      const opened = await open(torn);
      expect((await opened.usage()).files).toBeLessThanOrEqual(1);
      await opened.put(blob('a', 100));
      expect(await opened.has(a)).toBe(true);
    }
  });

  test('a full disk makes room by evicting, then is told', async () => {
    const files = new MemoryFiles();
    const store = await open(files);
    const a = await store.put(blob('a', 300));
    files.capacity = 1100; // 300 stored, the rest for the tables and little more
    const b = await store.put(blob('b', 500));
    expect([await store.has(a), await store.has(b)]).toEqual([false, true]);
    await store.setPinned([b]);
    await expect(store.put(blob('c', 490))).rejects.toMatchObject({ code: 'full', name: 'StoreError' });
    expect(await (await store.get(b)).text()).toBe('b'.repeat(500));
  });

  test('a stored file that lost bytes is told and removed', async () => {
    const files = new MemoryFiles();
    const store = await open(files);
    const id = await store.put(blob('a', 100));
    const name = (await files.list()).find((entry) => entry.name.startsWith('blob-'))?.name as string;
    const file = await files.open(name, false);
    file.truncate(50);
    file.close();
    await expect(store.get(id)).rejects.toMatchObject({ code: 'damaged' });
    expect(await store.has(id)).toBe(false);
  });

  test('any sequence of calls agrees with a plain model and never exceeds the limit', async () => {
    const action = fc.record({
      what: fc.constantFrom('put', 'get', 'delete', 'pin', 'reopen', 'cap'),
      which: fc.integer({ min: 0, max: 5 }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(action, { maxLength: 30 }), async (actions) => {
        const files = new MemoryFiles();
        let store = await open(files);
        let cap = CONTRACT_CAP_BYTES;
        let pinned: string[] = [];
        /** Ids in order of use, oldest first. */
        let model: { id: string; bytes: number }[] = [];
        const ids = new Map<number, string>();
        const trim = (room: number): void => {
          while (model.reduce((n, e) => n + e.bytes, 0) > cap - room) {
            const at = model.findIndex(({ id }) => !pinned.includes(id));
            if (at < 0) return;
            model.splice(at, 1);
          }
        };
        for (const { what, which } of actions) {
          const id = ids.get(which) ?? '';
          const known = model.find((entry) => entry.id === id);
          if (what === 'put') {
            const bytes = 100 + which * 130;
            const result = await store.put(blob(String(which), bytes)).catch((error: unknown) => error);
            if (result instanceof StoreError) {
              const held = model.reduce((n, e) => n + (pinned.includes(e.id) ? e.bytes : 0), 0);
              expect(held + bytes).toBeGreaterThan(cap);
              continue;
            }
            const fresh = result as string;
            ids.set(which, fresh);
            if (!model.some((e) => e.id === fresh)) trim(bytes);
            model = [...model.filter((e) => e.id !== fresh), { id: fresh, bytes }];
          } else if (what === 'get') {
            if (known === undefined) await expect(store.get(id)).rejects.toThrow(StoreError);
            else {
              expect((await store.get(id)).size).toBe(known.bytes);
              model = [...model.filter((e) => e !== known), known];
            }
          } else if (what === 'delete' && known !== undefined) {
            await store.delete(id);
            model = model.filter((e) => e !== known);
          } else if (what === 'pin') {
            pinned = id === '' ? [] : [id];
            await store.setPinned(pinned);
          } else if (what === 'reopen') {
            store = await open(files);
            await store.setPinned(pinned);
          } else if (what === 'cap') {
            cap = 400 + which * 200;
            await store.setCap(cap);
            trim(0);
          }
          expect((await store.list()).map((entry) => entry.id)).toEqual(model.map((e) => e.id).reverse());
        }
      }),
      { seed: 20_240_601, numRuns: 150 },
    );
  });
});
