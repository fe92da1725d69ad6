/**
 * The rows the main thread holds: those on screen and some around them. One request is under way at a time; what is
 * looked at meanwhile is asked for after it.
 * Thread: main. A new map for every change, so that a signal can hold it.
 */
export type Rows<Row> = ReadonlyMap<number, Row | null>;
/** Rows asked for before and behind those on screen. */
const AROUND = 30;
/** With fewer than these before or behind, more are asked for: they arrive before the wheel is there. */
const AHEAD = 15;
/** Rows further away are let go. */
const KEPT = 300;

export interface RowWindow<Row> {
  /** Rows of a new search, from `from` on. Earlier requests no longer count. */
  reset(count: number, from: number, rows: readonly (Row | null)[]): void;
  /** Rows from `from` up to and without `to` are on screen. */
  look(from: number, to: number): void;
  /** What the next search should bring along. */
  readonly wanted: () => { readonly from: number; readonly count: number };
}

export function createRowWindow<Row>(
  ask: (from: number, count: number) => Promise<readonly (Row | null)[]>,
  show: (rows: Rows<Row>) => void,
  failed: (error: unknown) => void,
): RowWindow<Row> {
  let rows: Map<number, Row | null> = new Map();
  let count = 0;
  let from = 0;
  let to = 0;
  let search = 0;
  let asking = false;

  const wanted = (): { from: number; count: number } => {
    const first = Math.max(0, from - AROUND);
    return { from: first, count: Math.max(0, to + AROUND - first) };
  };
  const isMissing = (): boolean => {
    for (let i = Math.max(0, from - AHEAD); i < Math.min(count, to + AHEAD); i++) if (!rows.has(i)) return true;
    return false;
  };
  const keep = (first: number, found: readonly (Row | null)[]): void => {
    const near = [...rows].filter(([i]) => i > from - KEPT && i < to + KEPT);
    rows = new Map(near);
    // What is there stays the same object, so that a row on screen is not drawn again.
    for (const [i, row] of found.entries()) if (!rows.has(first + i)) rows.set(first + i, row);
    show(rows);
  };
  const fill = async (): Promise<void> => {
    asking = true;
    try {
      while (isMissing()) {
        const mine = search;
        const window = wanted();
        const asked = Math.min(window.count, count - window.from);
        const found = await ask(window.from, asked);
        if (mine !== search) continue;
        // A list that shrank meanwhile brings a new search; until then the rows stay empty.
        const short = Math.max(0, asked - found.length);
        keep(window.from, [...found, ...new Array<null>(short).fill(null)]);
      }
    } catch (error) {
      failed(error);
    } finally {
      asking = false;
    }
  };
  const look = (first: number, end: number): void => {
    from = first;
    to = end;
    if (!asking && isMissing()) void fill();
  };
  return {
    wanted,
    look,
    reset(total, first, found) {
      search++;
      count = total;
      rows = new Map();
      keep(first, found);
      look(from, to);
    },
  };
}
