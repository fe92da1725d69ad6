import { expect, it } from 'vitest';
import { Clock, Op } from '../../control-bus/commands.ts';
import type { PhraseEntry } from '../port.ts';
import { companions, pendingWords, shownPending } from './pending.ts';
import type { PendingView } from './signals.ts';

const entry = (fields: Partial<PendingView>): PendingView => ({
  id: 1,
  op: Op.reloop,
  deck: 0,
  clock: Clock.deckBeat,
  target: 1,
  time: 16,
  totalBeats: 2,
  a: 48_000,
  ...fields,
});

it('counts the loop that a jump sets as part of the jump', () => {
  const jump = entry({ id: 2 });
  const set = entry({ id: 3, op: Op.loopSet, target: 0 });
  const other = entry({ id: 4, op: Op.loopSet, deck: 1 });
  const later = entry({ id: 5, op: Op.loopSet, time: 20 });
  const all = [set, jump, other, later];
  expect(companions(jump, all)).toEqual([set]);
  expect(companions(set, all)).toEqual([]);
  expect(shownPending(all)).toEqual([jump, other, later]);
  const plain = [entry({ op: Op.hotCueJump })];
  expect(shownPending(plain)).toBe(plain);
});

it('names what it jumps to', () => {
  const loop = { id: 'loop 1', startFrame: 48_000, endFrame: 96_000, name: '', colour: null, quantised: true };
  const phrase: PhraseEntry = {
    level: 'section',
    section: 'drop',
    name: 'Drop 2',
    startFrame: 480_000.4,
    endFrame: 960_000,
    bars: 5,
    energy: null,
  };
  const track = { loops: [null, loop], phrases: [phrase] };
  expect(pendingWords(entry({}), track)).toBe('Loop saved loop 2');
  expect(pendingWords(entry({}), { ...track, loops: [{ ...loop, name: 'Hook' }] })).toBe('Loop Hook');
  expect(pendingWords(entry({ a: 480_000 }), track)).toBe('Loop Drop 2');
  expect(pendingWords(entry({ target: 0 }), track)).toBe('Reloop');
  expect(pendingWords(entry({ op: Op.seek, a: 480_000 }), track)).toBe('Jump to Drop 2');
  expect(pendingWords(entry({ op: Op.seek, a: 5 }), null)).toBe('Seek');
});
