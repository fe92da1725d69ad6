/**
 * The limiter written out directly: every interval interpolated, every window searched, every average summed.
 * Double precision throughout; slow. Reference for the kernel's.
 */
import { bessel0 } from './measure.ts';

const TAPS = 64;
const POINTS = 8;
const GUARD = 7;
export const CEILING = 10 ** (-1.1 / 20);

function taps(p: number): Float64Array {
  const h = Float64Array.from({ length: TAPS }, (_, k) => {
    const t = k - (TAPS / 2 - 1) - p / POINTS;
    return (
      (Math.sin(Math.PI * t) / (Math.PI * t)) *
      (bessel0(3 * Math.sqrt(Math.max(0, 1 - (t / (TAPS / 2)) ** 2))) / bessel0(3))
    );
  });
  const sum = h.reduce((a, b) => a + b, 0);
  return h.map((v) => v / sum);
}

/** Gain for each frame, undelayed: output[n] = input[n] × gain[n]. */
export function limiterGains(left: ArrayLike<number>, right: ArrayLike<number>, rateHz: number): Float64Array {
  const frames = left.length;
  const box = Math.round(rateHz / 2000);
  const kernels = Array.from({ length: POINTS - 1 }, (_, p) => taps(p + 1));
  const need = new Float64Array(frames).fill(1);
  for (let n = 0; n < frames; n++) {
    let peak = 0;
    for (const x of [left, right]) {
      peak = Math.max(peak, Math.abs(x[n] as number));
      for (const h of kernels) {
        let y = 0;
        for (let k = 0; k < TAPS; k++) y += (h[k] as number) * (x[n - (TAPS / 2 - 1) + k] ?? 0);
        peak = Math.max(peak, Math.abs(y));
      }
    }
    need[n] = Math.min(1, CEILING / Math.max(peak, 1e-9));
  }
  // The gain of frame n looks from GUARD behind to three averages and GUARD ahead.
  const ahead = 3 * (box - 1) + GUARD;
  const window = 3 * box - 1 + 2 * GUARD;
  const share = (seconds: number): number => 1 - Math.exp(-1 / (seconds * rateHz));
  let [quick, slow] = [1, 1];
  const wanted = new Float64Array(frames + ahead);
  for (let i = 0; i < frames + ahead; i++) {
    let held = 1;
    for (let k = Math.max(0, i - window + 1); k <= Math.min(i, frames - 1); k++)
      held = Math.min(held, need[k] as number);
    quick = held < quick ? held : quick + share(0.06) * (held - quick);
    slow += share(held < slow ? 0.2 : 0.4) * (held - slow);
    wanted[i] = Math.min(quick, slow);
  }
  let smooth = wanted;
  for (let pass = 0; pass < 3; pass++) {
    const out = new Float64Array(smooth.length);
    for (let i = 0; i < out.length; i++) {
      let sum = 0;
      for (let k = 0; k < box; k++) sum += i - k >= 0 ? (smooth[i - k] as number) : 1;
      out[i] = sum / box;
    }
    smooth = out;
  }
  return smooth.slice(ahead);
}
