import { describe, expect, it } from 'vitest';
import { eqReference } from './eq-reference.ts';
import { cutoffHz, damping, filterReference, smooth } from './filter-reference.ts';
import { Mixer, noise, type Step, signal } from './harness.ts';
import { responseDb } from './measure.ts';

const RATE = 48_000;

async function through(
  controls: { readonly [name: string]: number },
  x: (frame: number) => number,
  frames: number,
  steps: readonly Step[] = [],
): Promise<Float32Array> {
  const mixer = await Mixer.create(RATE);
  mixer.set({ 'deck.a.level': 1, ...controls });
  const out = mixer.run({ frames: frames + 128, voices: { 0: signal(frames + 128, x) }, steps }).master.left;
  return out.slice(mixer.latencyFrames, mixer.latencyFrames + frames);
}

const CENTRE = { low: 0, mid: 0, high: 0 };
const impulse = (frame: number): number => (frame === 64 ? 0.25 : 0);

describe('one-knob filter', () => {
  it('is not there at 0: bit for bit the EQ alone, whatever the resonance', async () => {
    const random = noise(3);
    const x = Float32Array.from({ length: 4096 }, () => 0.2 * random());
    const off = await through({}, (i) => x[i] ?? 0, 4096);
    const resonant = await through({ 'deck.a.filter.resonance': 1 }, (i) => x[i] ?? 0, 4096);
    expect(resonant).toEqual(off);
  });

  it.each([-1, -0.6, -0.3, -0.02, 0.02, 0.3, 0.6, 1])(
    'falls by 24 dB/oct beyond its cutoff, knob at %f',
    async (knob) => {
      const h = await through({ 'deck.a.filter': knob, 'deck.a.filter.resonance': 0 }, impulse, 65_536);
      const at = (hz: number): number => responseDb(h, hz, RATE, 0.25);
      const cutoff = cutoffHz(knob);
      if (Math.abs(knob) < 0.04) {
        expect(Math.abs(at(1000))).toBeLessThan(0.1);
        return;
      }
      const out = knob < 0 ? 2 : 1 / 2;
      expect(at(cutoff)).toBeGreaterThan(-3.2);
      expect(at(cutoff)).toBeLessThan(-2.8);
      if (cutoff * out * out < 12_000 && cutoff * out * out > 15) {
        const slope = at(cutoff * out) - at(cutoff * out * out);
        expect(slope).toBeGreaterThan(23);
        expect(slope).toBeLessThan(27);
      }
      expect(Math.abs(at(knob < 0 ? cutoff / 8 : Math.min(20_000, cutoff * 8)))).toBeLessThan(0.1);
    },
  );

  it('matches the reference within −90 dBFS (its cutoffs come from a table) while the knob and the resonance move, across the middle', async () => {
    const random = noise(11);
    const frames = 24_000;
    const x = Float32Array.from({ length: frames }, () => 0.05 * random());
    const steps: Step[] = [];
    const knobs = new Float64Array(frames);
    const damps = new Float64Array(frames).fill(damping(0.3));
    const positions = [-0.5, -1, 0.8, 0.01, -0.03, 1, 0, -0.2];
    positions.forEach((value, k) => {
      steps.push({ frame: 1000 + 2700 * k + 13 * k, control: 'deck.a.filter', value });
      knobs.fill(value, 1000 + 2700 * k + 13 * k);
      const resonance = (k % 3) / 2;
      steps.push({ frame: 2000 + 2700 * k, control: 'deck.a.filter.resonance', value: resonance });
      damps.fill(damping(resonance), 2000 + 2700 * k);
    });
    const ours = await through({}, (i) => x[i] ?? 0, frames, steps);
    const theirs = filterReference(
      eqReference(x, RATE, CENTRE),
      RATE,
      smooth(0, knobs, 0.006, RATE),
      smooth(damping(0.3), damps, 0.006, RATE),
    );
    let worst = 0;
    for (let i = 0; i < frames; i++) worst = Math.max(worst, Math.abs((ours[i] as number) - (theirs[i] as number)));
    expect(worst).toBeLessThan(3e-5);
  });

  it('stays bounded under wild sweeps at full resonance', async () => {
    const random = noise(5);
    const steps: Step[] = [];
    for (let f = 0; f < 48_000; f += 97) steps.push({ frame: f, control: 'deck.a.filter', value: random() });
    const out = await through({ 'deck.a.filter.resonance': 1 }, () => 0.1 * random(), 48_000, steps);
    expect(out.every((v) => Math.abs(v) <= 1)).toBe(true);
  });
});
