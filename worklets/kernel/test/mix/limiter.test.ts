import { describe, expect, it } from 'vitest';
import { Mixer, noise, type Rendered, type Step, type Stereo, signal } from './harness.ts';
import { CEILING, limiterGains } from './limiter-reference.ts';
import { clickDb, db, truePeak } from './measure.ts';

const TAU = 2 * Math.PI;
const ALLOWED_DBTP = -0.9;

/** A sampler voice goes to the master unfiltered: +6 dB there and +6 dB on the master make +12 dB. */
async function limited(
  x: Stereo,
  { rate = 48_000, gainDb = 12, steps = [] }: { rate?: number; gainDb?: number; steps?: readonly Step[] } = {},
): Promise<Rendered & { reductionDb: number; latency: number }> {
  const mixer = await Mixer.create(rate);
  mixer.set({ 'master.level': gainDb / 2, 'sampler.1.level': gainDb / 2 });
  let reductionDb = 0;
  const out = mixer.run({
    frames: x.left.length,
    voices: { 5: x },
    steps,
    onBlock: (state) => {
      reductionDb = Math.min(reductionDb, state.gainReductionDb);
    },
  });
  return { ...out, reductionDb, latency: mixer.latencyFrames };
}

/** Kick, bass, chords and hats at 128 BPM, peaking near full scale. */
function music(frames: number, rate: number): Stereo {
  const random = noise(31);
  const hats = Float64Array.from({ length: frames }, () => random());
  return signal(
    frames,
    ...(([0, 0.3] as const).map((width) => (i: number) => {
      const beat = ((i / rate) * 128) / 60;
      const since = ((beat % 1) * 60) / 128;
      const off = (((beat + 0.5) % 1) * 60) / 128;
      const kick = Math.sin(TAU * (50 * since + 8 * (1 - Math.exp(-since * 40)))) * Math.exp(-since * 9);
      const bass = Math.sign(Math.sin((TAU * 55 * i) / rate)) * 0.25;
      const chord = [220, 277.2, 329.6].reduce((a, hz) => a + Math.sin((TAU * hz * i) / rate + width), 0) * 0.1;
      return 0.5 * kick + bass + chord + 0.4 * (hats[i] as number) * Math.exp(-off * 60);
    }) as [(i: number) => number, (i: number) => number]),
  );
}

const FRAMES = 19_200;
const random = noise(77);
const CASES: readonly (readonly [string, (i: number, rate: number) => number])[] = [
  ['997 Hz', (i, rate) => Math.sin((TAU * 997 * i) / rate)],
  ['a quarter of the rate at 45°', (i) => Math.sin((TAU * i) / 4 + TAU / 8)],
  ['a sixth of the rate', (i) => Math.sin((TAU * i) / 6 + 0.2)],
  ['12 kHz, phase sweeping', (i, rate) => Math.sin((TAU * 12_000 * i) / rate + i / 1500)],
  ['20 kHz', (i, rate) => Math.sin((TAU * 20_011 * i) / rate)],
  ['0.48 of the rate', (i) => Math.sin(TAU * 0.4801 * i)],
  ['a sweep to 22 kHz', (i, rate) => Math.sin(TAU * (20 + (10_990 * i) / FRAMES) * (i / rate))],
  ['white noise', () => random()],
  ['random signs', () => Math.sign(random())],
  ['110 Hz square', (i, rate) => Math.sign(Math.sin((TAU * 110.3 * i) / rate))],
  ['3 kHz square', (i, rate) => Math.sign(Math.sin((TAU * 3001.7 * i) / rate))],
  ['bursts from silence', (i, rate) => (i % 4800 < 2400 ? Math.sin((TAU * 5003 * i) / rate) : 0)],
  ['single frames', (i) => (i % 997 === 0 ? 1 : 0)],
];

describe('master limiter', () => {
  it.each(CASES)('holds %s at +12 dB below −0.9 dBTP, reconstructed at 16×', async (_, f) => {
    for (const rate of [48_000, 44_100]) {
      const { master, reductionDb } = await limited(
        signal(FRAMES, (i) => f(i, rate)),
        { rate },
      );
      expect(db(truePeak(master.left, 16, 0, FRAMES - 200))).toBeLessThan(ALLOWED_DBTP);
      expect(reductionDb).toBeLessThan(-12);
    }
  });

  it('holds synthetic music at +12 dB, and both channels get one gain', async () => {
    const { master } = await limited(music(48_000, 48_000));
    expect(db(truePeak(master.left, 16))).toBeLessThan(ALLOWED_DBTP);
    expect(db(truePeak(master.right, 16))).toBeLessThan(ALLOWED_DBTP);
    const oneSided = await limited(
      signal(
        FRAMES,
        (i) => Math.sin(i / 20),
        (i) => 0.01 * Math.sin(i / 33),
      ),
    );
    expect(db(Math.max(...oneSided.master.right.map(Math.abs)))).toBeLessThan(-40);
  });

  it('does not overshoot when gains step', async () => {
    const x = signal(FRAMES, (i) => Math.sin((TAU * 1999 * i) / 48_000));
    const steps = [2000, 5003, 9001, 9100, 14_000].map((frame, k) => ({
      frame,
      control: 'master.level',
      value: k % 2 === 0 ? 6 : -20,
    }));
    const { master } = await limited(x, {
      gainDb: -20,
      steps: [{ frame: 0, control: 'sampler.1.level', value: 6 }, ...steps],
    });
    expect(db(truePeak(master.left, 16))).toBeLessThan(ALLOWED_DBTP);
  });

  it.each([48_000, 44_100, 96_000])('passes programme below −1.5 dBTP bit for bit, delayed, at %i Hz', async (rate) => {
    const r = noise(5);
    const white = Float32Array.from({ length: FRAMES }, () => r());
    for (const x of [music(FRAMES, rate), signal(FRAMES, (i) => white[i] as number)]) {
      const loudest = Math.max(truePeak(x.left, 16), truePeak(x.right, 16));
      const scale = 10 ** (-1.5 / 20) / loudest;
      const quiet = signal(
        FRAMES,
        (i) => (x.left[i] as number) * scale,
        (i) => (x.right[i] as number) * scale,
      );
      const { master, booth, reductionDb, latency } = await limited(quiet, { rate, gainDb: 0 });
      expect(reductionDb).toBe(0);
      expect(master.left.subarray(latency, FRAMES)).toEqual(quiet.left.subarray(0, FRAMES - latency));
      expect(master.right.subarray(latency, FRAMES)).toEqual(quiet.right.subarray(0, FRAMES - latency));
      expect(booth.left).toEqual(master.left);
    }
  });

  it('comes back to exactly 0 dB after a peak', async () => {
    const mixer = await Mixer.create();
    const x = signal(10 * 48_000, (i) => (i < 4800 ? 1 : 0.3) * Math.sin(i / 9));
    let last = -1;
    mixer.set({ 'sampler.1.level': 6 });
    mixer.run({ frames: 10 * 48_000, voices: { 5: x }, onBlock: (s) => (last = s.gainReductionDb) });
    expect(last).toBe(0);
  });

  it.each(['music', 'noise'])('matches the reference within −80 dBFS: %s', async (kind) => {
    const frames = 6400;
    const r = noise(8);
    const x = kind === 'music' ? music(frames, 48_000) : signal(frames, r, r);
    const { master, latency } = await limited(x);
    const gain = 10 ** (12 / 20);
    const [left, right] = [x.left, x.right].map((c) => Float64Array.from(c, (v) => v * gain));
    const gains = limiterGains(left as Float64Array, right as Float64Array, 48_000);
    let worst = 0;
    for (let i = 0; i < frames - latency - 100; i++) {
      const want = (left as Float64Array)[i] as number;
      worst = Math.max(worst, Math.abs((master.left[i + latency] as number) - want * (gains[i] as number)));
    }
    expect(worst).toBeLessThan(1e-4);
  });

  it('bends the gain smoothly: a burst of bass leaves nothing above 10 kHz', async () => {
    const x = signal(16_384, (i) => (i > 6000 ? 1 : 0.2) * 0.5 * Math.sin((TAU * 100 * i) / 48_000));
    const hot = await limited(x, { gainDb: 12 });
    const cold = await limited(x, { gainDb: 0 });
    // The burst's own edge is the same in both, 12 dB apart.
    expect(clickDb(hot.master.left, 48_000, 0, 16_000)).toBeLessThan(clickDb(cold.master.left, 48_000, 0, 16_000) + 13);
    expect(CEILING).toBeGreaterThan(0.88);
  });
});
