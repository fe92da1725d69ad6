/**
 * The order of the list by any column. Orders of the whole library are kept and only patched after changes, so that a
 * search walks one of them instead of sorting its result. Unknown values come last in both directions; equal ones keep the
 * library's own order: by time of adding, then by key.
 * Thread: library worker; pure.
 */

import type { TextField } from './query/fields.ts';
import type { NumberName, TrackIndex } from './track-index.ts';

const NUMBER_COLUMNS = ['bpm', 'year', 'rating', 'energy', 'plays', 'lufs', 'time', 'added', 'played'] as const;
const TEXT_COLUMNS = ['title', 'artist', 'album', 'genre', 'label', 'comment', 'file'] as const;
/** 'key' is the order of the wheel: 1A, 1B, 2A … 12B. */
export type SortColumn = (typeof NUMBER_COLUMNS)[number] | (typeof TEXT_COLUMNS)[number] | 'key';
export const SORT_COLUMNS: readonly SortColumn[] = [...NUMBER_COLUMNS, ...TEXT_COLUMNS, 'key'];

export interface SortOrder {
  readonly column: SortColumn;
  readonly descending: boolean;
}

/** The library's own order. */
export const OWN_ORDER: SortOrder = { column: 'added', descending: false };

interface KeptOrder {
  revision: number;
  /** Slots, ascending; unknown ones from `known` on. */
  slots: number[];
  known: number;
}

const isText = (column: SortColumn): column is TextField => (TEXT_COLUMNS as readonly string[]).includes(column);

export class Orders {
  private readonly index: TrackIndex;
  private readonly kept = new Map<SortColumn, KeptOrder>();

  constructor(index: TrackIndex) {
    this.index = index;
  }

  /** The matching slots, in order. */
  select(test: (slot: number) => boolean, { column, descending }: SortOrder): Uint32Array {
    const { slots, known } = this.order(column);
    const found = new Uint32Array(slots.length);
    let count = 0;
    const take = (from: number, to: number): void => {
      for (let i = from; i < to; i++) {
        const slot = slots[i] as number;
        if (test(slot)) found[count++] = slot;
      }
    };
    if (!descending) take(0, slots.length);
    else {
      const same = this.sameValue(column);
      for (let end = known; end > 0; ) {
        let start = end - 1;
        while (start > 0 && same(slots[start - 1] as number, slots[start] as number)) start--;
        take(start, end);
        end = start;
      }
      take(known, slots.length);
    }
    return found.slice(0, count);
  }

  private values(column: SortColumn): ArrayLike<number> {
    return column === 'key' ? this.index.keys : this.index.numbers(column as NumberName);
  }

  private sameValue(column: SortColumn): (a: number, b: number) => boolean {
    const values: ArrayLike<number | string> = isText(column) ? this.index.text(column) : this.values(column);
    return (a, b) => values[a] === values[b];
  }

  private isKnown(column: SortColumn): (slot: number) => boolean {
    if (isText(column)) {
      const texts = this.index.text(column);
      return (slot) => texts[slot] !== '';
    }
    const values = this.values(column);
    if (column === 'key') return (slot) => (values[slot] as number) >= 0;
    return (slot) => !Number.isNaN(values[slot]);
  }

  private comparison(column: SortColumn): (a: number, b: number) => number {
    const added = this.index.numbers('added');
    const { rows } = this.index;
    const tie = (a: number, b: number): number => {
      const way = (added[a] as number) - (added[b] as number);
      return way !== 0 ? way : (rows[a]?.key ?? '') < (rows[b]?.key ?? '') ? -1 : 1;
    };
    if (isText(column)) {
      const texts = this.index.text(column);
      return (a, b) => {
        const [x, y] = [texts[a] as string, texts[b] as string];
        return x === y ? tie(a, b) : x < y ? -1 : 1;
      };
    }
    const values = this.values(column);
    return (a, b) => (values[a] as number) - (values[b] as number) || tie(a, b);
  }

  /** Brought up to date: the former order is nearly right, and sorting what is nearly in order takes linear time. */
  private order(column: SortColumn): KeptOrder {
    const { index } = this;
    const kept = this.kept.get(column) ?? { revision: -1, slots: [], known: 0 };
    if (kept.revision === index.revision) return kept;
    const present = new Uint8Array(index.slotCount);
    const all: number[] = [];
    const add = (slot: number): void => {
      if (present[slot] === 1 || index.rows[slot] === null) return;
      present[slot] = 1;
      all.push(slot);
    };
    for (const slot of kept.slots) add(slot);
    for (let slot = 0; slot < index.slotCount; slot++) add(slot);
    const isKnown = this.isKnown(column);
    const known = all.filter(isKnown).sort(this.comparison(column));
    const unknown = all.filter((slot) => !isKnown(slot)).sort(this.comparison('added'));
    const fresh: KeptOrder = { revision: index.revision, slots: [...known, ...unknown], known: known.length };
    this.kept.set(column, fresh);
    return fresh;
  }
}
