/**
 * The quick tempo estimate: a constant grid with its confidence, or the reason why there is none.
 *
 * Thread: analysis worker. A generator that yields between its steps, so that the caller can breathe or give up.
 */
import { exp, log } from '../../dsp-utils/portable-maths.ts';
import { fitGrid, foldPhase, type GridFit, median } from './grid-fit.ts';
import {
  BEATS_PER_BAR,
  beatLikeness,
  type DrumStrengths,
  drumSeconds,
  drumStrength,
  findDownbeat,
  snaresAlone,
} from './meter.ts';
import { HOP_FRAMES, type OnsetFeatures } from './onsets.ts';
import type { AnalysisResult, ConstantGrid, TempoAlternative } from './result.ts';
import { BPM_MAX, BPM_MIN, settleTempo, tempoCandidates } from './tempogram.ts';

export const TEMPO_PRODUCER = 'quick tempo';
export const TEMPO_VERSION = 1;
/** Below this a grid would mislead more often than help. */
export const GRID_CONFIDENCE_MIN = 0.5;

export type TempoEstimate = Omit<AnalysisResult, 'key'>;

const BAND_WEIGHTS = { low: 1, mid: 1, high: 0.6 } as const;
const CANDIDATES = 4;
/** How much more like a beat another place must be to be taken for it. */
const PHASE_DOUBT = 0.1;
/** Salience of a tempo that is no peak itself, as a share of its relative's. */
const UNSEEN_SHARE = 0.5;
const SETTLE_RANGE = 0.006;
/** Tempi in these ratios to a peak share its pulses: the settled peak gives them without another search. */
const RATIOS = [1, 2, 0.5, 4 / 3, 0.75, 1.5, 2 / 3] as const;
/** Hypotheses whose grids are fitted before deciding. */
const FITTED = 4;
/** Grids drifting more than this somewhere in the track are not constant. */
const DRIFT_MAX_S = 0.012;
const SILENCE = 1e-3;

/** All bands in one curve of zero mean, each scaled by its own mean and freed of its slow changes. */
function combinedOnsets(features: OnsetFeatures): Float64Array {
  const n = features.low.length;
  const out = new Float64Array(n);
  const half = Math.round((0.4 * features.rateHz) / HOP_FRAMES);
  for (const band of ['low', 'mid', 'high'] as const) {
    const curve = features[band];
    let total = 0;
    for (let i = 0; i < n; i++) total += curve[i] as number;
    const scale = BAND_WEIGHTS[band] / (total / Math.max(1, n) + 1e-9);
    let running = 0;
    for (let i = 0; i < Math.min(n, half); i++) running += curve[i] as number;
    for (let i = 0; i < n; i++) {
      if (i + half < n) running += curve[i + half] as number;
      if (i - half - 1 >= 0) running -= curve[i - half - 1] as number;
      const count = Math.min(n - 1, i + half) - Math.max(0, i - half) + 1;
      const above = (curve[i] as number) - running / count;
      if (above > 0) out[i] = (out[i] as number) + above * scale;
    }
  }
  let sum = 0;
  for (let i = 0; i < n; i++) sum += out[i] as number;
  for (let i = 0; i < n; i++) out[i] = (out[i] as number) - sum / Math.max(1, n);
  return out;
}

/** How usual a tempo is: broad, so that it only breaks ties. */
function usual(bpm: number): number {
  const octaves = log(bpm / 122) / log(2);
  return exp((-octaves * octaves) / (2 * 0.75 * 0.75));
}

interface Hypothesis {
  readonly bpm: number;
  readonly phase: number;
  readonly score: number;
}

interface Fitted extends Hypothesis {
  readonly fit: GridFit | null;
}

function hypothesis(features: OnsetFeatures, bpm: number, salience: number, drums: DrumStrengths): Hypothesis {
  const period = (60 * features.rateHz) / bpm;
  // Drums that enter late, or loud off-beats, can outweigh the beat where onsets fold highest: other places are tried.
  const folded = foldPhase(features, period);
  let phase = folded;
  let likeness = beatLikeness(features, phase, period, drums);
  const least = likeness + PHASE_DOUBT;
  for (const part of [0.25, 0.5, 0.75]) {
    const other = (folded + part * period) % period;
    const like = beatLikeness(features, other, period, drums);
    if (like <= Math.max(likeness, least)) continue;
    phase = other;
    likeness = like;
  }
  return { bpm, phase, score: 2 * likeness + 0.5 * salience + 0.5 * usual(bpm) };
}

function isNear(a: number, b: number): boolean {
  return Math.abs(a / b - 1) < 0.03;
}

function none(
  features: OnsetFeatures,
  reason: string,
  confidence: number,
  alternatives: TempoAlternative[],
): TempoEstimate {
  return {
    producer: TEMPO_PRODUCER,
    version: TEMPO_VERSION,
    confidence,
    frames: features.frames,
    rateHz: features.rateHz,
    grid: null,
    gridReason: reason,
    downbeatConfidence: 0,
    residualMs: null,
    alternatives,
  };
}

/** Agreement of attacks with the grid as confidence: chance level (0.15) is 0, four of five on the beat is 1. */
function agreement(fit: GridFit): number {
  const share = Math.max(0, Math.min(1, (fit.share - 0.2) / 0.5));
  const present = Math.min(1, fit.counted / Math.max(1, fit.beats) / 0.25);
  return share * present;
}

/** The bar's first beat that is heard, counted from the frame where the music begins. */
function firstDownbeat(features: OnsetFeatures, fit: GridFit, beat: number): number {
  const start = features.loudness.findIndex((level) => level > SILENCE);
  const begin = Math.max(0, start) * 64 - 0.03 * features.rateHz;
  const bar = fit.periodFrames * BEATS_PER_BAR;
  const downbeat = fit.phaseFrames + beat * fit.periodFrames;
  return downbeat + Math.ceil((begin - downbeat) / bar) * bar;
}

/** Estimates tempo and grid. Yields progress 0…1; returns the estimate. */
export function* estimateTempo(heard: OnsetFeatures): Generator<number, TempoEstimate> {
  const features: OnsetFeatures = { ...heard, snare: snaresAlone(heard) };
  const { rateHz } = features;
  if (features.frames < 8 * rateHz) return none(features, 'The track is shorter than 8 seconds.', 0, []);
  if (median([...features.loudness.subarray(0, 1 << 20)]) === 0 && !features.loudness.some((l) => l > SILENCE))
    return none(features, 'The track is silent.', 0, []);
  const onsets = combinedOnsets(features);
  const onsetRateHz = rateHz / HOP_FRAMES;
  yield 0.1;
  const peaks = tempoCandidates(onsets, onsetRateHz, CANDIDATES);
  yield 0.3;
  if (peaks.length === 0) return none(features, 'No steady pulse was found.', 0, []);
  const drums = {
    kick: drumStrength(features.kick, rateHz),
    snare: drumStrength(features.snare, rateHz),
    seconds: drumSeconds(features),
  };
  const tried: Hypothesis[] = [];
  for (const peak of peaks) {
    if (tried.some(({ bpm }) => isNear(bpm, peak.bpm))) continue;
    const settled = settleTempo(onsets, onsetRateHz, peak.bpm, SETTLE_RANGE);
    yield 0.3 + (0.4 * tried.length) / (CANDIDATES * RATIOS.length);
    for (const ratio of RATIOS) {
      const bpm = settled * ratio;
      if (bpm < BPM_MIN || bpm > BPM_MAX || tried.some((h) => isNear(h.bpm, bpm))) continue;
      const salience = peaks.find((p) => isNear(p.bpm, bpm))?.salience ?? peak.salience * UNSEEN_SHARE;
      tried.push(hypothesis(features, bpm, salience, drums));
    }
  }
  tried.sort((a, b) => b.score - a.score);
  const fitted: Fitted[] = [];
  for (const candidate of tried.slice(0, FITTED)) {
    const fit = fitGrid(features, (60 * rateHz) / candidate.bpm, candidate.phase);
    fitted.push({
      ...candidate,
      fit,
      score: candidate.score + (fit === null ? 0 : 3 * fit.share + fit.counted / Math.max(1, fit.beats)),
    });
    yield 0.7 + (0.2 * fitted.length) / FITTED;
  }
  fitted.sort((a, b) => b.score - a.score);
  const best = fitted[0];
  if (best === undefined) return none(features, 'No steady pulse was found.', 0, []);
  const { fit } = best;
  const runnerUp = fitted[1]?.score ?? 0;
  const sure = Math.max(0, Math.min(1, (best.score - runnerUp) / 0.5));
  const confidence = fit === null ? 0 : agreement(fit) * (0.75 + 0.25 * sure);
  const bpm = fit === null ? best.bpm : fit.bpm;
  const alternatives = listAlternatives(bpm, best, fitted, confidence);
  if (fit === null) return none(features, 'Too few beats have a clear attack.', 0, alternatives);
  if (fit.driftS > DRIFT_MAX_S)
    return none(features, 'The tempo is not constant.', Math.min(confidence, GRID_CONFIDENCE_MIN / 2), alternatives);
  if (confidence < GRID_CONFIDENCE_MIN) return none(features, 'No steady pulse was found.', confidence, alternatives);
  const bar = findDownbeat(features, fit.phaseFrames, fit.periodFrames);
  const grid: ConstantGrid = {
    downbeatFrame: firstDownbeat(features, fit, bar.beat),
    bpm,
    beatsPerBar: BEATS_PER_BAR,
  };
  return {
    producer: TEMPO_PRODUCER,
    version: TEMPO_VERSION,
    confidence,
    frames: features.frames,
    rateHz,
    grid,
    gridReason: null,
    downbeatConfidence: bar.confidence,
    residualMs: fit.residualS * 1000,
    alternatives,
  };
}

/** Half and double always, as a hand needs them; other pulses where they were candidates. */
function listAlternatives(
  bpm: number,
  best: Hypothesis,
  tried: readonly Hypothesis[],
  confidence: number,
): TempoAlternative[] {
  const like = (score: number): number => confidence * exp(Math.min(0, score - best.score) * 2);
  const of = (relation: TempoAlternative['relation'], at: number): TempoAlternative => {
    const known = tried.find((h) => isNear(h.bpm, at));
    return { bpm: at, relation, confidence: known ? like(known.score) : confidence * 0.1 };
  };
  const octaves = [of('half', bpm / 2), of('double', bpm * 2)];
  const others = tried
    .filter((h) => h !== best && !octaves.some((o) => isNear(o.bpm, h.bpm)))
    .slice(0, 2)
    .map((h): TempoAlternative => ({ bpm: h.bpm, relation: 'other', confidence: like(h.score) }));
  return [...octaves, ...others].sort((a, b) => b.confidence - a.confidence);
}
