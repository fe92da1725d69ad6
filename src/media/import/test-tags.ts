/**
 * Tag writers for tests: ID3v2.4 in front of an MP3, Vorbis comments in a FLAC header.
 * Thread: any, in tests. Never shipped.
 */
const utf8 = new TextEncoder();

export function joined(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(parts.reduce((n, part) => n + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

const syncSafe = (n: number): Uint8Array => Uint8Array.of((n >> 21) & 127, (n >> 14) & 127, (n >> 7) & 127, n & 127);

export function frame(id: string, body: Uint8Array): Uint8Array {
  return joined([utf8.encode(id), syncSafe(body.length), Uint8Array.of(0, 0), body]);
}

export const textFrame = (id: string, text: string): Uint8Array =>
  frame(id, joined([Uint8Array.of(3), utf8.encode(text)]));

export const userTextFrame = (name: string, text: string): Uint8Array =>
  frame('TXXX', joined([Uint8Array.of(3), utf8.encode(`${name}\0${text}`)]));

export const commentFrame = (name: string, text: string): Uint8Array =>
  frame('COMM', joined([Uint8Array.of(3), utf8.encode(`eng${name}\0${text}`)]));

export const objectFrame = (name: string, data: Uint8Array): Uint8Array =>
  frame('GEOB', joined([Uint8Array.of(3), utf8.encode(`application/octet-stream\0\0${name}\0`), data]));

/** `type` 3 is the front cover. */
export const pictureFrame = (mime: string, type: number, data: Uint8Array): Uint8Array =>
  frame('APIC', joined([Uint8Array.of(3), utf8.encode(`${mime}\0`), Uint8Array.of(type), utf8.encode('\0'), data]));

export const ratingFrame = (stars: number): Uint8Array =>
  frame('POPM', joined([utf8.encode('somebody@example.com\0'), Uint8Array.of(stars), Uint8Array.of(0, 0, 0, 1)]));

/** A tag of these frames; `claim` overrides the length its header names. */
export function id3(frames: readonly Uint8Array[], claim?: number): Uint8Array<ArrayBuffer> {
  const body = joined(frames);
  return joined([utf8.encode('ID3'), Uint8Array.of(4, 0, 0), syncSafe(claim ?? body.length), body]);
}

/** A FLAC file's bytes with a block of comments put behind its stream description. */
export function withComments(flac: Uint8Array, comments: readonly string[]): Uint8Array<ArrayBuffer> {
  const long = (n: number): Uint8Array => Uint8Array.of(n & 255, (n >> 8) & 255, (n >> 16) & 255, n >>> 24);
  const texts = comments.map((text) => utf8.encode(text));
  const body = joined([long(4), utf8.encode('test'), long(texts.length), ...texts.flatMap((t) => [long(t.length), t])]);
  const head = Uint8Array.of(4, body.length >> 16, (body.length >> 8) & 255, body.length & 255);
  return joined([flac.subarray(0, 42), head, body, flac.subarray(42)]);
}
