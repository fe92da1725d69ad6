import { describe, expect, test } from 'vitest';
import { EventType, Refusal } from '../../../src/control-bus/commands.ts';
import { DeckFlag } from '../../../src/control-bus/layouts.ts';
import { indexTrack, TestEngine } from './harness.ts';

const BEAT = 24_000;
const TRACK = indexTrack(1 << 22);

async function ready(): Promise<TestEngine> {
  const e = await TestEngine.create({ stretch: false });
  e.prepare(0, TRACK, 120);
  return e;
}

const flags = (e: TestEngine): number => e.deck(0).flags;

describe('the cue button', () => {
  test('elsewhere it sets the cue point, at it it plays while held, from play it returns', async () => {
    const e = await ready();
    e.send('seek', { deck: 0, a: 50_000 });
    e.send('cuePress', { deck: 0 });
    e.block();
    expect(e.slow.decks[0]?.cuePointFrame).toBe(50_000);
    expect(flags(e) & DeckFlag.playing).toBe(0);
    e.send('cueRelease', { deck: 0 });
    e.block();
    e.send('cuePress', { deck: 0 });
    e.blocks(10);
    expect(flags(e) & (DeckFlag.cueHeld | DeckFlag.playing)).toBe(DeckFlag.cueHeld | DeckFlag.playing);
    expect(e.deck(0).position).toBe(50_000 + 1280);
    e.send('cueRelease', { deck: 0 });
    e.block();
    expect(e.deck(0).position).toBe(50_000);
    expect(flags(e) & DeckFlag.playing).toBe(0);
    e.send('play', { deck: 0 });
    e.blocks(20);
    e.send('cuePress', { deck: 0 });
    e.block();
    expect(e.deck(0).position).toBe(50_000);
    expect(flags(e) & DeckFlag.playing).toBe(0);
  });

  test('play while the cue is held keeps playing', async () => {
    const e = await ready();
    e.send('cuePress', { deck: 0 });
    e.blocks(5);
    e.send('play', { deck: 0 });
    e.block();
    e.send('cueRelease', { deck: 0 });
    e.blocks(5);
    expect(e.deck(0).position).toBe(11 * 128);
  });

  test('with quantise the cue point is the nearest beat', async () => {
    const e = await ready();
    e.set('deck.a.quantise', 1);
    e.send('seek', { deck: 0, a: 2.1 * BEAT });
    e.send('cuePress', { deck: 0 });
    e.block();
    expect(e.slow.decks[0]?.cuePointFrame).toBe(2 * BEAT);
    expect(e.deck(0).position).toBe(2 * BEAT);
  });
});

describe('hot cues', () => {
  test('eight of them: set, jump, clear; a paused deck plays from there', async () => {
    const e = await ready();
    for (let pad = 0; pad < 8; pad++) e.send('hotCueSet', { deck: 0, target: pad, a: 1000 * (pad + 1) });
    e.block();
    expect(e.slow.decks[0]?.hotCueFrames).toEqual([1000, 2000, 3000, 4000, 5000, 6000, 7000, 8000]);
    e.send('hotCueJump', { deck: 0, target: 7 });
    e.block();
    expect(e.deck(0).position).toBe(8128);
    expect(flags(e) & DeckFlag.playing).toBe(DeckFlag.playing);
    e.send('hotCueClear', { deck: 0, target: 7 });
    const again = e.send('hotCueJump', { deck: 0, target: 7 });
    const none = e.send('hotCueJump', { deck: 0, target: 8 });
    e.block();
    expect(e.find(EventType.refused, again)?.code).toBe(Refusal.nothingThere);
    expect(e.find(EventType.refused, none)?.code).toBe(Refusal.badArgument);
    expect(e.slow.decks[0]?.hotCueFrames[7]).toBe(-1);
  });

  test('set here: on the nearest grid step with quantise, on the frame without', async () => {
    const e = await ready();
    e.send('seek', { deck: 0, a: 30_000 });
    e.send('hotCueSet', { deck: 0, target: 0, a: -1 });
    e.set('deck.a.quantise', 1);
    e.send('hotCueSet', { deck: 0, target: 1, a: -1 });
    e.set('deck.a.quantise.step', 0);
    e.send('hotCueSet', { deck: 0, target: 2, a: -1 });
    e.set('deck.a.quantise.step', 7);
    e.send('hotCueSet', { deck: 0, target: 3, a: -1 });
    e.block();
    expect(e.slow.decks[0]?.hotCueFrames.slice(0, 4)).toEqual([30_000, BEAT, 30_000, BEAT]);
  });

  test('a load clears cues, loops and grid', async () => {
    const e = await ready();
    e.send('hotCueSet', { deck: 0, target: 0, a: 1000 });
    e.send('loopSet', { deck: 0, a: 0, b: 5000, c: 1 });
    e.block();
    e.load(0, TRACK);
    e.block();
    expect(e.slow.decks[0]).toMatchObject({ gridTempo: 0, cuePointFrame: 0, hotCueFrames: new Array(8).fill(-1) });
    expect(e.deck(0).loopOutFrame).toBe(-1);
  });
});

test('the slow state changes its version only when something in it changed', async () => {
  const e = await ready();
  e.send('play', { deck: 0 });
  e.block();
  const version = e.slow.version;
  e.blocks(20);
  expect(e.slow.version).toBe(version);
  e.set('master.level', -3);
  e.block();
  expect(e.slow.version).toBe(version + 1);
});
