/**
 * The isolator as a textbook would write it: each band from cascaded second-order Butterworth filters (bilinear
 * transform), the high-passes computed as such and not by subtraction. Reference for the kernel's EQ.
 */
import { EQ_MIN_DB } from '../../../../src/control-bus/controls.ts';

type Biquad = readonly [b0: number, b1: number, b2: number, a1: number, a2: number];

function design(kind: 'low' | 'high' | 'all', hz: number, rateHz: number): Biquad {
  const w = 2 * Math.PI * (hz / rateHz);
  const alpha = Math.sin(w) / Math.SQRT2;
  const c = Math.cos(w);
  const a0 = 1 + alpha;
  const [b0, b1, b2] =
    kind === 'low'
      ? [(1 - c) / 2, 1 - c, (1 - c) / 2]
      : kind === 'high'
        ? [(1 + c) / 2, -(1 + c), (1 + c) / 2]
        : [1 - alpha, -2 * c, 1 + alpha];
  return [b0 / a0, b1 / a0, b2 / a0, (-2 * c) / a0, (1 - alpha) / a0];
}

function filter(x: Float64Array, ...sections: readonly Biquad[]): Float64Array {
  let y = x;
  for (const [b0, b1, b2, a1, a2] of sections) {
    const out = new Float64Array(y.length);
    for (let n = 0; n < y.length; n++) {
      const back = (k: number, of: Float64Array): number => (n >= k ? (of[n - k] as number) : 0);
      out[n] = b0 * back(0, y) + b1 * back(1, y) + b2 * back(2, y) - a1 * back(1, out) - a2 * back(2, out);
    }
    y = out;
  }
  return y;
}

export interface EqSettings {
  readonly low: number;
  readonly mid: number;
  readonly high: number;
  readonly killLow?: boolean;
  readonly killMid?: boolean;
  readonly killHigh?: boolean;
}

/** One channel through the isolator at settings that do not change. Bands in dB. */
export function eqReference(x: ArrayLike<number>, rateHz: number, s: EqSettings): Float64Array {
  const [l, h] = [250, 2500];
  const low = (hz: number): Biquad => design('low', hz, rateHz);
  const high = (hz: number): Biquad => design('high', hz, rateHz);
  const input = Float64Array.from(x);
  const gain = (db: number, kill: boolean | undefined): number => (kill ? 0 : 10 ** (Math.max(db, EQ_MIN_DB) / 20));
  const lows = filter(input, low(l), low(l), design('all', h, rateHz));
  const rest = filter(input, high(l), high(l));
  const mids = filter(rest, low(h), low(h));
  const highs = filter(rest, high(h), high(h));
  let out: Float64Array = lows.map(
    (v, n) =>
      v * gain(s.low, s.killLow) +
      (mids[n] as number) * gain(s.mid, s.killMid) +
      (highs[n] as number) * gain(s.high, s.killHigh),
  );
  if (s.killLow) out = filter(out, high(l), high(l));
  if (s.killMid) {
    const below = filter(out, low(l), low(l));
    const above = filter(out, high(h), high(h));
    out = below.map((v, n) => v + (above[n] as number));
  }
  if (s.killHigh) out = filter(out, low(h), low(h));
  return out;
}
