/**
 * Looks at the decks a few times a second and tells what has changed to the ear: for "fits now", the history of plays and the
 * places where tracks were left.
 * Thread: main, at human rate.
 */
import { DECK_COUNT } from '../control-bus/constants.ts';
import { deckControlIndex } from '../control-bus/controls.ts';
import { DeckFlag } from '../control-bus/layouts.ts';
import { Value } from '../control-bus/observable.ts';
import { isHeard, shiftedKey } from './deck-state.ts';
import type { DeckBook } from './decks.ts';
import type { LastPositions } from './last-positions.ts';
import type { Heard, PlayWatch } from './play-watch.ts';
import type { Snapshots } from './snapshots.ts';

const DECKS = Array.from({ length: DECK_COUNT }, (_, deck) => deck);

export interface DeckWatchPorts {
  readonly decks: DeckBook;
  readonly snapshots: Snapshots;
  readonly plays: PlayWatch;
  readonly positions: LastPositions;
}

export class DeckWatch {
  /** Counts changes of what the decks play. */
  readonly fitsRevision = new Value(0);
  private readonly ports: DeckWatchPorts;
  private fitsSignature = '';

  constructor(ports: DeckWatchPorts) {
    this.ports = ports;
  }

  look(): void {
    this.watchPositions();
    this.watchFits();
    this.watchPlays();
  }

  /** What a deck plays now, for "fits now". */
  deckState(deck: number) {
    const slot = this.ports.decks.slot(deck);
    const { fast, slow } = this.ports.snapshots;
    const state = fast.decks[deck];
    if (slot === null || state === undefined) return null;
    const semitones = slow.controls[deckControlIndex(deck, 'key.shift')] ?? 0;
    const exceptKeys = DECKS.flatMap((other) => this.ports.decks.slot(other)?.record.key ?? []);
    return {
      trackKey: slot.record.key,
      bpm: state.tempo > 0 ? state.tempo : null,
      key: shiftedKey(slot.record.musicalKey.camelot, semitones),
      energy: slot.record.energy.level,
      exceptKeys,
    };
  }

  /** Lists of what fits are made anew when what the decks play has changed to the ear. */
  private watchFits(): void {
    const decks = DECKS.map((deck) => {
      const state = this.deckState(deck);
      return state === null ? null : [state.bpm?.toFixed(1), state.key, state.energy, ...state.exceptKeys];
    });
    const signature = JSON.stringify(decks);
    if (signature === this.fitsSignature) return;
    this.fitsSignature = signature;
    this.fitsRevision.update((n) => n + 1);
  }

  private watchPlays(): void {
    const { fast, slow } = this.ports.snapshots;
    const decks = DECKS.map((deck): Heard | null => {
      const slot = this.ports.decks.slot(deck);
      if (slot === null) return null;
      const { title, artist } = slot.record.tags.values;
      const audible = isHeard(fast, slow, deck);
      return { loadToken: slot.token, trackKey: slot.record.key, title, artist, audible };
    });
    this.ports.plays.look(fast.engineFrame, Date.now(), decks);
  }

  private watchPositions(): void {
    const { fast, slow } = this.ports.snapshots;
    const standing = DECKS.map((deck) => {
      const slot = this.ports.decks.slot(deck);
      const state = fast.decks[deck];
      if (slot === null || state === undefined || slow.decks[deck]?.loadToken !== slot.token) return null;
      const playing = (state.flags & DeckFlag.playing) !== 0;
      return { loadToken: slot.token, trackKey: slot.record.key, position: state.position, playing };
    });
    this.ports.positions.look(fast.engineFrame, standing);
  }
}
