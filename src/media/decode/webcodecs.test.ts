import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Harness, openHarness } from '../../../tools/browser-harness.ts';
import type { PeakFound } from './webcodecs.page.ts';

/** Where `fixtures/README.md` puts the click, at 48 kHz. */
const CLICK_FRAME = 12_000;

let harness: Harness;
beforeAll(async () => {
  harness = await openHarness({ page: 'src/media/decode/webcodecs.page.ts' });
});
afterAll(() => harness?.close());

const decode = (name: string): Promise<PeakFound> => {
  const base64 = readFileSync(new URL(`./fixtures/${name}`, import.meta.url)).toString('base64');
  return harness.page.evaluate<PeakFound>(
    `window.harness.findPeak(${JSON.stringify(base64)}, ${JSON.stringify(name)})`,
  );
};

test('AAC in MP4 is decoded with its encoder delay cut: the click is where it was', async () => {
  const { peakFrame, decoderId } = await decode('click.m4a');
  expect(Math.abs(peakFrame - CLICK_FRAME)).toBeLessThanOrEqual(1);
  expect(decoderId).toMatch(/webcodecs/i);
});

test('bare AAC plays, later by the delay its file does not tell', async () => {
  const { peakFrame } = await decode('click.aac');
  expect(peakFrame).toBeGreaterThanOrEqual(CLICK_FRAME - 1);
  expect(peakFrame).toBeLessThan(CLICK_FRAME + 4096);
});

test('a video without sound is refused with the reason', async () => {
  await expect(decode('video-only.mp4')).rejects.toThrow(/video-only\.mp4/);
});
