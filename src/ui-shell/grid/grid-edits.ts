/**
 * Corrections of a beat grid by hand. Each takes a grid and gives a new one, the same one where nothing changes, or null
 * where it cannot be done.
 * Thread: main; pure.
 */
import {
  type BeatGrid,
  type BeatMap,
  beatAt,
  beatMap,
  frameAt,
  framesPerBeatAt,
  gridOfMap,
  isConstant,
} from '../../control-bus/beat-grid.ts';
import { GRID_SEGMENTS_MAX, SESSION_RATE_HZ } from '../../control-bus/constants.ts';

const RATE = SESSION_RATE_HZ;
export const BPM_MIN = 20;
export const BPM_MAX = 999;

const inRange = (framesPerBeat: number): boolean => {
  const bpm = (60 * RATE) / framesPerBeat;
  return bpm >= BPM_MIN && bpm <= BPM_MAX;
};

interface Node {
  readonly frame: number;
  readonly beat: number;
  readonly framesPerBeat: number;
}

const nodesOf = (map: BeatMap): Node[] =>
  map.frames.map((frame, i) => ({
    frame,
    beat: map.beats[i] as number,
    framesPerBeat: map.framesPerBeat[i] as number,
  }));

/** The grid of nodes at whole beats; between two nodes the beats lie evenly. Null where a tempo leaves the range. */
function gridOfNodes(nodes: readonly Node[], beatsPerBar: number): BeatGrid | null {
  const framesPerBeat = nodes.map((node, i) => {
    const next = nodes[i + 1];
    return next === undefined ? node.framesPerBeat : (next.frame - node.frame) / (next.beat - node.beat);
  });
  if (nodes.length > GRID_SEGMENTS_MAX || !framesPerBeat.every(inRange)) return null;
  const frames = nodes.map(({ frame }) => frame);
  return gridOfMap({ frames, beats: nodes.map(({ beat }) => beat), framesPerBeat, beatsPerBar }, RATE);
}

/** The whole grid moved by source frames. */
export function shiftGrid(grid: BeatGrid, frames: number): BeatGrid {
  const moved = { ...grid, downbeatFrame: grid.downbeatFrame + frames };
  if (grid.segments === undefined) return moved;
  return { ...moved, segments: grid.segments.map((s) => ({ ...s, startFrame: s.startFrame + frames })) };
}

export const framesOfMs = (ms: number): number => (ms / 1000) * RATE;

/** The beats stay; bars begin `beats` later. */
export function shiftDownbeat(grid: BeatGrid, beats: number): BeatGrid | null {
  const map = beatMap(grid, RATE);
  const [framesPerBeat = 0] = map.framesPerBeat;
  if (isConstant(grid)) return shiftGrid(grid, beats * framesPerBeat);
  return gridOfMap({ ...map, beats: map.beats.map((beat) => beat - beats) }, RATE);
}

/** The beat nearest to `frame` is put there and begins a bar. */
export function downbeatAt(grid: BeatGrid, frame: number): BeatGrid | null {
  if (isConstant(grid)) return { ...grid, downbeatFrame: frame };
  const map = beatMap(grid, RATE);
  const beat = Math.round(beatAt(map, frame));
  return shiftDownbeat(shiftGrid(grid, frame - frameAt(map, beat)), beat);
}

/** Every second beat, or a beat between any two: tempo times ½ or 2. Every beat that is left lies where it was. */
export function scaleTempo(grid: BeatGrid, factor: 0.5 | 2): BeatGrid | null {
  if (isConstant(grid)) {
    const bpm = grid.bpm * factor;
    return inRange((60 * RATE) / bpm) ? { ...grid, bpm } : null;
  }
  const map = beatMap(grid, RATE);
  const nodes = new Map<number, Node>();
  for (const { beat, framesPerBeat } of nodesOf(map)) {
    // Halved, a change on a beat that goes is framed by the two beside it, which stay.
    const stays = Number.isInteger(beat * factor) ? [beat] : [beat - 1, beat + 1];
    for (const one of stays)
      nodes.set(one * factor, { frame: frameAt(map, one), beat: one * factor, framesPerBeat: framesPerBeat / factor });
  }
  return gridOfNodes([...nodes.values()], grid.beatsPerBar);
}

/** Index of the node whose tempo rules at `frame`. */
function rulingNode(nodes: readonly Node[], frame: number): number {
  let found = 0;
  nodes.forEach((node, i) => {
    if (node.frame <= frame) found = i;
  });
  return found;
}

/**
 * Another tempo around `frame`. A constant grid keeps the downbeat nearest to it; with tempo changes, the last one before
 * `frame` gets the tempo, and those after it keep their distance in beats.
 */
export function withTempo(grid: BeatGrid | null, bpm: number, frame: number): BeatGrid | null {
  const framesPerBeat = (60 * RATE) / bpm;
  if (!inRange(framesPerBeat)) return null;
  if (grid === null) return { downbeatFrame: frame, bpm, beatsPerBar: 4 };
  const map = beatMap(grid, RATE);
  if (isConstant(grid)) {
    const bars = Math.round(beatAt(map, frame) / grid.beatsPerBar);
    return { ...grid, downbeatFrame: frameAt(map, bars * grid.beatsPerBar), bpm };
  }
  const nodes = nodesOf(map);
  const ruling = rulingNode(nodes, frame);
  const next = nodes[ruling + 1];
  if (next === undefined)
    return gridOfNodes(
      nodes.map((node, i) => (i === ruling ? { ...node, framesPerBeat } : node)),
      grid.beatsPerBar,
    );
  const here = nodes[ruling] as Node;
  const later = here.frame + (next.beat - here.beat) * framesPerBeat - next.frame;
  return gridOfNodes(
    nodes.map((node, i) => (i > ruling ? { ...node, frame: node.frame + later } : node)),
    grid.beatsPerBar,
  );
}

/** The beat nearest to `frame`, as a place from which the tempo may change. */
export function nearestBeat(grid: BeatGrid, frame: number): number {
  const map = beatMap(grid, RATE);
  return frameAt(map, Math.round(beatAt(map, frame)));
}

/** From the beat nearest to `frame` on the tempo is a matter of its own; nothing moves yet. The same grid where it is already. */
export function addChange(grid: BeatGrid, frame: number): BeatGrid | null {
  const map = beatMap(grid, RATE);
  const nodes = nodesOf(map);
  const beat = Math.round(beatAt(map, frame));
  if (nodes.some((node) => node.beat === beat)) return grid;
  const at = frameAt(map, beat);
  const node = { frame: at, beat, framesPerBeat: framesPerBeatAt(map, at) };
  return gridOfNodes(
    [...nodes, node].sort((a, b) => a.beat - b.beat),
    grid.beatsPerBar,
  );
}

/** Index of the tempo change that rules at `frame` (within a quarter of a beat before it), 0 where the first tempo does. */
export function rulingChange(grid: BeatGrid, frame: number): number {
  const map = beatMap(grid, RATE);
  return rulingNode(nodesOf(map), frame + framesPerBeatAt(map, frame) / 4);
}

/** The change that rules at `frame` is taken out: the tempo before it goes on, as evenly as the next change asks. Null where none rules. */
export function removeChange(grid: BeatGrid, frame: number): BeatGrid | null {
  const nodes = nodesOf(beatMap(grid, RATE));
  const ruling = rulingChange(grid, frame);
  if (ruling === 0) return null;
  const before = nodes[ruling - 1] as Node;
  const next = nodes[ruling + 1];
  const kept = nodes.filter((_, i) => i !== ruling);
  if (next === undefined) return gridOfNodes(kept, grid.beatsPerBar);
  const beats = Math.max(1, Math.round((next.frame - before.frame) / before.framesPerBeat));
  const later = before.beat + beats - next.beat;
  return gridOfNodes(
    kept.map((node) => (node.beat >= next.beat ? { ...node, beat: node.beat + later } : node)),
    grid.beatsPerBar,
  );
}

/**
 * Everything up to the beat nearest to `from` stays; from there the tempo becomes such that the beat nearest to `here`
 * falls on it. Changes between the two are replaced by it; those after `here` stay where they are. From the grid's first
 * place the whole first tempo changes. Null where `here` is less than half a beat later.
 */
export function stretchFrom(grid: BeatGrid, from: number, here: number): BeatGrid | null {
  const map = beatMap(grid, RATE);
  const nodes = nodesOf(map);
  const beat = Math.round(beatAt(map, from));
  const start = frameAt(map, beat);
  const beats = Math.round(beatAt(map, here)) - beat;
  if (beats < 1 || here <= start) return null;
  const framesPerBeat = (here - start) / beats;
  const pinned: Node = { frame: start, beat, framesPerBeat };
  const before = nodes.filter((node) => node.beat < beat);
  // The first node gives way to a pin before it: what lies before goes on in its tempo.
  const [first] = nodes;
  if (before.length === 0 && first !== undefined && first.beat > beat)
    before.push({ ...first, frame: start - first.framesPerBeat, beat: beat - 1 });
  const after = nodes.filter((node) => node.frame > here);
  const next = after[0];
  if (next === undefined) return gridOfNodes([...before, pinned], grid.beatsPerBar);
  const rest = Math.round((next.frame - here) / framesPerBeat);
  if (rest < 1) return null;
  const later = beat + beats + rest - next.beat;
  const bend: Node = { frame: here, beat: beat + beats, framesPerBeat };
  return gridOfNodes(
    [...before, pinned, bend, ...after.map((node) => ({ ...node, beat: node.beat + later }))],
    grid.beatsPerBar,
  );
}
