/**
 * Beat grids between a document (seconds, any beat of a bar) and the library (frames at session rate, from a downbeat).
 * Thread: exchange worker; pure.
 */
import { SESSION_RATE_HZ } from '../../../control-bus/constants.ts';
import type { GridGroup, Provenance, TempoSegment } from '../../library/model.ts';
import type { TempoMarker } from '../document.ts';
import type { Notes } from '../notes.ts';
import { nanoseconds } from '../numbers.ts';

/** Nanoseconds come back as the frames they were written from: 48 kHz has 0.05 frames in a microsecond. */
const FRAME_STEPS = 1e4;
/** A marker this near to a beat of the tempo before it, at that tempo, says nothing new. */
const SAME_BEAT_S = 0.001;
const SAME_TEMPO = 1e-6;

export const secondsOf = (frame: number): number => nanoseconds(frame / SESSION_RATE_HZ);
export const frameOf = (seconds: number): number =>
  Math.round(seconds * SESSION_RATE_HZ * FRAME_STEPS) / FRAME_STEPS + 0;

/** The marker's beats counted on to a later place. */
const beatsTo = (marker: TempoMarker, positionS: number): number => ((positionS - marker.positionS) * marker.bpm) / 60;
const beatOfBarAt = (marker: TempoMarker, beats: number): number =>
  ((((marker.beatOfBar - 1 + beats) % marker.beatsPerBar) + marker.beatsPerBar) % marker.beatsPerBar) + 1;

/** Markers that change something; of several at one place the last. */
function telling(grid: readonly TempoMarker[]): TempoMarker[] {
  const kept: TempoMarker[] = [];
  for (const marker of grid) {
    const last = kept.at(-1);
    if (last !== undefined && marker.positionS === last.positionS) kept.pop();
    const before = kept.at(-1);
    if (before !== undefined && before.beatsPerBar === marker.beatsPerBar) {
      const beats = Math.round(beatsTo(before, marker.positionS));
      const off = Math.abs(before.positionS + (beats * 60) / before.bpm - marker.positionS);
      const sameTempo = Math.abs(marker.bpm - before.bpm) <= SAME_TEMPO;
      if (sameTempo && off <= SAME_BEAT_S && beatOfBarAt(before, beats) === marker.beatOfBar) continue;
    }
    kept.push(marker);
  }
  return kept;
}

/** Null when the document has no grid. Bars are counted on from the first marker; where others begin anew is noted. */
export function gridOf(grid: readonly TempoMarker[], by: Provenance, notes: Notes, track: string): GridGroup | null {
  const markers = telling(grid);
  const [first] = markers;
  if (first === undefined) return null;
  const downbeatFrame = frameOf(first.positionS - ((first.beatOfBar - 1) * 60) / first.bpm);
  const constant = { downbeatFrame, bpm: first.bpm, beatsPerBar: first.beatsPerBar };
  if (markers.length === 1) return { grid: constant, segments: [], reason: null, by };
  const segments: TempoSegment[] = [{ startFrame: downbeatFrame, bpm: first.bpm }];
  let bar = first;
  for (const marker of markers.slice(1)) {
    const beatOfBar = beatOfBarAt(bar, Math.round(beatsTo(bar, marker.positionS)));
    if (marker.beatsPerBar !== first.beatsPerBar)
      notes.add('missing', 'Changes of the number of beats in a bar.', track);
    else if (beatOfBar !== marker.beatOfBar)
      notes.add('changed', 'Bars that begin anew at a tempo change; here the first bar counts on.', track);
    segments.push({ startFrame: frameOf(marker.positionS), bpm: marker.bpm });
    bar = { ...marker, beatsPerBar: first.beatsPerBar, beatOfBar };
  }
  return { grid: constant, segments, reason: null, by };
}

export function markersOf({ grid, segments }: GridGroup): TempoMarker[] {
  if (grid === null) return [];
  const { downbeatFrame, bpm, beatsPerBar } = grid;
  const markers: TempoMarker[] = [{ positionS: secondsOf(downbeatFrame), bpm, beatsPerBar, beatOfBar: 1 }];
  for (const { startFrame, bpm: tempo } of segments.slice(1)) {
    const before = markers.at(-1) as TempoMarker;
    const positionS = secondsOf(startFrame);
    const beatOfBar = beatOfBarAt(before, Math.round(beatsTo(before, positionS)));
    markers.push({ positionS, bpm: tempo, beatsPerBar, beatOfBar });
  }
  return markers;
}
