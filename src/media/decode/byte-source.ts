/**
 * Reads a file in slices, whatever its size, and hashes every byte once on the way unless the hash is known.
 * Thread: any worker. Holds one window of at most `WINDOW_BYTES`, or what a single read asked for.
 */
import { createSHA256, type IHasher } from 'hash-wasm';
import { mediaError } from './errors.ts';

export const WINDOW_BYTES = 256 * 1024;
/** No parser needs more than this in one piece. */
const READ_MAX_BYTES = 16 * 1024 * 1024;

export class ByteSource {
  readonly name: string;
  readonly size: number;
  private readonly blob: Blob;
  private readonly hasher: IHasher | null;
  private readonly knownHash: string;
  private hashedTo = 0;
  private window = new Uint8Array(0);
  private windowAt = 0;

  private constructor(blob: Blob, name: string, hasher: IHasher | null, knownHash: string) {
    this.blob = blob;
    this.name = name;
    this.size = blob.size;
    this.hasher = hasher;
    this.knownHash = knownHash;
  }

  /** `knownHash`: SHA-256 of the content, where the caller has it; nothing is hashed then. */
  static async open(blob: Blob, name: string, knownHash = ''): Promise<ByteSource> {
    return new ByteSource(blob, name, knownHash === '' ? await createSHA256() : null, knownHash);
  }

  /**
   * Bytes `from … from + count`, fewer at the end of the file. The view stays valid (windows are never overwritten).
   * Throws `unreadable` when the system refuses.
   */
  async read(from: number, count: number): Promise<Uint8Array> {
    if (count > READ_MAX_BYTES)
      throw mediaError('corrupt', this.name, `a part of the file claims to be ${count} bytes long.`);
    const end = Math.min(from + count, this.size);
    if (from >= end) return new Uint8Array(0);
    if (from < this.windowAt || end > this.windowAt + this.window.length) {
      const length = Math.min(Math.max(count, WINDOW_BYTES), this.size - from);
      this.window = await this.slice(from, length);
      this.windowAt = from;
      if (this.hasher !== null && from <= this.hashedTo && from + length > this.hashedTo) {
        this.hasher.update(this.window.subarray(this.hashedTo - from));
        this.hashedTo = from + length;
      }
    }
    return this.window.subarray(from - this.windowAt, end - this.windowAt);
  }

  /** SHA-256 of the whole file, reading what was not read yet. `pause` is awaited between slices. */
  async contentHash(pause: () => Promise<void>): Promise<string> {
    const { hasher } = this;
    if (hasher === null) return this.knownHash;
    while (this.hashedTo < this.size) {
      const length = Math.min(WINDOW_BYTES * 4, this.size - this.hashedTo);
      hasher.update(await this.slice(this.hashedTo, length));
      this.hashedTo += length;
      await pause();
    }
    return hasher.digest('hex');
  }

  private async slice(from: number, length: number): Promise<Uint8Array<ArrayBuffer>> {
    let buffer: ArrayBuffer;
    try {
      buffer = await this.blob.slice(from, from + length).arrayBuffer();
    } catch (cause) {
      throw mediaError('unreadable', this.name, 'the file cannot be read.', { cause });
    }
    if (buffer.byteLength !== length) throw mediaError('unreadable', this.name, 'the file changed while it was read.');
    return new Uint8Array(buffer);
  }
}
