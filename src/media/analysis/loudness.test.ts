import { describe, expect, it } from 'vitest';
import { Mixer, noise, type Stereo, signal } from '../../../worklets/kernel/test/mix/harness.ts';
import { truePeak } from '../../../worklets/kernel/test/mix/measure.ts';
import { type LoudnessResult, LoudnessStream } from './loudness.ts';

const TAU = 2 * Math.PI;

function interleaved({ left, right }: Stereo, delay = 0): Float32Array {
  const out = new Float32Array((left.length + delay) * 2);
  left.forEach((l, i) => {
    out[(i + delay) * 2] = l;
    out[(i + delay) * 2 + 1] = right[i] as number;
  });
  return out;
}

function measure(pcm: Float32Array, rate = 48_000, cut = 8192): LoudnessResult {
  const stream = new LoudnessStream(rate);
  for (let at = 0; at < pcm.length / 2; at += cut)
    stream.push(pcm.subarray(at * 2), Math.min(cut, pcm.length / 2 - at));
  return stream.finish();
}

function programmes(rate: number): readonly (readonly [string, Stereo])[] {
  const frames = 8 * rate;
  const r = noise(23);
  const white = Float64Array.from({ length: frames }, () => r());
  const beat = (i: number): number => {
    const t = (i / rate) % 0.5;
    return (i < frames / 2 ? 0.03 : 0.7) * Math.sin(TAU * 60 * t) * Math.exp(-t * 8) + 0.02 * (white[i] as number);
  };
  return [
    ['1 kHz', signal(frames, (i) => 0.2 * Math.sin((TAU * 1000 * i) / rate))],
    [
      'noise, right only',
      signal(
        frames,
        () => 0,
        (i) => 0.4 * (white[i] as number),
      ),
    ],
    ['beats, quiet then loud', signal(frames, beat)],
    ['a tone at a third of the rate', signal(frames, (i) => 0.5 * Math.sin((TAU * i) / 3 + 1))],
    ['with a gap', signal(frames, (i) => (i > 0.4 * frames && i < 0.6 * frames ? 0 : 0.25 * (white[i] as number)))],
  ];
}

describe('loudness of a track', () => {
  it.each([48_000, 44_100])('agrees with the kernel within 0.01 LU and 0.01 dB at %i Hz', async (rate) => {
    for (const [name, x] of programmes(rate)) {
      const mixer = await Mixer.create(rate);
      // Whole blocks, and silence enough for the limiter's delay.
      const silence = new Float32Array(128 * 20 - (x.left.length % 128));
      const left = Float32Array.from([...x.left, ...silence]);
      const right = Float32Array.from([...x.right, ...silence]);
      mixer.run({ frames: left.length, voices: { 5: { left, right } } });
      const kernel = mixer.state().master;
      // The master hears the programme late by the limiter's latency.
      const heard = interleaved({ left, right }, mixer.latencyFrames).subarray(0, left.length * 2);
      const ours = measure(heard, rate);
      expect(Math.abs((ours.integratedLufs ?? 0) - kernel.integratedLufs), name).toBeLessThan(0.01);
      expect(Math.abs((ours.truePeakDb ?? 0) - kernel.truePeakDb), name).toBeLessThan(0.01);
    }
  });

  it('reads a stereo 997 Hz sine at −23 dBFS as −23 LUFS, with no range', () => {
    const x = signal(10 * 48_000, (i) => 10 ** (-23 / 20) * Math.sin((TAU * 997 * i) / 48_000));
    const { integratedLufs, loudestLufs, rangeLu } = measure(interleaved(x));
    expect(integratedLufs).toBeCloseTo(-23, 1);
    expect(loudestLufs).toBeCloseTo(-23, 1);
    expect(rangeLu).toBeLessThan(0.05);
  });

  it('reads ranges of EBU Tech 3342: two levels 10 LU apart', () => {
    const level = (i: number): number => 10 ** ((i < 20 * 48_000 ? -20 : -30) / 20);
    const x = signal(40 * 48_000, (i) => level(i) * Math.sin((TAU * 1000 * i) / 48_000));
    expect(Math.abs(measure(interleaved(x)).rangeLu - 10)).toBeLessThan(1);
  });

  it('finds peaks between frames as an independent interpolator does', () => {
    for (const hz of [997, 5003, 12_000.5, 19_200]) {
      const x = signal(24_000, (i) => 0.6 * Math.sin((TAU * hz * i) / 48_000 + 0.7));
      const theirs = 20 * Math.log10(truePeak(x.left, 32));
      expect(Math.abs((measure(interleaved(x)).truePeakDb ?? 0) - theirs), `${hz}`).toBeLessThan(
        hz < 15_000 ? 0.1 : 0.35,
      );
    }
  });

  it('depends on the samples alone, and says nothing of silence', () => {
    const r = noise(5);
    const pcm = interleaved(signal(100_000, () => 0.9 * r()));
    expect(measure(pcm, 48_000, 777)).toEqual(measure(pcm));
    expect(measure(new Float32Array(480_000))).toMatchObject({
      integratedLufs: null,
      loudestLufs: null,
      rangeLu: 0,
      truePeakDb: null,
    });
    expect(measure(pcm.subarray(0, 2000)).integratedLufs).toBeNull();
  });
});
