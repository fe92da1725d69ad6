/**
 * Searches of a list: a view remembers the slots that were found, and gives rows of them by the window.
 * Thread: library worker; pure but for the index it reads.
 */
import { type CrateTree, childrenOf, withDescendants } from './crates.ts';
import { LibraryError } from './errors.ts';
import { type DeckState, FIT_DEFAULTS, type Fit, fitsNow } from './fits.ts';
import { fold } from './fold.ts';
import type { Library } from './library.ts';
import { type Orders, OWN_ORDER, type SortOrder } from './order.ts';
import { compile, type SlotTest } from './query/compile.ts';
import { type Completions, complete } from './query/complete.ts';
import { fieldKind, type TextField } from './query/fields.ts';
import { parseQuery, type Trouble } from './query/parse.ts';
import type { TrackRow } from './track-index.ts';

export interface SearchSpec {
  /** The query language of `query/parse.ts`; '' for everything. */
  readonly text: string;
  /** Null: a crate's own order, the best fit first, or the order of adding. */
  readonly order: SortOrder | null;
  /** Only what is in this crate (a smart one included). */
  readonly crateId: string | null;
  /** Only what fits this deck now, each with the reason. */
  readonly fits: { readonly deck: DeckState; readonly tempoRange?: number } | null;
  /** Rows to send along, so that a key press costs one message. */
  readonly window: { readonly from: number; readonly count: number };
}

export type FitInfo = Omit<Fit, 'slot'>;
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

interface View {
  readonly slots: Uint32Array;
  readonly fits: ReadonlyMap<number, FitInfo> | null;
}

export class Views {
  private readonly library: Library;
  private readonly orders: Orders;
  private readonly nowMs: () => number;
  private readonly views = new Map<number, View>();
  private lastView = 0;

  constructor(library: Library, orders: Orders, nowMs: () => number) {
    this.library = library;
    this.orders = orders;
    this.nowMs = nowMs;
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
    const { condition, troubles } = parseQuery(spec.text, this.nowMs());
    const test = compile(condition, this.library.index, (name) => this.crateSlots(name, new Set()));
    const view = this.select(spec, test);
    this.views.set(id, view);
    const { from, count } = spec.window;
    return { count: view.slots.length, ids: view.slots.slice(), troubles, rows: this.rows(id, from, count) };
  }

  private select(spec: SearchSpec, test: SlotTest): View {
    const crate = spec.crateId === null ? null : this.contents(spec.crateId, new Set());
    const inCrate = crate === null ? null : new Set(crate);
    const both: SlotTest = inCrate === null ? test : (slot) => inCrate.has(slot) && test(slot);
    if (spec.fits !== null) {
      const { deck, tempoRange = FIT_DEFAULTS.tempoRange } = spec.fits;
      const found = fitsNow(this.library.index, deck, both, { tempoRange });
      const fits = new Map(found.map(({ slot, ...info }) => [slot, info]));
      const slots =
        spec.order === null
          ? Uint32Array.from(found, ({ slot }) => slot)
          : this.orders.select((slot) => fits.has(slot), spec.order);
      return { slots, fits };
    }
    const ordered =
      crate !== null && spec.order === null && this.library.crates.get(spec.crateId ?? '')?.kind === 'list';
    const slots = ordered ? Uint32Array.from(crate.filter(test)) : this.orders.select(both, spec.order ?? OWN_ORDER);
    return { slots, fits: null };
  }

  rows(id: number, from: number, count: number): (ViewRow | null)[] {
    const { slots, fits } = this.view(id);
    const start = Math.max(0, Math.trunc(from));
    const window = slots.subarray(start, start + Math.min(MAX_WINDOW, Math.max(0, Math.trunc(count))));
    return Array.from(window, (slot) => {
      const row = this.library.index.rows[slot] ?? null;
      return row === null ? null : { id: slot, row, fit: fits?.get(slot) ?? null };
    });
  }

  /** Keys of a range of the list: what is selected, dragged or put into a crate. */
  keys(id: number, from: number, count: number): string[] {
    const { slots } = this.view(id);
    return Array.from(slots.subarray(from, from + count), (slot) => this.library.index.rows[slot]?.key ?? null).filter(
      (key) => key !== null,
    );
  }

  /** Where a track stands in the list; −1 when it is not in it. */
  position(id: number, key: string): number {
    const slot = this.library.index.slotOf(key);
    return slot === undefined ? -1 : this.view(id).slots.indexOf(slot);
  }

  complete(text: string, caret: number): Completions {
    return complete(text, caret, (field) => {
      if (field === 'crate') return cratesInOrder(this.library.crates, null);
      if (field === 'key') return KEYS;
      if (field === 'played' || field === 'added') return DATES;
      return fieldKind(field) === 'text' ? this.library.index.valuesOf(field as TextField) : [];
    });
  }

  private view(id: number): View {
    const view = this.views.get(id);
    if (view === undefined) throw new LibraryError('missing', 'The list was closed.', 'Open it again.');
    return view;
  }

  /** Slots of a crate, in its order; `above` are the crates that are being looked into: a smart crate may name itself. */
  private contents(id: string, above: ReadonlySet<string>): number[] {
    const { index, crates } = this.library;
    const crate = crates.get(id);
    if (crate === undefined || above.has(id)) return [];
    if (crate.kind === 'list') return crate.trackKeys.flatMap((key) => index.slotOf(key) ?? []);
    const inside = new Set([...above, id]);
    const { condition } = parseQuery(crate.query, this.nowMs());
    const test = compile(condition, index, (name) => this.crateSlots(name, inside));
    return [...this.orders.select(test, OWN_ORDER)];
  }

  /** By whole name, else by the start of it; with the crates inside. */
  private crateSlots(name: string, above: ReadonlySet<string>): ReadonlySet<number> | null {
    const { crates } = this.library;
    const named = [...crates.values()].map((crate) => ({ crate, folded: fold(crate.name) }));
    const exact = named.filter(({ folded }) => folded === name);
    const found = exact.length > 0 ? exact : named.filter(({ folded }) => folded.startsWith(name));
    if (found.length === 0) return null;
    const slots = new Set<number>();
    for (const { crate } of found)
      for (const inner of withDescendants(crates, crate.id))
        for (const slot of this.contents(inner.id, above)) slots.add(slot);
    return slots;
  }
}

const KEYS = Array.from({ length: 24 }, (_, i) => `${(i >> 1) + 1}${i & 1 ? 'B' : 'A'}`);
const DATES = ['never', 'today', '<7d', '<30d', '>1y'];

const cratesInOrder = (tree: CrateTree, parentId: string | null): string[] =>
  childrenOf(tree, parentId).flatMap((crate) => [crate.name, ...cratesInOrder(tree, crate.id)]);
