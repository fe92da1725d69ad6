import { afterEach, expect, test } from 'vitest';
import { PAGE_FRAMES, PAGE_SLOTS, TRACK_MAX_FRAMES } from '../../control-bus/constants.ts';
import { createEngineMemory } from '../../control-bus/engine-host.ts';
import { PcmFormat } from '../../control-bus/layouts.ts';
import { PcmStore, SLAB_BYTES, type SourceInfo } from '../../control-bus/pcm.ts';
import { WaveformView } from '../../control-bus/waveform-layout.ts';
import { MemoryFiles } from '../byte-files/memory.ts';
import { MediaError } from '../decode/errors.ts';
import { PageSink } from '../decode/page-sink.ts';
import { exclusiveHere, StoreTable } from '../store/store-table.ts';
import { PageFiles } from './page-files.ts';
import type { PageFacts, PageGrant } from './page-messages.ts';
import { PagesService } from './pages-service.ts';

const SOURCE = 2;
const FRAMES = 3 * PAGE_FRAMES + 1000;
const opened: { service: PagesService; source: number }[] = [];
afterEach(async () => {
  for (const { service, source } of opened.splice(0)) await service.close(source);
});

function bench(folder = new MemoryFiles()) {
  const memory = createEngineMemory();
  const slab = new SharedArrayBuffer(SLAB_BYTES);
  const reader = new PcmStore(memory.sources);
  reader.addSlab(0, slab);
  const service = new PagesService(async () => new PageFiles(new StoreTable(folder, exclusiveHere())));
  const problems: string[] = [];
  service.configure({ sourceTable: memory.sources, fast: memory.fast, slow: memory.slow }, (text) =>
    problems.push(text),
  );
  opened.push({ service, source: SOURCE });
  const grant: PageGrant = { slots: Array.from({ length: PAGE_SLOTS }, (_, i) => i), slabs: [slab] };
  const info: SourceInfo = { format: 0, channels: 0, readableFrames: 0, totalFrames: 0, complete: false };
  const look = (): SourceInfo => {
    reader.readInfo(SOURCE, info);
    return { ...info };
  };
  return { folder, service, reader, grant, look, problems };
}

type Bench = ReturnType<typeof bench>;

const sample = (frame: number): number => ((frame % 30_000) - 15_000) / 32_768;

function soundOf(from: number, frames: number): Float32Array {
  return Float32Array.from({ length: frames * 2 }, (_, i) => sample(from + (i >> 1)) * (i % 2 === 0 ? 1 : -1));
}

function expectSound({ reader }: Bench, from: number, frames: number): void {
  const out = new Float32Array(frames * 2);
  expect(reader.readFrames(SOURCE, from, frames, out, 0)).toBe(0);
  expect(out).toEqual(soundOf(from, frames));
}

/** Decodes FRAMES frames of a track that announced more than memory holds. */
async function decode(b: Bench, onSlice?: (frames: number) => void): Promise<SharedArrayBuffer> {
  let waveform: SharedArrayBuffer | null = null;
  const sink = new PageSink({
    pages: b.service,
    source: SOURCE,
    fileName: 'mix.wav',
    rateHz: 48_000,
    requestSlots: async () => b.grant,
    onWaveform: async (buffer) => {
      waveform = buffer;
    },
  });
  await sink.open(TRACK_MAX_FRAMES + 1);
  for (let at = 0; at < FRAMES; ) {
    const n = Math.min(50_000, FRAMES - at);
    await sink.write(soundOf(at, n), n);
    at += n;
    onSlice?.(at);
  }
  await sink.complete();
  if (waveform === null) throw new Error('there is no waveform');
  return waveform;
}

const FACTS: PageFacts = {
  totalFrames: FRAMES,
  fileId: 'file+decoder',
  pcmId: 'pcm',
  chunkHashes: Array.from({ length: Math.ceil(FRAMES / 65_536) }, () => 'ef'.repeat(32)),
  notices: ['a notice'],
};

test('a long track plays while it is written, page by page, and whole when it is complete', async () => {
  const b = bench();
  const seen: number[] = [];
  const waveform = await decode(b, () => seen.push(b.look().readableFrames));
  expect(seen[0]).toBe(0);
  expect(seen).toContain(PAGE_FRAMES);
  expect(b.look()).toMatchObject({
    format: PcmFormat.pagedInt16,
    readableFrames: FRAMES,
    totalFrames: FRAMES,
    complete: true,
  });
  expectSound(b, 0, 5000);
  expect(new WaveformView(waveform)).toMatchObject({ complete: true, frames: FRAMES });
});

test('kept pages are found in another session, with everything a decoding tells', async () => {
  const first = bench();
  const waveform = await decode(first);
  expect(await first.service.keep(SOURCE, FACTS, waveform)).toEqual({ value: null });
  await first.service.close(SOURCE);
  const b = bench(first.folder);
  const found = await b.service.find(SOURCE, FACTS.fileId);
  if (!('value' in found) || found.value === null) throw new Error('the pages were not found');
  const { waveform: kept, ...facts } = found.value;
  expect(facts).toEqual(FACTS);
  expect(new WaveformView(kept)).toMatchObject({ complete: true, frames: FRAMES });
  expect(b.look().format).toBe(PcmFormat.empty);
  expect(await b.service.play(SOURCE, b.grant)).toEqual({ value: null });
  expect(b.look()).toMatchObject({ readableFrames: FRAMES, complete: true });
  expectSound(b, 0, 5000);
  expect(await b.service.find(3, 'another file')).toEqual({ value: null });
});

test('a full disk fails the decoding with what to do about it; nothing stays', async () => {
  const b = bench(new MemoryFiles(1_000_000));
  const error: unknown = await decode(b).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(MediaError);
  expect(error).toMatchObject({
    code: 'noDisk',
    fileName: 'mix.wav',
    remedy: expect.stringMatching(/Free disk space/),
  });
  expect((await b.folder.list()).filter(({ name }) => name.startsWith('blob-'))).toEqual([]);
});

test('a decoding that is called off leaves nothing, and later chunks are refused', async () => {
  const b = bench();
  await b.service.begin(SOURCE, FRAMES, b.grant);
  await b.service.append(SOURCE, new Int16Array(PAGE_FRAMES * 2));
  await b.service.close(SOURCE);
  expect(await b.service.append(SOURCE, new Int16Array(10))).toMatchObject({ problem: { code: 'failed' } });
  expect((await b.folder.list()).filter(({ name }) => name.startsWith('blob-'))).toEqual([]);
});
