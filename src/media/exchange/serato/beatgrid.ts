/**
 * The payload of a GEOB tag `Serato BeatGrid`: markers on downbeats. All but the last say how many beats lie before the
 * next one; the last says the tempo from there on. Layout after J. Holthuis' study of the tags.
 * Thread: any.
 */
import type { TempoMarker } from '../document.ts';
import { BARS_OF_FOUR, onDownbeats } from '../grid.ts';
import type { Notes } from '../notes.ts';
import { isPosition, isTempo, nanoseconds } from '../numbers.ts';
import { BigEndianReader, BigEndianWriter } from './bytes.ts';

export const BEATGRID = 'Serato BeatGrid';
const VERSION = [1, 0] as const;
const MARKER_BYTES = 8;
/** A tempo that fits within this needs no rounding that anybody could hear: 1 ms in three minutes. */
const TEMPO_TOLERANCE = 5e-6;

export interface BeatGridMarker {
  /** Seconds; 32 bits. */
  readonly positionS: number;
  readonly beatsUntilNext: number;
}

export interface BeatGrid {
  readonly before: readonly BeatGridMarker[];
  /** Null only when the tag holds no marker at all. */
  readonly last: { readonly positionS: number; readonly bpm: number } | null;
}

/** Throws `ExchangeError`. */
export function decodeBeatGrid(bytes: Uint8Array): BeatGrid {
  const reader = new BigEndianReader(bytes, BEATGRID);
  reader.expect(VERSION);
  const count = reader.u32();
  if (count * MARKER_BYTES > reader.left) reader.refuse('truncated', `${count} markers should follow.`);
  if (count === 0) return { before: [], last: null };
  const before = Array.from({ length: count - 1 }, () => ({ positionS: reader.f32(), beatsUntilNext: reader.u32() }));
  return { before, last: { positionS: reader.f32(), bpm: reader.f32() } };
}

export function encodeBeatGrid({ before, last }: BeatGrid): Uint8Array<ArrayBuffer> {
  const writer = new BigEndianWriter().u8(...VERSION).u32(before.length + (last === null ? 0 : 1));
  for (const { positionS, beatsUntilNext } of before) writer.f32(positionS).u32(beatsUntilNext);
  if (last !== null) writer.f32(last.positionS).f32(last.bpm);
  // The last byte has no known meaning.
  return writer.u8(0).toBytes();
}

/** The grid in the document's form; markers that make no sense are noted and left out. */
export function gridFromSerato({ before, last }: BeatGrid, warnings: Notes, track: string): TempoMarker[] {
  if (last === null) return [];
  const grid: TempoMarker[] = [];
  const put = (positionS: number, bpm: number): void => {
    if (isPosition(positionS) && isTempo(bpm)) {
      grid.push({ positionS: nanoseconds(positionS), bpm, beatsPerBar: BARS_OF_FOUR, beatOfBar: 1 });
    } else warnings.add('missing', 'Tempo markers without a sensible position or tempo.', track);
  };
  before.forEach(({ positionS, beatsUntilNext }, i) => {
    const next = (before[i + 1] ?? last).positionS;
    put(positionS, (beatsUntilNext * 60) / (next - positionS));
  });
  put(last.positionS, last.bpm);
  return grid;
}

/** The grid in Serato's form: whole beats between markers, 32 bits a number. */
export function gridToSerato(grid: readonly TempoMarker[], losses: Notes, track: string): BeatGrid {
  const markers = onDownbeats(grid, losses, track);
  const last = markers.at(-1);
  if (last === undefined) return { before: [], last: null };
  const before: BeatGridMarker[] = [];
  markers.forEach((marker, i) => {
    const next = markers[i + 1];
    if (next === undefined) return;
    const seconds = next.positionS - marker.positionS;
    const exact = (seconds * marker.bpm) / 60;
    const beats = Math.max(1, Math.round(exact));
    if (Math.abs(beats / exact - 1) > TEMPO_TOLERANCE) {
      losses.add('changed', 'Tempi between two tempo changes are fitted to whole beats.', track);
    }
    before.push({ positionS: Math.fround(marker.positionS), beatsUntilNext: beats });
  });
  if (markers.some((marker) => Math.fround(marker.positionS) !== marker.positionS)) {
    losses.add('rounded', 'Positions of tempo markers are kept to about 0.01 ms.', track);
  }
  return { before, last: { positionS: Math.fround(last.positionS), bpm: Math.fround(last.bpm) } };
}
