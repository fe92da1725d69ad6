/** The columns of the list of all phrases, and which of them a width has room for. Thread: any; pure. */
import { type Column, fitting, loadKeysPx } from '../library/columns.ts';
import type { PhraseColumn } from '../library/types.ts';

export type PhraseColumnId =
  | 'listen'
  | 'fit'
  | 'phrase'
  | 'bars'
  | 'where'
  | 'title'
  | 'artist'
  | 'bpm'
  | 'key'
  | 'energy'
  | 'why'
  | 'deck'
  | 'load';
export type PhraseListColumn = Column<PhraseColumnId, PhraseColumn>;

/** What the list can be ordered by. */
export const PHRASE_ORDERS: readonly { readonly column: PhraseColumn; readonly label: string }[] = [
  { column: 'section', label: 'By kind' },
  { column: 'bars', label: 'By bars' },
  { column: 'title', label: 'By title' },
  { column: 'artist', label: 'By artist' },
  { column: 'bpm', label: 'By BPM' },
  { column: 'key', label: 'By key' },
  { column: 'energy', label: 'By energy' },
];

const column = (
  id: PhraseColumnId,
  label: string,
  order: PhraseColumn | null,
  minPx: number,
  grows: number,
  dispensable: number,
): PhraseListColumn => ({ id, label, order, minPx, grows, dispensable });

const KEY_LEAST_PX = 44;
const REASON_PX = 220;
/** Jump, Loop and Next beside the mark of their deck. */
const deckKeysPx = (hitPx: number): number => 22 + 6 + 3 * Math.max(KEY_LEAST_PX, hitPx) + 2 * 2;

export interface PhraseListShape {
  readonly widthPx: number;
  /** Whether it shows what fits a deck. */
  readonly fits: boolean;
  /** Load keys in a row. */
  readonly decks: number;
  /** Edge of a key. */
  readonly hitPx: number;
}

export function phraseColumns({ widthPx, fits, decks, hitPx }: PhraseListShape): readonly PhraseListColumn[] {
  const columns = [
    column('listen', '', null, hitPx, 0, 0),
    ...(fits ? [column('fit', 'Fit', null, 50, 0, 5)] : []),
    column('phrase', 'Phrase', 'section', 132, 0.7, 0),
    column('bars', 'Bars', 'bars', 36, 0, 0),
    column('where', 'Where in the track', null, 112, 0.5, 2),
    column('title', 'Track', 'title', 120, 1.2, 0),
    column('artist', 'Artist', 'artist', 96, 0.8, 4),
    column('bpm', 'BPM', 'bpm', 50, 0, 0),
    column('key', 'Key', 'key', 40, 0, 0),
    column('energy', 'Energy', 'energy', 48, 0, 3),
    // The keys of a deck that holds the track take the place of the reason: that it is loaded is a better one.
    fits
      ? column('why', 'Why it fits now', null, Math.max(REASON_PX, deckKeysPx(hitPx)), 3, 0)
      : column('deck', 'On a deck', null, deckKeysPx(hitPx), 0, 0),
    column('load', 'Load', null, loadKeysPx(decks, hitPx), 0, 0),
  ];
  return fitting(columns, widthPx);
}
