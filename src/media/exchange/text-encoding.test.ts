import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { ExchangeError } from './errors.ts';
import { byteOrderMark, firstInvalidUtf8, type TextEncoding, textPieces, xmlEncoding } from './text-encoding.ts';

const bytesOf = (text: string) => new TextEncoder().encode(text);
const utf16 = (text: string, littleEndian: boolean) => {
  const bytes = new Uint8Array(text.length * 2);
  for (let i = 0; i < text.length; i++) new DataView(bytes.buffer).setUint16(i * 2, text.charCodeAt(i), littleEndian);
  return bytes;
};
const whole = (bytes: Uint8Array, encoding: TextEncoding) => [...textPieces(bytes, 0, encoding, 'test')].join('');

test('each encoding gives the text back, across pieces', () => {
  const text = 'Ä–𝄞 '.repeat(20_000);
  expect(whole(bytesOf(text), 'utf-8')).toBe(text);
  expect(whole(utf16(text, true), 'utf-16le')).toBe(text);
  expect(whole(utf16(text, false), 'utf-16be')).toBe(text);
  expect(whole(Uint8Array.of(0x42, 0xe9, 0x80, 0x96), 'latin-1')).toBe('Bé€–');
});

test('damage is named by its byte', () => {
  const damaged = bytesOf(`${'x'.repeat(70_000)}yy`);
  damaged[69_000] = 0xff;
  expect(() => whole(damaged, 'utf-8')).toThrow(expect.objectContaining({ place: { byteOffset: 69_000 } }));
  expect(() => whole(bytesOf('ab').subarray(0, 1), 'utf-16le')).toThrow(ExchangeError);
});

test('the validator agrees with the decoder', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 12 }), (bytes) => {
      const decoder = new TextDecoder('utf-8', { fatal: true });
      let valid = true;
      try {
        decoder.decode(bytes);
      } catch {
        valid = false;
      }
      expect(firstInvalidUtf8(bytes) === -1).toBe(valid);
    }),
    { seed: 1, numRuns: 3000 },
  );
});

test('marks and declarations', () => {
  expect(byteOrderMark(Uint8Array.of(0xff, 0xfe, 0x3c, 0))).toEqual({ encoding: 'utf-16le', length: 2 });
  const declared = (label: string) => xmlEncoding(bytesOf(`<?xml version="1.0" encoding="${label}"?><a/>`), 'test');
  expect(declared('UTF-8').encoding).toBe('utf-8');
  expect(declared('ISO-8859-1').encoding).toBe('latin-1');
  expect(() => declared('EBCDIC')).toThrow(ExchangeError);
  expect(() => declared('constructor')).toThrow(ExchangeError);
});
