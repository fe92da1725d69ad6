/** A deck in a sentence, for assistive technology on request. Thread: main. */
import { SESSION_RATE_HZ } from '../../control-bus/constants.ts';
import { deckName } from '../deck-names.ts';
import { bpm, minutes } from '../format.ts';
import { laneInfo } from '../waves/lane-info.ts';
import * as act from './deck-actions.ts';
import type { Desk } from './desk.ts';

/** 'Deck A: Glass Harbour, playing, 124.00 BPM, 1:03 left, 15.4 bars to outro.' */
export function describeDeck(desk: Desk, deck: number): string {
  const loaded = desk.track(deck);
  if (loaded === null) return `Deck ${deckName(deck)}: empty.`;
  const fast = desk.fast(deck);
  const view = desk.slow.deck(deck);
  const left = Math.max(0, view.sourceFrames - fast.position) / SESSION_RATE_HZ;
  const next = laneInfo(fast, view, loaded.sections);
  const facts = [
    loaded.track.title,
    act.isPlaying(desk, deck) ? 'playing' : 'stopped',
    fast.tempo > 0 ? `${bpm(fast.tempo)} BPM` : 'no tempo',
    `${minutes(left)} left`,
    ...(next.words === '' || next.words === 'no grid' ? [] : [`${next.figure} bars ${next.words}`]),
  ];
  return `Deck ${deckName(deck)}: ${facts.join(', ')}.`;
}
