/**
 * Log-mel bands and the onset strength made from them.
 *
 * Mel scale after S. Stevens and J. Volkmann as O'Shaughnessy's formula; onset strength is the half-wave rectified
 * increase of each band over the largest of its neighbours one frame before, after S. Böck and G. Widmer, "Maximum
 * filter vibrato suppression for onset detection" (DAFx 2013).
 * Thread: workers. Constructors allocate, methods do not.
 */
import { exp, log } from './portable-maths.ts';

const MEL_SCALE = 1127;
const MEL_HZ = 700;

export function hzToMel(hz: number): number {
  return MEL_SCALE * log(1 + hz / MEL_HZ);
}

export function melToHz(mel: number): number {
  return MEL_HZ * (exp(mel / MEL_SCALE) - 1);
}

/** Triangular bands, equally spaced on the mel scale, over the bins of a real FFT. */
export class MelBands {
  readonly count: number;
  /** Centre of each band. */
  readonly centresHz: Float64Array;
  private readonly firstBin: Int32Array;
  private readonly weights: readonly Float64Array[];

  /** Every band holds at least one bin, so that narrow low bands of a short FFT are not empty. */
  constructor(count: number, lowHz: number, highHz: number, fftSize: number, rateHz: number) {
    this.count = count;
    const binHz = rateHz / fftSize;
    const low = hzToMel(lowHz);
    const step = (hzToMel(Math.min(highHz, rateHz / 2)) - low) / (count + 1);
    const edge = (i: number): number => melToHz(low + i * step);
    this.centresHz = Float64Array.from({ length: count }, (_, i) => edge(i + 1));
    this.firstBin = new Int32Array(count);
    this.weights = Array.from({ length: count }, (_, band) => {
      const [from, centre, to] = [edge(band), edge(band + 1), edge(band + 2)];
      const first = Math.max(1, Math.ceil(from / binHz));
      const last = Math.min(fftSize / 2, Math.floor(to / binHz));
      const bins: number[] = [];
      for (let bin = first; bin <= last; bin++) {
        const hz = bin * binHz;
        bins.push(hz <= centre ? (hz - from) / (centre - from) : (to - hz) / (to - centre));
      }
      const sum = bins.reduce((a, b) => a + b, 0);
      if (sum > 0) {
        this.firstBin[band] = first;
        return Float64Array.from(bins, (weight) => weight / sum);
      }
      this.firstBin[band] = Math.min(fftSize / 2, Math.max(1, Math.round(centre / binHz)));
      return Float64Array.of(1);
    });
  }

  /** Mean magnitude of each band into `out[at…]`. */
  magnitudes(re: Float64Array, im: Float64Array, out: Float32Array, at: number): void {
    for (let band = 0; band < this.count; band++) {
      const weights = this.weights[band] as Float64Array;
      const first = this.firstBin[band] as number;
      let sum = 0;
      for (let i = 0; i < weights.length; i++) {
        const r = re[first + i] as number;
        const m = im[first + i] as number;
        sum += (weights[i] as number) * Math.sqrt(r * r + m * m);
      }
      out[at + band] = sum;
    }
  }

  /** log(1 + magnitude) of each band, from `magnitudes` at `from` into `out[at…]`. */
  logBands(magnitudes: Float32Array, from: number, out: Float32Array, at: number): void {
    for (let band = 0; band < this.count; band++) out[at + band] = log(1 + (magnitudes[from + band] as number));
  }
}

/**
 * Onset strength of bands `first` … `last` (inclusive): the mean rectified increase of `now` over the neighbourhood
 * maximum of `before`, both starting at their offsets in `bands` with `count` bands a frame.
 */
export function bandOnset(
  bands: Float32Array,
  now: number,
  before: number,
  first: number,
  last: number,
  count: number,
): number {
  let sum = 0;
  for (let b = first; b <= last; b++) {
    let reference = bands[before + b] as number;
    if (b > 0) reference = Math.max(reference, bands[before + b - 1] as number);
    if (b + 1 < count) reference = Math.max(reference, bands[before + b + 1] as number);
    const rise = (bands[now + b] as number) - reference;
    if (rise > 0) sum += rise;
  }
  return sum / (last - first + 1);
}
