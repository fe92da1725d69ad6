/** Measurements the mixer's tests share, written for reading. Thread: tests, Node. */
import { createHash } from 'node:crypto';

export function db(amplitude: number): number {
  return 20 * Math.log10(Math.max(amplitude, 1e-15));
}

/** Frequency response of an impulse response at one frequency: [re, im]. */
export function response(impulse: ArrayLike<number>, hz: number, rateHz: number): readonly [number, number] {
  let re = 0;
  let im = 0;
  for (let n = 0; n < impulse.length; n++) {
    const phase = (2 * Math.PI * hz * n) / rateHz;
    re += (impulse[n] as number) * Math.cos(phase);
    im -= (impulse[n] as number) * Math.sin(phase);
  }
  return [re, im];
}

/** Magnitude of that response in dB, relative to an impulse of height `unit`. */
export function responseDb(impulse: ArrayLike<number>, hz: number, rateHz: number, unit = 1): number {
  const [re, im] = response(impulse, hz, rateHz);
  return db(Math.hypot(re, im) / unit);
}

export function bessel0(x: number): number {
  let sum = 1;
  let term = 1;
  for (let k = 1; k < 100; k++) {
    term *= (x / (2 * k)) ** 2;
    sum += term;
  }
  return sum;
}

/**
 * Largest magnitude of a band-limited reconstruction at `factor` points per frame: a 129-tap Kaiser-windowed sinc
 * (β 8), independent of the kernel's own interpolator. Frames quieter than half the largest are not looked around.
 */
export function truePeak(x: ArrayLike<number>, factor = 16, from = 0, to = x.length): number {
  const half = 64;
  let largest = 0;
  for (let i = from; i < to; i++) largest = Math.max(largest, Math.abs(x[i] as number));
  let peak = largest;
  const kernels: Float64Array[] = [];
  for (let p = 1; p < factor; p++) {
    const h = new Float64Array(2 * half);
    for (let k = 0; k < 2 * half; k++) {
      const t = k - (half - 1) - p / factor;
      const u = t / half;
      h[k] = (Math.sin(Math.PI * t) / (Math.PI * t)) * (bessel0(8 * Math.sqrt(Math.max(0, 1 - u * u))) / bessel0(8));
    }
    kernels.push(h);
  }
  for (let i = from; i < to; i++) {
    const here = Math.max(Math.abs(x[i] as number), Math.abs(i + 1 < x.length ? (x[i + 1] as number) : 0));
    if (here < 0.5 * largest) continue;
    for (const h of kernels) {
      let y = 0;
      const first = i - (half - 1);
      const kFrom = Math.max(0, -first);
      const kTo = Math.min(2 * half, x.length - first);
      for (let k = kFrom; k < kTo; k++) y += (h[k] as number) * (x[first + k] as number);
      if (Math.abs(y) > peak) peak = Math.abs(y);
    }
  }
  return peak;
}

/**
 * What is left above 10 kHz: a linear-phase high-pass (1023-tap Kaiser β 12, −6 dB at 10 kHz, stop band below
 * −110 dB), then the largest RMS of any window of 5 ms. Returns dBFS.
 */
export function clickDb(x: ArrayLike<number>, rateHz: number, from = 0, to = x.length): number {
  const half = 511;
  const cutoff = 10_000 / rateHz;
  const h = new Float64Array(2 * half + 1);
  for (let k = -half; k <= half; k++) {
    const low = k === 0 ? 2 * cutoff : Math.sin(2 * Math.PI * cutoff * k) / (Math.PI * k);
    h[k + half] = ((k === 0 ? 1 : 0) - low) * (bessel0(12 * Math.sqrt(1 - (k / half) ** 2)) / bessel0(12));
  }
  const window = Math.round(0.005 * rateHz);
  const start = Math.max(from, half);
  const end = Math.min(to, x.length - half);
  const squares = new Float64Array(Math.max(0, end - start));
  for (let i = start; i < end; i++) {
    let y = 0;
    for (let k = 0; k <= 2 * half; k++) y += (h[k] as number) * (x[i - half + k] as number);
    squares[i - start] = y * y;
  }
  let sum = 0;
  let worst = 0;
  for (let i = 0; i < squares.length; i++) {
    sum += (squares[i] as number) - (i >= window ? (squares[i - window] as number) : 0);
    worst = Math.max(worst, sum / window);
  }
  return 10 * Math.log10(Math.max(worst, 1e-30));
}

/** SHA-256 over bytes, the first 16 hex digits. */
export function hash(...parts: readonly ArrayBufferView[]): string {
  const h = createHash('sha256');
  for (const part of parts) h.update(new Uint8Array(part.buffer, part.byteOffset, part.byteLength));
  return h.digest('hex').slice(0, 16);
}
