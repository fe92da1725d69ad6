import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Download, expect, test } from '@playwright/test';
import { deckControlIndex } from '../src/control-bus/controls.ts';
import { demoTitles, expectNoTroubles, loadTrack, openApp, play, untilPosition } from './support/app.ts';

const HEAD_SEARCH_FRAMES = 64;
const FRAME_BYTES = 6;

/** The sample bytes of a 24-bit stereo WAV. */
function samplesOf(path: string): Buffer {
  const bytes = readFileSync(path);
  let at = 12;
  while (bytes.toString('latin1', at, at + 4) !== 'data') at += 8 + bytes.readUInt32LE(at + 4);
  return bytes.subarray(at + 8);
}

test('a set played live in the browser is rendered again in Node, bit for bit', async ({ page }) => {
  test.slow(); // it plays in real time and then renders
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

  const save = async (start: () => Promise<void>, name: string): Promise<string> => {
    const downloading = page.waitForEvent('download');
    await start();
    const download: Download = await downloading;
    const path = join(folder, name);
    await download.saveAs(path);
    return path;
  };
  const recorded = await save(
    () =>
      page.evaluate(async () => {
        const name = globalThis.echelon.recorder.get().files[0]?.name ?? '';
        await globalThis.echelon.downloadRecording(name);
      }),
    'live.wav',
  );
  const log = await save(() => page.evaluate(() => globalThis.echelon.downloadSessionLog()), 'set.log');
  const out = join(folder, 'replay.wav');
  const words = execFileSync(process.execPath, ['--import', 'tsx', 'tools/replay.ts', log, '--out', out], {
    encoding: 'utf8',
  });
  expect(words).toMatch(/exact/i);

  const live = samplesOf(recorded);
  const replayed = samplesOf(out);
  const heard = live.findIndex((byte) => byte !== 0);
  expect(heard).toBeGreaterThan(0);
  const from = heard - (heard % FRAME_BYTES);
  const at = replayed.indexOf(live.subarray(from, from + HEAD_SEARCH_FRAMES * FRAME_BYTES));
  expect(at, 'the first sound of the recording is in the replay').toBeGreaterThan(0);
  const length = Math.min(live.length - from, replayed.length - at);
  expect(length).toBeGreaterThan(3 * 48_000 * FRAME_BYTES);
  expect(live.subarray(from, from + length).equals(replayed.subarray(at, at + length))).toBe(true);
  rmSync(folder, { recursive: true, force: true });
  expectNoTroubles(troubles);
});
