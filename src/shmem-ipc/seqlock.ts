/**
 * Seqlock snapshot: one writer publishes a block of words, any number of readers take a consistent copy.
 * The writer never waits. A reader retries while a write is in progress or happened under it, a bounded number of times.
 *
 * Layout: Int32 sequence, 12 bytes of padding, then the words. An odd sequence means a write is in progress.
 * Source: the classic sequence lock; memory order argued as in H.-J. Boehm, "Can seqlocks get along with programming
 * language memory models?" (MSPC 2012). Atomics here are sequentially consistent, which is stronger than needed.
 */

const HEADER_BYTES = 16;
const MAX_READ_TRIES = 64;

/** Bytes of shared memory for a snapshot of `payloadBytes`. */
export function seqlockBytes(payloadBytes: number): number {
  if (payloadBytes <= 0 || payloadBytes % 4 !== 0)
    throw new RangeError(`snapshot of ${payloadBytes} bytes is not a positive multiple of 4`);
  return HEADER_BYTES + payloadBytes;
}

/** Allocates shared memory for a snapshot. Allocates. */
export function createSeqlock(payloadBytes: number): SharedArrayBuffer {
  return new SharedArrayBuffer(seqlockBytes(payloadBytes));
}

/** The writing end. Thread: exactly one. Does not allocate after construction. */
export class SeqlockWriter {
  private readonly sequence: Int32Array;
  private readonly words: Int32Array;

  constructor(buffer: SharedArrayBuffer, payloadBytes: number) {
    this.sequence = new Int32Array(buffer, 0, 1);
    this.words = new Int32Array(buffer, HEADER_BYTES, payloadBytes / 4);
  }

  /** Publishes `words.length` words of `source` from word offset `at`. */
  publish(source: Int32Array, at: number): void {
    const words = this.words;
    const n = words.length;
    Atomics.add(this.sequence, 0, 1);
    for (let i = 0; i < n; i++) words[i] = source[at + i] as number;
    Atomics.add(this.sequence, 0, 1);
  }
}

/** A reading end. Thread: any. Allocates only at construction. */
export class SeqlockReader {
  private readonly sequence: Int32Array;
  private readonly words: Int32Array;
  private readonly copy: Int32Array;
  /** The last consistent copy; valid after `read()` returned true. */
  readonly view: DataView;

  constructor(buffer: SharedArrayBuffer, payloadBytes: number) {
    this.sequence = new Int32Array(buffer, 0, 1);
    this.words = new Int32Array(buffer, HEADER_BYTES, payloadBytes / 4);
    this.copy = new Int32Array(payloadBytes / 4);
    this.view = new DataView(this.copy.buffer);
  }

  /** Takes a copy. False (and `view` may hold a torn copy) when the writer kept interfering; call again next frame. */
  read(): boolean {
    for (let tries = 0; tries < MAX_READ_TRIES; tries++) {
      const before = Atomics.load(this.sequence, 0);
      if ((before & 1) !== 0) continue;
      this.copy.set(this.words);
      // A read-don't-modify-write: a plain acquire load would let the copy's loads sink below it on weak machines (Boehm § 4).
      if (Atomics.add(this.sequence, 0, 0) === before) return true;
    }
    return false;
  }

  /** Changes whenever something was published; lets a reader skip an unchanged snapshot. */
  get version(): number {
    return Atomics.load(this.sequence, 0);
  }
}
