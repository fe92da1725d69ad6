import { expect, test } from '@playwright/test';
import { demoTitles, Flag, loadTrack, openApp, play, untilFlag, untilPosition, watchTroubles } from './support/app.ts';

test('a suspended context is shown and started by a click', async ({ page }) => {
  // The browser here starts sound by itself: hold it back as a stricter autoplay policy would.
  await page.addInitScript(() => {
    const Native = globalThis.AudioContext;
    globalThis.AudioContext = class extends Native {
      constructor(options?: AudioContextOptions) {
        super(options);
        void this.suspend();
      }
    };
  });
  await page.goto('/');
  const start = page.getByRole('button', { name: /Start the sound/ });
  await expect(start).toBeVisible();
  await start.click();
  await page.waitForFunction(() => globalThis.echelon.phase.get().kind === 'running');
  await expect(start).toBeHidden();
});

test('a page without isolation says what is missing and what to do', async ({ page }) => {
  const troubles = watchTroubles(page);
  await page.addInitScript(() => {
    Object.defineProperty(globalThis, 'crossOriginIsolated', { value: false });
  });
  await page.goto('/');
  await expect(page.getByText(/not cross-origin isolated/).first()).toBeVisible();
  await expect(page.getByText(/npm start/)).toBeVisible();
  expect(troubles.errors).toEqual([]);
});

test('a lost output device is told, and the decks go on after it comes back', async ({ page }) => {
  await page.addInitScript(() => {
    const Native = globalThis.AudioContext;
    const made: AudioContext[] = [];
    Object.assign(globalThis, { contextsMade: made });
    globalThis.AudioContext = class extends Native {
      constructor(options?: AudioContextOptions) {
        super(options);
        made.push(this);
      }
    };
  });
  await openApp(page);
  const [first = ''] = await demoTitles(page);
  await loadTrack(page, first, 'A');
  await play(page, 'A').click();
  await untilPosition(page, 'A', 48_000);
  await page.evaluate(() => {
    const { contextsMade } = globalThis as unknown as { contextsMade: AudioContext[] };
    contextsMade.at(-1)?.dispatchEvent(new Event('error'));
  });
  await expect(page.getByRole('group', { name: 'Output device lost' })).toBeVisible();
  const before = await page.evaluate(() => {
    globalThis.echelon.refreshSnapshots();
    return globalThis.echelon.fast.decks[0]?.position ?? 0;
  });
  await page.getByRole('button', { name: 'Restart the sound' }).click();
  await page.waitForFunction(() => globalThis.echelon.phase.get().kind === 'running');
  await untilPosition(page, 'A', before + 48_000);
  await untilFlag(page, 'A', Flag.playing, true);
});

test('another latency moves the engine as it is', async ({ page }) => {
  await openApp(page);
  const [first = ''] = await demoTitles(page);
  await loadTrack(page, first, 'A');
  await play(page, 'A').click();
  await untilPosition(page, 'A', 48_000);
  await page.evaluate(() => globalThis.echelon.setLatency('playback'));
  await page.waitForFunction(() => globalThis.echelon.output.get().latency === 'playback');
  const position = await page.evaluate(() => {
    globalThis.echelon.refreshSnapshots();
    return globalThis.echelon.fast.decks[0]?.position ?? 0;
  });
  expect(position).toBeGreaterThan(48_000);
  await untilPosition(page, 'A', position + 48_000);
});
