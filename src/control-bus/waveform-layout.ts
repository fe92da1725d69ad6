/**
 * The three-band waveform of one track in shared memory: a pyramid of columns that the analysis worker appends to and
 * the painter reads below a watermark.
 *
 * Layout: `WAVEFORM_HEADER`, then the levels, finest first. Level n has one column per 64 · 4ⁿ frames; a column is six
 * bytes: peak of low, mid, high, then RMS of low, mid, high, each linear amplitude · 255, full scale = 255.
 * A column below the watermark never changes again.
 *
 * Thread: any; one writer, any number of readers. `createWaveform` and the constructors allocate, nothing else does.
 */
import { byteSizeOf, struct } from '../shmem-ipc/layout.ts';
import { LONG_TRACK_MAX_FRAMES } from './constants.ts';

export const WAVEFORM_HEADER = struct('WaveformHeader', {
  /** `WAVEFORM_VERSION`. */
  version: 'i32',
  /** Source frames the levels have room for. */
  capacityFrames: 'i32',
  /** Columns of the finest level that may be read. Written with Atomics, only grows. */
  columns: 'i32',
  /** Frames those columns describe; the last column of a complete waveform may be partly filled. */
  frames: 'i32',
  /** 1 when the whole track is described. */
  complete: 'i32',
});

export const WAVEFORM_VERSION = 1;
/** Longest track that is drawn: 86 MB. */
export const WAVEFORM_MAX_FRAMES = LONG_TRACK_MAX_FRAMES;
export const WAVEFORM_BASE_FRAMES = 64;
/** log2 of the ratio between neighbouring levels. */
export const WAVEFORM_LEVEL_SHIFT = 2;
export const WAVEFORM_LEVELS = 4;
export const WAVEFORM_BANDS = 3;
export const WAVEFORM_COLUMN_BYTES = 6;

const HEADER_BYTES = byteSizeOf(WAVEFORM_HEADER);
const VERSION = WAVEFORM_HEADER.offsets.version / 4;
const CAPACITY = WAVEFORM_HEADER.offsets.capacityFrames / 4;
const COLUMNS = WAVEFORM_HEADER.offsets.columns / 4;
const FRAMES = WAVEFORM_HEADER.offsets.frames / 4;
const COMPLETE = WAVEFORM_HEADER.offsets.complete / 4;

/** Source frames in one column of a level. */
export function waveformColumnFrames(level: number): number {
  return WAVEFORM_BASE_FRAMES << (WAVEFORM_LEVEL_SHIFT * level);
}

function levelColumns(capacityFrames: number, level: number): number {
  return Math.ceil(capacityFrames / waveformColumnFrames(level));
}

/** Byte at which a level starts. */
function levelOffset(capacityFrames: number, level: number): number {
  let at = HEADER_BYTES;
  for (let i = 0; i < level; i++) at += levelColumns(capacityFrames, i) * WAVEFORM_COLUMN_BYTES;
  return at;
}

/** Allocates an empty waveform with room for `capacityFrames` source frames. Throws a RangeError outside 1 frame … 4 hours. */
export function createWaveform(capacityFrames: number): SharedArrayBuffer {
  if (!(capacityFrames >= 1 && capacityFrames <= WAVEFORM_MAX_FRAMES))
    throw new RangeError(`a waveform holds 1 to ${WAVEFORM_MAX_FRAMES} frames, not ${capacityFrames}`);
  const buffer = new SharedArrayBuffer(levelOffset(capacityFrames, WAVEFORM_LEVELS));
  const header = new Int32Array(buffer, 0, HEADER_BYTES / 4);
  header[VERSION] = WAVEFORM_VERSION;
  header[CAPACITY] = capacityFrames;
  return buffer;
}

/** A view of a waveform for both ends; only the writer calls `publish`. */
export class WaveformView {
  readonly capacityFrames: number;
  /** One array of column bytes a level. */
  readonly levels: readonly Uint8Array[];
  private readonly header: Int32Array;

  constructor(buffer: SharedArrayBuffer) {
    this.header = new Int32Array(buffer, 0, HEADER_BYTES / 4);
    if (this.header[VERSION] !== WAVEFORM_VERSION)
      throw new RangeError(
        `waveform layout ${this.header[VERSION]} is not the one this build reads, ${WAVEFORM_VERSION}`,
      );
    const capacity = this.header[CAPACITY] as number;
    this.capacityFrames = capacity;
    this.levels = Array.from(
      { length: WAVEFORM_LEVELS },
      (_, level) =>
        new Uint8Array(buffer, levelOffset(capacity, level), levelColumns(capacity, level) * WAVEFORM_COLUMN_BYTES),
    );
  }

  /** Finest columns that may be read. */
  get columns(): number {
    return Atomics.load(this.header, COLUMNS);
  }

  /** Source frames described so far. */
  get frames(): number {
    return Atomics.load(this.header, FRAMES);
  }

  get complete(): boolean {
    return Atomics.load(this.header, COMPLETE) === 1;
  }

  /** Columns of `level` that may be read: whole ones, and the last partial one once the waveform is complete. */
  columnsAt(level: number): number {
    const per = 1 << (WAVEFORM_LEVEL_SHIFT * level);
    const complete = this.complete;
    const columns = this.columns;
    return complete ? Math.ceil(columns / per) : Math.floor(columns / per);
  }

  /** Raises the watermark. Thread: the writer, after the bytes are in place. */
  publish(columns: number, frames: number, complete: boolean): void {
    Atomics.store(this.header, FRAMES, frames);
    Atomics.store(this.header, COLUMNS, columns);
    if (complete) Atomics.store(this.header, COMPLETE, 1);
  }
}
