import { describe, expect, test } from 'vitest';
import { CommandFlag, EventType, Refusal } from '../../../src/control-bus/commands.ts';
import { DeckFlag } from '../../../src/control-bus/layouts.ts';
import { indexTrack, TestEngine } from './harness.ts';

const BEAT = 24_000;
const TRACK = indexTrack(1 << 22);
/** Crossfade towards a loop's end, frames. */
const ZONE = 288;

async function playing(tempo = 120): Promise<TestEngine> {
  const e = await TestEngine.create({ stretch: false });
  e.prepare(0, TRACK, tempo);
  e.send('play', { deck: 0 });
  e.block();
  return e;
}

const refusal = (e: TestEngine, id: number): number | undefined => e.find(EventType.refused, id)?.code;

describe('loops', () => {
  test('wraps on the exact frame; outside the crossfade every sample is its index', async () => {
    const e = await playing();
    e.send('loopSet', { deck: 0, a: 1000, b: 5000, c: 1 });
    e.capture = true;
    e.blocks(200);
    const out = e.played[0] as number[];
    for (let i = 240; i < out.length; i++) {
      const linear = 128 + i;
      const p = linear < 5000 ? linear : 1000 + ((linear - 1000) % 4000);
      if (p > 5000 - ZONE) continue;
      expect(out[i]).toBe(p);
    }
    expect(e.deck(0).flags & DeckFlag.loopActive).toBe(DeckFlag.loopActive);
  });

  test('in reverse it wraps from its start to its end', async () => {
    const e = await playing();
    e.send('seek', { deck: 0, a: 3000 });
    e.send('loopSet', { deck: 0, a: 1000, b: 5000, c: 1 });
    e.set('deck.a.reverse', 1);
    e.capture = true;
    e.blocks(100);
    const out = e.played[0] as number[];
    for (let i = 600; i < out.length; i++) {
      const p = 1000 + ((((3000 - i - 1000) % 4000) + 4000) % 4000);
      if (p > 5000 - ZONE) continue;
      expect(out[i]).toBe(p);
    }
  });

  test('a loop of exact beats does not drift over thousands of wraps', async () => {
    const e = await playing(127.3);
    const beat = (60 * 48_000) / 127.3;
    e.send('loopBeats', { deck: 0, a: 1 / 32 });
    const blocks = 40_000;
    e.blocks(blocks);
    const length = beat / 32;
    const linear = 128 + blocks * 128;
    const loopIn = e.deck(0).loopInFrame;
    expect(e.deck(0).loopOutFrame - loopIn).toBeCloseTo(length, 9);
    const expected = loopIn + ((linear - loopIn) % length);
    const error = Math.abs(e.deck(0).position - expected);
    expect(Math.min(error, length - error)).toBeLessThan(0.01);
  }, 60_000);

  test('in, out, exit, reloop', async () => {
    const e = await playing();
    e.blocks(9);
    e.send('loopIn', { deck: 0 });
    e.blocks(50);
    e.send('loopOut', { deck: 0 });
    e.block();
    const start = 1280;
    const length = 50 * 128;
    expect(e.deck(0)).toMatchObject({ loopInFrame: start, loopOutFrame: start + length, position: start + 128 });
    e.blocks(10);
    e.send('loopExit', { deck: 0 });
    e.blocks(60);
    expect(e.deck(0).position).toBe(start + 71 * 128);
    e.send('reloop', { deck: 0 });
    e.block();
    expect(e.deck(0).position).toBe(start + 128);
    expect(e.deck(0).flags & DeckFlag.loopActive).toBe(DeckFlag.loopActive);
  });

  test('quantise snaps in and out to the nearest grid step', async () => {
    const e = await playing();
    e.set('deck.a.quantise', 1);
    e.send('seek', { deck: 0, a: 3.9 * BEAT });
    e.send('loopIn', { deck: 0 });
    e.block();
    expect(e.deck(0).loopInFrame).toBe(4 * BEAT);
    e.send('seek', { deck: 0, a: 6.2 * BEAT });
    e.send('loopOut', { deck: 0 });
    e.block();
    expect(e.deck(0).loopOutFrame).toBe(6 * BEAT);
    expect(e.deck(0).position).toBeCloseTo(4.2 * BEAT + 128, 6);
  });

  test('halve, double, move', async () => {
    const e = await playing();
    e.send('seek', { deck: 0, a: 8 * BEAT });
    e.send('loopBeats', { deck: 0, a: 4 });
    e.block();
    e.send('seek', { deck: 0, a: 11 * BEAT });
    e.send('loopHalve', { deck: 0 });
    e.block();
    expect(e.deck(0)).toMatchObject({ loopInFrame: 8 * BEAT, loopOutFrame: 10 * BEAT, position: 9 * BEAT + 128 });
    e.send('loopDouble', { deck: 0 });
    e.send('loopDouble', { deck: 0 });
    e.send('loopMove', { deck: 0, a: -1 });
    e.block();
    expect(e.deck(0)).toMatchObject({ loopInFrame: 7 * BEAT, loopOutFrame: 15 * BEAT, position: 8 * BEAT + 256 });
    expect(e.slow.decks[0]?.loopBeats).toBe(8);
    e.send('loopDouble', { deck: 0 });
    e.send('loopDouble', { deck: 0 });
    const over = e.send('loopDouble', { deck: 0 });
    e.block();
    expect(refusal(e, over)).toBe(Refusal.outOfRange);
  });

  test('a seek inside keeps the loop, one outside leaves it', async () => {
    const e = await playing();
    e.send('loopSet', { deck: 0, a: 0, b: 96_000, c: 1 });
    e.send('seek', { deck: 0, a: 50_000 });
    e.block();
    expect(e.deck(0).flags & DeckFlag.loopActive).toBe(DeckFlag.loopActive);
    e.send('seek', { deck: 0, a: 100_000 });
    e.block();
    expect(e.deck(0).flags & DeckFlag.loopActive).toBe(0);
  });
});

describe('roll, slip, censor', () => {
  test('a roll returns to where play would have been', async () => {
    const e = await playing();
    e.blocks(100);
    e.send('rollStart', { deck: 0, a: 0.25 });
    e.blocks(200);
    expect(e.deck(0).flags & (DeckFlag.rolling | DeckFlag.slipping)).toBe(DeckFlag.rolling | DeckFlag.slipping);
    expect(e.deck(0).position).toBeLessThan(101 * 128 + BEAT / 4);
    expect(e.deck(0).slipPosition).toBeCloseTo(301 * 128, 6);
    e.capture = true;
    e.send('rollEnd', { deck: 0 });
    e.blocks(10);
    expect(e.deck(0).position).toBeCloseTo(311 * 128, 6);
    const out = e.played[0] as number[];
    for (let i = 288; i < out.length; i++) expect(out[i]).toBe(301 * 128 + i);
    expect(e.deck(0).flags & (DeckFlag.rolling | DeckFlag.loopActive | DeckFlag.slipping)).toBe(0);
  });

  test('a roll inside a loop gives the loop back', async () => {
    const e = await playing();
    e.send('loopSet', { deck: 0, a: 0, b: 2 * BEAT, c: 1 });
    e.blocks(100);
    e.send('rollStart', { deck: 0, a: 0.5 });
    e.blocks(400);
    e.send('rollEnd', { deck: 0 });
    e.block();
    expect(e.deck(0)).toMatchObject({ loopInFrame: 0, loopOutFrame: 2 * BEAT });
    expect(e.deck(0).position).toBeCloseTo((502 * 128) % (2 * BEAT), 6);
  });

  test('slip: a loop is left to where play would be', async () => {
    const e = await playing();
    e.set('deck.a.slip', 1);
    e.send('loopBeats', { deck: 0, a: 0.5 });
    e.blocks(500);
    e.send('loopExit', { deck: 0 });
    e.block();
    expect(e.deck(0).position).toBeCloseTo(502 * 128, 6);
  });

  test('censor plays backwards and returns to where play would be', async () => {
    const e = await playing();
    e.blocks(99);
    e.send('censorStart', { deck: 0 });
    e.capture = true;
    e.blocks(20);
    const out = e.played[0] as number[];
    for (let i = 288; i < out.length; i++) expect(out[i]).toBe(12_800 - i);
    e.send('censorEnd', { deck: 0 });
    e.block();
    expect(e.deck(0).position).toBe(121 * 128);
  });

  test('reverse under slip returns; without slip it goes on from where it is', async () => {
    for (const slip of [0, 1]) {
      const e = await playing();
      e.set('deck.a.slip', slip);
      e.blocks(99);
      e.set('deck.a.reverse', 1);
      e.blocks(20);
      e.set('deck.a.reverse', 0);
      e.blocks(1);
      expect(e.deck(0).position).toBe(slip === 1 ? 121 * 128 : 81 * 128);
    }
  });

  test('beat jumps move by beats and stay on the phase at the track start', async () => {
    const e = await playing();
    e.send('seek', { deck: 0, a: 2.25 * BEAT });
    e.send('beatJump', { deck: 0, a: 4 });
    e.block();
    expect(e.deck(0).position).toBe(6.25 * BEAT + 128);
    e.send('beatJump', { deck: 0, a: -16 });
    e.block();
    expect(e.deck(0).position).toBeCloseTo(0.25 * BEAT + 256, 6);
    e.send('seek', { deck: 0, a: 3.3 * BEAT });
    e.send('seek', { deck: 0, a: 8 * BEAT, flags: CommandFlag.phaseTrue, step: 1 });
    e.block();
    expect(e.deck(0).position).toBeCloseTo(8.3 * BEAT + 128, 6);
  });
});
