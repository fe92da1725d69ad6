/**
 * Places a constant grid on the attacks of a track: coarse phase by folding onset strength, then the exact moment of
 * each beat's attack on the loudness curve, then robust regression over all of them.
 *
 * Source of the regression: iteratively reweighted least squares with J. Tukey's biweight, scale by the median absolute
 * deviation. Thread: analysis worker. Everything here allocates.
 */
import { HOP_FRAMES, LOUDNESS_FRAMES, type OnsetFeatures } from './onsets.ts';

/** A spectrum's onset shows about this long after the hop it is stored at began. */
const ONSET_CENTRE_FRAMES = HOP_FRAMES;
const FOLD_BINS = 48;
const FOLD_WEIGHTS = { low: 1, mid: 0.6, high: 0.2 } as const;
/** Attacks are looked for this far from where a beat is expected. */
const SEARCH_S = 0.045;
/** An attack this close to its beat counts as being on it. */
const ON_BEAT_S = 0.007;
/** Share of the rise at which an attack is timed, and how long after the true attack that is (measured on clicks and kicks). */
const RISE_SHARE = 0.25;
const DETECTOR_DELAY_FRAMES = 4;
/** Attacks of one stretch agree when their median deviation from each other is below this. */
const AGREEMENT_S = 0.004;
const MIN_COUNTED = 12;
/** An attack raises the level by this much at least; less is the ripple of a steady sound. */
const CLEAR_RISE = 0.12;
/** Longer than half a period of the lowest bass, whose ripple must not pass for attacks: 16 ms. */
const BEFORE_COLUMNS = 12;
const SEGMENTS = 8;

export interface GridFit {
  /** Exact where it was rounded to a whole or half BPM. */
  readonly bpm: number;
  readonly periodFrames: number;
  /** Frame of beat 0; beats run from there in both directions. */
  readonly phaseFrames: number;
  /** Median distance of counted attacks from the grid. */
  readonly residualS: number;
  /** Share of counted attacks, by strength, that are on the beat; about 0.15 by chance. */
  readonly share: number;
  /** Beats whose attack was strong enough to count, of all beats. */
  readonly counted: number;
  readonly beats: number;
  /** Largest median deviation of an eighth of the track. */
  readonly driftS: number;
}

export interface Attack {
  readonly beat: number;
  readonly frame: number;
  readonly rise: number;
  /** Level before the attack. */
  readonly floor: number;
}

function mean(values: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i] as number;
  return values.length > 0 ? sum / values.length : 0;
}

/** Middle value of a list; 0 when empty. */
export function median(values: readonly number[]): number {
  if (values.length === 0) return 0;
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[sorted.length >> 1] as number;
}

/**
 * Frame at which a beat falls, by folded onset strength in which kicks weigh most: the strongest place within an eighth
 * of a period of frame `near`.
 */
export function foldPhase(features: OnsetFeatures, periodFrames: number, near: number): number {
  const bins = new Float64Array(FOLD_BINS);
  for (const band of ['low', 'mid', 'high'] as const) {
    const curve = features[band];
    const scale = FOLD_WEIGHTS[band] / (mean(curve) + 1e-9);
    for (let i = 0; i < curve.length; i++) {
      const beats = (i * HOP_FRAMES + ONSET_CENTRE_FRAMES) / periodFrames;
      const bin = Math.floor((beats - Math.floor(beats)) * FOLD_BINS);
      bins[bin] = (bins[bin] as number) + (curve[i] as number) * scale;
    }
  }
  let best = 0;
  let bestSum = -1;
  const centre = Math.floor((near / periodFrames - Math.floor(near / periodFrames)) * FOLD_BINS);
  for (let k = centre - FOLD_BINS / 8; k <= centre + FOLD_BINS / 8; k++) {
    const i = (k + FOLD_BINS) % FOLD_BINS;
    const sum =
      (bins[(i + FOLD_BINS - 1) % FOLD_BINS] as number) * 0.5 +
      (bins[i] as number) +
      (bins[(i + 1) % FOLD_BINS] as number) * 0.5;
    if (sum > bestSum) {
      bestSum = sum;
      best = i;
    }
  }
  return ((best + 0.5) / FOLD_BINS) * periodFrames;
}

/** Strongest rise of loudness within `reach` of frame `expected`, timed at a quarter of its height; null at the edges. */
export function attackNear(loudness: Float32Array, expected: number, reach: number, beat: number): Attack | null {
  const first = Math.floor((expected - reach) / LOUDNESS_FRAMES);
  const last = Math.ceil((expected + reach) / LOUDNESS_FRAMES);
  if (first < 0 || last + 8 > loudness.length) return null;
  let at = -1;
  let rise = 0;
  let floor = 0;
  for (let c = first; c <= last; c++) {
    let before = 0;
    for (let i = Math.max(0, c - BEFORE_COLUMNS); i < c; i++) before = Math.max(before, loudness[i] as number);
    let top = 0;
    for (let i = c; i < c + 6; i++) top = Math.max(top, loudness[i] as number);
    // The nearer of two equal rises wins: windows that end inside the same attack see the same top.
    if (top - before > rise * 1.0001) {
      rise = top - before;
      floor = before;
      at = c;
    }
  }
  if (at < 0) return null;
  const level = floor + rise * RISE_SHARE;
  let c = at;
  while (c < at + 6 && (loudness[c] as number) < level) c++;
  while (c > at - 4 && c > 0 && (loudness[c - 1] as number) >= level) c--;
  const low = c > 0 ? (loudness[c - 1] as number) : 0;
  const high = loudness[c] as number;
  const part = high > low ? Math.min(1, Math.max(0, (level - low) / (high - low))) : 0;
  return { beat, frame: (c - 0.5 + part) * LOUDNESS_FRAMES - DETECTOR_DELAY_FRAMES, rise, floor };
}

function attacks(features: OnsetFeatures, phase: number, period: number, reach: number): Attack[] {
  const out: Attack[] = [];
  const beats = Math.floor((features.frames - phase) / period);
  for (let beat = Math.ceil(-phase / period); beat <= beats; beat++) {
    const attack = attackNear(features.loudness, phase + beat * period, reach, beat);
    if (attack !== null) out.push(attack);
  }
  return out;
}

interface Line {
  readonly phase: number;
  readonly period: number;
}

/** Robust line through (beat, frame). With `fixedPeriod` only the phase is fitted. */
function regress(list: readonly Attack[], start: Line, rateHz: number, fixedPeriod: boolean): Line {
  let { phase, period } = start;
  for (let round = 0; round < 12; round++) {
    const residuals = list.map(({ beat, frame }) => frame - phase - beat * period);
    const shift = round === 0 ? median(residuals) : 0;
    const scale = Math.max(0.001 * rateHz, 4.7 * 1.48 * median(residuals.map((r) => Math.abs(r - shift))));
    let [w, wk, wf, wkk, wkf] = [0, 0, 0, 0, 0];
    list.forEach(({ beat, frame, rise }, i) => {
      const u = ((residuals[i] as number) - shift) / scale;
      if (u <= -1 || u >= 1) return;
      const weight = (1 - u * u) * (1 - u * u) * rise;
      w += weight;
      wk += weight * beat;
      wf += weight * frame;
      wkk += weight * beat * beat;
      wkf += weight * beat * frame;
    });
    if (w <= 0) break;
    const spread = wkk - (wk * wk) / w;
    if (!fixedPeriod && spread > 1e-9) period = (wkf - (wk * wf) / w) / spread;
    phase = (wf - wk * period) / w;
  }
  return { phase, period };
}

/** Whole and half BPM are what music is made at: taken when the grid moves by less than 3 ms over the whole track. */
function roundedBpm(period: number, spanFrames: number, rateHz: number): number | null {
  const bpm = (60 * rateHz) / period;
  for (const per of [1, 2]) {
    const round = Math.round(bpm * per) / per;
    if ((Math.abs(bpm - round) / round) * (spanFrames / 2) < 0.003 * rateHz) return round;
  }
  return null;
}

/** Fits a grid near the given period. Null when too few beats carry an attack to say anything. */
export function fitGrid(features: OnsetFeatures, periodFrames: number, phaseFrames: number): GridFit | null {
  const { rateHz } = features;
  const reach = Math.min(SEARCH_S * rateHz, periodFrames * 0.2);
  const all = attacks(features, phaseFrames, periodFrames, reach);
  const rises = all.map((a) => a.rise).sort((a, b) => a - b);
  const strong = (rises[Math.floor(rises.length * 0.8)] ?? 0) * 0.25;
  const counted = all.filter((a) => a.rise > strong && a.rise > 1e-4 && a.rise > CLEAR_RISE * a.floor);
  if (counted.length < MIN_COUNTED) return null;
  let line = regress(counted, { phase: phaseFrames, period: periodFrames }, rateHz, false);
  const near = attacks(features, line.phase, line.period, Math.min(reach, 0.018 * rateHz)).filter(
    (a) => a.rise > strong,
  );
  if (near.length >= MIN_COUNTED) line = regress(near, line, rateHz, false);
  const span = ((counted[counted.length - 1] as Attack).beat - (counted[0] as Attack).beat) * line.period;
  const round = roundedBpm(line.period, span, rateHz);
  if (round !== null) {
    const middle = Math.round((features.frames / 2 - line.phase) / line.period);
    const period = (60 * rateHz) / round;
    const phase = line.phase + middle * (line.period - period);
    line = regress(near.length >= MIN_COUNTED ? near : counted, { phase, period }, rateHz, true);
  }
  const deviation = (a: Attack): number => (a.frame - line.phase - a.beat * line.period) / rateHz;
  const weight = (list: readonly Attack[]): number => list.reduce((sum, a) => sum + a.rise, 0);
  const onBeat = weight(counted.filter((a) => Math.abs(deviation(a)) < ON_BEAT_S));
  return {
    bpm: round ?? (60 * rateHz) / line.period,
    periodFrames: line.period,
    phaseFrames: line.phase,
    residualS: median(counted.map((a) => Math.abs(deviation(a)))),
    share: onBeat / weight(counted),
    counted: counted.length,
    beats: all.length,
    driftS: largestDrift(counted, deviation),
  };
}

/** A stretch whose attacks agree with each other, but away from the grid, shows another tempo or a cut in the music. */
function largestDrift(counted: readonly Attack[], deviation: (a: Attack) => number): number {
  let largest = 0;
  const per = Math.ceil(counted.length / SEGMENTS);
  for (let i = 0; i + per <= counted.length && per >= 6; i += per) {
    const stretch = counted.slice(i, i + per).map(deviation);
    const centre = median(stretch);
    if (median(stretch.map((d) => Math.abs(d - centre))) < AGREEMENT_S) largest = Math.max(largest, Math.abs(centre));
  }
  return largest;
}
