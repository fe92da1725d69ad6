import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { SESSION_RATE_HZ } from '../../control-bus/constants.ts';
import { encodeWavHead, RecordingState, WAV_HEAD_BYTES } from '../recorder/wav.ts';
import type { TrackFact } from '../session-log/format.ts';
import type { PcmSink } from './replay-types.ts';
import { contentOf, DemoFinder, FileFinder, findIn } from './track-finders.ts';

const fact = (fileId: string): TrackFact => ({
  loadToken: 1,
  sourceSlot: 0,
  fileId,
  pcmId: null,
  chunkHashes: null,
  title: 't',
  lengthFrames: 100,
});

function collector(): PcmSink & { samples: number[]; total: number } {
  return {
    samples: [],
    total: -1,
    async open() {},
    write(interleaved, frames) {
      this.samples.push(...interleaved.subarray(0, frames * 2));
    },
    complete(frames) {
      this.total = frames;
    },
  };
}

function recordingOf(frames: number): Blob {
  const head = encodeWavHead({
    sampleRateHz: SESSION_RATE_HZ,
    frames,
    state: RecordingState.closed,
    gaps: 0,
    startedAtMs: 0,
    firstEngineFrame: 0,
  });
  const bytes = new Uint8Array(WAV_HEAD_BYTES + frames * 6);
  bytes.set(head);
  for (let i = 0; i < frames * 2; i++) bytes[WAV_HEAD_BYTES + i * 3 + 2] = i & 63;
  return new Blob([bytes]);
}

test('a file is found by its content whatever its name, and our own recordings decode exactly', async () => {
  const blob = recordingOf(100);
  const contentId = createHash('sha256')
    .update(new Uint8Array(await blob.arrayBuffer()))
    .digest('hex');
  const finder = new FileFinder(contentOf([{ name: 'renamed.bin', blob }]), SESSION_RATE_HZ);
  const sink = collector();
  const found = await finder.load(fact(`${contentId}+wav+none`), sink);
  expect(found).toMatchObject({ chunks: [expect.stringMatching(/^[0-9a-f]{64}$/)] });
  expect(sink.total).toBe(100);
  expect(sink.samples.slice(0, 4)).toEqual([0, 1 / 128, 2 / 128, 3 / 128]);
  expect(await finder.load(fact('feed+wav+none'), sink)).toMatch(/no file with SHA-256 feed/);
});

test('a file that cannot be decoded says why', async () => {
  const blob = new Blob([new Uint8Array(400).fill(7)]);
  const finder = new FileFinder(async () => ({ name: 'noise.mp3', blob }), SESSION_RATE_HZ);
  expect(await finder.load(fact('a+b+c'), collector())).toMatch(/noise\.mp3/);
});

test('demo tracks go to their renderer, by file id', async () => {
  const demos = new DemoFinder(async (fileId, sink) => {
    if (fileId !== 'demo:dawn') return false;
    await sink.open(3);
    await sink.write(Float32Array.of(1, 2, 3, 4, 5, 6), 3);
    sink.complete(3);
    return true;
  });
  const files = { load: async () => 'files were asked' };
  const sink = collector();
  const all = findIn(demos, files);
  expect(await all.load(fact('demo:dawn'), sink)).toMatchObject({ chunks: [expect.any(String)] });
  expect(sink.samples).toEqual([1, 2, 3, 4, 5, 6]);
  expect(await all.load(fact('demo:dusk'), sink)).toMatch(/no demo track "demo:dusk"/);
  expect(await all.load(fact('abc'), sink)).toBe('files were asked');
});
