/** Angles of the platter. One turn is one bar where a grid is known, else 1.8 s as on a record at 33⅓. Thread: any; pure. */
import { SESSION_RATE_HZ } from '../../control-bus/constants.ts';
import { DeckFlag } from '../../control-bus/layouts.ts';
import type { DeckFast } from '../port.ts';
import type { DeckView } from '../state/signals.ts';

export const RECORD_TURN_S = 1.8;
export const TAU = 2 * Math.PI;

/** Source frames in one turn of the platter. */
export function framesPerTurn(deck: Pick<DeckView, 'gridTempo' | 'gridBeatsPerBar'>): number {
  if (deck.gridTempo > 0) return (deck.gridBeatsPerBar * 60 * SESSION_RATE_HZ) / deck.gridTempo;
  return RECORD_TURN_S * SESSION_RATE_HZ;
}

/** Turns since the downbeat (or the start), 0…1: the needle's angle over 2π, and with a grid the bar phase. */
export function turnPhase(fast: Pick<DeckFast, 'position' | 'beat' | 'flags'>, deck: DeckView): number {
  const turns =
    (fast.flags & DeckFlag.hasGrid) !== 0 ? fast.beat / deck.gridBeatsPerBar : fast.position / framesPerTurn(deck);
  return turns - Math.floor(turns);
}

/** Shortest signed way between two angles, −π…π. */
export function angleBetween(from: number, to: number): number {
  let turn = (to - from) % TAU;
  if (turn > Math.PI) turn -= TAU;
  if (turn < -Math.PI) turn += TAU;
  return turn;
}
