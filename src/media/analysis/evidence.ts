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
import { type BarProfile, QUARTERS } from './bar-profile.ts';

/** A reading of the music. */
export interface Reading {
  readonly bpm: number;
  /** 0…1, of the tempogram. */
  readonly salience: number;
  /** Place of the profile that is taken for the bar's first. */
  readonly first: number;
  /** Share of the great changes of sound, and how much more of the changes of harmony, that fall on the bar's start. */
  readonly sound: number;
  readonly harmony: number;
}

/** How usual a tempo is: broad. */
function usual(bpm: number): number {
  const octaves = log2(bpm / 122);
  return exp((-octaves * octaves) / (2 * 0.75 * 0.75));
}

/** Music whose snare falls once a bar is counted fast: 0 below 110 and above 172, 1 from 125 to 158. */
function halfTimeLikely(bpm: number): number {
  return Math.max(0, Math.min(1, (bpm - 110) / 15, (172 - bpm) / 14));
}

/** A count that is fast has something between its beats: 0 for bare beats, 1 for eighths that are half as strong as hits. */
function busy(off: number): number {
  return Math.max(0, Math.min(1, (off - 0.1) / 0.4));
}

const positive = (v: number): number => (v > 0 ? v : 0);

/** Parts of the evidence, each about 0 … 1. */
export function evidenceOf(reading: Reading, profile: BarProfile): number[] {
  const { bpm, first } = reading;
  const places = profile.kick.length;
  const at = (list: Float64Array, beat: number, quarter = 0): number =>
    list[(first + beat * QUARTERS + quarter) % places] as number;
  const mean = (list: Float64Array, of: readonly (readonly [number, number])[]): number =>
    of.reduce((sum, [beat, quarter]) => sum + at(list, beat, quarter), 0) / of.length;
  const { kick, snare, high } = profile;
  const four = profile.beatsPerBar === 4;
  const beats = Array.from({ length: profile.beatsPerBar }, (_, b) => b);
  const off = beats.map((b) => [b, 2] as const);
  const odd = beats.flatMap((b) => [[b, 1] as const, [b, 3] as const]);
  const later = beats.slice(1).map((b) => [b, 0] as const);
  let floor = snare[0] as number;
  for (let i = 1; i < places; i++) floor = Math.min(floor, snare[i] as number);
  const s = beats.map((b) => at(snare, b) - floor);
  const between = Math.max(...off.map(([b]) => at(snare, b, 2) - floor));
  const [s0 = 0, s1 = 0, s2 = 0, s3 = 0] = s;
  const kicks = beats.map((b) => at(kick, b));
  const kicksOff = off.map(([b]) => at(kick, b, 2));
  const everyBeat = positive(Math.min(...kicks) - Math.max(...kicksOff));
  return [
    reading.salience,
    usual(bpm),
    first % QUARTERS === 0 ? 0 : 1,
    reading.sound,
    reading.harmony,
    positive(bpm / 160 - 1) * 4,
    positive(1 - bpm / 80) * 4,
    four ? 0 : 1,
    at(kick, 0),
    four ? at(kick, 2) : 0,
    four ? (at(kick, 1) + at(kick, 3)) / 2 : mean(kick, later),
    mean(kick, off),
    mean(kick, odd),
    four ? everyBeat : 0,
    four ? (s1 + s3) / 2 : 0,
    four ? 0 : (s1 + s2) / 2,
    s0,
    four ? s2 : 0,
    mean(snare, off) - floor,
    mean(snare, odd) - floor,
    four ? positive(Math.min(s1, s3) - Math.max(s0, s2, between)) : 0,
    four ? positive(s2 - Math.max(s0, s1, s3, between)) * halfTimeLikely(bpm) * busy(mean(high, off)) : 0,
    four ? 0 : positive(at(kick, 0) - Math.max(...kicks.slice(1), ...kicksOff)),
    beats.reduce((sum, b) => sum + at(high, b), 0) / beats.length,
    mean(high, off),
    mean(high, odd),
    profile.fine,
    bpm < 100 ? mean(high, odd) : 0,
  ];
}

/** One for each part of the evidence. */
export const WEIGHTS: readonly number[] = [
  3.3, 2, -1.2, 2.8, 2.2, -0.4, -1.2, -1.5, 3.6, 0.6, 0.3, -0.4, -1.1, 1.4, 1.7, 0.4, -1, -0.7, -1.2, -0.7, 1.7, 1.1,
  1.1, 0.9, 0.3, -0.5, -1.3, -1,
];

export function weigh(evidence: readonly number[]): number {
  let sum = 0;
  for (let i = 0; i < evidence.length; i++) sum += (evidence[i] as number) * (WEIGHTS[i] as number);
  return sum;
}
