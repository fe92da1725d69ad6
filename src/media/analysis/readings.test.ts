import { describe, expect, it } from 'vitest';
import type { BarProfile } from './bar-profile.ts';
import { evidenceOf, WEIGHTS, weigh } from './evidence.ts';

/** A profile from patterns of sixteenths: 'x' a usual hit. */
function profile(beatsPerBar: number, kick: string, snare: string, high: string): BarProfile {
  const of = (pattern: string): Float64Array => Float64Array.from(pattern, (c) => (c === 'x' ? 1 : 0.05));
  return { beatsPerBar, kick: of(kick), snare: of(snare), high: of(high), fine: 0.02 };
}

function best(bars: BarProfile, bpm: number): number {
  const scores = Array.from(bars.kick, (_, first) =>
    weigh(evidenceOf({ bpm, salience: 1, first, sound: 0.25, harmony: 0 }, bars)),
  );
  return scores.indexOf(Math.max(...scores));
}

const score = (bars: BarProfile, bpm: number): number =>
  weigh(evidenceOf({ bpm, salience: 1, first: best(bars, bpm), sound: 0.25, harmony: 0 }, bars));

describe('readings of a bar', () => {
  it('has a weight for each part of the evidence', () => {
    const bars = profile(4, 'x...x...x...x...', '....x.......x...', '..x...x...x...x.');
    expect(evidenceOf({ bpm: 120, salience: 1, first: 0, sound: 0, harmony: 0 }, bars)).toHaveLength(WEIGHTS.length);
  });

  it('finds the first beat of rock and of breakbeat, wherever the bar begins', () => {
    for (const [kick, snare] of [
      ['x.............x.', '....x.......x...'],
      ['x.........x.....', '....x.......x...'],
    ] as const)
      for (const turn of [0, 3, 8, 14]) {
        const moved = (p: string): string => p.slice(turn) + p.slice(0, turn);
        expect(best(profile(4, moved(kick), moved(snare), moved('x.x.x.x.x.x.x.x.')), 120)).toBe((16 - turn) % 16);
      }
  });

  it('takes drum and bass at its own tempo rather than at half', () => {
    const whole = profile(4, 'x.........x.....', '....x.......x...', 'x.x.x.x.x.x.x.x.');
    // Two bars seen as one: every second sixteenth of the pattern.
    const half = profile(4, 'x....x..x....x..', '..x...x...x...x.', 'xxxxxxxxxxxxxxxx');
    expect(score(whole, 174)).toBeGreaterThan(score(half, 87));
  });

  it('finds the first beat of a waltz', () => {
    expect(best(profile(3, 'x...........', '....x...x...', '....x...x...'), 110)).toBe(0);
  });
});
