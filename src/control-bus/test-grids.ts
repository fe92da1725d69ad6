/** Grids whose tempo changes, for tests. Thread: Node, tests only. */
import type { BeatGrid, TempoSegment } from './beat-grid.ts';
import { SESSION_RATE_HZ } from './constants.ts';

/** `grid` with a change of tempo after each of `changes`: so many beats on, this tempo. */
export function gridWith(grid: BeatGrid, changes: readonly (readonly [beats: number, bpm: number])[]): BeatGrid {
  if (changes.length === 0) return grid;
  const segments: TempoSegment[] = [{ startFrame: grid.downbeatFrame, bpm: grid.bpm }];
  let { downbeatFrame: frame, bpm } = grid;
  for (const [beats, next] of changes) {
    frame += (beats * 60 * SESSION_RATE_HZ) / bpm;
    bpm = next;
    segments.push({ startFrame: frame, bpm });
  }
  return { ...grid, segments };
}
