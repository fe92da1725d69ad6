import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { beatAt, beatMap, frameAt, gridCommands, gridOfMap, playableGrid, sameGrid } from './beat-grid.ts';
import { Op, SourceClass } from './commands.ts';
import { GRID_SEGMENTS_MAX, SESSION_RATE_HZ } from './constants.ts';
import { gridWith } from './test-grids.ts';

const RATE = SESSION_RATE_HZ;
const tempi = fc.double({ min: 60, max: 190, noNaN: true });
const constantGrids = fc.record({
  downbeatFrame: fc.double({ min: -20_000, max: 90_000, noNaN: true }),
  bpm: tempi,
  beatsPerBar: fc.integer({ min: 2, max: 7 }),
});
const changes = fc.array(fc.tuple(fc.integer({ min: 1, max: 40 }), tempi), { maxLength: 8 });
const grids = fc.tuple(constantGrids, changes).map(([grid, after]) => gridWith(grid, after));
const frames = fc.double({ min: -200_000, max: 20_000_000, noNaN: true });

describe('beats and frames', () => {
  it('are each other’s inverse', () => {
    fc.assert(
      fc.property(grids, frames, (grid, frame) => {
        const map = beatMap(grid, RATE);
        expect(Math.abs(frameAt(map, beatAt(map, frame)) - frame)).toBeLessThan(1e-4);
      }),
      { seed: 3 },
    );
  });

  it('only ever rise together', () => {
    fc.assert(
      fc.property(grids, frames, fc.double({ min: 1, max: 100_000, noNaN: true }), (grid, frame, on) => {
        const map = beatMap(grid, RATE);
        expect(beatAt(map, frame + on)).toBeGreaterThan(beatAt(map, frame));
      }),
      { seed: 4 },
    );
  });

  it('of a constant grid are a line', () => {
    fc.assert(
      fc.property(constantGrids, frames, (grid, frame) => {
        const map = beatMap(grid, RATE);
        expect(beatAt(map, frame)).toBe(0 + (frame - grid.downbeatFrame) / ((60 * RATE) / grid.bpm));
      }),
      { seed: 5 },
    );
  });

  it('survive the way through a map', () => {
    fc.assert(
      fc.property(grids, frames, (grid, frame) => {
        const map = beatMap(grid, RATE);
        const back = beatMap(gridOfMap(map, RATE), RATE);
        expect(Math.abs(beatAt(back, frame) - beatAt(map, frame))).toBeLessThan(1e-6);
      }),
      { seed: 6 },
    );
  });

  it('between two changes lie evenly, whole beats apart', () => {
    const grid = { downbeatFrame: 0, bpm: 120, beatsPerBar: 4 };
    const segments = [
      { startFrame: 0, bpm: 120 },
      { startFrame: 4.2 * 24_000, bpm: 100 },
    ];
    const map = beatMap({ ...grid, segments }, RATE);
    expect(map.beats).toEqual([0, 4]);
    expect(frameAt(map, 2)).toBeCloseTo(2.1 * 24_000, 9);
    expect(frameAt(map, 5)).toBeCloseTo(4.2 * 24_000 + 28_800, 9);
  });
});

it('grids are the same when every beat is', () => {
  fc.assert(
    fc.property(grids, (grid) => {
      expect(sameGrid(grid, structuredClone(grid))).toBe(true);
      expect(sameGrid(grid, { ...grid, downbeatFrame: grid.downbeatFrame + 1 })).toBe(false);
      expect(sameGrid(grid, null)).toBe(false);
    }),
    { seed: 7 },
  );
});

it('a grid goes to the engine with its changes first, numbered from one', () => {
  const segments = [0, 1, 2].map((i) => ({ startFrame: i * 96_000, bpm: 120 + i }));
  const grid = { downbeatFrame: 0, bpm: 120, beatsPerBar: 3, segments };
  const sent = gridCommands(2, grid, SourceClass.host);
  expect(sent.map(({ op, deck, target, a, b }) => [op, deck, target, a, b])).toEqual([
    [Op.gridSegment, 2, 1, 96_000, 121],
    [Op.gridSegment, 2, 2, 192_000, 122],
    [Op.setGrid, 2, 2, 0, 120],
  ]);
  expect(gridCommands(0, null, SourceClass.host)).toMatchObject([{ op: Op.setGrid, target: 0, b: 0 }]);
});

describe('a grid from elsewhere', () => {
  const first = { downbeatFrame: 500, bpm: 120, beatsPerBar: 4 };

  it('stays what it is where the engine can take it', () => {
    fc.assert(
      fc.property(grids, (grid) => {
        expect(playableGrid(grid, RATE)).toBe(grid);
      }),
      { seed: 8 },
    );
  });

  it('with a marker on every beat keeps as many as there is room for, each where it was', () => {
    const grid = gridWith(
      first,
      Array.from({ length: 900 }, (_, i) => [1, 118 + ((i * 7) % 5)] as const),
    );
    const fitted = playableGrid(grid, RATE);
    expect(fitted.segments?.length).toBeLessThanOrEqual(GRID_SEGMENTS_MAX);
    const [all, few] = [beatMap(grid, RATE), beatMap(fitted, RATE)];
    few.frames.forEach((frame, i) => {
      expect(beatAt(all, frame)).toBeCloseTo(few.beats[i] as number, 6);
    });
    for (let beat = 0; beat < 900; beat++) expect(Math.abs(frameAt(few, beat) - frameAt(all, beat))).toBeLessThan(2400);
  });

  it('loses markers out of order and on top of each other', () => {
    const at = (startFrame: number) => ({ startFrame, bpm: 125 });
    const grid = {
      ...first,
      segments: [{ startFrame: 500, bpm: 120 }, at(96_500), at(96_900), at(40_000), at(192_500)],
    };
    expect(playableGrid(grid, RATE).segments?.map(({ startFrame }) => startFrame)).toEqual([500, 96_500, 192_500]);
  });
});
