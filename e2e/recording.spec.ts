import { readFileSync } from 'node:fs';
import { expect, test } from '@playwright/test';
import { openLog } from '../src/media/session-log/reader.ts';
import { demoTitles, expectNoTroubles, loadTrack, openApp, play, untilPosition } from './support/app.ts';

/** Format, length and peak of a 24-bit stereo WAV. */
function readWav(bytes: Buffer): { channels: number; rateHz: number; bits: number; frames: number; peak: number } {
  expect(bytes.toString('latin1', 0, 4)).toMatch(/RIFF|RF64/);
  let at = 12;
  let format = { channels: 0, rateHz: 0, bits: 0 };
  while (at + 8 <= bytes.length) {
    const id = bytes.toString('latin1', at, at + 4);
    const size = bytes.readUInt32LE(at + 4);
    if (id === 'fmt ')
      format = {
        channels: bytes.readUInt16LE(at + 10),
        rateHz: bytes.readUInt32LE(at + 12),
        bits: bytes.readUInt16LE(at + 22),
      };
    if (id === 'data') {
      let peak = 0;
      for (let i = at + 8; i + 2 < at + 8 + size; i += 3)
        peak = Math.max(peak, Math.abs(bytes.readIntLE(i, 3)) / 2 ** 23);
      return { ...format, frames: size / (3 * format.channels), peak };
    }
    at += 8 + size + (size & 1);
  }
  throw new Error('the WAV has no data');
}

test('the master is recorded and downloaded as a 24-bit WAV', async ({ page }) => {
  const troubles = await openApp(page);
  const [first = ''] = await demoTitles(page);
  await loadTrack(page, first, 'A');
  await page.getByRole('button', { name: 'Record', exact: true }).click();
  await play(page, 'A').click();
  await untilPosition(page, 'A', 3 * 48_000);
  await page.getByRole('button', { name: 'Stop recording' }).click();
  await page.waitForFunction(() => globalThis.echelon.recorder.get().files.length === 1);
  await page.getByRole('button', { name: 'Recordings' }).click();
  const downloading = page.waitForEvent('download');
  await page
    .getByRole('button', { name: /^Download/ })
    .first()
    .click();
  const path = await (await downloading).path();
  const wav = readWav(readFileSync(path));
  expect(wav).toMatchObject({ channels: 2, rateHz: 48_000, bits: 24 });
  expect(wav.frames).toBeGreaterThan(2.5 * 48_000);
  expect(wav.peak).toBeGreaterThan(0.05);
  expect(wav.peak).toBeLessThanOrEqual(0.9);
  expectNoTroubles(troubles);
});

test('session logs are listed with what they take; an old one can be downloaded and deleted, the running one not', async ({
  page,
}) => {
  await openApp(page);
  await openApp(page);
  await page.getByRole('button', { name: 'Settings' }).click();
  await expect(page.getByText(/2 session logs take \d+ kB\. Beyond 200 MB the oldest are removed/)).toBeVisible();
  await page.getByRole('button', { name: 'All session logs' }).click();
  const logs = page.getByRole('region', { name: 'Session logs' }).getByRole('listitem');
  await expect(logs).toHaveCount(2);
  await expect(logs.first()).toContainText('This set');
  await expect(logs.first().getByRole('button', { name: /^Delete/ })).toHaveAttribute('aria-disabled', 'true');
  const downloading = page.waitForEvent('download');
  await logs
    .last()
    .getByRole('button', { name: /^Download/ })
    .click();
  expect(openLog(readFileSync(await (await downloading).path())).problems).toEqual([]);
  await logs
    .last()
    .getByRole('button', { name: /^Delete/ })
    .click();
  await page.getByRole('button', { name: 'Delete', exact: true }).click();
  await expect(logs).toHaveCount(1);
});
