import { describe, expect, it } from 'vitest';
import type { BarProfile } from './bar-profile.ts';
import { evidenceOf, weigh } from './evidence.ts';
import { BEATS_PER_BAR, isTernary, Metre } from './metre.ts';

/** A profile from patterns of a beat's quarters, or thirds in metres of three parts: 'x' a usual hit. */
function profile(metre: Metre, kick: string, snare: string, high: string): BarProfile {
  const step = isTernary(metre) ? 4 : 3;
  const of = (pattern: string): Float64Array => {
    const out = new Float64Array(pattern.length * step).fill(0.05);
    for (const [i, c] of [...pattern].entries()) if (c === 'x') out[i * step] = 1;
    return out;
  };
  return {
    beatsPerBar: BEATS_PER_BAR[metre],
    kick: of(kick),
    snare: of(snare),
    high: of(high),
    bass: of(kick),
    fine: 0.02,
    barAlike: 1,
    halfAlike: 1,
  };
}

function scores(metre: Metre, bars: BarProfile, bpm: number): number[] {
  const sound = 1 / bars.beatsPerBar;
  return Array.from(bars.kick, (_, first) =>
    weigh(evidenceOf({ bpm, metre, salience: 1, first, sound, harmony: sound, harmonyMiddle: sound }, bars)),
  );
}

function best(metre: Metre, bars: BarProfile, bpm: number): number {
  const all = scores(metre, bars, bpm);
  return all.indexOf(Math.max(...all));
}

const score = (metre: Metre, bars: BarProfile, bpm: number): number => Math.max(...scores(metre, bars, bpm));

const { FourFour, ThreeFour, SixEight } = Metre;

describe('readings of a bar', () => {
  it('finds the first beat of rock and of breakbeat, wherever the bar begins', () => {
    for (const [kick, snare] of [
      ['x.............x.', '....x.......x...'],
      ['x.........x.....', '....x.......x...'],
    ] as const)
      for (const turn of [0, 3, 8, 14]) {
        const moved = (p: string): string => p.slice(turn) + p.slice(0, turn);
        const bars = profile(FourFour, moved(kick), moved(snare), moved('x.x.x.x.x.x.x.x.'));
        expect(best(FourFour, bars, 120)).toBe(((16 - turn) % 16) * 3);
      }
  });

  it('takes drum and bass at its own tempo rather than at half', () => {
    const whole = profile(FourFour, 'x.........x.....', '....x.......x...', 'x.x.x.x.x.x.x.x.');
    // Two bars seen as one: every second sixteenth of the pattern.
    const half = profile(FourFour, 'x....x..x....x..', '..x...x...x...x.', 'xxxxxxxxxxxxxxxx');
    expect(score(FourFour, whole, 174)).toBeGreaterThan(score(FourFour, half, 87));
  });

  it('finds the first beat of a waltz', () => {
    expect(best(ThreeFour, profile(ThreeFour, 'x...........', '....x...x...', '....x...x...'), 110)).toBe(0);
  });

  it('counts one snare a bar fast among syncopated eighths, and a ballad slowly', () => {
    // A bar at the fast count, and two of them seen as one bar at the slow count.
    const halfTime = [
      profile(FourFour, 'x.....x...x.....', '........x.......', 'x.x.x.x.x.x.x.x.'),
      profile(FourFour, 'x..x.x..x..x.x..', '....x.......x...', 'xxxxxxxxxxxxxxxx'),
    ] as const;
    expect(score(FourFour, halfTime[0], 142)).toBeGreaterThan(score(FourFour, halfTime[1], 71));
    const ballad = [
      profile(FourFour, 'x...............', '........x.......', 'x...x...x...x...'),
      profile(FourFour, 'x.......x.......', '....x.......x...', 'x.x.x.x.x.x.x.x.'),
    ] as const;
    expect(score(FourFour, ballad[1], 71)).toBeGreaterThan(score(FourFour, ballad[0], 142));
  });

  it('counts fast where kicks fall on odd sixteenths of the slow count and not between its beats', () => {
    const fast = profile(FourFour, 'x.........x.....', '........x.......', 'x...x...x...x...');
    const slow = profile(FourFour, 'x....x..x....x..', '....x.......x...', 'x.x.x.x.x.x.x.x.');
    expect(score(FourFour, fast, 142)).toBeGreaterThan(score(FourFour, slow, 71));
  });

  it('hears beats of three parts as six-eight, and no waltz in them', () => {
    const compound = profile(SixEight, 'x.....', '...x..', 'xxxxxx');
    const waltz = profile(ThreeFour, 'x...........', '............', 'x...x...x...');
    expect(best(SixEight, compound, 62)).toBe(0);
    expect(score(SixEight, compound, 62)).toBeGreaterThan(score(ThreeFour, waltz, 186));
  });
});
