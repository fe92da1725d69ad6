import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { Op } from '../src/control-bus/commands.ts';
import { deckControlIndex } from '../src/control-bus/controls.ts';
import { openLog } from '../src/media/session-log/reader.ts';
import { demoTitles, expectNoTroubles, loadTrack, openApp, play, searchTracks, untilPosition } from './support/app.ts';
import { clickWav } from './support/files.ts';
import { liveSet, playLiveSet } from './support/live-set.ts';
import { expectSameSound, replayInNode } from './support/replayed.ts';

const SEED = 27_182;
/** Played in real time: nothing else is to be had from a live capture. */
const SECONDS = 180;

// The longer set below, which every run plays, holds all of this one; this one tells sooner what broke.
test('a set played live in the browser is rendered again in Node, bit for bit', { tag: '@long' }, async ({ page }) => {
  test.setTimeout(10 * 60_000); // it plays in real time and then renders
  const folder = mkdtempSync(join(tmpdir(), 'echelon-replay-'));
  const troubles = await openApp(page);
  const titles = await demoTitles(page);
  await loadTrack(page, titles[2] ?? '', 'A');
  await loadTrack(page, titles[3] ?? '', 'B');
  await page.evaluate(() => globalThis.echelon.startRecording());
  await page.waitForFunction(() => globalThis.echelon.recorder.get().recording);
  await play(page, 'A').click();
  await untilPosition(page, 'A', 48_000);
  await play(page, 'B').click();
  await page.getByRole('button', { name: 'Sync, deck B' }).click();
  await untilPosition(page, 'A', 2 * 48_000);
  await page.evaluate(
    ([tempo, low]) => {
      const port = globalThis.echelon;
      for (let i = 0; i <= 40; i++) {
        port.setControl(low, -i / 4);
        port.setControl(tempo, i / 100);
      }
    },
    [deckControlIndex(0, 'tempo'), deckControlIndex(0, 'eq.low')] as const,
  );
  await page.getByRole('button', { name: /^Loop \d+ beats?, deck A$/ }).click();
  await untilPosition(page, 'B', 4 * 48_000);
  await page.evaluate(() => globalThis.echelon.stopRecording());
  await page.waitForFunction(() => globalThis.echelon.recorder.get().files.length === 1);

  expect(expectSameSound(await replayInNode(page, folder))).toBeGreaterThan(3);
  rmSync(folder, { recursive: true, force: true });
  expectNoTroubles(troubles);
});

/** What three minutes of a random set are sure to hold. */
const OPS = [
  'load',
  'eject',
  'play',
  'pause',
  'seek',
  'beatJump',
  'syncOnce',
  'hotCueJump',
  'loopBeats',
  'loopExit',
  'rollStart',
  'censorStart',
  'scratchStart',
  'scratchMove',
  'scratchEnd',
] as const satisfies readonly (keyof typeof Op)[];

test('three minutes of a random set on four decks, captured live, are its log rendered in Node, bit for bit', {
  // `npm test` plays it beside the unit tests.
  tag: '@live',
}, async ({ page }) => {
  test.setTimeout(15 * 60_000); // it plays in real time and then renders
  const folder = mkdtempSync(join(tmpdir(), 'echelon-live-set-'));
  const troubles = await openApp(page);
  const own = [122, 128].map((bpm) => ({
    name: `Clicks ${bpm}.wav`,
    mimeType: 'audio/wav',
    buffer: clickWav(60, bpm),
  }));
  for (const { name, buffer } of own) writeFileSync(join(folder, name), buffer);
  await page.getByLabel('Music files').setInputFiles(own);
  const [first = '', second = ''] = (await demoTitles(page)).slice(2);
  const titles = [first, second, 'Clicks 122', 'Clicks 128'];
  await page.evaluate(() => globalThis.echelon.startRecording());
  await page.waitForFunction(() => globalThis.echelon.recorder.get().recording);
  for (const [i, deck] of (['A', 'B', 'C', 'D'] as const).entries()) {
    await loadTrack(page, titles[i] ?? '', deck);
    await play(page, deck).click();
  }
  const known = await searchTracks(page, '');
  const ids = titles.map((name) => known.find(({ title }) => title === name)?.id ?? '');
  // Nobody looks: what is not drawn is not taken from the tests beside this one.
  await page.setViewportSize({ width: 640, height: 240 });
  await playLiveSet(page, liveSet(SEED, SECONDS), ids, SECONDS);
  await page.evaluate(() => globalThis.echelon.stopRecording());
  await page.waitForFunction(() => globalThis.echelon.recorder.get().files.length === 1);

  const replayed = await replayInNode(page, folder);
  expect(expectSameSound(replayed)).toBeGreaterThan(SECONDS);
  const arrived = new Set<number>();
  const moved = new Set<number>();
  for (const record of openLog(readFileSync(replayed.log)).records()) {
    if (record.kind !== 'arrival') continue;
    arrived.add(record.command.op);
    if (record.command.op === Op.setControl) moved.add(record.command.target);
  }
  for (const op of OPS) expect(arrived, op).toContain(Op[op]);
  for (const key of ['keylock', 'key.shift', 'eq.low', 'filter', 'tempo'] as const)
    for (const deck of [0, 1, 2, 3]) expect(moved, key).toContain(deckControlIndex(deck, key));
  rmSync(folder, { recursive: true, force: true });
  expectNoTroubles(troubles);
});
