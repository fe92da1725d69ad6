import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addTap, tappedTempo } from './tempo-taps.ts';

const tapAll = (times: readonly number[]): readonly number[] => times.reduce<readonly number[]>(addTap, []);

describe('tapping', () => {
  it('finds the tempo of steady taps, whole or not', () => {
    expect(tappedTempo(tapAll([0, 1, 2, 3, 4, 5, 6, 7].map((i) => 1000 + i * 500)))).toBe(120);
    const bpm = 123.4;
    expect(tappedTempo(tapAll(Array.from({ length: 12 }, (_, i) => (i * 60_000) / bpm)))).toBeCloseTo(bpm, 9);
  });

  it('waits for four taps and begins anew after a pause', () => {
    const taps = tapAll([0, 500, 1000]);
    expect(tappedTempo(taps)).toBeNull();
    expect(addTap(taps, 9000)).toEqual([9000]);
  });

  it('evens out an unsteady finger and takes the whole tempo it circles', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 70, max: 180 }),
        fc.array(fc.integer({ min: -10, max: 10 }), { minLength: 16, maxLength: 16 }),
        (bpm, errors) => {
          const found = tappedTempo(tapAll(errors.map((error, i) => (i * 60_000) / bpm + error)));
          expect(Math.abs((found ?? 0) - bpm)).toBeLessThan(bpm * 0.012);
        },
      ),
      { seed: 21 },
    );
  });

  it('a tap that went wrong and one that was left out do not count', () => {
    const times = [0, 500, 1000, 1500, 2000, 2630, 3000, 3500, 4500, 5000, 5500];
    expect(tappedTempo(tapAll(times))).toBe(120);
  });
});
