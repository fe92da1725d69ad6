/** The beats that a result speaks of, one by one. Thread: any; allocates. */
import type { AnalysisResult } from './result.ts';

export interface BeatFrames {
  /** Source frames, ascending, within the track. */
  readonly beats: readonly number[];
  readonly downbeats: readonly number[];
}

/** Beats of a constant or variable grid; none when the result has neither. */
export function beatsOf(result: Pick<AnalysisResult, 'grid' | 'variableGrid' | 'frames' | 'rateHz'>): BeatFrames {
  const beats: number[] = [];
  const downbeats: number[] = [];
  const { grid, variableGrid, frames, rateHz } = result;
  const add = (frame: number, isDownbeat: boolean): void => {
    if (frame < 0 || frame >= frames) return;
    beats.push(frame);
    if (isDownbeat) downbeats.push(frame);
  };
  if (grid !== null) {
    const period = (60 * rateHz) / grid.bpm;
    for (let k = Math.ceil(-grid.downbeatFrame / period); grid.downbeatFrame + k * period < frames; k++)
      add(grid.downbeatFrame + k * period, k % grid.beatsPerBar === 0);
  } else if (variableGrid) {
    const { beatFrames, downbeatIndex, beatsPerBar } = variableGrid;
    beatFrames.forEach((frame, i) => {
      add(frame, (i - downbeatIndex) % beatsPerBar === 0);
    });
  }
  return { beats, downbeats };
}
