/**
 * What the snapshots say of a deck in the library's terms: whether the audience hears it, and what would fit it.
 * Thread: main; pure.
 */
import { controlIndex, type DeckControlKey, deckControlIndex } from '../control-bus/controls.ts';
import { DeckFlag } from '../control-bus/layouts.ts';
import { AUDIBLE_LUFS, letsThrough } from '../scheduler/client.ts';
import type { FastState, SlowState } from '../ui-shell/port.ts';

const CROSSFADER = controlIndex('mixer.crossfader');
const REVERSE = controlIndex('mixer.crossfader.reverse');

export function isHeard(fast: FastState, slow: SlowState, deck: number): boolean {
  const state = fast.decks[deck];
  const control = (key: DeckControlKey): number => slow.controls[deckControlIndex(deck, key)] ?? 0;
  return (
    state !== undefined &&
    (state.flags & DeckFlag.playing) !== 0 &&
    state.meter.shortTermLufs > AUDIBLE_LUFS &&
    letsThrough(
      control('level'),
      control('crossfader.side'),
      slow.controls[CROSSFADER] ?? 0,
      slow.controls[REVERSE] === 1,
    )
  );
}

/** Camelot hours in a semitone: a fifth is one hour, a semitone seven fifths. */
const HOURS_PER_SEMITONE = 7;

/** '8A' after a key shift in semitones, as it is heard with key lock. Null stays null. */
export function shiftedKey(camelot: string | null, semitones: number): string | null {
  const parts = camelot === null ? null : /^(\d{1,2})([AB])$/.exec(camelot);
  if (parts === null) return null;
  const hour = Number(parts[1]) - 1 + HOURS_PER_SEMITONE * Math.round(semitones);
  return `${(((hour % 12) + 12) % 12) + 1}${parts[2]}`;
}
