/**
 * The payload of a GEOB tag `Serato Autotags`: tempo and gains as text. Thread: any.
 */
import { decimal } from '../numbers.ts';
import { BigEndianReader, BigEndianWriter } from './bytes.ts';

export const AUTOTAGS = 'Serato Autotags';
const VERSION = [1, 1] as const;

export interface Autotags {
  readonly bpm: number | null;
  /** What Serato found by analysis. */
  readonly autoGainDb: number | null;
  /** What the performer added. */
  readonly gainDb: number | null;
}

/** Throws `ExchangeError`. */
export function decodeAutotags(bytes: Uint8Array): Autotags {
  const reader = new BigEndianReader(bytes, AUTOTAGS);
  reader.expect(VERSION);
  const [bpm, autoGainDb, gainDb] = [1, 2, 3].map(() => decimal(reader.zeroTerminated()));
  return { bpm: bpm ?? null, autoGainDb: autoGainDb ?? null, gainDb: gainDb ?? null };
}

export function encodeAutotags({ bpm, autoGainDb, gainDb }: Autotags): Uint8Array<ArrayBuffer> {
  const writer = new BigEndianWriter().u8(...VERSION);
  writer.zeroTerminated((bpm ?? 0).toFixed(2));
  writer.zeroTerminated((autoGainDb ?? 0).toFixed(3));
  return writer.zeroTerminated((gainDb ?? 0).toFixed(3)).toBytes();
}
