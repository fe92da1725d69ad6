import { expect, test } from '@playwright/test';
import {
  deckFast,
  demoTitles,
  expectNoTroubles,
  Flag,
  loadTrack,
  openApp,
  play,
  untilFlag,
  untilPosition,
} from './support/app.ts';

test('two tracks are matched and mixed: sync, EQ swap, crossfader', async ({ page }) => {
  const troubles = await openApp(page);
  const [first = '', second = ''] = await page.evaluate(() => {
    const demos = globalThis.echelon.tracks.get().filter((t) => t.origin === 'demo');
    const near = demos.flatMap((a) =>
      demos.filter((b) => a !== b && Math.abs((a.bpm ?? 0) / (b.bpm ?? 1) - 1) < 0.06).map((b) => [a.title, b.title]),
    );
    return near[0] ?? [];
  });
  await loadTrack(page, first, 'A');
  await loadTrack(page, second, 'B');
  await play(page, 'A').click();
  await untilPosition(page, 'A', 96_000);
  await play(page, 'B').click();
  await page.getByRole('button', { name: 'Sync, deck B' }).click();
  await page.waitForFunction(() => {
    globalThis.echelon.refreshSnapshots();
    const [a, b] = globalThis.echelon.fast.decks;
    return a !== undefined && b !== undefined && a.tempo > 0 && Math.abs(a.tempo - b.tempo) < 0.001;
  });
  await page.waitForFunction(() => {
    globalThis.echelon.refreshSnapshots();
    const [a, b] = globalThis.echelon.fast.decks;
    if (a === undefined || b === undefined) return false;
    const phase = a.beat - b.beat;
    return Math.abs(phase - Math.round(phase)) < 0.02;
  });
  const low = page.getByRole('slider', { name: 'Low, deck A', exact: true });
  await low.focus();
  await page.keyboard.press('Home');
  await expect(low).toHaveAttribute('aria-valuetext', /minus|\u2212/i);
  const crossfader = page.getByRole('slider', { name: 'Crossfader', exact: true });
  await crossfader.focus();
  for (let i = 0; i < 10; i++) await page.keyboard.press('ArrowRight');
  await page.waitForFunction(() => {
    globalThis.echelon.refreshSnapshots();
    return globalThis.echelon.fast.decks[0] !== undefined;
  });
  await untilPosition(page, 'B', (await deckFast(page, 'B')).position + 96_000);
  await untilFlag(page, 'A', Flag.playing, true);
  expectNoTroubles(troubles);
});

test('a track is loaded, played and mixed over from the keyboard alone', async ({ page }) => {
  await openApp(page);
  const titles = await demoTitles(page);
  expect(titles.length).toBeGreaterThanOrEqual(6);
  await page.keyboard.press('?');
  await expect(page.getByRole('dialog', { name: /keyboard/i })).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog', { name: /keyboard/i })).toBeHidden();
});
