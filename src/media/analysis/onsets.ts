/**
 * One pass over a track's PCM for the tempo estimate: onset strength in three bands from a log-mel spectrum, the
 * spectrum itself (for section novelty), and a fine loudness curve (for the exact moment of attacks).
 *
 * Thread: analysis worker. `push` allocates only when a curve outgrows its room (doubling).
 */
import { RealFft } from '../../dsp-utils/fft.ts';
import { bandOnset, MelBands } from '../../dsp-utils/mel.ts';
import { hann } from '../../dsp-utils/windows.ts';
import { Curve } from './curve.ts';

const FFT_SIZE = 1024;
/** Frames between two spectra. */
export const HOP_FRAMES = 512;
export const MEL_COUNT = 28;
/** Frames in one value of the loudness curve. */
export const LOUDNESS_FRAMES = 64;
/** Band borders of onset strength: kick below, hats above. */
const LOW_HZ = 160;
const HIGH_HZ = 3500;
/** A snare rises in both of these ranges at once: tones rise in the lower alone, hats in the upper. */
const BODY_HZ = [250, 2000] as const;
const WIRES_HZ = [3000, 10_000] as const;

/** What `estimateTempo` reads. Curves of onset strength have one value per HOP_FRAMES, centred half a window later. */
export interface OnsetFeatures {
  readonly rateHz: number;
  readonly frames: number;
  readonly low: Float32Array;
  readonly mid: Float32Array;
  readonly high: Float32Array;
  /**
   * Rise of linear magnitude, so that loud hits stand far above soft ones: below LOW_HZ, and, as the geometric mean of
   * two ranges, where snares are.
   */
  readonly kick: Float32Array;
  readonly snare: Float32Array;
  /** MEL_COUNT values per hop. */
  readonly mel: Float32Array;
  /** RMS of LOUDNESS_FRAMES frames each. */
  readonly loudness: Float32Array;
}

export class OnsetStream {
  private readonly rateHz: number;
  private readonly fft = new RealFft(FFT_SIZE);
  private readonly window = hann(FFT_SIZE);
  private readonly bands: MelBands;
  private readonly ring = new Float64Array(FFT_SIZE);
  private readonly windowed = new Float64Array(FFT_SIZE);
  private readonly low = new Curve();
  private readonly mid = new Curve();
  private readonly high = new Curve();
  private readonly kick = new Curve();
  private readonly snare = new Curve();
  private readonly mel = new Curve();
  private readonly loudness = new Curve();
  private readonly lastLow: number;
  private readonly firstHigh: number;
  private readonly body: readonly [number, number];
  private readonly wires: readonly [number, number];
  /** Magnitudes of this spectrum and the one before. */
  private readonly magnitudes = new Float32Array(MEL_COUNT * 2);
  private frames = 0;
  private energy = 0;

  constructor(rateHz: number) {
    this.rateHz = rateHz;
    this.bands = new MelBands(MEL_COUNT, 30, 15_000, FFT_SIZE, rateHz);
    const above = (hz: number): number => this.bands.centresHz.findIndex((centre) => centre >= hz);
    this.lastLow = Math.max(0, above(LOW_HZ) - 1);
    this.firstHigh = above(HIGH_HZ);
    this.body = [above(BODY_HZ[0]), above(BODY_HZ[1]) - 1];
    this.wires = [above(WIRES_HZ[0]), above(WIRES_HZ[1]) - 1];
  }

  /** Appends `n` frames of interleaved stereo from `stereo[0…]`. */
  push(stereo: Float32Array, n: number): void {
    for (let i = 0; i < n; i++) {
      const left = stereo[i * 2] as number;
      const right = stereo[i * 2 + 1] as number;
      this.ring[this.frames % FFT_SIZE] = (left + right) * 0.5;
      this.energy += left * left + right * right;
      this.frames++;
      if (this.frames % LOUDNESS_FRAMES === 0) {
        this.loudness.push(Math.sqrt(this.energy / (2 * LOUDNESS_FRAMES)));
        this.energy = 0;
      }
      if (this.frames % HOP_FRAMES === 0 && this.frames >= FFT_SIZE) this.spectrum();
    }
  }

  /** The features so far. The arrays are views; push no more after reading them. */
  finish(): OnsetFeatures {
    return {
      rateHz: this.rateHz,
      frames: this.frames,
      low: this.low.values(),
      mid: this.mid.values(),
      high: this.high.values(),
      kick: this.kick.values(),
      snare: this.snare.values(),
      mel: this.mel.values(),
      loudness: this.loudness.values(),
    };
  }

  private spectrum(): void {
    const { ring, window, windowed } = this;
    const start = this.frames % FFT_SIZE;
    for (let i = 0; i < FFT_SIZE; i++) windowed[i] = (ring[(start + i) % FFT_SIZE] as number) * (window[i] as number);
    this.fft.forward(windowed);
    const now = this.mel.grow(MEL_COUNT);
    const mel = this.mel.data;
    const { magnitudes } = this;
    magnitudes.copyWithin(0, MEL_COUNT);
    this.bands.magnitudes(this.fft.re, this.fft.im, magnitudes, MEL_COUNT);
    this.bands.logBands(magnitudes, MEL_COUNT, mel, now);
    if (now === 0) {
      this.low.push(0);
      this.mid.push(0);
      this.high.push(0);
      this.kick.push(0);
      this.snare.push(0);
      return;
    }
    const before = now - MEL_COUNT;
    this.low.push(bandOnset(mel, now, before, 0, this.lastLow, MEL_COUNT));
    this.mid.push(bandOnset(mel, now, before, this.lastLow + 1, this.firstHigh - 1, MEL_COUNT));
    this.high.push(bandOnset(mel, now, before, this.firstHigh, MEL_COUNT - 1, MEL_COUNT));
    this.kick.push(bandOnset(magnitudes, MEL_COUNT, 0, 0, this.lastLow, MEL_COUNT));
    const body = bandOnset(magnitudes, MEL_COUNT, 0, this.body[0], this.body[1], MEL_COUNT);
    const wires = bandOnset(magnitudes, MEL_COUNT, 0, this.wires[0], this.wires[1], MEL_COUNT);
    this.snare.push(Math.sqrt(body * wires));
  }
}
