import { expect, it } from 'vitest';
import { DeckFlag } from '../../control-bus/layouts.ts';
import { isAudible } from './audible.ts';

const HEARD = { flags: DeckFlag.playing, lufs: -12, level: 0.8, side: 0, crossfader: -1, reversed: false };

it('needs play, a signal, and an open way', () => {
  expect(isAudible(HEARD)).toBe(true);
  expect(isAudible({ ...HEARD, flags: DeckFlag.loaded })).toBe(false);
  expect(isAudible({ ...HEARD, lufs: Number.NEGATIVE_INFINITY })).toBe(false);
  expect(isAudible({ ...HEARD, lufs: Number.NaN })).toBe(false);
  expect(isAudible({ ...HEARD, level: 0 })).toBe(false);
  expect(isAudible({ ...HEARD, crossfader: 1 })).toBe(false);
  expect(isAudible({ ...HEARD, crossfader: 1, reversed: true })).toBe(true);
  expect(isAudible({ ...HEARD, side: 1, crossfader: 1 })).toBe(true);
  expect(isAudible({ ...HEARD, side: 2 })).toBe(false);
});
