import { expect, it } from 'vitest';
import { DeckFlag } from '../../control-bus/layouts.ts';
import { angleBetween, framesPerTurn, TAU, turnPhase } from './platter-maths.ts';

const VIEW = {
  loadToken: 1,
  sourceFrames: 1e7,
  gridTempo: 120,
  gridDownbeatFrame: 0,
  gridBeatsPerBar: 4,
  cuePointFrame: 0,
  hotCueFrames: [],
  loopBeats: 4,
};

it('turns once a bar with a grid, once in 1.8 s without', () => {
  expect(framesPerTurn(VIEW)).toBe(96_000);
  expect(framesPerTurn({ ...VIEW, gridTempo: 0 })).toBe(86_400);
  expect(turnPhase({ position: 0, beat: 5, flags: DeckFlag.hasGrid }, VIEW)).toBe(0.25);
  expect(turnPhase({ position: 0, beat: -1, flags: DeckFlag.hasGrid }, VIEW)).toBe(0.75);
  expect(turnPhase({ position: 21_600, beat: 0, flags: 0 }, { ...VIEW, gridTempo: 0 })).toBe(0.25);
});

it('takes the short way round', () => {
  expect(angleBetween(0.1, 0.3)).toBeCloseTo(0.2, 12);
  expect(angleBetween(3.1, -3.1)).toBeCloseTo(TAU - 6.2, 12);
  expect(angleBetween(-3.1, 3.1)).toBeCloseTo(6.2 - TAU, 12);
});
