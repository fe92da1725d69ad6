import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Clock, type Command, makeCommand, Op, SourceClass } from '../control-bus/commands.ts';
import { CONTROL_COUNT, CONTROLS, controlIndex } from '../control-bus/controls.ts';
import { Gesture } from '../control-bus/layouts.ts';
import { decide } from './permission.ts';
import { type DeckWorld, emptyWorld, letsThrough, type World } from './world.ts';

function worldWith(deck: Partial<DeckWorld>): World {
  const world = emptyWorld();
  return { ...world, decks: world.decks.map((d, i) => (i === 0 ? { ...d, ...deck } : d)) };
}

const silent = emptyWorld();
const audible = worldWith({ loaded: true, playing: true, audible: true, lufs: -9 });
const hidden = worldWith({ loaded: true, playing: true, audible: false });

const anyNumber = fc.oneof(
  fc.double(),
  fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, -1, 0, 1, 255, 1e300),
  fc.integer({ min: -300, max: 300 }),
);
const anyCommand: fc.Arbitrary<Command> = fc
  .record({
    op: fc.oneof(fc.constantFrom(...Object.values(Op)), fc.integer({ min: 0, max: 65_535 })),
    deck: fc.integer({ min: 0, max: 255 }),
    clock: fc.constantFrom(0, 1, 2, 3),
    flags: fc.nat(7),
    source: fc.constantFrom(...Object.values(SourceClass)),
    target: fc.integer({ min: -200, max: 200 }),
    time: anyNumber,
    step: anyNumber,
    a: anyNumber,
    b: anyNumber,
    c: anyNumber,
  })
  .map((fields) => makeCommand(fields as Partial<Command> & { op: Op }));

describe('permission', () => {
  it('answers every intent, and lets nothing pass that the kernel could not digest', () => {
    fc.assert(
      fc.property(anyCommand, fc.nat(1), fc.constantFrom(silent, audible, hidden), (command, gesture, world) => {
        const verdict = decide(command, gesture, world);
        if (!verdict.permitted) return typeof verdict.reason.kind === 'string';
        const finite = [command.time, command.step, command.a, command.b, command.c].every(Number.isFinite);
        const known = (Object.values(Op) as number[]).includes(command.op);
        const control =
          command.op !== Op.setControl ||
          (command.target >= 0 && command.target < CONTROL_COUNT && command.a >= (CONTROLS[command.target]?.min ?? 0));
        return finite && known && control;
      }),
      { seed: 17, numRuns: 5000 },
    );
  });

  it('is pure: the same question gets the same answer and nothing changes', () => {
    fc.assert(
      fc.property(anyCommand, fc.nat(1), (command, gesture) => {
        const before = JSON.stringify([command, audible]);
        const first = decide(command, gesture, audible);
        expect(decide(command, gesture, audible)).toEqual(first);
        expect(JSON.stringify([command, audible])).toBe(before);
      }),
      { seed: 17, numRuns: 500 },
    );
  });

  it('never loads, ejects or drops the needle on an audible deck without a hand’s second gesture', () => {
    for (const op of [Op.load, Op.eject, Op.seek]) {
      const command = makeCommand({ op, deck: 0 });
      expect(decide(command, Gesture.plain, audible)).toEqual({
        permitted: false,
        reason: { kind: 'audible', deck: 0, lufs: -9 },
      });
      expect(decide(command, Gesture.override, audible).permitted).toBe(true);
      expect(decide({ ...command, source: SourceClass.voice }, Gesture.override, audible).permitted).toBe(false);
      expect(decide({ ...command, deck: 1 }, Gesture.plain, audible).permitted).toBe(true);
    }
  });

  it('lets a jump wait for the beat of an audible deck', () => {
    const jump = makeCommand({ op: Op.seek, deck: 0, clock: Clock.deckBeat, time: 64, a: 48_000 });
    expect(decide(jump, Gesture.plain, audible).permitted).toBe(true);
    expect(decide({ ...jump, clock: Clock.frame }, Gesture.plain, audible).permitted).toBe(false);
    expect(decide({ ...jump, op: Op.load }, Gesture.plain, audible).permitted).toBe(false);
  });

  it('protects a playing deck nobody hears from a load, but lets it be searched', () => {
    expect(decide(makeCommand({ op: Op.load, deck: 0 }), Gesture.plain, hidden)).toMatchObject({
      reason: { kind: 'playing' },
    });
    expect(decide(makeCommand({ op: Op.seek, deck: 0 }), Gesture.plain, hidden).permitted).toBe(true);
  });

  it('names the control and its range when a value lies outside', () => {
    const verdict = decide(makeCommand({ op: Op.setControl, target: controlIndex('deck.b.eq.low'), a: 12 }), 0, silent);
    expect(verdict).toEqual({
      permitted: false,
      reason: { kind: 'outOfRange', control: 'deck.b.eq.low', value: 12, min: -26, max: 6 },
    });
  });
});

describe('letsThrough', () => {
  it('follows fader, side and reverse', () => {
    expect(letsThrough(0, 1, 0, false)).toBe(false);
    expect(letsThrough(1, 0, 1, false)).toBe(false);
    expect(letsThrough(1, 0, 1, true)).toBe(true);
    expect(letsThrough(1, 2, -1, false)).toBe(false);
    expect(letsThrough(1, 1, 1, false)).toBe(true);
  });
});
