import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { beatMap, frameAt, playableGrid } from '../../control-bus/beat-grid.ts';
import { segmentsOf } from './tempo-segments.ts';

const RATE = 48_000;
/** Beats of a tempo that `bpmAt(i)` tells, from `start` on. */
function beats(count: number, bpmAt: (i: number) => number, start = 1000): number[] {
  const frames = [start];
  for (let i = 1; i < count; i++) frames.push((frames[i - 1] as number) + (60 * RATE) / bpmAt(i));
  return frames;
}
const found = (beatFrames: readonly number[], downbeatIndex = 0, beatsPerBar = 4) => ({
  beatFrames,
  downbeatIndex,
  beatsPerBar,
  bpm: 120,
  confidence: 1,
});

describe('tempo segments of beats found one by one', () => {
  it('are one where the tempo holds, and two where it changes once', () => {
    expect(segmentsOf(found(beats(65, () => 120)), RATE)?.segments).toEqual([{ startFrame: 1000, bpm: 120 }]);
    const stepped = segmentsOf(found(beats(129, (i) => (i <= 64 ? 120 : 126))), RATE);
    expect(stepped?.segments.map(({ bpm }) => Math.round(bpm * 1000) / 1000)).toEqual([120, 126]);
    expect(stepped?.grid.bpm).toBe(120);
  });

  it('begin at the first downbeat and want two bars', () => {
    const shifted = beats(64, () => 90);
    expect(segmentsOf(found(shifted, 3, 3), RATE)?.grid.downbeatFrame).toBe(shifted[3]);
    expect(segmentsOf(found(beats(4, () => 90)), RATE)).toBeNull();
    expect(segmentsOf(found([]), RATE)).toBeNull();
  });

  it('put every first beat of a bar within four milliseconds, however the tempo wanders', () => {
    const steps = fc.array(fc.double({ min: -1.5, max: 1.5, noNaN: true }), { minLength: 40, maxLength: 400 });
    fc.assert(
      fc.property(steps, fc.integer({ min: 0, max: 3 }), (walk, downbeatIndex) => {
        let bpm = 120;
        const tempi = walk.map((step) => {
          bpm = Math.min(150, Math.max(90, bpm + step));
          return bpm;
        });
        const heard = beats(walk.length, (i) => tempi[i] as number);
        const result = segmentsOf(found(heard, downbeatIndex), RATE);
        if (result === null) throw new Error('no segments');
        const map = beatMap(playableGrid({ ...result.grid, segments: result.segments }, RATE), RATE);
        for (let i = downbeatIndex, beat = 0; i < heard.length; i += 4, beat += 4)
          expect(Math.abs(frameAt(map, beat) - (heard[i] as number))).toBeLessThan(0.0041 * RATE);
      }),
    );
  });
});
