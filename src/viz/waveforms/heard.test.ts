import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ContextClock, carry, type DeckMoment, HeardDeck } from './heard.ts';

const RATE = 48_000;
const moment = (fields: Partial<DeckMoment>): DeckMoment => ({
  position: 0,
  rate: 1,
  loopInFrame: 0,
  loopOutFrame: 0,
  looping: false,
  ...fields,
});

describe('carrying a snapshot forward', () => {
  it('moves at the heard speed, in both directions', () => {
    expect(carry(moment({ position: 1000 }), 480)).toBe(1480);
    expect(carry(moment({ position: 1000, rate: -2.5 }), 100)).toBe(750);
    expect(carry(moment({ position: 1000, rate: 0 }), 100_000)).toBe(1000);
  });

  it('stays inside an active loop', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 100_000 }),
        fc.integer({ min: 50, max: 20_000 }),
        fc.double({ min: 0, max: 0.999, noNaN: true }),
        fc.double({ min: -4, max: 4, noNaN: true }),
        fc.integer({ min: 0, max: 12_000 }),
        (loopInFrame, length, share, rate, frames) => {
          const loopOutFrame = loopInFrame + length;
          const position = loopInFrame + share * length;
          const to = carry(moment({ position, rate, loopInFrame, loopOutFrame, looping: true }), frames);
          expect(to).toBeGreaterThanOrEqual(loopInFrame);
          expect(to).toBeLessThanOrEqual(loopOutFrame);
          const turns = (position + rate * frames - to) / length;
          expect(Math.abs(turns - Math.round(turns))).toBeLessThan(1e-6);
        },
      ),
      { seed: 5 },
    );
  });

  it('does not wrap what lies beyond the loop already', () => {
    const beyond = moment({ position: 900, loopInFrame: 100, loopOutFrame: 200, looping: true });
    expect(carry(beyond, 50)).toBe(950);
  });
});

describe('what a deck sounds like now', () => {
  it('is smooth however unevenly snapshots are read', () => {
    const deck = new HeardDeck();
    let last = Number.NaN;
    for (let frame = 0; frame < 300; frame++) {
      const nowS = frame / 60;
      const snapshotS = Math.floor((nowS - (frame % 3) * 0.004) * 375) / 375;
      deck.note(snapshotS, moment({ position: snapshotS * RATE * 1.02, rate: 1.02 }));
      const at = deck.positionAt(nowS - 0.012, RATE) as number;
      if (frame > 5) expect(at - last).toBeCloseTo((RATE * 1.02) / 60, 6);
      last = at;
    }
  });

  it('shows a jump when it is heard, not when the engine made it', () => {
    const deck = new HeardDeck();
    const latencyS = 0.18;
    for (let i = 0; i <= 60; i++) {
      const t = i / 60;
      deck.note(t, moment({ position: t < 0.5 ? t * RATE : 1e6 + (t - 0.5) * RATE }));
    }
    expect(deck.positionAt(0.49, RATE)).toBeCloseTo(0.49 * RATE, 6);
    expect(deck.positionAt(0.6 - latencyS, RATE)).toBeCloseTo((0.6 - latencyS) * RATE, 6);
    expect(deck.positionAt(0.7, RATE)).toBeCloseTo(1e6 + 0.2 * RATE, 6);
  });

  it('stops a quarter of a second after the engine did', () => {
    const deck = new HeardDeck();
    deck.note(1, moment({ position: 5000 }));
    expect(deck.positionAt(9, RATE)).toBe(5000 + 0.25 * RATE);
  });

  it('starts anew after a reset and when the context restarts', () => {
    const deck = new HeardDeck();
    expect(deck.positionAt(0, RATE)).toBeNull();
    deck.note(100, moment({ position: 1 }));
    deck.note(0.5, moment({ position: 777, rate: 0 }));
    expect(deck.positionAt(100, RATE)).toBe(777);
    deck.reset();
    expect(deck.positionAt(0.5, RATE)).toBeNull();
  });
});

describe('context clock', () => {
  it('averages reports that come in steps, and takes a new context at once', () => {
    const clock = new ContextClock();
    expect(clock.heardAt(0)).toBeNull();
    for (let i = 0; i < 200; i++) {
      const ms = 1_700_000_000_000 + i * 997;
      clock.note(Math.floor((i * 0.997) / 0.01) * 0.01, ms, 0.02);
    }
    const ms = 1_700_000_000_000 + 200 * 997;
    expect(Math.abs((clock.heardAt(ms) as number) - (200 * 0.997 - 0.02))).toBeLessThan(0.01);
    clock.note(0.25, ms, 0.3);
    expect(clock.heardAt(ms)).toBeCloseTo(-0.05, 5);
  });
});
