import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { array, byteSizeOf, createStruct, readStruct, struct, writeStruct } from './layout.ts';

const INNER = struct('Inner', { flag: 'u8', value: 'f64', count: 'u16' });
const OUTER = struct('Outer', { id: 'u32', tag: 'u8', at: 'i32', inner: array(INNER, 3), gains: array('f32', 2) });

describe('layouts', () => {
  it('aligns every field to its own size and pads the whole', () => {
    expect(INNER.offsets).toEqual({ flag: 0, value: 8, count: 16 });
    expect(INNER.byteSize).toBe(24);
    expect(OUTER.offsets).toEqual({ id: 0, tag: 4, at: 8, inner: 16, gains: 88 });
    expect(OUTER.byteSize).toBe(96);
    expect(byteSizeOf(array(INNER, 3))).toBe(72);
  });

  it('reads back what it wrote and touches nothing outside', () => {
    const inner = fc.record({
      flag: fc.nat(255),
      value: fc.double({ noNaN: true }),
      count: fc.nat(65_535),
    });
    const outer = fc.record({
      id: fc.nat(0xffffffff),
      tag: fc.nat(255),
      at: fc.integer(),
      inner: fc.array(inner, { minLength: 3, maxLength: 3 }),
      gains: fc.array(fc.float({ noNaN: true }), { minLength: 2, maxLength: 2 }),
    });
    fc.assert(
      fc.property(outer, fc.nat(5), (value, pad) => {
        const bytes = new Uint8Array(OUTER.byteSize + 16 * (pad + 1)).fill(0xa5);
        const view = new DataView(bytes.buffer);
        writeStruct(OUTER, view, 8 * pad, value);
        const target = createStruct(OUTER);
        readStruct(OUTER, view, 8 * pad, target);
        expect(target).toEqual(value);
        expect(bytes.slice(0, 8 * pad).every((b) => b === 0xa5)).toBe(true);
        expect(bytes.slice(8 * pad + OUTER.byteSize).every((b) => b === 0xa5)).toBe(true);
      }),
      { seed: 5, numRuns: 200 },
    );
  });
});
