import { describe, expect, test } from 'vitest';
import { Clock, CommandFlag, EventType } from '../../../src/control-bus/commands.ts';
import { DeckFlag } from '../../../src/control-bus/layouts.ts';
import { stretchTimingCorrection } from '../../../src/ts-shift/timing-table.ts';
import { indexTrack, OUTPUT_LATENCY, sineTrack, TestEngine, type Track } from './harness.ts';

const TRACK = indexTrack(1 << 23);
const BEAT = 24_000;

/** Key lock on, at a tempo fader value in the ±50 % range, primed while paused, then playing. */
async function playing(tempo = 0, track: Track = TRACK): Promise<TestEngine> {
  const e = await TestEngine.create();
  e.prepare(0, track, 120);
  e.set('deck.a.tempo.range', 2);
  e.set('deck.a.tempo', tempo);
  e.set('deck.a.keylock', 1);
  e.blocks(30);
  e.send('play', { deck: 0 });
  e.block();
  return e;
}

const stretched = (e: TestEngine): boolean => (e.deck(0).flags & DeckFlag.stretched) !== 0;

/** Largest distance between what was heard and where the deck said it was, over the last block. */
function misplaced(e: TestEngine, rate: number): number {
  const out = e.played[0] as number[];
  const end = e.deck(0).position;
  let worst = 0;
  for (let i = 1; i <= 100; i++) worst = Math.max(worst, Math.abs((out.at(-i) as number) - (end - i * rate)));
  return worst;
}

describe('the stretched voice', () => {
  for (const tempo of [-0.9, -0.5, -0.1, 0, 0.1, 0.3, 0.99])
    test(`speed ${1 + tempo / 2}: what is heard is where the deck says it is`, async () => {
      const e = await playing(tempo);
      const rate = 1 + tempo / 2;
      expect(stretched(e)).toBe(true);
      e.capture = true;
      for (let i = 0; i < 50; i++) {
        e.blocks(20);
        // An ideal stretcher needs no correction of a real one's error.
        expect(misplaced(e, rate)).toBeLessThan(2 + Math.abs(stretchTimingCorrection(rate)));
      }
      expect(e.deck(0).rate).toBeCloseTo(rate, 12);
    });

  test('a jump plays the Hermite voice at once and hands over in place', async () => {
    const e = await playing(0.5);
    e.blocks(20);
    e.capture = true;
    e.send('seek', { deck: 0, a: 500_000 });
    e.block();
    expect(stretched(e)).toBe(false);
    e.blocks(7);
    expect(misplaced(e, 1.25)).toBeLessThan(0.1);
    e.blocks(17);
    expect(stretched(e)).toBe(true);
    e.blocks(10);
    expect(misplaced(e, 1.25)).toBeLessThan(2);
    expect(e.deck(0).position).toBeCloseTo(500_000 + 35 * 128 * 1.25, 3);
  });

  test('a new tempo is heard one output latency later, and the position knows', async () => {
    const e = await playing(0);
    e.blocks(50);
    e.capture = true;
    const before = e.deck(0).position;
    e.set('deck.a.tempo', 0.4);
    e.blocks(30);
    expect(e.deck(0).rate).toBe(1);
    e.blocks(70);
    expect(e.deck(0).rate).toBeCloseTo(1.2, 12);
    expect(e.deck(0).position).toBeCloseTo(before + OUTPUT_LATENCY + (100 * 128 - OUTPUT_LATENCY) * 1.2, 3);
    expect(misplaced(e, 1.2)).toBeLessThan(3);
  });

  test('a fader moved for seconds keeps position and sound together', async () => {
    const e = await playing(0);
    e.capture = true;
    let value = 0;
    for (let i = 0; i < 200; i++) {
      value = 0.3 * Math.sin(i / 20);
      e.set('deck.a.tempo', value);
      e.blocks(3);
    }
    e.set('deck.a.tempo', 0.9);
    e.blocks(200);
    expect(stretched(e)).toBe(true);
    expect(misplaced(e, 1.45)).toBeLessThan(6);
  });

  test('a loop ahead is fed through: it wraps without leaving the stretched voice', async () => {
    const e = await playing(0);
    e.blocks(20);
    e.send('loopSet', { deck: 0, a: 4000, b: 28_000, c: 1 });
    e.capture = true;
    for (let i = 0; i < 500; i++) {
      e.block();
      expect(stretched(e)).toBe(true);
    }
    const out = e.played[0] as number[];
    const first = 128 * 21;
    let checked = 0;
    for (let i = 0; i < out.length; i++) {
      const linear = first + i;
      const p = linear < 28_000 ? linear : 4000 + ((linear - 4000) % 24_000);
      if (p > 28_000 - 289) continue;
      expect(out[i]).toBe(p);
      checked++;
    }
    expect(checked).toBeGreaterThan(60_000);
  });

  test('a loop left while its wrap is already fed goes on linearly', async () => {
    const e = await playing(0);
    e.blocks(20);
    e.send('loopSet', { deck: 0, a: 4000, b: 28_000, c: 1 });
    e.blocks(175);
    const at = e.deck(0).position;
    expect(at).toBeGreaterThan(28_000 - 7200);
    e.send('loopExit', { deck: 0 });
    e.capture = true;
    e.blocks(100);
    expect(e.deck(0).position).toBe(at + 12_800);
    const out = e.played[0] as number[];
    for (let i = 300; i < out.length; i++) expect(out[i]).toBeCloseTo(at + i, 0);
  });

  test('short loops, set on a boundary and left, at an odd speed', async () => {
    const e = await playing(0.37);
    const rate = 1 + 0.37 / 2;
    e.capture = true;
    const flags = CommandFlag.nextBoundary | CommandFlag.phaseTrue;
    for (const beats of [1 / 32, 1 / 4, 1, 4]) {
      e.send('loopBeats', { deck: 0, a: beats, clock: Clock.deckBeat, flags, step: 1 });
      e.blocks(400);
      expect(stretched(e)).toBe(true);
      e.send('loopExit', { deck: 0 });
      e.blocks(100);
      expect(stretched(e)).toBe(true);
      expect(misplaced(e, rate)).toBeLessThan(3);
    }
  });

  test('key lock on and off at speed 1 changes no sample', async () => {
    const e = await playing(0);
    e.capture = true;
    for (let i = 0; i < 4; i++) {
      e.set('deck.a.keylock', i % 2);
      e.blocks(40);
      expect(stretched(e)).toBe(i % 2 === 1);
    }
    const out = e.played[0] as number[];
    // The first 5 ms fade in from the start of play.
    for (let i = 240; i < out.length; i++) expect(Math.abs((out[i] as number) - (128 + i))).toBeLessThan(0.01);
  });

  test('nudge, reverse, scratch and brake are heard on the Hermite voice, then it comes back', async () => {
    const e = await playing(0.2);
    e.set('deck.a.nudge', 0.5);
    e.blocks(3);
    expect(stretched(e)).toBe(false);
    expect(e.deck(0).rate).toBeCloseTo(1.12, 12);
    e.set('deck.a.nudge', 0);
    e.blocks(30);
    expect(stretched(e)).toBe(true);
    e.set('deck.a.reverse', 1);
    e.block();
    expect(stretched(e)).toBe(false);
    e.set('deck.a.reverse', 0);
    e.blocks(30);
    expect(stretched(e)).toBe(true);
    e.send('scratchStart', { deck: 0 });
    e.blocks(20);
    expect(stretched(e)).toBe(false);
    e.send('scratchEnd', { deck: 0 });
    e.blocks(60);
    expect(stretched(e)).toBe(true);
  });

  test('with a key shift a jump never bridges at the wrong key', async () => {
    const e = await playing(0, sineTrack(1 << 22));
    e.set('deck.a.key.shift', 3);
    e.blocks(60);
    e.capture = true;
    e.send('seek', { deck: 0, a: 500_000 });
    e.blocks(40);
    const out = e.played[0] as number[];
    expect(out.slice(300, 1900).every((x) => x === 0)).toBe(true);
    expect(stretched(e)).toBe(true);
  });

  test('a call is cut only by a command on the same deck', async () => {
    const e = await playing(0.2);
    e.prepare(1, TRACK, 120);
    e.send('play', { deck: 1 });
    e.blocks(5);
    e.recordStretch = true;
    e.send('seek', { deck: 1, a: 5, clock: Clock.frame, time: e.fast.engineFrame + 50 });
    e.set('deck.a.level', 0.3, { clock: Clock.frame, time: e.fast.engineFrame + 70 });
    e.block();
    expect(e.stretchCalls.filter((c) => c[0] === 0).map((c) => c[2])).toEqual([128]);
    e.stretchCalls.length = 0;
    e.set('deck.a.tempo', 0.3, { deck: 0, clock: Clock.frame, time: e.fast.engineFrame + 100 });
    e.block();
    expect(e.stretchCalls.filter((c) => c[0] === 0).map((c) => c[2])).toEqual([100, 28]);
  });

  test('decks take turns: no two start priming in one quantum', async () => {
    const e = await TestEngine.create();
    for (let d = 0; d < 4; d++) {
      e.load(d, TRACK);
      e.send('play', { deck: d });
    }
    e.recordStretch = true;
    let starts = 0;
    for (let i = 0; i < 60; i++) {
      e.stretchCalls.length = 0;
      e.block();
      const resets = e.stretchCalls.filter((c) => c[1] === -1).length;
      expect(resets).toBeLessThanOrEqual(1);
      starts += resets;
    }
    expect(starts).toBe(4);
  });

  test('deck-beat commands follow what is heard through the stretcher', async () => {
    const e = await playing(0);
    e.blocks(20);
    e.set('deck.a.tempo', 0.5);
    const at = e.deck(0).position;
    const frame = e.fast.engineFrame;
    const id = e.send('setCuePoint', { deck: 0, clock: Clock.deckBeat, flags: CommandFlag.nextBoundary, step: 1 });
    e.blocks(300);
    const heard = frame + OUTPUT_LATENCY + (BEAT - at - OUTPUT_LATENCY) / 1.25;
    expect(e.find(EventType.executed, id)?.frame).toBe(Math.ceil(heard));
  });
});
