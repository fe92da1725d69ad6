/**
 * A track's feature summary on its bars: what kick, bass and treble do in each, and one vector a bar that tells how
 * alike two bars sound.
 *
 * Thread: analysis worker; runs anywhere. Allocates.
 */
import { log10, pow } from '../../dsp-utils/portable-maths.ts';
import {
  BAND_COUNT,
  CHROMA_HOPS,
  type FeatureSummary,
  levelDb,
  levelPower,
  PITCHES,
  riseDb,
} from './feature-summary.ts';
import type { BeatMap } from './structure-result.ts';

/** Bars quieter than this below the loudest are silence at the track's ends. */
const SILENCE_DB = -50;
/** Levels below this are not heard in any band. */
const INAUDIBLE_DB = -80;
const REFERENCE_SHARE = 0.9;
/** A kick may rise this sharply within 10 ms, a clear one by the second figure, … */
const KICK_RISE_DB = [3, 8] as const;
/** … and comes this near the level of the track's strong kicks. */
const KICK_LEVEL_DB = [-15, -6] as const;
/** Between kicks, the low band stays this near that level when there is bass. */
const BASS_LEVEL_DB = [-18, -8] as const;
/** What differences of bars are made of. */
const WEIGHTS = { band: 0.35, kick: 1.2, bass: 1.0, treble: 0.8, chroma: 0.6 } as const;
const BAND_RANGE_DB = 30;
const BAND_UNIT_DB = 6;
/** A band this far below its loud moments adds nothing to the fullness, … everything. */
const FULL_DB = [-9, -1] as const;
const TREBLE_UNIT_DB = 6;
export const DIMENSIONS = BAND_COUNT + 3 + PITCHES;

export interface BarFeatures {
  /** Number of the first bar, counted from the grid's downbeat. */
  readonly firstBar: number;
  readonly count: number;
  /** DIMENSIONS values a bar, to be compared by Euclidean distance. */
  readonly vectors: Float64Array;
  /** Below the loudest bars, dB. */
  readonly levelDb: Float64Array;
  /** 0…1. */
  readonly kick: Float64Array;
  readonly bass: Float64Array;
  /** Mean sharpest rise of the treble, dB: grows with the density of hits. */
  readonly treble: Float64Array;
  /** 0…1: how many bands are as loud as they get in this track. */
  readonly fullness: Float64Array;
}

/** Value below which `share` of `values` lie. Allocates. */
export function quantile(values: ArrayLike<number>, share: number): number {
  if (values.length === 0) return 0;
  const sorted = Float64Array.from(values).sort();
  return sorted[Math.round(share * (sorted.length - 1))] as number;
}

/** How far `x` is on the way from `range[0]` to `range[1]`, 0…1. */
export function within(x: number, range: readonly [number, number]): number {
  return Math.max(0, Math.min(1, (x - range[0]) / (range[1] - range[0])));
}

/** Hops of the spectra of [from, to), frames; and of the 10 ms pieces, which lie later in their hop. */
export function hopRange(summary: FeatureSummary, from: number, to: number, late: number): readonly [number, number] {
  const { hopFrames, hops } = summary;
  const first = Math.max(0, Math.min(hops, Math.ceil(from / hopFrames - late)));
  return [first, Math.max(first, Math.min(hops, Math.ceil(to / hopFrames - late)))];
}

/** A hit in the last quarter of a hop belongs to the beat that begins there. */
export const PIECES_LATE = 0.75;

/** Power of all bands at a hop. */
export function hopPower(summary: FeatureSummary, hop: number): number {
  let sum = 0;
  for (let b = 0; b < BAND_COUNT; b++) sum += levelPower(summary.bands[hop * BAND_COUNT + b] as number);
  return sum;
}

function decibels(values: Uint8Array, from: number, to: number): number[] {
  return Array.from(values.subarray(from, to), levelDb);
}

const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / Math.max(1, values.length);

interface Drums {
  readonly peaksDb: Float64Array;
  readonly risesDb: Float64Array;
}

/** Low peak and sharpest low rise of each beat of the bars. */
function drumsOf(summary: FeatureSummary, map: BeatMap, firstBar: number, count: number): Drums {
  const beats = count * map.beatsPerBar;
  const peaksDb = new Float64Array(beats);
  const risesDb = new Float64Array(beats);
  for (let i = 0; i < beats; i++) {
    const beat = firstBar * map.beatsPerBar + i;
    const [from, to] = hopRange(summary, map.frameOf(beat), map.frameOf(beat + 1), PIECES_LATE);
    let peak = 0;
    let rise = 0;
    for (let h = from; h < to; h++) {
      peak = Math.max(peak, summary.lowPeak[h] as number);
      rise = Math.max(rise, summary.lowRise[h] as number);
    }
    peaksDb[i] = levelDb(peak);
    risesDb[i] = riseDb(rise);
  }
  return { peaksDb, risesDb };
}

/** Mean of the two strongest of a bar's beats: two kicks make a kick drum, one is an effect. */
function kickOf(drums: Drums, beat: number, beatsPerBar: number, referenceDb: number): number {
  let [first, second] = [0, 0];
  for (let i = beat; i < beat + beatsPerBar; i++) {
    const strength =
      within(drums.risesDb[i] as number, KICK_RISE_DB) *
      within((drums.peaksDb[i] as number) - referenceDb, KICK_LEVEL_DB);
    if (strength > first) [first, second] = [strength, first];
    else if (strength > second) second = strength;
  }
  return beatsPerBar === 1 ? first : 0.5 * (first + second);
}

/** The whole bars that sound, or null when there are none. */
function soundingBars(summary: FeatureSummary, map: BeatMap): { firstBar: number; levels: number[] } | null {
  const barFrame = (bar: number): number => map.frameOf(bar * map.beatsPerBar);
  let bar = 0;
  while (barFrame(bar) < 0) bar++;
  while (barFrame(bar - 1) >= 0 && barFrame(bar) - barFrame(bar - 1) > 1) bar--;
  const first = bar;
  const levels: number[] = [];
  for (; barFrame(bar) < summary.frames; bar++) {
    const [from, to] = hopRange(summary, barFrame(bar), barFrame(bar + 1), 0);
    let sum = 0;
    for (let h = from; h < to; h++) sum += hopPower(summary, h);
    levels.push(sum / Math.max(1, to - from));
  }
  const audible = quantile(levels, 0.95) * pow(10, SILENCE_DB / 10);
  const begin = levels.findIndex((l) => l > audible && l > 1e-9);
  if (begin < 0) return null;
  let end = levels.length;
  while ((levels[end - 1] as number) <= audible) end--;
  return { firstBar: first + begin, levels: levels.slice(begin, end) };
}

/** Features of all bars between silence and silence. Null for a silent track or one shorter than two bars. */
export function barFeatures(summary: FeatureSummary, map: BeatMap): BarFeatures | null {
  const sounding = soundingBars(summary, map);
  if (sounding === null || sounding.levels.length < 2) return null;
  const { firstBar, levels } = sounding;
  const count = levels.length;
  const drums = drumsOf(summary, map, firstBar, count);
  const lowReferenceDb = quantile(drums.peaksDb, REFERENCE_SHARE);
  const loudest = quantile(levels, 0.95);
  const out = {
    firstBar,
    count,
    vectors: new Float64Array(count * DIMENSIONS),
    levelDb: Float64Array.from(levels, (l) => Math.min(0, levelRatioDb(l, loudest))),
    kick: new Float64Array(count),
    bass: new Float64Array(count),
    treble: new Float64Array(count),
    fullness: new Float64Array(count),
  };
  for (let i = 0; i < count; i++) {
    const bar = firstBar + i;
    const from = map.frameOf(bar * map.beatsPerBar);
    const to = map.frameOf((bar + 1) * map.beatsPerBar);
    const [p, q] = hopRange(summary, from, to, PIECES_LATE);
    out.kick[i] = kickOf(drums, i * map.beatsPerBar, map.beatsPerBar, lowReferenceDb);
    out.bass[i] = within(quantile(decibels(summary.lowPeak, p, q), 0.5) - lowReferenceDb, BASS_LEVEL_DB);
    out.treble[i] = mean(Array.from(summary.highRise.subarray(p, q), riseDb));
    bandsInto(out.vectors, i * DIMENSIONS, summary, ...hopRange(summary, from, to, 0));
    chromaInto(out.vectors, i * DIMENSIONS + BAND_COUNT + 3, summary, ...hopRange(summary, from, to, 0));
  }
  levelBands(out.vectors, out.fullness, count);
  for (let i = 0; i < count; i++) {
    const at = i * DIMENSIONS + BAND_COUNT;
    out.vectors[at] = WEIGHTS.kick * (out.kick[i] as number);
    out.vectors[at + 1] = WEIGHTS.bass * (out.bass[i] as number);
    out.vectors[at + 2] = (WEIGHTS.treble * (out.treble[i] as number)) / TREBLE_UNIT_DB;
  }
  return out;
}

function levelRatioDb(power: number, reference: number): number {
  return reference > 0 && power > 0 ? 10 * log10(power / reference) : SILENCE_DB;
}

function bandsInto(out: Float64Array, at: number, summary: FeatureSummary, from: number, to: number): void {
  for (let b = 0; b < BAND_COUNT; b++) {
    let sum = 0;
    for (let h = from; h < to; h++) sum += Math.max(INAUDIBLE_DB, levelDb(summary.bands[h * BAND_COUNT + b] as number));
    out[at + b] = to > from ? sum / (to - from) : INAUDIBLE_DB;
  }
}

/** Scales each band by where it is loud: a change counts alike in every band that is heard. */
function levelBands(vectors: Float64Array, fullness: Float64Array, count: number): void {
  for (let b = 0; b < BAND_COUNT; b++) {
    const levels = Array.from({ length: count }, (_, i) => vectors[i * DIMENSIONS + b] as number);
    const reference = quantile(levels, REFERENCE_SHARE);
    for (let i = 0; i < count; i++) {
      const below = Math.max(-BAND_RANGE_DB, (levels[i] as number) - reference);
      vectors[i * DIMENSIONS + b] = (WEIGHTS.band * below) / BAND_UNIT_DB;
      fullness[i] = (fullness[i] as number) + within(below, FULL_DB) / BAND_COUNT;
    }
  }
}

function chromaInto(out: Float64Array, at: number, summary: FeatureSummary, from: number, to: number): void {
  const first = Math.ceil(from / CHROMA_HOPS);
  const end = Math.min(summary.chroma.length / PITCHES, Math.max(first + 1, Math.ceil(to / CHROMA_HOPS)));
  let total = 0;
  for (let c = first; c < end; c++)
    for (let k = 0; k < PITCHES; k++) {
      const v = summary.chroma[c * PITCHES + k] as number;
      out[at + k] = (out[at + k] as number) + v;
    }
  for (let k = 0; k < PITCHES; k++) total += (out[at + k] as number) * (out[at + k] as number);
  const scale = total > 0 ? WEIGHTS.chroma / Math.sqrt(total) : 0;
  for (let k = 0; k < PITCHES; k++) out[at + k] = (out[at + k] as number) * scale;
}
