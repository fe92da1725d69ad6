import { expect, type Page, test } from '@playwright/test';
import { spokenControls } from './support/access.ts';
import {
  deckFast,
  demoTitles,
  expectNoTroubles,
  Flag,
  findTrack,
  loadTrack,
  openApp,
  play,
  searchTracks,
  untilFlag,
  untilPosition,
} from './support/app.ts';
import { asTransfer } from './support/files.ts';
import { addFolder, offerFolder, taggedMp3, wav } from './support/music-folder.ts';

const RED = [220, 20, 30] as const;

/** On two cores an import stands still whenever a block comes late; on three it takes one file after the other while a deck plays. */
const onThreeCores = (page: Page): Promise<unknown> =>
  page.addInitScript(() => Object.defineProperty(navigator, 'hardwareConcurrency', { get: () => 3 }));

const untilIdle = (page: Page): Promise<unknown> =>
  page.waitForFunction(() => globalThis.echelon.imports.state.get()?.isRunning !== true);

interface EngineCounts {
  readonly chunksMissing: number;
  readonly lateEvents: number;
}
const engineCounts = (page: Page): Promise<EngineCounts> =>
  page.evaluate(() => {
    globalThis.echelon.refreshSnapshots();
    const { chunksMissing, lateEvents } = globalThis.echelon.telemetry;
    return { chunksMissing, lateEvents };
  });

/** The colour in the middle of the upper half of what a platter shows. */
const platterColour = (page: Page, deck: string): Promise<number[]> =>
  page
    .getByRole('img', { name: `Platter, deck ${deck}` })
    .locator('canvas')
    .first()
    .evaluate((canvas: HTMLCanvasElement) => {
      const { width, height } = canvas;
      return [...(canvas.getContext('2d')?.getImageData(width / 2, height / 3, 1, 1).data ?? [])].slice(0, 3);
    });

test('a folder of good, bad and duplicate files comes in while a deck plays, and is all there after a reload', async ({
  page,
}) => {
  test.setTimeout(300_000); // with decks on, an import takes a quarter of its time at most
  await onThreeCores(page);
  const troubles = await openApp(page);
  const [demo = ''] = await demoTitles(page);
  await loadTrack(page, demo, 'A');
  await play(page, 'A').click();
  await untilPosition(page, 'A', 24_000);
  await offerFolder(page, 'Crate', [
    wav('1 Mira - Pulse.wav', 16, 122),
    wav('2 same.wav', 16, 122),
    { name: '3.mp3', mimeType: 'audio/mpeg', buffer: taggedMp3('Night Boat', RED) },
    { name: '4 broken.mp3', mimeType: 'audio/mpeg', buffer: Buffer.from('no music at all, whatever its name says') },
    { name: '5 notes.txt', mimeType: 'text/plain', buffer: Buffer.from('no music by its name') },
  ]);
  const before = await engineCounts(page);
  const { position } = await deckFast(page, 'A');
  await page.getByRole('combobox', { name: 'Search tracks' }).fill('');

  await addFolder(page);
  await expect(page.getByRole('progressbar', { name: 'Import progress' })).toBeVisible();
  await expect(page.getByText('2 tracks added. 2 same.wav is in the library already. 1 failed').first()).toBeVisible({
    timeout: 200_000,
  });

  // The deck went on, and every sample that it wanted was there.
  await untilFlag(page, 'A', Flag.playing, true);
  expect((await deckFast(page, 'A')).position).toBeGreaterThan(position + 48_000);
  const after = await engineCounts(page);
  expect(after.chunksMissing).toBe(before.chunksMissing);
  test.info().annotations.push({ type: 'late blocks', description: String(after.lateEvents - before.lateEvents) });

  const [pulse] = await searchTracks(page, 'title:Pulse');
  expect(pulse).toMatchObject({ artist: 'Mira', problem: null });
  expect(pulse?.bpm).toBeCloseTo(122, 1);
  expect(pulse?.gridProducer).toMatch(/\d/);
  const [boat] = await searchTracks(page, 'title:"Night Boat"');
  expect(boat).toMatchObject({ artist: 'Odell Marsh', album: 'Ferries' });
  expect(await searchTracks(page, '-has:demo')).toHaveLength(2);

  await page.getByRole('button', { name: 'Import failures' }).click();
  const failures = page.getByRole('region', { name: 'Import failures' });
  await expect(failures.getByText('4 broken.mp3')).toBeVisible();
  await failures.getByRole('button', { name: 'Try 4 broken.mp3 again' }).click();
  await expect(failures.getByText(/MP3|audio/).first()).toBeVisible();
  await failures.getByRole('button', { name: 'Close import failures' }).click();

  await findTrack(page, 'Night Boat');
  await expect(page.locator('.cell-cover img')).toBeVisible();
  await loadTrack(page, 'Night Boat', 'B');
  await expect
    .poll(async () => (await platterColour(page, 'B')).map((value, i) => Math.abs(value - (RED[i] ?? 0)) < 16))
    .toEqual([true, true, true]);
  expectNoTroubles(troubles);

  await openApp(page);
  expect((await searchTracks(page, '-has:demo')).map(({ title }) => title).toSorted()).toEqual(['Night Boat', 'Pulse']);
  await loadTrack(page, 'Pulse', 'C');
  await untilFlag(page, 'C', Flag.hasGrid, true);
  await page.getByRole('button', { name: 'Import failures' }).click();
  await page.getByRole('button', { name: 'Forget failures' }).click();
  await expect(page.getByRole('group', { name: 'Import' })).toBeHidden();
});

test('an import is paused, goes on and is cancelled; what is done stays', { tag: '@long' }, async ({ page }) => {
  const troubles = await openApp(page);
  await offerFolder(page, 'Many', [wav('a.wav', 30, 120)], 8);
  await addFolder(page);
  await page.getByRole('button', { name: 'Pause import' }).click();
  const bar = page.getByRole('group', { name: 'Import' });
  await expect(bar.getByText('Paused.')).toBeVisible();
  await page.getByRole('button', { name: 'Resume import' }).click();
  await expect.poll(async () => (await searchTracks(page, '-has:demo')).length).toBeGreaterThan(0);
  await page.getByRole('button', { name: 'Cancel import' }).click();
  await expect(page.getByText(/\d cancelled\./).first()).toBeVisible();
  await expect(bar).toBeHidden();
  const kept = await searchTracks(page, '-has:demo');
  expect(kept.length).toBeLessThan(8);
  expectNoTroubles(troubles);
});

test('a file dropped on a deck plays at once, gets its tags, and is kept', async ({ page }) => {
  const troubles = await openApp(page);
  const transfer = await page.evaluateHandle(
    (list) => {
      const data = new DataTransfer();
      for (const { name, type, base64 } of list)
        data.items.add(new File([Uint8Array.from(atob(base64), (c) => c.charCodeAt(0))], name, { type }));
      return data;
    },
    asTransfer([{ name: 'unnamed.mp3', mimeType: 'audio/mpeg', buffer: taggedMp3('Slow Tide', RED) }]),
  );
  const deck = page.locator('[data-deck="1"]').first();
  for (const type of ['dragenter', 'dragover', 'drop']) await deck.dispatchEvent(type, { dataTransfer: transfer });
  await untilFlag(page, 'B', Flag.loaded, true);
  await untilIdle(page);
  await page.waitForFunction(() => globalThis.echelon.deckTracks[1]?.get()?.track.title === 'Slow Tide');
  expectNoTroubles(troubles);
  await openApp(page);
  await loadTrack(page, 'Slow Tide', 'A');
});

/** As a library of an older version left it: every grid older, one key by hand. The listing learns of it. */
const ageLibrary = (page: Page): Promise<void> =>
  page.evaluate(
    () =>
      new Promise<void>((resolve, reject) => {
        const opening = indexedDB.open('echelon');
        opening.onerror = () => reject(opening.error);
        opening.onsuccess = () => {
          const database = opening.result;
          const transaction = database.transaction(['tracks', 'unlisted'], 'readwrite');
          transaction.onabort = () => reject(transaction.error);
          transaction.oncomplete = () => {
            database.close();
            resolve();
          };
          const tracks = transaction.objectStore('tracks');
          const asked = tracks.getAll();
          asked.onsuccess = () => {
            for (const track of asked.result) {
              if (track.location.kind !== 'stored') continue;
              track.grid = { ...track.grid, grid: null, by: { ...track.grid.by, version: 0 } };
              track.musicalKey = { camelot: '1A', name: null, by: { ...track.musicalKey.by, origin: 'hand' } };
              tracks.put(track);
              transaction.objectStore('unlisted').put({ key: track.key });
            }
          };
        };
      }),
  );

test('what an older version analysed is offered and analysed again, and a key by hand stays', async ({ page }) => {
  await openApp(page);
  await page.getByLabel('Music files').setInputFiles(wav('Old.wav', 12, 122));
  await expect.poll(async () => (await searchTracks(page, 'title:Old has:grid')).length).toBe(1);
  await untilIdle(page);
  await ageLibrary(page);
  const troubles = await openApp(page);
  const offer = page.getByRole('group', { name: 'Older analysis' });
  await expect(offer.getByText('One track was analysed by an older version.')).toBeVisible();
  expect((await searchTracks(page, 'analysis:old')).map(({ title, bpm, key }) => [title, bpm, key])).toEqual([
    ['Old', null, '1A'],
  ]);
  await offer.getByRole('button', { name: 'Analyse again' }).click();
  await expect(page.getByText('1 track analysed again.').first()).toBeVisible();
  await expect(offer).toBeHidden();
  const [track] = await searchTracks(page, 'analysis:current');
  expect(track).toMatchObject({ title: 'Old', key: '1A' });
  expect(track?.bpm).toBeCloseTo(122, 1);
  expectNoTroubles(troubles);
});

test.describe('on a full disk', () => {
  test.use({ hasTouch: true, viewport: { width: 1024, height: 768 } });

  test('an import says what happened and goes on when there is room', async ({ page }) => {
    await page.addInitScript(() => {
      const storage = navigator.storage;
      const estimate = storage.estimate.bind(storage);
      Object.assign(globalThis, { diskIsFull: true });
      storage.estimate = () =>
        (globalThis as { diskIsFull?: boolean }).diskIsFull === true
          ? Promise.resolve({ quota: 1e9, usage: 1e9 })
          : estimate();
    });
    const troubles = await openApp(page);
    await page.getByLabel('Music files').setInputFiles(wav('Late.wav', 20, 120));
    const bar = page.getByRole('group', { name: 'Import' });
    await expect(bar).toBeVisible();
    await page.getByRole('button', { name: 'Import failures' }).click();
    const failures = page.getByRole('region', { name: 'Import failures' });
    await expect(failures.getByText('Late.wav', { exact: true })).toBeVisible();
    await expect(failures.getByText(/It needs 4 MB, and the browser has 0 MB left for music/)).toBeVisible();

    // Touch targets and names, in the one layout where both are tight.
    const small = await page.locator('button:visible').evaluateAll((all) =>
      all.flatMap((element) => {
        const { width, height } = element.getBoundingClientRect();
        return width >= 43.5 && height >= 43.5 ? [] : [element.getAttribute('aria-label')];
      }),
    );
    expect(small).toEqual([]);
    expect((await spokenControls(page)).filter(({ name }) => name === '')).toEqual([]);

    await page.evaluate(() => Object.assign(globalThis, { diskIsFull: false }));
    await failures.getByRole('button', { name: 'Try all again' }).click();
    await failures.getByRole('button', { name: 'Close import failures' }).click();
    const resume = page.getByRole('button', { name: 'Resume import' });
    await resume.click();
    await findTrack(page, 'Late');
    await expect(bar).toBeHidden();
    expectNoTroubles(troubles);
  });
});
