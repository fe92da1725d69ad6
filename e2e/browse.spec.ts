import { expect, type Page, test } from '@playwright/test';
import { demoTitles, expectNoTroubles, findTrack, loadTrack, openApp, searchTracks } from './support/app.ts';

const search = (page: Page) => page.getByRole('combobox', { name: 'Search tracks' });
const grid = (page: Page) => page.getByRole('grid', { name: 'Tracks' });
/** Titles of the rows on screen, from the top. */
const titles = async (page: Page): Promise<string[]> => {
  const rows = await grid(page)
    .locator('[data-row]')
    .evaluateAll((elements) =>
      elements
        .map(
          (row) =>
            [Number(row.getAttribute('data-row')), row.querySelector('.cell-title b')?.textContent ?? ''] as const,
        )
        .sort(([a], [b]) => a - b),
    );
  return rows.map(([, title]) => title);
};

test('searching narrows with every key, says what it did not understand, and heads order the rest', async ({
  page,
}) => {
  const troubles = await openApp(page);
  const demos = await searchTracks(page, 'has:demo');
  const [first] = demos;
  await search(page).fill(`title:"${first?.title}"`);
  await expect.poll(() => titles(page)).toEqual([first?.title]);

  await search(page).fill('bmp:120');
  await expect(page.getByText('There is no field “bmp”')).toBeVisible();

  await search(page).fill('has:demo');
  await page.getByRole('button', { name: 'BPM' }).click();
  const slowest = demos.toSorted((a, b) => (a.bpm ?? 0) - (b.bpm ?? 0));
  await expect.poll(async () => (await titles(page))[0]).toBe(slowest[0]?.title);
  await page.getByRole('button', { name: 'BPM' }).click();
  await expect.poll(async () => (await titles(page))[0]).toBe(slowest.at(-1)?.title);

  await search(page).fill('b');
  await page.getByRole('option', { name: /^bpm:/ }).click();
  await expect(search(page)).toHaveValue('bpm:');
  expectNoTroubles(troubles);
});

test('a search is saved as a smart crate that stays up to date', async ({ page }) => {
  await openApp(page);
  const [first = '', second = ''] = await demoTitles(page);
  await search(page).fill('rating:>3');
  await page.getByRole('button', { name: 'Save search as a smart crate' }).click();
  const crate = page.getByRole('treeitem', { name: 'rating:>3, 0 tracks' });
  await expect(crate).toHaveAttribute('aria-selected', 'true');
  await expect(page.getByText('Nothing matches rating:>3 at the moment.')).toBeVisible();

  await page.getByRole('treeitem', { name: 'All tracks' }).click();
  await findTrack(page, first);
  await page.getByRole('slider', { name: `Rating of ${first}` }).focus();
  await page.keyboard.press('5');
  await expect(page.getByRole('treeitem', { name: 'rating:>3, 1 tracks' })).toBeVisible();
  await page.getByRole('treeitem', { name: 'rating:>3, 1 tracks' }).click();
  await search(page).fill('');
  await expect.poll(() => titles(page)).toEqual([first]);
  expect(second).not.toBe('');
});

test('crates are made, filled, renamed and deleted, and every edit has a way back', async ({ page }) => {
  await openApp(page);
  const [first = ''] = await demoTitles(page);
  await page.getByRole('button', { name: 'New crate' }).click();
  await page.getByRole('textbox', { name: 'Name of New crate' }).fill('Tonight');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('treeitem', { name: 'Tonight, 0 tracks' })).toBeVisible();

  await findTrack(page, first);
  await grid(page)
    .locator('[data-row="0"]')
    .dragTo(page.getByRole('treeitem', { name: 'Tonight, 0 tracks' }));
  const full = page.getByRole('treeitem', { name: 'Tonight, 1 tracks' });
  await expect(full).toBeVisible();
  await search(page).fill('');
  await full.click();
  await expect.poll(() => titles(page)).toEqual([first]);

  await grid(page).locator('[data-row="0"]').focus();
  await page.keyboard.press('Delete');
  await expect(page.getByText('Drag tracks onto its name')).toBeVisible();
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect.poll(() => titles(page)).toEqual([first]);

  await full.focus();
  await page.keyboard.press('Delete');
  await expect(full).toBeHidden();
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(full).toBeVisible();
});

test('the keyboard alone finds a track and loads it', async ({ page }) => {
  const troubles = await openApp(page);
  const demos = await demoTitles(page);
  await page.keyboard.press(']');
  await page.keyboard.type('has:demo ');
  await expect(search(page)).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(grid(page).locator('[data-row="0"]')).toBeFocused();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowDown');
  await expect(grid(page).locator('[data-row="2"]')).toBeFocused();
  await page.keyboard.press('Enter');
  await page.waitForFunction((title) => globalThis.echelon.deckTracks[0]?.get()?.track.title === title, demos[2]);
  await page.keyboard.press('End');
  await expect(grid(page).locator(`[data-row="${demos.length - 1}"]`)).toBeFocused();
  await page.keyboard.press('Alt+2');
  await page.waitForFunction((title) => globalThis.echelon.deckTracks[1]?.get()?.track.title === title, demos.at(-1));
  expectNoTroubles(troubles);
});

test('what fits a deck is listed with the reason', async ({ page }) => {
  await openApp(page);
  await page.getByRole('tab', { name: 'Fits now' }).click();
  await expect(page.getByText('Deck A is empty. Load a track there')).toBeVisible();
  const [first = ''] = await demoTitles(page);
  await page.getByRole('tab', { name: 'Tracks' }).click();
  await loadTrack(page, first, 'A');
  await search(page).fill('');
  const fits = await page.evaluate(async () => {
    const list = await globalThis.echelon.library.list();
    const reply = await list.search({ text: '', order: null, crateId: null, fitsDeck: 0 }, 0, 50);
    await list.close();
    return (reply?.rows ?? []).flatMap((row) => (row === null ? [] : [row.fit?.reason ?? '']));
  });
  await page.getByRole('tab', { name: 'Fits now' }).click();
  if (fits.length === 0) await expect(page.getByText('within 6 % of the tempo of deck A')).toBeVisible();
  else await expect(grid(page).locator('[data-row="0"] .cell-why')).toHaveText(fits[0] ?? '');
});

test('twenty thousand tracks scroll in a handful of rows, and are there after a reload with what a hand did', {
  tag: '@long',
}, async ({ page }) => {
  test.setTimeout(180_000);
  const troubles = await openApp(page);
  await page.evaluate(async (count) => {
    const key = (n: number): string => n.toString(16).padStart(64, '0');
    const request = indexedDB.open('echelon');
    const db = await new Promise<IDBDatabase>((resolve, reject) => {
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
    const read = db.transaction('tracks').objectStore('tracks').getAll(null, 1);
    const [like] = await new Promise<{ tags: { values: object } }[]>((resolve) => {
      read.onsuccess = () => resolve(read.result);
    });
    if (like === undefined) throw new Error('there is no track to take as a pattern');
    const writing = db.transaction('tracks', 'readwrite');
    for (let n = 0; n < count; n++) {
      const values = { ...like.tags.values, title: `Track ${n}`, artist: `Artist ${n % 700}` };
      writing.objectStore('tracks').put({
        ...like,
        key: key(n),
        fileId: `file ${n}`,
        fileName: `${n}.flac`,
        location: { kind: 'missing', path: `${n}.flac` },
        addedAtMs: 1e12 + n,
        tags: { ...like.tags, values },
      });
    }
    await new Promise((resolve, reject) => {
      writing.oncomplete = resolve;
      writing.onerror = () => reject(writing.error);
    });
    db.close();
  }, 20_000);
  await openApp(page);
  await search(page).fill('title:track');
  await expect(page.getByText('20,000 tracks')).toBeVisible();
  await grid(page).locator('[data-row="0"]').focus();
  await page.keyboard.press('End');
  await expect(grid(page).locator('[data-row="19999"]')).toBeFocused();
  await expect(grid(page).locator('[data-row="19999"] .cell-title')).toHaveText('Track 19999');
  await expect(grid(page)).toHaveAttribute('aria-rowcount', '20001');
  expect(await grid(page).locator('[data-row]').count()).toBeLessThan(60);

  await grid(page)
    .locator('.grid-body')
    .evaluate((body) => body.scrollTo(0, body.scrollHeight / 2));
  await expect(grid(page).locator('[data-row="10000"] .cell-title')).toHaveText('Track 10000');
  await findTrack(page, 'Track 4711');
  await page.getByRole('slider', { name: 'Rating of Track 4711' }).focus();
  await page.keyboard.press('4');
  await expect(page.getByRole('slider', { name: 'Rating of Track 4711' })).toHaveAttribute('aria-valuenow', '4');
  await openApp(page);
  expect((await searchTracks(page, 'rating:4')).map(({ title }) => title)).toEqual(['Track 4711']);
  expectNoTroubles(troubles);
});
