/**
 * Files that are written at offsets while they grow: what the recorder and the log worker need of storage.
 * `opfs.ts` keeps them in the origin's private file system, `memory.ts` in memory; `contract.ts` holds both to this.
 *
 * Thread: a dedicated worker (OPFS offers synchronous writes nowhere else), or any for the one in memory.
 */

export type ByteFileErrorCode =
  /** No room on the disk or in the origin's quota; what was written before stays. */
  | 'full'
  /** Another tab (or worker) has the file open. */
  | 'inUse'
  | 'missing'
  | 'failed';

export class ByteFileError extends Error {
  override readonly name = 'ByteFileError';
  readonly code: ByteFileErrorCode;
  constructor(code: ByteFileErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}

/** One file, open here alone. Every method throws `ByteFileError`. */
export interface ByteFile {
  readonly name: string;
  size(): number;
  /** Writes all of `bytes` at offset `at` (not beyond the end). On `full` part of them may have been written. */
  write(bytes: Uint8Array<ArrayBuffer>, at: number): void;
  /** Reads into `target` from offset `at`; returns how many bytes there were. */
  read(target: Uint8Array<ArrayBuffer>, at: number): number;
  truncate(size: number): void;
  /** Hands what was written to the disk. */
  flush(): void;
  /** Flushes and lets go; safe to call twice. */
  close(): void;
}

export interface ByteFileEntry {
  readonly name: string;
  readonly bytes: number;
}

/** One folder of such files. Rejects with `ByteFileError`. */
export interface ByteFiles {
  /** Opens a file for this caller alone; makes an empty one when `create` is set and it is not there. */
  open(name: string, create: boolean): Promise<ByteFile>;
  /** Every file, by name. */
  list(): Promise<ByteFileEntry[]>;
  /** The content as it is now, for download; the file need not be closed. */
  blob(name: string): Promise<Blob>;
  remove(name: string): Promise<void>;
  /** Bytes that may still be written, or null when nobody can tell. */
  freeBytes(): Promise<number | null>;
}

/** Reads a whole open file. Allocates. */
export function readAll(file: ByteFile): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(file.size());
  const got = file.read(bytes, 0);
  return got === bytes.length ? bytes : bytes.slice(0, got);
}
