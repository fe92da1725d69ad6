/**
 * Tempo candidates from an onset curve: autocorrelation (strong at slower multiples) times Fourier tempogram (strong at
 * faster ones), then one Fourier coefficient of the whole track to place the period.
 *
 * Source: P. Grosche and M. Müller, "Extracting predominant local pulse information" (2011); the product of both views
 * after G. Peeters, "Time variable tempo detection and beat marking" (ICMC 2005).
 * Thread: analysis worker. Everything here allocates.
 */
import { autocorrelation } from '../../dsp-utils/fft.ts';
import { cos, log, sin, TAU } from '../../dsp-utils/portable-maths.ts';

export const BPM_MIN = 50;
export const BPM_MAX = 205;
const TEMPO_RATIO = 1.003;
const WINDOW_S = 10;

export interface TempoCandidate {
  readonly bpm: number;
  /** Relative to the strongest candidate, 0…1. */
  readonly salience: number;
  /** Mean autocorrelation at one to four beats; about 0 without a pulse. */
  readonly regularity: number;
}

/** |Σ x[n] e^(−2πi f n)| over `from` … `to` for a frequency in cycles per value. */
export function fourierAt(x: Float64Array, cyclesPerValue: number, from: number, to: number): number {
  // One rotation a step; renewed now and then so that rounding cannot build up.
  const stepC = cos(TAU * cyclesPerValue);
  const stepS = sin(TAU * cyclesPerValue);
  let re = 0;
  let im = 0;
  let c = 1;
  let s = 0;
  for (let n = from; n < to; n++) {
    if (((n - from) & 1023) === 0) {
      const turns = cyclesPerValue * (n - from);
      const angle = TAU * (turns - Math.floor(turns));
      c = cos(angle);
      s = sin(angle);
    }
    const v = x[n] as number;
    re += v * c;
    im -= v * s;
    const next = c * stepC - s * stepS;
    s = s * stepC + c * stepS;
    c = next;
  }
  return Math.sqrt(re * re + im * im);
}

function interpolated(x: Float64Array, at: number): number {
  const i = Math.floor(at);
  const a = x[i] ?? 0;
  return a + ((x[i + 1] ?? 0) - a) * (at - i);
}

/** Salient tempi of `onsets` (`rateHz` values a second), strongest first, at most `most`. */
export function tempoCandidates(onsets: Float64Array, rateHz: number, most: number): TempoCandidate[] {
  const lags = Math.ceil((4 * 60 * rateHz) / BPM_MIN) + 2;
  const correlation = autocorrelation(onsets, lags);
  const zero = correlation[0] as number;
  if (!(zero > 0)) return [];
  const steps = Math.floor(log(BPM_MAX / BPM_MIN) / log(TEMPO_RATIO));
  const tempi = new Float64Array(steps);
  const strength = new Float64Array(steps);
  const regularity = new Float64Array(steps);
  const window = Math.min(onsets.length, Math.round(WINDOW_S * rateHz));
  let bpm = BPM_MIN;
  for (let i = 0; i < steps; i++) {
    tempi[i] = bpm;
    const lag = (60 * rateHz) / bpm;
    let comb = 0;
    for (let k = 1; k <= 4; k++) comb += interpolated(correlation, lag * k);
    let tempogram = 0;
    for (let from = 0; from + window <= onsets.length; from += window)
      tempogram += fourierAt(onsets, bpm / 60 / rateHz, from, from + window);
    regularity[i] = comb / zero / 4;
    strength[i] = Math.max(0, comb / zero) * tempogram;
    bpm *= TEMPO_RATIO;
  }
  const peaks: TempoCandidate[] = [];
  for (let i = 1; i + 1 < steps; i++) {
    const here = strength[i] as number;
    if (here > 0 && here >= (strength[i - 1] as number) && here > (strength[i + 1] as number))
      peaks.push({ bpm: tempi[i] as number, salience: here, regularity: regularity[i] as number });
  }
  peaks.sort((a, b) => b.salience - a.salience);
  const best = peaks[0]?.salience ?? 1;
  return peaks.slice(0, most).map((peak) => ({ ...peak, salience: peak.salience / best }));
}

/**
 * The tempo near `bpm` (± `range`, a fraction) at which the whole track agrees best with one unbroken pulse and its
 * double and fourfold. Its phase is then wrong by a few hundredths of a beat at the ends of the track at most.
 */
export function settleTempo(onsets: Float64Array, rateHz: number, bpm: number, range: number): number {
  const n = onsets.length;
  const centre = bpm / 60 / rateHz;
  const step = 1 / (10 * n);
  const steps = Math.ceil((centre * range) / step);
  const strength = (k: number): number => {
    const f = centre + k * step;
    return fourierAt(onsets, f, 0, n) + fourierAt(onsets, 2 * f, 0, n) + 0.5 * fourierAt(onsets, 4 * f, 0, n);
  };
  let best = 0;
  let bestStrength = -1;
  for (let k = -steps; k <= steps; k++) {
    const s = strength(k);
    if (s > bestStrength) {
      bestStrength = s;
      best = k;
    }
  }
  const left = strength(best - 1);
  const right = strength(best + 1);
  const bend = left - 2 * bestStrength + right;
  const offset = bend < 0 ? Math.max(-0.5, Math.min(0.5, (0.5 * (left - right)) / bend)) : 0;
  return (centre + (best + offset) * step) * 60 * rateHz;
}
