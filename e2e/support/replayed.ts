/** What the app recorded and logged, beside the log rendered again in Node. Thread: Node. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, type Page } from '@playwright/test';
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
  const words = execFileSync(
    process.execPath,
    ['--import', 'tsx', 'tools/replay.ts', log, '--out', out, '--tracks', folder],
    { encoding: 'utf8' },
  );
  expect(words).toContain('(exact)');
  return { log, live: readRecording(live), replay: readRecording(out) };
}

/** Every frame of the recording is the replay's frame of the same number, to the last bit of 24. Returns the seconds compared. */
export function expectSameSound({ live, replay }: Replayed): number {
  expect(live.facts.gaps).toBe(0);
  expect(live.samples.some((byte) => byte !== 0)).toBe(true);
  const from = live.facts.firstEngineFrame * WAV_FRAME_BYTES;
  const length = Math.min(live.samples.length, replay.samples.length - from);
  const differs = (at: number): boolean => live.samples[at] !== replay.samples[from + at];
  let at = 0;
  if (!live.samples.subarray(0, length).equals(replay.samples.subarray(from, from + length)))
    while (at < length && !differs(at)) at++;
  else at = length;
  expect(at, `first byte that differs, at engine frame ${Math.floor((from + at) / WAV_FRAME_BYTES)}`).toBe(length);
  return length / WAV_FRAME_BYTES / live.facts.sampleRateHz;
}
