/**
 * What is played in the average bar: the strength of drums and basses at every twelfth of a beat, folded over all
 * bars in which drums play.
 *
 * Thread: analysis worker. Everything here allocates.
 */
import { arePlaying, type Drums, shifted, strengthAt } from './drums.ts';
import { median } from './grid-fit.ts';
import { repetition } from './repetition.ts';

/** Places in a beat: both its quarters and its thirds are among them. */
export const PLACES = 12;
/** Eighths of a beat that no quarter falls on, as shares of the beat. */
const EIGHTHS = [1 / 8, 3 / 8, 5 / 8, 7 / 8] as const;
/** Repetition is looked for after up to a bar of four beats. */
const LONGEST = 4;

const VOICES = ['kick', 'snare', 'high', 'bass'] as const;
type Voice = (typeof VOICES)[number];

/** Each voice has PLACES × beatsPerBar mean strengths, from the first pulse on; 1 is a usual hit. */
export interface BarProfile extends Readonly<Record<Voice, Float64Array>> {
  readonly beatsPerBar: number;
  /** Mean of snare and hat at the eighths between the quarters. */
  readonly fine: number;
  /** How much beats are like those a bar later, and half a bar later (0 where no beat is there): −1 … 1. */
  readonly barAlike: number;
  readonly halfAlike: number;
}

/** What is played at every place of every beat in which drums play: each voice has PLACES values for each of `beats`. */
export interface BeatTable extends Readonly<Record<Voice, Float32Array>> {
  /** Index of each beat among the pulses. */
  readonly beats: readonly number[];
  readonly fine: number;
  /** Likeness of beats so many beats apart, from 0 on: −1 … 1. */
  readonly alike: Float64Array;
}

function eachVoice<T>(make: (voice: Voice) => T): Record<Voice, T> {
  return Object.fromEntries(VOICES.map((voice) => [voice, make(voice)])) as Record<Voice, T>;
}

/** Reads the drums around `pulses` (fractional hops of the onset curves). */
export function tabulate(drums: Drums, pulses: readonly number[]): BeatTable {
  const period = median(pulses.slice(1).map((p, i) => p - (pulses[i] as number)));
  // Windows of neighbouring places must not overlap by much.
  const reach = Math.max(1, Math.min(2, Math.floor(period / 10)));
  const beats = [...pulses.keys()].filter((i) => arePlaying(drums, pulses[i] as number));
  const ends = shifted(pulses, 1);
  const table = eachVoice((voice) => {
    const out = new Float32Array(beats.length * PLACES);
    beats.forEach((beat, row) => {
      const pulse = pulses[beat] as number;
      const length = (ends[beat] as number) - pulse;
      for (let p = 0; p < PLACES; p++)
        out[row * PLACES + p] = strengthAt(drums[voice], pulse + (p / PLACES) * length, reach);
    });
    return out;
  });
  let fine = 0;
  for (const beat of beats) {
    const pulse = pulses[beat] as number;
    const length = (ends[beat] as number) - pulse;
    for (const part of EIGHTHS) {
      const hop = pulse + part * length;
      fine += Math.max(strengthAt(drums.high, hop, 0), strengthAt(drums.snare, hop, 0));
    }
  }
  const alike = repetition(Object.values(table), PLACES, beats, LONGEST);
  return { beats, ...table, fine: fine / (beats.length * EIGHTHS.length + 1e-9), alike };
}

/** Folds a table over bars of `beatsPerBar` pulses. */
export function foldBars(table: BeatTable, beatsPerBar: number): BarProfile {
  const { beats, fine, alike } = table;
  const counts = new Float64Array(beatsPerBar).fill(1e-9);
  for (const beat of beats) counts[beat % beatsPerBar] = (counts[beat % beatsPerBar] as number) + 1;
  const voices = eachVoice((voice) => {
    const curve = table[voice];
    const out = new Float64Array(PLACES * beatsPerBar);
    beats.forEach((beat, row) => {
      const place = beat % beatsPerBar;
      const share = 1 / (counts[place] as number);
      for (let p = 0; p < PLACES; p++)
        out[place * PLACES + p] = (out[place * PLACES + p] as number) + share * (curve[row * PLACES + p] as number);
    });
    return out;
  });
  return {
    beatsPerBar,
    ...voices,
    fine,
    barAlike: alike[beatsPerBar] ?? 0,
    halfAlike: alike[beatsPerBar / 2] ?? 0,
  };
}
