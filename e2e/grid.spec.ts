import { expect, type Page, test } from '@playwright/test';
import { spokenControls } from './support/access.ts';
import {
  deckFast,
  demoTitles,
  expectNoTroubles,
  Flag,
  loadTrack,
  openApp,
  type PageTroubles,
  play,
  untilFlag,
  untilPosition,
} from './support/app.ts';

const METRONOME = 8192;
let troubles: PageTroubles;
let title = '';

const key = (page: Page, name: string) => page.getByRole('button', { name: `${name}, deck A`, exact: true });

async function openEditor(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Pad mode, deck A: Cues' }).click();
  await key(page, 'Pads: Beat grid').click();
  await key(page, 'Edit grid').click();
  await expect(page.getByRole('region', { name: 'Beat grid' })).toBeVisible();
}

/** The grid as the engine has it. */
const gridNow = (page: Page): Promise<{ downbeat: number; tempo: number }> =>
  page.evaluate(() => {
    globalThis.echelon.refreshSnapshots();
    const deck = globalThis.echelon.slow.decks[0];
    return { downbeat: deck?.gridDownbeatFrame ?? 0, tempo: deck?.gridTempo ?? 0 };
  });

const untilDownbeat = (page: Page, frame: number): Promise<unknown> =>
  page.waitForFunction((at) => {
    globalThis.echelon.refreshSnapshots();
    return Math.abs((globalThis.echelon.slow.decks[0]?.gridDownbeatFrame ?? 0) - at) < 1e-6;
  }, frame);

test.beforeEach(async ({ page }) => {
  troubles = await openApp(page);
  [title = ''] = await demoTitles(page);
  await loadTrack(page, title, 'A');
  await untilFlag(page, 'A', Flag.hasGrid, true);
});

test('a grid is edited while the deck plays on, undone, redone, and is the hand’s after a reload', async ({ page }) => {
  test.slow();
  await play(page, 'A').click();
  await untilPosition(page, 'A', 48_000);
  await openEditor(page);
  const before = await gridNow(page);
  // Position against engine time, frame by frame, while the grid changes under it.
  await page.evaluate(() => {
    const seen: number[] = [];
    Object.assign(globalThis, { seen });
    const look = (): void => {
      const port = globalThis.echelon;
      port.refreshSnapshots();
      seen.push((port.fast.decks[0]?.position ?? 0) - port.fast.engineFrame);
      requestAnimationFrame(look);
    };
    look();
  });
  await key(page, 'Grid 10 ms later').click();
  await untilDownbeat(page, before.downbeat + 480);
  await key(page, 'Grid 1 ms earlier').click();
  await untilDownbeat(page, before.downbeat + 432);
  await key(page, 'Halve grid').click();
  await page.waitForFunction((tempo) => {
    globalThis.echelon.refreshSnapshots();
    return globalThis.echelon.slow.decks[0]?.gridTempo === tempo / 2;
  }, before.tempo);
  await key(page, 'Undo grid').click();
  await key(page, 'Undo grid').click();
  await untilDownbeat(page, before.downbeat + 480);
  expect((await gridNow(page)).tempo).toBe(before.tempo);
  await key(page, 'Undo grid').click();
  await untilDownbeat(page, before.downbeat);
  await expect(key(page, 'Undo grid')).toHaveAttribute('aria-disabled', 'true');
  await key(page, 'Redo grid').click();
  await untilDownbeat(page, before.downbeat + 480);
  const jumps = await page.evaluate(() => {
    const { seen } = globalThis as unknown as { seen: number[] };
    return { looks: seen.length, most: Math.max(...seen.map((place) => Math.abs(place - (seen[0] ?? 0)))) };
  });
  expect(jumps.looks).toBeGreaterThan(10);
  expect(jumps.most).toBeLessThan(1);

  const ofHand = async (): Promise<string | null> =>
    page.evaluate(() => globalThis.echelon.deckTracks[0]?.get()?.track.gridProducer ?? null);
  await expect.poll(ofHand).toBe('hand');
  await page.reload();
  await openApp(page);
  await loadTrack(page, title, 'A');
  await untilDownbeat(page, before.downbeat + 480);
  expect(await ofHand()).toBe('hand');
  expectNoTroubles(troubles);
});

test('a tempo change is added, stretched to where a beat falls, heard, kept, and removed', { tag: '@long' }, async ({
  page,
}) => {
  test.slow();
  await play(page, 'A').click();
  await untilPosition(page, 'A', 96_000);
  await openEditor(page);
  const { tempo } = await gridNow(page);
  await expect(key(page, 'Remove tempo change')).toHaveAttribute('aria-disabled', 'true');
  await key(page, 'Stretch from here').click();
  await expect(key(page, 'Stretch from here')).toHaveAttribute('aria-pressed', 'true');
  const pinned = (await deckFast(page, 'A')).position;
  // A third of a beat off the beat: a place where no beat falls by itself.
  await page.waitForFunction((from) => {
    globalThis.echelon.refreshSnapshots();
    const deck = globalThis.echelon.fast.decks[0];
    const phase = (deck?.beat ?? 0) % 1;
    return (deck?.position ?? 0) > from + 120_000 && phase > 0.25 && phase < 0.4;
  }, pinned);
  await key(page, 'Beat falls here').click();
  const changed = (): Promise<readonly number[]> =>
    page.evaluate(() => (globalThis.echelon.deckTracks[0]?.get()?.grid?.segments ?? []).map(({ bpm }) => bpm));
  await expect.poll(async () => (await changed()).length).toBe(2);
  const [first = 0, second = 0] = await changed();
  expect(first).toBeCloseTo(tempo, 6);
  expect(Math.abs(second - tempo)).toBeGreaterThan(0.01);
  // Past the pin the deck runs at the tempo of the change.
  await page.waitForFunction((bpm) => {
    globalThis.echelon.refreshSnapshots();
    return Math.abs((globalThis.echelon.fast.decks[0]?.tempo ?? 0) - bpm) < 1e-6;
  }, second);
  await expect(page.locator('.grid-words')).toContainText('1 tempo change');
  await expect
    .poll(() => page.evaluate(() => globalThis.echelon.deckTracks[0]?.get()?.track.gridProducer))
    .toBe('hand');
  await page.reload();
  await openApp(page);
  await loadTrack(page, title, 'A');
  await untilFlag(page, 'A', Flag.hasGrid, true);
  expect(await changed()).toEqual([first, second]);
  await page.evaluate((a) => {
    globalThis.echelon.send({ op: 29, deck: 0, a });
  }, pinned + 96_000);
  await page.waitForFunction((bpm) => {
    globalThis.echelon.refreshSnapshots();
    return Math.abs((globalThis.echelon.fast.decks[0]?.tempo ?? 0) - bpm) < 1e-6;
  }, second);
  await openEditor(page);
  await key(page, 'Remove tempo change').click();
  await expect.poll(async () => (await changed()).length).toBe(0);
  await page.waitForFunction((bpm) => {
    globalThis.echelon.refreshSnapshots();
    return Math.abs((globalThis.echelon.fast.decks[0]?.tempo ?? 0) - bpm) < 1e-6;
  }, tempo);
  expectNoTroubles(troubles);
});

test('the metronome clicks on the cue bus while the editor is open, and nowhere else', async ({ page }) => {
  await page.evaluate(() => {
    const port = globalThis.echelon;
    port.send({ op: 24, deck: 0 });
  });
  await openEditor(page);
  await untilFlag(page, 'A', Flag.playing, true);
  const cuePeak = (): Promise<number> =>
    page.evaluate(async () => {
      const port = globalThis.echelon;
      port.refreshSnapshots();
      const until = port.fast.engineFrame + 72_000;
      let peak = 0;
      while (port.fast.engineFrame < until) {
        await new Promise((resolve) => requestAnimationFrame(resolve));
        port.refreshSnapshots();
        peak = Math.max(peak, port.fast.cue.peakL);
      }
      return peak;
    });
  expect(await cuePeak()).toBe(0);
  await key(page, 'Metronome').click();
  await untilFlag(page, 'A', METRONOME, true);
  await expect(key(page, 'Metronome')).toHaveAttribute('aria-pressed', 'true');
  expect(await cuePeak()).toBeGreaterThan(0.05);
  await page.getByRole('button', { name: 'Close beat grid' }).click();
  await untilFlag(page, 'A', METRONOME, false);
  expectNoTroubles(troubles);
});

test('the editor is named throughout, large enough for a finger, and worked from the keyboard', {
  tag: '@long',
}, async ({ page }) => {
  await openEditor(page);
  expect((await spokenControls(page)).filter(({ name }) => name === '')).toEqual([]);
  for (const size of [
    { width: 1440, height: 900 },
    { width: 1024, height: 768 },
  ]) {
    await page.setViewportSize(size);
    const small = await page.locator('.grid-editor .key').evaluateAll((keys) =>
      keys
        .map((one) => ({ name: one.getAttribute('aria-label'), box: one.getBoundingClientRect() }))
        .filter(({ box }) => box.width < 44 || box.height < 44)
        .map(({ name }) => name),
    );
    expect(small).toEqual([]);
  }
  const { downbeat } = await gridNow(page);
  await key(page, 'Grid 1 ms later').focus();
  await page.keyboard.press('Enter');
  await untilDownbeat(page, downbeat + 48);
  await expect(key(page, 'Grid 1 ms later')).toBeFocused();
  await page.keyboard.press('Tab');
  await expect(key(page, 'Grid 10 ms later')).toBeFocused();
  await page.keyboard.press('Space');
  await untilDownbeat(page, downbeat + 528);
  await page.keyboard.press('Escape');
  await expect(page.getByRole('region', { name: 'Beat grid' })).toBeHidden();
  expectNoTroubles(troubles);
});
