/** Corrections of a beat grid by hand: pure, each returns a new grid. Thread: any. */
import { SESSION_RATE_HZ } from '../../control-bus/constants.ts';
import type { Grid } from '../port.ts';

export const BPM_MIN = 20;
export const BPM_MAX = 999;
/** Taps further apart than this begin anew. */
export const TAP_GAP_MS = 2500;
export const TAPS_NEEDED = 4;
const TAPS_KEPT = 16;

const inRange = (bpm: number): boolean => bpm >= BPM_MIN && bpm <= BPM_MAX;

/** The grid with its tempo times `factor` (½ or 2); unchanged when that leaves the range. */
export function scaleTempo(grid: Grid, factor: number): Grid {
  const bpm = grid.bpm * factor;
  return inRange(bpm) ? { ...grid, bpm } : grid;
}

/** The grid moved by milliseconds of source time. */
export function shiftGrid(grid: Grid, ms: number): Grid {
  return { ...grid, downbeatFrame: grid.downbeatFrame + (ms / 1000) * SESSION_RATE_HZ };
}

/** The grid with a downbeat at `frame`. */
export function downbeatAt(grid: Grid, frame: number): Grid {
  return { ...grid, downbeatFrame: frame };
}

/** The grid with another tempo; the downbeat nearest to `frame` stays where it is. Null when out of range. */
export function withTempo(grid: Grid | null, bpm: number, frame: number): Grid | null {
  if (!inRange(bpm)) return null;
  if (grid === null) return { downbeatFrame: frame, bpm, beatsPerBar: 4 };
  const bar = (grid.beatsPerBar * 60 * SESSION_RATE_HZ) / grid.bpm;
  const bars = Math.round((frame - grid.downbeatFrame) / bar);
  return { ...grid, downbeatFrame: grid.downbeatFrame + bars * bar, bpm };
}

/** Adds a tap; a long pause begins anew. Returns the taps kept, oldest first. */
export function addTap(taps: readonly number[], timeMs: number): readonly number[] {
  const last = taps[taps.length - 1];
  if (last === undefined || timeMs - last > TAP_GAP_MS || timeMs <= last) return [timeMs];
  return [...taps, timeMs].slice(-TAPS_KEPT);
}

/** Tempo of the taps by least squares, BPM as heard; null before `TAPS_NEEDED`. */
export function tappedTempo(taps: readonly number[]): number | null {
  const n = taps.length;
  if (n < TAPS_NEEDED) return null;
  const meanIndex = (n - 1) / 2;
  const meanTime = taps.reduce((sum, t) => sum + t, 0) / n;
  let cross = 0;
  let square = 0;
  taps.forEach((time, i) => {
    cross += (i - meanIndex) * (time - meanTime);
    square += (i - meanIndex) * (i - meanIndex);
  });
  const periodMs = cross / square;
  return periodMs > 0 ? 60_000 / periodMs : null;
}
