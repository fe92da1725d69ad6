/**
 * Tempo and beats: a constant grid with its confidence, or beats one by one where the tempo moves, or the reason why
 * there is neither.
 *
 * Thread: analysis worker. A generator that yields between its steps, so that the caller can breathe or give up.
 */
import { exp } from '../../dsp-utils/portable-maths.ts';
import { hearDrums } from './drums.ts';
import { fitGrid, foldPhase, type GridFit, median } from './grid-fit.ts';
import { beatsOfReading, findHypotheses, type Hypothesis, isNear } from './hypotheses.ts';
import type { ToneFeatures } from './key.ts';
import { combinedOnsets } from './onset-curve.ts';
import { HOP_FRAMES, LOUDNESS_FRAMES, type OnsetFeatures } from './onsets.ts';
import { type BarReading, bestOf, type Heard, readBars } from './readings.ts';
import type { AnalysisResult, ConstantGrid, TempoAlternative } from './result.ts';
import { type PlacedBeats, placeBeats } from './variable-grid.ts';

export const TEMPO_PRODUCER = 'tempo';
export const TEMPO_VERSION = 4;
/** Below this a grid would mislead more often than help. */
export const GRID_CONFIDENCE_MIN = 0.5;

export type TempoEstimate = Omit<AnalysisResult, 'key'>;

/** Grids drifting more than this somewhere in the track are not constant. */
const DRIFT_MAX_S = 0.012;
/** Fewer beats make no variable grid. */
const BEATS_MIN = 16;
/** Below this regularity of onsets there is no pulse to follow. */
const REGULAR_MIN = 0.08;
/** Lead of pulses that follow the tempo over unbroken ones at which the tempo is not constant. */
const MOVING_LEAD = 1;
/** Where this share of attacks is on an unbroken grid, the tempo is constant whatever else is heard. */
const STEADY_SHARE = 0.9;
/** Log odds that attacks exactly on the beats add to a reading. */
const ATTACK_WEIGHT = 3;
/** Lead in log odds over the next reading at which one is sure. */
const SURE = 2;
const SILENCE = 1e-3;

/** Hop at which an attack at a frame shows, and back. */
const frameOfHop = (hop: number): number => (hop + 1) * HOP_FRAMES;
const hopOfFrame = (frame: number): number => frame / HOP_FRAMES - 1;

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

/** First and last frame that is heard. */
function heardRange(features: OnsetFeatures): readonly [number, number] {
  const { loudness, rateHz } = features;
  const start = loudness.findIndex((level) => level > SILENCE);
  const end = loudness.findLastIndex((level) => level > SILENCE);
  return [Math.max(0, start) * LOUDNESS_FRAMES - 0.03 * rateHz, (end + 1) * LOUDNESS_FRAMES];
}

interface Constant {
  readonly fit: GridFit;
  readonly confidence: number;
}

/**
 * The constant grid of a steady hypothesis, at the part of a beat where both the reading is good and attacks are sharp.
 * Null when too few beats have a clear attack at any.
 */
function fitConstant(features: OnsetFeatures, steady: Hypothesis): Constant | null {
  const period = (60 * features.rateHz) / steady.bpm;
  const start = frameOfHop(steady.pulses[0] ?? 0);
  let best: (Constant & { readonly score: number }) | null = null;
  for (const reading of steady.readings) {
    if (reading.score < steady.score - ATTACK_WEIGHT) continue;
    const fit = fitGrid(features, period, foldPhase(features, period, start + reading.late * period));
    if (fit === null) continue;
    const confidence = agreement(fit);
    const score = reading.score + ATTACK_WEIGHT * confidence;
    if (best === null || score > best.score) best = { fit, confidence, score };
  }
  return best;
}

/** Places of a constant grid's beats within the track, in hops. */
function hopsOf(fit: GridFit, frames: number): number[] {
  const out: number[] = [];
  const first = Math.ceil((-0.1 * fit.periodFrames - fit.phaseFrames) / fit.periodFrames);
  for (let k = first; fit.phaseFrames + k * fit.periodFrames < frames; k++)
    out.push(hopOfFrame(fit.phaseFrames + k * fit.periodFrames));
  return out;
}

interface Bars extends BarReading {
  /** 0…1. */
  readonly confidence: number;
}

/** The bars on beats that are settled (hops), by the lead of the best reading over the next. */
function findBars(heard: Heard, beats: readonly number[], bpm: number): Bars {
  const readings = readBars(heard, beats, bpm, 1).filter(({ late }) => late === 0);
  const best = bestOf(readings);
  const second = bestOf(readings.filter((one) => one !== best));
  return { ...best, confidence: 1 - exp(second.score - best.score) };
}

/** The bar's first beat that is heard. */
function firstDownbeat(features: OnsetFeatures, fit: GridFit, hops: readonly number[], bars: Bars): number {
  const [begin] = heardRange(features);
  const bar = fit.periodFrames * bars.beatsPerBar;
  const downbeat = frameOfHop(hops[bars.beat] ?? 0);
  return downbeat + Math.ceil((begin - downbeat) / bar) * bar;
}

/** Estimates tempo and beats. Yields progress 0…1; returns the estimate. */
export function* estimateTempo(
  features: OnsetFeatures,
  tones: ToneFeatures | null = null,
): Generator<number, TempoEstimate> {
  const { rateHz } = features;
  if (features.frames < 8 * rateHz) return none(features, 'The track is shorter than 8 seconds.', 0, []);
  if (!features.loudness.some((l) => l > SILENCE)) return none(features, 'The track is silent.', 0, []);
  const onsets = combinedOnsets(features);
  const heard: Heard = { features, drums: hearDrums(features), tones };
  yield 0.1;
  const search = findHypotheses(heard, onsets, rateHz / HOP_FRAMES);
  let step = search.next();
  for (; !step.done; step = search.next()) yield 0.1 + 0.6 * step.value;
  const { hypotheses: tried, regularity } = step.value;
  const best = tried[0];
  if (best === undefined) return none(features, 'No steady pulse was found.', 0, []);
  const steady = tried.find((h) => h.isSteady && isNear(h.bpm, best.bpm));
  const constant = steady === undefined ? null : fitConstant(features, steady);
  yield 0.8;
  const other = tried.find(({ bpm }) => !isNear(bpm, best.bpm));
  const sure = Math.max(0, Math.min(1, (best.score - (other?.score ?? 0)) / SURE));
  const confidence = constant === null ? 0 : constant.confidence * (0.75 + 0.25 * sure);
  const moving = tried.find((h) => !h.isSteady && isNear(h.bpm, best.bpm));
  const isMoving =
    moving !== undefined &&
    steady !== undefined &&
    moving.score - steady.score > MOVING_LEAD &&
    !(constant !== null && constant.fit.share > STEADY_SHARE);
  const isDrifting = constant !== null && constant.fit.driftS > DRIFT_MAX_S;
  if (constant === null || isMoving || isDrifting || confidence < GRID_CONFIDENCE_MIN) {
    const reason = isMoving || isDrifting ? 'The tempo is not constant.' : 'No steady pulse was found.';
    const alternatives = listAlternatives(best.bpm, best, tried, confidence);
    const doubtful = none(features, reason, Math.min(confidence, GRID_CONFIDENCE_MIN / 2), alternatives);
    if (regularity < REGULAR_MIN) return doubtful;
    const followed = (isMoving || isDrifting ? moving : undefined) ?? best;
    return { ...doubtful, ...followBeats(heard, followed) };
  }
  const { fit } = constant;
  const hops = hopsOf(fit, features.frames);
  const bars = findBars(heard, hops, fit.bpm);
  const grid: ConstantGrid = {
    downbeatFrame: firstDownbeat(features, fit, hops, bars),
    bpm: fit.bpm,
    beatsPerBar: bars.beatsPerBar,
  };
  return {
    producer: TEMPO_PRODUCER,
    version: TEMPO_VERSION,
    confidence,
    frames: features.frames,
    rateHz,
    grid,
    gridReason: null,
    downbeatConfidence: bars.confidence,
    residualMs: fit.residualS * 1000,
    alternatives: listAlternatives(fit.bpm, best, tried, confidence),
  };
}

/** The beats of pulses that follow the tempo, at the part of a beat where both the reading is good and attacks agree. */
function placeMoving(features: OnsetFeatures, followed: Hypothesis): PlacedBeats {
  const placed = followed.readings
    .filter(({ score }) => score >= followed.score - ATTACK_WEIGHT)
    .map((reading) => {
      const beats = placeBeats(features, beatsOfReading(followed, reading).map(frameOfHop));
      return { beats, score: reading.score + ATTACK_WEIGHT * beats.share };
    });
  return bestOf(placed).beats;
}

/** Beats one by one, where no constant grid is believable; none where too few are heard. */
function followBeats(
  heard: Heard,
  followed: Hypothesis,
): Partial<Pick<TempoEstimate, 'downbeatConfidence' | 'residualMs' | 'variableGrid'>> {
  const { features } = heard;
  const placed = placeMoving(features, followed);
  const [begin, end] = heardRange(features);
  const beatFrames = placed.frames.filter((frame) => frame >= begin && frame <= end);
  if (beatFrames.length < BEATS_MIN) return {};
  const intervals = beatFrames.slice(1).map((frame, i) => frame - (beatFrames[i] as number));
  const bpm = (60 * features.rateHz) / median(intervals);
  const { beat, beatsPerBar, confidence } = findBars(heard, beatFrames.map(hopOfFrame), bpm);
  return {
    downbeatConfidence: confidence,
    residualMs: placed.residualS * 1000,
    variableGrid: { beatFrames, downbeatIndex: beat, beatsPerBar, bpm, confidence: placed.share },
  };
}

/** Half and double always, as a hand needs them; other pulses where they were candidates. */
function listAlternatives(
  bpm: number,
  best: Hypothesis,
  tried: readonly Hypothesis[],
  confidence: number,
): TempoAlternative[] {
  const like = (score: number): number => confidence * exp(Math.min(0, score - best.score));
  const of = (relation: TempoAlternative['relation'], at: number): TempoAlternative => {
    const known = tried.find((h) => isNear(h.bpm, at));
    return { bpm: at, relation, confidence: known ? like(known.score) : confidence * 0.1 };
  };
  const octaves = [of('half', bpm / 2), of('double', bpm * 2)];
  const others = tried
    .filter((h) => !isNear(h.bpm, bpm) && !octaves.some((o) => isNear(o.bpm, h.bpm)))
    .slice(0, 2)
    .map((h): TempoAlternative => ({ bpm: h.bpm, relation: 'other', confidence: like(h.score) }));
  return [...octaves, ...others].sort((a, b) => b.confidence - a.confidence);
}
