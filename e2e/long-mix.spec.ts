import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, type Page, test } from '@playwright/test';
import {
  deckFast,
  expectNoTroubles,
  Flag,
  loadTrack,
  masterPeak,
  openApp,
  play,
  untilFlag,
  untilPosition,
} from './support/app.ts';
import { levelDbOf, writeMix } from './support/mix-file.ts';

const MINUTES = 120;
const MINUTE_FRAMES = 60 * 48_000;
const TITLE = 'Two hours';

/** Places the hand at a minute and a half of a deck that stands. */
async function dropNeedle(page: Page, minute: number): Promise<void> {
  const overview = page.getByRole('slider', { name: 'Position, deck A' });
  const width = (await overview.boundingBox())?.width ?? 0;
  await overview.click({ position: { x: (width * (minute + 0.5)) / MINUTES, y: 4 } });
  await expect.poll(() => minuteOf(page)).toBe(minute);
}

const minuteOf = async (page: Page): Promise<number> =>
  Math.floor((await deckFast(page, 'A')).position / MINUTE_FRAMES);

/** What the master's peak is above the tone in the file, in decibels; the same wherever the right minute is heard. */
async function gainDb(page: Page, minute: number): Promise<number> {
  await masterPeak(page, 0.5); // the meter falls from what was before
  return 20 * Math.log10(await masterPeak(page, 1)) - levelDbOf(minute);
}

const missing = (page: Page): Promise<number> =>
  page.evaluate(() => {
    globalThis.echelon.refreshSnapshots();
    return globalThis.echelon.telemetry.chunksMissing;
  });

const untilDecoded = (page: Page, timeout: number): Promise<unknown> =>
  page.waitForFunction(() => globalThis.echelon.deckTracks[0]?.get()?.decoded === 1, undefined, { timeout });

test('a mix of two hours plays from disk: early, after a jump to a cue, and in the next session', {
  tag: '@long',
}, async ({ page }) => {
  test.setTimeout(15 * 60_000); // two hours are decoded
  const folder = mkdtempSync(join(tmpdir(), 'echelon-long-mix-'));
  const path = join(folder, `${TITLE}.wav`);
  writeMix(path, MINUTES);
  const troubles = await openApp(page);
  await page.getByLabel('Music files').setInputFiles(path);
  await loadTrack(page, TITLE, 'A');

  // Long before its end is decoded.
  await play(page, 'A').click();
  await untilPosition(page, 'A', 48_000);
  expect((await page.evaluate(() => globalThis.echelon.deckTracks[0]?.get()?.decoded)) ?? 1).toBeLessThan(1);
  const early = await gainDb(page, 0);
  await play(page, 'A').click();
  await untilFlag(page, 'A', Flag.playing, false);
  await untilDecoded(page, 10 * 60_000);

  await dropNeedle(page, 95);
  await page.getByRole('button', { name: 'Set hot cue 1, deck A' }).click();
  const cue = page.getByRole('button', { name: /^Hot cue 1.*, deck A$/ });
  await expect(cue).toBeVisible();
  const { position: cueFrame } = await deckFast(page, 'A');
  await dropNeedle(page, 10);
  await play(page, 'A').click();
  expect(await gainDb(page, 10)).toBeCloseTo(early, 1);
  const before = await missing(page);
  await cue.click();
  await untilPosition(page, 'A', cueFrame);
  expect((await deckFast(page, 'A')).position).toBeLessThan(cueFrame + MINUTE_FRAMES / 4);
  expect(await gainDb(page, 95)).toBeCloseTo(early, 1);
  expect(await missing(page), 'chunks that were not there in time').toBe(before);

  await page.reload();
  await openApp(page);
  await loadTrack(page, TITLE, 'A');
  await untilDecoded(page, 15_000); // its pages are still there
  await expect(cue).toBeVisible();
  await play(page, 'A').click();
  await cue.click();
  await untilPosition(page, 'A', cueFrame);
  expect(await gainDb(page, 95)).toBeCloseTo(early, 1);
  expect(await missing(page), 'chunks that were not there in time').toBe(0);
  rmSync(folder, { recursive: true, force: true });
  expectNoTroubles(troubles);
});
