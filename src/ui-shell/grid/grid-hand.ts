/**
 * The hand on the decks' grids: every correction passes here, so that each can be undone. Pins, taps and what was done
 * belong to a load and go with it.
 * Thread: main, at human rate.
 */
import { createEffect, createSignal } from 'solid-js';
import { DECK_COUNT, SESSION_RATE_HZ } from '../../control-bus/constants.ts';
import type { DeckFast, DeckTrack, Grid, StudioPort } from '../port.ts';
import { type EditHistory, NO_EDITS, recordEdit, redoEdit, undoEdit } from './edit-history.ts';
import { nearestBeat, withTempo } from './grid-edits.ts';
import { addTap, tappedTempo } from './tempo-taps.ts';

/** A platter slower than this says nothing about tempo. */
const LEAST_RATE = 0.1;

interface DeckHand {
  readonly history: EditHistory<Grid | null>;
  /** Frame of the beat from which the grid is being stretched; null without one. */
  readonly pin: number | null;
  readonly taps: readonly number[];
  /** These taps have already changed the grid: what the next of them changes is the same step. */
  readonly tapped: boolean;
}
const REST: DeckHand = { history: NO_EDITS, pin: null, taps: [], tapped: false };

export interface GridHand {
  readonly canUndo: (deck: number) => boolean;
  readonly canRedo: (deck: number) => boolean;
  readonly pin: (deck: number) => number | null;
  /** Source frame that is heard now. */
  readonly here: (deck: number) => number;
  /** Replaces the deck's grid by what `change` makes of it; false where that cannot be done. */
  edit(deck: number, change: (grid: Grid, here: number) => Grid | null): boolean;
  /** Another grid, or none. */
  replace(deck: number, grid: Grid | null): void;
  undo(deck: number): void;
  redo(deck: number): void;
  /** Pins the beat nearest to what is heard, or lets the pin go. */
  togglePin(deck: number): void;
  /** A finger taps along with what is heard; from the fourth tap on the grid has the tempo. */
  tap(deck: number, timeMs: number): void;
}

export interface GridHandNeeds {
  readonly studio: Pick<StudioPort, 'setGrid' | 'heardDelayS'>;
  readonly track: (deck: number) => DeckTrack | null;
  readonly fast: (deck: number) => DeckFast;
}

/** Call inside an owner. */
export function createGridHand({ studio, track, fast }: GridHandNeeds): GridHand {
  const hands = Array.from({ length: DECK_COUNT }, () => createSignal(REST));
  const hand = (deck: number): DeckHand => hands[deck]?.[0]() ?? REST;
  const change = (deck: number, next: Partial<DeckHand>): void => {
    hands[deck]?.[1]((now) => ({ ...now, ...next }));
  };
  hands.forEach(([, set], deck) => {
    createEffect((before: string | null) => {
      const id = track(deck)?.track.id ?? null;
      if (id !== before) set(REST);
      return id;
    }, null);
  });
  const present = (deck: number): Grid | null => track(deck)?.grid ?? null;
  const here = (deck: number): number => {
    const { position, rate } = fast(deck);
    return position - studio.heardDelayS() * SESSION_RATE_HZ * rate;
  };
  const replace = (deck: number, grid: Grid | null): void => {
    if (track(deck) === null) return;
    change(deck, { history: recordEdit(hand(deck).history, present(deck)) });
    studio.setGrid(deck, grid);
  };
  const step = (deck: number, take: typeof undoEdit<Grid | null>): void => {
    const taken = take(hand(deck).history, present(deck));
    if (taken === null) return;
    change(deck, { history: taken.history });
    studio.setGrid(deck, taken.value);
  };
  return {
    canUndo: (deck) => hand(deck).history.past.length > 0,
    canRedo: (deck) => hand(deck).history.future.length > 0,
    pin: (deck) => hand(deck).pin,
    here,
    edit(deck, make) {
      const now = present(deck);
      if (now === null) return false;
      const next = make(now, here(deck));
      if (next === null) return false;
      if (next !== now) replace(deck, next);
      return true;
    },
    replace,
    undo: (deck) => step(deck, undoEdit),
    redo: (deck) => step(deck, redoEdit),
    togglePin(deck) {
      const now = present(deck);
      change(deck, { pin: now === null || hand(deck).pin !== null ? null : nearestBeat(now, here(deck)) });
    },
    tap(deck, timeMs) {
      const taps = addTap(hand(deck).taps, timeMs);
      const tapped = taps.length > 1 && hand(deck).tapped;
      change(deck, { taps, tapped });
      const heard = tappedTempo(taps);
      const rate = Math.abs(fast(deck).rate);
      if (heard === null || rate < LEAST_RATE) return;
      const next = withTempo(present(deck), heard / rate, here(deck));
      if (next === null) return;
      if (tapped) studio.setGrid(deck, next);
      else replace(deck, next);
      change(deck, { tapped: true });
    },
  };
}
