/**
 * What the engine costs: µs a block in Node and in Chromium, and beside the same work as native nodes and in Tone.js.
 * Thread: Node; `kernel.page.ts` runs in Chromium.
 */

import { openHarness } from '../../tools/browser-harness.ts';
import { loadModules } from '../../tools/load-engine.ts';
import { beside, type Row } from '../row.ts';
import { QUANTUM_US, timeDecks, timeNothing } from '../support/engine-load.ts';
import type { Times } from '../support/timing.ts';
import type * as Page from './kernel.page.ts';

export const name = 'kernel';
const RUNS = 5;
const DECKS = [1, 2, 4, 8] as const;

const caseName = (host: string, decks: number, stretched: boolean): string =>
  `${host}, ${decks} deck${decks > 1 ? 's' : ''}${decks > 4 ? ' (two kernels)' : ''}, ${stretched ? 'stretched' : 'resampled'}`;

function rows(where: string, times: Times, empty: Times): Row[] {
  const row = (metric: string, value: number, floor: number): Row =>
    beside({ suite: name, case: where, metric, value, unit: 'µs/block' }, 'empty loop', floor);
  return [
    row('median', times.medianUs, empty.medianUs),
    row('p99', times.p99Us, empty.p99Us),
    row('p99.9', times.p999Us, empty.p999Us),
    { suite: name, case: where, metric: 'median of a block', value: (100 * times.medianUs) / QUANTUM_US, unit: '%' },
    { suite: name, case: where, metric: 'p99.9 of a block', value: (100 * times.p999Us) / QUANTUM_US, unit: '%' },
  ];
}

export async function run(): Promise<Row[]> {
  const out: Row[] = [];
  const modules = await loadModules();
  const nothing = timeNothing(RUNS);
  for (const stretched of [false, true])
    for (const decks of DECKS)
      out.push(...rows(caseName('Node', decks, stretched), timeDecks(modules, decks, stretched, 0, RUNS), nothing));

  const { page, close, ...urls } = await openHarness({ page: 'bench/suites/kernel.page.ts' });
  const harness = 'window.harness';
  const call = <T>(expression: string): Promise<T> => page.evaluate<T>(`${harness}.${expression}`);
  const given = JSON.stringify(urls);
  try {
    const floor = await call<ReturnType<typeof Page.timeClock>>(`timeClock(${RUNS})`);
    for (const stretched of [false, true])
      for (const decks of DECKS)
        out.push(
          ...rows(
            caseName('Chromium', decks, stretched),
            await call<Times>(`timeEngine(${given}, ${decks}, ${stretched}, ${RUNS})`),
            floor,
          ),
        );
    const lowest = async (expression: string): Promise<number> => {
      const values: number[] = [];
      for (let i = 0; i < RUNS; i++) values.push(await call<number>(expression));
      return Math.min(...values);
    };
    const offline = (decks: number, stretched: boolean, value: number): Row => ({
      suite: name,
      case: caseName('OfflineAudioContext', decks, stretched),
      metric: 'mean, lowest of 5',
      value,
      unit: 'µs/quantum',
    });
    const four = await lowest(`renderEngine(${given}, 4, false)`);
    const two = await lowest(`renderEngine(${given}, 2, false)`);
    const twoStretched = await lowest(`renderEngine(${given}, 2, true)`);
    const fourStretched = await lowest(`renderEngine(${given}, 4, true)`);
    const native = await lowest('renderNative(4)');
    out.push(
      beside(offline(4, false, four), 'native nodes', native),
      beside(offline(4, true, fourStretched), 'native nodes, not stretched', native),
      beside(offline(2, false, two), 'Tone.js Player', await lowest('renderTone(false)')),
      beside(offline(2, true, twoStretched), 'Tone.js GrainPlayer', await lowest('renderTone(true)')),
    );
  } finally {
    await close();
  }
  return out;
}
