/**
 * Builds the three-band waveform pyramid (`waveform-layout.ts`) from PCM as it arrives. The result depends on the
 * samples alone, not on how they were cut.
 *
 * Thread: analysis worker. `push` and `finish` do not allocate.
 */
import {
  WAVEFORM_BANDS,
  WAVEFORM_BASE_FRAMES,
  WAVEFORM_COLUMN_BYTES,
  WAVEFORM_LEVEL_SHIFT,
  WAVEFORM_LEVELS,
  WaveformView,
  waveformColumnFrames,
} from '../../control-bus/waveform-layout.ts';
import { BandSplitter } from './band-split.ts';

/** The low band leaves its filter this many columns late (2.5 ms at 180 Hz); it is drawn where it belongs. */
const LOW_DELAY_COLUMNS = 2;
const B = WAVEFORM_BASE_FRAMES;
/**
 * Columns are shorter than a period of the low band, which would draw every cycle as a comb. So peaks fall and energies
 * follow with these time constants, seconds; attacks stay where they are.
 */
const RELEASE_S = [0.014, 0.003, 0.0008] as const;

function toByte(amplitude: number): number {
  const scaled = Math.round(amplitude * 255);
  return Math.min(scaled, 255);
}

export class WaveformWriter {
  readonly view: WaveformView;
  private readonly splitter: BandSplitter;
  private readonly input = new Float64Array(B);
  private readonly bands = [new Float64Array(B), new Float64Array(B), new Float64Array(B)] as const;
  private readonly follow: readonly number[];
  private readonly envelopes = new Float64Array(WAVEFORM_BANDS);
  private readonly energies = new Float64Array(WAVEFORM_BANDS);
  private filled = 0;
  private frames = 0;
  private finished = false;
  /** Blocks of 64 frames filtered so far. */
  private blocks = 0;
  /** Sums of squares of mid and high for the columns that still wait for their low band. */
  private readonly waiting = new Float64Array((LOW_DELAY_COLUMNS + 1) * 2);
  /** Sums of squares of the coarser columns being filled, three a level. */
  private readonly sums = new Float64Array(WAVEFORM_LEVELS * WAVEFORM_BANDS);

  constructor(buffer: SharedArrayBuffer, rateHz: number) {
    this.view = new WaveformView(buffer);
    this.splitter = new BandSplitter(rateHz);
    this.follow = RELEASE_S.map((seconds) => 1 / (seconds * rateHz));
  }

  /** Frames taken so far. */
  get framesTaken(): number {
    return this.frames;
  }

  /**
   * Appends `n` frames of interleaved stereo from `stereo[0…]`. Throws a RangeError past the waveform's capacity.
   */
  push(stereo: Float32Array, n: number): void {
    if (this.frames + n > this.view.capacityFrames)
      throw new RangeError(`waveform of ${this.view.capacityFrames} frames cannot take frame ${this.frames + n}`);
    for (let i = 0; i < n; i++) {
      this.input[this.filled++] = ((stereo[i * 2] as number) + (stereo[i * 2 + 1] as number)) * 0.5;
      if (this.filled === B) this.block();
    }
    this.frames += n;
    const columns = this.blocks - LOW_DELAY_COLUMNS;
    if (columns > 0) this.view.publish(columns, columns * B, false);
  }

  /** The track ended: completes the last columns and marks the waveform complete. */
  finish(): void {
    if (this.finished) return;
    this.finished = true;
    const columns = Math.ceil(this.frames / B);
    while (this.blocks < columns + LOW_DELAY_COLUMNS) {
      this.input.fill(0, this.filled);
      this.block();
    }
    for (let level = 1; level < WAVEFORM_LEVELS; level++) {
      const per = 1 << (WAVEFORM_LEVEL_SHIFT * level);
      if (columns % per !== 0) this.closeColumn(level, (columns / per) | 0);
    }
    this.view.publish(columns, this.frames, true);
  }

  private block(): void {
    const [low, mid, high] = this.bands;
    this.splitter.process(this.input, B, low, mid, high);
    this.filled = 0;
    const block = this.blocks++;
    const finest = this.view.levels[0] as Uint8Array;
    const slot = (block % (LOW_DELAY_COLUMNS + 1)) * 2;
    for (let band = 1; band < WAVEFORM_BANDS; band++) {
      const sum = this.measure(band, finest, block);
      this.waiting[slot + band - 1] = sum;
    }
    const column = block - LOW_DELAY_COLUMNS;
    if (column < 0) return;
    const lowSum = this.measure(0, finest, column);
    const ready = (column % (LOW_DELAY_COLUMNS + 1)) * 2;
    for (let level = 1; level < WAVEFORM_LEVELS; level++) {
      const at = level * WAVEFORM_BANDS;
      this.sums[at] = (this.sums[at] as number) + lowSum;
      this.sums[at + 1] = (this.sums[at + 1] as number) + (this.waiting[ready] as number);
      this.sums[at + 2] = (this.sums[at + 2] as number) + (this.waiting[ready + 1] as number);
      const shift = WAVEFORM_LEVEL_SHIFT * level;
      const coarse = this.view.levels[level] as Uint8Array;
      const to = (column >> shift) * WAVEFORM_COLUMN_BYTES;
      const from = column * WAVEFORM_COLUMN_BYTES;
      for (let band = 0; band < WAVEFORM_BANDS; band++) {
        const peak = finest[from + band] as number;
        if (peak > (coarse[to + band] as number)) coarse[to + band] = peak;
      }
      if (((column + 1) & ((1 << shift) - 1)) === 0) this.closeColumn(level, column >> shift);
    }
  }

  /** Writes a band's peak and RMS of the present block into a finest column; returns its sum of squares. */
  private measure(band: number, finest: Uint8Array, column: number): number {
    const samples = this.bands[band] as Float64Array;
    const follow = this.follow[band] as number;
    let envelope = this.envelopes[band] as number;
    let energy = this.energies[band] as number;
    let peak = 0;
    let sum = 0;
    for (let i = 0; i < B; i++) {
      const x = samples[i] as number;
      energy += (x * x - energy) * follow;
      sum += energy;
      envelope -= envelope * follow;
      const a = x < 0 ? -x : x;
      if (a > envelope) envelope = a;
      if (envelope > peak) peak = envelope;
    }
    // Silence after music would leave subnormal numbers, which are ten times slower.
    this.envelopes[band] = envelope > 1e-15 ? envelope : 0;
    this.energies[band] = energy > 1e-30 ? energy : 0;
    const at = column * WAVEFORM_COLUMN_BYTES + band;
    if (at < finest.length) {
      finest[at] = toByte(peak);
      finest[at + WAVEFORM_BANDS] = toByte(Math.sqrt(sum / B));
    }
    return sum;
  }

  private closeColumn(level: number, column: number): void {
    const bytes = this.view.levels[level] as Uint8Array;
    const at = column * WAVEFORM_COLUMN_BYTES + WAVEFORM_BANDS;
    const n = waveformColumnFrames(level);
    for (let band = 0; band < WAVEFORM_BANDS; band++) {
      const i = level * WAVEFORM_BANDS + band;
      bytes[at + band] = toByte(Math.sqrt((this.sums[i] as number) / n));
      this.sums[i] = 0;
    }
  }
}
