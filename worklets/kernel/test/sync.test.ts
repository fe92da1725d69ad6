import { describe, expect, test } from 'vitest';
import { EventType, Refusal } from '../../../src/control-bus/commands.ts';
import { indexTrack, RATE_HZ, TestEngine } from './harness.ts';

const TRACK = indexTrack(1 << 25);

/** Distance of a phase from a whole beat, by the shortest way. */
const wrapped = (x: number, period = 1): number => x - period * Math.round(x / period);

async function two(own: number, leader: number, stretch = false): Promise<TestEngine> {
  const e = await TestEngine.create({ stretch });
  e.prepare(0, TRACK, leader, 1000);
  e.prepare(1, TRACK, own, 777);
  if (stretch) for (const d of ['a', 'b']) e.set(`deck.${d}.keylock`, 1);
  e.send('play', { deck: 0 });
  e.blocks(37);
  e.send('play', { deck: 1 });
  e.blocks(50);
  return e;
}

describe('sync once', () => {
  test.each([
    [128, 124],
    [125.37, 126.01],
    [120, 128.5],
    [87, 174],
    [172, 86.5],
  ])('%f BPM to %f BPM: tempo and beat phase match at once', async (own, leader) => {
    const e = await two(own, leader);
    e.send('syncOnce', { deck: 1, target: 0 });
    e.block();
    const ratio = e.deck(1).tempo / e.deck(0).tempo;
    expect([0.5, 1, 2].some((r) => Math.abs(ratio - r) < 1e-12)).toBe(true);
    const off = (): number => wrapped(e.deck(0).beat * ratio - e.deck(1).beat, Math.min(1, ratio));
    expect(Math.abs(off())).toBeLessThan(1e-6);
    e.blocks(5000);
    expect(Math.abs(off())).toBeLessThan(1e-6);
  });

  test('the jump is by the shortest way', async () => {
    const e = await two(124, 124);
    for (let i = 0; i < 8; i++) {
      e.send('seek', { deck: 1, a: 400_000 + i * 3333 });
      e.block();
      const before = e.deck(1).position;
      e.send('syncOnce', { deck: 1, target: 0 });
      e.block();
      const beat = (60 * RATE_HZ) / 124;
      expect(Math.abs(e.deck(1).position - before - 128)).toBeLessThanOrEqual(beat / 2 + 1);
    }
  });

  test('out of the fader range it is refused and nothing changes', async () => {
    const e = await two(100, 140);
    const id = e.send('syncOnce', { deck: 1, target: 0 });
    const before = e.deck(1).position;
    e.block();
    expect(e.find(EventType.refused, id)?.code).toBe(Refusal.outOfRange);
    expect(e.deck(1)).toMatchObject({ tempo: 100, position: before + 128 });
  });

  test('the leader is the loudest playing deck with a grid; never is anything of it changed', async () => {
    const e = await two(128, 124);
    e.prepare(2, TRACK, 126, 0);
    e.send('play', { deck: 2 });
    e.set('deck.a.level', 0);
    e.set('deck.b.level', 0);
    e.blocks(400);
    e.send('syncOnce', { deck: 1, target: 255 });
    e.block();
    expect(e.deck(1).tempo).toBeCloseTo(126, 9);
    expect(e.deck(2).tempo).toBe(126);
    const alone = e.send('syncOnce', { deck: 1, target: 3 });
    e.block();
    expect(e.find(EventType.refused, alone)?.code).toBe(Refusal.nothingThere);
  });

  test('editing a grid or seeking a paused deck never bends a playing one', async () => {
    const e = await two(124, 124);
    const rate = e.deck(0).rate;
    e.send('pause', { deck: 1 });
    e.send('seek', { deck: 1, a: 12_345 });
    e.send('setGrid', { deck: 1, a: 5, b: 99, c: 4 });
    e.send('setGrid', { deck: 0, a: 5, b: 99, c: 4 });
    const before = e.deck(0).position;
    e.blocks(10);
    expect(e.deck(0).rate).toBe(rate);
    expect(e.deck(0).position).toBe(before + 1280);
  });

  test('with key lock the phase holds from the hand-over on', async () => {
    const e = await two(128, 124, true);
    e.send('syncOnce', { deck: 1, target: 0 });
    for (let i = 0; i < 300; i++) {
      e.blocks(4);
      const off = wrapped(e.deck(0).beat - e.deck(1).beat) * ((60 * RATE_HZ) / 124);
      expect(Math.abs(off)).toBeLessThan(1);
    }
  });

  test('two matched decks stay within a frame for an hour of positions', async () => {
    const e = await two(127.77, 124.31);
    e.send('syncOnce', { deck: 1, target: 0 });
    e.block();
    const start = wrapped(e.deck(0).beat - e.deck(1).beat);
    // An hour is 1 350 000 blocks; past the end of the track is silence, so loops keep both inside it.
    e.send('loopBeats', { deck: 0, a: 8 });
    e.send('loopBeats', { deck: 1, a: 16 });
    e.blocks(40_000);
    const drift = wrapped(e.deck(0).beat - e.deck(1).beat) - start;
    const perMinute = Math.abs(drift) / ((40_000 * 128) / RATE_HZ / 60);
    const msPerHour = perMinute * 60 * (60_000 / 124.31);
    expect(msPerHour).toBeLessThan(0.01);
  });
});

test('setTempo goes as far as the range allows', async () => {
  const e = await two(120, 124);
  e.send('setTempo', { deck: 1, a: 125 });
  e.block();
  expect(e.deck(1).tempo).toBeCloseTo(125, 9);
  e.send('setTempo', { deck: 1, a: 300 });
  e.block();
  expect(e.deck(1).tempo).toBeCloseTo(129.6, 9);
});
