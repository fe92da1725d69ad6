import { describe, expect, it } from 'vitest';
import { autocorrelation, RealFft } from './fft.ts';
import { bandOnset, hzToMel, MelBands, melToHz } from './mel.ts';
import { cos, sin, TAU } from './portable-maths.ts';
import { blackmanHarris, hann } from './windows.ts';

function noise(n: number, seed: number): Float64Array {
  let s = seed;
  return Float64Array.from({ length: n }, () => {
    s = (Math.imul(s, 1664525) + 1013904223) >>> 0;
    return s / 2147483648 - 1;
  });
}

describe('real FFT', () => {
  it('equals the plain definition at every size, odd and even powers of two', () => {
    for (const size of [8, 16, 32, 64, 128, 512, 1024]) {
      const x = noise(size, size);
      const fft = new RealFft(size);
      fft.forward(x);
      for (let k = 0; k <= size / 2; k++) {
        let re = 0;
        let im = 0;
        for (let n = 0; n < size; n++) {
          re += (x[n] as number) * cos((TAU * ((k * n) % size)) / size);
          im -= (x[n] as number) * sin((TAU * ((k * n) % size)) / size);
        }
        expect(Math.abs((fft.re[k] as number) - re)).toBeLessThan(1e-11 * size);
        expect(Math.abs((fft.im[k] as number) - im)).toBeLessThan(1e-11 * size);
      }
    }
  });

  it('keeps energy (Parseval) and reads from an offset', () => {
    const size = 8192;
    const x = noise(size + 5, 3);
    const fft = new RealFft(size);
    fft.forward(x, 5);
    let time = 0;
    for (let n = 0; n < size; n++) time += (x[n + 5] as number) ** 2;
    let frequency = 0;
    for (let k = 0; k <= size / 2; k++)
      frequency += ((fft.re[k] as number) ** 2 + (fft.im[k] as number) ** 2) * (k === 0 || k === size / 2 ? 1 : 2);
    expect(frequency / size / time).toBeCloseTo(1, 12);
  });

  it('refuses sizes it cannot do', () => {
    for (const size of [0, 4, 12, 1000, 8.5]) expect(() => new RealFft(size)).toThrow(/power of two/);
  });

  it('gives the autocorrelation of the definition', () => {
    const x = noise(300, 9);
    const got = autocorrelation(x, 50);
    for (let lag = 0; lag < 50; lag++) {
      let sum = 0;
      for (let n = 0; n + lag < x.length; n++) sum += (x[n] as number) * (x[n + lag] as number);
      expect(got[lag]).toBeCloseTo(sum, 9);
    }
  });
});

describe('windows', () => {
  it('add up to a constant under overlap', () => {
    const w = hann(64);
    for (let n = 0; n < 32; n++) expect((w[n] as number) + (w[n + 32] as number)).toBeCloseTo(1, 12);
    const b = blackmanHarris(64);
    expect(b[32]).toBeCloseTo(1, 6);
    expect(Math.abs(b[0] as number)).toBeLessThan(1e-4);
  });
});

describe('mel bands', () => {
  it('invert their own scale', () => {
    for (const hz of [20, 440, 8000]) expect(melToHz(hzToMel(hz))).toBeCloseTo(hz, 8);
  });

  it('put a tone into the band around it', () => {
    const rate = 48_000;
    const size = 1024;
    const mel = new MelBands(24, 30, 16_000, size, rate);
    const fft = new RealFft(size);
    const window = hann(size);
    const out = new Float32Array(24);
    for (const hz of [100, 1000, 6000]) {
      fft.forward(window.map((w, n) => w * sin((TAU * hz * n) / rate)));
      mel.magnitudes(fft.re, fft.im, out, 0);
      mel.logBands(out, 0, out, 0);
      const loudest = out.indexOf(Math.max(...out));
      const nearest = mel.centresHz.reduce(
        (best, centre, i) => (Math.abs(centre - hz) < Math.abs((mel.centresHz[best] as number) - hz) ? i : best),
        0,
      );
      expect(Math.abs(loudest - nearest)).toBeLessThanOrEqual(1);
    }
  });

  it('hear a rise, but neither a fall nor a shift to the next band', () => {
    const count = 6;
    const frames = new Float32Array([0, 0, 3, 0, 0, 0, /* then */ 0, 0, 0, 3, 0, 0, /* then */ 2, 0, 0, 0, 0, 5]);
    expect(bandOnset(frames, 6, 0, 0, 5, count)).toBe(0);
    expect(bandOnset(frames, 12, 6, 0, 5, count)).toBeCloseTo(7 / 6, 6);
    expect(bandOnset(frames, 12, 6, 0, 1, count)).toBeCloseTo(1, 6);
  });
});
