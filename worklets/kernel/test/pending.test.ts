import { describe, expect, test } from 'vitest';
import { Clock, CommandFlag, EventType, Refusal } from '../../../src/control-bus/commands.ts';
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

/** The engine frame at which a command executed. */
const executedAt = (e: TestEngine, id: number): number | undefined => e.find(EventType.executed, id)?.frame;

describe('frame clock', () => {
  test('executes on its frame inside a block, in any order of arrival', async () => {
    const e = await TestEngine.create();
    e.prepare(0, TRACK);
    const late = e.send('play', { deck: 0, clock: Clock.frame, time: 1000 });
    const early = e.send('seek', { deck: 0, a: 5000, clock: Clock.frame, time: 300.2 });
    e.capture = true;
    e.blocks(10);
    expect(executedAt(e, early)).toBe(301);
    expect(executedAt(e, late)).toBe(1000);
    const out = e.played[0] as number[];
    for (let i = 1000 - 128 + 240; i < out.length; i++) expect(out[i]).toBe(5000 + i - (1000 - 128));
    expect((out as number[]).slice(0, 1000 - 128).every((x) => x === 0)).toBe(true);
  });

  test('more than a beat late is stale, less is executed at once', async () => {
    const e = await TestEngine.create();
    e.prepare(0, TRACK, 120);
    e.blocks(300);
    const frame = 301 * 128;
    const stale = e.send('seek', { deck: 0, a: 1, clock: Clock.frame, time: frame - BEAT - 10 });
    const due = e.send('seek', { deck: 0, a: 2, clock: Clock.frame, time: frame - BEAT + 10 });
    e.block();
    expect(e.find(EventType.refused, stale)?.code).toBe(Refusal.stale);
    expect(executedAt(e, due)).toBe(frame);
  });
});

describe('deck beats', () => {
  test('the next boundary fires in the frame in which the beat is reached', async () => {
    const e = await playing();
    e.blocks(20);
    const id = e.send('hotCueSet', { deck: 0, target: 0, a: 90_000 });
    const jump = e.send('hotCueJump', { deck: 0, clock: Clock.deckBeat, flags: nextBoundary | phaseTrue, step: 1 });
    e.capture = true;
    e.blocks(200);
    expect(executedAt(e, id)).toBe(21 * 128);
    // The deck started at frame 128 from position 0.
    expect(executedAt(e, jump)).toBe(128 + BEAT);
    const at = 128 + BEAT - 21 * 128;
    const out = e.played[0] as number[];
    expect(out[at - 1]).toBe(BEAT - 1);
    for (let i = at + 288; i < at + 2000; i++) expect(out[i]).toBe(90_000 + i - at);
  });

  test('a beat that falls between frames fires in the first frame at or past it', async () => {
    const e = await playing(125.3);
    const beat = (60 * 48_000) / 125.3;
    e.blocks(8);
    const id = e.send('setCuePoint', { deck: 0, clock: Clock.deckBeat, flags: nextBoundary, step: 2 });
    e.blocks(500);
    expect(executedAt(e, id)).toBe(128 + Math.ceil(2 * beat));
  });

  test('an arrival just after a boundary executes at once, in phase; a little later it waits', async () => {
    const e = await playing();
    e.send('hotCueSet', { deck: 0, target: 0, a: 96_000 });
    // Block that starts 500 frames past beat 1: 24500 = 191 · 128 + 52.
    e.send('seek', { deck: 0, a: BEAT + 500 - 128 });
    e.block();
    const now = e.send('hotCueJump', { deck: 0, clock: Clock.deckBeat, flags: nextBoundary | phaseTrue, step: 1 });
    e.block();
    expect(executedAt(e, now)).toBe(256);
    expect(e.find(EventType.executed, now)?.a).toBeCloseTo(96_500, 6);
    e.send('seek', { deck: 0, a: BEAT + 1001 - 128 });
    e.block();
    const later = e.send('hotCueJump', { deck: 0, clock: Clock.deckBeat, flags: nextBoundary | phaseTrue, step: 1 });
    e.block();
    expect(executedAt(e, later)).toBeUndefined();
    e.blocks(200);
    expect(executedAt(e, later)).toBe(4 * 128 + BEAT - 1001);
  });

  test('an exact beat at arrival executes at once, not one beat later; one frame before it waits one frame', async () => {
    for (const [offset, expected] of [
      [0, 0],
      [-1, 1],
    ] as const) {
      const e = await playing(120);
      e.block();
      e.send('seek', { deck: 0, a: 7 * BEAT + offset });
      const id = e.send('beatJump', { deck: 0, a: 4, clock: Clock.deckBeat, flags: nextBoundary, step: 1 });
      e.blocks(3);
      expect(executedAt(e, id)).toBe(256 + expected);
      expect(e.find(EventType.executed, id)?.a).toBeCloseTo(11 * BEAT, 6);
    }
  });

  test('follows a tempo change and a seek between arrival and boundary', async () => {
    const e = await playing();
    e.set('deck.a.tempo.range', 2);
    e.blocks(10);
    const id = e.send('setCuePoint', { deck: 0, clock: Clock.deckBeat, flags: nextBoundary, step: 4 });
    e.block();
    e.set('deck.a.tempo', 1);
    e.block();
    e.send('seek', { deck: 0, a: 5.5 * BEAT });
    e.blocks(400);
    const from = 128 * 13;
    // Speed 1.5 from 5.5 beats: beat 8 is 2.5 beats ahead.
    expect(executedAt(e, id)).toBe(from + (2.5 * BEAT) / 1.5);
  });

  test('several commands on one boundary execute in order of arrival, none a beat late', async () => {
    const e = await playing(127.77);
    e.blocks(12);
    const on = { deck: 0, clock: Clock.deckBeat, flags: nextBoundary | phaseTrue, step: 1 } as const;
    const ids = [
      e.send('beatJump', { ...on, a: 4 }),
      e.send('loopBeats', { ...on, a: 2 }),
      e.send('hotCueSet', { ...on, target: 3, a: -1 }),
    ];
    e.blocks(400);
    const at = 128 + Math.ceil((60 * 48_000) / 127.77);
    expect(ids.map((id) => executedAt(e, id))).toEqual([at, at, at]);
    const order = e.events.filter((x) => x.type === EventType.executed && ids.includes(x.id)).map((x) => x.id);
    expect(order).toEqual(ids);
  });

  test('absolute beats: waits, executes within a beat, is refused beyond', async () => {
    const e = await playing();
    e.send('seek', { deck: 0, a: 10.5 * BEAT });
    e.block();
    const ahead = e.send('setCuePoint', { deck: 0, clock: Clock.deckBeat, time: 11 });
    const close = e.send('setCuePoint', { deck: 0, clock: Clock.deckBeat, time: 10 });
    const stale = e.send('setCuePoint', { deck: 0, clock: Clock.deckBeat, time: 9.25 });
    e.blocks(120);
    expect(executedAt(e, close)).toBe(256);
    expect(executedAt(e, ahead)).toBe(128 + BEAT / 2);
    expect(e.find(EventType.refused, stale)?.code).toBe(Refusal.stale);
  });

  test('in a loop shorter than the step the boundary is still reached, on time', async () => {
    const e = await playing();
    e.blocks(8);
    e.send('loopBeats', { deck: 0, a: 0.25 });
    const id = e.send('loopExit', { deck: 0, clock: Clock.deckBeat, flags: nextBoundary, step: 4 });
    e.blocks(900);
    expect(executedAt(e, id)).toBe(128 + 4 * BEAT);
  });

  test('without a grid it is refused; on a paused deck a boundary is now', async () => {
    const e = await TestEngine.create();
    e.prepare(0, TRACK);
    const id = e.send('seek', { deck: 0, a: 1, clock: Clock.deckBeat, flags: nextBoundary, step: 1 });
    e.block();
    expect(e.find(EventType.refused, id)?.code).toBe(Refusal.noGrid);
    e.send('setGrid', { deck: 0, a: 0, b: 120, c: 4 });
    const now = e.send('seek', { deck: 0, a: 1, clock: Clock.deckBeat, flags: nextBoundary, step: 1 });
    e.block();
    expect(executedAt(e, now)).toBe(256);
  });
});

describe('transport beats', () => {
  test('boundaries are met exactly across tempo changes', async () => {
    const e = await TestEngine.create();
    e.prepare(0, TRACK);
    e.set('transport.tempo', 120);
    e.send('transportPlay');
    e.blocks(20);
    const id = e.send('play', { deck: 0, clock: Clock.transportBeat, flags: nextBoundary, step: 4 });
    e.blocks(281);
    e.set('transport.tempo', 60);
    e.blocks(2000);
    // 301 blocks at 120 BPM from frame 128, the rest at half the speed.
    const done = 301 * 128;
    expect(executedAt(e, id)).toBe(128 + done + (4 * BEAT - done) * 2);
  });

  test('a stopped transport has no boundary to wait for; absolute beats wait for it', async () => {
    const e = await TestEngine.create();
    e.prepare(0, TRACK);
    const now = e.send('play', { deck: 0, clock: Clock.transportBeat, flags: nextBoundary, step: 1 });
    const later = e.send('pause', { deck: 0, clock: Clock.transportBeat, time: 1 });
    e.blocks(400);
    expect(executedAt(e, now)).toBe(128);
    expect(e.fast.pendingCount).toBe(1);
    expect(e.slow.pending[0]).toMatchObject({ id: later, time: 1, totalBeats: 1 });
    e.send('transportPlay');
    e.set('transport.tempo', 120);
    e.blocks(300);
    expect(executedAt(e, later)).toBe(401 * 128 + BEAT);
  });
});

describe('the table', () => {
  test('no head-of-line blocking, cancel, table full', async () => {
    const e = await TestEngine.create();
    e.prepare(0, TRACK, 120);
    const far: number[] = [];
    for (let i = 0; i < 63; i++) far.push(e.send('setCuePoint', { deck: 0, a: i, clock: Clock.frame, time: 1e9 + i }));
    e.block();
    const near = e.send('seek', { deck: 0, a: 5, clock: Clock.frame, time: 1000 });
    const over = e.send('seek', { deck: 0, a: 6, clock: Clock.frame, time: 1001 });
    e.block();
    expect(e.fast.pendingCount).toBe(64);
    expect(e.find(EventType.refused, over)?.code).toBe(Refusal.tableFull);
    e.blocks(8);
    expect(executedAt(e, near)).toBe(1000);
    e.send('cancel', { a: far[10] as number });
    e.block();
    expect(e.find(EventType.cancelled, far[10] as number)).toBeDefined();
    expect(e.fast.pendingCount).toBe(62);
  });

  test('a load refuses what waited for the beats of the track before', async () => {
    const e = await playing();
    e.blocks(20);
    const id = e.send('loopBeats', { deck: 0, a: 4, clock: Clock.deckBeat, flags: nextBoundary, step: 4 });
    e.block();
    e.load(0, TRACK);
    e.block();
    expect(e.find(EventType.refused, id)?.code).toBe(Refusal.noGrid);
    expect(e.deck(0).flags & DeckFlag.hasGrid).toBe(0);
  });
});
