/**
 * Byte files in memory: for tests, and for a page whose browser refuses storage.
 * Thread: any. Allocates as files grow.
 */
import { type ByteFile, type ByteFileEntry, ByteFileError, type ByteFiles } from './byte-files.ts';

interface Content {
  bytes: Uint8Array<ArrayBuffer>;
  length: number;
  open: boolean;
}

export class MemoryFiles implements ByteFiles {
  private readonly contents = new Map<string, Content>();
  /** Bytes all files together may take. */
  capacity: number;

  constructor(capacity = Number.POSITIVE_INFINITY) {
    this.capacity = capacity;
  }

  async open(name: string, create: boolean): Promise<ByteFile> {
    let content = this.contents.get(name);
    if (content === undefined) {
      if (!create) throw new ByteFileError('missing', `there is no file ${name}`);
      content = { bytes: new Uint8Array(1024), length: 0, open: false };
      this.contents.set(name, content);
    }
    if (content.open) throw new ByteFileError('inUse', `${name} is open elsewhere`);
    content.open = true;
    return new MemoryFile(name, content, (more) => this.used() + more <= this.capacity);
  }

  /** What a killed process leaves: the bytes as they are, no file open any more. */
  kill(): void {
    for (const [name, content] of this.contents) this.contents.set(name, { ...content, open: false });
  }

  async list(): Promise<ByteFileEntry[]> {
    return [...this.contents]
      .map(([name, c]) => ({ name, bytes: c.length }))
      .sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  async blob(name: string): Promise<Blob> {
    const content = this.contents.get(name);
    if (content === undefined) throw new ByteFileError('missing', `there is no file ${name}`);
    return new Blob([content.bytes.slice(0, content.length)]);
  }

  async remove(name: string): Promise<void> {
    if (this.contents.get(name)?.open === true) throw new ByteFileError('inUse', `${name} is open`);
    if (!this.contents.delete(name)) throw new ByteFileError('missing', `there is no file ${name}`);
  }

  async freeBytes(): Promise<number | null> {
    return Number.isFinite(this.capacity) ? Math.max(0, this.capacity - this.used()) : null;
  }

  private used(): number {
    let n = 0;
    for (const content of this.contents.values()) n += content.length;
    return n;
  }
}

class MemoryFile implements ByteFile {
  readonly name: string;
  private readonly content: Content;
  private readonly fits: (more: number) => boolean;
  private closed = false;

  constructor(name: string, content: Content, fits: (more: number) => boolean) {
    this.name = name;
    this.content = content;
    this.fits = fits;
  }

  size(): number {
    this.need();
    return this.content.length;
  }

  write(bytes: Uint8Array<ArrayBuffer>, at: number): void {
    this.need();
    const { content } = this;
    if (at > content.length) throw new ByteFileError('failed', `${this.name}: byte ${at} lies beyond the end`);
    const end = at + bytes.length;
    const more = Math.max(0, end - content.length);
    if (more > 0 && !this.fits(more)) throw new ByteFileError('full', `no room for ${more} more bytes of ${this.name}`);
    if (end > content.bytes.length) {
      const grown = new Uint8Array(Math.max(end, content.bytes.length * 2));
      grown.set(content.bytes);
      content.bytes = grown;
    }
    content.bytes.set(bytes, at);
    content.length = Math.max(content.length, end);
  }

  read(target: Uint8Array<ArrayBuffer>, at: number): number {
    this.need();
    const part = this.content.bytes.subarray(at, Math.min(this.content.length, at + target.length));
    target.set(part);
    return part.length;
  }

  truncate(size: number): void {
    this.need();
    const { content } = this;
    if (size > content.length) throw new ByteFileError('failed', `${this.name} is shorter than ${size} bytes`);
    content.bytes.fill(0, size, content.length);
    content.length = size;
  }

  flush(): void {
    this.need();
  }

  close(): void {
    this.closed = true;
    this.content.open = false;
  }

  private need(): void {
    if (this.closed) throw new ByteFileError('failed', `${this.name} is closed`);
  }
}
