/**
 * The payload of a GEOB tag `Serato Markers2`: cues and loops with names and colours, the track's colour and the lock of
 * its grid, as named entries inside Base64, padded with zeros. Entries of other kinds (flips) are kept as bytes.
 * Layout after J. Holthuis' study of the tags and his parser's description of it.
 * Thread: any.
 */
import { decodeBase64, encodeBase64 } from './base64.ts';
import { BigEndianReader, BigEndianWriter } from './bytes.ts';

export const MARKERS2 = 'Serato Markers2';
const VERSION = [1, 1] as const;
/** Shorter payloads are filled up to this. */
const SMALLEST_BYTES = 470;

export type Marker2 =
  | {
      readonly kind: 'cue';
      readonly index: number;
      readonly positionMs: number;
      readonly colour: number;
      readonly name: string;
    }
  | {
      readonly kind: 'loop';
      readonly index: number;
      readonly startMs: number;
      readonly endMs: number;
      /** 0xRRGGBB as stored. */
      readonly colour: number;
      readonly locked: boolean;
      readonly name: string;
    }
  | { readonly kind: 'trackColour'; readonly colour: number }
  | { readonly kind: 'gridLock'; readonly locked: boolean }
  | { readonly kind: 'other'; readonly type: string; readonly body: Uint8Array };

function colourOf(reader: BigEndianReader): number {
  return reader.u8() * 65_536 + reader.u8() * 256 + reader.u8();
}

const colourBytes = (colour: number): [number, number, number] => [
  (colour >> 16) & 255,
  (colour >> 8) & 255,
  colour & 255,
];

function markerOf(type: string, reader: BigEndianReader): Marker2 {
  if (type === 'CUE') {
    reader.u8();
    const [index, positionMs] = [reader.u8(), reader.u32()];
    reader.u8();
    const colour = colourOf(reader);
    reader.take(2);
    return { kind: 'cue', index, positionMs, colour, name: reader.zeroTerminated(true) };
  }
  if (type === 'LOOP') {
    reader.u8();
    const [index, startMs, endMs] = [reader.u8(), reader.u32(), reader.u32()];
    reader.take(5);
    const colour = colourOf(reader);
    reader.u8();
    const locked = reader.u8() !== 0;
    return { kind: 'loop', index, startMs, endMs, colour, locked, name: reader.zeroTerminated(true) };
  }
  if (type === 'COLOR') {
    reader.u8();
    return { kind: 'trackColour', colour: colourOf(reader) };
  }
  if (type === 'BPMLOCK') return { kind: 'gridLock', locked: reader.u8() !== 0 };
  return { kind: 'other', type, body: reader.take(reader.left).slice() };
}

/** Throws `ExchangeError`; offsets past the first two bytes are those of the decoded content. */
export function decodeMarkers2(bytes: Uint8Array): Marker2[] {
  const outer = new BigEndianReader(bytes, MARKERS2);
  outer.expect(VERSION);
  const reader = new BigEndianReader(decodeBase64(outer), `${MARKERS2} content`);
  if (reader.left === 0) return [];
  reader.expect(VERSION);
  const markers: Marker2[] = [];
  while (reader.left > 0) {
    const type = reader.zeroTerminated(true);
    if (type === '') break;
    const length = reader.u32();
    markers.push(markerOf(type, reader.inner(length)));
  }
  return markers;
}

function typeAndBody(marker: Marker2): { type: string; body: Uint8Array } {
  const writer = new BigEndianWriter();
  switch (marker.kind) {
    case 'cue':
      writer
        .u8(0, marker.index)
        .u32(marker.positionMs)
        .u8(0, ...colourBytes(marker.colour), 0, 0);
      return { type: 'CUE', body: writer.zeroTerminated(marker.name).toBytes() };
    case 'loop':
      writer.u8(0, marker.index).u32(marker.startMs).u32(marker.endMs).u32(0xffffffff);
      writer.u8(0, ...colourBytes(marker.colour), 0, marker.locked ? 1 : 0);
      return { type: 'LOOP', body: writer.zeroTerminated(marker.name).toBytes() };
    case 'trackColour':
      return { type: 'COLOR', body: writer.u8(0, ...colourBytes(marker.colour)).toBytes() };
    case 'gridLock':
      return { type: 'BPMLOCK', body: writer.u8(marker.locked ? 1 : 0).toBytes() };
    case 'other':
      return { type: marker.type, body: marker.body };
  }
}

export function encodeMarkers2(markers: readonly Marker2[]): Uint8Array<ArrayBuffer> {
  const content = new BigEndianWriter().u8(...VERSION);
  for (const marker of markers) {
    const { type, body } = typeAndBody(marker);
    content.zeroTerminated(type).u32(body.length).raw(body);
  }
  const text = encodeBase64(content.u8(0).toBytes());
  const bytes = new Uint8Array(Math.max(SMALLEST_BYTES, VERSION.length + text.length + 1));
  bytes.set(VERSION);
  bytes.set(text, VERSION.length);
  return bytes;
}
