import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRing, RecordRing, ringBytes } from './ring.ts';

const CANARY = 0x5afe5afe;

/** A ring whose buffer goes on behind it: the words there must stay as they are. */
function guarded(capacity: number, recordBytes: number): { ring: RecordRing; intact: () => boolean } {
  const spec = { capacity, recordBytes };
  const bytes = ringBytes(spec);
  const buffer = new SharedArrayBuffer(bytes + 64);
  const behind = new Int32Array(buffer, bytes, 16).fill(CANARY);
  return { ring: new RecordRing(buffer, spec), intact: () => behind.every((w) => w === CANARY) };
}

describe('RecordRing', () => {
  it('refuses shapes that cannot work', () => {
    expect(() => ringBytes({ capacity: 3, recordBytes: 8 })).toThrow(/power of two/);
    expect(() => ringBytes({ capacity: 1, recordBytes: 8 })).toThrow(/power of two/);
    expect(() => ringBytes({ capacity: 4, recordBytes: 6 })).toThrow(/multiple of 4/);
    expect(() => new RecordRing(new ArrayBuffer(8), { capacity: 4, recordBytes: 8 })).toThrow(/needs/);
  });

  it('behaves like a bounded queue under any sequence of pushes and pops', () => {
    const shapes = fc.record({
      bits: fc.integer({ min: 1, max: 5 }),
      words: fc.integer({ min: 1, max: 33 }),
      steps: fc.array(fc.boolean(), { maxLength: 300 }),
    });
    fc.assert(
      fc.property(shapes, ({ bits, words, steps }) => {
        const capacity = 2 ** bits;
        const { ring, intact } = guarded(capacity, words * 4);
        const model: number[] = [];
        let next = 1;
        let refused = 0;
        const from = new Int32Array(words + 2).fill(CANARY);
        const to = new Int32Array(words + 2).fill(CANARY);
        for (const push of steps) {
          if (push) {
            for (let i = 0; i < words; i++) from[i + 1] = next * 100 + i;
            const fits = model.length < capacity;
            if (ring.push(from, 1) !== fits) return false;
            if (fits) model.push(next);
            else refused++;
            next++;
          } else {
            const expected = model.shift();
            if (ring.pop(to, 1) !== (expected !== undefined)) return false;
            if (expected !== undefined)
              for (let i = 0; i < words; i++) if (to[i + 1] !== expected * 100 + i) return false;
          }
          if (ring.size !== model.length || ring.dropped !== refused) return false;
        }
        return intact() && to[0] === CANARY && to[words + 1] === CANARY && from[0] === CANARY;
      }),
      { seed: 11, numRuns: 300 },
    );
  });

  it('survives the wrap of its 32-bit counts', () => {
    const spec = { capacity: 4, recordBytes: 4 };
    const buffer = createRing(spec);
    const header = new Int32Array(buffer, 0, 2);
    header[0] = 0x7ffffffe;
    header[1] = 0x7ffffffe;
    const ring = new RecordRing(buffer, spec);
    const out = new Int32Array(1);
    for (let i = 0; i < 100; i++) {
      expect(ring.push(new Int32Array([i]), 0)).toBe(true);
      expect(ring.size).toBe(1);
      expect(ring.pop(out, 0)).toBe(true);
      expect(out[0]).toBe(i);
    }
  });

  it('carries 200 000 whole records in order from a real second thread', async () => {
    const spec = { capacity: 64, recordBytes: 28 };
    const count = 200_000;
    const buffer = createRing(spec);
    const ring = new RecordRing(buffer, spec);
    const worker = new Worker(new URL('./ring.producer.mjs', import.meta.url), { workerData: { buffer, spec, count } });
    const out = new Int32Array(7);
    let seen = 0;
    let torn = 0;
    while (seen < count) {
      if (!ring.pop(out, 0)) {
        await new Promise<void>((resolve) => setImmediate(resolve));
        continue;
      }
      for (let i = 0; i < 7; i++) if (out[i] !== ((seen * 7 + i) | 0)) torn++;
      seen++;
    }
    await once(worker, 'exit');
    expect(torn).toBe(0);
    expect(ring.size).toBe(0);
  });
});
