import { describe, expect, test } from 'vitest';
import { CommandFlag } from '../../../src/control-bus/commands.ts';
import { RATE_HZ, sineTrack, TestEngine } from './harness.ts';
import { clickDb } from './mix/measure.ts';

/** dBFS above 10 kHz that no command may leave in any 5 ms. */
const LIMIT_DB = -60;
const TRACK = sineTrack(1 << 22);

async function playing(stretch: boolean): Promise<TestEngine> {
  const e = await TestEngine.create({ stretch });
  e.prepare(0, TRACK, 120);
  e.set('deck.a.keylock', stretch ? 1 : 0);
  e.set('deck.a.tempo.range', 2);
  e.send('hotCueSet', { deck: 0, target: 0, a: 300_017 });
  e.send('seek', { deck: 0, a: 200_000 });
  e.blocks(40);
  e.send('play', { deck: 0 });
  e.blocks(60);
  return e;
}

type Step = (e: TestEngine) => void;
const say =
  (op: Parameters<TestEngine['send']>[0], fields: Parameters<TestEngine['send']>[1] = {}): Step =>
  (e) => {
    e.send(op, { deck: 0, ...fields });
  };
const turn =
  (key: string, value: number): Step =>
  (e) => {
    e.set(`deck.a.${key}`, value);
  };
/** A hand that moves by `speed` source frames per engine frame for `blocks` blocks, one stamp a block. */
const hand =
  (speeds: readonly number[], blocks: number): Step =>
  (e) => {
    let x = 0;
    for (const speed of speeds)
      for (let i = 0; i < blocks; i++) {
        x += speed * 128;
        e.send('scratchMove', { deck: 0, a: x, b: e.fast.engineFrame });
        e.block();
      }
  };

/** What is done, one step every few blocks. */
const CASES: Record<string, Step[]> = {
  'pause and play': [say('pause'), say('play'), say('pause'), say('play')],
  seek: [say('seek', { a: 100_033 }), say('seek', { a: 900_011 })],
  'beat jump': [say('beatJump', { a: 0.5 }), say('beatJump', { a: -4 })],
  'hot cue': [say('hotCueJump'), say('hotCueSet', { target: 1, a: -1 }), say('hotCueJump', { target: 1 })],
  'cue button': [say('cuePress'), say('cuePress'), say('cueRelease')],
  'loop of 1/32 beat': [say('loopBeats', { a: 1 / 32 }), say('loopExit')],
  'loop set around, halve, double, move, exit, reloop': [
    say('loopSet', { a: 199_000, b: 201_013, c: 1 }),
    say('seek', { a: 200_111 }),
    say('loopHalve'),
    say('loopDouble'),
    say('loopBeats', { a: 1 / 8 }),
    say('loopMove', { a: 1 }),
    say('loopExit'),
    say('reloop'),
  ],
  'loop in and out': [say('loopIn'), say('loopOut'), say('loopExit')],
  roll: [say('rollStart', { a: 1 / 16 }), say('rollStart', { a: 1 / 4 }), say('rollEnd')],
  censor: [say('censorStart'), say('censorEnd')],
  reverse: [turn('reverse', 1), turn('reverse', 0)],
  'slip loop': [turn('slip', 1), say('loopBeats', { a: 0.25 }), say('loopExit'), turn('slip', 0)],
  nudge: [turn('nudge', 1), turn('nudge', -1), turn('nudge', 0)],
  'tempo fader, end to end': [turn('tempo', 1), turn('tempo', -1), turn('tempo', 0)],
  brake: [say('brake', { a: 0.02 }), say('play'), say('brake', { a: 0.5 })],
  'spin-back': [say('spinBack', { a: 0.3, b: 4 })],
  scratch: [say('scratchStart'), hand([1, 3, -3, 0, -1, 2], 4), say('scratchEnd')],
  'scratch from rest': [say('pause'), say('scratchStart'), hand([0.5, -2, 0], 4), say('scratchEnd')],
  load: [(e) => e.load(0, sineTrack(1 << 20, 300)), say('play')],
  eject: [say('eject')],
  'key lock': [turn('keylock', 0), turn('keylock', 1), turn('keylock', 0)],
  'tempo match': [say('setTempo', { a: 133 }), say('setTempo', { a: 100 })],
};

async function worstOf(steps: readonly Step[], stretch: boolean, gap: number): Promise<number> {
  const e = await playing(stretch);
  e.capture = true;
  e.blocks(4);
  for (const step of steps) {
    step(e);
    e.blocks(gap);
  }
  e.blocks(12);
  return clickDb(e.played[0] as number[], RATE_HZ);
}

for (const stretch of [false, true])
  describe(stretch ? 'with key lock' : 'without key lock', () => {
    for (const [name, steps] of Object.entries(CASES))
      test(name, async () => {
        expect(await worstOf(steps, stretch, 40)).toBeLessThan(LIMIT_DB);
        // Fast hands: within the crossfades of the step before.
        expect(await worstOf(steps, stretch, 1)).toBeLessThan(LIMIT_DB);
      });
  });

test('a hard cut is one, where it is asked for', async () => {
  const e = await playing(false);
  e.capture = true;
  e.blocks(8);
  e.send('seek', { deck: 0, a: 100_050, flags: CommandFlag.hardCut });
  e.blocks(8);
  expect(clickDb(e.played[0] as number[], RATE_HZ)).toBeGreaterThan(LIMIT_DB);
});

test('preview and sampler voices start, restart and stop without a click', async () => {
  const e = await TestEngine.create();
  e.load(6, sineTrack(1 << 18));
  e.capture = true;
  e.blocks(6);
  for (const a of [60, 70_020, 60]) {
    e.send('voicePlay', { deck: 6, a });
    e.blocks(9);
  }
  e.send('voiceStop', { deck: 6 });
  e.blocks(12);
  expect(clickDb(e.played[6] as number[], RATE_HZ)).toBeLessThan(LIMIT_DB);
});
