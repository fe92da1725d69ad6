/**
 * Which columns the track list shows, in which order and how wide: the performer's choice, kept by the browser.
 * Thread: main.
 */
import { type Accessor, createSignal } from 'solid-js';

/** Every column that can be chosen, in the order of a list that nobody has changed. */
export const COLUMN_IDS = [
  'cover',
  'title',
  'artist',
  'album',
  'genre',
  'bpm',
  'key',
  'energy',
  'rating',
  'time',
  'plays',
  'played',
  'added',
] as const;
export type ColumnId = (typeof COLUMN_IDS)[number];

export interface ColumnChoice {
  /** Every column once. */
  readonly order: readonly ColumnId[];
  readonly hidden: readonly ColumnId[];
  /** CSS pixels of those that were made wider or narrower. */
  readonly widths: { readonly [Id in ColumnId]?: number };
}

export const DEFAULT_COLUMNS: ColumnChoice = { order: COLUMN_IDS, hidden: ['album', 'played'], widths: {} };
export const NARROWEST_PX = 36;
export const WIDEST_PX = 480;
/** What names a track is always there. */
export const mayHide = (id: ColumnId): boolean => id !== 'title';

export const isShown = ({ hidden }: ColumnChoice, id: ColumnId): boolean => !hidden.includes(id);
export const chosenColumns = (choice: ColumnChoice): readonly ColumnId[] =>
  choice.order.filter((id) => isShown(choice, id));

export function withShown(choice: ColumnChoice, id: ColumnId, shown: boolean): ColumnChoice {
  const hidden = choice.hidden.filter((other) => other !== id);
  return { ...choice, hidden: shown || !mayHide(id) ? hidden : [...hidden, id] };
}

/** Put before another column, or (null) behind all. */
export function withPlace(choice: ColumnChoice, id: ColumnId, before: ColumnId | null): ColumnChoice {
  if (id === before) return choice;
  const others = choice.order.filter((other) => other !== id);
  const at = before === null ? others.length : others.indexOf(before);
  return { ...choice, order: others.toSpliced(at, 0, id) };
}

/** Moved by a number of places among all columns; to the end at most. */
export function moved(choice: ColumnChoice, id: ColumnId, by: number): ColumnChoice {
  const others = choice.order.filter((other) => other !== id);
  const at = Math.min(others.length, Math.max(0, choice.order.indexOf(id) + by));
  return { ...choice, order: others.toSpliced(at, 0, id) };
}

export function withWidth(choice: ColumnChoice, id: ColumnId, px: number): ColumnChoice {
  const width = Math.round(Math.min(WIDEST_PX, Math.max(NARROWEST_PX, px)));
  return { ...choice, widths: { ...choice.widths, [id]: width } };
}

export const isColumnId = (value: unknown): value is ColumnId => COLUMN_IDS.some((id) => id === value);
const idsIn = (value: unknown): ColumnId[] => (Array.isArray(value) ? [...new Set(value.filter(isColumnId))] : []);

/** As it was kept; columns that a newer version brings take their own place, and what makes no sense is left out. */
export function parseColumns(text: string | null): ColumnChoice {
  let kept: unknown = null;
  try {
    kept = JSON.parse(text ?? 'null');
  } catch {
    return DEFAULT_COLUMNS; // nothing the performer could mend
  }
  if (typeof kept !== 'object' || kept === null) return DEFAULT_COLUMNS;
  const { order, hidden, widths } = kept as Partial<Record<keyof ColumnChoice, unknown>>;
  const known = idsIn(order);
  let choice: ColumnChoice = { order: known, hidden: [], widths: {} };
  for (const [n, id] of COLUMN_IDS.entries())
    if (!known.includes(id)) {
      const before = COLUMN_IDS.slice(n + 1).find((later) => choice.order.includes(later)) ?? null;
      choice = withShown(withPlace(choice, id, before), id, isShown(DEFAULT_COLUMNS, id));
    }
  for (const id of idsIn(hidden)) choice = withShown(choice, id, false);
  if (typeof widths === 'object' && widths !== null)
    for (const [id, px] of Object.entries(widths))
      if (isColumnId(id) && typeof px === 'number' && Number.isFinite(px)) choice = withWidth(choice, id, px);
  return choice;
}

const STORED = 'echelon.columns';

export interface ColumnsState {
  readonly choice: Accessor<ColumnChoice>;
  /** Shown at once and kept. */
  readonly change: (change: (choice: ColumnChoice) => ColumnChoice) => void;
  readonly reset: () => void;
}

export function createColumns(): ColumnsState {
  const [choice, setChoice] = createSignal(parseColumns(localStorage.getItem(STORED)));
  return {
    choice,
    change: (change) => {
      localStorage.setItem(STORED, JSON.stringify(setChoice(change)));
    },
    reset: () => {
      localStorage.removeItem(STORED);
      setChoice(DEFAULT_COLUMNS);
    },
  };
}
