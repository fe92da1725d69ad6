import { expect, type Page, test } from '@playwright/test';
import type { DeckTrack } from '../src/ui-shell/port.ts';
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

const deckTrack = (page: Page, deck: number): Promise<DeckTrack> =>
  page.evaluate((i) => {
    const track = globalThis.echelon.deckTracks[i]?.get() ?? null;
    if (track === null) throw new Error(`deck ${i} is empty`);
    return track;
  }, deck);

/** Loads the first demo track, whose beats and sections are exact, and returns its title. */
async function withTrack(page: Page): Promise<string> {
  const [first = ''] = await demoTitles(page);
  await loadTrack(page, first, 'A');
  await untilFlag(page, 'A', Flag.hasGrid, true);
  return first;
}

/** Shows the phrases of deck A. */
async function openPhrases(page: Page): Promise<void> {
  await page.getByRole('tab', { name: 'Phrases' }).click();
  await page.getByRole('radio', { name: 'Phrases of deck A' }).click();
}

/** Waits until the library holds what the deck shows. */
async function untilKept(page: Page, has: (track: DeckTrack) => boolean): Promise<void> {
  await expect.poll(async () => has(await deckTrack(page, 0))).toBe(true);
}

test('a hot cue gets a name and a colour, jumps at once where it does not wait, and is there after a reload', async ({
  page,
}) => {
  const troubles = await openApp(page);
  const title = await withTrack(page);
  await page.getByRole('button', { name: 'Set hot cue 3, deck A' }).click();
  const pad = page.getByRole('button', { name: /^Hot cue 3.*, deck A$/ });
  await pad.click({ button: 'right' });
  const menu = page.getByRole('dialog', { name: 'Edit hot cue 3, deck A' });
  const name = menu.getByRole('textbox', { name: 'Name of hot cue 3, deck A' });
  await expect(name).toBeFocused();
  await name.fill('Vocals');
  await menu.getByRole('radio', { name: 'Green' }).click();
  await menu.getByRole('button', { name: 'Wait for the beat at hot cue 3, deck A' }).click();
  await page.keyboard.press('Escape');
  await expect(menu).toBeHidden();
  await expect(page.getByRole('button', { name: 'Hot cue 3 Vocals, deck A' })).toHaveCSS('--hue', '#8fd06a');

  await untilKept(page, ({ cues }) => cues[0]?.name === 'Vocals');
  await page.reload();
  await openApp(page);
  await loadTrack(page, title, 'A');
  const again = page.getByRole('button', { name: 'Hot cue 3 Vocals, deck A' });
  await expect(again).toBeVisible();
  expect((await deckTrack(page, 0)).cues).toMatchObject([
    { slot: 3, name: 'Vocals', colour: '#8fd06a', quantised: false },
  ]);

  await play(page, 'A').click();
  await untilPosition(page, 'A', 48_000);
  // Pressed in the middle of a beat of a quantised deck, it leaves nothing waiting.
  const waited = await page.evaluate(async () => {
    const port = globalThis.echelon;
    const pads = [...document.querySelectorAll('button')].filter((b) => b.ariaLabel === 'Hot cue 3 Vocals, deck A');
    let waits = 0;
    port.refreshSnapshots();
    const before = port.fast.decks[0]?.position ?? 0;
    pads[0]?.click();
    for (let now = before; now >= before; now = port.fast.decks[0]?.position ?? 0) {
      await new Promise((resolve) => requestAnimationFrame(resolve));
      port.refreshSnapshots();
      waits += port.fast.pendingCount;
    }
    return waits;
  });
  expect(waited).toBe(0);

  await again.focus();
  await page.keyboard.press('Shift+F10');
  await page.getByRole('button', { name: 'Clear hot cue 3, deck A' }).click();
  await page.getByRole('alertdialog').getByRole('button', { name: 'Clear' }).click();
  await expect(page.getByRole('button', { name: 'Set hot cue 3, deck A' })).toBeVisible();
  await untilKept(page, ({ cues }) => cues.length === 0);
  expectNoTroubles(troubles);
});

test('the pads of two decks with one track hold the same cues', { tag: '@long' }, async ({ page }) => {
  const troubles = await openApp(page);
  const title = await withTrack(page);
  await loadTrack(page, title, 'B');
  await page.getByRole('button', { name: 'Set hot cue 1, deck A' }).click();
  await expect(page.getByRole('button', { name: /^Hot cue 1.*, deck B$/ })).toBeVisible();
  const cue = page.getByRole('button', { name: /^Hot cue 1.*, deck B$/ });
  await cue.focus();
  await page.keyboard.press('Delete');
  await page.getByRole('alertdialog').getByRole('button', { name: 'Clear' }).click();
  await expect(page.getByRole('button', { name: 'Set hot cue 1, deck A' })).toBeVisible();
  await expect(page.getByRole('button', { name: 'Set hot cue 1, deck B' })).toBeVisible();
  expectNoTroubles(troubles);
});

test('a running loop is saved on a pad, recalled on the beat, and is there after a reload', { tag: '@long' }, async ({
  page,
}) => {
  const troubles = await openApp(page);
  const title = await withTrack(page);
  const pads = page.getByRole('button', { name: /^Pad mode, deck A/ });
  await pads.click();
  await page.getByRole('button', { name: 'Pads: Saved loops, deck A' }).click();
  const save = page.getByRole('button', { name: 'Save loop 2, deck A' });
  await expect(save).toHaveAttribute('aria-disabled', 'true');
  await play(page, 'A').click();
  await untilPosition(page, 'A', 60_000);
  await page.getByRole('button', { name: /^Loop \d+ beats?, deck A$/ }).click();
  await untilFlag(page, 'A', Flag.loopActive, true);
  await save.click();
  const saved = page.getByRole('button', { name: /^Saved loop 2.*, deck A$/ });
  await expect(saved).toHaveAttribute('aria-pressed', 'true');
  const { loopInFrame, loopOutFrame } = await deckFast(page, 'A');
  await saved.click();
  await untilFlag(page, 'A', Flag.loopActive, false);
  await saved.click({ button: 'right' });
  await page.getByRole('textbox', { name: 'Name of saved loop 2, deck A' }).fill('Hook');
  await page.keyboard.press('Enter');
  await untilKept(page, ({ loops }) => loops[1]?.name === 'Hook');

  await page.reload();
  await openApp(page);
  await loadTrack(page, title, 'A');
  await pads.click();
  await page.getByRole('button', { name: 'Pads: Saved loops, deck A' }).click();
  const hook = page.getByRole('button', { name: 'Saved loop 2 Hook, deck A' });
  await play(page, 'A').click();
  await untilPosition(page, 'A', 1);
  // A press waits for the beat, as one thing with one cancel: from a beat past the eighth bar there is time to see it.
  await play(page, 'A').click();
  await untilFlag(page, 'A', Flag.playing, false);
  await page.getByRole('button', { name: 'Quantise, deck A' }).click({ button: 'right' });
  await page.getByRole('button', { name: 'Quantise to 8 bars, deck A' }).click();
  await pads.click();
  await page.getByRole('button', { name: 'Pads: Saved loops, deck A' }).click();
  const grid = (await deckTrack(page, 0)).grid;
  if (grid === null) throw new Error('the demo track has no grid');
  const after = grid.downbeatFrame + (33 * 60 * 48_000) / grid.bpm;
  await page.evaluate((a) => globalThis.echelon.send({ op: 29, deck: 0, a }), after);
  await untilPosition(page, 'A', after - 1);
  await play(page, 'A').click();
  await untilFlag(page, 'A', Flag.playing, true);
  await hook.click();
  const waiting = page.getByRole('list', { name: 'Waiting for their beat' });
  await expect(waiting.getByText('Loop Hook')).toBeVisible();
  await expect(waiting.getByRole('listitem')).toHaveCount(1);
  await page.getByRole('button', { name: 'Cancel loop hook on deck A' }).click();
  await expect(waiting.getByText('Nothing waits for a beat')).toBeVisible();

  await page.getByRole('button', { name: 'Quantise, deck A' }).click({ button: 'right' });
  await page.getByRole('button', { name: 'Quantise to 1 beat, deck A' }).click();
  await pads.click();
  await page.getByRole('button', { name: 'Pads: Saved loops, deck A' }).click();
  await hook.click();
  await untilFlag(page, 'A', Flag.loopActive, true);
  await page.waitForFunction((end) => {
    globalThis.echelon.refreshSnapshots();
    return (globalThis.echelon.fast.decks[0]?.position ?? end) < end;
  }, loopOutFrame);
  const now = await deckFast(page, 'A');
  expect([now.loopInFrame, now.loopOutFrame]).toEqual([loopInFrame, loopOutFrame]);
  expect(now.position).toBeGreaterThanOrEqual(loopInFrame - 1);
  await expect(hook).toHaveAttribute('aria-pressed', 'true');

  await hook.focus();
  await page.keyboard.press('Delete');
  await page.getByRole('alertdialog').getByRole('button', { name: 'Clear' }).click();
  await expect(page.getByRole('button', { name: 'Save loop 2, deck A' })).toBeVisible();
  expectNoTroubles(troubles);
});

test('a section is heard in the headphones, jumped to and looped, and the next one starts exactly when this one ends', {
  tag: '@long',
}, async ({ page }) => {
  test.setTimeout(240_000);
  const troubles = await openApp(page);
  await withTrack(page);
  const { phrases, grid, track } = await deckTrack(page, 0);
  const sections = phrases.filter(({ level }) => level === 'section');
  const [first, second, third] = sections;
  if (first === undefined || second === undefined || third === undefined || grid === null)
    throw new Error('the demo track has no three sections');
  await openPhrases(page);
  const list = page.getByRole('list', { name: 'Phrases of deck A' });
  await expect(list.getByRole('listitem')).toHaveCount(phrases.length);
  const listen = page.getByRole('button', { name: `Listen to ${third.name}, deck A` });
  await listen.click();
  await expect(listen).toHaveAttribute('aria-pressed', 'true');
  await page.waitForFunction(() => {
    globalThis.echelon.refreshSnapshots();
    return globalThis.echelon.fast.voicesPlaying !== 0 && globalThis.echelon.fast.cue.peakL > 0;
  });
  await listen.click();
  await expect(listen).toHaveAttribute('aria-pressed', 'false');
  expect(track.title).not.toBe('');

  await play(page, 'A').click();
  await untilPosition(page, 'A', 24_000);
  await page.getByRole('button', { name: `Jump to ${second.name}, deck A` }).click();
  await untilPosition(page, 'A', second.startFrame);
  await expect(list.locator('.is-here')).toContainText(second.name);

  await page.getByRole('button', { name: `Loop ${second.name}, deck A` }).click();
  await untilFlag(page, 'A', Flag.loopActive, true);
  expect((await deckFast(page, 'A')).loopOutFrame).toBe(second.endFrame);
  await page.getByRole('button', { name: `Loop ${second.name}, deck A` }).click();
  await untilFlag(page, 'A', Flag.loopActive, false);

  // Queue, take back, queue again.
  const next = page.getByRole('button', { name: `Play next ${first.name}, deck A` });
  await next.click();
  const waiting = page.getByRole('list', { name: 'Waiting for their beat' });
  await expect(waiting.getByText(`Jump to ${first.name}`)).toBeVisible();
  await next.click();
  await expect(waiting.getByText('Nothing waits for a beat')).toBeVisible();
  await page.getByRole('button', { name: `Play next ${third.name}, deck A` }).click();
  await next.click();
  await expect(waiting.getByRole('listitem')).toHaveCount(1);
  await expect(waiting.getByText(`Jump to ${first.name}`)).toBeVisible();
  const boundary = await page.evaluate(() => globalThis.echelon.slow.pending.find(({ id }) => id !== 0)?.time ?? -1);
  const framesPerBeat = (60 * 48_000) / grid.bpm;
  expect(grid.downbeatFrame + boundary * framesPerBeat).toBeCloseTo(second.endFrame, 3);

  // To the last beats of the section, then watch the jump: position less the boundary's excess is the target's, to a frame.
  const seen = await page.evaluate(
    async ([from, to]) => {
      const port = globalThis.echelon;
      let before = { frame: 0, position: 0, rate: 0 };
      port.send({ op: 30, deck: 0, a: 4 * Math.floor((to - (port.fast.decks[0]?.position ?? 0)) / from / 4) - 4 });
      for (;;) {
        await new Promise((resolve) => requestAnimationFrame(resolve));
        port.refreshSnapshots();
        const { position, rate } = port.fast.decks[0] ?? { position: 0, rate: 0 };
        const frame = port.fast.engineFrame;
        if (position < before.position - 48_000) return { before, after: { frame, position } };
        before = { frame, position, rate };
      }
    },
    [framesPerBeat, second.endFrame] as const,
  );
  const passed = (seen.after.frame - seen.before.frame) * seen.before.rate;
  const jumped = seen.before.position + passed - seen.after.position;
  expect(Math.abs(jumped - (second.endFrame - first.startFrame))).toBeLessThan(1);

  // Energies come with the waveform, when the whole track is drawn.
  await expect(list.getByRole('img', { name: /^Energy [1-5] of 5$/ })).toHaveCount(phrases.length, { timeout: 90_000 });
  expectNoTroubles(troubles);
});

test('a track that was left in the middle offers its place, and intro and outro are marked by hand', {
  tag: '@long',
}, async ({ page }) => {
  const troubles = await openApp(page);
  const [first = '', second = ''] = await demoTitles(page);
  await loadTrack(page, first, 'A');
  await untilFlag(page, 'A', Flag.hasGrid, true);
  await page.evaluate(() => globalThis.echelon.send({ op: 29, deck: 0, a: 20 * 48_000 }));
  await untilPosition(page, 'A', 20 * 48_000);
  await openPhrases(page);
  await page.getByRole('button', { name: 'Intro ends here, deck A' }).click();
  await expect(page.getByRole('button', { name: 'Intro ends here, deck A' })).toHaveText('Intro ends 0:20');
  await play(page, 'A').click();
  await untilPosition(page, 'A', 21 * 48_000);
  await play(page, 'A').click();
  await untilFlag(page, 'A', Flag.playing, false);
  const { position } = await deckFast(page, 'A');
  await page.getByRole('tab', { name: 'Tracks' }).click();
  await loadTrack(page, second, 'A');
  await page.waitForFunction((title) => globalThis.echelon.deckTracks[0]?.get()?.track.title === title, second);

  await page.reload();
  await openApp(page);
  await loadTrack(page, first, 'A');
  await page.waitForFunction((title) => globalThis.echelon.deckTracks[0]?.get()?.track.title === title, first);
  await openPhrases(page);
  await expect(page.getByRole('button', { name: 'Intro ends here, deck A' })).toHaveText('Intro ends 0:20');
  const back = page.getByRole('button', { name: 'Go to where it was left, deck A' });
  const left = Math.floor(position / 48_000);
  await expect(back).toHaveText(`Left at 0:${left}`);
  expect((await deckFast(page, 'A')).position).toBeLessThan(48_000);
  await back.click();
  await untilPosition(page, 'A', position - 1);
  await page.getByRole('button', { name: 'Intro and outro by the sections, deck A' }).click();
  await expect(page.getByRole('button', { name: 'Intro ends here, deck A' })).not.toHaveText('Intro ends 0:20');
  expectNoTroubles(troubles);
});

test('a loaded track waits at its first beat, unless that is switched off', { tag: '@long' }, async ({ page }) => {
  const troubles = await openApp(page);
  const title = await withTrack(page);
  const grid = (await deckTrack(page, 0)).grid;
  if (grid === null) throw new Error('the demo track has no grid');
  // A first beat that is not the first frame.
  const frame = grid.downbeatFrame + 10_000;
  await page.evaluate(([g, a]) => globalThis.echelon.setGrid(0, { ...g, downbeatFrame: a }), [grid, frame] as const);
  await expect.poll(async () => (await deckTrack(page, 0)).track.gridProducer).toBe('hand');
  await loadTrack(page, title, 'B');
  await untilPosition(page, 'B', 1);
  expect((await deckFast(page, 'B')).position).toBe(frame);
  const cue = () =>
    page.evaluate(() => {
      globalThis.echelon.refreshSnapshots();
      return globalThis.echelon.slow.decks.map(({ cuePointFrame }) => cuePointFrame);
    });
  await expect.poll(async () => (await cue())[1]).toBe(frame);

  await page.getByRole('button', { name: 'Settings', exact: true }).click();
  await page.getByRole('button', { name: 'Auto-cue' }).click();
  await page.keyboard.press('Escape');
  await page.reload();
  await openApp(page);
  await loadTrack(page, title, 'C');
  await untilFlag(page, 'C', Flag.hasGrid, true);
  // Two looks at the deck later nothing has moved it.
  const start = await page.evaluate(() => globalThis.echelon.fast.engineFrame);
  await page.waitForFunction((from) => {
    globalThis.echelon.refreshSnapshots();
    return globalThis.echelon.fast.engineFrame > from + 48_000;
  }, start);
  expect((await deckFast(page, 'C')).position).toBe(0);
  expect((await cue())[2]).toBe(0);
  expectNoTroubles(troubles);
});
