/** Which voice reaches which output, at which gain, and when. */
import { describe, expect, it } from 'vitest';
import { Mixer, noise, type Rendered, signal } from './harness.ts';
import { db } from './measure.ts';

const TAU = 2 * Math.PI;
const FRAMES = 9600;
const tone = (hz: number, size = 0.1) => signal(FRAMES, (i) => size * Math.sin((TAU * hz * i) / 48_000));

/** Level of a tone in a signal, dB, over the second half. */
function levelDb(x: Float32Array, hz: number): number {
  let [re, im] = [0, 0];
  const from = 4800;
  for (let i = from; i < FRAMES; i++) {
    re += (x[i] as number) * Math.cos((TAU * hz * i) / 48_000);
    im += (x[i] as number) * Math.sin((TAU * hz * i) / 48_000);
  }
  return db((2 * Math.hypot(re, im)) / (FRAMES - from));
}

async function run(
  controls: { readonly [name: string]: number },
  voices: { readonly [voice: number]: ReturnType<typeof tone> },
): Promise<Rendered> {
  const mixer = await Mixer.create();
  mixer.set(controls);
  return mixer.run({ frames: FRAMES, voices });
}

const near = (value: number, want: number, within = 0.05): void => expect(Math.abs(value - want)).toBeLessThan(within);

describe('gains and buses', () => {
  it('channel fader: gain is travel squared, silent at the bottom', async () => {
    for (const level of [1, 0.8, 0.5, 0.1])
      near(
        levelDb((await run({ 'deck.c.level': level }, { 2: tone(1000) })).master.left, 1000),
        -20 + 40 * Math.log10(level),
      );
    const { master } = await run({ 'deck.c.level': 0 }, { 2: tone(1000) });
    expect(master.left.every((v) => v === 0)).toBe(true);
  });

  it('trim and master level in dB; the bottom of the master is silence', async () => {
    near(levelDb((await run({ 'deck.a.level': 1, 'deck.a.trim': 9 }, { 0: tone(1000) })).master.left, 1000), -11);
    near(levelDb((await run({ 'deck.a.level': 1, 'master.level': -7 }, { 0: tone(1000) })).master.left, 1000), -27);
    const { master } = await run({ 'master.level': -60 }, { 0: tone(1000) });
    expect(master.left.every((v) => v === 0)).toBe(true);
  });

  it.each([
    ['power', 0, [0, -3.0103, -200]],
    ['linear', 1, [0, -6.0206, -200]],
    ['cut', 2, [0, 0, -200]],
  ] as const)(
    'crossfader, %s curve: left, middle, right; thru ignores it; reverse mirrors it',
    async (_, curve, gains) => {
      for (const reverse of [0, 1])
        for (const [k, x] of [-1, 0, 1].entries()) {
          const { master } = await run(
            {
              'deck.a.level': 1,
              'deck.b.level': 1,
              'deck.c.level': 1,
              'deck.a.crossfader.side': 0,
              'deck.b.crossfader.side': 2,
              'mixer.crossfader': x,
              'mixer.crossfader.curve': curve,
              'mixer.crossfader.reverse': reverse,
            },
            { 0: tone(1000), 1: tone(3000), 2: tone(6000) },
          );
          const left = gains[reverse === 1 ? 2 - k : k] as number;
          const right = gains[reverse === 1 ? k : 2 - k] as number;
          if (left === -200) expect(levelDb(master.left, 1000)).toBeLessThan(-120);
          else near(levelDb(master.left, 1000), -20 + left);
          if (right === -200) expect(levelDb(master.left, 3000)).toBeLessThan(-120);
          else near(levelDb(master.left, 3000), -20 + right);
          near(levelDb(master.left, 6000), -20);
        }
    },
  );

  it('constant power: squares of both sides add to one anywhere', async () => {
    for (const x of [-0.9, -0.5, -0.1, 0.3, 0.7]) {
      const { master } = await run(
        {
          'deck.a.level': 1,
          'deck.b.level': 1,
          'deck.a.crossfader.side': 0,
          'deck.b.crossfader.side': 2,
          'mixer.crossfader': x,
        },
        { 0: tone(1000), 1: tone(3000) },
      );
      const power = 10 ** ((levelDb(master.left, 1000) + 20) / 10) + 10 ** ((levelDb(master.left, 3000) + 20) / 10);
      near(power, 1, 0.005);
    }
  });

  it('sampler voices reach the master only, the preview the headphones only', async () => {
    const { master, phones } = await run(
      { 'sampler.2.level': -3, 'preview.level': -9, 'phones.level': 0 },
      { 6: tone(1000), 4: tone(3000) },
    );
    near(levelDb(master.left, 1000), -23);
    expect(levelDb(master.left, 3000)).toBeLessThan(-120);
    expect(levelDb(phones.left, 1000)).toBeLessThan(-120);
    near(levelDb(phones.left, 3000), -29);
  });

  it('headphone switch taps before the fader and after the EQ', async () => {
    const { master, phones } = await run(
      { 'deck.d.level': 0, 'deck.d.pfl': 1, 'deck.d.eq.high': -26, 'phones.level': -6 },
      { 3: tone(12_000) },
    );
    expect(master.left.every((v) => v === 0)).toBe(true);
    near(levelDb(phones.left, 12_000), -20 - 26 - 6, 0.2);
  });

  it('cue mix is equal power; split puts the cue left and the master right, in mono', async () => {
    const voices = { 0: tone(1000), 4: tone(3000) };
    const base = { 'deck.a.level': 1, 'preview.level': 0, 'phones.level': 0 };
    for (const mix of [0, 0.25, 0.5, 1]) {
      const { phones } = await run({ ...base, 'phones.mix': mix }, voices);
      const [cue, master] = [levelDb(phones.right, 3000), levelDb(phones.right, 1000)];
      if (mix < 1) near(cue, -20 + db(Math.cos((Math.PI / 2) * mix)));
      else expect(cue).toBeLessThan(-120);
      if (mix > 0) near(master, -20 + db(Math.sin((Math.PI / 2) * mix)));
      else expect(master).toBeLessThan(-120);
    }
    const { phones } = await run({ ...base, 'phones.split': 1 }, voices);
    near(levelDb(phones.left, 3000), -20);
    expect(levelDb(phones.left, 1000)).toBeLessThan(-120);
    near(levelDb(phones.right, 1000), -20);
    expect(levelDb(phones.right, 3000)).toBeLessThan(-120);
  });

  it('aligns booth and headphones with the master', async () => {
    const mixer = await Mixer.create();
    mixer.set({ 'phones.level': 0, 'preview.level': 0, 'phones.mix': 0.5, 'booth.level': -6 });
    const x = signal(FRAMES, (i) => (i === 1000 ? 0.5 : 0));
    const { master, booth, phones } = mixer.run({ frames: FRAMES, voices: { 4: x, 5: x } });
    const at = 1000 + mixer.latencyFrames;
    expect(master.left[at]).toBe(0.5);
    expect(booth.left[at]).toBeCloseTo(0.5 * 10 ** (-6 / 20), 6);
    expect(phones.left[at]).toBeCloseTo(Math.SQRT1_2, 6);
    for (const out of [master, booth, phones]) expect(out.left.filter((v) => v !== 0)).toHaveLength(1);
    expect(mixer.latencyFrames).toBe(108);
  });

  it('never clips booth or headphones', async () => {
    const random = noise(4);
    const loud = signal(FRAMES, random, random);
    const { booth, phones } = await run(
      { 'preview.level': 6, 'phones.level': 6, 'booth.level': 6, 'master.level': 6, 'phones.mix': 0.5 },
      { 4: loud, 5: loud },
    );
    for (const out of [booth, phones])
      for (const c of [out.left, out.right]) expect(c.every((v) => Math.abs(v) < 1)).toBe(true);
  });
});
