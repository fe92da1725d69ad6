import { describe, expect, test } from 'vitest';
import { MemoryFiles } from '../byte-files/memory.ts';
import { FileContentStore } from '../store/file-content-store.ts';
import { readIndex } from '../store/store-index.ts';
import { exclusiveHere, StoreTable } from '../store/store-table.ts';
import { PAGE_FILES_CONTRACT } from './contract.ts';
import { PageFiles } from './page-files.ts';

const openIn = (files: MemoryFiles): PageFiles => new PageFiles(new StoreTable(files, exclusiveHere()));
const tail = (fileId: string, totalFrames: number) => ({
  totalFrames,
  fileId,
  pcmId: '',
  chunkHashes: Array.from({ length: Math.ceil(totalFrames / 65_536) }, () => '00'.repeat(32)),
  notices: [],
  waveform: new Uint8Array(6),
});

describe('page files in memory', () => {
  for (const { name, run } of PAGE_FILES_CONTRACT) test(name, () => run(new MemoryFiles()));

  test('a disk without room is told before a sample is written', async () => {
    const files = openIn(new MemoryFiles(1_000_000_000));
    await expect(files.begin(900_000_000)).rejects.toMatchObject({
      code: 'full',
      reason: expect.stringMatching(/900 MB/),
    });
  });

  test('a disk that fills up while writing makes older pages go, then is told', async () => {
    const folder = new MemoryFiles();
    const files = openIn(folder);
    const old = await files.begin(40_000);
    await files.append(old, new Uint8Array(40_000), 0);
    await files.keep(old, tail('old', 10_000));
    await files.close(old);
    const pages = await files.begin(40_000);
    folder.capacity = 60_000;
    await files.append(pages, new Uint8Array(50_000), 0);
    expect(await files.openKept('old')).toBeNull();
    await expect(files.append(pages, new Uint8Array(20_000), 50_000)).rejects.toMatchObject({ code: 'full' });
    const read = new Uint8Array(10);
    expect(pages.file.read(read, 49_000)).toBe(10);
  });

  test('a process killed while decoding leaves nothing, and what was added is still there', async () => {
    const folder = new MemoryFiles();
    const store = await FileContentStore.open(folder);
    const audio = await store.put(new Blob(['the mix itself']));
    const pages = await openIn(folder).begin(40_000);
    pages.file.write(new Uint8Array(30_000), 0);
    folder.kill();
    const after = await FileContentStore.open(folder);
    expect(await (await after.get(audio)).text()).toBe('the mix itself');
    expect((await folder.list()).filter(({ name }) => name.startsWith('blob-'))).toHaveLength(1);
  });

  test('audio that is added takes the place of pages', async () => {
    const folder = new MemoryFiles();
    const store = await FileContentStore.open(folder);
    const files = openIn(folder);
    const pages = await files.begin(40_000);
    await files.append(pages, new Uint8Array(40_000), 0);
    await files.keep(pages, tail('old', 10_000));
    await files.close(pages);
    await store.setCap(50_000);
    const audio = await store.put(new Blob([new Uint8Array(30_000)]));
    expect((await readIndex(folder))?.entries.map(({ id }) => id)).toEqual([audio]);
  });
});
