import fc from 'fast-check';
import { expect, test } from 'vitest';
import { EMPTY_RING, nextRing, type RowRing } from './row-ring.ts';

const AROUND = 4;
const near = (from: number, to: number, count: number) => ({
  from: Math.max(0, from - AROUND),
  to: Math.min(count, to + AROUND),
});

test('rows on screen come at once, those beyond the edges a few at a time', () => {
  const seen = { from: 10, to: 14 };
  let ring = nextRing(EMPTY_RING, seen, near(10, 14, 100), 100, 2);
  expect(ring.rows.filter((row) => row >= 0).toSorted((a, b) => a - b)).toEqual([6, 7, 10, 11, 12, 13]);
  let frames = 1;
  while (ring.waits) {
    ring = nextRing(ring, seen, near(10, 14, 100), 100, 2);
    frames++;
  }
  expect(frames).toBe(4);
  expect(ring.rows.toSorted((a, b) => a - b)).toEqual([6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17]);
});

test('wherever it scrolls and however long the list is, every row on screen is shown once, and nothing beyond its end', () => {
  const step = fc.record({ from: fc.nat(200), seen: fc.integer({ min: 0, max: 12 }), count: fc.nat(200) });
  fc.assert(
    fc.property(fc.array(step, { minLength: 1, maxLength: 30 }), fc.integer({ min: 1, max: 5 }), (steps, atATime) => {
      let ring: RowRing = EMPTY_RING;
      for (const { from: wanted, seen, count } of steps) {
        const from = Math.min(wanted, Math.max(0, count - seen));
        const to = Math.min(count, from + seen);
        const around = near(from, to, count);
        const before = ring.rows.length;
        ring = nextRing(ring, { from, to }, around, count, atATime);
        const shown = ring.rows.filter((row) => row >= 0);
        expect(new Set(shown).size).toBe(shown.length);
        expect(shown.every((row) => row < count)).toBe(true);
        for (let row = from; row < to; row++) expect(ring.rows[row % ring.rows.length]).toBe(row);
        expect(ring.rows.length).toBeGreaterThanOrEqual(before);
        for (let i = 0; ring.waits; i++) {
          expect(i).toBeLessThan(2 * AROUND);
          ring = nextRing(ring, { from, to }, around, count, atATime);
        }
        for (let row = around.from; row < around.to; row++) expect(ring.rows).toContain(row);
      }
    }),
  );
});
