/**
 * The compact features of a track from which structure and energy are found: small enough to be stored with the track
 * (about 19 bytes per 43 ms: 135 kB for five minutes), so that a corrected grid needs no decoding.
 *
 * Layout, version 1: a header of 32-bit little-endian integers (magic, version, hop in frames, rate, hops, frames of
 * the track), then one byte a value, hop after hop within each field: bands, lowPeak, lowFloor, lowRise, highRise, and
 * chroma once per CHROMA_HOPS hops. Levels are half decibels above −110 dBFS; rises are quarter decibels; chroma is
 * 0…255 of the strongest pitch class.
 * Thread: any; pure data.
 */
import { pow } from '../../dsp-utils/portable-maths.ts';

export const FEATURE_VERSION = 1;
export const BAND_COUNT = 12;
export const CHROMA_HOPS = 4;
export const PITCHES = 12;
const MAGIC = 0x46_45_41_54;
const HEADER_INTS = 6;
const LEVEL_FLOOR_DB = -110;
const LEVELS_PER_DB = 2;
const RISES_PER_DB = 4;

/** What cannot be read as features: another version, or damage. The track has to be decoded and heard again. */
export class FeatureFormatError extends Error {
  constructor(what: string) {
    super(`stored features ${what}; analyse the track again`);
    this.name = 'FeatureFormatError';
  }
}

/** Views into one Uint8Array. */
export interface FeatureSummary {
  readonly bytes: Uint8Array;
  readonly hopFrames: number;
  readonly rateHz: number;
  readonly hops: number;
  /** Length of the track. */
  readonly frames: number;
  /** BAND_COUNT levels a hop, of the spectrum centred on the hop's first frame. */
  readonly bands: Uint8Array;
  /** Loudest and quietest 10 ms below 120 Hz, of the hop's own frames. */
  readonly lowPeak: Uint8Array;
  readonly lowFloor: Uint8Array;
  /** Sharpest rise within 10 ms, below 120 Hz and in the treble. */
  readonly lowRise: Uint8Array;
  readonly highRise: Uint8Array;
  /** PITCHES values per CHROMA_HOPS hops, C first. */
  readonly chroma: Uint8Array;
}

export function toLevel(db: number): number {
  return Math.max(0, Math.min(255, Math.round((db - LEVEL_FLOOR_DB) * LEVELS_PER_DB)));
}

export function levelDb(byte: number): number {
  return byte / LEVELS_PER_DB + LEVEL_FLOOR_DB;
}

const POWERS = Float64Array.from({ length: 256 }, (_, byte) => (byte === 0 ? 0 : pow(10, levelDb(byte) / 10)));

/** Power of a level; full scale is 1, the lowest level is silence. */
export function levelPower(byte: number): number {
  return POWERS[byte] as number;
}

export function toRise(db: number): number {
  return Math.max(0, Math.min(255, Math.round(db * RISES_PER_DB)));
}

export function riseDb(byte: number): number {
  return byte / RISES_PER_DB;
}

export interface SummaryShape {
  readonly hopFrames: number;
  readonly rateHz: number;
  readonly hops: number;
  readonly frames: number;
}

function chromaCount(hops: number): number {
  return Math.floor(hops / CHROMA_HOPS);
}

function byteLength(hops: number): number {
  return HEADER_INTS * 4 + hops * (BAND_COUNT + 4) + chromaCount(hops) * PITCHES;
}

function view(bytes: Uint8Array, shape: SummaryShape): FeatureSummary {
  const { hops } = shape;
  let at = HEADER_INTS * 4;
  const field = (length: number): Uint8Array => {
    at += length;
    return bytes.subarray(at - length, at);
  };
  return {
    ...shape,
    bytes,
    bands: field(hops * BAND_COUNT),
    lowPeak: field(hops),
    lowFloor: field(hops),
    lowRise: field(hops),
    highRise: field(hops),
    chroma: field(chromaCount(hops) * PITCHES),
  };
}

/** An empty summary, to be filled through its views. Allocates. */
export function createSummary(shape: SummaryShape): FeatureSummary {
  const bytes = new Uint8Array(byteLength(shape.hops));
  const header = new DataView(bytes.buffer);
  [MAGIC, FEATURE_VERSION, shape.hopFrames, shape.rateHz, shape.hops, shape.frames].forEach((value, i) => {
    header.setInt32(i * 4, value, true);
  });
  return view(bytes, shape);
}

/** Reads stored features. Throws a FeatureFormatError for anything but this version, whole. */
export function readSummary(bytes: Uint8Array): FeatureSummary {
  if (bytes.length < HEADER_INTS * 4) throw new FeatureFormatError('are cut off');
  const header = new DataView(bytes.buffer, bytes.byteOffset);
  const [magic, version, hopFrames, rateHz, hops, frames] = Array.from({ length: HEADER_INTS }, (_, i) =>
    header.getInt32(i * 4, true),
  ) as [number, number, number, number, number, number];
  if (magic !== MAGIC) throw new FeatureFormatError('are something else');
  if (version !== FEATURE_VERSION) throw new FeatureFormatError(`are of version ${version}, not ${FEATURE_VERSION}`);
  if (hops < 0 || hopFrames < 1 || rateHz < 1 || bytes.length !== byteLength(hops))
    throw new FeatureFormatError('are damaged');
  return view(bytes, { hopFrames, rateHz, hops, frames });
}
