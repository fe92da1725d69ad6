/** The columns of the track list, and which of them a width has room for. Thread: any; pure. */
import { type ColumnChoice, type ColumnId, chosenColumns } from './column-choice.ts';
import type { ListColumn } from './types.ts';

/** A column of any list of the library: `Id` names it, `Order` what a press on its head orders by. */
export interface Column<Id extends string = string, Order extends string = string> {
  readonly id: Id;
  readonly label: string;
  /** What a press on its head orders by; null where nothing is ordered. */
  readonly order: Order | null;
  /** CSS pixels it needs at least. */
  readonly minPx: number;
  /** Share of the room that is left; 0: stays at its least. */
  readonly grows: number;
  /** Left out first when the room is short; 0 is never left out. */
  readonly dispensable: number;
}
/** Of the track list: the performer's choice, and what is there for the sake of the list. */
export type TrackColumnId = ColumnId | 'listen' | 'fit' | 'why' | 'load';
export type TrackColumn = Column<TrackColumnId, ListColumn>;

const column = (
  id: TrackColumnId,
  label: string,
  order: ListColumn | null,
  minPx: number,
  grows: number,
  dispensable: number,
): TrackColumn => ({ id, label, order, minPx, grows, dispensable });

const CHOSEN: { readonly [Id in ColumnId]: TrackColumn } = {
  cover: column('cover', '', null, 24, 0, 2),
  title: column('title', 'Title', 'title', 150, 1.3, 0),
  artist: column('artist', 'Artist', 'artist', 110, 1, 1),
  album: column('album', 'Album', 'album', 110, 0.8, 8),
  genre: column('genre', 'Genre', 'genre', 90, 0.6, 7),
  bpm: column('bpm', 'BPM', 'bpm', 50, 0, 0),
  key: column('key', 'Key', 'key', 40, 0, 0),
  energy: column('energy', 'Energy', 'energy', 48, 0, 3),
  rating: column('rating', 'Rating', 'rating', 66, 0, 2),
  time: column('time', 'Length', 'time', 50, 0, 4),
  plays: column('plays', 'Plays', 'plays', 40, 0, 5),
  played: column('played', 'Played', 'played', 74, 0, 9),
  added: column('added', 'Added', 'added', 74, 0, 6),
};

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
  /** What the performer has made of the columns; "fits now" has its own. */
  readonly choice: ColumnChoice;
}

/** The width of a row's load keys. */
export const loadKeysPx = (decks: number, hitPx: number): number => decks * hitPx + (decks - 1) * 2;

/** The columns that fit, in order; those that can be spared go first. */
export function columnsFor({ widthPx, fits, covers, decks, hitPx, choice }: ListShape): readonly TrackColumn[] {
  const load = column('load', 'Load', null, loadKeysPx(decks, hitPx), 0, 0);
  const listen = column('listen', '', null, hitPx, 0, 0);
  const { cover, title, artist, bpm, key, energy, time } = CHOSEN;
  const isThere = ({ id }: TrackColumn): boolean => id !== 'cover' || covers;
  const columns = fits
    ? [
        listen,
        column('fit', 'Fit', null, 50, 0, 0),
        ...[cover].filter(isThere),
        ...[title, artist, bpm, key, energy, time],
        column('why', 'Why it fits now', null, 220, 1.6, 0),
        load,
      ]
    : [listen, ...withWidths(choice).filter(isThere), load];
  return fitting(columns, widthPx);
}

/** The chosen columns, each as wide as it was made. Where every width is fixed, the title takes what is left. */
function withWidths(choice: ColumnChoice): TrackColumn[] {
  const columns = chosenColumns(choice).map((id): TrackColumn => {
    const minPx = choice.widths[id];
    return minPx === undefined ? CHOSEN[id] : { ...CHOSEN[id], minPx, grows: 0 };
  });
  return columns.some(({ grows }) => grows > 0)
    ? columns
    : columns.map((one) => (one.id === 'title' ? { ...one, grows: 1 } : one));
}

/** Without those that can be spared most, until the rest fits. */
export function fitting<C extends Column>(columns: readonly C[], widthPx: number): readonly C[] {
  let left = columns;
  while (neededPx(left) > widthPx) {
    const most = Math.max(...left.map(({ dispensable }) => dispensable));
    if (most === 0) break;
    left = left.filter(({ dispensable }) => dispensable !== most);
  }
  return left;
}

const neededPx = (columns: readonly Column[]): number =>
  columns.reduce((sum, { minPx }) => sum + minPx, PADDING_PX + GAP_PX * (columns.length - 1));

/** `grid-template-columns` of a row. */
export const template = (columns: readonly Column[]): string =>
  columns.map(({ minPx, grows }) => (grows === 0 ? `${minPx}px` : `minmax(${minPx}px, ${grows}fr)`)).join(' ');

/** The least a column needs, as it is where nobody has changed it. */
export const ownWidthPx = (id: ColumnId): number => CHOSEN[id].minPx;

/** Newest, most and best first: what is asked for when these heads are pressed. */
const DOWN_FIRST: readonly string[] = ['rating', 'plays', 'added', 'played', 'energy', 'bars'];

/** Next order when a column's head is pressed: one way, the other, then the list's own. */
export function nextOrder<Order extends string>(
  order: { readonly column: Order; readonly descending: boolean } | null,
  column: Order,
): { readonly column: Order; readonly descending: boolean } | null {
  const first = DOWN_FIRST.includes(column);
  if (order === null || order.column !== column) return { column, descending: first };
  return order.descending === first ? { column, descending: !first } : null;
}
