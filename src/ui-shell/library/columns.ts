/** The columns of the track list, and which of them a width has room for. Thread: any; pure. */
import type { ListColumn, ListOrder } from './types.ts';

export type ColumnId =
  | 'listen'
  | 'fit'
  | 'cover'
  | 'title'
  | 'artist'
  | 'genre'
  | 'bpm'
  | 'key'
  | 'energy'
  | 'rating'
  | 'time'
  | 'plays'
  | 'added'
  | 'why'
  | 'load';

export interface Column {
  readonly id: ColumnId;
  readonly label: string;
  /** What a press on its head orders by; null where nothing is ordered. */
  readonly order: ListColumn | null;
  /** CSS pixels it needs at least. */
  readonly minPx: number;
  /** Share of the room that is left; 0: stays at its least. */
  readonly grows: number;
  /** Left out first when the room is short; 0 is never left out. */
  readonly dispensable: number;
}

const column = (
  id: ColumnId,
  label: string,
  order: ListColumn | null,
  minPx: number,
  grows: number,
  dispensable: number,
): Column => ({ id, label, order, minPx, grows, dispensable });

const TITLE = column('title', 'Title', 'title', 150, 1.3, 0);
const ARTIST = column('artist', 'Artist', 'artist', 110, 1, 1);
const BPM = column('bpm', 'BPM', 'bpm', 50, 0, 0);
const KEY = column('key', 'Key', 'key', 40, 0, 0);
const ENERGY = column('energy', 'Energy', 'energy', 48, 0, 3);
const TIME = column('time', 'Length', 'time', 50, 0, 4);

/** What the list can be ordered by where its columns have no heads. */
export const ORDERS: readonly { readonly column: ListColumn; readonly label: string }[] = [
  { column: 'title', label: 'Title' },
  { column: 'artist', label: 'Artist' },
  { column: 'bpm', label: 'BPM' },
  { column: 'key', label: 'Key' },
  { column: 'energy', label: 'Energy' },
  { column: 'rating', label: 'Rating' },
  { column: 'time', label: 'Length' },
  { column: 'added', label: 'Date' },
];

export const GAP_PX = 12;
/** Left and right of a row. */
const PADDING_PX = 12;

export interface ListShape {
  readonly widthPx: number;
  readonly fits: boolean;
  readonly covers: boolean;
  /** Load keys in a row. */
  readonly decks: number;
  /** Edge of a key. */
  readonly hitPx: number;
}

/** The columns that fit, in order; those that can be spared go first. */
export function columnsFor({ widthPx, fits, covers, decks, hitPx }: ListShape): readonly Column[] {
  const load = column('load', 'Load', null, decks * hitPx + (decks - 1) * 2, 0, 0);
  const listen = column('listen', '', null, hitPx, 0, 0);
  const cover = covers ? [column('cover', '', null, 24, 0, 2)] : [];
  let columns = fits
    ? [
        listen,
        column('fit', 'Fit', null, 50, 0, 0),
        ...cover,
        TITLE,
        ARTIST,
        BPM,
        KEY,
        ENERGY,
        TIME,
        column('why', 'Why it fits now', null, 220, 1.6, 0),
        load,
      ]
    : [
        listen,
        ...cover,
        TITLE,
        ARTIST,
        column('genre', 'Genre', 'genre', 90, 0.6, 7),
        BPM,
        KEY,
        ENERGY,
        column('rating', 'Rating', 'rating', 66, 0, 2),
        TIME,
        column('plays', 'Plays', 'plays', 40, 0, 5),
        column('added', 'Added', 'added', 74, 0, 6),
        load,
      ];
  while (neededPx(columns) > widthPx) {
    const most = Math.max(...columns.map(({ dispensable }) => dispensable));
    if (most === 0) break;
    columns = columns.filter(({ dispensable }) => dispensable !== most);
  }
  return columns;
}

const neededPx = (columns: readonly Column[]): number =>
  columns.reduce((sum, { minPx }) => sum + minPx, PADDING_PX + GAP_PX * (columns.length - 1));

/** `grid-template-columns` of a row. */
export const template = (columns: readonly Column[]): string =>
  columns.map(({ minPx, grows }) => (grows === 0 ? `${minPx}px` : `minmax(${minPx}px, ${grows}fr)`)).join(' ');

/** Newest, most and best first: what is asked for when these heads are pressed. */
const DOWN_FIRST: readonly ListColumn[] = ['rating', 'plays', 'added', 'played', 'energy'];

/** Next order when a column's head is pressed: one way, the other, then the list's own. */
export function nextOrder(order: ListOrder | null, column: ListColumn): ListOrder | null {
  const first = DOWN_FIRST.includes(column);
  if (order === null || order.column !== column) return { column, descending: first };
  return order.descending === first ? { column, descending: !first } : null;
}
