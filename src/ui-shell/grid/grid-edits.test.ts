import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type BeatGrid, beatAt, beatMap, frameAt, framesPerBeatAt, isConstant } from '../../control-bus/beat-grid.ts';
import { GRID_SEGMENTS_MAX, SESSION_RATE_HZ } from '../../control-bus/constants.ts';
import { gridWith } from '../../control-bus/test-grids.ts';
import {
  addChange,
  downbeatAt,
  framesOfMs,
  nearestBeat,
  removeChange,
  rulingChange,
  scaleTempo,
  shiftDownbeat,
  shiftGrid,
  stretchFrom,
  withTempo,
} from './grid-edits.ts';

const RATE = SESSION_RATE_HZ;
const tempi = fc.double({ min: 60, max: 190, noNaN: true });
const constantGrids = fc.record({
  downbeatFrame: fc.double({ min: -20_000, max: 90_000, noNaN: true }),
  bpm: tempi,
  beatsPerBar: fc.integer({ min: 2, max: 7 }),
});
const changes = fc.array(fc.tuple(fc.integer({ min: 1, max: 40 }), tempi), { maxLength: 8 });
const grids = fc.tuple(constantGrids, changes).map(([grid, after]) => gridWith(grid, after));
const GRID = { downbeatFrame: 1000, bpm: 124, beatsPerBar: 4 };
const frames = fc.double({ min: 0, max: 9_000_000, noNaN: true });
const mapOf = (grid: BeatGrid) => beatMap(grid, RATE);
/** Distance of a frame from the nearest beat, in beats. */
const offBeat = (grid: BeatGrid, frame: number): number => {
  const beat = beatAt(mapOf(grid), frame);
  return Math.abs(beat - Math.round(beat));
};
const isDownbeat = (grid: BeatGrid, frame: number): boolean => {
  const bars = beatAt(mapOf(grid), frame) / grid.beatsPerBar;
  return Math.abs(bars - Math.round(bars)) < 1e-6;
};
/** Every beat of `before` at or before `until` is a beat of `after`. */
function expectKept(before: BeatGrid, after: BeatGrid, until: number): void {
  const map = mapOf(before);
  const last = Math.floor(beatAt(map, until) + 1e-6);
  for (let beat = 0; beat <= last; beat += Math.max(1, Math.floor(last / 20)))
    expect(offBeat(after, frameAt(map, beat))).toBeLessThan(1e-5);
}

describe('the whole grid', () => {
  it('shifts by source time, and back', () => {
    expect(shiftGrid(GRID, framesOfMs(5)).downbeatFrame).toBe(1240);
    fc.assert(
      fc.property(grids, frames, fc.double({ min: -48_000, max: 48_000, noNaN: true }), (grid, frame, by) => {
        expect(beatAt(mapOf(shiftGrid(grid, by)), frame + by)).toBeCloseTo(beatAt(mapOf(grid), frame), 5);
      }),
      { seed: 1 },
    );
  });

  it('lets bars begin some beats later; the beats stay', () => {
    fc.assert(
      fc.property(grids, fc.integer({ min: -9, max: 9 }), fc.integer({ min: 0, max: 90 }), (grid, by, beat) => {
        const after = shiftDownbeat(grid, by) as BeatGrid;
        const frame = frameAt(mapOf(grid), beat);
        expect(offBeat(after, frame)).toBeLessThan(1e-5);
        expect(isDownbeat(after, frame)).toBe(
          (((beat - by) % grid.beatsPerBar) + grid.beatsPerBar) % grid.beatsPerBar === 0,
        );
      }),
      { seed: 2 },
    );
  });

  it('puts the nearest beat on the place named and begins a bar with it', () => {
    fc.assert(
      fc.property(grids, frames, (grid, frame) => {
        expect(isDownbeat(downbeatAt(grid, frame) as BeatGrid, frame)).toBe(true);
      }),
      { seed: 3 },
    );
  });

  it('halves and doubles within the range only, and every beat left lies where it was', () => {
    expect(scaleTempo(GRID, 0.5)?.bpm).toBe(62);
    expect(scaleTempo(GRID, 2)?.bpm).toBe(248);
    expect(scaleTempo({ ...GRID, bpm: 600 }, 2)).toBeNull();
    fc.assert(
      fc.property(grids, fc.integer({ min: 0, max: 120 }), (grid, beat) => {
        const at = frameAt(mapOf(grid), beat * 2);
        expect(beatAt(mapOf(scaleTempo(grid, 0.5) as BeatGrid), at)).toBeCloseTo(beat, 6);
        expect(beatAt(mapOf(scaleTempo(grid, 2) as BeatGrid), at)).toBeCloseTo(beat * 4, 6);
      }),
      { seed: 4 },
    );
  });
});

describe('a tempo by hand', () => {
  it('keeps the nearest downbeat of a constant grid', () => {
    fc.assert(
      fc.property(constantGrids, fc.double({ min: 60, max: 180, noNaN: true }), frames, (grid, bpm, frame) => {
        const next = withTempo(grid, bpm, frame) as BeatGrid;
        const bar = (grid.beatsPerBar * 60 * RATE) / grid.bpm;
        expect(next.bpm).toBe(bpm);
        expect(Math.abs(next.downbeatFrame - frame)).toBeLessThanOrEqual(bar / 2 + 1e-6);
        expect(isDownbeat(grid, next.downbeatFrame)).toBe(true);
      }),
      { seed: 5 },
    );
  });

  it('rules from the last change on, keeps what is before it and the beats after it', () => {
    fc.assert(
      fc.property(grids, fc.double({ min: 60, max: 180, noNaN: true }), frames, (grid, bpm, frame) => {
        if (isConstant(grid)) return;
        const next = withTempo(grid, bpm, frame) as BeatGrid;
        const map = mapOf(grid);
        const node = Math.max(0, map.frames.filter((start) => start <= frame).length - 1);
        const start = map.frames[node] as number;
        expect(framesPerBeatAt(mapOf(next), start + 1)).toBeCloseTo((60 * RATE) / bpm, 5);
        if (node > 0) expectKept(grid, next, start);
        expect(mapOf(next).beats).toEqual(map.beats);
      }),
      { seed: 6 },
    );
  });

  it('is refused out of range, and makes a grid where there is none', () => {
    expect(withTempo(GRID, 5, 0)).toBeNull();
    expect(withTempo(null, 120, 55)).toEqual({ downbeatFrame: 55, bpm: 120, beatsPerBar: 4 });
  });
});

describe('tempo changes', () => {
  it('are added on the nearest beat without moving anything, and taken out again', () => {
    fc.assert(
      fc.property(grids, frames, frames, (grid, frame, anywhere) => {
        const added = addChange(grid, frame) as BeatGrid;
        expect(Math.abs(beatAt(mapOf(added), anywhere) - beatAt(mapOf(grid), anywhere)) % grid.beatsPerBar).toBeCloseTo(
          0,
          5,
        );
        const at = nearestBeat(grid, frame);
        const isNew = mapOf(grid).frames.every((start) => Math.abs(start - at) > 1);
        if (!isNew || at < grid.downbeatFrame) return;
        expect(rulingChange(added, at)).toBeGreaterThan(0);
        const back = removeChange(added, at) as BeatGrid;
        expect(beatAt(mapOf(back), anywhere)).toBeCloseTo(beatAt(mapOf(grid), anywhere), 4);
      }),
      { seed: 7 },
    );
  });

  it('are refused where the engine has no room for more', () => {
    const segments = Array.from({ length: GRID_SEGMENTS_MAX }, (_, i) => ({ startFrame: 24_000 * i, bpm: 120 }));
    expect(addChange({ downbeatFrame: 0, bpm: 120, beatsPerBar: 4, segments }, 24_000 * 300)).toBeNull();
    expect(removeChange(GRID, 90_000)).toBeNull();
  });

  it('taken out leave every other change where it is', () => {
    fc.assert(
      fc.property(grids, frames, (grid, frame) => {
        const ruling = rulingChange(grid, frame);
        const after = removeChange(grid, frame) ?? grid;
        const starts = mapOf(grid).frames.filter((_, i) => i !== ruling || i === 0);
        expect(mapOf(after).frames.length).toBe(starts.length);
        mapOf(after).frames.forEach((start, i) => {
          expect(start).toBeCloseTo(starts[i] as number, 4);
        });
      }),
      { seed: 8 },
    );
  });
});

describe('stretching', () => {
  it('keeps all before the pin, puts a beat on the place named, and leaves later changes where they are', () => {
    fc.assert(
      fc.property(
        grids,
        fc.integer({ min: 1, max: 60 }),
        fc.double({ min: 0.6, max: 90, noNaN: true }),
        (grid, beat, on) => {
          const map = mapOf(grid);
          const pin = frameAt(map, beat);
          const here = frameAt(map, beat + on);
          const after = stretchFrom(grid, pin, here);
          if (after === null) return; // a change follows too closely
          expect(offBeat(after, here)).toBeLessThan(1e-5);
          expectKept(grid, after, pin);
          const starts = mapOf(after).frames;
          for (const start of map.frames.filter((frame) => frame > here + 1))
            expect(starts.some((frame) => Math.abs(frame - start) < 1e-3)).toBe(true);
        },
      ),
      { seed: 9 },
    );
  });

  it('from the first place changes the one tempo there is', () => {
    const after = stretchFrom({ ...GRID, bpm: 120 }, GRID.downbeatFrame, GRID.downbeatFrame + 100 * 24_000 + 2400);
    expect(after?.segments).toBeUndefined();
    expect(after?.bpm).toBeCloseTo(120 / 1.001, 9);
  });

  it('needs a beat between the two places', () => {
    expect(stretchFrom(GRID, 50_000, 50_100)).toBeNull();
    expect(stretchFrom(GRID, 50_000, 10_000)).toBeNull();
  });
});
