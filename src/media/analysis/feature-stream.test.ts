import { describe, expect, it } from 'vitest';
import { FeatureStream } from './feature-stream.ts';
import {
  BAND_COUNT,
  createSummary,
  FeatureFormatError,
  type FeatureSummary,
  levelDb,
  PITCHES,
  readSummary,
  riseDb,
} from './feature-summary.ts';

const RATE = 48_000;

function stereo(seconds: number, sample: (t: number, n: number) => number, rate = RATE): Float32Array {
  const out = new Float32Array(Math.round(seconds * rate) * 2);
  for (let n = 0; n < out.length / 2; n++) {
    out[n * 2] = sample(n / rate, n);
    out[n * 2 + 1] = out[n * 2] as number;
  }
  return out;
}

function hear(pcm: Float32Array, cut = 8192, rate = RATE): FeatureSummary {
  const stream = new FeatureStream(rate);
  for (let at = 0; at < pcm.length / 2; at += cut)
    stream.push(pcm.subarray(at * 2), Math.min(cut, pcm.length / 2 - at));
  return stream.finish();
}

function noise(seed: number): () => number {
  let s = seed;
  return () => {
    s = (Math.imul(s, 1664525) + 1013904223) >>> 0;
    return s / 2147483648 - 1;
  };
}

describe('feature summary', () => {
  it('depends on the samples alone, and fits into 200 kB for five minutes', () => {
    const next = noise(3);
    const pcm = stereo(4.1, () => 0.3 * next());
    const whole = hear(pcm);
    for (const cut of [1, 777, 65_536]) expect(hear(pcm, cut).bytes).toEqual(whole.bytes);
    const hops = Math.ceil((300 * RATE) / whole.hopFrames);
    expect(createSummary({ ...whole, hops, frames: 300 * RATE }).bytes.length).toBeLessThan(200_000);
  });

  it('hears the pitch class and the band of a tone', () => {
    for (const [hz, pitch] of [
      [440, 9],
      [261.63, 0],
      [1479.98, 6],
    ] as const) {
      const summary = hear(stereo(2, (t) => 0.5 * Math.sin(2 * Math.PI * hz * t)));
      const chroma = summary.chroma.subarray(5 * PITCHES, 6 * PITCHES);
      expect(chroma.indexOf(255)).toBe(pitch);
      const bands = summary.bands.subarray(20 * BAND_COUNT, 21 * BAND_COUNT);
      const loudest = Math.max(...bands);
      expect(levelDb(loudest)).toBeGreaterThan(-45);
      expect(bands.filter((level) => level > loudest - 20).length).toBeLessThanOrEqual(2);
    }
  });

  it('tells kicks from a steady bass', () => {
    const bass = (t: number): number => 0.3 * Math.sin(2 * Math.PI * 55 * t);
    const kick = (t: number): number => 0.8 * Math.exp(-12 * (t % 0.5)) * Math.sin(2 * Math.PI * 55 * (t % 0.5));
    const steady = hear(stereo(4, bass));
    const kicks = hear(stereo(4, kick));
    // The first kick is an edge of the file itself.
    const rises = (s: FeatureSummary): number => s.lowRise.subarray(20).filter((r) => riseDb(r) > 8).length;
    expect(rises(steady)).toBe(0);
    expect(rises(kicks)).toBeGreaterThanOrEqual(5);
    const floor = (s: FeatureSummary): number => levelDb(Math.min(...s.lowFloor.subarray(20)));
    expect(floor(steady)).toBeGreaterThan(-20);
    expect(floor(kicks)).toBeLessThan(-30);
  });

  it('keeps its hop near 43 ms at other rates', () => {
    for (const rate of [44_100, 96_000]) {
      const summary = hear(
        stereo(2, (t) => 0.5 * Math.sin(2 * Math.PI * 440 * t), rate),
        8192,
        rate,
      );
      expect(summary.hopFrames / rate).toBeGreaterThan(0.04);
      expect(summary.hopFrames / rate).toBeLessThan(0.05);
      expect(summary.chroma.subarray(5 * PITCHES, 6 * PITCHES).indexOf(255)).toBe(9);
    }
  });

  it('is read back as it was, and refused when it is not what it says', () => {
    const { bytes, ...shape } = hear(stereo(1, (t) => Math.sin(900 * t)));
    const stored = new Uint8Array([...new Uint8Array(8), ...bytes]).subarray(8);
    const again = readSummary(stored);
    expect(again.bands).toEqual(shape.bands);
    expect(again.chroma).toEqual(shape.chroma);
    expect([again.hops, again.frames, again.rateHz]).toEqual([shape.hops, shape.frames, shape.rateHz]);
    const changed = (at: number): Uint8Array => Uint8Array.from(bytes, (byte, i) => (i === at ? byte + 1 : byte));
    expect(() => readSummary(bytes.subarray(0, 10))).toThrow(FeatureFormatError);
    expect(() => readSummary(bytes.subarray(0, -1))).toThrow(/damaged/);
    expect(() => readSummary(changed(0))).toThrow(/something else/);
    expect(() => readSummary(changed(4))).toThrow(/version 2/);
  });
});
