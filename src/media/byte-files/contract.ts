/**
 * What every kind of byte files must do, free of any test framework: vitest runs it on memory, a browser page on OPFS.
 * Thread: as the files under test.
 */
import { ByteFileError, type ByteFileErrorCode, type ByteFiles, readAll } from './byte-files.ts';

export interface ContractCase {
  readonly name: string;
  /** Rejects when the files break the contract. `files` is empty. */
  run(files: ByteFiles): Promise<void>;
}

function same(got: unknown, want: unknown, what: string): void {
  const a = JSON.stringify(got);
  const b = JSON.stringify(want);
  if (a !== b) throw new Error(`${what}: ${a}, expected ${b}`);
}

async function fails(code: ByteFileErrorCode, run: () => unknown): Promise<void> {
  try {
    await run();
  } catch (error) {
    if (error instanceof ByteFileError) return same(error.code, code, 'error code');
    throw error;
  }
  throw new Error(`expected the error ${code}, nothing failed`);
}

const bytes = (...values: number[]): Uint8Array<ArrayBuffer> => Uint8Array.from(values);

export const BYTE_FILES_CONTRACT: readonly ContractCase[] = [
  {
    name: 'writes at offsets, overwrites, reads back, truncates',
    async run(files) {
      const file = await files.open('a.bin', true);
      file.write(bytes(1, 2, 3, 4), 0);
      file.write(bytes(5, 6), 4);
      file.write(bytes(9), 1);
      same(file.size(), 6, 'size');
      same([...readAll(file)], [1, 9, 3, 4, 5, 6], 'content');
      const two = new Uint8Array(4);
      same(file.read(two, 4), 2, 'bytes read at the end');
      file.truncate(2);
      file.write(bytes(7), 2);
      same([...readAll(file)], [1, 9, 7], 'after truncation');
      file.flush();
      file.close();
      file.close();
      const again = await files.open('a.bin', false);
      same([...readAll(again)], [1, 9, 7], 'opened again');
      again.close();
    },
  },
  {
    name: 'a file lies with one opener at a time',
    async run(files) {
      const file = await files.open('a.bin', true);
      await fails('inUse', () => files.open('a.bin', false));
      await fails('inUse', () => files.remove('a.bin'));
      file.close();
      (await files.open('a.bin', false)).close();
    },
  },
  {
    name: 'lists by name, removes, tells what is missing',
    async run(files) {
      for (const name of ['b.bin', 'a.bin']) {
        const file = await files.open(name, true);
        file.write(bytes(1, 2, 3), 0);
        file.close();
      }
      same(
        await files.list(),
        [
          { name: 'a.bin', bytes: 3 },
          { name: 'b.bin', bytes: 3 },
        ],
        'list',
      );
      await files.remove('a.bin');
      same((await files.list()).length, 1, 'files left');
      await fails('missing', () => files.open('a.bin', false));
      await fails('missing', () => files.remove('a.bin'));
      await fails('missing', () => files.blob('a.bin'));
    },
  },
  {
    name: 'an open file can be taken as a blob',
    async run(files) {
      const file = await files.open('a.bin', true);
      file.write(bytes(4, 5), 0);
      file.flush();
      same([...new Uint8Array(await (await files.blob('a.bin')).arrayBuffer())], [4, 5], 'blob');
      file.close();
    },
  },
  {
    name: 'refuses holes and closed files',
    async run(files) {
      const file = await files.open('a.bin', true);
      await fails('failed', () => file.write(bytes(1), 1));
      await fails('failed', () => file.truncate(1));
      file.close();
      await fails('failed', () => file.write(bytes(1), 0));
      await fails('failed', () => file.size());
    },
  },
];
