import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FLOAT32_MAX_FRAMES, PAGE_FRAMES, PAGE_SLOTS, SLAB_SLOTS, SLOT_WORDS } from './constants.ts';
import { PcmFormat } from './layouts.ts';
import { formatFor, PcmStore, SLAB_BYTES, SOURCE_TABLE_BYTES, slotShift, slotsFor } from './pcm.ts';

function store(slabs: number): PcmStore {
  const s = new PcmStore(new SharedArrayBuffer(SOURCE_TABLE_BYTES));
  for (let i = 0; i < slabs; i++) s.addSlab(i, new SharedArrayBuffer(SLAB_BYTES));
  return s;
}

/** Interleaved stereo whose sample is its frame number (left) and its negative (right), scaled. */
function ramp(first: number, frames: number, scale: number): Float32Array {
  const out = new Float32Array(frames * 2);
  for (let i = 0; i < frames; i++) {
    out[i * 2] = (first + i) * scale;
    out[i * 2 + 1] = -(first + i) * scale;
  }
  return out;
}

describe('PcmStore', () => {
  it('chooses the format from the length alone', () => {
    expect(formatFor(FLOAT32_MAX_FRAMES)).toBe(PcmFormat.float32);
    expect(formatFor(FLOAT32_MAX_FRAMES + 1)).toBe(PcmFormat.int16);
    expect(2 ** slotShift(PcmFormat.float32, 2)).toBe(SLOT_WORDS / 2);
    expect(2 ** slotShift(PcmFormat.int16, 2)).toBe(SLOT_WORDS);
    expect(slotsFor(65_537, PcmFormat.float32, 2)).toBe(2);
  });

  it('reads any span exactly, with silence before, after and above the watermark', () => {
    const s = store(2);
    const total = 200_000;
    // Slots out of order and across slabs.
    s.openSource(3, PcmFormat.float32, 2, total, [SLAB_SLOTS + 1, 2, SLAB_SLOTS - 1, 0]);
    const written = 150_000;
    for (let at = 0; at < written; at += 5000) s.writeFrames(3, ramp(at, 5000, 1), 0, 5000);
    fc.assert(
      fc.property(fc.integer({ min: -500, max: 201_000 }), fc.integer({ min: 1, max: 700 }), (from, n) => {
        const out = new Float32Array(n * 2 + 4).fill(7);
        const missing = s.readFrames(3, from, n, out, 2);
        let expectedMissing = 0;
        for (let i = 0; i < n; i++) {
          const frame = from + i;
          const there = frame >= 0 && frame < written;
          if (frame >= written) expectedMissing++;
          if (out[2 + i * 2] !== (there ? frame : 0) || Math.abs(out[3 + i * 2] ?? 1) !== (there ? frame : 0))
            return false;
        }
        return missing === expectedMissing && out[0] === 7 && out[1] === 7 && out[n * 2 + 2] === 7;
      }),
      { seed: 3, numRuns: 500 },
    );
  });

  it('keeps 16 bits for long tracks and clips instead of wrapping', () => {
    const s = store(1);
    s.openSource(0, PcmFormat.int16, 2, 140_000, [5, 1]);
    s.writeFrames(0, ramp(0, 140_000, 1 / 140_000), 0, 140_000);
    const out = new Float32Array(4);
    s.readFrames(0, 131_071, 2, out, 0);
    expect(out[0]).toBeCloseTo(131_071 / 140_000, 4);
    expect(out[2]).toBeCloseTo(131_072 / 140_000, 4);
    const loud = store(1);
    loud.openSource(0, PcmFormat.int16, 2, 1, [0]);
    loud.writeFrames(0, new Float32Array([3, -3]), 0, 1);
    loud.readFrames(0, 0, 1, out, 0);
    expect([out[0], out[1]]).toEqual([32767 / 32768, -1]);
  });

  it('counts nothing missing after the true end, once it is known', () => {
    const s = store(1);
    s.openSource(1, PcmFormat.float32, 2, 1000, [0]);
    s.writeFrames(1, ramp(0, 900, 1), 0, 900);
    const out = new Float32Array(400);
    expect(s.readFrames(1, 850, 200, out, 0)).toBe(150);
    s.completeSource(1, 900);
    expect(s.readFrames(1, 850, 200, out, 0)).toBe(0);
    s.closeSource(1);
    expect(s.readFrames(1, 0, 10, out, 0)).toBe(0);
    expect(out[0]).toBe(0);
    expect(s.readFrames(-1, 0, 10, out, 0)).toBe(0);
  });

  it('reads the same by frames as by samples, and lets nothing in that is not finite', () => {
    const s = store(3);
    s.openSource(0, PcmFormat.float32, 2, 100_000, [0, 1]);
    const samples = ramp(0, 100_000, 1e-5);
    samples[20] = Number.NaN;
    samples[23] = Number.POSITIVE_INFINITY;
    s.writeFrames(0, samples, 0, 100_000);
    const bySample = new Float32Array(2000);
    const byFrame = new Float32Array(2000);
    for (const [from, n] of [
      [-5, 40],
      [65_500, 100],
      [99_990, 30],
    ] as const) {
      s.readFrames(0, from, n, bySample, 6);
      s.readFrames(0, from, n, byFrame, 6, new Float64Array(byFrame.buffer));
      expect(byFrame).toEqual(bySample);
    }
    s.readFrames(0, 10, 2, byFrame, 0, new Float64Array(byFrame.buffer));
    expect([byFrame[0], byFrame[3]]).toEqual([0, 0]);
    expect(byFrame[1]).toBeLessThan(0);
  });

  it('reads pages by the table as it stood at the last latch, and what is not there as counted silence', () => {
    const table = new SharedArrayBuffer(SOURCE_TABLE_BYTES);
    const slab = new SharedArrayBuffer(SLAB_BYTES);
    const [turner, reader] = [new PcmStore(table), new PcmStore(table)];
    turner.addSlab(0, slab);
    reader.addSlab(0, slab);
    turner.openPagedSource(
      4,
      10 * PAGE_FRAMES,
      Array.from({ length: PAGE_SLOTS }, (_, i) => i),
    );
    turner.setReadable(4, 10 * PAGE_FRAMES);
    turner.pageSamples(4, 3).fill(16_384);
    turner.setPage(4, 3, 7);
    const out = new Float32Array(40);
    const read = (from: number): number => reader.readFrames(4, from, 20, out, 0);
    reader.latch();
    expect(read(7 * PAGE_FRAMES - 5)).toBe(5);
    expect([...out]).toEqual([...new Array<number>(10).fill(0), ...new Array<number>(30).fill(0.5)]);
    turner.setPage(4, 3, -1);
    expect(read(7 * PAGE_FRAMES)).toBe(0);
    reader.latch();
    expect(read(7 * PAGE_FRAMES)).toBe(20);
    expect(out.every((x) => x === 0)).toBe(true);
  });
});
