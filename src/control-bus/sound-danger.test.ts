import fc from 'fast-check';
import { expect, it } from 'vitest';
import { Danger, SoundDanger } from './sound-danger.ts';

it('takes nothing for danger that happened before it looked', () => {
  expect(new SoundDanger().at(0, 7, 90)).toBe(Danger.none);
});

it('forgives one close call and minds two in a row, for five seconds', () => {
  const danger = new SoundDanger();
  danger.at(0, 0, 0);
  expect(danger.at(100, 0, 1)).toBe(Danger.none);
  expect(danger.at(4000, 0, 2)).toBe(Danger.near);
  expect(danger.at(8990, 0, 2)).toBe(Danger.near);
  expect(danger.at(9000, 0, 2)).toBe(Danger.none);
  expect(danger.at(20_000, 0, 3)).toBe(Danger.none);
  expect(danger.at(20_100, 0, 5)).toBe(Danger.near);
});

it('minds a late callback for fifteen seconds, and another within them more', () => {
  const danger = new SoundDanger();
  danger.at(0, 3, 0);
  expect(danger.at(1000, 4, 0)).toBe(Danger.late);
  expect(danger.at(15_990, 4, 0)).toBe(Danger.late);
  expect(danger.at(16_000, 4, 0)).toBe(Danger.none);
  danger.at(20_000, 5, 0);
  expect(danger.at(21_000, 6, 0)).toBe(Danger.often);
  expect(danger.at(35_990, 6, 0)).toBe(Danger.often);
  expect(danger.at(36_000, 6, 0)).toBe(Danger.none);
});

it('starts anew with a new engine, which counts from nothing', () => {
  const danger = new SoundDanger();
  danger.at(0, 50, 90);
  expect(danger.at(1000, 1, 1)).toBe(Danger.none);
  expect(danger.at(2000, 2, 1)).toBe(Danger.late);
});

it('always comes back to none when nothing happens any more', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat(4000), fc.nat(2), fc.nat(3)), { maxLength: 60 }), (steps) => {
      const danger = new SoundDanger();
      let [now, lates, close] = [0, 0, 0];
      for (const [pause, moreLates, moreClose] of steps) {
        now += pause;
        lates += moreLates;
        close += moreClose;
        danger.at(now, lates, close);
      }
      expect(danger.at(now + 15_000, lates, close)).toBe(Danger.none);
    }),
  );
});
