/**
 * Beat grids for formats whose markers always stand on the first beat of a bar. Thread: any.
 */
import type { TempoMarker } from './document.ts';
import type { Notes } from './notes.ts';
import { nanoseconds } from './numbers.ts';

export const BARS_OF_FOUR = 4;

export function sortGrid(grid: TempoMarker[]): TempoMarker[] {
  return grid.sort((a, b) => a.positionS - b.positionS);
}

/**
 * `grid` with every marker on a downbeat: a marker elsewhere moves forward to the next one. For the first marker the
 * beats stay the same ones; a later one leaves the beats it passed at the tempo before it, which is noted. Bars of
 * another length than four are noted too.
 */
export function onDownbeats(grid: readonly TempoMarker[], losses: Notes, track: string): TempoMarker[] {
  const moved: TempoMarker[] = [];
  grid.forEach((marker, i) => {
    if (marker.beatsPerBar !== BARS_OF_FOUR) losses.add('missing', 'Bars of other than four beats.', track);
    if (marker.beatOfBar === 1) {
      moved.push(marker);
      return;
    }
    const beats = marker.beatsPerBar + 1 - marker.beatOfBar;
    const positionS = nanoseconds(marker.positionS + (beats * 60) / marker.bpm);
    const next = grid[i + 1];
    if (next !== undefined && positionS >= next.positionS) {
      losses.add('missing', 'Tempo changes shorter than a bar.', track);
      return;
    }
    if (i > 0) losses.add('changed', 'Tempo changes inside a bar move to the next bar.', track);
    moved.push({ ...marker, positionS, beatOfBar: 1 });
  });
  return moved;
}
