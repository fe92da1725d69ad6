/**
 * Which row each element of a list shows: row n stands in element n modulo their number. Rows on screen are shown at once;
 * those beyond the edges a few a frame, so that a notch of the wheel, which finds its rows ready, costs no frame more than
 * the others.
 * Thread: any; pure.
 */

/** Rows from `from` up to and without `to`. */
export interface RowRange {
  readonly from: number;
  readonly to: number;
}

export interface RowRing {
  /** The row of each element; −1: none yet, or there are no longer so many. What was scrolled past stays where it was. */
  readonly rows: readonly number[];
  /** True when rows beyond the edges still wait for a frame. */
  readonly waits: boolean;
}

export const EMPTY_RING: RowRing = { rows: [], waits: false };

/**
 * The ring that follows `before`. `near` holds `seen` and what may come into sight next; `atATime` of the rows beyond the
 * edges are brought in. The ring grows with `near` and never shrinks: a row more on screen must seldom shuffle the others.
 */
export function nextRing(before: RowRing, seen: RowRange, near: RowRange, count: number, atATime: number): RowRing {
  const size = Math.max(before.rows.length, near.to - near.from);
  const held = size === before.rows.length ? before.rows : spread(before.rows, size);
  const rows = held.map((row) => (row < count ? row : -1));
  let left = atATime;
  let waits = false;
  for (let row = near.from; row < near.to; row++) {
    const at = row % size;
    if (rows[at] === row) continue;
    const isSeen = row >= seen.from && row < seen.to;
    if (isSeen || left > 0) rows[at] = row;
    else waits = true;
    if (!isSeen) left--;
  }
  return { rows, waits };
}

/** The same rows in a larger ring. */
function spread(rows: readonly number[], size: number): number[] {
  const larger = new Array<number>(size).fill(-1);
  for (const row of rows) if (row >= 0) larger[row % size] = row;
  return larger;
}
