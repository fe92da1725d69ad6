/**
 * A library of 20 000 tracks in Chromium: cold open (a fresh browser on a filled profile), search as one types, and the
 * bookkeeping of an import. Targets: 1.5 s, 30 ms at p95, 2 ms a track.
 * Thread: Node; `library.page.ts` runs in the browser.
 */
import { restartablePage } from '../../tools/restartable-page.ts';
import { beside, type Row } from '../row.ts';

type Harness = typeof import('./library.page.ts');
declare global {
  interface Window {
    libraryBench: Harness;
  }
}

export const name = 'library';
const TRACKS = 20_000;
const SEED = 20_000;
const STARTS = 3;
const IMPORTS = 500;
const FIRST_IMPORT = 1_000_000;
const BOOKKEEPING = [
  { features: false, atOnce: 1 },
  { features: true, atOnce: 1 },
  { features: false, atOnce: 4 },
  { features: true, atOnce: 4 },
] as const;

const quantile = (values: readonly number[], share: number): number => {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
};

export async function run(): Promise<Row[]> {
  const harness = await restartablePage('bench/suites/library.page.ts');
  const what = `${TRACKS} tracks`;
  const row = (metric: string, value: number, unit: string): Row => ({ suite: name, case: what, metric, value, unit });
  const launch = async () => {
    const page = await harness.launch();
    await page.evaluate('window.libraryBench = window.harness');
    return page;
  };
  try {
    let page = await launch();
    await page.evaluate(([count, seed]) => window.libraryBench.fill(count, seed), [TRACKS, SEED] as const);
    await harness.quit();
    page = await launch();
    const unlisted = await page.evaluate(() => window.libraryBench.coldOpen());
    await harness.quit();
    page = await launch();
    await page.evaluate(() => window.libraryBench.list());
    await harness.quit();

    const opens: number[] = [];
    const reads: number[] = [];
    for (let start = 0; start < STARTS; start++) {
      page = await launch();
      const { ms, rows } = await page.evaluate(() => window.libraryBench.coldOpen());
      if (rows !== TRACKS) throw new Error(`the list shows ${rows} rows`);
      opens.push(ms);
      await harness.quit();
      page = await launch();
      reads.push(await page.evaluate(() => window.libraryBench.readOnly()));
      await harness.quit();
    }

    page = await launch();
    await page.evaluate(() => window.libraryBench.coldOpen());
    const typed = await page.evaluate(() => window.libraryBench.keystrokes());
    const here = await page.evaluate(() => window.libraryBench.filteredHere());
    const bookkeeping: number[] = [];
    for (const [n, how] of BOOKKEEPING.entries())
      bookkeeping.push(
        await page.evaluate(([from, count, given]) => window.libraryBench.bookkeeping(from, count, given), [
          FIRST_IMPORT + n * IMPORTS,
          IMPORTS,
          how,
        ] as const),
      );
    await harness.quit();
    return [
      beside(
        row('cold open to first rows, median', quantile(opens, 0.5), 'ms'),
        'reading the records only',
        quantile(reads, 0.5),
      ),
      row('cold open to first rows, slowest', Math.max(...opens), 'ms'),
      row('first opening of a library of an older version', unlisted.ms, 'ms'),
      row('key press to rows, median', quantile(typed, 0.5), 'ms'),
      beside(
        row('key press to rows, p95', quantile(typed, 0.95), 'ms'),
        'filtering objects, words only',
        quantile(here, 0.95),
      ),
      row('key press to rows, slowest', Math.max(...typed), 'ms'),
      ...BOOKKEEPING.map(({ features, atOnce }, n) => {
        const with135kB = features ? ' with 135 kB of features' : '';
        const metric = `bookkeeping of an imported track${with135kB}, ${atOnce} at a time`;
        return row(metric, bookkeeping[n] ?? Number.NaN, 'ms');
      }),
    ];
  } finally {
    await harness.close();
  }
}
