/** Names and marks of the decks. Thread: any. */
export const DECK_NAMES = ['A', 'B', 'C', 'D'] as const;

/** 'A' … 'D'. */
export function deckName(deck: number): string {
  return DECK_NAMES[deck] ?? '?';
}

/** Class that sets `--d`, the deck's colour: 'deck-a' … 'deck-d'. */
export function deckClass(deck: number): string {
  return `is-${deckName(deck).toLowerCase()}`;
}
