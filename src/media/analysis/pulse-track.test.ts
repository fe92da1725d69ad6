import { describe, expect, it } from 'vitest';
import { followTempo, trackPulses } from './pulse-track.ts';

const RATE = 94;

/** Onset strengths of zero mean with a hit at each time; every fourth missing between `from` and `to`. */
function onsetsAt(times: readonly number[], seconds: number): Float64Array {
  const out = new Float64Array(Math.round(seconds * RATE));
  for (const t of times) {
    const at = Math.round(t * RATE);
    if (at < out.length) out[at] = 1;
  }
  const mean = out.reduce((a, b) => a + b, 0) / out.length;
  return out.map((v) => v - mean);
}

function track(onsets: Float64Array, bpm: number): number[] {
  const steps = followTempo(onsets, RATE, bpm);
  let step = steps.next();
  while (!step.done) step = steps.next();
  return trackPulses(onsets, RATE, bpm, step.value).map((p) => p / RATE);
}

const farthest = (pulses: readonly number[], times: readonly number[]): number =>
  Math.max(...times.map((t) => Math.min(...pulses.map((p) => Math.abs(p - t)))));

describe('pulse tracking', () => {
  it('stays on beats whose tempo rises by a tenth', () => {
    const times: number[] = [];
    for (let t = 0.4; t < 60; t += 60 / (110 + (11 * t) / 60)) times.push(t);
    expect(farthest(track(onsetsAt(times, 60), 115), times)).toBeLessThan(0.03);
  });

  it('counts through a break without drums', () => {
    const all = Array.from({ length: 110 }, (_, k) => 0.3 + k * 0.5);
    const heard = all.filter((t) => t < 20 || t > 32);
    expect(farthest(track(onsetsAt(heard, 56), 120.3), all)).toBeLessThan(0.1);
  });
});
