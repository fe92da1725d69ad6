/**
 * How much speaks for a tempo, a metre and a bar's first beat together: a weighted sum of what can be named. Bars have a
 * kick first, snares on the second and fourth beat and none on the first, new sounds and new chords at their start;
 * tempi are strong in the tempogram, and moderate.
 *
 * The weights are those of a conditional logit over all readings of a piece, drawn towards what is common knowledge and
 * fitted on the development half of the corpus (tools/corpus); the held-out half, which shares no style with it,
 * measures them: docs/analysis.md. Thread: any; pure.
 */
import { exp, log2 } from '../../dsp-utils/portable-maths.ts';
import { type BarProfile, PLACES } from './bar-profile.ts';
import { Metre } from './metre.ts';

/** A reading of the music. */
export interface Reading {
  readonly bpm: number;
  readonly metre: Metre;
  /** 0…1, of the tempogram. */
  readonly salience: number;
  /** Place of the profile that is taken for the bar's first. */
  readonly first: number;
  /** Share of the great changes of sound, and how much more of the changes of harmony, that fall on the bar's start. */
  readonly sound: number;
  readonly harmony: number;
}

/** One for each part of the evidence: log odds of a part that is 1. */
export const WEIGHTS = {
  salience: 3.3,
  usualTempo: 2,
  /** The beat is not where pulses were found. */
  between: -1.2,
  sound: 2.8,
  harmony: 2.2,
  fast: -0.4,
  slow: -1.2,
  threeFour: -1.5,
  sixEight: -1.5,
  twelveEight: -1,
  kickFirst: 3.6,
  kickThird: 0.6,
  kickBackbeat: 0.3,
  kickOff: -0.4,
  kickOdd: -1.1,
  fourOnFloor: 1.4,
  backbeat: 1.7,
  snareAfterFirst: 0.4,
  snareFirst: -1,
  snareThird: -0.7,
  snareOff: -1.2,
  snareOdd: -0.7,
  clearBackbeat: 1.7,
  /** One clear snare a bar, on the third beat, at a tempo and with a busyness at which that is usual. */
  halfTime: 2.5,
  /** Backbeats at a tempo at which sixteenths are busy enough to be eighths. */
  slowBackbeat: -1,
  /** Only the first beat of three has a kick. */
  kickOfThree: 1.1,
  hatOn: 0.9,
  hatOff: 0.3,
  hatOdd: -0.5,
  fine: -1.3,
  slowHatOdd: -1,
  /** Beats have three parts, or not, as the metre says. */
  subdivision: 3,
} as const;

export type Part = keyof typeof WEIGHTS;
/** Each part about 0 … 1. */
export type Evidence = Readonly<Record<Part, number>>;

const PARTS = Object.keys(WEIGHTS) as Part[];

/** How usual a tempo is: broad. */
function usual(bpm: number): number {
  const octaves = log2(bpm / 122);
  return exp((-octaves * octaves) / (2 * 0.75 * 0.75));
}

const clamped = (v: number): number => Math.max(0, Math.min(1, v));

/** Music whose snare falls once a bar is counted fast: 0 below 110 and above 172, 1 from 125 to 158. */
function halfTimeLikely(bpm: number): number {
  return clamped(Math.min((bpm - 110) / 15, (172 - bpm) / 14));
}

/** Tempi at which sixteenths are no faster than the eighths of others. */
function slowness(bpm: number): number {
  return clamped((100 - bpm) / 22);
}

/** A count that is fast has something between its beats: 0 for bare beats, 1 for eighths that are half as strong as hits. */
function busy(off: number): number {
  return clamped((off - 0.1) / 0.4);
}

const positive = (v: number): number => (v > 0 ? v : 0);

type Place = readonly [beat: number, place: number];
const QUARTER = PLACES / 4;
const THIRD = PLACES / 3;

export function evidenceOf(reading: Reading, profile: BarProfile): Evidence {
  const { bpm, first, metre } = reading;
  const places = profile.kick.length;
  const at = (list: Float64Array, beat: number, place = 0): number =>
    list[(first + beat * PLACES + place) % places] as number;
  const mean = (list: Float64Array, of: readonly Place[]): number => {
    let sum = 0;
    for (const [beat, place] of of) sum += at(list, beat, place);
    return of.length > 0 ? sum / of.length : 0;
  };
  const { kick, snare, high } = profile;
  const beats = Array.from({ length: profile.beatsPerBar }, (_, b) => b);
  const on = (...places: number[]): Place[] => beats.flatMap((b) => places.map((p): Place => [b, p]));
  const four = metre === Metre.FourFour || metre === Metre.TwelveEight;
  const three = metre === Metre.ThreeFour;
  const ternary = metre === Metre.SixEight || metre === Metre.TwelveEight;
  // Between the beats; and, of four parts, the second and fourth, of three parts, the one that lilts least.
  const off = ternary ? on(2 * THIRD) : on(2 * QUARTER);
  const odd = ternary ? on(THIRD) : on(QUARTER, 3 * QUARTER);
  let floor = snare[0] as number;
  for (let i = 1; i < places; i++) floor = Math.min(floor, snare[i] as number);
  const s = beats.map((b) => at(snare, b) - floor);
  const between = Math.max(...off.map(([b, p]) => at(snare, b, p) - floor));
  const [s0 = 0, s1 = 0, s2 = 0, s3 = 0] = s;
  const kicks = beats.map((b) => at(kick, b));
  const kicksOff = off.map(([b, p]) => at(kick, b, p));
  const everyBeat = positive(Math.min(...kicks) - Math.max(...kicksOff));
  const backbeat = four ? (s1 + s3) / 2 : metre === Metre.SixEight ? s1 : 0;
  const clearBackbeat = four
    ? positive(Math.min(s1, s3) - Math.max(s0, s2, between))
    : metre === Metre.SixEight
      ? positive(s1 - Math.max(s0, between))
      : 0;
  const hatOdd = mean(high, odd);
  const hit = (beat: number, place: number): number =>
    Math.max(at(high, beat, place), at(kick, beat, place), at(snare, beat, place));
  const meanHit = (place: number): number => beats.reduce((sum, b) => sum + hit(b, place), 0) / beats.length;
  const thirds = Math.min(meanHit(THIRD), meanHit(2 * THIRD));
  const binary = Math.max(meanHit(2 * QUARTER), Math.min(meanHit(QUARTER), meanHit(3 * QUARTER)));
  const threefold = Math.max(-1, Math.min(1, (thirds - binary) * 2));
  return {
    salience: reading.salience,
    usualTempo: usual(bpm),
    between: first % PLACES === 0 ? 0 : 1,
    sound: reading.sound,
    harmony: reading.harmony,
    fast: positive(bpm / 160 - 1) * 4,
    slow: positive(1 - bpm / 80) * 4,
    threeFour: three ? 1 : 0,
    sixEight: metre === Metre.SixEight ? 1 : 0,
    twelveEight: metre === Metre.TwelveEight ? 1 : 0,
    kickFirst: at(kick, 0),
    kickThird: four ? at(kick, 2) : 0,
    kickBackbeat: four ? (at(kick, 1) + at(kick, 3)) / 2 : mean(kick, beats.slice(1).map((b): Place => [b, 0])),
    kickOff: mean(kick, off),
    kickOdd: mean(kick, odd),
    fourOnFloor: four ? everyBeat : 0,
    backbeat,
    snareAfterFirst: three ? (s1 + s2) / 2 : 0,
    snareFirst: s0,
    snareThird: four ? s2 : 0,
    snareOff: mean(snare, off) - floor,
    snareOdd: odd.length > 0 ? mean(snare, odd) - floor : 0,
    clearBackbeat,
    halfTime: four ? positive(s2 - Math.max(s0, s1, s3, between)) * halfTimeLikely(bpm) * busy(mean(high, off)) : 0,
    slowBackbeat: backbeat * slowness(bpm) * busy(hatOdd),
    kickOfThree: three ? positive(at(kick, 0) - Math.max(...kicks.slice(1), ...kicksOff)) : 0,
    hatOn: mean(high, on(0)),
    hatOff: mean(high, off),
    hatOdd,
    fine: profile.fine,
    slowHatOdd: slowness(bpm) * hatOdd,
    subdivision: ternary ? threefold : -positive(threefold),
  };
}

export function weigh(evidence: Evidence): number {
  let sum = 0;
  for (const part of PARTS) sum += evidence[part] * WEIGHTS[part];
  return sum;
}
