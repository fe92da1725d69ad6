/**
 * The payload of a GEOB tag `Serato Markers_`: five cues and nine loops without names, and the track's colour. Serato
 * prefers it to `Serato Markers2` where both are present. Layout after J. Holthuis' study of the tags; values of 24 bits
 * are spread over four bytes of seven.
 * Thread: any.
 */
import { BigEndianReader, BigEndianWriter } from './bytes.ts';

export const MARKERS = 'Serato Markers_';
const VERSION = [2, 5] as const;
const UNSET = 0x7f;
const BETWEEN = [0, UNSET, UNSET, UNSET, UNSET, UNSET] as const;
const ENTRY_BYTES = 22;
/** Positions have 24 bits. */
export const MARKER_MAX_MS = 2 ** 24 - 1;
export const CUE_SLOTS = 5;
export const LOOP_SLOTS = 9;

export const MarkerType = { none: 0, cue: 1, loop: 3 } as const;
export type MarkerType = (typeof MarkerType)[keyof typeof MarkerType];

export interface Marker {
  readonly startMs: number | null;
  readonly endMs: number | null;
  /** 0xRRGGBB as stored. */
  readonly colour: number;
  readonly type: MarkerType;
  readonly locked: boolean;
}

export interface Markers {
  readonly entries: readonly Marker[];
  /** 0xRRGGBB as stored. */
  readonly trackColour: number;
}

/** 24 bits from four bytes of seven, the top bit of each unused. */
function spread24(reader: BigEndianReader): number {
  const at = reader.at;
  const value = reader.u32();
  if ((value & 0xf8808080) !== 0) reader.refuse('malformed', 'A value has more than 24 bits.', at);
  return ((value >>> 3) & 0xe00000) | ((value >>> 2) & 0x1fc000) | ((value >>> 1) & 0x3f80) | (value & 0x7f);
}

function spread(value: number): number[] {
  return [(value >>> 21) & 7, (value >>> 14) & 0x7f, (value >>> 7) & 0x7f, value & 0x7f];
}

function positionMs(reader: BigEndianReader): number | null {
  const at = reader.at;
  const state = reader.u8();
  if (state === 0) return spread24(reader);
  if (state !== UNSET) reader.refuse('malformed', 'A position is neither set nor unset.', at);
  reader.take(4);
  return null;
}

function markerOf(reader: BigEndianReader): Marker {
  const [startMs, endMs] = [positionMs(reader), positionMs(reader)];
  reader.take(BETWEEN.length);
  const colour = spread24(reader);
  const type = reader.u8();
  if (type !== MarkerType.none && type !== MarkerType.cue && type !== MarkerType.loop) {
    reader.refuse('malformed', `${type} is no kind of marker.`, reader.at - 1);
  }
  return { startMs, endMs, colour, type, locked: reader.u8() !== 0 };
}

/** Throws `ExchangeError`. */
export function decodeMarkers(bytes: Uint8Array): Markers {
  const reader = new BigEndianReader(bytes, MARKERS);
  reader.expect(VERSION);
  const count = reader.u32();
  if (count * ENTRY_BYTES > reader.left) reader.refuse('truncated', `${count} markers should follow.`);
  const entries = Array.from({ length: count }, () => markerOf(reader));
  return { entries, trackColour: spread24(reader) };
}

export function encodeMarkers({ entries, trackColour }: Markers): Uint8Array<ArrayBuffer> {
  const writer = new BigEndianWriter().u8(...VERSION).u32(entries.length);
  for (const { startMs, endMs, colour, type, locked } of entries) {
    for (const ms of [startMs, endMs]) {
      if (ms === null) writer.u8(UNSET, UNSET, UNSET, UNSET, UNSET);
      else writer.u8(0, ...spread(ms));
    }
    writer.u8(...BETWEEN, ...spread(colour), type, locked ? 1 : 0);
  }
  return writer.u8(...spread(trackColour)).toBytes();
}
