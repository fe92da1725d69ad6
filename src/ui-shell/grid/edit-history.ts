/** Undo and redo over values that are replaced as a whole. Thread: any; pure. */

const STEPS_KEPT = 100;

export interface EditHistory<T> {
  /** Values before each step, oldest first. */
  readonly past: readonly T[];
  /** Values after each step taken back, the next one last. */
  readonly future: readonly T[];
}

export const NO_EDITS: EditHistory<never> = { past: [], future: [] };

/** `before` was replaced by a hand: what was taken back before cannot be redone any more. */
export function recordEdit<T>(history: EditHistory<T>, before: T): EditHistory<T> {
  return { past: [...history.past, before].slice(-STEPS_KEPT), future: [] };
}

/** What stood before the last step, where there is one; `now` can then be had back. */
export function undoEdit<T>(history: EditHistory<T>, now: T): { value: T; history: EditHistory<T> } | null {
  if (history.past.length === 0) return null;
  const value = history.past[history.past.length - 1] as T;
  return { value, history: { past: history.past.slice(0, -1), future: [...history.future, now] } };
}

/** The step taken back last, again. */
export function redoEdit<T>(history: EditHistory<T>, now: T): { value: T; history: EditHistory<T> } | null {
  if (history.future.length === 0) return null;
  const value = history.future[history.future.length - 1] as T;
  return { value, history: { past: [...history.past, now], future: history.future.slice(0, -1) } };
}
