import { expect, it } from 'vitest';
import { LateWatch } from './late-watch.ts';

it('counts what came within ten seconds, and forgets the rest', () => {
  const watch = new LateWatch();
  expect(watch.recent(0, 7)).toBe(0);
  expect(watch.recent(1000, 9)).toBe(2);
  expect(watch.recent(9000, 9)).toBe(2);
  expect(watch.recent(10_000, 9)).toBe(2);
  expect(watch.recent(11_000, 9)).toBe(0);
  expect(watch.recent(12_000, 10)).toBe(1);
});

it('starts anew with a new engine', () => {
  const watch = new LateWatch();
  watch.recent(0, 50);
  expect(watch.recent(1000, 1)).toBe(0);
  expect(watch.recent(2000, 3)).toBe(2);
});
