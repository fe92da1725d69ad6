import { expect, type Page, test } from '@playwright/test';
import {
  demoTitles,
  expectNoTroubles,
  Flag,
  findTrack,
  loadTrack,
  openApp,
  play,
  untilFlag,
  untilPosition,
} from './support/app.ts';
import { asTransfer, clickWav, type DroppedFile } from './support/files.ts';

/** Drops files on the page as a hand would: enter, over, drop. */
async function dropFiles(page: Page, files: readonly DroppedFile[]): Promise<void> {
  const transfer = await page.evaluateHandle((list) => {
    const data = new DataTransfer();
    for (const { name, type, base64 } of list)
      data.items.add(new File([Uint8Array.from(atob(base64), (c) => c.charCodeAt(0))], name, { type }));
    return data;
  }, asTransfer(files));
  for (const type of ['dragenter', 'dragover', 'drop'])
    await page.dispatchEvent('body', type, { dataTransfer: transfer });
}

test('a dropped file plays, gets a tempo, and bad files change nothing but say why', async ({ page }) => {
  const troubles = await openApp(page);
  await dropFiles(page, [
    { name: 'Mira - Pulse.wav', mimeType: 'audio/wav', buffer: clickWav(40, 122) },
    { name: 'empty.mp3', mimeType: 'audio/mpeg', buffer: Buffer.alloc(0) },
    {
      name: 'noise.flac',
      mimeType: 'audio/flac',
      buffer: Buffer.from('this is no music at all, whatever its name says'),
    },
  ]);
  await loadTrack(page, 'Pulse', 'A');
  await play(page, 'A').click();
  await untilPosition(page, 'A', 24_000);

  await findTrack(page, 'empty');
  await page.getByRole('button', { name: 'Load empty to deck B' }).click();
  await expect(page.getByText(/empty\.mp3: the file is empty/).first()).toBeVisible();
  await findTrack(page, 'noise');
  await page.getByRole('button', { name: 'Load noise to deck B' }).click();
  await expect(page.getByText(/noise\.flac/).first()).toBeVisible();
  await untilFlag(page, 'B', Flag.loaded, false);
  await untilFlag(page, 'A', Flag.playing, true);

  await page.waitForFunction(() => globalThis.echelon.deckTracks[0]?.get()?.grid !== null);
  const grid = await page.evaluate(() => globalThis.echelon.deckTracks[0]?.get()?.grid);
  expect(grid?.bpm).toBeCloseTo(122, 1);
  expect(await page.evaluate(() => globalThis.echelon.deckTracks[0]?.get()?.track.gridProducer)).toMatch(/\d/);
  expectNoTroubles(troubles);
});

test('a file is still on the shelf, with its grid, after a reload', async ({ page }) => {
  await openApp(page);
  await page
    .getByLabel('Music files')
    .setInputFiles({ name: 'Keeper.wav', mimeType: 'audio/wav', buffer: clickWav(12, 100) });
  await loadTrack(page, 'Keeper', 'A');
  await page.waitForFunction(() => globalThis.echelon.deckTracks[0]?.get()?.grid !== null);
  await openApp(page);
  await loadTrack(page, 'Keeper', 'B');
  await untilFlag(page, 'B', Flag.hasGrid, true);
});

test('a load onto an audible deck is refused with the reason, and a hold overrides it', async ({ page }) => {
  await openApp(page);
  const [first = '', second = ''] = await demoTitles(page);
  await loadTrack(page, first, 'A');
  await play(page, 'A').click();
  await page.waitForFunction(() => {
    globalThis.echelon.refreshSnapshots();
    return (globalThis.echelon.fast.decks[0]?.meter.shortTermLufs ?? -100) > -50;
  });
  await findTrack(page, second);
  await page.getByRole('button', { name: `Load ${second} to deck A` }).click();
  await expect(page.getByText('Load refused: deck A is audible').first()).toBeVisible();
  expect(await page.evaluate(() => globalThis.echelon.deckTracks[0]?.get()?.track.title)).toBe(first);

  const hold = page.getByRole('button', { name: /^Hold to/ });
  await hold.hover();
  await page.mouse.down();
  await page.waitForFunction((title) => globalThis.echelon.deckTracks[0]?.get()?.track.title === title, second);
  await page.mouse.up();
});
