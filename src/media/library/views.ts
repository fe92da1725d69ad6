/**
 * Searches of a list: a view remembers the slots that were found, and gives rows of them by the window.
 * Thread: library worker; pure but for the index it reads.
 */
import { type CrateTree, childrenOf } from './crates.ts';
import { LibraryError } from './errors.ts';
import type { FitInfo } from './fits.ts';
import { type Completions, complete } from './query/complete.ts';
import { fieldKind, type TextField } from './query/fields.ts';
import type { Trouble } from './query/parse.ts';
import type { ChosenSlots, Selection, TrackChoice } from './selection.ts';
import type { TrackRow } from './track-index.ts';

export interface SearchSpec extends TrackChoice {
  /** The query language of `query/parse.ts`; '' for everything. */
  readonly text: string;
  /** Rows to send along, so that a key press costs one message. */
  readonly window: { readonly from: number; readonly count: number };
}

export interface ViewRow {
  /** A number of its own for each track, the same while this tab lives. */
  readonly id: number;
  readonly row: TrackRow;
  /** Null unless the view asks what fits. */
  readonly fit: FitInfo | null;
}

export interface SearchReply {
  readonly count: number;
  /** Row ids of the whole result, in order. */
  readonly ids: Uint32Array;
  readonly troubles: readonly Trouble[];
  /** The window asked for; null where a track was removed since. */
  readonly rows: readonly (ViewRow | null)[];
}

const MAX_WINDOW = 1000;

export class Views {
  private readonly selection: Selection;
  private readonly views = new Map<number, ChosenSlots>();
  private lastView = 0;

  constructor(selection: Selection) {
    this.selection = selection;
  }

  open(): number {
    const id = ++this.lastView;
    this.views.set(id, { slots: new Uint32Array(), fits: null });
    return id;
  }

  close(id: number): void {
    this.views.delete(id);
  }

  /** Searches and keeps the result as the view's. Milliseconds for 20 000 tracks. */
  search(id: number, spec: SearchSpec): SearchReply {
    this.view(id);
    const { test, troubles } = this.selection.tracks(spec.text);
    const view = this.selection.slots(spec, test);
    this.views.set(id, view);
    const { from, count } = spec.window;
    return { count: view.slots.length, ids: view.slots.slice(), troubles, rows: this.rows(id, from, count) };
  }

  rows(id: number, from: number, count: number): (ViewRow | null)[] {
    const { slots, fits } = this.view(id);
    const start = Math.max(0, Math.trunc(from));
    const window = slots.subarray(start, start + Math.min(MAX_WINDOW, Math.max(0, Math.trunc(count))));
    return Array.from(window, (slot) => {
      const row = this.selection.library.index.rows[slot] ?? null;
      return row === null ? null : { id: slot, row, fit: fits?.get(slot) ?? null };
    });
  }

  /** Keys of a range of the list: what is selected, dragged or put into a crate. */
  keys(id: number, from: number, count: number): string[] {
    const { rows } = this.selection.library.index;
    const window = this.view(id).slots.subarray(from, from + count);
    return Array.from(window, (slot) => rows[slot]?.key ?? null).filter((key) => key !== null);
  }

  /** Where a track stands in the list; −1 when it is not in it. */
  position(id: number, key: string): number {
    const slot = this.selection.library.index.slotOf(key);
    return slot === undefined ? -1 : this.view(id).slots.indexOf(slot);
  }

  complete(text: string, caret: number): Completions {
    return complete(text, caret, (field) => {
      if (field === 'crate') return cratesInOrder(this.selection.library.crates, null);
      if (field === 'key') return KEYS;
      if (field === 'played' || field === 'added') return DATES;
      return fieldKind(field) === 'text' ? this.selection.library.index.valuesOf(field as TextField) : [];
    });
  }

  private view(id: number): ChosenSlots {
    const view = this.views.get(id);
    if (view === undefined) throw new LibraryError('missing', 'The list was closed.', 'Open it again.');
    return view;
  }
}

const KEYS = Array.from({ length: 24 }, (_, i) => `${(i >> 1) + 1}${i & 1 ? 'B' : 'A'}`);
const DATES = ['never', 'today', '<7d', '<30d', '>1y'];

const cratesInOrder = (tree: CrateTree, parentId: string | null): string[] =>
  childrenOf(tree, parentId).flatMap((crate) => [crate.name, ...cratesInOrder(tree, crate.id)]);
