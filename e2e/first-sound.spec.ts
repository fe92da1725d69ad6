import { expect, test } from '@playwright/test';
import {
  deckFast,
  demoTitles,
  expectNoTroubles,
  Flag,
  loadTrack,
  masterPeak,
  openApp,
  play,
  untilFlag,
  untilPosition,
} from './support/app.ts';

test('a newcomer loads a demo track, presses Play and hears it', async ({ page }) => {
  const troubles = await openApp(page);
  expect(await page.evaluate(() => crossOriginIsolated)).toBe(true);
  const [first] = await demoTitles(page);
  await loadTrack(page, first ?? '', 'A');
  await play(page, 'A').click();
  await untilFlag(page, 'A', Flag.playing, true);
  await untilPosition(page, 'A', 48_000);
  expect(await masterPeak(page, 1)).toBeGreaterThan(0.02);
  await expect(play(page, 'A')).toHaveAttribute('aria-pressed', 'true');
  await play(page, 'A').click();
  await untilFlag(page, 'A', Flag.playing, false);
  const stopped = (await deckFast(page, 'A')).position;
  // The peak meter falls by 26 dB a second, so silence shows a moment later.
  await page.waitForFunction(() => {
    globalThis.echelon.refreshSnapshots();
    return globalThis.echelon.fast.master.peakL < 0.001;
  });
  expect((await deckFast(page, 'A')).position).toBe(stopped);
  expectNoTroubles(troubles);
});

test('localhost leads to the one origin', async ({ page }) => {
  await page.goto('http://localhost:4173/');
  expect(new URL(page.url()).origin).toBe('http://127.0.0.1:4173');
});
