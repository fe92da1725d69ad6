import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { beatMap, frameAt } from '../../control-bus/beat-grid.ts';
import { waveformColumnFrames } from '../../control-bus/waveform-layout.ts';
import { coverage, firstBeatFrom, framesPerBeat, framesPerPixel, isDownbeat, laneRows, levelFor } from './geometry.ts';

const RATE = 48_000;

describe('lane geometry', () => {
  it('gives a beat the same pixels at every tempo, and 120 BPM where there is no grid', () => {
    for (const bpm of [60, 87.31, 124, 174])
      expect(framesPerBeat(bpm, RATE) / framesPerPixel(bpm, RATE, 44)).toBeCloseTo(44, 9);
    expect(framesPerPixel(0, RATE, 44)).toBe(framesPerPixel(120, RATE, 44));
  });

  it('finds the first beat line at or after any frame', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 40, max: 220, noNaN: true }),
        fc.double({ min: -1e6, max: 1e6, noNaN: true }),
        fc.double({ min: -1e6, max: 8e7, noNaN: true }),
        (bpm, downbeatFrame, frame) => {
          const map = beatMap({ bpm, downbeatFrame, beatsPerBar: 4 }, RATE);
          const beat = firstBeatFrom(map, frame);
          const slack = framesPerBeat(bpm, RATE) * 1e-8;
          expect(frameAt(map, beat)).toBeGreaterThanOrEqual(frame - slack);
          expect(frameAt(map, beat - 1)).toBeLessThan(frame + slack);
        },
      ),
      { seed: 2401 },
    );
  });

  it('knows downbeats on both sides of the first one', () => {
    expect([-8, -5, -4, -1, 0, 1, 4, 6].filter((beat) => isDownbeat(beat, 4))).toEqual([-8, -4, 0, 4]);
    expect([-3, 0, 2, 3].filter((beat) => isDownbeat(beat, 3))).toEqual([-3, 0, 3]);
    expect(isDownbeat(0, 0)).toBe(false);
  });

  it('draws from the coarsest level that leaves two columns to a pixel', () => {
    for (const framesUnderPixel of [20, 94, 128, 512, 545, 2048, 1e5]) {
      const level = levelFor(framesUnderPixel);
      if (level > 0) expect(waveformColumnFrames(level) * 2).toBeLessThanOrEqual(framesUnderPixel);
      if (level < 3) expect(waveformColumnFrames(level + 1) * 2).toBeGreaterThan(framesUnderPixel);
    }
  });

  it('tiles the lanes without overlap at every pixel ratio', () => {
    for (const [height, gap] of [
      [211, 1],
      [422, 2],
      [317, 2],
      [129, 1],
    ] as const) {
      let end = -gap;
      for (let i = 0; i < 4; i++) {
        const { top, height: rows } = laneRows(height, 4, gap, i);
        expect(Math.abs(top - end - gap)).toBeLessThanOrEqual(1);
        expect(top).toBeGreaterThanOrEqual(end);
        end = top + rows;
      }
      expect(end).toBe(height);
    }
  });

  it('covers exactly the length of an interval, whatever its fraction', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 20, noNaN: true }),
        fc.double({ min: 0, max: 10, noNaN: true }),
        (from, length) => {
          let sum = 0;
          for (let x = 0; x < 32; x++) sum += coverage(x, from, from + length);
          expect(sum).toBeCloseTo(length, 9);
        },
      ),
      { seed: 77 },
    );
  });
});
