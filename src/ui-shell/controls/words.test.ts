import { expect, it } from 'vitest';
import { controlWords, faderDb, faderTravel, filterHz, hertz, tempoPercent } from './words.ts';

const text = (key: string, value: number, range = 0): string => controlWords(key, () => range).text(value);

it('reads controls with fixed decimals and sign', () => {
  expect(text('eq.low', -18.43)).toBe('\u221218.4');
  expect(text('trim', 3)).toBe('+3.0');
  expect(text('level', 0)).toBe('\u2212\u221e');
  expect(text('level', 1)).toBe('0.0');
  expect(text('master.level', -60)).toBe('\u2212\u221e');
  expect(text('tempo', 0.05)).toBe('+0.40');
  expect(text('tempo', -1, 2)).toBe('\u221250.0');
  expect(text('mixer.crossfader', -0.2)).toBe('\u221220');
  expect(text('phones.mix', 0.35)).toBe('35');
});
it('speaks what a figure alone would not say', () => {
  const said = (key: string, value: number) => controlWords(key, () => 0).spoken?.(value);
  expect(said('mixer.crossfader', 0)).toBe('centre');
  expect(said('mixer.crossfader', -1)).toBe('100 percent left');
  expect(said('filter', 0)).toBe('off');
  expect(said('filter', -1)).toBe('low-pass 60 hertz');
  expect(said('phones.mix', 0)).toBe('cue only');
});
it('knows the laws of fader and filter', () => {
  expect(faderDb(0.5)).toBeCloseTo(-12.041, 3);
  expect(faderTravel(faderDb(0.37))).toBeCloseTo(0.37, 12);
  expect(filterHz(-1)).toBeCloseTo(60, 9);
  expect(filterHz(1)).toBeCloseTo(8000, 9);
  expect([640, 1234, 9949, 9951, 20_000].map(hertz)).toEqual(['640', '1.2k', '9.9k', '10k', '20k']);
});
it('turns fader places into percent by range', () => {
  expect(tempoPercent(1, 0)).toBeCloseTo(8, 12);
  expect(tempoPercent(-0.5, 1)).toBeCloseTo(-8, 12);
});
