import { describe, expect, it } from 'vitest';
import { SLAB_SLOTS, SOURCE_COUNT } from '../control-bus/constants.ts';
import { PcmStore, SOURCE_TABLE_BYTES } from '../control-bus/pcm.ts';
import { PcmMemoryFull, PcmPool } from './pcm-pool.ts';

const pool = (slabs: number): PcmPool => new PcmPool(new PcmStore(new SharedArrayBuffer(SOURCE_TABLE_BYTES)), slabs);

describe('PcmPool', () => {
  it('gives each slot to one owner and takes it back', async () => {
    const p = pool(2);
    const [a, b] = await Promise.all([p.reserve(40), p.reserve(60)]);
    expect(new Set([...(a ?? []), ...(b ?? [])]).size).toBe(100);
    await expect(p.reserve(29)).rejects.toBeInstanceOf(PcmMemoryFull);
    p.release(a ?? []);
    expect(await p.reserve(40)).toHaveLength(40);
  });

  it('lets no slot out before every reader has confirmed its slab', async () => {
    const p = pool(1);
    let confirm: () => void = () => undefined;
    const told: number[] = [];
    await p.addReader((index) => {
      told.push(index);
      return new Promise((resolve) => {
        confirm = resolve;
      });
    });
    let got = false;
    const reserved = p.reserve(1).then((slots) => {
      got = true;
      return slots;
    });
    await new Promise<void>((resolve) => setImmediate(resolve));
    expect(told).toEqual([0]);
    expect(got).toBe(false);
    confirm();
    expect(await reserved).toHaveLength(1);
  });

  it('tells a late reader of all slabs and goes on after a refusal', async () => {
    const p = pool(1);
    await p.reserve(1);
    await expect(p.reserve(SLAB_SLOTS)).rejects.toThrow(/no room/);
    expect(await p.reserve(SLAB_SLOTS - 1)).toHaveLength(SLAB_SLOTS - 1);
    const told: number[] = [];
    await p.addReader(async (index) => {
      told.push(index);
    });
    expect(told).toEqual([0]);
  });

  it('runs out of sources with null, not with an error', () => {
    const p = pool(1);
    const taken = Array.from({ length: SOURCE_COUNT }, () => p.takeSource());
    expect(new Set(taken).size).toBe(SOURCE_COUNT);
    expect(p.takeSource()).toBeNull();
    p.releaseSource(taken[3] as number);
    expect(p.takeSource()).toBe(taken[3]);
  });
});
