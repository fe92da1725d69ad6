/**
 * Records and rows of the library as the interface shows them. Thread: main; pure.
 */
import { beatAt, beatMap, playableGrid } from '../control-bus/beat-grid.ts';
import { SESSION_RATE_HZ } from '../control-bus/constants.ts';
import { type Location, Origin, type TrackRecord, type TrackRow } from '../media/library/client.ts';
import type { Grid, Section, TrackEntry } from '../ui-shell/port.ts';

const GONE = 'The audio is no longer on this machine. Add the file again; everything else is still known.';

/** `isHere`: whether this session holds the audio of a track whose place is unknown. */
function problemOf(problem: string | null, location: Location['kind'], isHere: boolean): string | null {
  return problem ?? (location === 'missing' && !isHere ? GONE : null);
}

function producerOf(origin: Origin, producer: string | null, version: number): string | null {
  if (origin === Origin.hand) return 'hand';
  return producer === null ? null : `${producer} ${version}`;
}

export function entryOfRow(row: TrackRow, isHere: boolean): TrackEntry {
  return {
    id: row.key,
    title: row.title === '' ? row.fileName : row.title,
    artist: row.artist,
    album: row.album,
    genre: row.genre,
    origin: row.location === 'rendered' ? 'demo' : 'file',
    bpm: row.bpm,
    key: row.camelot,
    keyName: row.keyName,
    durationS: row.durationS,
    energy: row.energy,
    gridProducer: producerOf(row.gridOrigin, row.gridProducer, row.gridVersion),
    gridConfidence: row.gridConfidence,
    rating: row.rating,
    plays: row.plays,
    addedAtMs: row.addedAtMs,
    lastPlayedAtMs: row.lastPlayedAtMs,
    coverId: row.coverId,
    problem: problemOf(row.problem, row.location, isHere),
  };
}

export function entryOfRecord(record: TrackRecord, isHere: boolean): TrackEntry {
  const { values } = record.tags;
  const { grid, musicalKey } = record;
  return {
    id: record.key,
    title: values.title === '' ? record.fileName : values.title,
    artist: values.artist,
    album: values.album,
    genre: values.genre,
    origin: record.location.kind === 'rendered' ? 'demo' : 'file',
    bpm: grid.grid?.bpm ?? null,
    key: musicalKey.camelot,
    keyName: musicalKey.name,
    durationS: record.lengthFrames > 0 ? record.lengthFrames / SESSION_RATE_HZ : null,
    energy: record.energy.level,
    gridProducer: producerOf(grid.by.origin, grid.by.producer, grid.by.version),
    gridConfidence: grid.by.confidence,
    rating: values.rating,
    plays: record.playCount,
    addedAtMs: record.addedAtMs,
    lastPlayedAtMs: record.lastPlayedAtMs,
    coverId: record.coverId,
    problem: problemOf(record.problem, record.location.kind, isHere),
  };
}

/** Sections with a musical meaning, in beats of the track's grid; none without one. */
export function sectionsOf(record: TrackRecord): Section[] {
  const grid = gridOfRecord(record);
  if (grid === null) return [];
  const map = beatMap(grid, SESSION_RATE_HZ);
  return record.structure.sections.map(({ kind, startFrame, endFrame }): Section => {
    const startBeat = beatAt(map, startFrame);
    return { kind, startBeat, beats: beatAt(map, endFrame) - startBeat };
  });
}

/** The pads' frames, −1 where one is empty. */
export function hotCueFramesOf({ cues }: TrackRecord, pads: number): number[] {
  const frames = new Array<number>(pads).fill(-1);
  for (const { slot, frame } of cues.hotCues) if (slot >= 1 && slot <= pads) frames[slot - 1] = frame;
  return frames;
}

/** The track's beat grid with its tempo changes, as the engine can play it; null without one. */
export function gridOfRecord({ grid: { grid, segments } }: TrackRecord): Grid | null {
  return grid === null || segments.length < 2 ? grid : playableGrid({ ...grid, segments }, SESSION_RATE_HZ);
}
