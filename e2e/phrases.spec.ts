import { expect, type Page, test } from '@playwright/test';
import { deckFast, expectNoTroubles, Flag, openApp, play, untilFlag, untilPosition } from './support/app.ts';

const search = (page: Page) => page.getByRole('combobox', { name: 'Search tracks' });
const grid = (page: Page) => page.getByRole('grid', { name: 'Phrases of all tracks' });

test('a drop of sixteen bars is found across the library, heard to its end, and loaded to a deck that starts there', async ({
  page,
}) => {
  const troubles = await openApp(page);
  await page.getByRole('tab', { name: 'Phrases' }).click();
  await expect(grid(page).locator('[data-row="0"]')).toBeVisible();
  await search(page).fill('kind:drop bars:16 part:section');
  const wanted = await page.evaluate(async () => {
    const list = await globalThis.echelon.library.phrases();
    const query = { text: 'kind:drop bars:16 part:section', order: null, crateId: null, fitsDeck: null };
    const reply = await list.search(query, 0, 10);
    await list.close();
    return (reply?.rows ?? []).flatMap((row) => row ?? []);
  });
  const [first] = wanted;
  if (first === undefined) throw new Error('no demo track has a drop of sixteen bars');
  const { phrase, track } = first;
  await expect(page.getByText(`${wanted.length} phrases`)).toBeVisible();
  await expect(grid(page).locator('[data-row="0"] .cell-phrase')).toHaveText(phrase.name);

  // The keyboard alone: to the row, to its headphones, to the deck.
  await search(page).press('Enter');
  await expect(grid(page).locator('[data-row="0"]')).toBeFocused();
  await page.keyboard.press('ArrowRight');
  const listen = page.getByRole('button', { name: `Listen to ${phrase.name} of ${track.title}` });
  await expect(listen).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(listen).toHaveAttribute('aria-pressed', 'true');
  await page.keyboard.press('Enter');
  await expect(listen).toHaveAttribute('aria-pressed', 'false');
  await page.keyboard.press('ArrowRight');
  await expect(page.getByRole('button', { name: `Load ${track.title} at ${phrase.name} to deck A` })).toBeFocused();
  await page.keyboard.press('Enter');
  await untilFlag(page, 'A', Flag.loaded, true);
  await untilPosition(page, 'A', phrase.startFrame);
  expect((await deckFast(page, 'A')).position).toBe(phrase.startFrame);

  // A track on a deck can be jumped in from here.
  const jump = page.getByRole('button', { name: `Jump to ${phrase.name} of ${track.title}, deck A` });
  await expect(jump).toBeVisible();
  await page.evaluate(() => globalThis.echelon.send({ op: 29, deck: 0, a: 0 }));
  await page.waitForFunction(() => {
    globalThis.echelon.refreshSnapshots();
    return globalThis.echelon.fast.decks[0]?.position === 0;
  });
  await jump.click();
  // The deck knows the place to a part of a frame.
  await untilPosition(page, 'A', phrase.startFrame - 1);
  await play(page, 'A').click();
  await untilPosition(page, 'A', phrase.startFrame + 4800);
  expectNoTroubles(troubles);
});

test('an audition ends where its phrase ends', { tag: '@long' }, async ({ page }) => {
  const troubles = await openApp(page);
  const heard = await page.evaluate(async () => {
    const port = globalThis.echelon;
    const list = await port.library.phrases();
    const reply = await list.search({ text: 'kind:intro', order: null, crateId: null, fitsDeck: null }, 0, 1);
    await list.close();
    const row = reply?.rows[0];
    if (row == null) throw new Error('no demo track has an intro');
    const length = 96_000;
    const playing = (): boolean => {
      port.refreshSnapshots();
      return port.fast.voicesPlaying !== 0;
    };
    const untilPlays = async (wanted: boolean): Promise<number> => {
      while (playing() !== wanted) await new Promise((resolve) => requestAnimationFrame(resolve));
      return port.fast.engineFrame;
    };
    port.cues.audition(row.track.id, 0, length);
    const from = await untilPlays(true);
    const to = await untilPlays(false);
    return { frames: to - from, length, still: port.cues.auditioned.get() };
  });
  // Snapshots are read once a frame of the screen, at either end.
  expect(Math.abs(heard.frames - heard.length)).toBeLessThan(9600);
  await expect.poll(() => page.evaluate(() => globalThis.echelon.cues.auditioned.get())).toBeNull();
  expectNoTroubles(troubles);
});

test('phrases are ordered by what fits a deck, and the list says why or that it cannot', { tag: '@long' }, async ({
  page,
}) => {
  const troubles = await openApp(page);
  await page.getByRole('tab', { name: 'Phrases' }).click();
  const order = page.getByRole('combobox', { name: 'Order of the list' });
  await order.selectOption({ label: 'Fits deck A' });
  await expect(page.getByText('Deck A is empty. Load a track there')).toBeVisible();
  await order.selectOption({ label: 'By bars' });
  await page.getByRole('button', { name: 'Reverse the order of the list' }).click();
  const bars = async (): Promise<number[]> => {
    const cells = grid(page).locator('.row:not(.is-head) .cell-bars');
    return cells.evaluateAll((all) => all.map((cell) => Number(cell.textContent)));
  };
  await expect.poll(async () => Math.max(...(await bars()))).toBe((await bars())[0]);
  await expect(page.getByRole('columnheader', { name: 'Bars' })).toHaveAttribute('aria-sort', 'descending');
  expectNoTroubles(troubles);
});

test('columns of the track list are chosen, moved and kept', { tag: '@long' }, async ({ page }) => {
  const troubles = await openApp(page);
  const heads = () => page.getByRole('grid', { name: 'Tracks' }).getByRole('columnheader').allInnerTexts();
  await page.getByRole('button', { name: 'Columns', exact: true }).click();
  await page.getByRole('button', { name: 'Show Genre' }).click();
  const left = page.getByRole('button', { name: 'Move BPM left' });
  await left.focus();
  for (let step = 0; step < 3; step++) await page.keyboard.press('Enter');
  await expect(left).toBeFocused();
  await page.keyboard.press('Escape');
  await expect.poll(heads).toContain('BPM');
  const chosen = await heads();
  expect(chosen).not.toContain('Genre');
  expect(chosen.indexOf('BPM')).toBeLessThan(chosen.indexOf('Artist'));

  const artist = page.getByRole('columnheader', { name: 'Artist' });
  await artist.getByRole('button').focus();
  await page.keyboard.press('Shift+F10');
  const wide = (await artist.boundingBox())?.width ?? 0;
  await page.getByRole('menuitem', { name: 'Wider' }).click();
  await expect.poll(async () => (await artist.boundingBox())?.width ?? 0).toBeCloseTo(wide + 24, -1);

  await openApp(page);
  expect(await heads()).toEqual(chosen);
  await page.getByRole('columnheader', { name: 'Title' }).click({ button: 'right' });
  await page.getByRole('menuitem', { name: 'All columns as they were' }).click();
  await expect.poll(heads).toContain('Genre');
  expectNoTroubles(troubles);
});
