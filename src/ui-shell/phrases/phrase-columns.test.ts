import { expect, it } from 'vitest';
import { phraseColumns } from './phrase-columns.ts';

const ids = (widthPx: number, fits: boolean, hitPx = 32, decks = 4): string =>
  phraseColumns({ widthPx, fits, decks, hitPx })
    .map(({ id }) => id)
    .join(' ');

it('shows everything beside the crates of a wide screen', () => {
  expect(ids(1240, false)).toBe('listen phrase bars where title artist bpm key energy deck load');
});
it('keeps what a phrase is, where it belongs and what can be done with it on a small one', () => {
  expect(ids(990, false, 44, 2)).toContain('where');
  expect(ids(500, false, 44, 2)).toBe('listen phrase bars title bpm key deck load');
  expect(ids(500, true, 44, 2)).toBe('listen phrase bars title bpm key why load');
});
it('says why a phrase fits before it says who made it', () => {
  expect(ids(1240, true)).toContain('fit phrase');
  expect(ids(1060, true)).not.toContain('artist');
});
