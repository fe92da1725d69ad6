/** How fast the demo tracks are rendered, and how soon a deck can start. Thread: Node. */
import { renderScore } from '../../src/media/demo/render.ts';
import { SCORES } from '../../src/media/demo/scores/index.ts';
import { compileDemoSynth } from '../../tools/build-demo-synth.ts';
import type { Row } from '../row.ts';

export const name = 'demo';
const FIRST_FRAMES = 480_000;

export async function run(): Promise<Row[]> {
  const bytes = await compileDemoSynth();
  const rows: Row[] = [];
  for (const score of SCORES) {
    const start = performance.now();
    const module = await WebAssembly.compile(bytes);
    let frames = 0;
    let firstMs = 0;
    await renderScore(module, score, {
      async open() {},
      write(_interleaved, n) {
        frames += n;
        if (firstMs === 0 && frames >= FIRST_FRAMES) firstMs = performance.now() - start;
      },
      complete() {},
    });
    const seconds = (performance.now() - start) / 1000;
    rows.push(
      { suite: name, case: score.id, metric: 'speed', value: frames / 48_000 / seconds, unit: '× real time' },
      { suite: name, case: score.id, metric: 'module to first 10 s', value: firstMs, unit: 'ms' },
    );
  }
  return rows;
}
