/**
 * Follows a pulse through a track whose tempo may move: first the local tempo, then every pulse.
 *
 * Sources: D. P. W. Ellis, "Beat tracking by dynamic programming" (2007) for the pulses; the local tempo is the best path
 * through a Fourier tempogram after G. Peeters (2007).
 * Thread: analysis worker. Everything here allocates.
 */
import { log } from '../../dsp-utils/portable-maths.ts';
import { fourierAt } from './tempogram.ts';

const WINDOW_S = 12;
const STEP_S = 3;
/** How far the local tempo may stray from the global one, and in what steps. */
const RANGE = 0.1;
const RATIO_STEP = 0.005;
/** Cost of a step of RATIO_STEP between two windows, as a share of a window's clearest strength. */
const MOVE_COST = 0.03;
/** Cost of an interval that is not the local period: times the square of the logarithm of their ratio. */
const TIGHTNESS = 1000;
const SHORTEST = 0.72;
const LONGEST = 1.4;

/** Tempo as a factor of the hypothesis's, every STEP_S from the middle of the first window. */
export interface LocalTempo {
  readonly factors: Float64Array;
  /** Values of the onset curve from one factor to the next, and to the first. */
  readonly step: number;
  readonly first: number;
}

/** Best path of local tempi near `bpm`. Yields after each window. */
export function* followTempo(onsets: Float64Array, rateHz: number, bpm: number): Generator<null, LocalTempo> {
  const window = Math.min(onsets.length, Math.round(WINDOW_S * rateHz));
  const step = Math.round(STEP_S * rateHz);
  const windows = Math.max(1, Math.floor((onsets.length - window) / step) + 1);
  const reach = Math.round(RANGE / RATIO_STEP);
  const count = 2 * reach + 1;
  const factor = (k: number): number => 1 + (k - reach) * RATIO_STEP;
  const back = new Int16Array(windows * count);
  let best = new Float64Array(count);
  for (let w = 0; w < windows; w++) {
    const strengths = new Float64Array(count);
    let top = 1e-9;
    for (let k = 0; k < count; k++) {
      const f = ((bpm / 60) * factor(k)) / rateHz;
      const from = w * step;
      const s = fourierAt(onsets, f, from, from + window) + fourierAt(onsets, 2 * f, from, from + window);
      strengths[k] = s;
      top = Math.max(top, s);
    }
    const next = new Float64Array(count);
    for (let k = 0; k < count; k++) {
      let from = k;
      let value = Number.NEGATIVE_INFINITY;
      for (let j = 0; j < count; j++) {
        const v = (best[j] as number) - MOVE_COST * Math.abs(j - k);
        if (v > value || (v === value && j === k)) {
          value = v;
          from = j;
        }
      }
      back[w * count + k] = from;
      next[k] = value + (strengths[k] as number) / top;
    }
    best = next;
    yield null;
  }
  const factors = new Float64Array(windows);
  let k = best.indexOf(Math.max(...best));
  for (let w = windows - 1; w >= 0; w--) {
    factors[w] = factor(k);
    k = back[w * count + k] as number;
  }
  return { factors, step, first: window / 2 };
}

function factorAt({ factors, step, first }: LocalTempo, at: number): number {
  const place = Math.max(0, Math.min(factors.length - 1, (at - first) / step));
  const i = Math.floor(place);
  const a = factors[i] as number;
  return a + ((factors[Math.min(factors.length - 1, i + 1)] as number) - a) * (place - i);
}

/** Log of `ratio` squared, by table: one entry per hundredth. */
const COSTS = Float64Array.from({ length: 161 }, (_, i) => {
  const l = log(Math.max(0.01, i / 100));
  return TIGHTNESS * l * l;
});

/** Deviation of a list's positive part, so that strengths compare with costs. */
function scaleOf(onsets: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < onsets.length; i++) sum += (onsets[i] as number) * (onsets[i] as number);
  return Math.sqrt(sum / Math.max(1, onsets.length)) + 1e-12;
}

/** Places of the pulses (indices of the onset curve, fractional), one about every period from first to last value. */
export function trackPulses(onsets: Float64Array, rateHz: number, bpm: number, tempo: LocalTempo): number[] {
  const n = onsets.length;
  const scale = scaleOf(onsets);
  const score = new Float64Array(n);
  const back = new Int32Array(n).fill(-1);
  const base = (60 * rateHz) / bpm;
  for (let t = 0; t < n; t++) {
    const period = base / factorAt(tempo, t);
    const from = Math.max(0, t - Math.floor(period * LONGEST));
    const to = t - Math.ceil(period * SHORTEST);
    let value = t < period ? 0 : Number.NEGATIVE_INFINITY;
    for (let p = from; p <= to; p++) {
      const place = ((t - p) / period) * 100;
      const i = Math.floor(place);
      const a = COSTS[i] as number;
      const v = (score[p] as number) - (a + ((COSTS[i + 1] as number) - a) * (place - i));
      if (v > value) {
        value = v;
        back[t] = p;
      }
    }
    // The neighbours count as well, so that loose hits are met.
    const here = ((onsets[t - 1] ?? 0) + (onsets[t + 1] ?? 0)) * 0.35 + (onsets[t] as number);
    score[t] = value + Math.max(-0.5, Math.min(4, here / scale));
  }
  let at = n - 1;
  for (let t = Math.max(0, n - Math.ceil(base)); t < n; t++) if ((score[t] as number) > (score[at] as number)) at = t;
  const out: number[] = [];
  for (; at >= 0; at = back[at] as number) {
    const [a, b, c] = [onsets[at - 1] ?? 0, onsets[at] as number, onsets[at + 1] ?? 0];
    const bend = a - 2 * b + c;
    out.push(at + (bend < 0 && b > 0 ? Math.max(-0.5, Math.min(0.5, (0.5 * (a - c)) / bend)) : 0));
  }
  return out.reverse();
}
