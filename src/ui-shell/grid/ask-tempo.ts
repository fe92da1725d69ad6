/** Asks for a tempo in figures. Thread: main. */
import { deckName } from '../deck-names.ts';
import type { Desk } from '../state/desk.ts';
import { BPM_MAX, BPM_MIN, withTempo } from './grid-edits.ts';

export function askTempo(desk: Desk, deck: number): void {
  const now = desk.track(deck)?.grid ?? null;
  desk.messages.ask({
    deck,
    what: `Tempo of deck ${deckName(deck)}`,
    why: 'Beats per minute of the track as recorded. The downbeat nearest to here stays where it is.',
    confirm: 'Set',
    entry: { label: 'BPM', value: now === null ? '120.00' : now.bpm.toFixed(2), min: BPM_MIN, max: BPM_MAX },
    act: (bpm) => {
      const next = withTempo(desk.track(deck)?.grid ?? null, bpm, desk.grids.here(deck));
      if (next !== null) desk.grids.replace(deck, next);
    },
  });
}
