import { expect, it } from 'vitest';
import { type Command, Op } from '../control-bus/commands.ts';
import { DeckFlag, FAST_STATE, SLOW_STATE } from '../control-bus/layouts.ts';
import { createStruct } from '../shmem-ipc/layout.ts';
import { AutoCue, firstBeatFrame, type Load } from './auto-cue.ts';

const MARKERS = { introStart: null, introEnd: null, outroStart: null, outroEnd: null, byHand: false };
const GRID = { downbeatFrame: 5000, bpm: 120, beatsPerBar: 4 };
const load = (fields: Partial<Load> = {}): Load => ({ token: 3, grid: GRID, markers: MARKERS, ...fields });

function deck() {
  const fast = createStruct(FAST_STATE);
  const slow = createStruct(SLOW_STATE);
  const sent: Command[] = [];
  const cue = new AutoCue((command) => sent.push(command));
  const [state, then] = [fast.decks[0], slow.decks[0]];
  if (state === undefined || then === undefined) throw new Error('no deck');
  then.loadToken = 3;
  const look = (one: Load, on = true): unknown[] => {
    cue.look(fast, slow, [one], on);
    return sent.splice(0).map(({ op, a }) => [op, a]);
  };
  return { cue, state, then, look };
}

it('finds the first downbeat at or after the music’s start', () => {
  expect(firstBeatFrame(GRID, 0)).toBe(5000);
  expect(firstBeatFrame({ ...GRID, downbeatFrame: 5000 + 10 * 96_000 }, 0)).toBe(5000);
  expect(firstBeatFrame(GRID, 96_000)).toBe(101_000);
  // A downbeat a hair before the marked start is the one that is meant.
  expect(firstBeatFrame(GRID, 5100)).toBe(5000);
  expect(firstBeatFrame(null, 0)).toBeNull();
});

it('goes there once, with the cue point', () => {
  const { look } = deck();
  expect(look(load())).toEqual([
    [Op.setCuePoint, 5000],
    [Op.seek, 5000],
  ]);
  expect(look(load())).toEqual([]);
});

it('waits for a grid that comes later', () => {
  const { look } = deck();
  expect(look(load({ grid: null }))).toEqual([]);
  expect(look(load())).toHaveLength(2);
});

it('leaves a deck that plays, was moved, has a cue point, or is put elsewhere by somebody', () => {
  const playing = deck();
  playing.state.flags = DeckFlag.playing;
  expect(playing.look(load())).toEqual([]);
  playing.state.flags = 0;
  expect(playing.look(load())).toEqual([]);
  const moved = deck();
  moved.state.position = 48_000;
  expect(moved.look(load())).toEqual([]);
  const cued = deck();
  cued.then.cuePointFrame = 48_000;
  expect(cued.look(load())).toEqual([]);
  const resumed = deck();
  resumed.cue.leaveAlone(3);
  expect(resumed.look(load())).toEqual([]);
  expect(deck().look(load(), false)).toEqual([]);
  const other = deck();
  other.then.loadToken = 2;
  expect(other.look(load())).toEqual([]);
});
