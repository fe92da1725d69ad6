import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { describe, expect, it } from 'vitest';
import { createSeqlock, SeqlockReader, SeqlockWriter, seqlockBytes } from './seqlock.ts';

const WORDS = 300;
const BYTES = WORDS * 4;

const allEqual = (reader: SeqlockReader): boolean => {
  const first = reader.view.getInt32(0, true);
  for (let i = 1; i < WORDS; i++) if (reader.view.getInt32(i * 4, true) !== first) return false;
  return true;
};

describe('seqlock', () => {
  it('refuses payloads that are no whole words', () => {
    expect(() => seqlockBytes(0)).toThrow(/multiple of 4/);
    expect(() => seqlockBytes(6)).toThrow(/multiple of 4/);
  });

  it('hands over what was published, from the offset given', () => {
    const buffer = createSeqlock(8);
    const writer = new SeqlockWriter(buffer, 8);
    const reader = new SeqlockReader(buffer, 8);
    writer.publish(new Int32Array([9, 9, 1, 2]), 2);
    expect(reader.read()).toBe(true);
    expect([reader.view.getInt32(0, true), reader.view.getInt32(4, true)]).toEqual([1, 2]);
  });

  it('retries when a write lands inside its copy', () => {
    const buffer = createSeqlock(BYTES);
    const writer = new SeqlockWriter(buffer, BYTES);
    const reader = new SeqlockReader(buffer, BYTES);
    const words = new Int32Array(WORDS).fill(1);
    writer.publish(words, 0);
    const original = Int32Array.prototype.set;
    let interfered = 0;
    Int32Array.prototype.set = function (this: Int32Array, ...args: Parameters<typeof original>) {
      original.apply(this, args);
      if (interfered < 3) {
        interfered++;
        writer.publish(words.fill(1 + interfered), 0);
      }
    };
    try {
      expect(reader.read()).toBe(true);
    } finally {
      Int32Array.prototype.set = original;
    }
    expect(interfered).toBe(3);
    expect(allEqual(reader)).toBe(true);
    expect(reader.view.getInt32(0, true)).toBe(4);
  });

  it('gives up, and says so, while a write never ends', () => {
    const buffer = createSeqlock(BYTES);
    new Int32Array(buffer)[0] = 1;
    expect(new SeqlockReader(buffer, BYTES).read()).toBe(false);
  });

  it('never shows half a snapshot of a real second thread', async () => {
    const buffer = createSeqlock(BYTES);
    const stop = new SharedArrayBuffer(4);
    const worker = new Worker(new URL('./seqlock.producer.mjs', import.meta.url), {
      workerData: { buffer, payloadBytes: BYTES, rounds: 2_000_000, stop },
    });
    const reader = new SeqlockReader(buffer, BYTES);
    let consistent = 0;
    let torn = 0;
    let last = 0;
    let backwards = 0;
    while (consistent < 20_000) {
      if (!reader.read()) continue;
      if (reader.view.getInt32(0, true) === 0) {
        await new Promise<void>((resolve) => setImmediate(resolve));
        continue;
      }
      consistent++;
      if (!allEqual(reader)) torn++;
      const now = reader.view.getInt32(0, true);
      if (now < last) backwards++;
      last = now;
    }
    Atomics.store(new Int32Array(stop), 0, 1);
    await once(worker, 'exit');
    expect({ torn, backwards }).toEqual({ torn: 0, backwards: 0 });
  });
});
