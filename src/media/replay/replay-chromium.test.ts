import { expect, test } from 'vitest';
import type { OfflineRender } from '../../../e2e/support/offline-engine.ts';
import { openHarness } from '../../../tools/browser-harness.ts';
import { loadModules } from '../../../tools/load-engine.ts';
import { ScriptedSet, SET_STEP_FRAMES } from '../../../worklets/test-support/scripted-set.ts';
import { Op } from '../../control-bus/commands.ts';
import { SESSION_RATE_HZ } from '../../control-bus/constants.ts';
import { CONTROLS } from '../../control-bus/controls.ts';
import type { LogRecord } from '../session-log/format.ts';
import { openLog } from '../session-log/reader.ts';
import { playLogged, replayLogged } from './test-support/logged-set.ts';

const SEED = 31_415;
const SECONDS = 180;
const STEPS = Math.ceil((SECONDS * SESSION_RATE_HZ) / SET_STEP_FRAMES);
const QUANTA = [64, 128, 512];
/** It renders three minutes five times, one after the other, on whatever machine there is. */
const PATIENCE_MS = 15 * 60_000;

/** What a set must touch to be worth its hash. */
const OPS = [
  'load',
  'eject',
  'setGrid',
  'gridSegment',
  'metronome',
  'play',
  'pause',
  'brake',
  'seek',
  'beatJump',
  'syncOnce',
  'hotCueSet',
  'hotCueJump',
  'loopBeats',
  'loopExit',
  'loopHalve',
  'reloop',
  'rollStart',
  'rollEnd',
  'censorStart',
  'scratchStart',
  'scratchMove',
  'scratchEnd',
] as const satisfies readonly (keyof typeof Op)[];
const MOVED = ['tempo', 'keylock', 'key.shift', 'eq.low', 'eq.mid', 'eq.high', 'filter', 'level', 'slip', 'quantise'];

function touched(records: Iterable<LogRecord>): { ops: Set<number>; controls: Set<string>; arrivals: number } {
  const ops = new Set<number>();
  const controls = new Set<string>();
  let arrivals = 0;
  for (const record of records) {
    if (record.kind !== 'arrival') continue;
    arrivals++;
    ops.add(record.command.op);
    if (record.command.op === Op.setControl) controls.add(CONTROLS[record.command.target]?.name ?? '');
  }
  return { ops, controls, arrivals };
}

test('a random set of three minutes has one hash: as played in Node, from its log in Node, and from its log in Chromium at quanta 64, 128 and 512', {
  timeout: PATIENCE_MS,
}, async () => {
  const modules = await loadModules();
  const script = new ScriptedSet(SEED);
  const live = await playLogged({ modules, steps: STEPS, commandsAt: (frame) => script.commandsAt(frame) });
  const { ops, controls, arrivals } = touched(openLog(live.log).records());
  expect(arrivals).toBeGreaterThan(STEPS);
  for (const op of OPS) expect(ops, op).toContain(Op[op]);
  for (const deck of ['a', 'b', 'c', 'd']) for (const key of MOVED) expect(controls).toContain(`deck.${deck}.${key}`);
  expect(controls).toContain('mixer.crossfader');
  expect(live.peaks.filter((peak) => peak > 0.02).length).toBeGreaterThan(SECONDS * 0.9);

  const report = await replayLogged(modules, live.log);
  expect(report.firstDifference).toBeNull();
  expect(report).toMatchObject({ sha256: live.sha256, frames: STEPS * SET_STEP_FRAMES, exact: true });

  const { page, close, ...urls } = await openHarness({ page: 'e2e/support/offline-engine.ts' });
  try {
    const set = { kind: 'log', base64: Buffer.from(live.log).toString('base64') };
    const request = JSON.stringify({ ...urls, set, quanta: QUANTA });
    const renders = await page.evaluate<OfflineRender[]>(`window.harness.renderOffline(${request})`);
    expect(renders.map(({ quantum, hash }) => ({ quantum, hash }))).toEqual(
      QUANTA.map((quantum) => ({ quantum, hash: live.sha256 })),
    );
  } finally {
    await close();
  }
});
