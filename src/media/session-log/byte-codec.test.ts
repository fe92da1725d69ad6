import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ByteReader, ByteWriter, MalformedBytes, NumberForm, numberForm, ZIGZAG_MAX } from './byte-codec.ts';

const SEED = { seed: 20_261 };
const readerOf = (w: ByteWriter): ByteReader => new ByteReader(w.toBytes(), 0, w.length);

test('unsigned and signed integers come back', () => {
  fc.assert(
    fc.property(
      fc.maxSafeNat(),
      fc.integer({ min: -(2 ** 31), max: 2 ** 31 }),
      fc.constantFrom(ZIGZAG_MAX, -ZIGZAG_MAX, 0),
      (u, s, edge) => {
        const w = new ByteWriter(1);
        w.varint(u);
        w.zigzag(s);
        w.zigzag(edge);
        const r = readerOf(w);
        expect([r.varint(), r.zigzag(), r.zigzag(), r.left]).toEqual([u, s, edge, 0]);
      },
    ),
    SEED,
  );
});

test('any double comes back as itself in the form chosen', () => {
  fc.assert(
    fc.property(fc.oneof(fc.double(), fc.float(), fc.integer(), fc.constantFrom(0, -0, Number.NaN)), (value) => {
      const w = new ByteWriter();
      const form = numberForm(value);
      w.numberAs(form, value);
      expect(Object.is(readerOf(w).numberAs(form), value)).toBe(true);
    }),
    SEED,
  );
  expect(numberForm(0)).toBe(NumberForm.zero);
  expect(numberForm(-3)).toBe(NumberForm.integer);
  expect(numberForm(0.5)).toBe(NumberForm.float32);
  expect(numberForm(0.1)).toBe(NumberForm.float64);
});

test('bytes that end early, endless integers and broken text are named with their place', () => {
  expect(() => new ByteReader(new Uint8Array(3), 0, 3).u32()).toThrow(MalformedBytes);
  expect(() => new ByteReader(new Uint8Array(30).fill(255), 0, 30).varint()).toThrow(/integer/);
  expect(() => new ByteReader(Uint8Array.of(0xc3, 0x28), 0, 2).text()).toThrow(/UTF-8/);
  expect(() => new ByteReader(new Uint8Array(8), 4, 8).window(5)).toThrow(MalformedBytes);
});
