/**
 * The recorder's tap: the engine pushes each master block with the engine frame it starts at, while the tap is open;
 * the recorder worker drains it. One ring (`RECORDER_RING`) and one word that opens and closes the tap.
 *
 * A record is a 16-byte header [f64 engineFrame, u32 frames, u32 flags] and 128 interleaved stereo float32 frames.
 * 2048 blocks are 5.4 s at 48 kHz: so long may the recorder worker be held up before a block is lost (and reported).
 *
 * Thread: `RecorderTapWriter` audio, `RecorderTapReader` recorder worker. Neither allocates after construction.
 */
import { RecordRing, type RingSpec, ringBytes } from '../shmem-ipc/ring.ts';
import { BLOCK_FRAMES } from './constants.ts';

const HEADER_BYTES = 16;
const HEADER_WORDS = HEADER_BYTES / 4;

export const RECORDER_RING: RingSpec = { capacity: 2048, recordBytes: HEADER_BYTES + BLOCK_FRAMES * 2 * 4 };

/** Bits of a block's `flags`. */
export const RecorderBlockFlag = {
  /** The kernel trapped: the shell played silence instead of a rendered block. */
  engineFault: 1,
} as const;

/** Shared memory of one tap. */
export interface RecorderTap {
  readonly ring: SharedArrayBuffer;
  /** One Int32: 1 while the engine shall push. */
  readonly open: SharedArrayBuffer;
}

/** Allocates a tap, closed. Thread: whoever composes. */
export function createRecorderTap(): RecorderTap {
  return { ring: new SharedArrayBuffer(ringBytes(RECORDER_RING)), open: new SharedArrayBuffer(4) };
}

/** The engine's end. */
export class RecorderTapWriter {
  private readonly ring: RecordRing;
  private readonly open: Int32Array;
  private readonly words = new Int32Array(RECORDER_RING.recordBytes / 4);
  private readonly frameField = new Float64Array(this.words.buffer, 0, 1);
  private readonly samples = new Float32Array(this.words.buffer, HEADER_BYTES, BLOCK_FRAMES * 2);

  constructor(tap: RecorderTap) {
    this.ring = new RecordRing(tap.ring, RECORDER_RING);
    this.open = new Int32Array(tap.open);
  }

  get isOpen(): boolean {
    return Atomics.load(this.open, 0) === 1;
  }

  /**
   * Pushes one block when the tap is open: `source` holds 128 interleaved stereo frames from index `at`.
   * A block that finds no room is counted by the ring and shows at the other end as missing engine frames.
   * Thread: audio. Does not allocate.
   */
  push(engineFrame: number, flags: number, source: Float32Array, at: number): void {
    if (Atomics.load(this.open, 0) !== 1) return;
    this.frameField[0] = engineFrame;
    this.words[2] = BLOCK_FRAMES;
    this.words[3] = flags;
    const { samples } = this;
    for (let i = 0; i < BLOCK_FRAMES * 2; i++) samples[i] = source[at + i] as number;
    this.ring.push(this.words, 0);
  }
}

/** The recorder's end. `engineFrame`, `frames`, `flags` and `samples` hold the block taken last by `pop`. */
export class RecorderTapReader {
  engineFrame = 0;
  frames = 0;
  flags = 0;
  private readonly ring: RecordRing;
  private readonly open: Int32Array;
  private readonly words = new Int32Array(RECORDER_RING.recordBytes / 4);
  private readonly frameField = new Float64Array(this.words.buffer, 0, 1);
  readonly samples = new Float32Array(this.words.buffer, HEADER_WORDS * 4, BLOCK_FRAMES * 2);

  constructor(tap: RecorderTap) {
    this.ring = new RecordRing(tap.ring, RECORDER_RING);
    this.open = new Int32Array(tap.open);
  }

  /** Opens or closes the tap; the engine sees it at its next block. */
  setOpen(open: boolean): void {
    Atomics.store(this.open, 0, open ? 1 : 0);
  }

  /** Takes the oldest block. False when none waits. */
  pop(): boolean {
    if (!this.ring.pop(this.words, 0)) return false;
    this.engineFrame = this.frameField[0] as number;
    this.frames = Math.min(this.words[2] as number, BLOCK_FRAMES);
    this.flags = this.words[3] as number;
    return true;
  }

  /** Blocks that found no room since the tap was made. */
  get dropped(): number {
    return this.ring.dropped;
  }
}
