import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Danger } from '../../control-bus/sound-danger.ts';
import { allowanceFor, WORKERS_MAX } from './throttle.ts';

const idle = { decksPlaying: 0, engineLoad: 0, danger: Danger.none };
const playing = { decksPlaying: 2, engineLoad: 0.2, danger: Danger.none };

test('without decks all cores but one work', () => {
  expect(allowanceFor({ cores: 1, ...idle })).toEqual({ workers: 1, duty: 0.5 });
  expect(allowanceFor({ cores: 2, ...idle })).toEqual({ workers: 1, duty: 1 });
  expect(allowanceFor({ cores: 4, ...idle })).toEqual({ workers: 3, duty: 1 });
  expect(allowanceFor({ cores: 64, ...idle })).toEqual({ workers: WORKERS_MAX, duty: 1 });
  expect(allowanceFor({ cores: Number.NaN, ...idle })).toEqual({ workers: 1, duty: 1 });
});

test('on two cores a playing deck slows the import, trouble stops it', () => {
  expect(allowanceFor({ cores: 2, ...playing })).toEqual({ workers: 1, duty: 0.25 });
  expect(allowanceFor({ cores: 2, ...playing, engineLoad: 0.4 })).toEqual({ workers: 1, duty: 0.1 });
  expect(allowanceFor({ cores: 2, ...playing, danger: Danger.near })).toEqual({ workers: 1, duty: 0.1 });
  expect(allowanceFor({ cores: 2, ...playing, engineLoad: 0.6 })).toEqual({ workers: 1, duty: 0 });
  expect(allowanceFor({ cores: 2, ...playing, danger: Danger.late })).toEqual({ workers: 1, duty: 0 });
  expect(allowanceFor({ cores: 1, ...playing })).toEqual({ workers: 1, duty: 0 });
});

test('on more cores two stay free while decks play', () => {
  expect(allowanceFor({ cores: 8, ...playing })).toEqual({ workers: 5, duty: 1 });
  expect(allowanceFor({ cores: 8, ...playing, engineLoad: 0.7 })).toEqual({ workers: 2, duty: 0.5 });
  expect(allowanceFor({ cores: 8, ...playing, danger: Danger.late })).toEqual({ workers: 1, duty: 0.25 });
});

test('the allowance is in its bounds, and more trouble or more decks never give more', () => {
  const load = fc.record({
    cores: fc.oneof(fc.integer({ min: 0, max: 128 }), fc.constant(Number.NaN)),
    decksPlaying: fc.integer({ min: 0, max: 4 }),
    engineLoad: fc.oneof(fc.double({ min: 0, max: 1, noNaN: true }), fc.constant(Number.NaN)),
    danger: fc.constantFrom(...Object.values(Danger)),
  });
  const power = (a: { workers: number; duty: number }): number => a.workers * a.duty;
  fc.assert(
    fc.property(load, (given) => {
      const got = allowanceFor(given);
      expect(got.workers).toBeGreaterThanOrEqual(1);
      expect(got.workers).toBeLessThanOrEqual(Math.max(1, Math.min(WORKERS_MAX, (given.cores || 2) - 1)));
      expect(got.duty >= 0 && got.duty <= 1).toBe(true);
      if (given.decksPlaying > 0) {
        expect(power(got)).toBeLessThanOrEqual(power(allowanceFor({ ...given, decksPlaying: 0 })));
        for (const danger of Object.values(Danger).filter((more) => more >= given.danger))
          expect(power(allowanceFor({ ...given, danger }))).toBeLessThanOrEqual(power(got));
        expect(power(allowanceFor({ ...given, engineLoad: 1 }))).toBeLessThanOrEqual(power(got));
      }
    }),
    { seed: 3, numRuns: 2000 },
  );
});
