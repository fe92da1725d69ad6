/** What the mixer's output may and may not depend on. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CONTROLS } from '../../../../src/control-bus/controls.ts';
import { Mixer, noise, type RunOptions, type Step, type Stereo, signal } from './harness.ts';
import { hash } from './measure.ts';

const SEED = 20_261_122;
const mixed = CONTROLS.filter((c) => /level|trim|eq|filter|crossfader|pfl|phones|booth/.test(c.name));

/** Nine voices of saws and noise made without transcendental functions: the same numbers in every engine. */
function voices(frames: number, seed: number): { readonly [voice: number]: Stereo } {
  const random = noise(seed);
  const out: { [voice: number]: Stereo } = {};
  for (let v = 0; v < 9; v++) {
    const period = 97 + 53 * v;
    out[v] = signal(
      v === 3 ? frames / 2 : frames,
      (i) => 0.5 * ((2 * (i % period)) / period - 1) + 0.1 * random(),
      (i) => 0.4 * ((2 * (i % (period + 7))) / period - 1) + 0.1 * random(),
    );
  }
  return out;
}

/** Seeded control moves at block starts and inside blocks. */
function moves(frames: number, count: number, seed: number): Step[] {
  const random = noise(seed);
  const unit = (): number => (random() + 1) / 2;
  return Array.from({ length: count }, () => {
    const spec = mixed[Math.floor(unit() * mixed.length)] ?? CONTROLS[9];
    if (spec === undefined) throw new Error('the table of controls is empty');
    const value = spec.min + unit() * (spec.max - spec.min);
    const stepped = spec.curve === 'toggle' || spec.curve === 'choice';
    return { frame: Math.floor(unit() * frames), control: spec.name, value: stepped ? Math.round(value) : value };
  });
}

async function rendered(options: RunOptions, withState = true): Promise<string> {
  const mixer = await Mixer.create();
  const { master, booth, phones } = mixer.run(options);
  return hash(
    master.left,
    master.right,
    booth.left,
    booth.right,
    phones.left,
    phones.right,
    ...(withState ? [mixer.memory] : []),
  );
}

describe('robustness', () => {
  it('gives the same bytes, state included, however a block is cut into spans', async () => {
    const frames = 6400;
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 1, max: frames - 1 }), { maxLength: 120 }),
        fc.integer({ min: 1, max: 1000 }),
        async (splits, seed) => {
          const options = { frames, voices: voices(frames, seed), steps: moves(frames, 20, seed + 1) };
          expect(await rendered({ ...options, splits })).toBe(await rendered(options));
        },
      ),
      { seed: SEED, numRuns: 12 },
    );
  });

  it('takes NaN, infinities and absurd samples as silence; they never enter state', async () => {
    const frames = 12_800;
    const clean = voices(frames, 5);
    const bad = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 1e30, -3e38];
    const spoil = (x: Stereo, by: (k: number) => number): Stereo => {
      const out = { left: x.left.slice(), right: x.right.slice() };
      for (let i = 500, k = 0; i < out.left.length; i += 611, k++) {
        out.left[i] = by(k);
        out.right[(i + 77) % out.right.length] = by(k + 2);
      }
      return out;
    };
    const each = (by: (k: number) => number) =>
      Object.fromEntries(Object.entries(clean).map(([v, x]) => [v, spoil(x, by)]));
    const steps = moves(frames, 30, 9);
    // The rest of the run is the judge: whatever had entered a filter or a meter would be heard or read.
    const spoilt = await rendered({ frames, voices: each((k) => bad[k % bad.length] as number), steps }, false);
    expect(spoilt).toBe(await rendered({ frames, voices: each(() => 0), steps }, false));
  });

  it('falls asleep to exact silence', async () => {
    const mixer = await Mixer.create();
    mixer.set({
      'deck.a.level': 1,
      'deck.a.filter': -0.5,
      'deck.a.eq.low.kill': 1,
      'deck.a.pfl': 1,
      'phones.mix': 0.5,
    });
    mixer.run({ frames: 4800, voices: { 0: signal(4800, (i) => 0.5 * Math.sin(i / 11)) } });
    const { master, phones } = mixer.run({ frames: 96_000, voices: {} });
    const tail = (x: Float32Array): boolean => x.subarray(48_000).every((v) => v === 0);
    for (const out of [master, phones]) expect(tail(out.left) && tail(out.right)).toBe(true);
  });

  it('takes its first controls at once: the first frame is not ramped', async () => {
    const mixer = await Mixer.create();
    mixer.set({ 'sampler.1.level': -6 });
    const { master } = mixer.run({ frames: 1280, voices: { 5: signal(1280, () => 0.5) } });
    const gain = Math.fround(0.5 * Math.exp((-6 * Math.LN10) / 20));
    expect(master.left[mixer.latencyFrames]).toBeCloseTo(gain, 7);
    expect(master.left[mixer.latencyFrames + 700]).toBe(master.left[mixer.latencyFrames]);
  });

  it('golden: two seconds of nine voices and 200 control moves', async () => {
    const frames = 96_000;
    const mixer = await Mixer.create();
    const meters: number[] = [];
    const { master, booth, phones } = mixer.run({
      frames,
      voices: voices(frames, 42),
      steps: moves(frames, 200, 43),
      onBlock: (state, block) => {
        if (block % 50 !== 0) return;
        for (const m of [...state.decks.map((d) => d.meter), state.master, state.cue]) meters.push(...Object.values(m));
        meters.push(state.gainReductionDb);
      },
    });
    const all = hash(master.left, master.right, booth.left, booth.right, phones.left, phones.right);
    expect({ audio: all, meters: hash(Float64Array.from(meters)) }).toMatchInlineSnapshot(`
      {
        "audio": "651b476871686775",
        "meters": "0af89bf74f7af191",
      }
    `);
  });
});
