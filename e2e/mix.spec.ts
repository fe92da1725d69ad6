import { expect, type Page, test } from '@playwright/test';
import { controlIndex } from '../src/control-bus/controls.ts';
import {
  deckFast,
  expectNoTroubles,
  Flag,
  loadTrack,
  masterPeak,
  openApp,
  play,
  searchTracks,
  untilFlag,
  untilPosition,
} from './support/app.ts';

test('two tracks are matched and mixed: sync, EQ swap, crossfader', async ({ page }) => {
  const troubles = await openApp(page);
  const demos = await searchTracks(page, 'has:demo');
  const [first = '', second = ''] =
    demos.flatMap((a) =>
      demos.filter((b) => a !== b && Math.abs((a.bpm ?? 0) / (b.bpm ?? 1) - 1) < 0.06).map((b) => [a.title, b.title]),
    )[0] ?? [];
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

/** Moves the focus with F6 and Tab, as a hand without a mouse would, until it stands in the track list. */
async function focusTracks(page: Page): Promise<void> {
  const inList = (): Promise<boolean> => page.evaluate(() => document.activeElement?.closest('[role="grid"]') !== null);
  const inLibrary = (): Promise<boolean> =>
    page.evaluate(() => document.activeElement?.closest('[aria-label="Library"]') !== null);
  for (let i = 0; i < 6 && !(await inLibrary()); i++) await page.keyboard.press('F6');
  for (let i = 0; i < 20 && !(await inList()); i++) await page.keyboard.press('Tab');
  expect(await inList()).toBe(true);
}

const crossfader = (page: Page): Promise<number> =>
  page.evaluate((index) => {
    globalThis.echelon.refreshSnapshots();
    return globalThis.echelon.slow.controls[index] ?? 0;
  }, controlIndex('mixer.crossfader'));

test('two demo tracks are mixed from the keyboard alone', async ({ page }) => {
  const troubles = await openApp(page);
  await page.keyboard.press('?');
  await expect(page.getByRole('region', { name: 'Keyboard map' })).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('region', { name: 'Keyboard map' })).toBeHidden();

  await focusTracks(page);
  for (let i = 0; i < 3; i++) await page.keyboard.press('ArrowDown');
  await page.keyboard.press('b');
  await untilFlag(page, 'A', Flag.loaded, true);
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('/');
  await untilFlag(page, 'B', Flag.loaded, true);

  await page.keyboard.press('s');
  await untilPosition(page, 'A', 96_000);
  await page.keyboard.press('j');
  await untilFlag(page, 'B', Flag.playing, true);
  await page.keyboard.press('p');
  await page.waitForFunction(() => {
    globalThis.echelon.refreshSnapshots();
    const [a, b] = globalThis.echelon.fast.decks;
    return a !== undefined && b !== undefined && b.tempo > 0 && Math.abs(a.tempo - b.tempo) < 0.001;
  });
  await page.keyboard.press('Shift+Digit6'); // the incoming deck's low stays out
  await page.keyboard.press('F6');
  while ((await crossfader(page)) < 0.999) await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Shift+Digit6');
  await page.keyboard.press('s');
  await untilFlag(page, 'A', Flag.playing, false);
  await untilPosition(page, 'B', (await deckFast(page, 'B')).position + 48_000);
  expect(await masterPeak(page, 0.5)).toBeGreaterThan(0.02);
  expectNoTroubles(troubles);
});
