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

test.beforeEach(async ({ page }) => {
  await openApp(page);
  const [first = ''] = await demoTitles(page);
  await loadTrack(page, first, 'A');
  await untilFlag(page, 'A', Flag.hasGrid, true);
});

test('a beat loop holds, halves, and lets go', async ({ page }) => {
  await play(page, 'A').click();
  await untilPosition(page, 'A', 48_000);
  await page.getByRole('button', { name: /^Loop \d+ beats?, deck A$/ }).click();
  await untilFlag(page, 'A', Flag.loopActive, true);
  const { loopInFrame, loopOutFrame } = await deckFast(page, 'A');
  expect(loopOutFrame).toBeGreaterThan(loopInFrame);
  await page.getByRole('button', { name: 'Halve loop, deck A' }).click();
  await page.waitForFunction((length) => {
    globalThis.echelon.refreshSnapshots();
    const deck = globalThis.echelon.fast.decks[0];
    return deck !== undefined && Math.abs((deck.loopOutFrame - deck.loopInFrame) * 2 - length) < 2;
  }, loopOutFrame - loopInFrame);
  // Several times round: the position never leaves the loop.
  const left = await page.evaluate(async () => {
    const port = globalThis.echelon;
    port.refreshSnapshots();
    const until = port.fast.engineFrame + 3 * 48_000;
    let outside = 0;
    while (port.fast.engineFrame < until) {
      await new Promise((resolve) => requestAnimationFrame(resolve));
      port.refreshSnapshots();
      const deck = port.fast.decks[0];
      if (deck !== undefined && (deck.position < deck.loopInFrame - 1 || deck.position > deck.loopOutFrame + 1))
        outside++;
    }
    return outside;
  });
  expect(left).toBe(0);
  await page.getByRole('button', { name: 'Exit loop, deck A' }).click();
  await untilFlag(page, 'A', Flag.loopActive, false);
});

test('hot cues are set on the grid and jumped to', async ({ page }) => {
  await play(page, 'A').click();
  await untilPosition(page, 'A', 60_000);
  await page.getByRole('button', { name: 'Set hot cue 1, deck A' }).click();
  const cue = page.getByRole('button', { name: /^Hot cue 1.*, deck A$/ });
  await expect(cue).toBeVisible();
  const frame = await page.evaluate(() => {
    globalThis.echelon.refreshSnapshots();
    return globalThis.echelon.slow.decks[0]?.hotCueFrames[0] ?? -1;
  });
  expect(frame).toBeGreaterThan(0);
  await untilPosition(page, 'A', frame + 96_000);
  await cue.click();
  await page.waitForFunction((at) => {
    globalThis.echelon.refreshSnapshots();
    const position = globalThis.echelon.fast.decks[0]?.position ?? 0;
    return position < at + 90_000;
  }, frame);
  await untilFlag(page, 'A', Flag.playing, true);
});

test('key lock on or off is inaudible at the track’s own tempo, and stretches away from it', async ({ page }) => {
  await play(page, 'A').click();
  await untilFlag(page, 'A', Flag.stretched, true);
  const before = (await deckFast(page, 'A')).rate;
  await page.getByRole('button', { name: 'Key lock, deck A' }).click();
  await untilFlag(page, 'A', Flag.stretched, false);
  const after = await deckFast(page, 'A');
  expect(after.rate).toBe(before);
  expect(after.flags & Flag.playing).toBeTruthy();
  await page.getByRole('button', { name: 'Key lock, deck A' }).click();
  await untilFlag(page, 'A', Flag.stretched, true);
});

test('the hand scratches on the waveform and lets go', async ({ page }) => {
  await play(page, 'A').click();
  await untilPosition(page, 'A', 96_000);
  const lane = page.getByRole('img', { name: /^Waveform, deck A/i });
  const box = await lane.boundingBox();
  if (box === null) throw new Error('the lane is not there');
  const y = box.y + box.height / 2;
  await page.mouse.move(box.x + box.width / 2, y);
  await page.mouse.down();
  await untilFlag(page, 'A', Flag.scratching, true);
  const held = (await deckFast(page, 'A')).position;
  // Pulling the waveform to the right moves the record back.
  for (let step = 1; step <= 20; step++) await page.mouse.move(box.x + box.width / 2 + step * 6, y);
  await page.waitForFunction((at) => {
    globalThis.echelon.refreshSnapshots();
    return (globalThis.echelon.fast.decks[0]?.position ?? at) < at - 4000;
  }, held);
  await page.mouse.up();
  await untilFlag(page, 'A', Flag.scratching, false);
  const released = (await deckFast(page, 'A')).position;
  await untilPosition(page, 'A', released + 24_000);
});

test('nothing on the page complains while a deck plays', async ({ page }) => {
  const troubles = await openApp(page);
  const [first = ''] = await demoTitles(page);
  await loadTrack(page, first, 'A');
  await play(page, 'A').click();
  await untilPosition(page, 'A', 96_000);
  expectNoTroubles(troubles);
});
