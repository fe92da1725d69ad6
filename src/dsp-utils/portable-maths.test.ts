import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as portable from './portable-maths.ts';

const relative = (a: number, b: number): number => Math.abs(a - b) / Math.max(1, Math.abs(b));

describe('portable maths against the engine’s own', () => {
  const run = (
    name: string,
    arb: fc.Arbitrary<number>,
    ours: (x: number) => number,
    theirs: (x: number) => number,
  ): void => {
    it(name, () => {
      fc.assert(
        fc.property(arb, (x) => relative(ours(x), theirs(x)) < 4e-15),
        { seed: 7, numRuns: 2000 },
      );
    });
  };
  const real = (min: number, max: number): fc.Arbitrary<number> => fc.double({ min, max, noNaN: true });
  run('sin', real(-2000, 2000), portable.sin, Math.sin);
  run('cos', real(-2000, 2000), portable.cos, Math.cos);
  run('exp', real(-30, 3), portable.exp, Math.exp);
  run('log', real(1e-300, 1e300), portable.log, Math.log);
  run('tanh', real(-25, 25), portable.tanh, Math.tanh);
  it('atan2', () => {
    fc.assert(
      fc.property(
        real(-5, 5),
        real(-5, 5),
        (y, x) => relative(portable.atan2(y, x), Math.atan2(y, x)) < 4e-15 || (x === 0 && y === 0) || Object.is(y, -0),
      ),
      { seed: 7, numRuns: 2000 },
    );
  });
  it('handles the edges', () => {
    expect(portable.exp(-1000)).toBe(0);
    expect(portable.exp(1000)).toBe(Number.POSITIVE_INFINITY);
    expect(portable.log(0)).toBe(Number.NEGATIVE_INFINITY);
    expect(portable.log(-1)).toBeNaN();
    expect(portable.pow(0, 2)).toBe(0);
    expect(portable.pow(2, 10)).toBeCloseTo(1024, 9);
    expect(portable.log(5e-324)).toBeCloseTo(Math.log(5e-324), 9);
  });
});
