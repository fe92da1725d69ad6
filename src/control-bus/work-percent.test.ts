import { expect, it } from 'vitest';
import { workPercent } from './work-percent.ts';

it('holds back where cores are few and a deck plays, and nowhere else', () => {
  expect(workPercent(0, 2)).toBe(100);
  expect(workPercent(4, 8)).toBe(100);
  expect(workPercent(1, 4)).toBe(60);
  expect(workPercent(1, 2)).toBe(20);
});
