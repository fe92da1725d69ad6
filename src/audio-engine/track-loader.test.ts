import { describe, expect, it } from 'vitest';
import { Op } from '../control-bus/commands.ts';
import { SLOT_WORDS } from '../control-bus/constants.ts';
import { PcmFormat } from '../control-bus/layouts.ts';
import { PcmStore, SOURCE_TABLE_BYTES } from '../control-bus/pcm.ts';
import { PcmPool } from './pcm-pool.ts';
import { LoadOutcome, type ProduceTarget, TrackLoader, type TrackProducer } from './track-loader.ts';

const SLOT_FRAMES = SLOT_WORDS / 2;

function bench(maxSlabs = 1) {
  const store = new PcmStore(new SharedArrayBuffer(SOURCE_TABLE_BYTES));
  const pool = new PcmPool(store, maxSlabs);
  const sent: { op: Op; deck?: number; target?: number; a?: number; override: boolean }[] = [];
  const letGo: number[] = [];
  const loader = new TrackLoader({
    store,
    pool,
    slabs: () => [],
    letGo: async (source) => {
      letGo.push(source);
    },
    send: (fields, override) => sent.push({ ...fields, override }),
  });
  return { store, pool, sent, loader, letGo, loads: () => sent.filter((s) => s.op === Op.load) };
}

type Bench = ReturnType<typeof bench>;

/** A producer of `slots` full slots that waits for `gate` after its first slot. */
function producer(b: Bench, trackId: string, slots: number, gate: Promise<void> = Promise.resolve()): TrackProducer {
  return {
    trackId,
    async produce(target: ProduceTarget) {
      const grant = await target.requestSlots(slots, slots);
      if (grant === null) throw new Error(`${trackId}: the memory for tracks is full.`);
      b.store.openSource(target.source, PcmFormat.float32, 2, slots * SLOT_FRAMES, grant.slots);
      b.store.writeFrames(target.source, new Float32Array(SLOT_FRAMES * 2), 0, SLOT_FRAMES);
      await gate;
      if (target.signal.aborted) throw new Error('cancelled');
      b.store.completeSource(target.source, slots * SLOT_FRAMES);
      return { totalFrames: slots * SLOT_FRAMES, fileId: `f:${trackId}`, pcmId: 'p', chunkHashes: [], notices: [] };
    },
  };
}

/** Holds a producer up until it is opened, or broken. */
function gate(): { readonly passed: Promise<void>; readonly open: () => void; readonly fail: (error: Error) => void } {
  let open: () => void = () => undefined;
  let fail: (error: Error) => void = () => undefined;
  const passed = new Promise<void>((resolve, reject) => {
    open = resolve;
    fail = reject;
  });
  return { passed, open, fail };
}

/** Waits until the loader has sent its n-th load command. */
async function untilLoads(b: Bench, n: number): Promise<void> {
  while (b.loads().length < n) await new Promise<void>((resolve) => setTimeout(resolve, 1));
}

async function loadNow(b: Bench, p: TrackProducer, voice: number): Promise<number> {
  const before = b.loads().length;
  const loading = b.loader.load(p, voice, false);
  await untilLoads(b, before + 1);
  b.loader.confirmed(voice, b.loads().at(-1)?.a ?? -1);
  const { source, outcome } = await loading;
  expect(outcome).toBe(LoadOutcome.loaded);
  return source;
}

describe('TrackLoader', () => {
  it('swaps a track in before it is decoded, and tells its true length afterwards', async () => {
    const b = bench();
    const { passed, open } = gate();
    const loading = b.loader.load(producer(b, 'x', 2, passed), 0, false);
    await untilLoads(b, 1);
    expect(b.sent[0]).toMatchObject({ op: Op.sourceLength, a: 2 * SLOT_FRAMES });
    b.loader.confirmed(0, b.loads()[0]?.a ?? -1);
    const { outcome, produced } = await loading;
    expect(outcome).toBe(LoadOutcome.loaded);
    let isProduced = false;
    void produced.then(() => {
      isProduced = true;
    });
    await new Promise<void>((resolve) => setImmediate(resolve));
    expect(isProduced).toBe(false);
    open();
    expect((await produced)?.totalFrames).toBe(2 * SLOT_FRAMES);
    expect(b.sent.at(-1)).toMatchObject({ op: Op.sourceLength, a: 2 * SLOT_FRAMES });
  });

  it('tells what was decoded although another track has taken the deck', async () => {
    const b = bench();
    const { passed, open } = gate();
    const loading = b.loader.load(producer(b, 'x', 2, passed), 0, false);
    await untilLoads(b, 1);
    b.loader.confirmed(0, b.loads()[0]?.a ?? -1);
    const { produced } = await loading;
    await loadNow(b, producer(b, 'y', 1), 0);
    open();
    expect((await produced)?.totalFrames).toBe(2 * SLOT_FRAMES);
  });

  it('resolves as refused when permission or kernel says no, and keeps the samples for a second try', async () => {
    const b = bench();
    const p = producer(b, 'x', 1);
    const loading = b.loader.load(p, 0, false);
    await untilLoads(b, 1);
    b.loader.refused(b.sent.findIndex((s) => s.op === Op.load) + 1);
    expect((await loading).outcome).toBe(LoadOutcome.refused);
    const first = b.loads()[0]?.target;
    const again = b.loader.load(p, 0, true);
    await untilLoads(b, 2);
    expect(b.loads()[1]).toMatchObject({ target: first, override: true });
    b.loader.confirmed(0, b.loads()[1]?.a ?? -1);
    expect((await again).outcome).toBe(LoadOutcome.loaded);
    expect(await (await loading).produced).toBeNull();
    expect(await (await again).produced).not.toBeNull();
  });

  it('rejects with the producer’s reason, frees what it took and leaves the deck alone', async () => {
    const b = bench();
    const bad: TrackProducer = {
      trackId: 'bad',
      produce: async (target) => {
        await target.requestSlots(3, 3);
        throw new Error('bad.mp3: not one sample could be decoded.');
      },
    };
    await expect(b.loader.load(bad, 1, false)).rejects.toThrow(/bad\.mp3/);
    expect(b.loads()).toEqual([]);
    expect(await b.pool.reserve(64)).toHaveLength(64);
  });

  it('evicts the oldest unused track when memory is full, never one that a voice plays', async () => {
    const b = bench();
    const kept = await loadNow(b, producer(b, 'kept', 20), 0);
    await loadNow(b, producer(b, 'old', 20), 1);
    await loadNow(b, producer(b, 'newer', 20), 1);
    await loadNow(b, producer(b, 'third', 20), 2);
    expect(b.letGo).toHaveLength(1);
    expect(b.letGo).not.toContain(kept);
    expect(await loadNow(b, producer(b, 'kept', 20), 3)).toBe(kept);
    await expect(b.loader.load(producer(b, 'too much', 20), 4, false)).rejects.toThrow(/full/);
  });

  it('keeps what was decoded before a failure until the last deck has left it', async () => {
    const b = bench();
    const { passed, fail } = gate();
    const source = await loadNow(b, producer(b, 'broken', 20, passed), 0);
    const again = b.loader.load(producer(b, 'broken', 20), 1, false);
    await untilLoads(b, 2);
    b.loader.confirmed(1, b.loads().at(-1)?.a ?? -1);
    const { produced } = await again;
    const told = expect(produced).rejects.toThrow('the disk is full');
    fail(new Error('the disk is full'));
    await told;
    await new Promise<void>((resolve) => setImmediate(resolve));
    expect(b.letGo).toEqual([]);
    await loadNow(b, producer(b, 'next', 20), 0);
    await loadNow(b, producer(b, 'next', 20), 1);
    await new Promise<void>((resolve) => setImmediate(resolve));
    expect(b.letGo).toEqual([source]);
    expect(await b.pool.reserve(44)).toHaveLength(44);
  });

  it('lets the last of two loads of one deck win', async () => {
    const b = bench();
    const slow = new Promise<void>(() => undefined);
    const never: TrackProducer = { trackId: 'never', produce: () => slow.then(() => Promise.reject(new Error('no'))) };
    const first = b.loader.load(never, 0, false);
    await loadNow(b, producer(b, 'x', 1), 0);
    expect((await first).outcome).toBe(LoadOutcome.superseded);
  });
});
