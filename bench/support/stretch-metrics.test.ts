import { describe, expect, it } from 'vitest';
import { cents, chordSnrDb, clickErrors, preEchoDb, sineHz } from './stretch-metrics.ts';

const sine = (hz: number, level: number, frames: number): Float32Array =>
  Float32Array.from({ length: frames }, (_, i) => level * Math.sin((2 * Math.PI * hz * i) / 48_000));

describe('stretcher metrics on signals whose answer is known', () => {
  it('reads a frequency to a thousandth of a cent', () => {
    expect(Math.abs(cents(sineHz(sine(441.3, 0.5, 48_000), 440), 441.3))).toBeLessThan(0.01);
  });

  it('finds a known residue under a chord', () => {
    const a = sine(220, 0.5, 24_000);
    const b = sine(331, 0.3, 24_000);
    const residue = sine(1777, 0.001, 24_000);
    const mix = a.map((x, i) => x + (b[i] as number) + (residue[i] as number));
    const expected = 10 * Math.log10((0.25 + 0.09) / 1e-6);
    expect(chordSnrDb(mix, [220, 331])).toBeCloseTo(expected, 0);
  });

  it('places clicks and their pre-echo', () => {
    const samples = new Float32Array(20_000);
    samples[5003] = 1;
    samples[4600] = 0.1;
    samples[12_000] = 1;
    expect(clickErrors(samples, [5000, 12_000.5])).toEqual([3, -0.5]);
    expect(preEchoDb(samples, [5003])).toBeCloseTo(-20, 6);
  });
});
