import { expect, it } from 'vitest';
import { DeckFlag } from '../../control-bus/layouts.ts';
import { laneInfo } from './lane-info.ts';

const VIEW = {
  loadToken: 1,
  sourceFrames: 48_000 * 120,
  gridTempo: 120,
  gridDownbeatFrame: 0,
  gridBeatsPerBar: 4,
  cuePointFrame: 0,
  hotCueFrames: [],
  loopBeats: 4,
};
const AT = { beat: 10, position: 240_000, flags: DeckFlag.loaded | DeckFlag.hasGrid, loopInFrame: 0, loopOutFrame: 0 };
const SECTIONS = [
  { kind: 'intro', startBeat: 0, beats: 32 },
  { kind: 'drop', startBeat: 32, beats: 64 },
] as const;

it('counts bars to the next section', () => {
  expect(laneInfo(AT, VIEW, SECTIONS)).toEqual({ figure: '5.5', words: 'to drop' });
});
it('counts to the end after the last section, or without any', () => {
  expect(laneInfo({ ...AT, beat: 40, position: 960_000 }, VIEW, SECTIONS)).toEqual({ figure: '50.0', words: 'to end' });
  expect(laneInfo(AT, VIEW, []).words).toBe('to end');
});
it('counts down a running loop', () => {
  const looping = { ...AT, flags: AT.flags | DeckFlag.loopActive, loopInFrame: 192_000, loopOutFrame: 384_000 };
  expect(laneInfo(looping, VIEW, SECTIONS)).toEqual({ figure: '1.5', words: 'loop of 8' });
});
it('never shows an unknown distance as a number', () => {
  expect(laneInfo({ ...AT, flags: 0 }, VIEW, SECTIONS).figure).toBe('\u2013');
  expect(laneInfo({ ...AT, flags: DeckFlag.loaded }, VIEW, SECTIONS)).toEqual({ figure: '\u2013', words: 'no grid' });
});
