import fc from 'fast-check';
import { expect, it } from 'vitest';
import { amplitudeDb, holdPeak, meterHeight } from './meter-scale.ts';

it('rises from the floor to the top', () => {
  expect(meterHeight(-200)).toBe(0);
  expect(meterHeight(-6)).toBeCloseTo(0.78, 12);
  expect(meterHeight(0)).toBeCloseTo(0.98, 12);
  expect(meterHeight(3)).toBe(1);
  expect(meterHeight(Number.NaN)).toBe(0);
  fc.assert(
    fc.property(
      fc.double({ min: -90, max: 6, noNaN: true }),
      fc.double({ min: 0, max: 10, noNaN: true }),
      (db, more) => {
        expect(meterHeight(db + more)).toBeGreaterThanOrEqual(meterHeight(db));
      },
    ),
    { seed: 3 },
  );
});

it('knows amplitudes', () => {
  expect(amplitudeDb(1)).toBe(0);
  expect(amplitudeDb(0)).toBe(-200);
  expect(amplitudeDb(0.5)).toBeCloseTo(-6.0206, 4);
});

it('holds a peak for 1.5 s, then lets it fall 20 dB a second', () => {
  const hold = { db: -200, sinceMs: 0 };
  holdPeak(hold, -3, 0, 16);
  for (let now = 100; now <= 1500; now += 100) holdPeak(hold, -30, now, 100);
  expect(hold.db).toBe(-3);
  for (let now = 1600; now <= 2100; now += 100) holdPeak(hold, -30, now, 100);
  expect(hold.db).toBeCloseTo(-15, 9);
  for (let now = 2200; now <= 4000; now += 100) holdPeak(hold, -30, now, 100);
  expect(hold.db).toBe(-30);
});
