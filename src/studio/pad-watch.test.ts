import { expect, it } from 'vitest';
import { type Command, Op } from '../control-bus/commands.ts';
import { SLOW_STATE } from '../control-bus/layouts.ts';
import { createStruct } from '../shmem-ipc/layout.ts';
import { LOOKS_UNTIL_SETTLED, PadWatch } from './pad-watch.ts';

const EMPTY = Array.from({ length: 8 }, () => -1);
const pads = (...frames: number[]): number[] => [...frames, ...EMPTY].slice(0, 8);

function watched() {
  const slow = createStruct(SLOW_STATE);
  const sent: Command[] = [];
  const watch = new PadWatch((command) => sent.push(command));
  const engine = (frames: number[], deck = 0, token = 7): void => {
    const state = slow.decks[deck];
    if (state === undefined) throw new Error('no such deck');
    state.loadToken = token;
    state.hotCueFrames = frames;
  };
  const said = (): (string | number)[][] =>
    sent.splice(0).map(({ op, target, a }) => (op === Op.hotCueSet ? ['set', target, a] : ['clear', target]));
  return { slow, watch, engine, said };
}

it('sends what the library remembers, and takes no answer for a hand until it has come', () => {
  const { slow, watch, engine, said } = watched();
  watch.loaded(0, 7, pads(100, -1, 300));
  expect(said()).toEqual([
    ['set', 0, 100],
    ['set', 2, 300],
  ]);
  engine(pads());
  expect(watch.look(slow)).toEqual([]);
  engine(pads(100, -1, 300));
  expect(watch.look(slow)).toEqual([]);
  engine(pads(100, 200, 300));
  expect(watch.look(slow)).toEqual([{ deck: 0, frames: pads(100, 200, 300) }]);
  expect(watch.look(slow)).toEqual([]);
});

it('sends only what the library has changed, and hears no hand in it', () => {
  const { slow, watch, engine, said } = watched();
  watch.loaded(0, 7, pads(100));
  engine(pads(100));
  watch.look(slow);
  said();
  watch.expect(0, 7, pads(-1, 200));
  expect(said()).toEqual([
    ['clear', 0],
    ['set', 1, 200],
  ]);
  expect(watch.look(slow)).toEqual([]);
  engine(pads(-1, 200));
  expect(watch.look(slow)).toEqual([]);
  watch.expect(0, 7, pads(-1, 200));
  watch.expect(0, 6, pads());
  expect(said()).toEqual([]);
});

it('gives a pad up that the engine refuses, rather than forget what a hand does to the others', () => {
  const { slow, watch, engine } = watched();
  watch.loaded(0, 7, pads(1e9));
  engine(pads());
  for (let look = 0; look < LOOKS_UNTIL_SETTLED; look++) expect(watch.look(slow)).toEqual([]);
  expect(watch.look(slow)).toEqual([{ deck: 0, frames: pads() }]);
});

it('says nothing of a deck in which another load sits', () => {
  const { slow, watch, engine } = watched();
  watch.loaded(0, 7, pads());
  engine(pads(5), 0, 6);
  for (let look = 0; look < 20; look++) expect(watch.look(slow)).toEqual([]);
});
