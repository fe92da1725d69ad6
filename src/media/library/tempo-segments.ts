/**
 * Beats found one by one, as the tempo segments a grid is kept in: as few as hold every bar's first beat to a few
 * milliseconds, so that a slow drift is a handful of changes and a wandering drummer one a bar.
 * Thread: library worker and main; pure.
 */
import type { ConstantGrid, VariableGrid } from '../analysis/result.ts';
import type { TempoSegment } from './model.ts';

/** A bar's first beat may lie this far from an even division of its segment: a third of what is heard as a flam. */
const TOLERANCE_S = 0.004;

export interface SegmentedGrid {
  readonly grid: ConstantGrid;
  readonly segments: readonly TempoSegment[];
}

/** Null when there are not two bars to tell a tempo from. Frames of `rateHz`. */
export function segmentsOf(found: VariableGrid, rateHz: number): SegmentedGrid | null {
  const { beatFrames, downbeatIndex, beatsPerBar } = found;
  const bars = beatFrames.filter((_, i) => i >= downbeatIndex && (i - downbeatIndex) % beatsPerBar === 0);
  const segments: TempoSegment[] = [];
  let from = 0;
  while (from < bars.length - 1) {
    let to = from + 1;
    while (to + 1 < bars.length && isEven(bars, from, to + 1, TOLERANCE_S * rateHz)) to++;
    const [start, end] = [bars[from] as number, bars[to] as number];
    segments.push({ startFrame: start, bpm: (60 * rateHz * beatsPerBar * (to - from)) / (end - start) });
    from = to;
  }
  const [first] = segments;
  if (first === undefined) return null;
  return { grid: { downbeatFrame: first.startFrame, bpm: first.bpm, beatsPerBar }, segments };
}

/** Whether the bars between two lie where an even division puts them. */
function isEven(bars: readonly number[], from: number, to: number, tolerance: number): boolean {
  const start = bars[from] as number;
  const length = ((bars[to] as number) - start) / (to - from);
  for (let i = from + 1; i < to; i++)
    if (Math.abs((bars[i] as number) - start - (i - from) * length) > tolerance) return false;
  return true;
}
