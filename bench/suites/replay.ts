/** How fast a set is rendered again, and what an engine holds in memory. Thread: Node. */
import { BLOCK_FRAMES, DECK_COUNT } from '../../src/control-bus/constants.ts';
import { SOURCE_TABLE_BYTES } from '../../src/control-bus/pcm.ts';
import { loadEngine } from '../../tools/load-engine.ts';
import { openTracks, ScriptedSet, SET_STEP_FRAMES } from '../../worklets/test-support/scripted-set.ts';
import type { Row } from '../row.ts';

export const name = 'replay';
const SEED = 4711;
const SECONDS = 60;
const MEBI = 2 ** 20;

export async function run(): Promise<Row[]> {
  const { pcm } = openTracks(new SharedArrayBuffer(SOURCE_TABLE_BYTES));
  const engine = await loadEngine({ pcm });
  const set = new ScriptedSet(SEED);
  const steps = Math.ceil((SECONDS * 48_000) / SET_STEP_FRAMES);
  const start = performance.now();
  for (let step = 0; step < steps; step++) {
    for (const command of set.commandsAt(step * SET_STEP_FRAMES)) engine.pushCommand(command);
    engine.renderBlocks(SET_STEP_FRAMES / BLOCK_FRAMES);
  }
  const wallSeconds = (performance.now() - start) / 1000;
  const saveStart = performance.now();
  const saved = engine.checkpoint();
  const saveMs = performance.now() - saveStart;
  const loadStart = performance.now();
  engine.restore(saved);
  const restoreMs = performance.now() - loadStart;
  const row = (what: string, metric: string, value: number, unit: string): Row => ({
    suite: name,
    case: what,
    metric,
    value,
    unit,
  });
  const { kernel, stretchers } = engine.memoryBytes;
  const audioSeconds = (steps * SET_STEP_FRAMES) / 48_000;
  return [
    row('random set, four decks with key lock', 'speed', audioSeconds / wallSeconds, '× real time'),
    row('checkpoint', 'save', saveMs, 'ms'),
    row('checkpoint', 'restore', restoreMs, 'ms'),
    row('memory', 'kernel', kernel / MEBI, 'MiB'),
    row('memory', 'stretcher, a deck', stretchers / DECK_COUNT / MEBI, 'MiB'),
    row('memory', 'kernel and stretcher, a deck', (kernel + stretchers) / DECK_COUNT / MEBI, 'MiB'),
    row('memory', '5 minutes of stereo float32', (300 * 48_000 * 8) / MEBI, 'MiB'),
  ];
}
