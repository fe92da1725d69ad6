/** Grids of all kinds, for property tests. Thread: Node, tests only. */
import fc from 'fast-check';
import type { BeatGrid, TempoSegment } from './beat-grid.ts';
import { SESSION_RATE_HZ } from './constants.ts';

export const constantGrids: fc.Arbitrary<BeatGrid> = fc.record({
  downbeatFrame: fc.double({ min: -20_000, max: 90_000, noNaN: true }),
  bpm: fc.double({ min: 60, max: 190, noNaN: true }),
  beatsPerBar: fc.integer({ min: 2, max: 7 }),
});

/** Up to eight tempo changes, on beats. */
export const grids: fc.Arbitrary<BeatGrid> = fc
  .tuple(
    constantGrids,
    fc.array(fc.tuple(fc.integer({ min: 1, max: 40 }), fc.double({ min: 60, max: 190, noNaN: true })), {
      maxLength: 8,
    }),
  )
  .map(([grid, changes]) => {
    if (changes.length === 0) return grid;
    const segments: TempoSegment[] = [{ startFrame: grid.downbeatFrame, bpm: grid.bpm }];
    let { downbeatFrame: frame, bpm } = grid;
    for (const [beats, next] of changes) {
      frame += (beats * 60 * SESSION_RATE_HZ) / bpm;
      bpm = next;
      segments.push({ startFrame: frame, bpm });
    }
    return { ...grid, segments };
  });
