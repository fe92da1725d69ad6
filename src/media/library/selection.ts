/**
 * What a query or a crate selects from the library, for every kind of list.
 * Thread: library worker; pure but for the index it reads.
 */
import { withDescendants } from './crates.ts';
import { type DeckState, FIT_DEFAULTS, type FitInfo, fitsNow } from './fits.ts';
import { fold } from './fold.ts';
import type { Library } from './library.ts';
import { type Orders, OWN_ORDER, type SortOrder } from './order.ts';
import { compile, compileForParts, type PartQuery, type SlotTest } from './query/compile.ts';
import { parseQuery, type Trouble } from './query/parse.ts';

/** Which tracks a list shows besides what its query says, and in which order. */
export interface TrackChoice {
  /** Null: a crate's own order, the best fit first, or the order of adding. */
  readonly order: SortOrder | null;
  /** Only what is in this crate (a smart one included). */
  readonly crateId: string | null;
  /** Only what fits this deck now, each with the reason. */
  readonly fits: { readonly deck: DeckState; readonly tempoRange?: number } | null;
}

export interface ChosenSlots {
  readonly slots: Uint32Array;
  /** Null unless it was asked what fits. */
  readonly fits: ReadonlyMap<number, FitInfo> | null;
}

export interface Selected<T> {
  readonly test: T;
  readonly troubles: readonly Trouble[];
}

/** What it looks into. */
type Searched = Pick<Library, 'index' | 'crates'>;

export class Selection {
  readonly library: Searched;
  readonly orders: Orders;
  private readonly nowMs: () => number;

  constructor(library: Searched, orders: Orders, nowMs: () => number) {
    this.library = library;
    this.orders = orders;
    this.nowMs = nowMs;
  }

  tracks(text: string): Selected<SlotTest> {
    const { condition, troubles } = parseQuery(text, this.nowMs());
    const test = compile(condition, this.library.index, (name) => this.crateSlots(name, new Set()));
    return { test, troubles };
  }

  parts(text: string): Selected<PartQuery> {
    const { condition, troubles } = parseQuery(text, this.nowMs());
    const test = compileForParts(condition, this.library.index, (name) => this.crateSlots(name, new Set()));
    return { test, troubles };
  }

  /** The slots that pass, in order. */
  slots({ order, crateId, fits: asked }: TrackChoice, test: SlotTest): ChosenSlots {
    const { index, crates } = this.library;
    const crate = crateId === null ? null : this.contents(crateId, new Set());
    const inCrate = crate === null ? null : new Set(crate);
    const both: SlotTest = inCrate === null ? test : (slot) => inCrate.has(slot) && test(slot);
    if (asked !== null) {
      const { deck, tempoRange = FIT_DEFAULTS.tempoRange } = asked;
      const found = fitsNow(index, deck, both, { tempoRange });
      const fits = new Map(found.map(({ slot, ...info }) => [slot, info]));
      const slots =
        order === null
          ? Uint32Array.from(found, ({ slot }) => slot)
          : this.orders.select((slot) => fits.has(slot), order);
      return { slots, fits };
    }
    const isOrdered = crate !== null && order === null && crates.get(crateId ?? '')?.kind === 'list';
    const slots = isOrdered ? Uint32Array.from(crate.filter(test)) : this.orders.select(both, order ?? OWN_ORDER);
    return { slots, fits: null };
  }

  /** Slots of a crate, in its order. `above` are the crates that are being looked into: a smart crate may name itself. */
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
