import { describe, expect, it } from 'vitest';
import { type EqSettings, eqReference } from './eq-reference.ts';
import { Mixer, noise, signal } from './harness.ts';
import { response, responseDb } from './measure.ts';

const RATE = 48_000;
const FRAMES = 32_768;
const HEIGHT = 0.25;

async function throughEq(s: EqSettings, x: (frame: number) => number, frames = FRAMES): Promise<Float32Array> {
  const mixer = await Mixer.create(RATE);
  mixer.set({
    'deck.a.level': 1,
    'deck.a.eq.low': s.low,
    'deck.a.eq.mid': s.mid,
    'deck.a.eq.high': s.high,
    'deck.a.eq.low.kill': s.killLow ? 1 : 0,
    'deck.a.eq.mid.kill': s.killMid ? 1 : 0,
    'deck.a.eq.high.kill': s.killHigh ? 1 : 0,
  });
  const out = mixer.run({ frames: frames + 128, voices: { 0: signal(frames + 128, x) } }).master.left;
  return out.slice(mixer.latencyFrames, mixer.latencyFrames + frames);
}

const impulse = (frame: number): number => (frame === 0 ? HEIGHT : 0);
const CENTRE: EqSettings = { low: 0, mid: 0, high: 0 };

function octaves(from: number, to: number, perOctave: number): number[] {
  const out: number[] = [];
  for (let hz = from; hz <= to; hz *= 2 ** (1 / perOctave)) out.push(hz);
  return out;
}

describe('isolator EQ', () => {
  it('is flat within 0.1 dB at centre positions, 20 Hz to 20 kHz', async () => {
    const h = await throughEq(CENTRE, impulse);
    for (const hz of octaves(20, 20_000, 6)) expect(Math.abs(responseDb(h, hz, RATE, HEIGHT))).toBeLessThan(0.1);
  });

  it.each<[string, EqSettings]>([
    ['centre', CENTRE],
    ['bands apart', { low: 6, mid: -26, high: -3.5 }],
    ['low killed', { ...CENTRE, killLow: true }],
    ['mid killed', { low: -4, mid: 2, high: 3, killMid: true }],
    ['low and high killed', { ...CENTRE, killLow: true, killHigh: true }],
    ['all killed', { ...CENTRE, killLow: true, killMid: true, killHigh: true }],
  ])('matches the textbook reference within −120 dBFS: %s', async (_, settings) => {
    const random = noise(7);
    const x = Float32Array.from({ length: 8192 }, () => 0.2 * random());
    const ours = await throughEq(settings, (i) => x[i] ?? 0, 8192);
    const theirs = eqReference(x, RATE, settings);
    let worst = 0;
    for (let i = 0; i < 8192; i++) worst = Math.max(worst, Math.abs((ours[i] as number) - (theirs[i] as number)));
    expect(worst).toBeLessThan(1e-6);
  });

  it.each([
    ['low', { ...CENTRE, killLow: true }, [20, 40, 60, 80, 100]],
    ['mid', { ...CENTRE, killMid: true }, [630, 700, 790, 900, 1000]],
    ['high', { ...CENTRE, killHigh: true }, [6500, 8000, 11_000, 16_000, 20_000]],
  ] as const)('kills the middle of the %s band by at least 60 dB', async (_, settings, frequencies) => {
    const h = await throughEq(settings, impulse);
    for (const hz of frequencies) expect(responseDb(h, hz, RATE, HEIGHT)).toBeLessThan(-60);
  });

  it('leaves the other bands alone when one is killed', async () => {
    const low = await throughEq({ ...CENTRE, killLow: true }, impulse);
    for (const hz of [1000, 5000, 15_000]) expect(Math.abs(responseDb(low, hz, RATE, HEIGHT))).toBeLessThan(0.1);
    const mid = await throughEq({ ...CENTRE, killMid: true }, impulse);
    for (const hz of [40, 15_000]) expect(Math.abs(responseDb(mid, hz, RATE, HEIGHT))).toBeLessThan(0.1);
    const high = await throughEq({ ...CENTRE, killHigh: true }, impulse);
    for (const hz of [40, 600]) expect(Math.abs(responseDb(high, hz, RATE, HEIGHT))).toBeLessThan(0.1);
  });

  it('crosses over at 24 dB/oct', async () => {
    // A band alone is what a change of its gain changes.
    const flat = await throughEq(CENTRE, impulse);
    const band = async (s: EqSettings): Promise<Float64Array> => {
      const raised = await throughEq(s, impulse);
      return Float64Array.from(raised, (v, i) => v - (flat[i] as number));
    };
    const slope = (h: Float64Array, hz: number, further: number): number => {
      const size = (f: number): number => {
        const [re, im] = response(h, f, RATE);
        return 20 * Math.log10(Math.hypot(re, im));
      };
      return size(hz) - size(further);
    };
    const low = await band({ ...CENTRE, low: 6 });
    const mid = await band({ ...CENTRE, mid: 6 });
    const high = await band({ ...CENTRE, high: 6 });
    for (const [h, hz, further] of [
      [low, 750, 1500],
      [mid, 100, 50],
      [mid, 5500, 11_000],
      [high, 1000, 500],
    ] as const) {
      // The bilinear transform steepens the slope towards half the rate.
      expect(slope(h, hz, further)).toBeGreaterThan(23);
      expect(slope(h, hz, further)).toBeLessThan(further > 10_000 ? 31 : 25);
    }
  });
});
