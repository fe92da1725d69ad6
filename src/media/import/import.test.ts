import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Harness, openHarness } from '../../../tools/browser-harness.ts';
import { PIECE_RATE, renderPiece } from '../analysis/pieces.ts';
import { wavFile } from '../decode/test-audio.ts';
import type { Seen, TrackSeen } from './import.page.ts';
import { importTrack } from './import-track.ts';

let harness: Harness;
beforeAll(async () => {
  harness = await openHarness({ page: 'src/media/import/import.page.ts' });
});
afterAll(() => harness?.close());

const mp3 = readFileSync(new URL('../decode/fixtures/click-bare.mp3', import.meta.url)).toString('base64');
const EXPECTED: Seen[] = [
  { name: '1 piece.wav', phase: 'done', code: null },
  { name: '2 same.wav', phase: 'duplicate', code: null },
  { name: '3 tagged.mp3', phase: 'done', code: null },
  { name: '4 broken.mp3', phase: 'failed', code: 'unrecognised' },
  { name: 'copied.mp3', phase: 'done', code: null },
];

/** The same piece, imported here in Node. */
async function importHere(): Promise<{ pcmId: string; tempo: string }> {
  const pcm = renderPiece({ groove: 'house', bpm: 124, seconds: 30, offsetS: 0.2, seed: 1 });
  const side = (c: number): Float32Array<ArrayBuffer> =>
    Float32Array.from({ length: pcm.length / 2 }, (_, i) => pcm[i * 2 + c] as number);
  const outcome = await importTrack({
    file: new Blob([wavFile({ sampleRateHz: PIECE_RATE, channels: [side(0), side(1)], encoding: 'int16' })]),
    fileName: '1 piece.wav',
    signal: new AbortController().signal,
    breathe: async () => undefined,
    onPhase: () => undefined,
    onProgress: () => undefined,
    standingOf: async () => ({ kind: 'new' }),
  });
  if (outcome.kind !== 'track') throw new Error('expected a track');
  return { pcmId: outcome.track.decoded.pcmId, tempo: JSON.stringify(outcome.track.findings.analysis?.grid) };
}

test('in Chromium a folder comes in by reference, a file by copy, covers become small, results are those of Node', async () => {
  const { items, tracks, stored, second } = await harness.page.evaluate<{
    items: Seen[];
    tracks: TrackSeen[];
    stored: number;
    second: string;
  }>(`window.harness.importFolder(${JSON.stringify(mp3)})`);
  expect(second).toBe('ImportElsewhereError');
  expect(items).toEqual(EXPECTED);
  expect(tracks.map(({ title, audio }) => [title, audio])).toEqual([
    ['piece', 'referenced'],
    ['Tagged', 'referenced'],
    ['copied', 'stored'],
  ]);
  expect(stored).toBe(1);
  const { cover } = tracks[1] as TrackSeen;
  expect(cover).toMatchObject({ type: 'image/webp', width: 160, height: 80 });
  expect(cover?.bytes).toBeLessThanOrEqual(20_000);
  const here = await importHere();
  expect({ pcmId: tracks[0]?.pcmId, tempo: tracks[0]?.tempo }).toEqual(here);
});

test('after a reload the browser still has handles and records; a file that was moved is told', async () => {
  await harness.page.reload();
  await harness.page.waitForFunction('window.harness !== undefined');
  const { items, bytes, moved } = await harness.page.evaluate<{ items: Seen[]; bytes: number; moved: string }>(
    'window.harness.openAgain()',
  );
  expect(items).toEqual(EXPECTED);
  expect(bytes).toBeGreaterThan(1_000_000);
  expect(moved).toBe('moved');
});
