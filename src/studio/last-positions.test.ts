import { expect, it } from 'vitest';
import { LastPositions, type Standing, WRITE_EVERY_S } from './last-positions.ts';

const RATE = 48_000;
const at = (position: number, playing = false, loadToken = 1, trackKey = 'one'): Standing => ({
  loadToken,
  trackKey,
  position,
  playing,
});

function watched(): { positions: LastPositions; written: [string, number][] } {
  const written: [string, number][] = [];
  return { positions: new LastPositions((key, frame) => written.push([key, frame])), written };
}

it('writes where a track was paused, and where it was taken off', () => {
  const { positions, written } = watched();
  positions.look(0, [at(0)]);
  positions.look(1 * RATE, [at(RATE, true)]);
  expect(written).toEqual([]);
  positions.look(2 * RATE, [at(2 * RATE)]);
  expect(written).toEqual([['one', 2 * RATE]]);
  positions.look(3 * RATE, [at(5 * RATE)]);
  positions.look(4 * RATE, [at(0, false, 2, 'two')]);
  expect(written.slice(1)).toEqual([['one', 5 * RATE]]);
  expect(positions.of('one')).toBe(5 * RATE);
  expect(positions.of('two')).toBeNull();
});

it('writes once a minute while a track plays', () => {
  const { positions, written } = watched();
  for (let s = 0; s <= 150; s++) positions.look(s * RATE, [at(s * RATE, true)]);
  expect(written).toEqual([
    ['one', WRITE_EVERY_S * RATE],
    ['one', 2 * WRITE_EVERY_S * RATE],
  ]);
});

it('writes what moved when the page goes, and nothing twice', () => {
  const { positions, written } = watched();
  positions.look(0, [at(0), null, at(7, false, 3, 'three')]);
  positions.look(RATE, [at(RATE, true), null, at(7, false, 3, 'three')]);
  positions.leaveAll();
  expect(written).toEqual([['one', RATE]]);
});
