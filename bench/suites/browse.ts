/**
 * The list of the built app with 20 000 tracks: script and layout a frame while the wheel scrolls it, and the time from a key
 * press in the search field until the rows have changed. Targets at p95: 4 ms and 30 ms.
 * `ECHELON_BROWSE_SECONDS` sets how long it scrolls (6).
 * Thread: Node; the measured part runs in the page.
 */
import type { Page } from '@playwright/test';
import type { TrackRecord } from '../../src/media/library/model.ts';
import { syntheticLibrary } from '../../src/media/library/test-library.ts';
import { beside, type Row } from '../row.ts';
import { launchBrowser, newPage, openApp, secondsFrom, serveApp } from '../support/app-page.ts';
import { frameWorkMs } from '../support/frame-work.ts';
import { chromiumTrace } from '../support/trace.ts';

export const name = 'browse';
const TRACKS = 20_000;
const SEED = 20_000;
const AT_A_TIME = 1000;
/** A notch of a wheel. */
const NOTCH_PX = 120;
const TYPED = ['velvet motor', 'bpm:120-126 key:8A genre:house', 'deja vu'];

const quantile = (values: readonly number[], share: number): number => {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
};

/** Writes tracks past the app, which opens them after a reload. */
async function fill(page: Page, tracks: readonly TrackRecord[]): Promise<void> {
  for (let at = 0; at < tracks.length; at += AT_A_TIME)
    await page.evaluate(
      (some) =>
        new Promise<void>((resolve, reject) => {
          const opening = indexedDB.open('echelon');
          opening.onerror = () => reject(opening.error);
          opening.onsuccess = () => {
            const write = opening.result.transaction(['tracks', 'unlisted', 'listing'], 'readwrite');
            write.objectStore('listing').clear();
            for (const track of some) {
              write.objectStore('tracks').put(track);
              write.objectStore('unlisted').put({ key: track.key });
            }
            write.onabort = () => reject(write.error);
            write.oncomplete = () => {
              opening.result.close();
              resolve();
            };
          };
        }),
      tracks.slice(at, at + AT_A_TIME),
    );
}

/** Resolves when the library has nothing left to do by itself. */
async function untilListed(page: Page): Promise<void> {
  const unlisted = (): Promise<number> =>
    page.evaluate(
      () =>
        new Promise<number>((resolve, reject) => {
          const opening = indexedDB.open('echelon');
          opening.onerror = () => reject(opening.error);
          opening.onsuccess = () => {
            const asked = opening.result.transaction('unlisted').objectStore('unlisted').count();
            asked.onerror = () => reject(asked.error);
            asked.onsuccess = () => {
              opening.result.close();
              resolve(asked.result);
            };
          };
        }),
    );
  while ((await unlisted()) > 0) await page.waitForTimeout(200);
}

/** Script and layout of each frame in which the list scrolls, or in which it stands still. */
async function scrolling(page: Page, seconds: number, notchPx: number): Promise<number[]> {
  const box = await page.locator('.grid-body').boundingBox();
  if (box === null) throw new Error('the page shows no list');
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
  const events = await chromiumTrace(page, async () => {
    const until = performance.now() + seconds * 1000;
    while (performance.now() < until)
      if (notchPx > 0) await page.mouse.wheel(0, notchPx);
      else await page.waitForTimeout(100);
  });
  return frameWorkMs(events);
}

/** Milliseconds from key press to changed rows; key presses that change none are not counted. */
async function keystrokes(page: Page): Promise<number[]> {
  await page.evaluate(() => {
    const list = document.querySelector('.grid');
    if (list === null) throw new Error('the page shows no list');
    const times: number[] = [];
    let pressedAt: number | null = null;
    document.addEventListener('keydown', ({ timeStamp }) => {
      pressedAt = timeStamp;
    });
    new MutationObserver(() => {
      if (pressedAt !== null) times.push(performance.now() - pressedAt);
      pressedAt = null;
    }).observe(list, { subtree: true, childList: true, characterData: true });
    Object.assign(globalThis, { keyTimes: times });
  });
  const field = page.getByRole('combobox', { name: 'Search tracks' });
  for (const text of TYPED) {
    await field.fill('');
    await page.waitForTimeout(300);
    for (const letter of text) {
      await page.keyboard.type(letter);
      await page.waitForTimeout(100);
    }
  }
  return page.evaluate(() => (globalThis as unknown as { keyTimes: number[] }).keyTimes);
}

export async function run(): Promise<Row[]> {
  const seconds = secondsFrom('ECHELON_BROWSE_SECONDS', 6);
  const server = await serveApp();
  const browser = await launchBrowser();
  try {
    const page = await newPage(browser);
    await openApp(page, server.origin);
    await fill(page, syntheticLibrary(TRACKS, SEED));
    await openApp(page, server.origin);
    await page.waitForFunction(
      (count) => Number(document.querySelector('.grid')?.getAttribute('aria-rowcount')) > count,
      TRACKS,
      { timeout: 120_000 },
    );
    await untilListed(page);
    const still = await scrolling(page, 2, 0);
    const moving = await scrolling(page, seconds, NOTCH_PX);
    if (moving.length < seconds) throw new Error(`the trace shows ${moving.length} frames only`);
    const typed = await keystrokes(page);
    const row = (metric: string, value: number, unit: string): Row => ({
      suite: name,
      case: `${TRACKS} tracks`,
      metric,
      value,
      unit,
    });
    return [
      row('script and layout a frame while scrolling, median', quantile(moving, 0.5), 'ms'),
      beside(
        row('script and layout a frame while scrolling, p95', quantile(moving, 0.95), 'ms'),
        'standing still',
        quantile(still, 0.95),
      ),
      row('the longest of them', Math.max(...moving), 'ms'),
      row('frames while scrolling', moving.length, 'frames'),
      row('key press to rows on the page, median', quantile(typed, 0.5), 'ms'),
      row('key press to rows on the page, p95', quantile(typed, 0.95), 'ms'),
      row('key presses', typed.length, 'presses'),
    ];
  } finally {
    await browser.close();
    await server.close();
  }
}
