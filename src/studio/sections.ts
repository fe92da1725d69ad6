/** Sections of a track when its grid is corrected. Thread: main; pure. */
import type { Grid, Section } from '../ui-shell/port.ts';

/**
 * The same stretches of music counted on another grid, each start on that grid's nearest downbeat; what becomes shorter
 * than a bar is left out. `rateHz` is that of the grids' frames.
 */
export function sectionsOnGrid(sections: readonly Section[], from: Grid, to: Grid, rateHz: number): Section[] {
  const barOf = (beat: number): number => {
    const frame = from.downbeatFrame + (beat * 60 * rateHz) / from.bpm;
    // Rounding gives −0 just before the downbeat; adding 0 makes it a number like any other.
    return Math.round(((frame - to.downbeatFrame) * to.bpm) / (60 * rateHz) / to.beatsPerBar) + 0;
  };
  return sections.flatMap(({ kind, startBeat, beats }) => {
    const first = barOf(startBeat);
    const end = barOf(startBeat + beats);
    return end > first ? [{ kind, startBeat: first * to.beatsPerBar, beats: (end - first) * to.beatsPerBar }] : [];
  });
}
