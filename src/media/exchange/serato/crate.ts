/**
 * One Serato crate as bytes: a row of chunks (four letters, a length, a body; texts in UTF-16). `otrk` holds a `ptrk`,
 * the path of a track from the root of its drive. Other chunks are about columns of Serato's window.
 * Thread: any off the audio thread.
 */
import { ExchangeError } from '../errors.ts';
import { DEFAULT_LIMITS, type Limits } from '../limits.ts';
import { BigEndianReader } from './bytes.ts';

export const CRATE = 'Serato crate';
const VERSION = '1.0/Serato ScratchLive Crate';

function utf16Text(bytes: Uint8Array, reader: BigEndianReader, at: number): string {
  try {
    return new TextDecoder('utf-16be', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return reader.refuse('encoding', 'A path is not UTF-16.', at);
  }
}

/** The paths in one crate. Throws `ExchangeError`. */
export function decodeCrate(bytes: Uint8Array, limits: Limits = DEFAULT_LIMITS): string[] {
  if (bytes.length > limits.bytes) {
    throw new ExchangeError(
      'tooLarge',
      CRATE,
      null,
      `The file has ${bytes.length} bytes; at most ${limits.bytes} are read.`,
    );
  }
  const reader = new BigEndianReader(bytes, CRATE);
  const paths: string[] = [];
  const tagOf = (from: BigEndianReader): string => String.fromCharCode(...from.take(4));
  if (reader.left < 4 || tagOf(reader) !== 'vrsn') reader.refuse('wrongFormat', 'A crate starts with its version.', 0);
  reader.take(reader.u32());
  while (reader.left > 0) {
    const tag = tagOf(reader);
    const body = reader.inner(reader.u32());
    if (tag !== 'otrk') continue;
    while (body.left > 0) {
      const inner = tagOf(body);
      const length = body.u32();
      const at = body.at;
      const content = body.take(length);
      if (inner !== 'ptrk') continue;
      if (length > limits.textChars * 2) body.refuse('textTooLong', `A path has ${length} bytes.`, at);
      if (paths.length >= limits.entries)
        body.refuse('tooMany', `The crate has more than ${limits.entries} tracks.`, at);
      paths.push(utf16Text(content, body, at));
    }
  }
  return paths;
}

function chunk(tag: string, body: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(8 + body.length);
  for (let i = 0; i < 4; i++) bytes[i] = tag.charCodeAt(i);
  new DataView(bytes.buffer).setUint32(4, body.length);
  bytes.set(body, 8);
  return bytes;
}

function utf16(text: string): Uint8Array {
  const view = new DataView(new ArrayBuffer(text.length * 2));
  for (let i = 0; i < text.length; i++) view.setUint16(i * 2, text.charCodeAt(i));
  return new Uint8Array(view.buffer);
}

export function encodeCrate(paths: readonly string[]): Uint8Array<ArrayBuffer> {
  const chunks = [chunk('vrsn', utf16(VERSION)), ...paths.map((path) => chunk('otrk', chunk('ptrk', utf16(path))))];
  const bytes = new Uint8Array(chunks.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of chunks) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}
