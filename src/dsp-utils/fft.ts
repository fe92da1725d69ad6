/**
 * Fourier transform of real signals, sizes 2ⁿ ≥ 8. The complex transform of half the size is a Stockham autosort with
 * radix-4 steps (and one radix-2 step where needed); twiddles come from the portable maths, so results have the same
 * bits in every engine.
 *
 * Source: C. Van Loan, "Computational Frameworks for the Fast Fourier Transform" (1992), §§ 1.7, 2.4, 4.2.
 * Thread: workers. `forward` does not allocate.
 */
import { cos, sin, TAU } from './portable-maths.ts';

export class RealFft {
  readonly size: number;
  /** Real and imaginary parts of bins 0 … size/2 after `forward`. */
  readonly re: Float64Array;
  readonly im: Float64Array;
  private readonly half: number;
  private readonly cosines: Float64Array;
  private readonly sines: Float64Array;
  private readonly buffers: readonly [Float64Array, Float64Array, Float64Array, Float64Array];

  /** Allocates tables. Throws a RangeError unless `size` is a power of two ≥ 8. */
  constructor(size: number) {
    if (!Number.isInteger(size) || size < 8 || (size & (size - 1)) !== 0)
      throw new RangeError(`FFT size ${size} is not a power of two ≥ 8`);
    this.size = size;
    this.half = size / 2;
    this.re = new Float64Array(this.half + 1);
    this.im = new Float64Array(this.half + 1);
    this.cosines = new Float64Array(size);
    this.sines = new Float64Array(size);
    for (let k = 0; k < size; k++) {
      this.cosines[k] = cos((TAU * k) / size);
      this.sines[k] = sin((TAU * k) / size);
    }
    this.buffers = [
      new Float64Array(this.half),
      new Float64Array(this.half),
      new Float64Array(this.half),
      new Float64Array(this.half),
    ];
  }

  /** X[k] = Σ x[n] · e^(−2πikn/size) of `input[at … at + size)` into `re` and `im`. */
  forward(input: Float64Array, at = 0): void {
    const [xr, xi] = this.buffers;
    const m = this.half;
    for (let i = 0; i < m; i++) {
      xr[i] = input[at + 2 * i] as number;
      xi[i] = input[at + 2 * i + 1] as number;
    }
    const [zr, zi] = this.complex();
    const { re, im, cosines, sines } = this;
    re[0] = (zr[0] as number) + (zi[0] as number);
    im[0] = 0;
    re[m] = (zr[0] as number) - (zi[0] as number);
    im[m] = 0;
    for (let k = 1; k < m; k++) {
      const ar = zr[k] as number;
      const ai = zi[k] as number;
      const br = zr[m - k] as number;
      const bi = -(zi[m - k] as number);
      const or = (ai - bi) * 0.5;
      const oi = (br - ar) * 0.5;
      const c = cosines[k] as number;
      const s = sines[k] as number;
      re[k] = (ar + br) * 0.5 + or * c + oi * s;
      im[k] = (ai + bi) * 0.5 + oi * c - or * s;
    }
  }

  /** Complex transform of the first two buffers; returns the pair that holds the result. */
  private complex(): readonly [Float64Array, Float64Array] {
    const { cosines, sines } = this;
    let [xr, xi, yr, yi] = this.buffers;
    let n = this.half;
    let s = 1;
    while (n > 1) {
      if (n % 4 === 0) {
        const m = n >> 2;
        for (let p = 0; p < m; p++) {
          // Tables are for `size`, twice the transform's length.
          const w = 2 * p * s;
          const c1 = cosines[w] as number;
          const s1 = sines[w] as number;
          const c2 = c1 * c1 - s1 * s1;
          const s2 = 2 * c1 * s1;
          const c3 = c1 * c2 - s1 * s2;
          const s3 = c1 * s2 + s1 * c2;
          for (let q = 0; q < s; q++) {
            const a = q + s * p;
            const b = a + s * m;
            const c = b + s * m;
            const d = c + s * m;
            const sumR = (xr[a] as number) + (xr[c] as number);
            const sumI = (xi[a] as number) + (xi[c] as number);
            const difR = (xr[a] as number) - (xr[c] as number);
            const difI = (xi[a] as number) - (xi[c] as number);
            const oddR = (xr[b] as number) + (xr[d] as number);
            const oddI = (xi[b] as number) + (xi[d] as number);
            const turnR = (xi[b] as number) - (xi[d] as number);
            const turnI = (xr[d] as number) - (xr[b] as number);
            const to = q + s * 4 * p;
            yr[to] = sumR + oddR;
            yi[to] = sumI + oddI;
            const r1 = difR + turnR;
            const i1 = difI + turnI;
            yr[to + s] = r1 * c1 + i1 * s1;
            yi[to + s] = i1 * c1 - r1 * s1;
            const r2 = sumR - oddR;
            const i2 = sumI - oddI;
            yr[to + 2 * s] = r2 * c2 + i2 * s2;
            yi[to + 2 * s] = i2 * c2 - r2 * s2;
            const r3 = difR - turnR;
            const i3 = difI - turnI;
            yr[to + 3 * s] = r3 * c3 + i3 * s3;
            yi[to + 3 * s] = i3 * c3 - r3 * s3;
          }
        }
        n = m;
        s *= 4;
      } else {
        for (let q = 0; q < s; q++) {
          const ar = xr[q] as number;
          const ai = xi[q] as number;
          const br = xr[q + s] as number;
          const bi = xi[q + s] as number;
          yr[q] = ar + br;
          yi[q] = ai + bi;
          yr[q + s] = ar - br;
          yi[q + s] = ai - bi;
        }
        n = 1;
        s *= 2;
      }
      [xr, xi, yr, yi] = [yr, yi, xr, xi];
    }
    return [xr, xi];
  }
}

/**
 * Autocorrelation of `signal` for lags 0 … `lags` − 1, not normalised. Allocates. Source: Wiener–Khinchin.
 */
export function autocorrelation(signal: Float64Array, lags: number): Float64Array {
  let size = 8;
  while (size < signal.length + lags) size *= 2;
  const fft = new RealFft(size);
  const work = new Float64Array(size);
  work.set(signal);
  fft.forward(work);
  for (let k = 0; k <= size / 2; k++) {
    const power = (fft.re[k] as number) * (fft.re[k] as number) + (fft.im[k] as number) * (fft.im[k] as number);
    work[k] = power;
    if (k > 0 && k < size / 2) work[size - k] = power;
  }
  fft.forward(work);
  return fft.re.slice(0, lags).map((value) => value / size);
}
