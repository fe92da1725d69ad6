/**
 * What the engine costs: µs a block in Node and in Chromium, and beside the same work as native nodes and in Tone.js.
 * Thread: Node; `kernel.page.ts` runs in Chromium.
 */

import { openHarness } from '../../tools/browser-harness.ts';
import { loadModules } from '../../tools/load-engine.ts';
import { beside, type Row } from '../row.ts';
import { QUANTUM_US, timeDecks, timeNothing } from '../support/engine-load.ts';
import { rendererSeconds } from '../support/process-time.ts';
import type { Times } from '../support/timing.ts';

export const name = 'kernel';
const RUNS = 5;
/** Renders in an OfflineAudioContext, each long enough that compiling the kernel counts for little. */
const RENDERS = 3;
const SECONDS = 200;
/** Tone.js costs many times as much, and has nothing to compile. */
const TONE_SECONDS = 60;
const DECKS = [1, 2, 4, 8] as const;

const caseName = (host: string, decks: number, stretched: boolean): string =>
  `${host}, ${decks} deck${decks > 1 ? 's' : ''}${decks > 4 ? ' (two kernels)' : ''}, ${stretched ? 'stretched' : 'resampled'}`;

function rows(where: string, times: Times): Row[] {
  const row = (metric: string, value: number, unit: string): Row => ({ suite: name, case: where, metric, value, unit });
  return [
    row('median', times.medianUs, 'µs/block'),
    row('p99', times.p99Us, 'µs/block'),
    row('p99.9', times.p999Us, 'µs/block'),
    row('median of a block', (100 * times.medianUs) / QUANTUM_US, '%'),
    row('p99.9 of a block', (100 * times.p999Us) / QUANTUM_US, '%'),
  ];
}

export async function run(): Promise<Row[]> {
  const out: Row[] = [];
  const modules = await loadModules();
  out.push(...rows('Node, empty timed loop', timeNothing(RUNS)));
  for (const stretched of [false, true])
    for (const decks of DECKS)
      out.push(...rows(caseName('Node', decks, stretched), timeDecks(modules, decks, stretched, 0, RUNS)));

  const { page, close, ...urls } = await openHarness({ page: 'bench/suites/kernel.page.ts' });
  const harness = 'window.harness';
  const call = <T>(expression: string): Promise<T> => page.evaluate<T>(`${harness}.${expression}`);
  const given = JSON.stringify(urls);
  try {
    out.push(...rows('Chromium, empty timed loop', await call<Times>(`timeClock(${RUNS})`)));
    let inPage: Times = { medianUs: Number.NaN, p99Us: Number.NaN, p999Us: Number.NaN };
    for (const stretched of [false, true])
      for (const decks of DECKS) {
        const times = await call<Times>(`timeEngine(${given}, ${decks}, ${stretched}, ${RUNS})`);
        if (decks === 4 && !stretched) inPage = times;
        out.push(...rows(caseName('Chromium', decks, stretched), times));
      }
    /** Processor microseconds a quantum, lowest of RENDERS. */
    const offline = async (prepare: string, seconds: number): Promise<number> => {
      const values: number[] = [];
      for (let i = 0; i < RENDERS; i++) {
        await page.evaluate(`${harness}.${prepare}`);
        const spent = await rendererSeconds(page, () => page.evaluate(`${harness}.render()`));
        values.push((spent * 1e6) / ((seconds * 48_000) / 128));
      }
      return Math.min(...values);
    };
    const engine = async (decks: number, stretched: boolean): Promise<Row> => ({
      suite: name,
      case: caseName('OfflineAudioContext', decks, stretched),
      metric: 'processor time, lowest of 3',
      value: await offline(`prepareEngine(${given}, ${decks}, ${stretched}, ${SECONDS})`, SECONDS),
      unit: 'µs/quantum',
    });
    const tone = (grain: boolean): Promise<number> => offline(`prepareTone(${grain}, ${TONE_SECONDS})`, TONE_SECONDS);
    const native = await offline(`prepareNative(4, ${SECONDS})`, SECONDS);
    // What any render costs, whatever is in it: taken off the native graph where the kernel is timed without a host.
    const empty = await offline(`prepareEmpty(${SECONDS})`, SECONDS);
    out.push(
      beside(
        {
          suite: name,
          case: 'Chromium, 4 decks, resampled: the kernel beside the native graph, less an empty render',
          metric: 'median',
          value: inPage.medianUs,
          unit: 'µs/quantum',
        },
        'native nodes',
        native - empty,
      ),
      beside(await engine(4, false), 'native nodes', native),
      beside(await engine(4, true), 'native nodes, not stretched', native),
      beside(await engine(2, false), 'Tone.js Player', await tone(false)),
      beside(await engine(2, true), 'Tone.js GrainPlayer', await tone(true)),
    );
  } finally {
    await close();
  }
  return out;
}
