/** No control step is heard: on a 200 Hz sine at −6 dBFS nothing above −60 dBFS is left beyond 10 kHz in any 5 ms. */
import { describe, expect, it } from 'vitest';
import { CONTROLS } from '../../../../src/control-bus/controls.ts';
import { Mixer, type Stereo, signal } from './harness.ts';
import { clickDb } from './measure.ts';

const RATE = 48_000;
const AT = 6007;
const FRAMES = 12_032;
const sine = signal(FRAMES, (i) => 0.5 * Math.sin((2 * Math.PI * 200 * i) / RATE));

/** Controls of the kernel's other half: they do not reach the mixer. */
const NOT_MIXED = /tempo|keylock|key\.shift|quantise|slip|\.reverse$|nudge/;
const mixed = CONTROLS.filter(
  (c) => (c.deck === undefined || c.deck === 0) && (c.name === 'mixer.crossfader.reverse' || !NOT_MIXED.test(c.name)),
);

async function worst(
  before: { readonly [name: string]: number },
  control: string,
  value: number,
  also: { readonly [name: string]: number } = {},
): Promise<number> {
  const mixer = await Mixer.create(RATE);
  mixer.set({ 'deck.a.level': 1, 'deck.a.crossfader.side': 0, 'deck.a.pfl': 1, 'phones.level': 0, ...also, ...before });
  const out = mixer.run({
    frames: FRAMES,
    voices: { 0: sine, 4: sine, 5: sine },
    steps: [{ frame: AT, control, value }],
  });
  const busiest = (s: Stereo): number =>
    Math.max(clickDb(s.left, RATE, 4500, 11_000), clickDb(s.right, RATE, 4500, 11_000));
  return Math.max(busiest(out.master), busiest(out.booth), busiest(out.phones));
}

describe('control steps', () => {
  it('covers every control of the mixer', () => {
    expect(mixed.length).toBe(12 + 13);
  });

  it.each(mixed.map((c) => [c.name, c] as const))(
    '%s: full travel both ways, and from the default',
    async (name, spec) => {
      const quiet = { 'deck.a.trim': -3, 'sampler.1.level': -12, 'preview.level': -12, 'master.level': -3 };
      for (const [from, to] of [
        [spec.min, spec.max],
        [spec.max, spec.min],
        [spec.default, spec.default === spec.max ? spec.min : spec.max],
      ] as const)
        expect(await worst({ ...quiet, [name]: from }, name, to), `${name} ${from} → ${to}`).toBeLessThan(-60);
    },
  );

  it.each(['deck.a.filter'])('%s at full resonance', async (name) => {
    for (const [from, to] of [
      [-1, 1],
      [1, -1],
      [0, -1],
      [0, 1],
      [-0.5, 0.03],
    ] as const)
      expect(await worst({ [name]: from }, name, to, { 'deck.a.filter.resonance': 1 })).toBeLessThan(-60);
  });

  it('crossfader: each curve, each side', async () => {
    for (const curve of [0, 1, 2])
      for (const side of [0, 2])
        expect(
          await worst({ 'mixer.crossfader': -1 }, 'mixer.crossfader', 1, {
            'mixer.crossfader.curve': curve,
            'deck.a.crossfader.side': side,
          }),
        ).toBeLessThan(-60);
  });
});
