/**
 * Searches of the list of all sections and phrases: a view remembers the numbers of the parts that were found, and gives
 * rows of them by the window.
 * Thread: library worker; pure but for the index it reads. A search of 20 000 tracks allocates two arrays of some hundred
 * thousand words.
 */
import { LibraryError } from './errors.ts';
import type { FitInfo } from './fits.ts';
import { OWN_ORDER, type SortColumn, type SortOrder } from './order.ts';
import type { PartTable } from './part-table.ts';
import type { PartQuery } from './query/compile.ts';
import type { Trouble } from './query/parse.ts';
import type { Selection, TrackChoice } from './selection.ts';
import type { TrackRow } from './track-index.ts';
import { type TrackPart, unpackedParts } from './track-parts.ts';

/** The columns of the tracks, and 'section' (intro, build, drop …) and 'bars' of the parts. */
export type PartColumn = SortColumn | 'section' | 'bars';
export interface PartOrder {
  readonly column: PartColumn;
  readonly descending: boolean;
}

export interface PartSearch extends Omit<TrackChoice, 'order'> {
  /** The query language of `query/parse.ts`; '' for everything. */
  readonly text: string;
  /** Null: as for tracks. The parts of a track stand together in its own order, unless they are ordered themselves. */
  readonly order: PartOrder | null;
  readonly window: { readonly from: number; readonly count: number };
}

export interface PartRow {
  readonly row: TrackRow;
  /** Which of its track's parts it is, from 0. */
  readonly place: number;
  readonly part: TrackPart;
  /** Null unless the view asks what fits. */
  readonly fit: FitInfo | null;
}

export interface PartReply {
  readonly count: number;
  readonly troubles: readonly Trouble[];
  /** The window asked for; null where a track has changed or was removed since. */
  readonly rows: readonly (PartRow | null)[];
}

const MAX_WINDOW = 1000;

/** The order of the tracks whose parts are ordered: their own where only the parts' counts. */
function trackOrderOf(order: PartOrder | null): SortOrder | null {
  if (order === null) return null;
  const { column, descending } = order;
  return column === 'section' || column === 'bars' ? OWN_ORDER : { column, descending };
}

interface PartView {
  /** As it was when this view searched: its numbers mean nothing in another one. */
  readonly table: PartTable;
  readonly parts: Uint32Array;
  readonly fits: ReadonlyMap<number, FitInfo> | null;
}

export class PartViews {
  private readonly selection: Selection;
  private readonly views = new Map<number, PartView>();
  private lastView = 0;

  constructor(selection: Selection) {
    this.selection = selection;
  }

  open(): number {
    const id = ++this.lastView;
    this.views.set(id, { table: this.selection.library.index.partTable(), parts: new Uint32Array(), fits: null });
    return id;
  }

  close(id: number): void {
    this.views.delete(id);
  }

  /** Searches and keeps the result as the view's. */
  search(id: number, spec: PartSearch): PartReply {
    this.view(id);
    const { test, troubles } = this.selection.parts(spec.text);
    const view = this.select(spec, test);
    this.views.set(id, view);
    const { from, count } = spec.window;
    return { count: view.parts.length, troubles, rows: this.rows(id, from, count) };
  }

  private select(spec: PartSearch, { track, part }: PartQuery): PartView {
    const table = this.selection.library.index.partTable();
    const { order } = spec;
    const { slots, fits } = this.selection.slots({ ...spec, order: trackOrderOf(order) }, track);
    const found = new Uint32Array(table.count);
    let count = 0;
    for (const slot of slots)
      for (let n = table.firstOf(slot); n < table.endOf(slot); n++)
        if (part === null || part(slot, n)) found[count++] = n;
    const parts = found.slice(0, count);
    if (order?.column === 'bars')
      return { table, fits, parts: sorted(parts, (n) => table.barTenthsOf(n), order.descending) };
    if (order?.column === 'section')
      return { table, fits, parts: sorted(parts, (n) => table.kindOf(n) + 1, order.descending) };
    return { table, fits, parts };
  }

  rows(id: number, from: number, count: number): (PartRow | null)[] {
    const { table, parts, fits } = this.view(id);
    const { index } = this.selection.library;
    const start = Math.max(0, Math.trunc(from));
    const window = parts.subarray(start, start + Math.min(MAX_WINDOW, Math.max(0, Math.trunc(count))));
    const tracks = new Map<number, readonly TrackPart[]>();
    return Array.from(window, (n) => {
      const slot = table.slotOf(n);
      const row = index.rows[slot] ?? null;
      const packed = index.parts[slot] ?? null;
      if (row === null || packed === null) return null;
      const all = tracks.get(slot) ?? unpackedParts(packed);
      tracks.set(slot, all);
      const place = table.placeOf(n);
      const part = all[place];
      return part === undefined ? null : { row, place, part, fit: fits?.get(slot) ?? null };
    });
  }

  /** Where a part of a track stands in the list; −1 when it is not in it. */
  position(id: number, key: string, place: number): number {
    const slot = this.selection.library.index.slotOf(key);
    const { table, parts } = this.view(id);
    return slot === undefined ? -1 : parts.findIndex((n) => table.slotOf(n) === slot && table.placeOf(n) === place);
  }

  private view(id: number): PartView {
    const view = this.views.get(id);
    if (view === undefined) throw new LibraryError('missing', 'The list was closed.', 'Open it again.');
    return view;
  }
}

/** By a small whole number, equal ones as they stood, 0 (not known) last. Linear: there are few different values. */
function sorted(parts: Uint32Array, figureOf: (part: number) => number, descending: boolean): Uint32Array {
  const places = new Map<number, number>();
  for (const part of parts) places.set(figureOf(part), (places.get(figureOf(part)) ?? 0) + 1);
  const values = [...places.keys()].filter((value) => value > 0).sort((a, b) => (descending ? b - a : a - b));
  let next = 0;
  for (const value of [...values, 0]) {
    const count = places.get(value) ?? 0;
    places.set(value, next);
    next += count;
  }
  const result = new Uint32Array(parts.length);
  for (const part of parts) {
    const value = figureOf(part);
    const place = places.get(value) ?? 0;
    result[place] = part;
    places.set(value, place + 1);
  }
  return result;
}
