import { expect, test } from 'vitest';
import type { MusicalKey } from './document.ts';
import { fromTraktorKey, keyCamelot, keyLongName, keyOpen, keyShortName, parseKey, traktorKey } from './keys.ts';

const ALL: MusicalKey[] = (['major', 'minor'] as const).flatMap((mode) =>
  Array.from({ length: 12 }, (_, tonic) => ({ tonic, mode })),
);

test('known keys in every notation', () => {
  const aMinor: MusicalKey = { tonic: 9, mode: 'minor' };
  expect([keyLongName(aMinor), keyShortName(aMinor), keyCamelot(aMinor), keyOpen(aMinor), traktorKey(aMinor)]).toEqual([
    'A minor',
    'Am',
    '8A',
    '1m',
    21,
  ]);
  const fSharp: MusicalKey = { tonic: 6, mode: 'major' };
  expect([keyShortName(fSharp), keyCamelot(fSharp), keyOpen(fSharp), traktorKey(fSharp)]).toEqual([
    'F#',
    '2B',
    '7d',
    6,
  ]);
  expect(keyOpen({ tonic: 0, mode: 'minor' })).toBe('10m');
});

test('each notation leads back to its key', () => {
  for (const key of ALL) {
    for (const notation of [keyLongName, keyShortName, keyCamelot, keyOpen])
      expect(parseKey(notation(key))).toEqual(key);
    expect(fromTraktorKey(traktorKey(key))).toEqual(key);
  }
});

test('spellings of other programs', () => {
  expect(parseKey('Gbm')).toEqual({ tonic: 6, mode: 'minor' });
  expect(parseKey('Cb')).toEqual({ tonic: 11, mode: 'major' });
  expect(parseKey(' 08a ')).toEqual({ tonic: 9, mode: 'minor' });
  expect(parseKey('Dmaj')).toEqual({ tonic: 2, mode: 'major' });
  expect(parseKey('bb minor')).toEqual({ tonic: 10, mode: 'minor' });
});

test('anything else is no key', () => {
  for (const text of ['', 'H', '13A', '0B', 'Off', 'Am/C', '8C', 'constructor', 'A major minor'])
    expect(parseKey(text)).toBeNull();
  for (const value of [-1, 24, 1.5, Number.NaN, null]) expect(fromTraktorKey(value)).toBeNull();
});
