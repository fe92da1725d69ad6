import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, type Page, test } from '@playwright/test';
import { Op } from '../src/control-bus/commands.ts';
import { PAGE_FRAMES, SESSION_RATE_HZ } from '../src/control-bus/constants.ts';
import { WAV_FRAME_BYTES, WAV_HEAD_BYTES } from '../src/media/recorder/wav.ts';
import { expectNoTroubles, loadTrack, openApp, play, untilPosition } from './support/app.ts';
import { mixBytes, periodOf, writeMix } from './support/mix-file.ts';

const MIX_SECONDS = 31 * 60;
const WINDOW_FRAMES = 4800;
const minutes = (n: number): number => n * 60 * SESSION_RATE_HZ;
const pageAt = (frame: number): number => Math.floor(frame / PAGE_FRAMES);

/** The left channel of a recording. */
function readRecording(path: string): Float64Array {
  const bytes = readFileSync(path);
  const frames = Math.floor((bytes.length - WAV_HEAD_BYTES) / WAV_FRAME_BYTES);
  return Float64Array.from(
    { length: frames },
    (_, i) => bytes.readIntLE(WAV_HEAD_BYTES + i * WAV_FRAME_BYTES, 3) / 2 ** 23,
  );
}

/** Mean period of the tone in frames, by its rising zero crossings; null where there is no tone. */
function periodIn(samples: Float64Array): number | null {
  let first = Number.NaN;
  let last = Number.NaN;
  let count = 0;
  for (let i = 1; i < samples.length; i++) {
    const [a, b] = [samples[i - 1] as number, samples[i] as number];
    if (a >= 0 || b < 0) continue;
    last = i - b / (b - a);
    if (count++ === 0) first = last;
  }
  return count < 3 ? null : (last - first) / (count - 1);
}

/** The pages heard, one after another; windows in which the tone changes are left out. */
function pagesHeard(samples: Float64Array): number[] {
  const pages: number[] = [];
  for (let at = 0; at + WINDOW_FRAMES <= samples.length; at += WINDOW_FRAMES) {
    const period = periodIn(samples.subarray(at, at + WINDOW_FRAMES));
    if (period === null || Math.abs(period - Math.round(period)) > 0.1) continue;
    const page = Math.round(period) - periodOf(0);
    if (pages.at(-1) !== page) pages.push(page);
  }
  return pages;
}

async function chunksMissing(page: Page): Promise<number> {
  return page.evaluate(() => {
    globalThis.echelon.refreshSnapshots();
    return globalThis.echelon.telemetry.chunksMissing;
  });
}

async function seek(page: Page, frame: number): Promise<void> {
  await page.evaluate(([op, a]) => globalThis.echelon.send({ op: op as never, deck: 0, a: a as number }), [
    Op.seek,
    frame,
  ] as const);
  await page.waitForFunction((from) => {
    globalThis.echelon.refreshSnapshots();
    const position = globalThis.echelon.fast.decks[0]?.position ?? 0;
    return position >= from && position < from + 10 * 48_000;
  }, frame);
}

/** Removes the mix as it was added, so that only its pages are left. */
async function forgetAudio(page: Page, bytes: number): Promise<void> {
  const removed = await page.evaluate(async (size) => {
    const folder = await (await navigator.storage.getDirectory()).getDirectoryHandle('content');
    for await (const [name, handle] of folder.entries()) {
      if (handle.kind !== 'file' || (await (handle as FileSystemFileHandle).getFile()).size !== size) continue;
      await folder.removeEntry(name);
      return true;
    }
    return false;
  }, bytes);
  expect(removed).toBe(true);
}

test('a mix too long for memory plays from disk: from the start, after a jump, at a cue, and in the next session', {
  tag: '@long',
}, async ({ page }) => {
  test.setTimeout(600_000);
  const folder = mkdtempSync(join(tmpdir(), 'echelon-mix-'));
  try {
    writeMix(join(folder, 'Long mix.wav'), MIX_SECONDS);
    const troubles = await openApp(page);
    await page.getByLabel('Music files').setInputFiles(join(folder, 'Long mix.wav'));
    await loadTrack(page, 'Long mix', 'A');
    await page.getByRole('button', { name: 'Record', exact: true }).click();
    await play(page, 'A').click();
    await untilPosition(page, 'A', 4 * SESSION_RATE_HZ);
    expect(await chunksMissing(page)).toBe(0);
    // While nothing plays the decoder has the machine to itself.
    await page.getByRole('button', { name: 'Pause, deck A', exact: true }).click();
    await page.waitForFunction(() => globalThis.echelon.deckTracks[0]?.get()?.decoded === 1, undefined, {
      timeout: 400_000,
    });
    await play(page, 'A').click();

    await seek(page, minutes(25));
    await page.getByRole('button', { name: 'Set hot cue 1, deck A' }).click();
    await untilPosition(page, 'A', minutes(25) + SESSION_RATE_HZ);
    await seek(page, minutes(10));
    await untilPosition(page, 'A', minutes(10) + SESSION_RATE_HZ);
    const afterJumps = await chunksMissing(page);
    expect(afterJumps).toBeLessThan(100);
    await page.getByRole('button', { name: /^Hot cue 1.*, deck A$/ }).click();
    await untilPosition(page, 'A', minutes(25) + SESSION_RATE_HZ);
    expect(await chunksMissing(page)).toBe(afterJumps);

    await page.getByRole('button', { name: 'Stop recording' }).click();
    await page.waitForFunction(() => globalThis.echelon.recorder.get().files.length === 1);
    await page.getByRole('button', { name: 'Recordings' }).click();
    const downloading = page.waitForEvent('download');
    await page
      .getByRole('button', { name: /^Download/ })
      .first()
      .click();
    const heard = pagesHeard(readRecording(await (await downloading).path()));
    const start = heard.slice(0, heard.indexOf(pageAt(minutes(25))));
    expect(start).toEqual(start.map((_, i) => i));
    const place = (at: number): number => [25, 10].find((m) => Math.abs(at - pageAt(minutes(m))) <= 2) ?? at;
    const places = heard.slice(start.length).map(place);
    expect(places.filter((at, i) => at !== places[i - 1])).toEqual([25, 10, 25]);

    await openApp(page);
    await forgetAudio(page, mixBytes(MIX_SECONDS));
    await loadTrack(page, 'Long mix', 'A');
    await play(page, 'A').click();
    await untilPosition(page, 'A', SESSION_RATE_HZ);
    await seek(page, minutes(30));
    await untilPosition(page, 'A', minutes(30) + SESSION_RATE_HZ);
    expect(await chunksMissing(page)).toBeLessThan(50);
    expectNoTroubles(troubles);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
