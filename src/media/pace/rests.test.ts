import fc from 'fast-check';
import { expect, it } from 'vitest';
import { Rests } from './rests.ts';

it('works its share of the time, whatever the pieces are', () => {
  fc.assert(
    fc.property(
      fc.double({ min: 0.2, max: 0.99, noNaN: true }),
      fc.array(fc.double({ min: 0.1, max: 12, noNaN: true }), { minLength: 200, maxLength: 400 }),
      (share, pieces) => {
        const rests = new Rests();
        let worked = 0;
        let rested = 0;
        for (const piece of pieces) {
          worked += piece;
          rested += rests.after(piece, share);
        }
        // The last slice may not have been rested for yet.
        const is = worked / (worked + rested);
        expect(is).toBeGreaterThan(share - 0.005);
        expect(is).toBeLessThan(share + 0.08);
      },
    ),
  );
});

it('does not take waiting for work: a minute without a job is not paid for', () => {
  expect(new Rests().after(60_000, 0.5)).toBe(50);
  const rests = new Rests();
  rests.after(60_000, 1);
  expect(rests.after(1, 0.5)).toBe(0);
});
