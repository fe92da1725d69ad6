import { describe, expect, it } from 'vitest';
import {
  createWaveform,
  WAVEFORM_BANDS,
  WAVEFORM_COLUMN_BYTES,
  WAVEFORM_LEVELS,
  WaveformView,
  waveformColumnFrames,
} from '../../control-bus/waveform-layout.ts';
import { sin, TAU } from '../../dsp-utils/portable-maths.ts';
import { WaveformWriter } from './waveform.ts';

const RATE = 48_000;

function stereo(frames: number, sample: (n: number) => number): Float32Array {
  const out = new Float32Array(frames * 2);
  for (let n = 0; n < frames; n++) {
    out[n * 2] = sample(n);
    out[n * 2 + 1] = sample(n);
  }
  return out;
}

function build(pcm: Float32Array, cuts: readonly number[] = [pcm.length / 2]): SharedArrayBuffer {
  const frames = pcm.length / 2;
  const buffer = createWaveform(frames);
  const writer = new WaveformWriter(buffer, RATE);
  let at = 0;
  for (let i = 0; at < frames; i++) {
    const n = Math.min(frames - at, cuts[i % cuts.length] as number);
    writer.push(pcm.subarray(at * 2, (at + n) * 2), n);
    at += n;
  }
  writer.finish();
  return buffer;
}

function band(view: WaveformView, level: number, column: number, value: 'peak' | 'rms', b: number): number {
  const bytes = view.levels[level] as Uint8Array;
  return bytes[column * WAVEFORM_COLUMN_BYTES + b + (value === 'rms' ? WAVEFORM_BANDS : 0)] as number;
}

function noise(seed: number): () => number {
  let s = seed;
  return () => {
    s = (Math.imul(s, 1664525) + 1013904223) >>> 0;
    return s / 2147483648 - 1;
  };
}

describe('waveform pyramid', () => {
  it('puts a tone into its band, at its level', () => {
    for (const [hz, expected] of [
      [60, 0],
      [700, 1],
      [8000, 2],
    ] as const) {
      const view = new WaveformView(build(stereo(RATE, (n) => 0.8 * sin((TAU * hz * n) / RATE))));
      const column = 20;
      for (let b = 0; b < WAVEFORM_BANDS; b++) {
        const peak = band(view, 2, column, 'peak', b);
        const rms = band(view, 2, column, 'rms', b);
        if (b === expected) {
          expect(peak).toBeGreaterThan(0.7 * 255);
          expect(peak).toBeLessThan(0.83 * 255);
          expect(rms / peak).toBeCloseTo(Math.SQRT1_2, 1);
        } else expect(peak).toBeLessThan(0.13 * 255);
      }
    }
  });

  it('gives the same bytes however the samples are cut', () => {
    const next = noise(7);
    const pcm = stereo(50_123, () => next() * 0.7);
    const whole = new Uint8Array(build(pcm));
    for (const cuts of [[1], [64], [63, 65], [127, 1, 4096], [16_384]])
      expect(new Uint8Array(build(pcm, cuts))).toEqual(whole);
  });

  it('keeps coarse columns in agreement with the fine ones', () => {
    const next = noise(99);
    const view = new WaveformView(build(stereo(100_000, (n) => next() * (n % 9000 < 1000 ? 0.9 : 0.1))));
    for (let level = 1; level < WAVEFORM_LEVELS; level++) {
      const per = waveformColumnFrames(level) / waveformColumnFrames(0);
      const whole = Math.floor(view.columns / per);
      for (let column = 0; column < whole; column++)
        for (let b = 0; b < WAVEFORM_BANDS; b++) {
          let peak = 0;
          let sum = 0;
          for (let i = column * per; i < (column + 1) * per; i++) {
            peak = Math.max(peak, band(view, 0, i, 'peak', b));
            sum += band(view, 0, i, 'rms', b) ** 2;
          }
          expect(band(view, level, column, 'peak', b)).toBe(peak);
          expect(Math.abs(band(view, level, column, 'rms', b) - Math.sqrt(sum / per))).toBeLessThan(1.5);
        }
    }
  });

  it('puts the peak of an attack into the column it happens in, in every band', () => {
    const at = 30_000;
    for (const hz of [55, 500, 6000]) {
      const view = new WaveformView(
        build(stereo(60_000, (n) => (n < at ? 0 : 0.9 * sin((TAU * hz * (n - at)) / RATE + TAU / 4)))),
      );
      const b = hz < 100 ? 0 : hz < 2000 ? 1 : 2;
      const column = Math.floor(at / 64);
      for (let i = 0; i < column - 2; i++) expect(band(view, 0, i, 'peak', b)).toBe(0);
      let first = column - 2;
      while (band(view, 0, first, 'peak', b) < 0.4 * 255) first++;
      expect(Math.abs(first - column)).toBeLessThanOrEqual(2);
    }
  });

  it('publishes only finished columns while the track grows, and all of them at its end', () => {
    const next = noise(3);
    const pcm = stereo(20_000, () => next() * 0.5);
    const final = new WaveformView(build(pcm));
    const buffer = createWaveform(20_000);
    const writer = new WaveformWriter(buffer, RATE);
    const reader = new WaveformView(buffer);
    let seen = 0;
    for (let at = 0; at < 20_000; at += 500) {
      writer.push(pcm.subarray(at * 2, (at + 500) * 2), 500);
      expect(reader.columns).toBeGreaterThanOrEqual(seen);
      seen = reader.columns;
      expect(seen * 64).toBeLessThanOrEqual(at + 500);
      expect(reader.complete).toBe(false);
      for (let level = 0; level < WAVEFORM_LEVELS; level++) {
        const bytes = reader.columnsAt(level) * WAVEFORM_COLUMN_BYTES;
        expect(reader.levels[level]?.subarray(0, bytes)).toEqual(final.levels[level]?.subarray(0, bytes));
      }
    }
    writer.finish();
    expect(reader.complete).toBe(true);
    expect(reader.frames).toBe(20_000);
    expect(reader.columnsAt(0)).toBe(313);
    expect(reader.columnsAt(3)).toBe(5);
  });

  it('refuses more frames than it has room for, and an empty or endless track', () => {
    const writer = new WaveformWriter(createWaveform(100), RATE);
    expect(() => writer.push(new Float32Array(202), 101)).toThrow(/100 frames/);
    expect(() => createWaveform(0)).toThrow(/1 to/);
    expect(() => createWaveform(Number.POSITIVE_INFINITY)).toThrow(/1 to/);
  });
});
