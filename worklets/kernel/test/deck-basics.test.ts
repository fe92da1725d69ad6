import { describe, expect, test } from 'vitest';
import { EventType, Refusal } from '../../../src/control-bus/commands.ts';
import { DeckFlag } from '../../../src/control-bus/layouts.ts';
import { indexTrack, TestEngine } from './harness.ts';

const FADE = 240;

describe('load, play, pause, seek', () => {
  test('plays the very samples at speed 1, and its position is what is heard', async () => {
    const e = await TestEngine.create();
    e.prepare(0, indexTrack(1 << 20));
    e.capture = true;
    e.send('play', { deck: 0 });
    e.blocks(10);
    const out = e.played[0] as number[];
    for (let i = FADE; i < out.length; i++) expect(out[i]).toBe(i);
    expect(e.deck(0).position).toBe(1280);
    expect(e.deck(0).rate).toBe(1);
    expect(e.deck(0).flags & DeckFlag.playing).toBe(DeckFlag.playing);
  });

  test('a seek is sample-exact after its crossfade, forwards and in reverse', async () => {
    const e = await TestEngine.create();
    e.prepare(0, indexTrack(1 << 20));
    e.send('play', { deck: 0 });
    e.blocks(4);
    e.capture = true;
    e.send('seek', { deck: 0, a: 10_000 });
    e.blocks(4);
    const out = e.played[0] as number[];
    for (let i = 288; i < out.length; i++) expect(out[i]).toBe(10_000 + i);
    e.set('deck.a.reverse', 1);
    e.blocks(4);
    for (let i = 512 + 288; i < 1024; i++) expect(out[i]).toBe(10_512 - (i - 512));
    expect(e.deck(0).position).toBe(10_000);
    expect(e.deck(0).rate).toBe(-1);
  });

  test('pause keeps the heard position and is silent 5 ms later', async () => {
    const e = await TestEngine.create();
    e.prepare(0, indexTrack(1 << 20));
    e.send('play', { deck: 0 });
    e.blocks(4);
    e.send('pause', { deck: 0 });
    e.capture = true;
    e.blocks(4);
    expect(e.deck(0).position).toBe(512);
    expect((e.played[0] as number[]).slice(FADE + 1).every((x) => x === 0)).toBe(true);
  });

  test('events: arrived with the command, executed with the position, loaded with token and slot', async () => {
    const e = await TestEngine.create();
    e.prepare(0, indexTrack(9999));
    expect(e.events.find((x) => x.type === EventType.loaded)).toMatchObject({ deck: 0, code: 0, a: 100, b: -1 });
    const id = e.send('seek', { deck: 0, a: 777 });
    e.block();
    expect(e.find(EventType.arrived, id)?.command).toMatchObject({ id, a: 777 });
    expect(e.find(EventType.executed, id)).toMatchObject({ a: 777, frame: 128 });
    e.send('play', { deck: 0 });
    e.blocks(8);
    e.load(0, indexTrack(500));
    e.block();
    expect(e.lastEvents.some((x) => x.type === EventType.loaded)).toBe(false);
    e.blocks(2);
    expect(e.events.filter((x) => x.type === EventType.loaded).at(-1)).toMatchObject({ code: 1, a: 101, b: 0 });
    expect(e.slow.decks[0]).toMatchObject({ sourceSlot: 1, sourceFrames: 500, loadToken: 101 });
  });

  test('the track ends where it ends, once', async () => {
    const e = await TestEngine.create();
    e.prepare(0, indexTrack(1000));
    e.send('play', { deck: 0 });
    e.blocks(12);
    const ends = e.events.filter((x) => x.type === EventType.endOfTrack);
    expect(ends).toHaveLength(1);
    expect(ends[0]).toMatchObject({ deck: 0, frame: 128 + 1000, a: 1000 });
    expect(e.deck(0).flags & (DeckFlag.atEnd | DeckFlag.playing)).toBe(DeckFlag.atEnd);
  });

  test('refuses what makes no sense', async () => {
    const e = await TestEngine.create();
    const cases: [number, number][] = [
      [e.send('play', { deck: 1 }), Refusal.noSource],
      [e.send('play', { deck: 9 }), Refusal.badArgument],
      [e.send('play', { deck: 5 }), Refusal.badArgument],
      [e.send('seek', { deck: 0, a: Number.NaN }), Refusal.badArgument],
      [e.send('setControl', { target: 5000, a: 1 }), Refusal.badArgument],
      [e.send('cancel', { a: 4711 }), Refusal.notFound],
      [e.send('load', { deck: 0, target: 99 }), Refusal.badArgument],
    ];
    e.block();
    for (const [id, code] of cases) expect(e.find(EventType.refused, id)?.code).toBe(code);
  });

  test('missing audio plays as silence and is reported once a block', async () => {
    const e = await TestEngine.create({ stretch: false });
    const track = { ...indexTrack(100_000), readable: 1000 };
    e.prepare(0, track);
    e.send('play', { deck: 0 });
    e.blocks(8);
    const gap = e.events.find((x) => x.type === EventType.chunkMissing);
    expect(gap).toMatchObject({ deck: 0, a: 1000 });
    track.readable = 100_000;
    e.block();
    expect(e.lastEvents.some((x) => x.type === EventType.chunkMissing)).toBe(false);
  });

  test('preview and sampler voices play from a frame and end by themselves', async () => {
    const e = await TestEngine.create();
    e.load(5, indexTrack(600));
    e.block();
    e.capture = true;
    e.send('voicePlay', { deck: 5, a: 100 });
    e.blocks(6);
    const out = e.played[5] as number[];
    for (let i = 240; i < 499; i++) expect(out[i]).toBe(100 + i);
    expect(e.fast.voicesPlaying).toBe(0);
    expect(e.events.some((x) => x.type === EventType.endOfTrack && x.deck === 5)).toBe(true);
  });
});

test('key lock on from a paused deck is heard stretched at once, and in place', async () => {
  const e = await TestEngine.create();
  e.prepare(0, indexTrack(1 << 20));
  e.set('deck.a.keylock', 1);
  e.blocks(40);
  e.capture = true;
  e.send('play', { deck: 0 });
  e.blocks(20);
  expect(e.deck(0).flags & DeckFlag.stretched).toBe(DeckFlag.stretched);
  const out = e.played[0] as number[];
  for (let i = FADE; i < out.length; i++) expect(out[i]).toBe(i);
});
