/** Whose tempo and beat the top bar shows. Thread: any; pure. */
import { DeckFlag } from '../../control-bus/layouts.ts';
import type { FastState } from '../port.ts';

/** The running transport, else the loudest playing deck with a grid, else the resting transport. */
export type TempoSource = 'transport' | 0 | 1 | 2 | 3;

const DECKS = [0, 1, 2, 3] as const;
const NEEDED = DeckFlag.playing | DeckFlag.hasGrid;
/** A newcomer must be this much louder to take the clock over, so that it does not flicker between two decks. */
const TAKEOVER_LU = 3;

type Inputs = Pick<FastState, 'transportPlaying'> & {
  readonly decks: readonly { readonly flags: number; readonly meter: { readonly shortTermLufs: number } }[];
};

/** `level` is a deck's fader travel 0…1; `before` the source shown until now. */
export function tempoSource(fast: Inputs, level: (deck: number) => number, before: TempoSource): TempoSource {
  if (fast.transportPlaying !== 0) return 'transport';
  let best: TempoSource = 'transport';
  let loudest = Number.NEGATIVE_INFINITY;
  for (const deck of DECKS) {
    const state = fast.decks[deck];
    if (state === undefined || (state.flags & NEEDED) !== NEEDED) continue;
    const travel = level(deck);
    const lufs = Math.max(-120, state.meter.shortTermLufs) || -120;
    const heard = lufs + (travel > 0 ? 40 * Math.log10(travel) : -120) + (deck === before ? TAKEOVER_LU : 0);
    if (best === 'transport' || heard > loudest) {
      best = deck;
      loudest = heard;
    }
  }
  return best;
}
