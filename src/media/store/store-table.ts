/**
 * The store's table of contents and its folder, changed by one at a time: every change reads the table anew, so that
 * several stores (tabs, and workers of one tab) share one folder.
 * Thread: as the byte files given.
 */
import { ByteFileError, type ByteFiles } from '../byte-files/byte-files.ts';
import { StoreError } from './content-store.ts';
import { type IndexEntry, readIndex, type StoreIndex, writeIndex } from './store-index.ts';

export const STORE_FOLDER = 'content';
export const STORE_LOCK = 'echelon-content-store';
/** Limit of a new store: some forty lossless or two hundred compressed tracks. */
export const DEFAULT_CAP_BYTES = 2_000_000_000;

/** Runs one piece of work at a time, over all tabs. */
export type Exclusive = <T>(work: () => Promise<T>) => Promise<T>;

/** One at a time within this thread. */
export function exclusiveHere(): Exclusive {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const result = last.then(work, work);
    last = result;
    return result;
  };
}

const newIndex = (capBytes: number): StoreIndex => ({ generation: 0, capBytes, uses: 0, nextFile: 0, entries: [] });

export function storeError(error: unknown): StoreError {
  if (error instanceof StoreError) return error;
  if (error instanceof ByteFileError && error.code === 'full')
    return new StoreError('full', 'The disk, or the browser’s share of it, is full.');
  if (error instanceof ByteFileError && error.code === 'missing')
    return new StoreError('missing', 'The stored file is gone.');
  return new StoreError('failed', `Storage failed: ${error instanceof Error ? error.message : String(error)}.`);
}

export const bytesIn = (entries: readonly IndexEntry[]): number => entries.reduce((sum, { bytes }) => sum + bytes, 0);

export class StoreTable {
  readonly files: ByteFiles;
  private readonly exclusive: Exclusive;

  constructor(files: ByteFiles, exclusive: Exclusive) {
    this.files = files;
    this.exclusive = exclusive;
  }

  /** Runs `work` on the newest table, alone, and writes the table afterwards. Rejects with `StoreError`. */
  async change<T>(work: (index: StoreIndex) => Promise<T>, capBytes = DEFAULT_CAP_BYTES): Promise<T> {
    try {
      return await this.exclusive(async () => {
        const index = (await readIndex(this.files)) ?? newIndex(capBytes);
        const result = await work(index);
        await writeIndex(this.files, index);
        return result;
      });
    } catch (error) {
      throw storeError(error);
    }
  }

  /** The newest table. Rejects with `StoreError`. */
  async look(): Promise<StoreIndex> {
    try {
      return await this.exclusive(async () => (await readIndex(this.files)) ?? newIndex(DEFAULT_CAP_BYTES));
    } catch (error) {
      throw storeError(error);
    }
  }

  /** Takes the least recently used entry that `mayGo` out, with its file; false when there is none. Inside `change`. */
  async evictOne(index: StoreIndex, mayGo: (entry: IndexEntry) => boolean): Promise<boolean> {
    const oldest = index.entries
      .filter(mayGo)
      .reduce<IndexEntry | null>((best, entry) => (best === null || entry.lastUse < best.lastUse ? entry : best), null);
    if (oldest === null) return false;
    await this.drop(index, oldest);
    return true;
  }

  /** Takes an entry out, with its file. Inside `change`. */
  async drop(index: StoreIndex, entry: IndexEntry): Promise<void> {
    index.entries.splice(index.entries.indexOf(entry), 1);
    await this.discard(entry.fileName);
  }

  /** Removes a file that may be gone already, or open elsewhere (who has it open then removes it). */
  async discard(fileName: string): Promise<void> {
    try {
      await this.files.remove(fileName);
    } catch (error) {
      if (!(error instanceof ByteFileError && (error.code === 'missing' || error.code === 'inUse'))) throw error;
    }
  }
}
