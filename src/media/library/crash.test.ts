/** Kills Chromium in the middle of migrations (every other seed: of the first two versions), imports, edits and the listing. `ECHELON_CRASH_RUNS=100` for the long version. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type RestartablePage, restartablePage } from '../../../tools/restartable-page.ts';
import { seededNumbers } from './test-library.ts';

type Harness = typeof import('./crash.page.ts');
declare global {
  interface Window {
    harness: Harness;
  }
}

const RUNS = Number(process.env.ECHELON_CRASH_RUNS ?? 2);
/** The first seed: long runs can be taken in parts. */
const FROM = Number(process.env.ECHELON_CRASH_FROM ?? 1);
const TRACKS = 400;

let harness: RestartablePage;
beforeEach(async () => {
  harness = await restartablePage('src/media/library/crash.page.ts');
});
afterEach(() => harness.close());

const keys = Array.from({ length: TRACKS }, (_, n) => `track-${n}`);

test.for(Array.from({ length: RUNS }, (_, run) => run + FROM))(
  'killed in the middle, nothing that a hand made and that was acknowledged is gone (seed %i)',
  async (seed) => {
    const random = seededNumbers(seed);
    // Migration: killed after a few round trips, which may be before, in or after it.
    let page = await harness.launch();
    const version = seed % 2 === 0 ? 2 : 1;
    await page.evaluate(([old, count]) => window.harness.fillOld(old, count), [version, TRACKS] as const);
    const migrating = page.evaluate(() => window.harness.open()).catch(() => null); // the browser dies in it
    for (let trips = Math.floor(random() * 30); trips > 0; trips--) await page.evaluate(() => 0);
    await harness.kill();
    await migrating;

    // Imports and edits: killed right after one of the acknowledgements, while the next writes are under way.
    const acknowledged = new Map(keys.map((key, n) => [key, 60 + (n % 100)]));
    let left = 1 + Math.floor(random() * 60);
    let enough = (): void => undefined;
    const reached = new Promise<void>((resolve) => {
      enough = resolve;
    });
    page = await harness.launch(async (fresh) => {
      await fresh.exposeFunction('acknowledged', (key: string, bpm: number) => {
        acknowledged.set(key, bpm);
        if (--left === 0) enough();
      });
    });
    expect(await page.evaluate(() => window.harness.open())).toMatchObject({ kind: 'writer', trackCount: TRACKS });
    await expectKept(page, new Map(acknowledged));
    const working = page
      .evaluate(([from, count]) => window.harness.work(from, count), [seed, TRACKS] as const)
      .catch(() => null); // the browser dies in it
    await reached;
    await harness.kill();
    await working;

    page = await harness.launch();
    expect(await page.evaluate(() => window.harness.open())).toMatchObject({ kind: 'writer' });
    await expectKept(page, acknowledged);
    await harness.quit();
  },
);

async function expectKept(
  page: Awaited<ReturnType<RestartablePage['launch']>>,
  acknowledged: ReadonlyMap<string, number>,
): Promise<void> {
  const records = await page.evaluate((wanted) => window.harness.records(wanted), keys);
  expect(await page.evaluate(() => window.harness.misshown())).toEqual([]);
  for (const [n, key] of keys.entries()) {
    const record = records[n];
    expect(record?.grid.by.origin, key).toBe('hand');
    // A later edit may have been stored whose acknowledgement did not come through.
    expect(record?.grid.grid?.bpm, key).toBeGreaterThanOrEqual(acknowledged.get(key) ?? Number.NaN);
    expect(record?.cues.hotCues, key).toMatchObject([{ slot: 1, frame: n }]);
    expect(record?.tags.values.title, key).toBe(`Track ${n}`);
  }
}
