/**
 * A beat grid as everybody states it, and as arithmetic needs it: beats from frames and back.
 *
 * Beat 0 is the grid's downbeat. The first tempo reaches back to the track's start; a tempo change is a whole number of
 * beats after the one before, and between two changes the beats lie evenly. The kernel computes the same
 * (worklets/kernel/assembly/deck-beats.ts).
 * Thread: any; pure. `beatMap` allocates, the others do not.
 */
import { type Command, makeCommand, Op, type SourceClass } from './commands.ts';
import { GRID_SEGMENTS_MAX } from './constants.ts';

/** From this source frame, which is a beat, on. */
export interface TempoSegment {
  readonly startFrame: number;
  readonly bpm: number;
}

export interface BeatGrid {
  /** Source frame of a downbeat. */
  readonly downbeatFrame: number;
  /** Up to the first tempo change. */
  readonly bpm: number;
  readonly beatsPerBar: number;
  /** Absent or empty for constant tempo; else in time order, the first one at `downbeatFrame` and with `bpm`. */
  readonly segments?: readonly TempoSegment[];
}

/** A grid ready for arithmetic. Node `i`: beat `beats[i]` lies at `frames[i]`, and a beat is `framesPerBeat[i]` long from there on. */
export interface BeatMap {
  readonly frames: readonly number[];
  readonly beats: readonly number[];
  readonly framesPerBeat: readonly number[];
  readonly beatsPerBar: number;
}

/** Tempo changes after the first tempo. */
export const tempoChanges = (grid: BeatGrid): readonly TempoSegment[] => grid.segments?.slice(1) ?? [];

export const isConstant = (grid: BeatGrid): boolean => (grid.segments?.length ?? 0) < 2;

export function beatMap(grid: BeatGrid, rateHz: number): BeatMap {
  const frames = [grid.downbeatFrame];
  const beats = [0];
  const framesPerBeat = [(60 * rateHz) / grid.bpm];
  for (const { startFrame, bpm } of tempoChanges(grid)) {
    const i = frames.length - 1;
    const length = startFrame - (frames[i] as number);
    const count = Math.max(1, Math.floor(length / (framesPerBeat[i] as number) + 0.5));
    framesPerBeat[i] = length / count;
    frames.push(startFrame);
    beats.push((beats[i] as number) + count);
    framesPerBeat.push((60 * rateHz) / bpm);
  }
  return { frames, beats, framesPerBeat, beatsPerBar: grid.beatsPerBar };
}

/** Index of the last node at or before `value`; 0 before the first. */
function nodeAt(nodes: readonly number[], value: number): number {
  let low = 0;
  let high = nodes.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((nodes[middle] as number) <= value) low = middle;
    else high = middle - 1;
  }
  return low;
}

export function beatAt(map: BeatMap, frame: number): number {
  const i = nodeAt(map.frames, frame);
  return (map.beats[i] as number) + (frame - (map.frames[i] as number)) / (map.framesPerBeat[i] as number);
}

export function frameAt(map: BeatMap, beat: number): number {
  const i = nodeAt(map.beats, beat);
  return (map.frames[i] as number) + (beat - (map.beats[i] as number)) * (map.framesPerBeat[i] as number);
}

/** Source frames of a beat at `frame`. */
export const framesPerBeatAt = (map: BeatMap, frame: number): number =>
  map.framesPerBeat[nodeAt(map.frames, frame)] as number;

/** The grid of nodes that are whole beats; the first is made a downbeat by going back in its own tempo. */
export function gridOfMap(map: BeatMap, rateHz: number): BeatGrid {
  const { beatsPerBar } = map;
  const [first = 0] = map.beats;
  const into = beatsPerBar > 0 ? ((first % beatsPerBar) + beatsPerBar) % beatsPerBar : 0;
  const start = (map.frames[0] as number) - into * (map.framesPerBeat[0] as number);
  const segments = map.frames.map((frame, i) => ({
    startFrame: i === 0 ? start : frame,
    bpm: (60 * rateHz) / (map.framesPerBeat[i] as number),
  }));
  const grid = { downbeatFrame: start, bpm: segments[0]?.bpm ?? 0, beatsPerBar };
  return segments.length > 1 ? { ...grid, segments } : grid;
}

/**
 * A grid from elsewhere as the engine can take it: changes out of order or less than half a beat after the one before are
 * left out, and where there are more than there is room for, every second (third, …) beat-exact one stays.
 */
export function playableGrid(grid: BeatGrid, rateHz: number): BeatGrid {
  const changes = tempoChanges(grid);
  if (changes.length === 0) return grid;
  const kept = [{ startFrame: grid.downbeatFrame, bpm: grid.bpm }];
  for (const change of changes) {
    const before = kept[kept.length - 1] as TempoSegment;
    if (change.startFrame - before.startFrame > (31 * rateHz) / before.bpm) kept.push(change);
  }
  const map = beatMap({ ...grid, segments: kept }, rateHz);
  const every = Math.ceil(kept.length / GRID_SEGMENTS_MAX);
  if (every === 1) return kept.length === grid.segments?.length ? grid : gridOfMap(map, rateHz);
  const frames = map.frames.filter((_, i) => i % every === 0);
  const beats = map.beats.filter((_, i) => i % every === 0);
  const last = map.framesPerBeat[map.framesPerBeat.length - 1] as number;
  const framesPerBeat = frames.map((frame, i) => {
    const [next, beat] = [frames[i + 1], beats[i + 1]];
    return next === undefined || beat === undefined ? last : (next - frame) / (beat - (beats[i] as number));
  });
  return gridOfMap({ frames, beats, framesPerBeat, beatsPerBar: grid.beatsPerBar }, rateHz);
}

export function sameGrid(a: BeatGrid | null, b: BeatGrid | null): boolean {
  if (a === null || b === null) return a === b;
  if (a.downbeatFrame !== b.downbeatFrame || a.bpm !== b.bpm || a.beatsPerBar !== b.beatsPerBar) return false;
  const [ours, theirs] = [tempoChanges(a), tempoChanges(b)];
  return (
    ours.length === theirs.length &&
    ours.every(({ startFrame, bpm }, i) => startFrame === theirs[i]?.startFrame && bpm === theirs[i]?.bpm)
  );
}

/** The commands that give a deck a grid, in the order they have to be sent; null removes it. */
export function gridCommands(deck: number, grid: BeatGrid | null, source: SourceClass): Command[] {
  if (grid === null) return [makeCommand({ op: Op.setGrid, deck, source, b: 0, c: 4 })];
  const changes = tempoChanges(grid);
  return [
    ...changes.map(({ startFrame, bpm }, i) =>
      makeCommand({ op: Op.gridSegment, deck, source, target: i + 1, a: startFrame, b: bpm }),
    ),
    makeCommand({
      op: Op.setGrid,
      deck,
      source,
      target: changes.length,
      a: grid.downbeatFrame,
      b: grid.bpm,
      c: grid.beatsPerBar,
    }),
  ];
}
