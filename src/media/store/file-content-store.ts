/**
 * The content store on byte files: in the browser OPFS, in tests memory. A file is written under a fresh name and enters
 * the table of contents when it is whole; whatever the table does not name is removed at the next start.
 *
 * Two tabs share one store: every change happens under `exclusive` on a table read anew. Pins are this tab's own.
 * Thread: store worker (any, in tests).
 */
import { createSHA256 } from 'hash-wasm';
import { type ByteFile, ByteFileError, type ByteFiles } from '../byte-files/byte-files.ts';
import { type ContentStore, type StoreEntry, StoreError, type StoreUsage } from './content-store.ts';
import { type IndexEntry, isIndexFile, type StoreIndex, writeIndex } from './store-index.ts';
import { bytesIn, DEFAULT_CAP_BYTES, type Exclusive, exclusiveHere, StoreTable, storeError } from './store-table.ts';

export class FileContentStore implements ContentStore {
  private readonly table: StoreTable;
  private pinned: ReadonlySet<string> = new Set();
  /** Files being written by this tab. */
  private readonly writing = new Set<string>();

  private constructor(table: StoreTable) {
    this.table = table;
  }

  /** Opens the store in `files` (a folder of its own) and removes what an earlier crash left half written. */
  static async open(
    files: ByteFiles,
    exclusive: Exclusive = exclusiveHere(),
    capBytes: number = DEFAULT_CAP_BYTES,
  ): Promise<FileContentStore> {
    const store = new FileContentStore(new StoreTable(files, exclusive));
    await store.table.change(async (index) => store.repair(index), capBytes);
    return store;
  }

  async put(content: Blob | ReadableStream<Uint8Array>): Promise<string> {
    const expected = content instanceof Blob ? content.size : 0;
    const fileName = await this.table.change(async (index) => {
      this.makeRoomCheck(index, expected);
      return `blob-${index.nextFile++}`;
    });
    this.writing.add(fileName);
    try {
      const file = await this.table.files.open(fileName, true);
      try {
        const id = await this.fill(file, content instanceof Blob ? content.stream() : content);
        return await this.table.change(async (index) => {
          const bytes = file.size();
          file.close();
          await this.admit(index, { id, fileName, bytes, lastUse: ++index.uses });
          return id;
        });
      } finally {
        file.close();
      }
    } catch (error) {
      await this.table.discard(fileName);
      throw storeError(error);
    } finally {
      this.writing.delete(fileName);
    }
  }

  async identify(content: Blob): Promise<string> {
    try {
      const hasher = await createSHA256();
      const reader = content.stream().getReader();
      for (let part = await reader.read(); !part.done; part = await reader.read()) hasher.update(part.value);
      return hasher.digest('hex');
    } catch (error) {
      throw storeError(error);
    }
  }

  async get(id: string): Promise<Blob> {
    return this.table.change(async (index) => {
      const entry = this.find(index, id);
      const blob = await this.table.files.blob(entry.fileName);
      if (blob.size !== entry.bytes) {
        await this.table.drop(index, entry);
        await writeIndex(this.table.files, index);
        throw new StoreError('damaged', 'The stored file is not whole and was removed.');
      }
      entry.lastUse = ++index.uses;
      return blob;
    });
  }

  async has(id: string): Promise<boolean> {
    const index = await this.table.look();
    return index.entries.some((entry) => entry.id === id);
  }

  async touch(id: string): Promise<void> {
    await this.table.change(async (index) => {
      this.find(index, id).lastUse = ++index.uses;
    });
  }

  async delete(id: string): Promise<void> {
    await this.table.change(async (index) => this.table.drop(index, this.find(index, id)));
  }

  async setPinned(ids: readonly string[]): Promise<void> {
    this.pinned = new Set(ids);
  }

  async usage(): Promise<StoreUsage> {
    const { entries, capBytes } = await this.table.look();
    return {
      bytes: bytesIn(entries),
      capBytes,
      files: entries.length,
      pinnedBytes: bytesIn(entries.filter(({ id }) => this.pinned.has(id))),
    };
  }

  async setCap(capBytes: number): Promise<void> {
    if (!Number.isSafeInteger(capBytes) || capBytes < 0)
      throw new StoreError('failed', `A limit of ${capBytes} bytes makes no sense.`);
    await this.table.change(async (index) => {
      index.capBytes = capBytes;
      await this.evictTo(index, capBytes);
    });
  }

  async list(): Promise<StoreEntry[]> {
    const { entries } = await this.table.look();
    return [...entries]
      .sort((a, b) => b.lastUse - a.lastUse)
      .map(({ id, bytes }) => ({ id, bytes, pinned: this.pinned.has(id) }));
  }

  private find(index: StoreIndex, id: string): IndexEntry {
    const entry = index.entries.find((candidate) => candidate.id === id);
    if (entry === undefined) throw new StoreError('missing', 'This file is no longer in the store.');
    return entry;
  }

  /** Writes all of `stream`, making room by eviction when the disk is full; returns the id. */
  private async fill(file: ByteFile, stream: ReadableStream<Uint8Array>): Promise<string> {
    const hasher = await createSHA256();
    const reader = stream.getReader();
    let at = 0;
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      const bytes = part.value as Uint8Array<ArrayBuffer>;
      hasher.update(bytes);
      while (!this.tryWrite(file, bytes, at)) {
        const evicted = await this.table.change(async (index) => this.evictOne(index));
        if (!evicted) {
          await reader.cancel();
          throw new ByteFileError('full', 'no room');
        }
      }
      at += bytes.length;
    }
    return hasher.digest('hex');
  }

  private tryWrite(file: ByteFile, bytes: Uint8Array<ArrayBuffer>, at: number): boolean {
    try {
      file.write(bytes, at);
      return true;
    } catch (error) {
      if (error instanceof ByteFileError && error.code === 'full') return false;
      throw error;
    }
  }

  private async admit(index: StoreIndex, entry: IndexEntry): Promise<void> {
    const present = index.entries.find(({ id }) => id === entry.id);
    if (present !== undefined) {
      present.lastUse = entry.lastUse;
      await this.table.files.remove(entry.fileName);
      return;
    }
    this.makeRoomCheck(index, entry.bytes);
    await this.evictTo(index, index.capBytes - entry.bytes);
    index.entries.push(entry);
  }

  /** Refuses what cannot fit even after evicting everything that may go. */
  private makeRoomCheck(index: StoreIndex, bytes: number): void {
    const mega = (n: number): string => `${Math.ceil(n / 1e6)} MB`;
    if (bytes > index.capBytes)
      throw new StoreError('tooLarge', `The file has ${mega(bytes)}; the store’s limit is ${mega(index.capBytes)}.`);
    const kept = bytesIn(index.entries.filter(({ id }) => this.pinned.has(id)));
    if (kept + bytes > index.capBytes)
      throw new StoreError('full', `Loaded tracks take ${mega(kept)} of the store’s ${mega(index.capBytes)}.`);
  }

  private async evictTo(index: StoreIndex, target: number): Promise<void> {
    while (bytesIn(index.entries) > target) if (!(await this.evictOne(index))) return;
  }

  private evictOne(index: StoreIndex): Promise<boolean> {
    return this.table.evictOne(index, ({ id }) => !this.pinned.has(id));
  }

  /** Makes table and folder agree. */
  private async repair(index: StoreIndex): Promise<void> {
    const sizes = new Map((await this.table.files.list()).map(({ name, bytes }) => [name, bytes]));
    index.entries = index.entries.filter(({ fileName, bytes }) => sizes.get(fileName) === bytes);
    const named = new Set(index.entries.map(({ fileName }) => fileName));
    for (const name of sizes.keys()) {
      if (named.has(name) || isIndexFile(name) || this.writing.has(name)) continue;
      await this.table.discard(name);
      const number = Number(name.replace('blob-', ''));
      if (Number.isSafeInteger(number)) index.nextFile = Math.max(index.nextFile, number + 1);
    }
  }
}
