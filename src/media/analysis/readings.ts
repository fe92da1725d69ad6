/**
 * All ways to hear bars on a row of pulses: bars of each metre, starting at any part of any pulse; each with the evidence
 * for it.
 *
 * Thread: analysis worker. Everything here allocates.
 */
import { foldBars, PLACES, tabulate } from './bar-profile.ts';
import { type ChangeVotes, listenForChanges } from './changes.ts';
import { type Drums, shifted } from './drums.ts';
import { type Evidence, evidenceOf, weigh } from './evidence.ts';
import type { ToneFeatures } from './key.ts';
import { BEATS_PER_BAR, isTernary, Metre } from './metre.ts';
import type { OnsetFeatures } from './onsets.ts';

const METRES = Object.values(Metre);
/** Places of a beat where beats may be if they are not on the pulses: after pulses on quarters, and on thirds. */
const QUARTERS = [0, PLACES / 4, PLACES / 2, (PLACES * 3) / 4] as const;
const THIRDS = [0, PLACES / 3, (PLACES * 2) / 3] as const;

/** What is heard of a track, for the search. */
export interface Heard {
  readonly features: OnsetFeatures;
  readonly drums: Drums;
  readonly tones: ToneFeatures | null;
}

export interface BarReading {
  readonly metre: Metre;
  readonly beatsPerBar: number;
  /** Share of a pulse by which the beats are later than the pulses given. */
  readonly late: number;
  /** Index of the pulse that starts a bar, 0 … beatsPerBar − 1. */
  readonly beat: number;
  readonly evidence: Evidence;
  /** Log odds, comparable between readings of one track. */
  readonly score: number;
}

/** All readings of `pulses` (fractional hops of the onset curves), in no order. */
export function readBars(heard: Heard, pulses: readonly number[], bpm: number, salience: number): BarReading[] {
  const { features, drums, tones } = heard;
  const onPulses = listenForChanges(features, tones, pulses);
  const between = listenForChanges(features, tones, shifted(pulses, 0.5));
  const table = tabulate(drums, pulses);
  return METRES.flatMap((metre) => {
    const beatsPerBar = BEATS_PER_BAR[metre];
    const profile = foldBars(table, beatsPerBar);
    const votes = onPulses(beatsPerBar);
    const votesBetween = between(beatsPerBar);
    const read = (beat: number, place: number): BarReading => {
      const isBetween = place > PLACES / 4 && place < (PLACES * 3) / 4;
      const changes: ChangeVotes = isBetween ? votesBetween : votes;
      // Three quarters after a pulse is nearest to the next one.
      const near = place >= (PLACES * 3) / 4 ? (beat + 1) % beatsPerBar : beat;
      const evidence = evidenceOf(
        {
          bpm,
          metre,
          salience,
          first: beat * PLACES + place,
          sound: changes.sound[near] ?? 0,
          harmony: changes.harmony[near] ?? 0,
          harmonyMiddle: changes.harmony[(near + beatsPerBar / 2) % beatsPerBar] ?? 0,
        },
        profile,
      );
      return { metre, beatsPerBar, late: place / PLACES, beat, evidence, score: weigh(evidence) };
    };
    const places = isTernary(metre) ? THIRDS : QUARTERS;
    return Array.from({ length: beatsPerBar }, (_, beat) => places.map((place) => read(beat, place))).flat();
  });
}

/** The best of a list; the first of equals. Throws RangeError when it is empty. */
export function bestOf<T extends { readonly score: number }>(list: readonly T[]): T {
  const [first, ...others] = list;
  if (first === undefined) throw new RangeError('nothing to choose from');
  return others.reduce((best, one) => (one.score > best.score ? one : best), first);
}
