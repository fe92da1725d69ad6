/**
 * What drums do in the average bar: their strength at every twelfth of a beat, folded over all bars in which they play.
 *
 * Thread: analysis worker. Everything here allocates.
 */
import { arePlaying, type Drums, shifted, strengthAt } from './drums.ts';
import { median } from './grid-fit.ts';

/** Places in a beat: both its quarters and its thirds are among them. */
export const PLACES = 12;
/** Eighths of a beat that no quarter falls on, as shares of the beat. */
const EIGHTHS = [1 / 8, 3 / 8, 5 / 8, 7 / 8] as const;

export interface BarProfile {
  readonly beatsPerBar: number;
  /** PLACES × beatsPerBar mean strengths, from the first pulse on; 1 is a usual hit. */
  readonly kick: Float64Array;
  readonly snare: Float64Array;
  readonly high: Float64Array;
  /** Mean of snare and hat at the eighths between the quarters. */
  readonly fine: number;
}

/** The drums at every place of every beat in which they play. */
export interface BeatTable {
  /** Index of each beat among the pulses. */
  readonly beats: readonly number[];
  /** PLACES values for each of `beats`. */
  readonly kick: Float32Array;
  readonly snare: Float32Array;
  readonly high: Float32Array;
  readonly fine: number;
}

/** Reads the drums around `pulses` (fractional hops of the onset curves). */
export function tabulate(drums: Drums, pulses: readonly number[]): BeatTable {
  const period = median(pulses.slice(1).map((p, i) => p - (pulses[i] as number)));
  // Windows of neighbouring places must not overlap by much.
  const reach = Math.max(1, Math.min(2, Math.floor(period / 10)));
  const beats = [...pulses.keys()].filter((i) => arePlaying(drums, pulses[i] as number));
  const ends = shifted(pulses, 1);
  const size = beats.length * PLACES;
  const table = { kick: new Float32Array(size), snare: new Float32Array(size), high: new Float32Array(size) };
  let fine = 0;
  beats.forEach((beat, row) => {
    const pulse = pulses[beat] as number;
    const length = (ends[beat] as number) - pulse;
    for (let p = 0; p < PLACES; p++) {
      const hop = pulse + (p / PLACES) * length;
      table.kick[row * PLACES + p] = strengthAt(drums.kick, hop, reach);
      table.snare[row * PLACES + p] = strengthAt(drums.snare, hop, reach);
      table.high[row * PLACES + p] = strengthAt(drums.high, hop, reach);
    }
    for (const part of EIGHTHS) {
      const hop = pulse + part * length;
      fine += Math.max(strengthAt(drums.high, hop, 0), strengthAt(drums.snare, hop, 0));
    }
  });
  return { beats, ...table, fine: fine / (beats.length * EIGHTHS.length + 1e-9) };
}

/** Folds a table over bars of `beatsPerBar` pulses. */
export function foldBars({ beats, kick, snare, high, fine }: BeatTable, beatsPerBar: number): BarProfile {
  const counts = new Float64Array(beatsPerBar).fill(1e-9);
  for (const beat of beats) counts[beat % beatsPerBar] = (counts[beat % beatsPerBar] as number) + 1;
  const fold = (curve: Float32Array): Float64Array => {
    const out = new Float64Array(PLACES * beatsPerBar);
    beats.forEach((beat, row) => {
      const place = beat % beatsPerBar;
      const share = 1 / (counts[place] as number);
      for (let p = 0; p < PLACES; p++)
        out[place * PLACES + p] = (out[place * PLACES + p] as number) + share * (curve[row * PLACES + p] as number);
    });
    return out;
  };
  return { beatsPerBar, kick: fold(kick), snare: fold(snare), high: fold(high), fine };
}
