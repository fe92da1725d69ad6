/** Four decks, or two on a small or touch screen; which decks the two sides show. Thread: main. */
import { type Accessor, createMemo, createSignal, onCleanup } from 'solid-js';

/** Decks of the left and of the right side, top to bottom. */
export const LEFT_DECKS = [0, 2] as const;
export const RIGHT_DECKS = [1, 3] as const;
/** Strips of the mixer from left to right: C A B D. */
export const MIXER_ORDER = [2, 0, 1, 3] as const;
export type Side = 'left' | 'right';

export interface Layout {
  readonly twoDecks: Accessor<boolean>;
  /** Decks shown, A B C D order. */
  readonly shown: Accessor<readonly number[]>;
  readonly hidden: Accessor<readonly number[]>;
  /** The deck a hand works on: the shown one in the two-deck layout, the chosen one with four decks. */
  readonly hand: (side: Side) => number;
  /** Gives the side to that deck. */
  readonly give: (deck: number) => void;
  readonly libraryOpen: Accessor<boolean>;
  readonly setLibraryOpen: (open: boolean) => void;
}

export const sideOf = (deck: number): Side => (deck % 2 === 0 ? 'left' : 'right');
const ALL = [0, 1, 2, 3] as const;

/** Watches the screen. Call inside an owner. */
export function createLayout(): Layout {
  const media = matchMedia('(max-width: 1399px), (pointer: coarse)');
  const [twoDecks, setTwoDecks] = createSignal(media.matches);
  const follow = (): boolean => setTwoDecks(media.matches);
  media.addEventListener('change', follow);
  onCleanup(() => media.removeEventListener('change', follow));
  const [left, setLeft] = createSignal<number>(0);
  const [right, setRight] = createSignal<number>(1);
  // On a low screen the library is a drawer, and starts closed.
  const [libraryOpen, setLibraryOpen] = createSignal(!matchMedia('(max-height: 639px) and (min-width: 900px)').matches);
  const shown = createMemo<readonly number[]>(() => (twoDecks() ? [left(), right()] : ALL));
  return {
    twoDecks,
    shown,
    hidden: createMemo(() => ALL.filter((deck) => !shown().includes(deck))),
    hand: (side) => (side === 'left' ? left() : right()),
    give: (deck) => {
      if (sideOf(deck) === 'left') setLeft(deck);
      else setRight(deck);
    },
    libraryOpen,
    setLibraryOpen: (open) => setLibraryOpen(open),
  };
}
