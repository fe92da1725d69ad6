/**
 * Garbage on the audio thread in steady play: bytes a quantum, from a trace of V8's collections while the engine renders in
 * a worklet. Each collection reports the heap before and after it; what grew between two is what was allocated.
 * Without a collection the figure is an upper bound: the young generation's size over the quanta rendered.
 * Beside it the same shell in Node, where V8 tells which function allocated; the test host round it is left out.
 * Thread: Node; `kernel.page.ts` runs in Chromium.
 */

import { makeCommand, Op } from '../../src/control-bus/commands.ts';
import { createEngineMemory } from '../../src/control-bus/engine-host.ts';
import { openHarness } from '../../tools/browser-harness.ts';
import { loadModules } from '../../tools/load-engine.ts';
import { openTracks } from '../../worklets/test-support/scripted-set.ts';
import { ShellHost } from '../../worklets/test-support/shell-host.ts';
import type { Row } from '../row.ts';
import { allocationSites } from '../support/allocation-sites.ts';
import { loadedDecks } from '../support/engine-load.ts';
import { chromiumTrace, type TraceEvent } from '../support/trace.ts';

export const name = 'garbage';

const quanta = (seconds: number): number => (seconds * 48_000) / 128;
/** Given to V8 with --max-semi-space-size, so that the bound is tight. */
const YOUNG_BYTES = 2 ** 20;

/** Bytes allocated on the worklet's thread between its first and last collection. */
function allocated(events: readonly TraceEvent[]): { bytes: number; collections: number } {
  const threads = new Set(
    events
      .filter((e) => e.name === 'thread_name' && /AudioWorklet/.test(String(e.args?.name)))
      .map((e) => `${e.pid}:${e.tid}`),
  );
  const collections = events
    .filter((e) => (e.name === 'MinorGC' || e.name === 'MajorGC') && threads.has(`${e.pid}:${e.tid}`))
    .sort((a, b) => a.ts - b.ts);
  let bytes = 0;
  for (let i = 1; i < collections.length; i++)
    bytes += Number(collections[i]?.args?.usedHeapSizeBefore) - Number(collections[i - 1]?.args?.usedHeapSizeAfter);
  return { bytes, collections: collections.length };
}

const CALLBACKS = 20_000;
/** The host round the shell in Node is not part of what plays. */
const ENGINE_FILES = /(worklets|src)\/(?!test-support)/;

async function inNode(stretched: boolean): Promise<Row> {
  const memory = createEngineMemory();
  const { slabs } = openTracks(memory.sources);
  const { kernel, stretcher } = await loadModules();
  const shell = await ShellHost.create({ kernel, stretcher, quantum: 128, memory, slabs });
  for (const command of loadedDecks(4, stretched)) shell.push(command);
  for (let deck = 0; deck < 4; deck++) shell.push(makeCommand({ op: Op.loopBeats, deck, a: 16 }));
  const sites = [...allocationSites(() => shell.process(), CALLBACKS)].filter(([url]) => ENGINE_FILES.test(url));
  return {
    suite: name,
    case: `Node, 4 decks, key lock ${stretched ? 'on' : 'off'}`,
    metric: 'allocated',
    value: sites.reduce((sum, [, bytes]) => sum + bytes, 0),
    unit: 'bytes/quantum',
  };
}

export async function run(): Promise<Row[]> {
  const out: Row[] = [await inNode(false), await inNode(true)];
  const flags = '--js-flags=--expose-gc --min-semi-space-size=1 --max-semi-space-size=1';
  for (const [label, stretched, timing, seconds] of [
    ['4 decks, key lock off', false, false, 1600],
    ['4 decks, key lock on', true, false, 400],
    ['4 decks, key lock off, wall clock read', false, true, 400],
  ] as const) {
    const { page, close, ...urls } = await openHarness({ page: 'bench/suites/kernel.page.ts', args: [flags] });
    try {
      await page.evaluate(
        `window.harness.prepareEngine(${JSON.stringify(urls)}, 4, ${stretched}, ${seconds}, ${timing})`,
      );
      const events = await chromiumTrace(page, () => page.evaluate('window.harness.render()'));
      const { bytes, collections } = allocated(events);
      out.push(
        { suite: name, case: label, metric: 'collections on the audio thread', value: collections, unit: '' },
        collections > 1
          ? { suite: name, case: label, metric: 'allocated', value: bytes / quanta(seconds), unit: 'bytes/quantum' }
          : {
              suite: name,
              case: label,
              metric: 'allocated, at most',
              value: YOUNG_BYTES / quanta(seconds),
              unit: 'bytes/quantum',
            },
      );
    } finally {
      await close();
    }
  }
  return out;
}
