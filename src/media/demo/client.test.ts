import { expose } from 'comlink';
import { expect, test } from 'vitest';
import { compileDemoSynth } from '../../../tools/build-demo-synth.ts';
import { PcmStore, SLAB_BYTES, SOURCE_TABLE_BYTES, type SourceInfo } from '../../control-bus/pcm.ts';
import { DemoClient, DemoError } from './client.ts';
import { DemoService } from './demo-service.ts';

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

function setUp(slotLimit: number, failing = false) {
  const table = new SharedArrayBuffer(SOURCE_TABLE_BYTES);
  const store = new PcmStore(table);
  const slabs: SharedArrayBuffer[] = [];
  let next = 0;
  const requestSlots = async (count: number) => {
    if (next + count > slotLimit) return null;
    while (slabs.length * 64 < next + count) {
      const slab = new SharedArrayBuffer(SLAB_BYTES);
      slabs.push(slab);
      store.addSlab(slabs.length - 1, slab);
    }
    next += count;
    return { slots: Array.from({ length: count }, (_, i) => next - count + i), slabs };
  };
  const load = async (): Promise<WebAssembly.Module> => {
    if (failing) throw new Error('no network');
    return WebAssembly.compile(await compileDemoSynth());
  };
  const { port1, port2 } = new MessageChannel();
  expose(new DemoService(load, turn), port1);
  const client = new DemoClient({
    sourceTable: table,
    synthUrl: 'demo-synth.wasm',
    startThread: () => ({
      endpoint: port2,
      terminate: () => {
        port1.close();
        port2.close();
      },
    }),
  });
  const info: SourceInfo = { format: 0, channels: 0, readableFrames: 0, totalFrames: 0, complete: false };
  return { client, store, requestSlots, info };
}

test('a deck can read the start while the rest is being rendered; a cancelled rendering says so', async () => {
  const { client, store, requestSlots, info } = setUp(320);
  const abort = new AbortController();
  const rendering = client.render({
    trackId: 'sodium-lights',
    source: 3,
    requestSlots,
    onProgress: (share) => {
      if (share > 0.1) abort.abort();
    },
    signal: abort.signal,
  });
  await expect(rendering).rejects.toThrow(/Sodium Lights: loading was cancelled/);
  store.readInfo(3, info);
  expect(info.complete).toBe(false);
  expect(info.readableFrames).toBeGreaterThan(info.totalFrames * 0.1);
  const frames = new Float32Array(9600);
  expect(store.readFrames(3, 0, 4800, frames, 0)).toBe(0);
  expect(frames.some((x) => Math.abs(x) > 0.1)).toBe(true);
  client.dispose();
});

test('full memory, a missing module and an unknown track each give a sentence', async () => {
  const full = setUp(0);
  await expect(
    full.client.render({ trackId: 'low-ferry', source: 0, requestSlots: full.requestSlots }),
  ).rejects.toThrow(/Low Ferry: the memory for loaded tracks is full/);
  await expect(full.client.render({ trackId: 'nothing', source: 0, requestSlots: full.requestSlots })).rejects.toThrow(
    /nothing: .*no demo track called/,
  );
  full.client.dispose();
  const offline = setUp(64, true);
  const failed = offline.client.render({ trackId: 'low-ferry', source: 0, requestSlots: offline.requestSlots });
  await expect(failed).rejects.toBeInstanceOf(DemoError);
  await expect(failed).rejects.toThrow(/Low Ferry: the demo track could not be rendered \(no network\)/);
  offline.client.dispose();
});
