/**
 * Notes of the fields of tracks that a format has no place for. Thread: any.
 */
import { type ExchangeTrack, trackLabel } from './document.ts';
import type { Notes } from './notes.ts';

const WORDS = {
  album: 'Albums',
  genre: 'Genres',
  label: 'Labels',
  remixer: 'Remixers',
  comment: 'Comments',
  trackNumber: 'Track numbers',
  year: 'Years',
  rating: 'Ratings',
  playCount: 'Play counts',
  dateAdded: 'Dates of addition',
  durationS: 'Durations',
  bitrateKbps: 'Bit rates',
  sampleRateHz: 'Sample rates',
  bpm: 'Tempi',
  key: 'Keys',
  gainDb: 'Gains',
  colour: 'Track colours',
  grid: 'Beat grids',
  cues: 'Cues and loops',
  title: 'Titles',
  artist: 'Artists',
} as const;
export type Field = keyof typeof WORDS;

/** What a list of paths, titles and durations has no place for. */
export const BEYOND_PLAYLISTS: readonly Field[] = (Object.keys(WORDS) as Field[]).filter(
  (field) => field !== 'title' && field !== 'artist' && field !== 'durationS',
);

function isSet(track: ExchangeTrack, field: Field): boolean {
  const value = track[field];
  if (typeof value === 'string') return value !== '';
  if (Array.isArray(value)) return value.length > 0;
  // Gain may be 0 dB and tonic C may be 0 inside a key; ratings and counts of 0 say nothing.
  return field === 'rating' || field === 'playCount' ? value !== 0 : value !== null;
}

/** Counts what of `fields` this track has. */
export function noteMissing(track: ExchangeTrack, fields: readonly Field[], losses: Notes): void {
  for (const field of fields) {
    if (isSet(track, field)) losses.add('missing', `${WORDS[field]} are not in this format.`, trackLabel(track));
  }
}
