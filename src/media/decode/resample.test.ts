import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { resamplerModuleText } from '../../../tools/gen-resampler.ts';
import { designTable, resampledFrames, StereoResampler } from './resample.ts';

/** Resamples whole arrays, handing them over in pieces of the given sizes. */
function resample(left: Float32Array, right: Float32Array, from: number, to: number, pieces = [left.length]) {
  const resampler = new StereoResampler(from, to);
  const out: number[] = [];
  const emit = (samples: Float32Array, frames: number): void => {
    for (let i = 0; i < frames * 2; i++) out.push(samples[i] as number);
  };
  let at = 0;
  for (let p = 0; at < left.length; p++) {
    const n = Math.min(pieces[p % pieces.length] as number, left.length - at);
    resampler.process(left, right, at, n, emit);
    at += n;
  }
  resampler.finish(emit);
  return Float32Array.from(out);
}

const tone = (hz: number, rate: number, seconds: number): Float32Array<ArrayBuffer> =>
  Float32Array.from({ length: Math.floor(rate * seconds) }, (_, i) => 0.5 * Math.sin((2 * Math.PI * hz * i) / rate));

/** The plain reference: the windowed sinc written out, one output at a time, in double precision. */
function reference(input: Float32Array, from: number, to: number): Float64Array {
  const narrowing = Math.min(1, to / from);
  const half = 4 * Math.ceil(144 / narrowing / 8);
  const transition = (106 - 7.95) / (14.36 * 144);
  const cutoff = narrowing * (0.5 - transition / 2);
  const beta = 0.1102 * (106 - 8.7);
  const bessel = (x: number): number => {
    let [sum, term] = [1, 1];
    for (let k = 1; k < 100; k++) sum += term *= (x / 2 / k) ** 2;
    return sum;
  };
  const h = (d: number): number =>
    Math.abs(d) >= half
      ? 0
      : ((d === 0 ? 2 * cutoff : Math.sin(2 * Math.PI * cutoff * d) / (Math.PI * d)) *
          bessel(beta * Math.sqrt(1 - (d / half) ** 2))) /
        bessel(beta);
  return Float64Array.from({ length: resampledFrames(input.length, from, to) }, (_, k) => {
    const at = (k * from) / to;
    let [sum, weight] = [0, 0];
    for (let n = Math.floor(at) - half + 1; n <= Math.floor(at) + half; n++) {
      const factor = h(n - at);
      sum += (input[n] ?? 0) * factor;
      weight += factor;
    }
    return sum / weight;
  });
}

/** Amplitude of `hz` in the left channel, by correlation under a Hann window, edges left out. */
function amplitude(samples: Float32Array, hz: number, rate: number): number {
  const skip = 2000;
  const frames = samples.length / 2 - 2 * skip;
  let [re, im, weight] = [0, 0, 0];
  for (let i = 0; i < frames; i++) {
    const w = 0.5 - 0.5 * Math.cos((2 * Math.PI * i) / frames);
    const x = (samples[2 * (i + skip)] as number) * w;
    re += x * Math.cos((2 * Math.PI * hz * i) / rate);
    im += x * Math.sin((2 * Math.PI * hz * i) / rate);
    weight += w;
  }
  return (2 * Math.hypot(re, im)) / weight;
}
const hashOf = (samples: Float32Array<ArrayBuffer>): string =>
  createHash('sha256').update(new Uint8Array(samples.buffer)).digest('hex').slice(0, 16);
const dB = (x: number): number => 20 * Math.log10(x);

describe('resampler', () => {
  test('agrees with the plain reference within 2·10⁻⁷', () => {
    const noise = Float32Array.from({ length: 500 }, (_, i) => ((i * 7919) % 2001) / 1000 - 1);
    for (const [from, to] of [
      [44_100, 48_000],
      [48_000, 44_100],
      [96_000, 48_000],
      [22_050, 48_000],
    ] as const) {
      const got = resample(noise, noise, from, to);
      const want = reference(noise, from, to);
      expect(got.length).toBe(want.length * 2);
      let worst = 0;
      for (let k = 0; k < want.length; k++)
        worst = Math.max(worst, Math.abs((got[2 * k] as number) - (want[k] as number)));
      expect(worst).toBeLessThan(2e-7);
    }
  });

  test('odd rates, interpolated between phases, stay within 100 dB of the reference for music', () => {
    const input = tone(5000, 44_056, 0.01);
    const got = resample(input, input, 44_056, 48_000);
    const want = reference(input, 44_056, 48_000);
    let error = 0;
    for (let k = 0; k < want.length; k++)
      error = Math.max(error, Math.abs((got[2 * k] as number) - (want[k] as number)));
    expect(dB(error / 0.5)).toBeLessThan(-100);
  });

  test('the filter from 44.1 to 48 kHz: flat to 19.8 kHz, 100 dB down from 22.05 kHz on', () => {
    const { taps, up, coefficients } = designTable(44_100, 48_000);
    const gainAt = (hz: number): number => {
      let sum = 0;
      for (let row = 0; row < up; row++)
        for (let j = 0; j < taps; j++)
          sum +=
            (coefficients[row * taps + j] as number) *
            Math.cos((2 * Math.PI * hz * (j - taps / 2 + 1 - row / up)) / 44_100);
      return Math.abs(sum / up);
    };
    for (const hz of [0, 997, 5000, 15_000, 19_000, 19_800]) expect(Math.abs(dB(gainAt(hz)))).toBeLessThan(0.01);
    let worst = 0;
    for (let hz = 22_050; hz < 120_000; hz += 613) worst = Math.max(worst, gainAt(hz));
    expect(dB(worst)).toBeLessThan(-100);
  });

  test('images and aliases of tones are at least 100 dB down', () => {
    const image = resample(tone(21_000, 44_100, 1), tone(21_000, 44_100, 1), 44_100, 48_000);
    expect(dB(amplitude(image, 44_100 - 21_000, 48_000) / 0.5)).toBeLessThan(-100);
    const alias = resample(tone(30_000, 96_000, 1), tone(30_000, 96_000, 1), 96_000, 48_000);
    expect(dB(amplitude(alias, 18_000, 48_000) / 0.5)).toBeLessThan(-100);
    const music = resample(tone(997, 44_100, 1), tone(997, 44_100, 1), 44_100, 48_000);
    expect(Math.abs(dB(amplitude(music, 997, 48_000) / 0.5))).toBeLessThan(0.001);
  });

  test('the same bytes however the input is cut', () => {
    const left = Float32Array.from({ length: 12_000 }, (_, i) => ((i * 48_271) % 65_537) / 32_768 - 1);
    const right = left.map((x) => -x / 3);
    fc.assert(
      fc.property(
        fc.constantFrom([44_100, 48_000], [48_000, 44_100], [88_200, 48_000], [44_056, 48_000], [48_000, 48_000]),
        fc.array(fc.integer({ min: 1, max: 9000 }), { minLength: 1, maxLength: 6 }),
        ([from = 0, to = 0], pieces) => {
          expect(hashOf(resample(left, right, from, to, pieces))).toBe(hashOf(resample(left, right, from, to)));
        },
      ),
      { seed: 7, numRuns: 25 },
    );
  });

  test('equal rates leave every sample as it is', () => {
    const left = tone(1000, 48_000, 0.1);
    const right = tone(500, 48_000, 0.1);
    const out = resample(left, right, 48_000, 48_000, [777]);
    expect(hashOf(out.filter((_, i) => i % 2 === 0))).toBe(hashOf(left));
    expect(hashOf(out.filter((_, i) => i % 2 === 1))).toBe(hashOf(right));
  });

  test('lengths are ⌈frames·to/from⌉, for every rate and for one frame', () => {
    for (const from of [
      4000, 8000, 11_025, 12_000, 32_000, 37_800, 44_100, 176_400, 192_000, 352_800, 383_999, 384_000,
    ])
      for (const frames of [1, 2, 1000])
        expect(resample(new Float32Array(frames), new Float32Array(frames), from, 48_000).length / 2).toBe(
          Math.ceil((frames * 48_000) / from),
        );
  });

  test('golden bytes', () => {
    const left = Float32Array.from({ length: 5000 }, (_, i) => ((i * 48_271) % 65_537) / 32_768 - 1);
    const hashes = [
      [44_100, 48_000],
      [96_000, 48_000],
      [44_056, 48_000],
    ].map(([from = 0, to = 0]) => hashOf(resample(left, left, from, to)));
    expect(hashes).toEqual(GOLDEN);
  });

  test('the module in the source tree is the one that compiles from its source', async () => {
    const stored = readFileSync(new URL('./resampler-module.generated.ts', import.meta.url), 'utf8');
    expect(stored).toBe(await resamplerModuleText());
  });
});

const GOLDEN = ['b1703b4d5ba7333a', '1721e9e1f6643f2e', '15659ffc31f7ce56'];
