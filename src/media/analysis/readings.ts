/**
 * All ways to hear bars on a row of pulses: bars of four or three, starting at any quarter of any pulse; each with the
 * evidence for it.
 *
 * Thread: analysis worker. Everything here allocates.
 */
import { foldBars, QUARTERS } from './bar-profile.ts';
import { listenForChanges } from './changes.ts';
import { type Drums, shifted } from './drums.ts';
import { evidenceOf, weigh } from './evidence.ts';
import type { ToneFeatures } from './key.ts';
import type { OnsetFeatures } from './onsets.ts';

const BAR_LENGTHS = [4, 3] as const;

/** What is heard of a track, for the search. */
export interface Heard {
  readonly features: OnsetFeatures;
  readonly drums: Drums;
  readonly tones: ToneFeatures | null;
}

export interface BarReading {
  readonly beatsPerBar: number;
  /** Quarters of a pulse by which the beats are later than the pulses given. */
  readonly quarter: number;
  /** Index of the pulse that starts a bar, 0 … beatsPerBar − 1. */
  readonly beat: number;
  /** Log odds, comparable between readings of one track. */
  readonly score: number;
}

/** All readings of `pulses` (fractional hops of the onset curves), in no order. */
export function readBars(heard: Heard, pulses: readonly number[], bpm: number, salience: number): BarReading[] {
  const { features, drums, tones } = heard;
  const [onPulses, between] = [pulses, shifted(pulses, 0.5)].map((beats) => listenForChanges(features, tones, beats));
  return BAR_LENGTHS.flatMap((beatsPerBar) => {
    const profile = foldBars(drums, pulses, beatsPerBar);
    const votes = onPulses?.(beatsPerBar);
    const votesBetween = between?.(beatsPerBar);
    return Array.from({ length: beatsPerBar * QUARTERS }, (_, first): BarReading => {
      const quarter = first % QUARTERS;
      const beat = Math.floor(first / QUARTERS);
      const changes = quarter === 2 ? votesBetween : votes;
      // Three quarters after a pulse is nearest to the next one.
      const near = quarter === 3 ? (beat + 1) % beatsPerBar : beat;
      const reading = {
        bpm,
        salience,
        first,
        sound: changes?.sound[near] ?? 0,
        harmony: changes?.harmony[near] ?? 0,
      };
      return { beatsPerBar, quarter, beat, score: weigh(evidenceOf(reading, profile)) };
    });
  });
}

/** The best of a list; the first of equals. Throws RangeError when it is empty. */
export function bestOf<T extends { readonly score: number }>(list: readonly T[]): T {
  const [first, ...others] = list;
  if (first === undefined) throw new RangeError('nothing to choose from');
  return others.reduce((best, one) => (one.score > best.score ? one : best), first);
}
