/**
 * What a document says of a track, as changes of the library's record. They come with the origin `exchange`: above tags and
 * analysis, below a hand, whose corrections the library's rules keep.
 * Thread: exchange worker; pure.
 */
import { SESSION_RATE_HZ } from '../../../control-bus/constants.ts';
import type { TrackChange } from '../../library/changes.ts';
import { GROUPS, Origin, originRank, type Provenance, type Tags, type TrackRecord } from '../../library/model.ts';
import { type Findings, mayReplace } from '../../library/rules.ts';
import { type ExchangeTrack, trackLabel } from '../document.ts';
import { keyCamelot, keyLongName } from '../keys.ts';
import type { Notes } from '../notes.ts';
import { colourText, takenCues } from './cues.ts';
import { gridOf } from './grid.ts';
import { COMMENT_CHARS, clipped } from './texts.ts';

/** What of a document's track the library has no place for. */
const NOT_KEPT: readonly (readonly [keyof ExchangeTrack, string])[] = [
  ['remixer', 'Remixers have no place in this library.'],
  ['trackNumber', 'Track numbers have no place in this library.'],
  ['gainDb', 'Gains of the other program; here loudness is measured.'],
  ['dateAdded', 'Dates of addition there; here the day counts on which a track was added here.'],
];

function tagsOf(track: ExchangeTrack, notes: Notes, label: string): Partial<Tags> {
  const texts = {
    title: track.title,
    artist: track.artist,
    album: track.album,
    genre: track.genre,
    label: track.label,
  };
  const given = Object.entries(texts).filter(([, text]) => text !== '');
  const { comment, year, rating, colour } = track;
  return {
    ...Object.fromEntries(given.map(([name, text]) => [name, clipped(text, notes, label)])),
    ...(comment === '' ? {} : { comment: clipped(comment, notes, label, COMMENT_CHARS) }),
    ...(year === null ? {} : { year }),
    ...(rating === 0 ? {} : { rating }),
    ...(colour === null ? {} : { colour: colourText(colour) }),
  };
}

function findingsOf(track: ExchangeTrack, by: Provenance, lengthFrames: number, notes: Notes, label: string): Findings {
  const grid = gridOf(track.grid, by, notes, label);
  const { cues, markers } = takenCues(track.cues, lengthFrames, notes, label);
  const { key } = track;
  if (grid === null && track.bpm !== null)
    notes.add('missing', 'Tempi without a beat grid; here the analysis finds both.', label);
  return {
    ...(grid === null ? {} : { grid }),
    ...(key === null ? {} : { musicalKey: { camelot: keyCamelot(key), name: keyLongName(key), by } }),
    ...(cues === null ? {} : { cues: { ...cues, by } }),
    ...(markers === null ? {} : { markers: { ...markers, by } }),
  };
}

export interface Taken {
  /** Empty when the library knows all of it. */
  readonly changes: readonly TrackChange[];
  /** Groups and tags in which a hand said something else; they stay. */
  readonly keptByHand: number;
}

/** What a file carries of a group: not the names of loops for the program itself, and numbers to the digits of formats. */
const content = (group: object): string =>
  JSON.stringify(group, (name, value: unknown) => {
    if (name === 'by' || name === 'id' || name === 'quantised') return undefined;
    const steps = name === 'bpm' ? 1e6 : 1e3;
    return typeof value === 'number' ? Math.round(value * steps) / steps : value;
  });

/** The changes that `track` brings to `record`. */
export function taken(track: ExchangeTrack, record: TrackRecord, by: Provenance, notes: Notes): Taken {
  const label = trackLabel(track);
  for (const [field, words] of NOT_KEPT)
    if (track[field] !== null && track[field] !== '') notes.add('missing', words, label);
  const changes: TrackChange[] = [];
  let keptByHand = 0;
  const findings = { ...findingsOf(track, by, record.lengthFrames, notes, label) };
  for (const name of GROUPS) {
    const offered = findings[name];
    if (offered === undefined) continue;
    const standing = record[name];
    const same = content(standing) === content(offered);
    if (!mayReplace(standing.by, offered.by)) {
      if (!same && standing.by.origin === Origin.hand) keptByHand++;
      delete findings[name];
    } else if (same && originRank(standing.by.origin) >= originRank(Origin.exchange)) delete findings[name];
  }
  if (Object.keys(findings).length > 0) changes.push({ kind: 'findings', findings });

  const { values, byHand, by: tagsBy } = record.tags;
  const offered = Object.entries(tagsOf(track, notes, label));
  const different = offered.filter(([name, value]) => values[name as keyof Tags] !== value);
  keptByHand += different.filter(([name]) => byHand.includes(name as keyof Tags)).length;
  const free = different.filter(([name]) => !byHand.includes(name as keyof Tags));
  if (free.length > 0 && originRank(tagsBy.origin) <= originRank(by.origin))
    changes.push({ kind: 'tags', tags: Object.fromEntries(free), by });
  if (track.playCount > record.playCount) changes.push({ kind: 'playCount', atLeast: track.playCount });
  return { changes, keptByHand };
}

/** Seconds of a record, null until it was decoded. */
export const durationOf = ({ lengthFrames }: TrackRecord): number | null =>
  lengthFrames > 0 ? lengthFrames / SESSION_RATE_HZ : null;
