/**
 * Base64 as Serato writes it: no padding, a line feed after every 72 characters, and now and then one character too
 * few, which stands for zero bits. Thread: any.
 */
import type { BigEndianReader } from './bytes.ts';

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const LINE_CHARS = 72;
const LINE_FEED = 0x0a;
const PADDING = 0x3d;

const VALUES = new Int8Array(256).fill(-1);
for (let i = 0; i < ALPHABET.length; i++) VALUES[ALPHABET.charCodeAt(i)] = i;

/** Decodes up to a zero byte or the end. Refuses other characters at their place. */
export function decodeBase64(reader: BigEndianReader): Uint8Array {
  const bytes = new Uint8Array(Math.ceil((reader.left * 3) / 4));
  let [length, bits, held] = [0, 0, 0];
  while (reader.left > 0) {
    const character = reader.u8();
    if (character === 0) break;
    if (character === LINE_FEED || character === 0x0d || character === PADDING) continue;
    const value = VALUES[character] as number;
    if (value < 0) reader.refuse('malformed', 'A character is not of Base64.', reader.at - 1);
    held = ((held << 6) | value) & 0xfffff;
    bits += 6;
    if (bits >= 8) {
      bits -= 8;
      bytes[length++] = (held >> bits) & 0xff;
    }
  }
  // A single character left over holds the upper six bits of a byte whose lower two are zero.
  if (bits === 6) bytes[length++] = (held << 2) & 0xff;
  return bytes.subarray(0, length);
}

export function encodeBase64(bytes: Uint8Array): Uint8Array {
  let text = '';
  let [bits, held] = [0, 0];
  const put = (value: number): void => {
    if (text.length % (LINE_CHARS + 1) === LINE_CHARS) text += '\n';
    text += ALPHABET[value];
  };
  for (const byte of bytes) {
    held = ((held << 8) | byte) & 0xfffff;
    bits += 8;
    while (bits >= 6) {
      bits -= 6;
      put((held >> bits) & 0x3f);
    }
  }
  if (bits > 0) put((held << (6 - bits)) & 0x3f);
  return new TextEncoder().encode(text);
}
