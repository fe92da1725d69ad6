import fc from 'fast-check';
import { expect, it } from 'vitest';
import { Danger, DRAWING, SoundDanger, WORKING } from './sound-danger.ts';

it('takes nothing for danger that happened before it looked', () => {
  expect(new SoundDanger(WORKING).at(0, 7, 90)).toBe(Danger.none);
});

it('forgives one close call and minds two in a row, for five seconds', () => {
  const danger = new SoundDanger(WORKING);
  danger.at(0, 0, 0);
  expect(danger.at(100, 0, 1)).toBe(Danger.none);
  expect(danger.at(4000, 0, 2)).toBe(Danger.near);
  expect(danger.at(8990, 0, 2)).toBe(Danger.near);
  expect(danger.at(9000, 0, 2)).toBe(Danger.none);
  expect(danger.at(20_000, 0, 3)).toBe(Danger.none);
  expect(danger.at(20_100, 0, 5)).toBe(Danger.near);
});

it('minds a late callback for fifteen seconds, and another within them more', () => {
  const danger = new SoundDanger(WORKING);
  danger.at(0, 3, 0);
  expect(danger.at(1000, 4, 0)).toBe(Danger.late);
  expect(danger.at(15_990, 4, 0)).toBe(Danger.late);
  expect(danger.at(16_000, 4, 0)).toBe(Danger.none);
  danger.at(20_000, 5, 0);
  expect(danger.at(21_000, 6, 0)).toBe(Danger.often);
  expect(danger.at(35_990, 6, 0)).toBe(Danger.often);
  expect(danger.at(36_000, 6, 0)).toBe(Danger.none);
});

it('lets drawing wait twice as long each time it began again too soon, up to two minutes', () => {
  const danger = new SoundDanger(DRAWING);
  danger.at(0, 0, 0);
  let now = 1000;
  let lates = 0;
  for (const heldMs of [15_000, 30_000, 60_000, 120_000, 120_000]) {
    expect(danger.at(now, ++lates, 0)).toBe(Danger.late);
    expect(danger.at(now + heldMs - 1, lates, 0)).toBe(Danger.late);
    expect(danger.at(now + heldMs, lates, 0)).toBe(Danger.none);
    now += heldMs + 1000;
  }
  now += 60_000;
  danger.at(now, ++lates, 0);
  expect(danger.at(now + 15_000, lates, 0)).toBe(Danger.none);
});

it('takes a crowd of close calls for a late callback where drawing is concerned, and not where work is', () => {
  const drawing = new SoundDanger(DRAWING);
  const working = new SoundDanger(WORKING);
  for (let n = 0; n < 6; n++) {
    drawing.at(n * 2000, 0, n);
    working.at(n * 2000, 0, n);
  }
  expect(drawing.at(12_000, 0, 5)).toBe(Danger.near);
  expect(drawing.at(12_100, 0, 6)).toBe(Danger.late);
  expect(working.at(12_100, 0, 6)).toBe(Danger.near);
  expect(drawing.at(27_100, 0, 6)).toBe(Danger.none);
});

it('starts anew with a new engine, which counts from nothing', () => {
  const danger = new SoundDanger(WORKING);
  danger.at(0, 50, 90);
  expect(danger.at(1000, 1, 1)).toBe(Danger.none);
  expect(danger.at(2000, 2, 1)).toBe(Danger.late);
});

it('always comes back to none when nothing happens any more', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat(4000), fc.nat(2), fc.nat(3)), { maxLength: 60 }), (steps) => {
      const danger = new SoundDanger(DRAWING);
      let [now, lates, close] = [0, 0, 0];
      for (const [pause, moreLates, moreClose] of steps) {
        now += pause;
        lates += moreLates;
        close += moreClose;
        danger.at(now, lates, close);
      }
      expect(danger.at(now + DRAWING.longestMs, lates, close)).toBe(Danger.none);
    }),
  );
});
