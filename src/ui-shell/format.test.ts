import { describe, expect, it } from 'vitest';
import * as f from './format.ts';

describe('figures', () => {
  it('carry a real minus, a plus, and no sign at zero', () => {
    expect(f.signed(0.4, 1)).toBe('+0.4');
    expect(f.signed(-9.1, 1)).toBe('\u22129.1');
    expect(f.signed(0, 1)).toBe('0.0');
    expect(f.signed(-0.04, 1)).toBe('0.0');
    expect(f.signed(0.04, 2)).toBe('+0.04');
    expect(f.signed(Number.NEGATIVE_INFINITY, 1)).toBe('\u2212\u221e');
    expect(f.signed(Number.NaN, 1)).toBe('\u2013');
  });
  it('show silence as minus infinity and never as a number', () => {
    expect(f.level(-70)).toBe('\u2212\u221e');
    expect(f.level(Number.NaN)).toBe('\u2212\u221e');
    expect(f.level(-18.44)).toBe('\u221218.4');
  });
  it('show unknown tempo and length as unknown', () => {
    expect(f.bpm(0)).toBe('\u2013');
    expect(f.bpm(124)).toBe('124.00');
    expect(f.bpm(123.456, 1)).toBe('123.5');
    expect(f.minutes(null)).toBe('\u2013');
  });
});

describe('time', () => {
  it('counts down to zero only at the end', () => {
    expect(f.remaining(63)).toBe('\u22121:03');
    expect(f.remaining(0.2)).toBe('\u22120:01');
    expect(f.remaining(0)).toBe('\u22120:00');
    expect(f.remaining(-3)).toBe('\u22120:00');
  });
  it('formats clocks', () => {
    expect(f.clock(4366.9)).toBe('01:12:46');
    expect(f.minutes(185)).toBe('3:05');
    expect(f.minutes(72 * 60 + 10)).toBe('72:10');
  });
});

describe('beats', () => {
  it('names lengths', () => {
    expect(f.beatLength(1 / 32)).toBe('1/32');
    expect(f.beatLength(16)).toBe('16');
    expect(f.shortBeatLength(1 / 2)).toBe('\u00bd');
    expect(f.beatWords(1)).toBe('1 beat');
    expect(f.beatWords(0.25)).toBe('1/4 beat');
    expect(f.beatWords(8)).toBe('8 beats');
  });
  it('counts beats up to four, bars above, never nothing', () => {
    expect(f.countdown(0).words).toBe('1 beat');
    expect(f.countdown(3.2).words).toBe('4 beats');
    expect(f.countdown(4.01).words).toBe('2 bars');
    expect(f.countdown(16).figure).toBe('4');
  });
});

describe('keys', () => {
  it('moves Camelot keys by fifths of the wheel', () => {
    expect(f.transposeCamelot('8A', 1)).toBe('3A');
    expect(f.transposeCamelot('8A', -1)).toBe('1A');
    expect(f.transposeCamelot('12B', 7)).toBe('1B');
    expect(f.transposeCamelot('8A', 12)).toBe('8A');
    expect(f.transposeCamelot('?', 3)).toBe('?');
  });
  it('comes back after any shift and its opposite', () => {
    for (let hour = 1; hour <= 12; hour++)
      for (let shift = -12; shift <= 12; shift++)
        expect(f.transposeCamelot(f.transposeCamelot(`${hour}A`, shift), -shift)).toBe(`${hour}A`);
  });
});

it('speaks figures', () => {
  expect(f.spoken('\u221218.4')).toBe('minus 18.4');
  expect(f.spoken('\u2212\u221e')).toBe('minus infinity');
  expect(f.spoken('+0.4')).toBe('plus 0.4');
});

it('sizes files', () => {
  expect(f.bytes(412_000)).toBe('412 kB');
  expect(f.bytes(38_400_000)).toBe('38.4 MB');
  expect(f.bytes(1_420_000_000)).toBe('1.42 GB');
});
