/**
 * The main thread while four decks are mixed, after boot: tasks over 50 ms, and the time from one animation frame to the
 * next. EQ, filter and faders of all decks move every frame, a mouse drags the crossfader. Target: no long task.
 * `ECHELON_MAINTHREAD_SECONDS` sets how long (20).
 * Thread: Node; the measured part runs in the page.
 */
import type { Page } from '@playwright/test';
import { deckControlIndex } from '../../src/control-bus/controls.ts';
import type { Row } from '../row.ts';
import { launchBrowser, newPage, openApp, playDemo, secondsFrom, serveApp } from '../support/app-page.ts';

export const name = 'mainthread';
const DECKS = 4;
/** Control, lowest and highest value of its movement. */
const MOVED = [0, 1, 2, 3].flatMap((deck) => [
  [deckControlIndex(deck, 'eq.high'), -12, 3] as const,
  [deckControlIndex(deck, 'eq.low'), -20, 0] as const,
  [deckControlIndex(deck, 'filter'), -0.6, 0.6] as const,
  [deckControlIndex(deck, 'level'), 0.4, 0.9] as const,
]);

interface Measured {
  /** Lengths of the tasks over 50 ms. */
  readonly tasksMs: readonly number[];
  readonly framesMs: readonly number[];
}

/** Moves controls for `seconds` and watches. */
function watch(page: Page, seconds: number): Promise<Measured> {
  return page.evaluate(
    async ([moved, forSeconds]) => {
      const tasksMs: number[] = [];
      const framesMs: number[] = [];
      const take = (entries: PerformanceEntryList): void => {
        for (const entry of entries) tasksMs.push(entry.duration);
      };
      const observer = new PerformanceObserver((list) => take(list.getEntries()));
      observer.observe({ type: 'longtask' });
      const start = performance.now();
      let before = start;
      while (before - start < forSeconds * 1000) {
        await new Promise((resolve) => requestAnimationFrame(resolve));
        const now = performance.now();
        framesMs.push(now - before);
        before = now;
        for (const [i, [control, low, high]] of moved.entries()) {
          // Triangles of different periods, 2 to 5 s.
          const turn = ((now - start) / (2000 + i * 200)) % 1;
          globalThis.echelon.setControl(control, low + (high - low) * Math.abs(2 * turn - 1), now);
        }
      }
      take(observer.takeRecords());
      observer.disconnect();
      return { tasksMs, framesMs };
    },
    [MOVED, seconds] as const,
  );
}

/** Drags the crossfader to and fro until `done`. Returns how many times it moved. */
async function drag(page: Page, done: () => boolean): Promise<number> {
  const box = await page.getByRole('slider', { name: 'Crossfader', exact: true }).boundingBox();
  if (box === null) throw new Error('the page shows no crossfader');
  const y = box.y + box.height / 2;
  await page.mouse.move(box.x + box.width / 2, y);
  await page.mouse.down();
  let moves = 0;
  while (!done()) {
    const turn = (moves++ % 120) / 120;
    await page.mouse.move(box.x + box.width * (0.1 + 0.8 * Math.abs(2 * turn - 1)), y);
  }
  await page.mouse.up();
  return moves;
}

export async function run(): Promise<Row[]> {
  const seconds = secondsFrom('ECHELON_MAINTHREAD_SECONDS', 20);
  const server = await serveApp();
  const browser = await launchBrowser();
  try {
    const page = await newPage(browser);
    await openApp(page, server.origin);
    await playDemo(page, DECKS);
    let over = false;
    const watching = watch(page, seconds).finally(() => {
      over = true;
    });
    const [{ tasksMs, framesMs }, moves] = await Promise.all([watching, drag(page, () => over)]);
    const sorted = framesMs.toSorted((a, b) => a - b);
    const row = (metric: string, value: number, unit: string): Row => ({
      suite: name,
      case: `${DECKS} decks, controls moving, ${seconds} s`,
      metric,
      value,
      unit,
    });
    return [
      { ...row('tasks over 50 ms', tasksMs.length, 'tasks'), peer: 'target', peerValue: 0 },
      row('longest of them', Math.max(0, ...tasksMs), 'ms'),
      row('animation frame to frame, median', sorted[Math.floor(sorted.length * 0.5)] ?? Number.NaN, 'ms'),
      row('animation frame to frame, p95', sorted[Math.floor(sorted.length * 0.95)] ?? Number.NaN, 'ms'),
      row('animation frames', framesMs.length, 'frames'),
      row('crossfader drags', moves, 'moves'),
    ];
  } finally {
    await browser.close();
    await server.close();
  }
}
