import { expect, it } from 'vitest';
import type { HistoryEdit } from '../media/library/client.ts';
import { COUNTS_AFTER_S, type Heard, PlayWatch } from './play-watch.ts';

const RATE = 48_000;
const heard = (loadToken: number, audible: boolean): Heard => ({
  loadToken,
  trackKey: `track ${loadToken}`,
  title: 'Low Ferry',
  artist: 'Odell Marsh',
  audible,
});

function watched(): { watch: PlayWatch; edits: HistoryEdit[] } {
  const edits: HistoryEdit[] = [];
  return { watch: new PlayWatch('set', 'Tonight', (edit) => edits.push(edit)), edits };
}

it('counts a track once, after it was heard for half a minute in all', () => {
  const { watch, edits } = watched();
  watch.look(0, 1000, [heard(1, false)]);
  watch.look(10 * RATE, 11_000, [heard(1, true)]);
  watch.look(20 * RATE, 21_000, [heard(1, true)]);
  watch.look(90 * RATE, 91_000, [heard(1, false)]);
  expect(edits).toEqual([]);
  watch.look((91 + COUNTS_AFTER_S) * RATE, 100_000, [heard(1, true)]);
  watch.look((92 + COUNTS_AFTER_S) * RATE, 101_000, [heard(1, true)]);
  expect(edits.map(({ kind }) => kind)).toEqual(['begin', 'play']);
  expect(edits[1]).toMatchObject({ play: { trackKey: 'track 1', deck: 0, atMs: 11_000, forS: null } });
});
it('ends the play when the deck is given something else, and begins the set only once', () => {
  const { watch, edits } = watched();
  watch.look(0, 0, [null, heard(1, true)]);
  watch.look(40 * RATE, 40_000, [null, heard(1, true)]);
  watch.look(41 * RATE, 41_000, [null, heard(2, true)]);
  watch.look(80 * RATE, 80_000, [null, heard(2, true)]);
  watch.look(81 * RATE, 81_000, [null, null]);
  expect(edits.map(({ kind }) => kind)).toEqual(['begin', 'play', 'stop', 'play', 'stop']);
  expect(edits[2]).toMatchObject({ trackKey: 'track 1', deck: 1, atMs: 41_000 });
});
it('says nothing of what was only tried out', () => {
  const { watch, edits } = watched();
  watch.look(0, 0, [heard(1, true)]);
  watch.look(5 * RATE, 5000, [heard(1, true)]);
  watch.look(6 * RATE, 6000, [null]);
  expect(edits).toEqual([]);
});
