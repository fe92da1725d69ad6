import { describe, expect, it } from 'vitest';
import { exp, pow, sin, TAU } from '../../dsp-utils/portable-maths.ts';
import { camelot, KeyStream, keyName } from './key.ts';
import type { KeyEstimate } from './result.ts';

const RATE = 48_000;

const tones = new Map<number, Float32Array>();

/** One second of a decaying tone with four harmonics. */
function toneOf(hz: number): Float32Array {
  const known = tones.get(hz);
  if (known) return known;
  const tone = Float32Array.from({ length: RATE }, (_, n) => {
    const t = n / RATE;
    let v = 0;
    for (let h = 1; h <= 4; h++) v += sin(TAU * h * hz * t) / (h * h);
    return v * 0.1 * exp(-2 * t);
  });
  tones.set(hz, tone);
  return tone;
}

/** Chords, one a second. MIDI-like notes; A4 = 69. */
function play(chords: readonly (readonly number[])[], cents = 0): KeyEstimate | null {
  const stream = new KeyStream(RATE);
  const block = new Float32Array(RATE * 2);
  for (let round = 0; round < 3; round++)
    for (const chord of chords) {
      block.fill(0);
      for (const note of chord) {
        const tone = toneOf(440 * pow(2, (note - 69 + cents / 100) / 12));
        for (let n = 0; n < RATE; n++) {
          const v = tone[n] as number;
          block[n * 2] = (block[n * 2] as number) + v;
          block[n * 2 + 1] = (block[n * 2 + 1] as number) + v;
        }
      }
      stream.push(block, RATE);
    }
  return stream.finish();
}

const minor = (root: number): number[] => [root - 12, root, root + 3, root + 7];
const major = (root: number): number[] => [root - 12, root, root + 4, root + 7];

describe('key estimate', () => {
  it('names keys and their Camelot codes', () => {
    expect([camelot(9, 'minor'), camelot(0, 'major'), camelot(0, 'minor'), camelot(7, 'major')]).toEqual([
      '8A',
      '8B',
      '5A',
      '9B',
    ]);
    expect([camelot(11, 'minor'), camelot(5, 'minor'), camelot(11, 'major')]).toEqual(['10A', '4A', '1B']);
    expect(keyName(10, 'major')).toBe('B♭ major');
  });

  it('finds keys from their cadences', () => {
    for (const tonic of [57, 65]) {
      const inMinor = play([minor(tonic), minor(tonic + 5), major(tonic + 7), minor(tonic)]);
      expect(inMinor).toMatchObject({ tonic: tonic % 12, mode: 'minor' });
      const inMajor = play([major(tonic), major(tonic + 5), major(tonic + 7), major(tonic)]);
      expect(inMajor).toMatchObject({ tonic: tonic % 12, mode: 'major' });
    }
  });

  it('takes the tuning out and reports it', () => {
    const found = play([minor(57), minor(62), major(64), minor(57)], 30);
    expect(found).toMatchObject({ tonic: 9, mode: 'minor', camelot: '8A' });
    expect(Math.abs((found?.tuningCents ?? 0) - 30)).toBeLessThan(6);
  });

  it('says nothing about silence', () => {
    const stream = new KeyStream(RATE);
    stream.push(new Float32Array(RATE * 20), RATE * 10);
    expect(stream.finish()).toBeNull();
  });
});
