import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import type { OfflineRender } from '../e2e/support/offline-engine.ts';
import { BLOCK_FRAMES } from '../src/control-bus/constants.ts';
import { SOURCE_TABLE_BYTES } from '../src/control-bus/pcm.ts';
import { openHarness } from '../tools/browser-harness.ts';
import { loadEngine } from '../tools/load-engine.ts';
import { openTracks, ScriptedSet, SET_STEP_FRAMES } from './test-support/scripted-set.ts';

const SEED = 90_210;
const STEPS = 240;

it('gives the same bytes in an OfflineAudioContext in Chromium as in Node, at host quanta 64, 128 and 512', async () => {
  const sources = new SharedArrayBuffer(SOURCE_TABLE_BYTES);
  const { pcm } = openTracks(sources);
  const engine = await loadEngine({ pcm });
  const set = new ScriptedSet(SEED);
  const node = new Float32Array(STEPS * SET_STEP_FRAMES * 6);
  let at = 0;
  for (let step = 0; step < STEPS; step++) {
    for (const command of set.commandsAt(step * SET_STEP_FRAMES)) engine.pushCommand(command);
    engine.renderBlocks(SET_STEP_FRAMES / BLOCK_FRAMES, {}, () => {
      for (let i = 0; i < BLOCK_FRAMES; i++)
        for (const bus of [engine.master, engine.phones, engine.booth])
          for (let c = 0; c < 2; c++) node[at++] = bus[i * 2 + c] as number;
    });
  }
  const expected = createHash('sha256').update(new Uint8Array(node.buffer)).digest('hex');

  const { page, close, ...urls } = await openHarness({ page: 'e2e/support/offline-engine.ts' });
  try {
    const request = JSON.stringify({
      ...urls,
      set: { kind: 'script', seed: SEED, steps: STEPS },
      quanta: [128, 64, 512],
    });
    const renders = await page.evaluate<OfflineRender[]>(`window.harness.renderOffline(${request})`);
    expect(renders.map(({ quantum, hash }) => ({ quantum, hash }))).toEqual(
      [128, 64, 512].map((quantum) => ({ quantum, hash: expected })),
    );
  } finally {
    await close();
  }
});
