import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Clock, type OpName } from '../../../src/control-bus/commands.ts';
import { DeckModel } from './deck-model.ts';
import { indexTrack, TestEngine } from './harness.ts';

const FRAMES = 400_000;
const BPM = 125.3;

interface Action {
  readonly gap: number;
  readonly kind: string;
  readonly value: number;
}

const beats = fc.constantFrom(1 / 32, 1 / 8, 1 / 4, 1 / 2, 1, 4);
const fraction = fc.integer({ min: -100, max: 100 }).map((x) => x / 100);
const zero = fc.constant(0);
const kind = (name: string, value: fc.Arbitrary<number>): fc.Arbitrary<Action> =>
  fc.record({ gap: fc.integer({ min: 0, max: 3000 }), kind: fc.constant(name), value });
const action = fc.oneof(
  kind('play', zero),
  kind('pause', zero),
  kind('seek', fc.integer({ min: 0, max: FRAMES - 1 })),
  kind('beatJump', fc.constantFrom(-4, -1, -0.5, 0.5, 1, 4)),
  kind('loopBeats', beats),
  kind('loopExit', zero),
  kind('rollStart', beats),
  kind('rollEnd', zero),
  kind('censorStart', zero),
  kind('censorEnd', zero),
  kind('tempo', fraction),
  kind('nudge', fraction),
  kind('reverse', fc.constantFrom(0, 1)),
  kind('slip', fc.constantFrom(0, 1)),
);

function tell(e: TestEngine, { kind, value }: Action, frame: number): void {
  const at = { clock: Clock.frame, time: frame } as const;
  if (['tempo', 'nudge', 'reverse', 'slip'].includes(kind)) e.set(`deck.a.${kind}`, value, at);
  else e.send(kind as OpName, { deck: 0, a: value, ...at });
}

function apply(m: DeckModel, { kind, value }: Action): void {
  if (kind === 'tempo') m.tempo = value;
  else if (kind === 'nudge') m.nudge = value;
  else if (kind === 'reverse') m.setReverse(value === 1);
  else if (kind === 'slip') m.setSlip(value === 1);
  else (m as unknown as Record<string, (v: number) => void>)[kind]?.(value);
}

test('position, loops, slip, roll and censor follow the plain model, frame for frame, whatever is pressed when', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(action, { minLength: 1, maxLength: 40 }), async (actions) => {
      const e = await TestEngine.create({ stretch: false });
      e.prepare(0, indexTrack(FRAMES), BPM);
      e.set('deck.a.tempo.range', 2);
      e.send('play', { deck: 0 });
      const m = new DeckModel(FRAMES, BPM);
      m.play();
      let frame = 128;
      let due = frame;
      const queue = actions.map((a) => {
        due += a.gap;
        return { a, frame: due };
      });
      let said = 0;
      let done = 0;
      for (let block = 0; block < 40 + (due - 128) / 128; block++) {
        while (said < queue.length && said - done < 40 && (queue[said] as { frame: number }).frame < frame + 4096) {
          const next = queue[said++] as { a: Action; frame: number };
          tell(e, next.a, next.frame);
        }
        e.block();
        for (let i = 0; i < 128; i++) {
          while (done < queue.length && (queue[done] as { frame: number }).frame <= frame + i)
            apply(m, (queue[done++] as { a: Action }).a);
          m.step();
        }
        frame += 128;
        const deck = e.deck(0);
        const where = `block ${block}, model ${m.pos}, kernel ${deck.position}`;
        const off = Math.abs(deck.position - m.pos);
        const length = m.loopOut - m.loopIn;
        expect(Math.min(off, m.loopOn ? Math.abs(off - length) : off), where).toBeLessThan(1e-3);
        if (m.slipping) expect(Math.abs(deck.slipPosition - m.slipPos), where).toBeLessThan(1e-3);
        expect((deck.flags & 1) !== 0, where).toBe(m.playing);
        expect((deck.flags & 2) !== 0, where).toBe(m.loopOn);
      }
    }),
    { seed: 20_26, numRuns: 60 },
  );
});
