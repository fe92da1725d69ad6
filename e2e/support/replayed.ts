/** What the app recorded and logged, beside the log rendered again in Node. Thread: Node. */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, type Page } from '@playwright/test';
import { BLOCK_FRAMES } from '../../src/control-bus/constants.ts';
import { readWavHead, WAV_FRAME_BYTES, WAV_HEAD_BYTES, type WavFacts } from '../../src/media/recorder/wav.ts';

export interface Recorded {
  readonly facts: WavFacts;
  /** 24-bit stereo frames. */
  readonly samples: Buffer;
}

function readRecording(path: string): Recorded {
  const bytes = readFileSync(path);
  const head = readWavHead(bytes);
  if (head.kind !== 'recording') throw new Error(`${path} is no recording of ours`);
  return { facts: head.facts, samples: bytes.subarray(WAV_HEAD_BYTES) };
}

async function save(page: Page, path: string, start: () => Promise<void>): Promise<string> {
  const downloading = page.waitForEvent('download');
  await start();
  await (await downloading).saveAs(path);
  return path;
}

export interface Replayed {
  /** Path of the session log. */
  readonly log: string;
  readonly live: Recorded;
  readonly replay: Recorded;
}

/** Downloads the only recording and the session log into `folder`, and renders the log there. Own files are looked for in it. */
export async function replayInNode(page: Page, folder: string): Promise<Replayed> {
  const live = await save(page, join(folder, 'live.wav'), () =>
    page.evaluate(() => globalThis.echelon.downloadRecording(globalThis.echelon.recorder.get().files[0]?.name ?? '')),
  );
  const log = await save(page, join(folder, 'set.elog'), () =>
    page.evaluate(() => globalThis.echelon.downloadSessionLog()),
  );
  const out = join(folder, 'replay.wav');
  const { stdout, stderr, status, signal } = spawnSync(
    process.execPath,
    ['--import', 'tsx', 'tools/replay.ts', log, '--out', out, '--tracks', folder],
    { encoding: 'utf8' },
  );
  expect(`${stdout}${stderr}`, `what the replay says, ended with ${status ?? signal}`).toContain('(exact)');
  return { log, live: readRecording(live), replay: readRecording(out) };
}

const BLOCK_BYTES = BLOCK_FRAMES * WAV_FRAME_BYTES;

/**
 * Every block of the recording is the replay's block at the same engine frame, to the last bit of 24. Only where the
 * recorder itself says that it missed blocks, on a machine too busy to run it, may there be silence instead.
 * Returns the seconds compared.
 */
export function expectSameSound({ live, replay }: Replayed): number {
  expect(
    live.samples.findIndex((byte) => byte !== 0),
    'first byte that is not silence',
  ).toBeGreaterThanOrEqual(0);
  const from = live.facts.firstEngineFrame * WAV_FRAME_BYTES;
  const length = Math.min(live.samples.length, replay.samples.length - from);
  const silence = Buffer.alloc(BLOCK_BYTES);
  let gaps = 0;
  let inGap = false;
  let differs = -1;
  // One expectation at the end: a step of the runner for each of 70 000 blocks would take minutes.
  for (let at = 0; at + BLOCK_BYTES <= length && differs < 0; at += BLOCK_BYTES) {
    const heard = live.samples.subarray(at, at + BLOCK_BYTES);
    const same = heard.equals(replay.samples.subarray(from + at, from + at + BLOCK_BYTES));
    const missed = !same && heard.equals(silence);
    if (!same && !missed) differs = (from + at) / WAV_FRAME_BYTES;
    if (missed && !inGap) gaps++;
    inGap = missed;
  }
  expect(differs, 'engine frame of the first block that differs').toBe(-1);
  expect(gaps, 'gaps, beside those the recorder tells of').toBeLessThanOrEqual(live.facts.gaps);
  return length / WAV_FRAME_BYTES / live.facts.sampleRateHz;
}
