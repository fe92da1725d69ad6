/** Grids whose tempo changes: clocks, quantise, loops, jumps, sync and the metronome go by the table. Thread: Node. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CommandFlag, EventType, Refusal } from '../../../src/control-bus/commands.ts';
import { BLOCK_FRAMES, GRID_SEGMENTS_MAX } from '../../../src/control-bus/constants.ts';
import { DeckFlag } from '../../../src/control-bus/layouts.ts';
import { Clock, indexTrack, RATE_HZ, sineTrack, TestEngine, type Track } from './harness.ts';

const TRACK = indexTrack(4_000_000);
const DOWNBEAT = 1000;
const BEAT_120 = 24_000;
/** Eight beats at 120, eight at 150, then 96. */
const CHANGES = [
  { frame: DOWNBEAT + 8 * BEAT_120, bpm: 150 },
  { frame: DOWNBEAT + 8 * BEAT_120 + 8 * 19_200, bpm: 96 },
] as const;
const beatFrame = (beat: number): number =>
  beat <= 8
    ? DOWNBEAT + beat * BEAT_120
    : beat <= 16
      ? CHANGES[0].frame + (beat - 8) * 19_200
      : CHANGES[1].frame + (beat - 16) * 30_000;

function sendGrid(e: TestEngine, deck: number, changes: readonly { frame: number; bpm: number }[] = CHANGES): number {
  changes.forEach(({ frame, bpm }, i) => {
    e.send('gridSegment', { deck, target: i + 1, a: frame, b: bpm });
  });
  return e.send('setGrid', { deck, target: changes.length, a: DOWNBEAT, b: 120, c: 4 });
}

async function engine(track: Track = TRACK): Promise<TestEngine> {
  const e = await TestEngine.create();
  e.prepare(0, track);
  sendGrid(e, 0);
  e.block();
  return e;
}

/** Runs until the deck's position has passed `frame`. */
function playTo(e: TestEngine, frame: number, deck = 0): void {
  for (let i = 0; e.deck(deck).position < frame; i++) {
    if (i > 40_000) throw new Error(`frame ${frame} is never reached`);
    e.block();
  }
}

describe('the table', () => {
  test('gives every place its beat and its tempo', async () => {
    const e = await engine();
    for (const beat of [-3.5, 0, 0.25, 7.999, 8, 8.5, 15, 16, 16.5, 40]) {
      e.send('seek', { deck: 0, a: beatFrame(beat) });
      e.block();
      if (beatFrame(beat) < 0) continue;
      expect(e.deck(0).beat).toBeCloseTo(beat, 9);
      expect(e.deck(0).tempo).toBeCloseTo(beat < 8 ? 120 : beat < 16 ? 150 : 96, 9);
    }
  });

  test('a change that is no whole number of beats on is met by the tempo before it', async () => {
    const e = await TestEngine.create();
    e.prepare(0, TRACK);
    sendGrid(e, 0, [{ frame: DOWNBEAT + 4.2 * BEAT_120, bpm: 100 }]);
    e.send('seek', { deck: 0, a: DOWNBEAT + 2.1 * BEAT_120 });
    e.block();
    expect(e.deck(0).beat).toBeCloseTo(2, 9);
    expect(e.deck(0).tempo).toBeCloseTo((120 * 4) / 4.2, 9);
  });

  test('what was handed in out of turn, twice, or too close is refused, and the grid stays', async () => {
    const e = await engine();
    const refused = (id: number): void => {
      e.blocks(2);
      expect(e.find(EventType.refused, id)?.code).toBe(Refusal.badArgument);
      expect(e.slow.decks[0]?.gridTempo).toBe(120);
      e.send('seek', { deck: 0, a: beatFrame(20) });
      e.block();
      expect(e.deck(0).beat).toBeCloseTo(20, 9);
    };
    refused(e.send('gridSegment', { deck: 0, target: 2, a: 90_000, b: 100 }));
    refused(e.send('gridSegment', { deck: 0, target: GRID_SEGMENTS_MAX, a: 90_000, b: 100 }));
    refused(e.send('setGrid', { deck: 0, target: 2, a: DOWNBEAT, b: 99, c: 4 }));
    e.send('gridSegment', { deck: 0, target: 1, a: 90_000, b: 100 });
    refused(e.send('setGrid', { deck: 0, target: 2, a: DOWNBEAT, b: 99, c: 4 }));
    refused(e.send('setGrid', { deck: 0, target: 1, a: DOWNBEAT, b: 99, c: 4 }));
    refused(sendGrid(e, 0, [{ frame: DOWNBEAT + 9000, bpm: 130 }]));
  });

  test('as many changes as there is room for arrive over several blocks', async () => {
    const e = await TestEngine.create();
    e.prepare(0, TRACK);
    const changes = Array.from({ length: GRID_SEGMENTS_MAX - 1 }, (_, i) => ({
      frame: DOWNBEAT + (i + 1) * BEAT_120,
      bpm: 120,
    }));
    const id = sendGrid(e, 0, changes);
    e.blocks(6);
    expect(e.find(EventType.refused, id)).toBeUndefined();
    e.send('seek', { deck: 0, a: DOWNBEAT + 100.5 * BEAT_120 });
    e.block();
    expect(e.deck(0).beat).toBeCloseTo(100.5, 9);
  });

  test('a change of the grid moves nothing that is heard', async () => {
    const [plain, edited] = [await engine(sineTrack(4_000_000)), await engine(sineTrack(4_000_000))];
    for (const e of [plain, edited]) {
      e.set('deck.a.keylock', 1);
      e.set('deck.a.tempo', 0.3);
      e.send('play', { deck: 0 });
      e.blocks(120);
      e.capture = true;
    }
    for (let i = 0; i < 60; i++) {
      if (i % 10 === 5) sendGrid(edited, 0, [{ frame: DOWNBEAT + (2 + i) * BEAT_120 * 1.01, bpm: 100 + i }]);
      plain.block();
      edited.block();
      expect(edited.deck(0).position).toBe(plain.deck(0).position);
    }
    expect(edited.master).toEqual(plain.master);
  });

  test('one segment is the grid it always was, to the bit', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.double({ min: 60, max: 190, noNaN: true }),
        fc.double({ min: 0, max: 90_000, noNaN: true }),
        fc.double({ min: 0, max: 3_000_000, noNaN: true }),
        async (bpm, downbeat, frame) => {
          const e = await TestEngine.create();
          e.prepare(0, TRACK, bpm, downbeat);
          e.send('seek', { deck: 0, a: frame });
          e.block();
          expect(e.deck(0).beat).toBe((e.deck(0).position - downbeat) / ((60 * RATE_HZ) / bpm));
          expect(e.deck(0).tempo).toBe(bpm);
        },
      ),
      { numRuns: 20 },
    );
  });
});

describe('what goes by beats', () => {
  test('a press waits for the next beat beyond a change of tempo, to the frame', async () => {
    const e = await engine();
    e.send('seek', { deck: 0, a: beatFrame(7.6) });
    e.send('play', { deck: 0 });
    e.blocks(2);
    const stepped = { deck: 0, clock: Clock.deckBeat, flags: CommandFlag.nextBoundary } as const;
    const bar = e.send('hotCueSet', { ...stepped, step: 4, target: 0, a: 5000 });
    const later = e.send('hotCueSet', { deck: 0, clock: Clock.deckBeat, time: 18, target: 1, a: 6000 });
    playTo(e, beatFrame(18.1));
    const fired = (id: number): number => e.find(EventType.executed, id)?.a ?? Number.NaN;
    expect(fired(bar) - beatFrame(8)).toBeGreaterThanOrEqual(-1e-6);
    expect(fired(bar) - beatFrame(8)).toBeLessThan(1);
    expect(fired(later) - beatFrame(18)).toBeGreaterThanOrEqual(-1e-6);
    expect(fired(later) - beatFrame(18)).toBeLessThan(1);
  });

  test('a step longer than a loop counts the rounds in the beats of the loop, across a change after it', async () => {
    const e = await engine();
    e.send('seek', { deck: 0, a: beatFrame(5) });
    e.send('loopSet', { deck: 0, a: beatFrame(6), b: beatFrame(8), c: 1 });
    e.send('play', { deck: 0 });
    playTo(e, beatFrame(7));
    const id = e.send('hotCueSet', {
      deck: 0,
      clock: Clock.deckBeat,
      flags: CommandFlag.nextBoundary,
      step: 16,
      target: 0,
      a: 5000,
    });
    const begun = e.fast.engineFrame - (e.deck(0).position - beatFrame(7));
    e.blocks(2000);
    const fired = e.find(EventType.executed, id);
    // From beat 7 of play to beat 16: nine beats, all of them at 120.
    expect(Math.abs((fired?.frame ?? 0) - begun - 9 * BEAT_120)).toBeLessThan(2);
  });

  test('beat jumps keep the phase and come back to where they left', async () => {
    const e = await engine();
    e.send('seek', { deck: 0, a: beatFrame(6.25) });
    for (const beats of [4, 8, -8, -4]) {
      e.send('beatJump', { deck: 0, a: beats });
      e.block();
      const phase = e.deck(0).beat - Math.floor(e.deck(0).beat);
      expect(phase).toBeCloseTo(0.25, 9);
    }
    expect(e.deck(0).position).toBeCloseTo(beatFrame(6.25), 6);
  });

  test('loops have whole beats across a change, halve in beats, and move by beats', async () => {
    const e = await engine();
    e.set('deck.a.quantise', 1);
    const loop = (): readonly [number, number] => [e.deck(0).loopInFrame, e.deck(0).loopOutFrame];
    const near = (from: number, to: number): void => {
      expect(loop()[0]).toBeCloseTo(beatFrame(from), 6);
      expect(loop()[1]).toBeCloseTo(beatFrame(to), 6);
    };
    e.send('seek', { deck: 0, a: beatFrame(6) + 500 });
    e.send('loopBeats', { deck: 0, a: 4 });
    e.block();
    near(6, 10);
    e.send('loopDouble', { deck: 0 });
    e.block();
    near(6, 14);
    e.send('loopHalve', { deck: 0 });
    e.send('loopMove', { deck: 0, a: 8 });
    e.block();
    near(14, 18);
    e.send('loopMove', { deck: 0, a: -8 });
    e.block();
    near(6, 10);
  });

  test('quantised marks snap to beats on both sides of a change', async () => {
    const e = await engine();
    e.set('deck.a.quantise', 1);
    for (const [pad, beat] of [7.9, 8.2, 15.6, 16.4].entries()) {
      e.send('seek', { deck: 0, a: beatFrame(beat) });
      e.send('hotCueSet', { deck: 0, target: pad, a: -1 });
      e.block();
      expect(e.slow.decks[0]?.hotCueFrames[pad]).toBeCloseTo(beatFrame(Math.round(beat)), 6);
    }
  });

  test('sync takes the tempo that is heard, and meets its phase', async () => {
    const e = await engine();
    e.prepare(1, TRACK, 140);
    e.set('deck.a.tempo.range', 2);
    e.set('deck.b.tempo.range', 2);
    e.send('seek', { deck: 0, a: beatFrame(11.3) });
    e.send('play', { deck: 0 });
    e.send('play', { deck: 1 });
    e.blocks(3);
    e.send('syncOnce', { deck: 1, target: 0 });
    e.block();
    expect(e.deck(1).tempo).toBeCloseTo(150, 9);
    const apart = e.deck(1).beat - e.deck(0).beat;
    expect(Math.abs(apart - Math.round(apart))).toBeLessThan(1e-3);
    e.send('seek', { deck: 0, a: beatFrame(11) });
    e.send('setTempo', { deck: 0, a: 160 });
    e.block();
    expect(e.deck(0).tempo).toBeCloseTo(160, 9);
  });
});

/** Engine frames at which a click begins, and how high it is, from the headphones. */
function clicks(e: TestEngine, blocks: number): { frame: number; high: boolean }[] {
  const found: { frame: number; high: boolean }[] = [];
  const phones = new Float32Array(e.memory.buffer, e.kernel.phonesOut(), BLOCK_FRAMES * 2);
  const heard: number[] = [];
  const first = e.fast.engineFrame;
  for (let i = 0; i < blocks; i++) {
    e.block();
    for (let k = 0; k < BLOCK_FRAMES; k++) heard.push(phones[k * 2] as number);
  }
  let quiet = 0;
  heard.forEach((sample, i) => {
    if (Math.abs(sample) > 1e-9 && quiet > 40) {
      const zeros = heard.slice(i, i + 400).filter((x, k, all) => k > 0 && x >= 0 !== (all[k - 1] as number) >= 0);
      found.push({ frame: first + i, high: zeros.length > 22 });
    }
    quiet = Math.abs(sample) > 1e-9 ? 0 : quiet + 1;
  });
  return found;
}

describe('the metronome', () => {
  const silence: Track = { frames: 4_000_000, sample: () => 0 };

  test('clicks on every beat to the frame, on the cue bus only, and higher on the downbeat', async () => {
    const e = await engine(silence);
    e.set('phones.mix', 0);
    e.send('metronome', { deck: 0, a: 1 });
    e.send('seek', { deck: 0, a: beatFrame(6.5) });
    e.send('play', { deck: 0 });
    e.capture = true;
    e.block();
    const offset = e.fast.engineFrame - e.deck(0).position;
    const heard = clicks(e, 1300);
    expect(e.deck(0).flags & DeckFlag.metronome).not.toBe(0);
    const beats = [7, 8, 9, 10, 11, 12, 13, 14];
    expect(heard.slice(0, beats.length).map(({ high }) => high)).toEqual(beats.map((beat) => beat % 4 === 0));
    // The first sample of a click is zero, and the headphones are late by the limiter's look-ahead, the same for all.
    const late = heard.map(({ frame }, i) => frame - offset - beatFrame(beats[i] ?? 0)).slice(0, beats.length);
    for (const one of late) expect(one).toBe(late[0]);
    expect(e.master.every((sample) => sample === 0)).toBe(true);
  });

  test('a loop is clicked once a round, and nothing where nothing plays', async () => {
    const e = await engine(silence);
    e.set('phones.mix', 0);
    e.send('metronome', { deck: 0, a: 1 });
    e.send('loopSet', { deck: 0, a: beatFrame(2.5), b: beatFrame(3.5), c: 1 });
    e.send('seek', { deck: 0, a: beatFrame(2.6) });
    expect(clicks(e, 100)).toEqual([]);
    e.send('play', { deck: 0 });
    const heard = clicks(e, 1000);
    expect(heard.length).toBe(Math.floor((1000 * BLOCK_FRAMES) / BEAT_120 - 0.4) + 1);
    heard.slice(1).forEach(({ frame }, i) => {
      expect(frame - (heard[i]?.frame ?? 0)).toBe(BEAT_120);
    });
  });

  test('needs a grid, and ends with the track', async () => {
    const e = await TestEngine.create();
    e.prepare(0, silence);
    const id = e.send('metronome', { deck: 0, a: 1 });
    e.block();
    expect(e.find(EventType.refused, id)?.code).toBe(Refusal.noGrid);
    e.send('setGrid', { deck: 0, a: 0, b: 120, c: 4 });
    e.send('metronome', { deck: 0, a: 1 });
    e.block();
    expect(e.deck(0).flags & DeckFlag.metronome).not.toBe(0);
    e.load(0, silence);
    e.block();
    expect(e.deck(0).flags & DeckFlag.metronome).toBe(0);
  });
});
