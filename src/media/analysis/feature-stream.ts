/**
 * Collects the feature summary of a track in one pass: levels of twelve mel bands, chroma of the spectral peaks, and
 * what drums and bass do at a resolution of 10 ms.
 *
 * Thread: analysis worker. `push` allocates only when a list outgrows its room (doubling).
 */
import { RealFft } from '../../dsp-utils/fft.ts';
import { MelBands } from '../../dsp-utils/mel.ts';
import { cos, log2, log10, PI, sin } from '../../dsp-utils/portable-maths.ts';
import { hann } from '../../dsp-utils/windows.ts';
import {
  BAND_COUNT,
  CHROMA_HOPS,
  createSummary,
  type FeatureSummary,
  PITCHES,
  toLevel,
  toRise,
} from './feature-summary.ts';

/** Up to this rate a hop is 2048 frames, above it twice that: 43 ms at 48 kHz. */
const LONG_HOP_ABOVE_HZ = 64_000;
const HOP_FRAMES = 2048;
/** Pieces of a hop in which drums and bass are measured. */
const PIECES = 4;
/** Frames averaged before the low-pass; what folds down into the bass is 32 dB weaker by then. */
const DECIMATION = 8;
const LOW_HZ = 120;
const CHROMA_LOW_HZ = 110;
const CHROMA_HIGH_HZ = 2200;
/** Peaks this far below the loudest of their spectrum are not notes. */
const PEAK_FLOOR = 1e-4;
/** Energies below this count as silence: a rise out of nothing is measured from here. */
const QUIET = 1e-7;
const BYTES_PER_HOP = BAND_COUNT + 4;

/** A list of bytes that grows. */
class ByteList {
  private room = new Uint8Array(1 << 15);
  length = 0;

  push(value: number): void {
    if (this.length === this.room.length) {
      const wider = new Uint8Array(this.room.length * 2);
      wider.set(this.room);
      this.room = wider;
    }
    this.room[this.length++] = value;
  }

  values(): Uint8Array {
    return this.room.subarray(0, this.length);
  }
}

/** Second-order Butterworth low-pass, run twice (Linkwitz–Riley), on one decimated channel. */
class BassFilter {
  private readonly b: number;
  private readonly a1: number;
  private readonly a2: number;
  private readonly state = new Float64Array(4);

  constructor(rateHz: number) {
    const w = (2 * PI * LOW_HZ) / rateHz;
    const alpha = sin(w) * Math.SQRT1_2;
    this.b = (1 - cos(w)) / (2 * (1 + alpha));
    this.a1 = (-2 * cos(w)) / (1 + alpha);
    this.a2 = (1 - alpha) / (1 + alpha);
  }

  next(input: number): number {
    const { state, b, a1, a2 } = this;
    let x = input;
    for (let s = 0; s < 4; s += 2) {
      const y = b * x + (state[s] as number);
      state[s] = 2 * b * x - a1 * y + (state[s + 1] as number);
      state[s + 1] = b * x - a2 * y;
      x = y;
    }
    return x;
  }

  /** Clears what is too small to matter, so that silence does not end in subnormal numbers. */
  settle(): void {
    const { state } = this;
    for (let i = 0; i < 4; i++) if (Math.abs(state[i] as number) < 1e-30) state[i] = 0;
  }
}

/** Energies of the last pieces of one band, and how sharply the newest rises. */
class Rises {
  private readonly recent = new Float64Array(2).fill(QUIET);
  private sum = 0;
  peak = 0;
  floor = 0;
  rise = 1;

  add(energy: number): void {
    this.sum += energy;
  }

  /** Ends a piece of `count` values. */
  endPiece(count: number, isFirst: boolean): void {
    const energy = this.sum / count;
    this.sum = 0;
    const before = Math.max(QUIET, this.recent[0] as number, this.recent[1] as number);
    const ratio = energy / before;
    if (isFirst || energy > this.peak) this.peak = energy;
    if (isFirst || energy < this.floor) this.floor = energy;
    if (isFirst || ratio > this.rise) this.rise = ratio;
    this.recent[0] = this.recent[1] as number;
    this.recent[1] = energy;
  }
}

function db(power: number): number {
  return 10 * log10(power + 1e-12);
}

export class FeatureStream {
  private readonly rateHz: number;
  private readonly hop: number;
  private readonly fft: RealFft;
  private readonly window: Float64Array;
  private readonly mel: MelBands;
  private readonly bass: BassFilter;
  private readonly low = new Rises();
  private readonly high = new Rises();
  /** The last two hops of mono. */
  private readonly frame: Float64Array;
  private readonly windowed: Float64Array;
  private readonly magnitudes = new Float32Array(BAND_COUNT);
  private readonly power: Float64Array;
  private readonly chromaSum = new Float64Array(PITCHES);
  private readonly perHop = new ByteList();
  private readonly chroma = new ByteList();
  private readonly pieceFrames: number;
  private readonly firstBin: number;
  private readonly lastBin: number;
  private filled: number;
  private frames = 0;
  private hops = 0;
  private previous = 0;
  private average = 0;

  constructor(rateHz: number) {
    this.rateHz = rateHz;
    this.hop = rateHz > LONG_HOP_ABOVE_HZ ? 2 * HOP_FRAMES : HOP_FRAMES;
    this.pieceFrames = this.hop / PIECES;
    const size = 2 * this.hop;
    this.fft = new RealFft(size);
    this.window = hann(size);
    this.mel = new MelBands(BAND_COUNT, 30, 16_000, size, rateHz);
    this.bass = new BassFilter(rateHz / DECIMATION);
    this.frame = new Float64Array(size);
    this.windowed = new Float64Array(size);
    this.power = new Float64Array(this.hop + 1);
    this.firstBin = Math.ceil((CHROMA_LOW_HZ * size) / rateHz);
    this.lastBin = Math.floor((CHROMA_HIGH_HZ * size) / rateHz);
    this.filled = this.hop;
  }

  /** Appends `n` frames of interleaved stereo from `stereo[0…]`. */
  push(stereo: Float32Array, n: number): void {
    this.frames += n;
    for (let i = 0; i < n; i++) this.take(((stereo[i * 2] as number) + (stereo[i * 2 + 1] as number)) * 0.5);
  }

  /** The features of all that was pushed. Allocates; push no more afterwards. */
  finish(): FeatureSummary {
    const { frames } = this;
    while (this.hops * this.hop < frames) this.take(0);
    const hops = this.hops;
    const summary = createSummary({ hopFrames: this.hop, rateHz: this.rateHz, hops, frames });
    const values = this.perHop.values();
    for (let h = 0; h < hops; h++) {
      const at = h * BYTES_PER_HOP;
      summary.bands.set(values.subarray(at, at + BAND_COUNT), h * BAND_COUNT);
      summary.lowPeak[h] = values[at + BAND_COUNT] as number;
      summary.lowFloor[h] = values[at + BAND_COUNT + 1] as number;
      summary.lowRise[h] = values[at + BAND_COUNT + 2] as number;
      summary.highRise[h] = values[at + BAND_COUNT + 3] as number;
    }
    summary.chroma.set(this.chroma.values());
    return summary;
  }

  private take(x: number): void {
    this.frame[this.filled++] = x;
    // The difference of neighbours is a high-pass that costs nothing.
    const edge = x - this.previous;
    this.previous = x;
    this.high.add(edge * edge);
    this.average += x;
    const at = this.filled - this.hop;
    if (at % DECIMATION !== 0) return;
    const y = this.bass.next(this.average / DECIMATION);
    this.average = 0;
    this.low.add(y * y);
    if (at % this.pieceFrames !== 0) return;
    const isFirst = at === this.pieceFrames;
    this.low.endPiece(this.pieceFrames / DECIMATION, isFirst);
    this.high.endPiece(this.pieceFrames, isFirst);
    if (at === this.hop) this.endHop();
  }

  private endHop(): void {
    const { frame, window, windowed, fft, magnitudes } = this;
    for (let i = 0; i < windowed.length; i++) windowed[i] = (frame[i] as number) * (window[i] as number);
    fft.forward(windowed);
    this.mel.magnitudes(fft.re, fft.im, magnitudes, 0);
    // A full-scale sine has the magnitude size / 4 under this window.
    const scale = 2 / this.hop;
    for (let b = 0; b < BAND_COUNT; b++) {
      const a = (magnitudes[b] as number) * scale;
      this.perHop.push(toLevel(db(a * a)));
    }
    this.perHop.push(toLevel(db(this.low.peak)));
    this.perHop.push(toLevel(db(this.low.floor)));
    this.perHop.push(toRise(db(this.low.rise)));
    this.perHop.push(toRise(db(this.high.rise)));
    this.notes();
    this.hops++;
    if (this.hops % CHROMA_HOPS === 0) this.endChroma();
    this.bass.settle();
    frame.copyWithin(0, this.hop);
    this.filled = this.hop;
  }

  /** Credits spectral peaks to their pitch classes. */
  private notes(): void {
    const { fft, power, firstBin, lastBin } = this;
    let loudest = 0;
    for (let k = firstBin - 1; k <= lastBin + 1; k++) {
      const re = fft.re[k] as number;
      const im = fft.im[k] as number;
      const p = re * re + im * im;
      power[k] = p;
      if (p > loudest) loudest = p;
    }
    if (loudest < 1e-3) return;
    const floor = loudest * PEAK_FLOOR;
    for (let k = firstBin; k <= lastBin; k++) {
      const here = power[k] as number;
      const left = power[k - 1] as number;
      const right = power[k + 1] as number;
      if (here < floor || here <= left || here < right) continue;
      const [l, c, r] = [Math.sqrt(left), Math.sqrt(here), Math.sqrt(right)];
      const bend = l - 2 * c + r;
      const offset = bend < 0 ? (0.5 * (l - r)) / bend : 0;
      const hz = ((k + offset) * this.rateHz) / (2 * this.hop);
      const pitch = Math.round(12 * log2(hz / 440)) + 9;
      const pc = ((pitch % 12) + 12) % 12;
      this.chromaSum[pc] = (this.chromaSum[pc] as number) + Math.sqrt(c);
    }
  }

  private endChroma(): void {
    const top = this.chromaSum.reduce((a, b) => Math.max(a, b), 0);
    for (const value of this.chromaSum) this.chroma.push(top > 0 ? Math.round((255 * value) / top) : 0);
    this.chromaSum.fill(0);
  }
}
