/**
 * Which of the pulses in a track is the beat: candidates from the tempogram and their relatives, each once as an unbroken
 * grid and once followed through the track, and judged by the best bars that can be heard on it.
 *
 * Thread: analysis worker. A generator that yields between steps of some milliseconds.
 */
import { shifted } from './drums.ts';
import { followTempo, trackPulses } from './pulse-track.ts';
import { type BarReading, bestOf, type Heard, readBars } from './readings.ts';
import { BPM_MAX, BPM_MIN, settleTempo, type TempoCandidate, tempoCandidates } from './tempogram.ts';

const CANDIDATES = 4;
/** Salience of a tempo that is no peak itself, as a share of its relative's. */
const UNSEEN_SHARE = 0.5;
/** Tempi in these ratios to a peak share its pulses. */
const RATIOS = [1, 2, 0.5, 4 / 3, 0.75, 1.5, 2 / 3, 3, 1 / 3] as const;
const OCTAVES = [1, 2, 0.5] as const;
const SETTLE_RANGE = 0.006;
const FOLD_BINS = 32;

export interface Hypothesis {
  readonly bpm: number;
  /** True when the pulses lie at constant distance. */
  readonly isSteady: boolean;
  /** Hops of the onset curve, fractional. */
  readonly pulses: readonly number[];
  /** The best reading for each place of the beats between the pulses, the best first. */
  readonly readings: readonly BarReading[];
  /** Log odds of the best. */
  readonly score: number;
}

export interface Search {
  /** The best first. */
  readonly hypotheses: readonly Hypothesis[];
  /** Mean autocorrelation of the onsets at the beat and its multiples, at its strongest tempo: about 0 without a pulse. */
  readonly regularity: number;
}

export function isNear(a: number, b: number): boolean {
  return Math.abs(a / b - 1) < 0.03;
}

/** Pulses at constant distance (hops), at the place where onsets are strongest. */
function steadyPulses(onsets: Float64Array, period: number): number[] {
  const bins = new Float64Array(FOLD_BINS);
  for (let i = 0; i < onsets.length; i++) {
    const turn = i / period;
    const bin = Math.floor((turn - Math.floor(turn)) * FOLD_BINS);
    bins[bin] = (bins[bin] as number) + (onsets[i] as number);
  }
  let best = 0;
  for (let b = 1; b < FOLD_BINS; b++) if ((bins[b] as number) > (bins[best] as number)) best = b;
  const phase = ((best + 0.5) / FOLD_BINS) * period;
  return Array.from(
    { length: Math.max(0, Math.floor((onsets.length - phase) / period)) },
    (_, k) => phase + k * period,
  );
}

/** A tempo is as salient as its half or double: which of them it is, is for the drums to say. */
function salienceOf(peaks: readonly TempoCandidate[], peak: TempoCandidate, bpm: number): number {
  const seen = peaks.filter((p) => OCTAVES.some((octave) => isNear(p.bpm, bpm * octave)));
  const related = OCTAVES.some((octave) => isNear(peak.bpm, bpm * octave));
  return Math.max(related ? peak.salience : peak.salience * UNSEEN_SHARE, ...seen.map((p) => p.salience));
}

function judge(heard: Heard, isSteady: boolean, pulses: readonly number[], bpm: number, salience: number): Hypothesis {
  const readings = readBars(heard, pulses, bpm, salience);
  const lags = [...new Set(readings.map(({ late }) => late))];
  const best = lags.map((lag) => bestOf(readings.filter(({ late }) => late === lag))).sort((a, b) => b.score - a.score);
  return { bpm, isSteady, pulses, readings: best, score: best[0]?.score ?? Number.NEGATIVE_INFINITY };
}

/** The beats of a reading: the pulses, moved to where they are read. */
export function beatsOfReading({ pulses }: Hypothesis, { late }: BarReading): readonly number[] {
  return late === 0 ? pulses : shifted(pulses, late);
}

/** `rateHz`: values of `onsets` a second. Yields progress 0…1. */
export function* findHypotheses(heard: Heard, onsets: Float64Array, rateHz: number): Generator<number, Search> {
  const peaks = tempoCandidates(onsets, rateHz, CANDIDATES);
  yield 0;
  const tried: Hypothesis[] = [];
  for (const [i, peak] of peaks.entries()) {
    const fresh = RATIOS.map((ratio) => peak.bpm * ratio).filter(
      (bpm) => bpm >= BPM_MIN && bpm <= BPM_MAX && !tried.some((h) => isNear(h.bpm, bpm)),
    );
    if (!fresh.some((bpm) => isNear(bpm, peak.bpm))) continue;
    const following = followTempo(onsets, rateHz, peak.bpm);
    let step = following.next();
    for (; !step.done; step = following.next()) yield i / peaks.length;
    const settled = settleTempo(onsets, rateHz, peak.bpm, SETTLE_RANGE);
    yield (i + 0.2) / peaks.length;
    for (const [k, bpm] of fresh.entries()) {
      const share = (part: number): number => (i + 0.2 + (0.8 * (k + part)) / fresh.length) / peaks.length;
      const salience = salienceOf(peaks, peak, bpm);
      const exact = (settled * bpm) / peak.bpm;
      tried.push(judge(heard, true, steadyPulses(onsets, (60 * rateHz) / exact), exact, salience));
      yield share(0.5);
      const pulses = trackPulses(onsets, rateHz, bpm, step.value);
      if (pulses.length > 8) tried.push(judge(heard, false, pulses, bpm, salience));
      yield share(1);
    }
  }
  return { hypotheses: tried.sort((a, b) => b.score - a.score), regularity: peaks[0]?.regularity ?? 0 };
}
