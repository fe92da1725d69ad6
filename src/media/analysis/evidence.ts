/**
 * How much speaks for a tempo, a metre and a bar's first beat together: a weighted sum of what can be named. Bars have a
 * kick first, snares on the second and fourth beat and none on the first, new sounds and new chords at their start;
 * tempi are strong in the tempogram, and moderate.
 *
 * The weights are those of a conditional logit over all readings of a piece, drawn towards what is common knowledge and
 * fitted on the development half of the corpus (tools/corpus), but for that of 12/8, which was set by hand; the held-out
 * half, which shares no style with it, measures them: docs/analysis.md. Thread: any; pure.
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
  /** Share of the great changes of sound, and of those of harmony, that fall on the bar's start. */
  readonly sound: number;
  readonly harmony: number;
  /** Share of those of harmony that fall on the middle of the bar; 0 where no beat is there. */
  readonly harmonyMiddle: number;
}

/** One for each part of the evidence: log odds of a part that is 1. */
export const WEIGHTS = {
  salience: 3.7,
  usualTempo: 2.2,
  /** The beat is not where pulses were found. */
  between: -0.8,
  sound: 2.6,
  harmony: 2.3,
  fast: -0.3,
  slow: -1.4,
  threeFour: -1.5,
  sixEight: -2.1,
  twelveEight: -3.5,
  kickFirst: 4.1,
  kickThird: 0.7,
  kickBackbeat: 0.3,
  kickOff: -0.5,
  kickOdd: -1.2,
  fourOnFloor: 1.6,
  backbeat: 1.9,
  snareAfterFirst: 0.6,
  snareFirst: -0.8,
  snareThird: -0.7,
  snareOff: -1.3,
  snareOdd: -0.7,
  clearBackbeat: 1.7,
  /** One clear snare a bar, on the third beat, at a tempo at which that is usual, among busy eighths. */
  halfTime: 2.8,
  /** Backbeats at a tempo at which sixteenths could be eighths, among busy sixteenths. */
  slowBackbeat: -1.2,
  /** Only the first beat of three has a kick. */
  kickOfThree: 1.3,
  /** Beats on which nothing is played. */
  bareBeats: -0.5,
  hatOn: 1.3,
  hatOff: 0.1,
  hatOdd: -0.3,
  fine: -1.4,
  slowHatOdd: -1,
  /** Beats have three parts, or not, as the metre says. */
  subdivision: 2.9,
  bassFirst: 1.6,
  /** Bars are like those after them. */
  barAlike: 1.1,
  harmonyMiddle: -1.2,
  /** More is played on odd sixteenths than on the eighths between the beats: the count is too slow, or shifted. */
  kickInverted: -2.6,
  bassInverted: -2.6,
  hatInverted: -1,
  snareInverted: -1,
  /** At a fast count neither kick nor bass plays between the beats, nor kicks on all of them: it is too fast. */
  idleLow: -1.2,
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

/** Tempi at which beats may be the eighths of a slower count. */
function fastness(bpm: number): number {
  return clamped((bpm - 110) / 25);
}

/** Whether hats and kicks between the places of a count ask for a count twice as fast: 0 … 1. */
function busy(hats: number, kicks: number): number {
  return clamped((hats + kicks - 0.2) / 0.2);
}

/** Beats with less than this share of a usual hit are bare. */
const BARE = 0.3;

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
  const { kick, snare, high, bass } = profile;
  const beats = Array.from({ length: profile.beatsPerBar }, (_, b) => b);
  const on = (...places: number[]): Place[] => beats.flatMap((b) => places.map((p): Place => [b, p]));
  const four = metre === Metre.FourFour || metre === Metre.TwelveEight;
  const three = metre === Metre.ThreeFour;
  const ternary = metre === Metre.SixEight || metre === Metre.TwelveEight;
  // Beats of three parts are longer: their tempo compares with others as quarters of the same eighths would.
  const pace = ternary ? bpm * 1.5 : bpm;
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
  const hatOn = mean(high, on(0));
  const hatOff = mean(high, off);
  // All three parts of a beat of three parts belong to its count.
  const hatOdd = ternary ? 0 : mean(high, odd);
  const kickOff = mean(kick, off);
  const kickOdd = mean(kick, odd);
  const snareOff = mean(snare, off) - floor;
  const hit = (beat: number, place: number): number =>
    Math.max(at(high, beat, place), at(kick, beat, place), at(snare, beat, place));
  const meanHit = (place: number): number => beats.reduce((sum, b) => sum + hit(b, place), 0) / beats.length;
  const thirds = Math.min(meanHit(THIRD), meanHit(2 * THIRD));
  const binary = Math.max(meanHit(2 * QUARTER), Math.min(meanHit(QUARTER), meanHit(3 * QUARTER)));
  const snareOdd = mean(snare, odd) - floor;
  // By sixteenths in any metre: those of a count that is too slow are heard under one of three parts as well.
  const inverted = (list: Float64Array): number =>
    positive(mean(list, on(QUARTER, 3 * QUARTER)) - mean(list, on(2 * QUARTER)));
  const threefold = Math.max(-1, Math.min(1, (thirds - binary) * 2));
  return {
    salience: reading.salience,
    usualTempo: usual(pace),
    between: first % PLACES === 0 ? 0 : 1,
    // Chance is 0 in bars of any length.
    sound: (reading.sound - 1 / beats.length) / (1 - 1 / beats.length),
    harmony: (reading.harmony - 1 / beats.length) / (1 - 1 / beats.length),
    fast: positive(bpm / 160 - 1) * 4,
    slow: positive(1 - pace / 80) * 4,
    threeFour: three ? 1 : 0,
    sixEight: metre === Metre.SixEight ? 1 : 0,
    twelveEight: metre === Metre.TwelveEight ? 1 : 0,
    kickFirst: at(kick, 0),
    kickThird: four ? at(kick, 2) : 0,
    kickBackbeat: four
      ? (at(kick, 1) + at(kick, 3)) / 2
      : mean(
          kick,
          beats.slice(1).map((b): Place => [b, 0]),
        ),
    kickOff,
    kickOdd,
    fourOnFloor: four ? everyBeat : 0,
    backbeat,
    snareAfterFirst: three ? (s1 + s2) / 2 : 0,
    snareFirst: s0,
    snareThird: four ? s2 : 0,
    snareOff,
    snareOdd,
    clearBackbeat,
    halfTime: four ? positive(s2 - Math.max(s0, backbeat, snareOff)) * halfTimeLikely(bpm) * busy(hatOff, kickOff) : 0,
    slowBackbeat: ternary ? 0 : backbeat * slowness(bpm) * busy(hatOdd, kickOdd),
    kickOfThree: three ? positive(at(kick, 0) - Math.max(...kicks.slice(1), ...kicksOff)) : 0,
    bareBeats: beats.reduce((sum, b) => sum + clamped(1 - hit(b, 0) / BARE), 0) / beats.length,
    hatOn,
    hatOff,
    hatOdd,
    fine: profile.fine,
    slowHatOdd: slowness(bpm) * hatOdd,
    subdivision: ternary ? threefold : -positive(threefold),
    bassFirst: at(bass, 0),
    // Two bars of 6/8 repeat as well as one of 12/8 does: that says nothing about which they are.
    barAlike: metre === Metre.TwelveEight ? profile.halfAlike : profile.barAlike,
    harmonyMiddle: reading.harmonyMiddle,
    kickInverted: inverted(kick),
    bassInverted: inverted(bass),
    hatInverted: ternary ? 0 : inverted(high),
    snareInverted: ternary ? 0 : inverted(snare),
    idleLow: four ? fastness(pace) * clamped(1 - (kickOff + mean(bass, off)) / 0.3) * clamped(1 - 2 * everyBeat) : 0,
  };
}

export function weigh(evidence: Evidence): number {
  let sum = 0;
  for (const part of PARTS) sum += evidence[part] * WEIGHTS[part];
  return sum;
}
