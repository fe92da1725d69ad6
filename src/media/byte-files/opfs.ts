/**
 * Byte files in the origin's private file system, through synchronous access handles: what is written survives the
 * death of the browser, and a handle lies with one tab at a time.
 *
 * Thread: a dedicated worker.
 */
import { type ByteFile, type ByteFileEntry, ByteFileError, type ByteFiles } from './byte-files.ts';

/** Turns what the platform throws into what callers act on. */
function byteFileError(error: unknown, name: string): ByteFileError {
  if (error instanceof ByteFileError) return error;
  const kind = error instanceof DOMException ? error.name : '';
  if (kind === 'QuotaExceededError') return new ByteFileError('full', `there is no room left for ${name}`);
  if (kind === 'NoModificationAllowedError') return new ByteFileError('inUse', `${name} is open in another tab`);
  if (kind === 'NotFoundError') return new ByteFileError('missing', `there is no file ${name}`);
  return new ByteFileError('failed', `${name}: ${error instanceof Error ? error.message : String(error)}`);
}

async function guarded<T>(name: string, run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (error) {
    throw byteFileError(error, name);
  }
}

/** Opens (and makes) a folder below the origin's root. Rejects with `ByteFileError` where storage is refused. */
export async function openOpfsFiles(folder: string): Promise<ByteFiles> {
  const directory = await guarded(folder, async () => {
    const root = await navigator.storage.getDirectory();
    return root.getDirectoryHandle(folder, { create: true });
  });
  return new OpfsFiles(directory);
}

class OpfsFiles implements ByteFiles {
  private readonly directory: FileSystemDirectoryHandle;

  constructor(directory: FileSystemDirectoryHandle) {
    this.directory = directory;
  }

  open(name: string, create: boolean): Promise<ByteFile> {
    return guarded(name, async () => {
      const handle = await this.directory.getFileHandle(name, { create });
      return new OpfsFile(name, await handle.createSyncAccessHandle());
    });
  }

  list(): Promise<ByteFileEntry[]> {
    return guarded('the folder', async () => {
      const found: ByteFileEntry[] = [];
      for await (const [name, handle] of this.directory.entries())
        if (handle.kind === 'file')
          found.push({ name, bytes: (await (handle as FileSystemFileHandle).getFile()).size });
      return found.sort((a, b) => (a.name < b.name ? -1 : 1));
    });
  }

  blob(name: string): Promise<Blob> {
    return guarded(name, async () => (await this.directory.getFileHandle(name)).getFile());
  }

  remove(name: string): Promise<void> {
    return guarded(name, () => this.directory.removeEntry(name));
  }

  async freeBytes(): Promise<number | null> {
    const { quota, usage } = await navigator.storage.estimate();
    return quota === undefined || usage === undefined ? null : Math.max(0, quota - usage);
  }
}

class OpfsFile implements ByteFile {
  readonly name: string;
  private readonly handle: FileSystemSyncAccessHandle;
  private closed = false;

  constructor(name: string, handle: FileSystemSyncAccessHandle) {
    this.name = name;
    this.handle = handle;
  }

  size(): number {
    return this.run(() => this.handle.getSize());
  }

  write(bytes: Uint8Array<ArrayBuffer>, at: number): void {
    this.run(() => {
      if (at > this.handle.getSize()) throw new ByteFileError('failed', `${this.name}: byte ${at} lies beyond the end`);
      const written = this.handle.write(bytes, { at });
      if (written < bytes.length)
        throw new ByteFileError('full', `only ${written} of ${bytes.length} bytes found room in ${this.name}`);
    });
  }

  read(target: Uint8Array<ArrayBuffer>, at: number): number {
    return this.run(() => this.handle.read(target, { at }));
  }

  truncate(size: number): void {
    this.run(() => {
      if (size > this.handle.getSize()) throw new ByteFileError('failed', `${this.name} is shorter than ${size} bytes`);
      this.handle.truncate(size);
    });
  }

  flush(): void {
    this.run(() => this.handle.flush());
  }

  close(): void {
    if (this.closed) return;
    this.run(() => this.handle.flush());
    this.handle.close();
    this.closed = true;
  }

  private run<T>(what: () => T): T {
    if (this.closed) throw new ByteFileError('failed', `${this.name} is closed`);
    try {
      return what();
    } catch (error) {
      throw byteFileError(error, this.name);
    }
  }
}
