import { expect, test } from 'vitest';
import { Clock, CommandFlag, EventType } from '../../../src/control-bus/commands.ts';
import { deckControlIndex } from '../../../src/control-bus/controls.ts';
import { DeckFlag } from '../../../src/control-bus/layouts.ts';
import { indexTrack, TestEngine } from './harness.ts';

const { nextBoundary, phaseTrue } = CommandFlag;
/** 120 BPM: a beat is 24 000 frames at speed 1. */
const BEAT = 24_000;
const TRACK = indexTrack(1 << 22);

async function playing(tempo = 120): Promise<TestEngine> {
  const e = await TestEngine.create({ stretch: false });
  e.prepare(0, TRACK, tempo);
  e.send('play', { deck: 0 });
  return e;
}
/** What the interface sends when a saved loop is recalled on a deck that plays. */
function recall(e: TestEngine, from: number, to: number, step = 1): number {
  const when = { deck: 0, clock: Clock.deckBeat, flags: nextBoundary | phaseTrue, step };
  e.send('loopSet', { a: from, b: to, c: 0, ...when });
  return e.send('reloop', { target: 1, a: from, ...when });
}

test('the next phrase starts in the frame in which the present one ends, with the phase kept', async () => {
  // 133 BPM: the beat falls between frames.
  const beat = (60 * 48_000) / 133;
  const e = await playing(133);
  e.blocks(10);
  const target = 64 * beat;
  const id = e.send('seek', {
    deck: 0,
    a: target,
    clock: Clock.deckBeat,
    flags: phaseTrue,
    step: 1,
    time: 4,
    target: 10_002,
  });
  e.blocks(Math.ceil((5 * beat) / 128));
  const done = e.find(EventType.executed, id);
  // The deck started at frame 128 from position 0.
  const due = 128 + 4 * beat;
  expect(done?.frame).toBe(Math.ceil(due));
  expect(done?.a).toBeCloseTo(target + (Math.ceil(due) - due), 6);
  expect(e.fast.decks[0]?.flags ?? 0).toBe((e.fast.decks[0]?.flags ?? 0) | DeckFlag.playing);
});

test('a phrase that is queued while its deck stands waits for the music', async () => {
  const e = await TestEngine.create({ stretch: false });
  e.prepare(0, TRACK, 120);
  const id = e.send('seek', { deck: 0, a: 42 * BEAT, clock: Clock.deckBeat, flags: phaseTrue, step: 1, time: 2 });
  e.blocks(100);
  expect(e.find(EventType.executed, id)).toBeUndefined();
  expect(e.fast.pendingCount).toBe(1);
  e.send('play', { deck: 0 });
  e.blocks(Math.ceil((3 * BEAT) / 128));
  expect(e.find(EventType.executed, id)?.a).toBeCloseTo(42 * BEAT, 6);
});

test('a saved loop elsewhere is jumped into on the beat and holds', async () => {
  const e = await playing();
  e.blocks(20);
  const [from, to] = [40 * BEAT, 44 * BEAT];
  const id = recall(e, from, to);
  e.blocks(5);
  // Until the beat nothing has changed.
  expect((e.fast.decks[0]?.flags ?? 0) & DeckFlag.loopActive).toBe(0);
  e.blocks(Math.ceil((9 * BEAT) / 128));
  expect(e.find(EventType.executed, id)?.frame).toBe(128 + BEAT);
  const deck = e.fast.decks[0];
  expect([deck?.loopInFrame, deck?.loopOutFrame]).toEqual([from, to]);
  expect((deck?.flags ?? 0) & DeckFlag.loopActive).toBe(DeckFlag.loopActive);
  expect(deck?.position).toBeGreaterThanOrEqual(from);
  expect(deck?.position).toBeLessThan(to);
});

test('a saved loop takes over from a running one on the beat; around the position it loops without a jump', async () => {
  const e = await playing();
  e.blocks(20);
  e.send('loopBeats', { deck: 0, a: 4 });
  e.blocks(20);
  const first = { in: e.fast.decks[0]?.loopInFrame, out: e.fast.decks[0]?.loopOutFrame };
  recall(e, 40 * BEAT, 44 * BEAT);
  e.blocks(10);
  expect([e.fast.decks[0]?.loopInFrame, e.fast.decks[0]?.loopOutFrame]).toEqual([first.in, first.out]);
  e.blocks(Math.ceil(BEAT / 128) + 1);
  expect(e.fast.decks[0]?.loopInFrame).toBe(40 * BEAT);
  e.send('loopExit', { deck: 0 });
  e.blocks(1);
  const before = e.fast.decks[0]?.position ?? 0;
  const id = recall(e, 39 * BEAT, 47 * BEAT);
  e.blocks(Math.ceil(BEAT / 128) + 1);
  const at = e.find(EventType.executed, id);
  expect((at?.a ?? 0) - before).toBeLessThanOrEqual(BEAT + 256);
  expect((e.fast.decks[0]?.flags ?? 0) & DeckFlag.loopActive).toBe(DeckFlag.loopActive);
});

test('with slip on, leaving a recalled loop returns to where play would be', async () => {
  const e = await playing();
  e.send('setControl', { target: deckControlIndex(0, 'slip'), a: 1 });
  e.blocks(20);
  recall(e, 40 * BEAT, 44 * BEAT);
  e.blocks(Math.ceil((3 * BEAT) / 128));
  const { slipPosition } = e.fast.decks[0] ?? { slipPosition: -1 };
  e.send('loopExit', { deck: 0 });
  e.blocks(1);
  expect(e.fast.decks[0]?.position).toBeCloseTo(slipPosition + 128, 3);
  expect(slipPosition).toBeLessThan(5 * BEAT);
});
