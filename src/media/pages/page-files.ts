/**
 * The page files of long tracks on disk: samples as int16, written once while the track is decoded and read as it plays.
 * They lie in the content store's folder, stand in its table under the track's `fileId` and count in its limit, but are
 * never pinned: audio that was added goes before what can be decoded again. A file stands in the table once it is whole.
 *
 * Thread: page worker (any, in tests).
 */
import { type ByteFile, ByteFileError } from '../byte-files/byte-files.ts';
import { StoreError } from '../store/content-store.ts';
import type { IndexEntry, StoreIndex } from '../store/store-index.ts';
import { bytesIn, type StoreTable, storeError } from '../store/store-table.ts';
import { encodeTail, type PageTail, readTail } from './page-tail.ts';

/** Left free for logs, recordings and records. */
const RESERVE_BYTES = 200_000_000;
const PREFIX = 'pages:';

/** A file under way, open here alone. */
export interface GrowingPages {
  readonly file: ByteFile;
  readonly fileName: string;
}

/** A whole file, open here alone. */
export interface KeptPages extends GrowingPages {
  readonly tail: PageTail;
}

const mega = (bytes: number): string => `${Math.ceil(bytes / 1e6)} MB`;

export class PageFiles {
  private readonly table: StoreTable;
  /** Names of the files that are open here. */
  private readonly open = new Set<string>();

  constructor(table: StoreTable) {
    this.table = table;
  }

  /** Opens the pages of a track. Null when there are none, when they are damaged, or while another tab has them open. */
  async openKept(fileId: string): Promise<KeptPages | null> {
    return this.table.change(async (index) => {
      const entry = index.entries.find(({ id }) => id === PREFIX + fileId);
      if (entry === undefined) return null;
      const file = await this.tryOpen(entry.fileName);
      if (file === null) return null;
      const tail = readTail(file);
      if (tail === null || tail.fileId !== fileId) {
        file.close();
        await this.table.drop(index, entry);
        return null;
      }
      entry.lastUse = ++index.uses;
      this.open.add(entry.fileName);
      return { file, fileName: entry.fileName, tail };
    });
  }

  private async tryOpen(fileName: string): Promise<ByteFile | null> {
    try {
      return await this.table.files.open(fileName, false);
    } catch (error) {
      if (error instanceof ByteFileError && (error.code === 'inUse' || error.code === 'missing')) return null;
      throw error;
    }
  }

  /** Starts a file that will have about `bytes` bytes. Makes room first; rejects with `StoreError` where there is none. */
  async begin(bytes: number): Promise<GrowingPages> {
    const fileName = await this.table.change(async (index) => {
      await this.makeRoom(index, bytes);
      return `blob-${index.nextFile++}`;
    });
    try {
      const file = await this.table.files.open(fileName, true);
      this.open.add(fileName);
      return { file, fileName };
    } catch (error) {
      throw storeError(error);
    }
  }

  /** Appends to a file under way; older page files give way when the disk is full. Rejects with `StoreError`. */
  async append({ file }: GrowingPages, bytes: Uint8Array<ArrayBuffer>, at: number): Promise<void> {
    for (;;) {
      try {
        file.write(bytes, at);
        return;
      } catch (error) {
        if (!(error instanceof ByteFileError && error.code === 'full')) throw storeError(error);
        if (!(await this.table.change(async (index) => this.evictOne(index)))) throw storeError(error);
      }
    }
  }

  /** Completes a file and enters it in the table; it stays open. Rejects with `StoreError`; it can be read all the same. */
  async keep(pages: GrowingPages, tail: PageTail): Promise<void> {
    await this.append(pages, encodeTail(tail), pages.file.size());
    await this.table.change(async (index) => {
      pages.file.flush();
      const id = PREFIX + tail.fileId;
      // Another tab was faster: this file goes when it is closed.
      if (index.entries.some((entry) => entry.id === id)) return;
      index.entries.push({ id, fileName: pages.fileName, bytes: pages.file.size(), lastUse: ++index.uses });
    });
  }

  /** Closes a file; one that the table does not name (any more) is removed. */
  async close({ file, fileName }: GrowingPages): Promise<void> {
    file.close();
    this.open.delete(fileName);
    await this.table.change(async (index) => {
      if (!index.entries.some((entry) => entry.fileName === fileName)) await this.table.discard(fileName);
    });
  }

  /** Older page files give way; then the limit is raised as far as the disk has room, as for audio that is added. */
  private async makeRoom(index: StoreIndex, bytes: number): Promise<void> {
    while (bytesIn(index.entries) + bytes > index.capBytes) if (!(await this.evictOne(index))) break;
    const fits = async (): Promise<boolean> => {
      const free = await this.table.files.freeBytes();
      return free === null || bytes + RESERVE_BYTES <= free;
    };
    while (!(await fits()))
      if (!(await this.evictOne(index)))
        throw new StoreError(
          'full',
          `A track this long plays from disk and needs ${mega(bytes)} there, more than the browser has left.`,
          'Free disk space, then load it again.',
        );
    index.capBytes = Math.max(index.capBytes, bytesIn(index.entries) + bytes);
  }

  private evictOne(index: StoreIndex): Promise<boolean> {
    return this.table.evictOne(index, (entry) => this.mayGo(entry));
  }

  private mayGo({ id, fileName }: IndexEntry): boolean {
    return id.startsWith(PREFIX) && !this.open.has(fileName);
  }
}
