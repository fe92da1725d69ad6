import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addTap, downbeatAt, scaleTempo, shiftGrid, tappedTempo, withTempo } from './grid-edit.ts';

const GRID = { downbeatFrame: 1000, bpm: 124, beatsPerBar: 4 };

describe('grid corrections', () => {
  it('halve and double within the range only', () => {
    expect(scaleTempo(GRID, 0.5).bpm).toBe(62);
    expect(scaleTempo(scaleTempo(GRID, 2), 0.5)).toEqual(GRID);
    expect(scaleTempo({ ...GRID, bpm: 600 }, 2).bpm).toBe(600);
  });
  it('shift by source time', () => {
    expect(shiftGrid(GRID, 5).downbeatFrame).toBe(1240);
    expect(shiftGrid(shiftGrid(GRID, 5), -5)).toEqual(GRID);
    expect(downbeatAt(GRID, 77).downbeatFrame).toBe(77);
  });
  it('keep the nearest downbeat when the tempo changes', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 60, max: 180, noNaN: true }),
        fc.integer({ min: 0, max: 10_000_000 }),
        (bpm, frame) => {
          const next = withTempo(GRID, bpm, frame);
          const bar = (4 * 60 * 48_000) / GRID.bpm;
          expect(next).not.toBeNull();
          const at = next?.downbeatFrame ?? 0;
          expect(Math.abs(at - frame)).toBeLessThanOrEqual(bar / 2 + 1e-6);
          const bars = (at - GRID.downbeatFrame) / bar;
          expect(Math.abs(bars - Math.round(bars))).toBeLessThan(1e-6);
        },
      ),
      { seed: 11 },
    );
  });
  it('refuse a tempo out of range', () => {
    expect(withTempo(GRID, 5, 0)).toBeNull();
    expect(withTempo(null, 120, 55)).toEqual({ downbeatFrame: 55, bpm: 120, beatsPerBar: 4 });
  });
});

describe('tapping', () => {
  it('finds the tempo of steady taps', () => {
    let taps: readonly number[] = [];
    for (let i = 0; i < 8; i++) taps = addTap(taps, 1000 + i * 500);
    expect(tappedTempo(taps)).toBeCloseTo(120, 9);
  });
  it('waits for four taps and begins anew after a pause', () => {
    let taps: readonly number[] = [];
    for (const time of [0, 500, 1000]) taps = addTap(taps, time);
    expect(tappedTempo(taps)).toBeNull();
    expect(addTap(taps, 9000)).toEqual([9000]);
  });
  it('evens out an unsteady finger', () => {
    let taps: readonly number[] = [];
    for (let i = 0; i < 16; i++) taps = addTap(taps, i * 500 + (i % 2 === 0 ? 12 : -12));
    expect(Math.abs((tappedTempo(taps) ?? 0) - 120)).toBeLessThan(0.6);
  });
});
