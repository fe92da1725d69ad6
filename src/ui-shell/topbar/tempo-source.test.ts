import { expect, it } from 'vitest';
import { DeckFlag } from '../../control-bus/layouts.ts';
import { tempoSource } from './tempo-source.ts';

const deck = (flags: number, shortTermLufs: number) => ({ flags, meter: { shortTermLufs } });
const ON = DeckFlag.playing | DeckFlag.hasGrid;
const open = (): number => 1;

it('follows the transport while it runs, and when no deck can lead', () => {
  expect(tempoSource({ transportPlaying: 1, decks: [deck(ON, -9)] }, open, 0)).toBe('transport');
  expect(tempoSource({ transportPlaying: 0, decks: [deck(DeckFlag.playing, -9)] }, open, 0)).toBe('transport');
});
it('follows the loudest playing deck with a grid, its fader included', () => {
  const fast = { transportPlaying: 0, decks: [deck(ON, -9), deck(ON, -12), deck(0, -3)] };
  expect(tempoSource(fast, open, 'transport')).toBe(0);
  expect(tempoSource(fast, (n) => (n === 0 ? 0.3 : 1), 'transport')).toBe(1);
});
it('stays where it is until another is clearly louder', () => {
  const near = { transportPlaying: 0, decks: [deck(ON, -9), deck(ON, -11)] };
  expect(tempoSource(near, open, 1)).toBe(1);
  expect(tempoSource({ transportPlaying: 0, decks: [deck(ON, -9), deck(ON, -13)] }, open, 1)).toBe(0);
});
it('takes a deck that is silent rather than nothing', () => {
  const silent = deck(ON, Number.NEGATIVE_INFINITY);
  expect(tempoSource({ transportPlaying: 0, decks: [deck(0, -9), silent] }, () => 0, 'transport')).toBe(1);
});
