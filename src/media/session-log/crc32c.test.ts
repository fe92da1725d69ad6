import { expect, test } from 'vitest';
import { crc32c } from './crc32c.ts';

const ascii = (s: string): Uint8Array => new TextEncoder().encode(s);

test('known answers of RFC 3720', () => {
  expect(crc32c(ascii('123456789'))).toBe(0xe3069283);
  expect(crc32c(new Uint8Array(32))).toBe(0x8a9136aa);
  expect(crc32c(new Uint8Array(32).fill(255))).toBe(0x62a8ab43);
  expect(crc32c(Uint8Array.from({ length: 32 }, (_, i) => i))).toBe(0x46dd794e);
});

test('a run in two parts equals one run', () => {
  const bytes = ascii('the quick brown fox');
  expect(crc32c(bytes, 7, bytes.length, crc32c(bytes, 0, 7))).toBe(crc32c(bytes));
});

test('every single flipped bit changes it', () => {
  const bytes = Uint8Array.from({ length: 64 }, (_, i) => (i * 37) & 255);
  const good = crc32c(bytes);
  for (let bit = 0; bit < bytes.length * 8; bit++) {
    const copy = bytes.slice();
    copy[bit >> 3] = (copy[bit >> 3] as number) ^ (1 << (bit & 7));
    expect(crc32c(copy)).not.toBe(good);
  }
});
