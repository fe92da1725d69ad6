import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { PcmFormat } from '../../control-bus/layouts.ts';
import { PcmStore, SLAB_BYTES, SOURCE_TABLE_BYTES } from '../../control-bus/pcm.ts';
import { CHUNK_FRAMES, comparePcm, identifyPcm, PcmHasher, pcmIdOf, toInt16 } from './identity.ts';
import { PoolSink } from './pcm-sink.ts';

const FRAMES = CHUNK_FRAMES * 2 + 1234;
const samples = Float32Array.from({ length: FRAMES * 2 }, (_, i) => ((i * 48_271) % 70_001) / 33_000 - 1.05);

async function hash(format: number, piece: number, data = samples) {
  const hasher = new PcmHasher(format);
  for (let at = 0; at < data.length; at += piece * 2)
    hasher.update(data.subarray(at), Math.min(piece, (data.length - at) / 2));
  return hasher.finish();
}

test('the root is SHA-256 over the SHA-256 of each chunk of float32', async () => {
  const { pcmId, chunks } = await hash(PcmFormat.float32, 1000);
  const sha = (bytes: Uint8Array): Buffer => createHash('sha256').update(bytes).digest();
  const want = [0, 1, 2].map((i) =>
    sha(new Uint8Array(samples.buffer).subarray(i * CHUNK_FRAMES * 8, (i + 1) * CHUNK_FRAMES * 8)),
  );
  expect(chunks).toEqual(want.map((digest) => digest.toString('hex')));
  expect(pcmId).toBe(sha(Buffer.concat(want)).toString('hex'));
  expect(await pcmIdOf(chunks)).toBe(pcmId);
});

test('it does not depend on how the samples came', async () => {
  for (const format of [PcmFormat.float32, PcmFormat.int16])
    expect(await hash(format, 65_536)).toEqual(await hash(format, 777));
});

test('the first bad chunk is named', async () => {
  const { chunks } = await hash(PcmFormat.float32, 5000);
  const bad = samples.slice();
  bad[CHUNK_FRAMES * 2 + 5] = 0.123;
  bad[CHUNK_FRAMES * 4 + 5] = 0.123;
  expect(comparePcm(chunks, (await hash(PcmFormat.float32, 5000, bad)).chunks)).toEqual({
    same: false,
    chunk: 1,
    frame: CHUNK_FRAMES,
  });
  expect(comparePcm(chunks, chunks)).toEqual({ same: true });
  expect(comparePcm(chunks, chunks.slice(0, 2))).toEqual({ same: false, chunk: 2, frame: 2 * CHUNK_FRAMES });
});

test('what lies in the pool has the identity computed while decoding, in both formats', async () => {
  for (const format of [PcmFormat.float32, PcmFormat.int16]) {
    const store = new PcmStore(new SharedArrayBuffer(SOURCE_TABLE_BYTES));
    const slab = new SharedArrayBuffer(SLAB_BYTES);
    const sink = new PoolSink(store, 0, 'x', async (count) => ({
      slots: Array.from({ length: count }, (_, i) => i),
      slabs: [slab],
    }));
    await sink.open(FRAMES);
    if (format === PcmFormat.int16) store.openSource(0, PcmFormat.int16, 2, FRAMES, [0, 1]);
    await sink.write(samples, FRAMES);
    sink.complete(FRAMES);
    const read = await identifyPcm(format, FRAMES, (from, n, target) => store.readFrames(0, from, n, target, 0));
    expect(read).toEqual(await hash(format, 3000));
  }
});

test('int16 rounds and holds as the pool does', () => {
  expect([0, 1, -1, 2, -2, 0.5 / 32768, -0.5 / 32768].map(toInt16)).toEqual([0, 32767, -32768, 32767, -32768, 1, -0]);
});
