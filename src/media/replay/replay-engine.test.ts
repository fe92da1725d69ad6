import { beforeAll, expect, test } from 'vitest';
import { type EngineModules, loadModules } from '../../../tools/load-engine.ts';
import { ScriptedSet, SET_STEP_FRAMES } from '../../../worklets/test-support/scripted-set.ts';
import { makeCommand, Op } from '../../control-bus/commands.ts';
import { deckControlIndex } from '../../control-bus/controls.ts';
import { planResume } from '../resume/plan.ts';
import { openLog } from '../session-log/reader.ts';
import { playLogged, replayLogged } from './test-support/logged-set.ts';

const STEPS = 120;

let modules: EngineModules;
beforeAll(async () => {
  modules = await loadModules();
});

test('a set on the real engine, logged through the rings, replays to the same bytes and the same executions', async () => {
  const set = new ScriptedSet(20_261);
  const live = await playLogged({
    modules,
    steps: STEPS,
    commandsAt: (frame) => set.commandsAt(frame),
    lateFrames: 30_000,
  });
  expect(live.missing).toBe(0);
  const report = await replayLogged(modules, live.log);
  expect(report.firstDifference).toBeNull();
  expect(report).toMatchObject({ sha256: live.sha256, frames: STEPS * SET_STEP_FRAMES, exact: true });
  const plan = planResume(openLog(live.log));
  expect(plan.ended).toBe(true);
  expect(plan.decks.map((deck) => deck?.fileId)).toEqual([0, 1, 2, 3].map((track) => `synthetic:${track}`));
});

test('frames that were not decoded in time are silent in the replay as well', async () => {
  const keyLockOff = makeCommand({ id: 1, op: Op.setControl, target: deckControlIndex(3, 'keylock'), a: 0 });
  const load = makeCommand({ id: 2, op: Op.load, deck: 3, target: 3, a: 4 });
  const play = makeCommand({ id: 3, op: Op.play, deck: 3 });
  const live = await playLogged({
    modules,
    steps: STEPS,
    commandsAt: (frame) => (frame === 0 ? [keyLockOff, load] : frame === 4096 ? [play] : []),
    lateFrames: 100,
  });
  expect(live.missing).toBeGreaterThan(0);
  expect(await replayLogged(modules, live.log)).toMatchObject({
    sha256: live.sha256,
    exact: true,
    firstDifference: null,
  });
});
