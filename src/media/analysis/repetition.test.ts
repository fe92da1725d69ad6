import { describe, expect, it } from 'vitest';
import { repetition } from './repetition.ts';

/** Hits at the start or the middle of each beat, by a pattern of beats that goes round. */
function played(pattern: readonly (readonly [number, number])[], beats: readonly number[]): Float32Array {
  return Float32Array.from(beats.flatMap((beat) => [...(pattern[beat % pattern.length] as readonly [number, number])]));
}

const beats = Array.from({ length: 48 }, (_, i) => i);
const FOUR = [
  [1, 0],
  [0, 0],
  [0, 1],
  [0, 0],
] as const;
const THREE = [
  [1, 0],
  [0, 1],
  [0, 0],
] as const;

describe('repetition of beats', () => {
  it('is greatest after a bar', () => {
    const four = repetition([played(FOUR, beats)], 2, beats, 6);
    expect(four[4]).toBeCloseTo(1, 1);
    expect(Math.max(...[1, 2, 3, 5].map((k) => four[k] as number))).toBeLessThan(0.5);
    const three = repetition([played(THREE, beats)], 2, beats, 6);
    expect(three[3]).toBeCloseTo(1, 1);
    expect(Math.max(...[1, 2, 4, 5].map((k) => three[k] as number))).toBeLessThan(0.5);
  });

  it('counts beats in which nobody plays', () => {
    const some = beats.filter((beat) => beat < 17 || beat > 22);
    expect(repetition([played(FOUR, some)], 2, some, 4)[4]).toBeCloseTo(1, 1);
  });

  it('is 0 where beats are too few or all alike', () => {
    expect(repetition([new Float32Array(4)], 2, [0, 1], 4)[4]).toBe(0);
    expect(repetition([new Float32Array(96).fill(1)], 2, beats, 4)[4]).toBe(0);
  });
});
