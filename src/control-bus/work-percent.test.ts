import { expect, it } from 'vitest';
import { Danger } from './sound-danger.ts';
import { workPercent } from './work-percent.ts';

it('holds back where cores are few and a deck plays, and nowhere else', () => {
  expect(workPercent(0, 2, Danger.none)).toBe(100);
  expect(workPercent(4, 8, Danger.none)).toBe(100);
  expect(workPercent(1, 4, Danger.none)).toBe(60);
  expect(workPercent(1, 2, Danger.none)).toBe(20);
});

it('holds back everywhere while sound is in danger, if a deck plays', () => {
  for (const cores of [1, 2, 4, 16])
    for (const danger of [Danger.near, Danger.late, Danger.often]) {
      expect(workPercent(1, cores, danger)).toBeLessThanOrEqual(20);
      expect(workPercent(1, cores, danger)).toBeGreaterThan(0);
      expect(workPercent(0, cores, danger)).toBe(100);
    }
});
