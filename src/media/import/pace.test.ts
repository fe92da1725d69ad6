import { expect, test } from 'vitest';
import { ImportPace } from './pace.ts';

/** Imports `count` files of 240 s, each in `secondsEach` of work. Returns the clock. */
function run(pace: ImportPace, count: number, secondsEach: number, from = 0): number {
  let now = from;
  for (let i = 0; i < count; i++) {
    for (let s = 0; s < secondsEach; s++) {
      pace.tick(now, true, (240 * s) / secondsEach);
      now += 1000;
    }
    pace.finished(`${i}.mp3`, 8_000_000, 240);
  }
  pace.tick(now, true, 0);
  return now;
}

test('no estimate until a few files and seconds are done', () => {
  const pace = new ImportPace();
  run(pace, 2, 6);
  expect(pace.etaSeconds(1000)).toBeNull();
  run(pace, 1, 6, 12_000);
  expect(pace.speed()).toBeCloseTo(40, 0);
  expect(pace.etaSeconds(4000)).toBeCloseTo(100, 0);
});

test('pauses and a sleeping machine do not count', () => {
  const pace = new ImportPace();
  const now = run(pace, 4, 5);
  const before = pace.speed() as number;
  pace.tick(now + 1, false, 0);
  pace.tick(now + 600_000, false, 0);
  expect(pace.speed()).toBe(before);
  pace.tick(now + 4_000_000, true, 0);
  expect(pace.speed() as number).toBeGreaterThan(before * 0.7);
});

test('a new pace shows within a minute', () => {
  const pace = new ImportPace();
  const now = run(pace, 20, 4);
  expect(pace.speed()).toBeCloseTo(60, 0);
  run(pace, 10, 8, now);
  expect(pace.speed()).toBeCloseTo(30, -1);
});

test('unknown lengths are guessed from files of the same kind, else from all', () => {
  const pace = new ImportPace();
  expect(pace.guessSeconds('a.mp3', 1000)).toBe(0);
  pace.finished('a.mp3', 8_000_000, 200);
  pace.finished('b.WAV', 50_000_000, 300);
  expect(pace.guessSeconds('c.mp3', 4_000_000)).toBeCloseTo(100);
  expect(pace.guessSeconds('c.wav', 100_000_000)).toBeCloseTo(600);
  expect(pace.guessSeconds('c.flac', 58_000_000)).toBeCloseTo(500);
  pace.finished('empty.mp3', 0, 10);
  expect(pace.guessSeconds('c.mp3', 4_000_000)).toBeCloseTo(100);
});
