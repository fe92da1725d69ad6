/**
 * Single-producer single-consumer ring of fixed-size records in shared memory.
 *
 * Layout of the buffer: Int32 header [writeCount, readCount, droppedCount, reserved], then capacity × recordBytes.
 * Counts run freely and wrap at 2³²; capacity is a power of two so that masking survives the wrap. A record is written
 * whole before the write count is published, so a reader never sees half of one.
 *
 * Thread: one producer thread calls `push`, one consumer thread calls `pop`; neither waits, neither allocates.
 * Layout idea after Lamport's bounded queue; see also ringbuf.js.
 */

const WRITE = 0;
const READ = 1;
const DROPPED = 2;
const HEADER_BYTES = 16;

export interface RingSpec {
  readonly capacity: number;
  readonly recordBytes: number;
}

/** Bytes of shared memory a ring of this shape needs. Throws on a capacity that is no power of two or unaligned records. */
export function ringBytes(spec: RingSpec): number {
  const { capacity, recordBytes } = spec;
  if (capacity < 2 || (capacity & (capacity - 1)) !== 0)
    throw new RangeError(`ring capacity ${capacity} is not a power of two ≥ 2`);
  if (recordBytes < 4 || recordBytes % 4 !== 0)
    throw new RangeError(`ring record of ${recordBytes} bytes is not a positive multiple of 4`);
  return HEADER_BYTES + capacity * recordBytes;
}

/** Allocates shared memory for a ring. Thread: whoever composes; allocates. */
export function createRing(spec: RingSpec): SharedArrayBuffer {
  return new SharedArrayBuffer(ringBytes(spec));
}

/** A view of a ring: the same class serves both ends; each end uses only its own method. */
export class RecordRing {
  readonly capacity: number;
  readonly recordBytes: number;
  private readonly header: Int32Array;
  private readonly words: Int32Array;
  private readonly wordsPerRecord: number;

  constructor(buffer: SharedArrayBuffer | ArrayBuffer, spec: RingSpec) {
    const need = ringBytes(spec);
    if (buffer.byteLength < need) throw new RangeError(`ring needs ${need} bytes, the buffer has ${buffer.byteLength}`);
    this.capacity = spec.capacity;
    this.recordBytes = spec.recordBytes;
    this.wordsPerRecord = spec.recordBytes / 4;
    this.header = new Int32Array(buffer, 0, 4);
    this.words = new Int32Array(buffer, HEADER_BYTES, spec.capacity * this.wordsPerRecord);
  }

  /**
   * Copies one record from `source` (word offset `at`). False when full: the caller decides; `dropped` counts it.
   * Thread: producer. Does not allocate.
   */
  push(source: Int32Array, at: number): boolean {
    const write = Atomics.load(this.header, WRITE);
    const read = Atomics.load(this.header, READ);
    if (((write - read) | 0) >= this.capacity) {
      Atomics.add(this.header, DROPPED, 1);
      return false;
    }
    const n = this.wordsPerRecord;
    const base = (write & (this.capacity - 1)) * n;
    for (let i = 0; i < n; i++) this.words[base + i] = source[at + i] as number;
    Atomics.store(this.header, WRITE, (write + 1) | 0);
    return true;
  }

  /** Copies the oldest record to `target` at word offset `at`. False when empty. Thread: consumer. Does not allocate. */
  pop(target: Int32Array, at: number): boolean {
    const read = Atomics.load(this.header, READ);
    if (Atomics.load(this.header, WRITE) === read) return false;
    const n = this.wordsPerRecord;
    const base = (read & (this.capacity - 1)) * n;
    for (let i = 0; i < n; i++) target[at + i] = this.words[base + i] as number;
    Atomics.store(this.header, READ, (read + 1) | 0);
    return true;
  }

  /** Records waiting. Thread: either end; exact for the consumer as a lower bound, for the producer as an upper bound. */
  get size(): number {
    return (Atomics.load(this.header, WRITE) - Atomics.load(this.header, READ)) | 0;
  }

  /** Pushes refused since creation. */
  get dropped(): number {
    return Atomics.load(this.header, DROPPED);
  }

  /** Wakes a consumer that waits on the write count with `Atomics.waitAsync` (see `waitTarget`). Thread: producer. */
  notify(): void {
    Atomics.notify(this.header, WRITE);
  }

  /** What a consumer off the audio thread passes to `Atomics.waitAsync`. */
  get waitTarget(): { readonly words: Int32Array; readonly index: number; readonly seen: number } {
    return { words: this.header, index: WRITE, seen: Atomics.load(this.header, WRITE) };
  }
}
