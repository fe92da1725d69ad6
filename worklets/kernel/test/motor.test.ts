import { describe, expect, test } from 'vitest';
import { DeckFlag } from '../../../src/control-bus/layouts.ts';
import { indexTrack, RATE_HZ, TestEngine } from './harness.ts';

const TRACK = indexTrack(1 << 22);

async function playing(): Promise<TestEngine> {
  const e = await TestEngine.create({ stretch: false });
  e.prepare(0, TRACK, 120);
  e.send('seek', { deck: 0, a: 200_000 });
  e.send('play', { deck: 0 });
  e.blocks(10);
  return e;
}

describe('speed', () => {
  test('fader, range, nudge', async () => {
    const e = await playing();
    for (const [range, fraction] of [0.08, 0.16, 0.5].entries()) {
      e.set('deck.a.tempo.range', range);
      e.set('deck.a.tempo', -0.5);
      e.block();
      expect(e.deck(0).rate).toBeCloseTo(1 - fraction / 2, 12);
      expect(e.deck(0).tempo).toBeCloseTo(120 * (1 - fraction / 2), 9);
    }
    e.set('deck.a.tempo', 0);
    e.set('deck.a.nudge', 1);
    const before = e.deck(0).position;
    e.blocks(10);
    expect(e.deck(0).position).toBeCloseTo(before + 1280 * 1.04, 6);
    expect(e.deck(0).tempo).toBe(120);
  });

  test('a brake falls to rest in its time and stays there', async () => {
    const e = await playing();
    const before = e.deck(0).position;
    e.send('brake', { deck: 0, a: 0.5 });
    e.blocks(100);
    expect(e.deck(0).flags & DeckFlag.ramping).toBe(DeckFlag.ramping);
    e.blocks(100);
    expect(e.deck(0).flags & (DeckFlag.ramping | DeckFlag.playing)).toBe(0);
    // Half the time's worth of frames: a straight ramp.
    expect(e.deck(0).position).toBeCloseTo(before + 0.25 * RATE_HZ, -1);
  });

  test('a spin-back runs backwards and comes to rest', async () => {
    const e = await playing();
    const before = e.deck(0).position;
    e.send('spinBack', { deck: 0, a: 1, b: 4 });
    e.blocks(40);
    expect(e.deck(0).rate).toBeLessThan(-3);
    e.blocks(400);
    expect(e.deck(0).flags & DeckFlag.playing).toBe(0);
    expect(e.deck(0).position).toBeLessThan(before - 1.5 * RATE_HZ);
  });

  test('play catches a braking deck', async () => {
    const e = await playing();
    e.send('brake', { deck: 0, a: 1 });
    e.blocks(150);
    e.send('play', { deck: 0 });
    e.blocks(30);
    expect(e.deck(0).rate).toBe(1);
    expect(e.deck(0).flags & DeckFlag.playing).toBe(DeckFlag.playing);
  });
});

describe('scratch', () => {
  /** Moves a hand along `path` (seconds → source frames from the grab), stamps every `interval` frames, `lag` frames late. */
  function scratch(
    e: TestEngine,
    seconds: number,
    interval: number,
    lag: number,
    path: (t: number) => number,
  ): number[] {
    const speeds: number[] = [];
    const start = e.fast.engineFrame;
    let next = 0;
    e.send('scratchStart', { deck: 0 });
    e.block();
    for (let b = 1; b < (seconds * RATE_HZ) / 128; b++) {
      while (next + lag <= b * 128) {
        e.send('scratchMove', { deck: 0, a: path(next / RATE_HZ), b: start + next });
        next += interval;
      }
      e.block();
      speeds.push(e.deck(0).rate);
    }
    return speeds;
  }

  test('follows a hand at 250 and at 1000 positions a second, smoothly and at once', async () => {
    for (const [interval, lag] of [
      [192, 0],
      [192, 480],
      [48, 100],
    ] as const) {
      const e = await playing();
      const grab = e.deck(0).position;
      const path = (t: number): number => 6000 * Math.sin(2 * Math.PI * 2 * t);
      const start = e.fast.engineFrame;
      const speeds = scratch(e, 1, interval, lag, path);
      const t = (e.fast.engineFrame - start) / RATE_HZ;
      const heard = e.deck(0).position - grab;
      // The platter is where the hand was a short while ago: the stamps' lag, about one interval, a little inertia.
      const candidates = Array.from({ length: 240 }, (_, i) => i / 4000);
      const delay = candidates.reduce((a, b) =>
        Math.abs(path(t - a) - heard) < Math.abs(path(t - b) - heard) ? a : b,
      );
      expect(Math.abs(path(t - delay) - heard)).toBeLessThan(20);
      expect(delay).toBeLessThan((lag + interval) / RATE_HZ + 0.008);
      // Speed is smooth: no step between blocks beyond what the hand itself does.
      const peak = 6000 * (2 * Math.PI * 2) ** 2;
      const allowed = (3 * peak * 128) / RATE_HZ / RATE_HZ;
      for (let i = 60; i < speeds.length; i++)
        expect(Math.abs((speeds[i] as number) - (speeds[i - 1] as number))).toBeLessThan(allowed);
    }
  });

  test('stops when the hand stops, where it stopped', async () => {
    const e = await playing();
    const grab = e.deck(0).position;
    scratch(e, 0.5, 192, 100, (t) => Math.min(t, 0.3) * RATE_HZ);
    e.blocks(20);
    expect(Math.abs(e.deck(0).rate)).toBeLessThan(1e-4);
    expect(e.deck(0).position - grab).toBeCloseTo(0.3 * RATE_HZ, 0);
  });

  test('a release returns to the speed of the motor, or to rest', async () => {
    const e = await playing();
    scratch(e, 0.2, 192, 100, (t) => -2 * t * RATE_HZ);
    e.send('scratchEnd', { deck: 0 });
    e.blocks(20);
    expect(e.deck(0).rate).toBe(1);
    e.send('pause', { deck: 0 });
    e.blocks(5);
    scratch(e, 0.2, 192, 100, (t) => t * RATE_HZ);
    e.send('scratchEnd', { deck: 0 });
    e.blocks(30);
    expect(e.deck(0).rate).toBe(0);
    expect(e.deck(0).flags & (DeckFlag.playing | DeckFlag.scratching)).toBe(0);
  });

  test('with slip the release returns to where play would be', async () => {
    const e = await playing();
    e.set('deck.a.slip', 1);
    e.block();
    const before = e.deck(0).position;
    const frame = e.fast.engineFrame;
    scratch(e, 0.5, 192, 100, (t) => -t * RATE_HZ);
    e.send('scratchEnd', { deck: 0 });
    e.block();
    expect(e.deck(0).position).toBeCloseTo(before + e.fast.engineFrame - frame, 6);
  });
});
