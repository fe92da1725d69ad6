import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, expect, test } from '@playwright/test';
import { deckFast, demoTitles, Flag, loadTrack, openApp, play, untilFlag, untilPosition } from './support/app.ts';
import { CHROMIUM_ARGS, chromiumPath } from './support/browser.ts';
import { killBrowser } from './support/kill.ts';

const LEVEL = { name: 'Level, deck A', exact: true } as const;

test('a killed browser loses at most a second: recording repaired, set resumed', async ({ baseURL }) => {
  const profile = mkdtempSync(join(tmpdir(), 'echelon-crash-'));
  const launch = () =>
    chromium.launchPersistentContext(profile, {
      executablePath: chromiumPath(),
      args: [...CHROMIUM_ARGS],
      baseURL: baseURL ?? '',
      viewport: { width: 1440, height: 900 },
    });
  const first = await launch();
  const page = await first.newPage();
  await openApp(page);
  const [title = ''] = await demoTitles(page);
  await loadTrack(page, title, 'A');
  await page.getByRole('slider', LEVEL).focus();
  await page.keyboard.press('PageDown');
  await page.getByRole('button', { name: 'Record', exact: true }).click();
  await play(page, 'A').click();
  await untilPosition(page, 'A', 6 * 48_000);
  const atKill = (await deckFast(page, 'A')).position;
  const recordedS = await page.evaluate(() => globalThis.echelon.recorder.get().seconds);
  await killBrowser(profile);
  await first.close().catch(() => undefined); // the connection died with the browser

  const second = await launch();
  const again = await second.newPage();
  await openApp(again);
  await again.waitForFunction(() => globalThis.echelon.recorder.get().files.length === 1);
  const file = await again.evaluate(() => {
    const entry = globalThis.echelon.recorder.get().files[0];
    return entry === undefined ? null : { seconds: entry.seconds, repaired: entry.repaired };
  });
  expect(file?.repaired).toBe(true);
  expect(file?.seconds ?? 0).toBeGreaterThan(recordedS - 1);

  await again.getByRole('button', { name: 'Resume', exact: true }).click();
  await untilFlag(again, 'A', Flag.loaded, true);
  await again.waitForFunction((at) => {
    globalThis.echelon.refreshSnapshots();
    return Math.abs((globalThis.echelon.fast.decks[0]?.position ?? 0) - at) < 48_000;
  }, atKill);
  expect((await deckFast(again, 'A')).flags & Flag.playing).toBe(0);
  expect(await again.evaluate(() => globalThis.echelon.deckTracks[0]?.get()?.track.title)).toBe(title);
  await expect(again.getByRole('slider', LEVEL)).toHaveAttribute('aria-valuenow', /0?\.7/);
  await second.close();
  rmSync(profile, { recursive: true, force: true });
});
