/**
 * Decoded audio in shared memory: a table of sources and slabs of slots (`SOURCE`, SLOT_WORDS, SLAB_SLOTS).
 * One decoder writes a source sequentially and raises its watermark; the engine reads below the watermark.
 * Samples are channel-interleaved inside a slot: float32, or int16 for long tracks (`FLOAT32_MAX_FRAMES`).
 *
 * Of a track too long for memory (`pagedInt16`) a few slots hold pages that come and go. A page is entered in the table
 * when its samples are in place. Readers that latch go by the table as it stood when their block began, so whoever takes
 * a page out may write over its slot only when a block that began afterwards has been rendered.
 *
 * Thread: any. `readFrames` and `writeFrames` do not allocate; adding a slab does.
 */
import { byteSizeOf } from '../shmem-ipc/layout.ts';
import { FLOAT32_MAX_FRAMES, PAGE_FRAMES, PAGE_SLOTS, SLAB_SLOTS, SLOT_WORDS, SOURCE_COUNT } from './constants.ts';
import { PcmFormat, SOURCE } from './layouts.ts';

const SOURCE_WORDS = byteSizeOf(SOURCE) / 4;
const FORMAT = SOURCE.offsets.format / 4;
const CHANNELS = SOURCE.offsets.channels / 4;
const READABLE = SOURCE.offsets.readableFrames / 4;
const TOTAL = SOURCE.offsets.totalFrames / 4;
const COMPLETE = SOURCE.offsets.complete / 4;
const SLOTS = SOURCE.offsets.slots / 4;
const PAGES = SOURCE.offsets.pages / 4;
const PAGE_SHIFT = 31 - Math.clz32(PAGE_FRAMES);

export const SOURCE_TABLE_BYTES = SOURCE_COUNT * byteSizeOf(SOURCE);
export const SLAB_BYTES = SLAB_SLOTS * SLOT_WORDS * 4;

const INT16_SCALE = 32768;

/** The sample format follows from the track's length alone, so that every machine holds the same samples. */
export function formatFor(totalFrames: number): typeof PcmFormat.float32 | typeof PcmFormat.int16 {
  return totalFrames <= FLOAT32_MAX_FRAMES ? PcmFormat.float32 : PcmFormat.int16;
}

/** log2 of the frames one slot holds. Channels are a power of two. */
export function slotShift(format: number, channels: number): number {
  const samples = format === PcmFormat.float32 ? SLOT_WORDS : SLOT_WORDS * 2;
  return 31 - Math.clz32(samples / channels);
}

/** Slots a source of this shape needs. */
export function slotsFor(totalFrames: number, format: number, channels: number): number {
  return Math.ceil(totalFrames / 2 ** slotShift(format, channels));
}

/** What a source looks like at one moment. */
export interface SourceInfo {
  format: number;
  channels: number;
  readableFrames: number;
  totalFrames: number;
  complete: boolean;
}

export class PcmStore {
  private readonly table: Int32Array;
  /** Watermarks as of the last `latch`, once that was called; then `readFrames` goes by these. */
  private latched: Int32Array | null = null;
  /** The page tables as of then. */
  private readonly latchedPages = new Int32Array(SOURCE_COUNT * PAGE_SLOTS).fill(-1);
  private readonly floats: Float32Array[] = [];
  /** The same slabs as stereo float32 frames, one frame an element. */
  private readonly pairs: Float64Array[] = [];
  private readonly shorts: Int16Array[] = [];

  constructor(sourceTable: SharedArrayBuffer) {
    if (sourceTable.byteLength < SOURCE_TABLE_BYTES)
      throw new RangeError(`source table needs ${SOURCE_TABLE_BYTES} bytes, the buffer has ${sourceTable.byteLength}`);
    this.table = new Int32Array(sourceTable);
  }

  /** Makes slab `index` readable here. Slabs arrive in order. Allocates views. */
  addSlab(index: number, slab: SharedArrayBuffer): void {
    if (index !== this.floats.length) throw new RangeError(`slab ${index} arrived, expected ${this.floats.length}`);
    this.floats.push(new Float32Array(slab));
    this.pairs.push(new Float64Array(slab));
    this.shorts.push(new Int16Array(slab));
  }

  get slabCount(): number {
    return this.floats.length;
  }

  /**
   * Opens a source for writing: format, channels and the slots it owns (their slabs known to every reader already).
   * Thread: the one that hands out slots.
   */
  openSource(source: number, format: number, channels: number, totalFrames: number, slots: readonly number[]): void {
    const at = source * SOURCE_WORDS;
    const { table } = this;
    table[at + CHANNELS] = channels;
    for (let i = 0; i < slots.length; i++) table[at + SLOTS + i] = slots[i] as number;
    Atomics.store(table, at + READABLE, 0);
    Atomics.store(table, at + COMPLETE, 0);
    Atomics.store(table, at + TOTAL, totalFrames);
    Atomics.store(table, at + FORMAT, format);
  }

  /** Adds slots to an open source, `first` being the number it has already. */
  appendSlots(source: number, first: number, slots: readonly number[]): void {
    const at = source * SOURCE_WORDS + SLOTS + first;
    for (let i = 0; i < slots.length; i++) this.table[at + i] = slots[i] as number;
  }

  closeSource(source: number): void {
    const at = source * SOURCE_WORDS;
    Atomics.store(this.table, at + FORMAT, PcmFormat.empty);
    Atomics.store(this.table, at + READABLE, 0);
  }

  /** Opens a source that is read in pages, none of which is here yet. Thread: the one that turns its pages. */
  openPagedSource(source: number, totalFrames: number, slots: readonly number[]): void {
    const at = source * SOURCE_WORDS + PAGES;
    for (let i = 0; i < PAGE_SLOTS; i++) Atomics.store(this.table, at + i, -1);
    this.openSource(source, PcmFormat.pagedInt16, 2, totalFrames, slots);
  }

  /** The samples of a paged source's slot `index`, to be filled while the table names no page for it. Allocates a view. */
  pageSamples(source: number, index: number): Int16Array<SharedArrayBuffer> {
    const slot = this.table[source * SOURCE_WORDS + SLOTS + index] as number;
    const samples = this.shorts[(slot / SLAB_SLOTS) | 0] as Int16Array<SharedArrayBuffer>;
    const first = (slot % SLAB_SLOTS) * SLOT_WORDS * 2;
    return samples.subarray(first, first + SLOT_WORDS * 2);
  }

  /** Names the page that slot `index` holds, −1 for none. Thread: the one that turns its pages. */
  setPage(source: number, index: number, page: number): void {
    Atomics.store(this.table, source * SOURCE_WORDS + PAGES + index, page);
  }

  /** Raises the watermark of a paged source: frames below it are on disk. Thread: the one that turns its pages. */
  setReadable(source: number, frames: number): void {
    Atomics.store(this.table, source * SOURCE_WORDS + READABLE, frames);
  }

  /** Decoding ended: `totalFrames` is exact from now on. Thread: the writer. */
  completeSource(source: number, totalFrames: number): void {
    const at = source * SOURCE_WORDS;
    Atomics.store(this.table, at + TOTAL, totalFrames);
    Atomics.store(this.table, at + COMPLETE, 1);
  }

  /**
   * Notes every source's watermark and pages, so that all reads until the next call see the same ones: whether a frame was
   * there in time is then one fact per block. Thread: a reader. Allocates at the first call only.
   */
  latch(): void {
    this.latched ??= new Int32Array(SOURCE_COUNT);
    for (let source = 0; source < SOURCE_COUNT; source++) {
      const base = source * SOURCE_WORDS;
      this.latched[source] = Atomics.load(this.table, base + READABLE);
      if (Atomics.load(this.table, base + FORMAT) !== PcmFormat.pagedInt16) continue;
      for (let i = 0; i < PAGE_SLOTS; i++)
        this.latchedPages[source * PAGE_SLOTS + i] = Atomics.load(this.table, base + PAGES + i);
    }
  }

  readInfo(source: number, target: SourceInfo): void {
    const at = source * SOURCE_WORDS;
    target.format = Atomics.load(this.table, at + FORMAT);
    target.channels = this.table[at + CHANNELS] as number;
    target.readableFrames = Atomics.load(this.table, at + READABLE);
    target.complete = Atomics.load(this.table, at + COMPLETE) === 1;
    target.totalFrames = Atomics.load(this.table, at + TOTAL);
  }

  /**
   * Appends `count` frames of interleaved samples from `samples[at…]` at the watermark and raises it.
   * The caller made sure that the slots suffice. What is not finite becomes silence: no NaN enters the engine.
   * Thread: the writer. Does not allocate.
   */
  writeFrames(source: number, samples: Float32Array, at: number, count: number): void {
    const base = source * SOURCE_WORDS;
    const format = this.table[base + FORMAT] as number;
    const channels = this.table[base + CHANNELS] as number;
    const shift = slotShift(format, channels);
    const slotFrames = 1 << shift;
    let frame = Atomics.load(this.table, base + READABLE);
    let from = at;
    let left = count;
    while (left > 0) {
      const slot = this.table[base + SLOTS + (frame >> shift)] as number;
      const inSlot = frame & (slotFrames - 1);
      const n = Math.min(left, slotFrames - inSlot);
      const samplesHere = n * channels;
      if (format === PcmFormat.float32) {
        const out = this.floats[(slot / SLAB_SLOTS) | 0] as Float32Array;
        const to = (slot % SLAB_SLOTS) * SLOT_WORDS + inSlot * channels;
        for (let i = 0; i < samplesHere; i++) {
          const x = samples[from + i] as number;
          out[to + i] = x - x === 0 ? x : 0;
        }
      } else {
        const out = this.shorts[(slot / SLAB_SLOTS) | 0] as Int16Array;
        const to = (slot % SLAB_SLOTS) * SLOT_WORDS * 2 + inSlot * channels;
        for (let i = 0; i < samplesHere; i++) {
          const scaled = Math.round((samples[from + i] as number) * INT16_SCALE);
          out[to + i] = Math.min(32767, Math.max(-32768, scaled));
        }
      }
      frame += n;
      from += samplesHere;
      left -= n;
      Atomics.store(this.table, base + READABLE, frame);
    }
  }

  /**
   * Copies `n` frames from source frame `from` (may be negative or past the end: silence) into `target[at…]`,
   * interleaved stereo float32. Returns how many of them are not there: above the watermark of a source that is still
   * being written, or in a page that is on disk only (played as silence). `targetPairs`, a view of the same memory from
   * its start, lets stereo float32 be copied a frame at a time, in half the time. Thread: any reader, the audio thread
   * included. Does not allocate.
   */
  readFrames(
    source: number,
    from: number,
    n: number,
    target: Float32Array,
    at: number,
    targetPairs: Float64Array | null = null,
  ): number {
    const base = source * SOURCE_WORDS;
    const { table } = this;
    const format = source >= 0 && source < SOURCE_COUNT ? Atomics.load(table, base + FORMAT) : PcmFormat.empty;
    if (format === PcmFormat.empty) {
      for (let i = 0; i < n * 2; i++) target[at + i] = 0;
      return 0;
    }
    const readable = this.latched === null ? Atomics.load(table, base + READABLE) : (this.latched[source] as number);
    const total = Atomics.load(table, base + TOTAL);
    const complete = Atomics.load(table, base + COMPLETE) === 1;
    const channels = table[base + CHANNELS] as number;
    const shift = slotShift(format, channels);
    const slotFrames = 1 << shift;
    let missing = 0;
    let frame = from;
    let to = at;
    let left = n;
    while (left > 0) {
      if (frame < 0 || frame >= readable) {
        const run = frame < 0 ? Math.min(left, -frame) : left;
        for (let i = 0; i < run * 2; i++) target[to + i] = 0;
        // While decoding, the end is an estimate: whatever is not there yet may still come.
        if (frame >= 0 && !complete) missing += run;
        else if (frame >= 0 && frame < total) missing += Math.min(run, total - frame);
        frame += run;
        to += run * 2;
        left -= run;
        continue;
      }
      const index = format === PcmFormat.pagedInt16 ? this.indexOfPage(source, frame >> PAGE_SHIFT) : frame >> shift;
      const inSlot = frame & (slotFrames - 1);
      const run = Math.min(left, slotFrames - inSlot, readable - frame);
      if (index < 0) {
        for (let i = 0; i < run * 2; i++) target[to + i] = 0;
        missing += run;
        frame += run;
        to += run * 2;
        left -= run;
        continue;
      }
      const slot = table[base + SLOTS + index] as number;
      if (format === PcmFormat.float32) {
        const pcm = this.floats[(slot / SLAB_SLOTS) | 0] as Float32Array;
        const src = (slot % SLAB_SLOTS) * SLOT_WORDS + inSlot * channels;
        if (channels === 2 && targetPairs !== null && (to & 1) === 0) {
          const frames = this.pairs[(slot / SLAB_SLOTS) | 0] as Float64Array;
          for (let i = 0; i < run; i++) targetPairs[(to >> 1) + i] = frames[(src >> 1) + i] as number;
        } else if (channels === 2) for (let i = 0; i < run * 2; i++) target[to + i] = pcm[src + i] as number;
        else
          for (let i = 0; i < run; i++) {
            target[to + i * 2] = pcm[src + i * channels] as number;
            target[to + i * 2 + 1] = pcm[src + i * channels + 1] as number;
          }
      } else {
        const pcm = this.shorts[(slot / SLAB_SLOTS) | 0] as Int16Array;
        const src = (slot % SLAB_SLOTS) * SLOT_WORDS * 2 + inSlot * channels;
        for (let i = 0; i < run; i++) {
          target[to + i * 2] = (pcm[src + i * channels] as number) / INT16_SCALE;
          target[to + i * 2 + 1] = (pcm[src + i * channels + 1] as number) / INT16_SCALE;
        }
      }
      frame += run;
      to += run * 2;
      left -= run;
    }
    return missing;
  }

  /** Which slot of a paged source holds a page; −1 when none does. */
  private indexOfPage(source: number, page: number): number {
    const isLatched = this.latched !== null;
    const pages = isLatched ? this.latchedPages : this.table;
    const first = isLatched ? source * PAGE_SLOTS : source * SOURCE_WORDS + PAGES;
    for (let i = 0; i < PAGE_SLOTS; i++) if (pages[first + i] === page) return i;
    return -1;
  }
}
