/**
 * Bytes to text: UTF-8 and UTF-16 with or without byte order mark, and Latin-1 as Windows has it. Damaged text is an
 * error with its byte, never silently replaced. Thread: any. Memory: one piece of text at a time.
 */
import { ExchangeError } from './errors.ts';

export const TextEncoding = { utf8: 'utf-8', utf16le: 'utf-16le', utf16be: 'utf-16be', latin1: 'latin-1' } as const;
export type TextEncoding = (typeof TextEncoding)[keyof typeof TextEncoding];

/** Even, so that UTF-16 units stay whole. */
const PIECE_BYTES = 65_536;

/** Windows-1252, where it differs from Latin-1: 0x80…0x9f. Its five empty places keep their code. */
const WINDOWS_80 = '€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ';

/** The encoding that a byte order mark tells, and the length of the mark. */
export function byteOrderMark(bytes: Uint8Array): { encoding: TextEncoding; length: number } | null {
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return { encoding: 'utf-8', length: 3 };
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return { encoding: 'utf-16le', length: 2 };
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return { encoding: 'utf-16be', length: 2 };
  return null;
}

/** How many bytes the UTF-8 character at `at` has, or 0 when there is none (Unicode 15, table 3-7). */
function utf8Length(bytes: Uint8Array, at: number): number {
  const lead = bytes[at] as number;
  if (lead < 0x80) return 1;
  if (lead < 0xc2 || lead > 0xf4) return 0;
  const length = lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
  const second = bytes[at + 1] ?? 0;
  const low = lead === 0xe0 ? 0xa0 : lead === 0xf0 ? 0x90 : 0x80;
  const high = lead === 0xed ? 0x9f : lead === 0xf4 ? 0x8f : 0xbf;
  if (second < low || second > high) return 0;
  for (let i = 2; i < length; i++) {
    const next = bytes[at + i] ?? 0;
    if (next < 0x80 || next > 0xbf) return 0;
  }
  return length;
}

/** Offset of the first byte that is not UTF-8, or -1. */
export function firstInvalidUtf8(bytes: Uint8Array): number {
  for (let at = 0; at < bytes.length; ) {
    const length = utf8Length(bytes, at);
    if (length === 0) return at;
    at += length;
  }
  return -1;
}

function latin1Text(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) {
    text += byte >= 0x80 && byte < 0xa0 ? (WINDOWS_80[byte - 0x80] as string) : String.fromCharCode(byte);
  }
  return text;
}

/** The text of `bytes` from `from`, piece by piece. Throws `ExchangeError` at the first damaged character. */
export function* textPieces(
  bytes: Uint8Array,
  from: number,
  encoding: TextEncoding,
  format: string,
): Generator<string, void, undefined> {
  const decoder = encoding === 'latin-1' ? null : new TextDecoder(encoding, { fatal: true, ignoreBOM: true });
  for (let at = from; at < bytes.length; at += PIECE_BYTES) {
    const piece = bytes.subarray(at, at + PIECE_BYTES);
    if (decoder === null) {
      yield latin1Text(piece);
      continue;
    }
    let text: string;
    try {
      text = decoder.decode(piece, { stream: at + PIECE_BYTES < bytes.length });
    } catch (cause) {
      const byteOffset = encoding === 'utf-8' ? firstInvalidUtf8(bytes.subarray(from)) + from : at;
      const reason = `The text is not ${encoding.toUpperCase()} as it should be.`;
      throw new ExchangeError('encoding', format, { byteOffset }, reason, cause);
    }
    yield text;
  }
}

const XML_ENCODINGS: { readonly [label: string]: TextEncoding } = {
  'utf-8': 'utf-8',
  utf8: 'utf-8',
  'us-ascii': 'utf-8',
  'iso-8859-1': 'latin-1',
  'windows-1252': 'latin-1',
};
const DECLARATION_BYTES = 256;

/** The encoding of an XML file: from its mark, its first bytes or its declaration (XML 1.0, appendix F). */
export function xmlEncoding(bytes: Uint8Array, format: string): { encoding: TextEncoding; from: number } {
  const mark = byteOrderMark(bytes);
  if (mark !== null) return { encoding: mark.encoding, from: mark.length };
  if (bytes[0] === 0x3c && bytes[1] === 0) return { encoding: 'utf-16le', from: 0 };
  if (bytes[0] === 0 && bytes[1] === 0x3c) return { encoding: 'utf-16be', from: 0 };
  const head = latin1Text(bytes.subarray(0, DECLARATION_BYTES));
  const label = /^<\?xml[^>]*?\sencoding\s*=\s*["']([A-Za-z0-9._-]{1,40})["']/.exec(head)?.[1] ?? 'utf-8';
  const encoding = Object.hasOwn(XML_ENCODINGS, label.toLowerCase()) ? XML_ENCODINGS[label.toLowerCase()] : undefined;
  if (encoding === undefined) {
    throw new ExchangeError('encoding', format, { line: 1, column: 0 }, `Text in ${label} is not read here.`);
  }
  return { encoding, from: 0 };
}
