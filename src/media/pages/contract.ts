/**
 * What page files must do, free of any test framework: vitest runs it on memory, a browser page on OPFS.
 * Thread: as the files under test.
 */

import type { ByteFiles } from '../byte-files/byte-files.ts';
import { CHUNK_FRAMES } from '../decode/identity.ts';
import { fails, same, sampleBytes } from '../store/contract-checks.ts';
import { readIndex, writeIndex } from '../store/store-index.ts';
import { exclusiveHere, StoreTable } from '../store/store-table.ts';
import { type GrowingPages, PageFiles } from './page-files.ts';
import { FRAME_BYTES, type PageTail } from './page-tail.ts';

export interface PageFilesCase {
  readonly name: string;
  /** Rejects when the files break the contract. The folder is empty. */
  run(folder: ByteFiles): Promise<void>;
}

const openIn = (folder: ByteFiles): PageFiles => new PageFiles(new StoreTable(folder, exclusiveHere()));

const FRAMES = CHUNK_FRAMES + 1000;
const BYTES = FRAMES * FRAME_BYTES;

const tailOf = (fileId: string): PageTail => ({
  totalFrames: FRAMES,
  fileId,
  pcmId: `pcm of ${fileId}`,
  chunkHashes: ['ab'.repeat(32), 'cd'.repeat(32)],
  notices: ['A word, with “quotes”.'],
  waveform: sampleBytes(9, 777),
});

async function keep(files: PageFiles, fileId: string, seed: number): Promise<GrowingPages> {
  const pages = await files.begin(BYTES);
  await files.append(pages, sampleBytes(seed, BYTES), 0);
  await files.keep(pages, tailOf(fileId));
  return pages;
}

/** Names of the files there are, the table's own aside. */
async function names(folder: ByteFiles): Promise<string[]> {
  return (await folder.list()).map(({ name }) => name).filter((name) => name.startsWith('blob-'));
}

async function setCap(folder: ByteFiles, capBytes: number): Promise<void> {
  const index = await readIndex(folder);
  if (index === null) throw new Error('there is no table');
  await writeIndex(folder, { ...index, capBytes });
}

export const PAGE_FILES_CONTRACT: readonly PageFilesCase[] = [
  {
    name: 'what is under way can be read, and is found again once it is kept',
    async run(folder) {
      const files = openIn(folder);
      const pages = await files.begin(BYTES);
      await files.append(pages, sampleBytes(1, 5000), 0);
      const read = new Uint8Array(100);
      same(pages.file.read(read, 4000), 100, 'bytes read');
      same([...read], [...sampleBytes(1, 5000).subarray(4000, 4100)], 'samples under way');
      same(await files.openKept('a'), null, 'before it is kept');
      await files.append(pages, sampleBytes(1, BYTES).subarray(5000), 5000);
      await files.keep(pages, tailOf('a'));
      await files.close(pages);
      const kept = await openIn(folder).openKept('a');
      if (kept === null) throw new Error('the pages are not there');
      const { waveform, ...facts } = kept.tail;
      same([...waveform], [...sampleBytes(9, 777)], 'waveform');
      const { totalFrames, fileId, pcmId, notices, chunkHashes } = tailOf('a');
      same(facts, { totalFrames, fileId, pcmId, notices, chunkHashes }, 'facts');
      const all = new Uint8Array(BYTES);
      kept.file.read(all, 0);
      same(
        all.every((byte, i) => byte === ((i * 31 + 17) & 255)),
        true,
        'samples',
      );
      kept.file.close();
    },
  },
  {
    name: 'what was not kept is removed when it is closed',
    async run(folder) {
      const files = openIn(folder);
      const pages = await files.begin(BYTES);
      await files.append(pages, sampleBytes(1, 5000), 0);
      await files.close(pages);
      same(await names(folder), [], 'files');
    },
  },
  {
    name: 'counts in the limit: the least recently used pages give way, those in use never',
    async run(folder) {
      const files = openIn(folder);
      for (const [seed, id] of ['a', 'b', 'c'].entries()) await files.close(await keep(files, id, seed));
      const index = await readIndex(folder);
      await setCap(folder, (index?.entries ?? []).reduce((sum, { bytes }) => sum + bytes, 0) + 10);
      const a = await files.openKept('a');
      const c = await files.openKept('c');
      if (a === null || c === null) throw new Error('the pages are not there');
      await files.close(c);
      await files.close(await files.begin(BYTES));
      same(
        (await readIndex(folder))?.entries.map(({ id }) => id),
        ['pages:a', 'pages:c'],
        'after one more',
      );
      const [second, third] = [await files.begin(BYTES), await files.begin(BYTES)];
      same(
        (await readIndex(folder))?.entries.map(({ id }) => id),
        ['pages:a', 'pages:c'],
        'files under way are not in it',
      );
      for (const pages of [a, second, third]) await files.close(pages);
    },
  },
  {
    name: 'audio that was added never gives way: the limit grows instead',
    async run(folder) {
      await writeIndex(folder, { generation: 0, capBytes: 1000, uses: 1, nextFile: 1, entries: [] });
      const audio = await folder.open('blob-0', true);
      audio.write(sampleBytes(3, 900), 0);
      audio.close();
      const entries = [{ id: 'audio', fileName: 'blob-0', bytes: 900, lastUse: 1 }];
      await writeIndex(folder, { generation: 1, capBytes: 1000, uses: 1, nextFile: 1, entries });
      const files = openIn(folder);
      await files.close(await keep(files, 'a', 1));
      const index = await readIndex(folder);
      same(
        index?.entries.map(({ id }) => id),
        ['audio', 'pages:a'],
        'entries',
      );
      same((index?.capBytes ?? 0) >= 900 + BYTES, true, 'limit');
    },
  },
  {
    name: 'pages that lost bytes are told as not there and removed',
    async run(folder) {
      const files = openIn(folder);
      const { fileName } = await keep(files, 'a', 1).then(async (pages) => {
        await files.close(pages);
        return pages;
      });
      const file = await folder.open(fileName, false);
      file.truncate(BYTES - 10);
      file.close();
      same(await files.openKept('a'), null, 'damaged pages');
      same(await names(folder), [], 'files');
    },
  },
  {
    name: 'pages that another has open are not there for a second; its own are not kept twice',
    async run(folder) {
      const first = openIn(folder);
      const pages = await keep(first, 'a', 1);
      const second = openIn(folder);
      same(await second.openKept('a'), null, 'while open elsewhere');
      await second.close(await keep(second, 'a', 1));
      same((await readIndex(folder))?.entries.length, 1, 'entries');
      same(await names(folder), [pages.fileName], 'files');
      await first.close(pages);
    },
  },
  {
    name: 'a fileId that is not there is told by null; a closed file by an error',
    async run(folder) {
      const files = openIn(folder);
      same(await files.openKept('nobody'), null, 'unknown');
      const pages = await files.begin(BYTES);
      await files.close(pages);
      await fails('failed', files.append(pages, sampleBytes(1, 10), 0));
    },
  },
];
