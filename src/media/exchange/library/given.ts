/**
 * Records and crates of the library as a document for another program, with notes of what a document has no words for.
 * Thread: exchange worker; pure.
 */
import { type Crate, type CrateTree, childrenOf } from '../../library/crates.ts';
import type { TrackRecord } from '../../library/model.ts';
import { bareTrack, type ExchangeTrack, type ListNode, trackLabel } from '../document.ts';
import { parseKey } from '../keys.ts';
import { canonicalLocation, isAbsolute } from '../location.ts';
import type { Notes } from '../notes.ts';
import { nanoseconds } from '../numbers.ts';
import { colourNumber, givenCues } from './cues.ts';
import { markersOf } from './grid.ts';
import { durationOf } from './taken.ts';

/** Where the other program finds a track: a place it once told of, or the performer's folder with the known path in it. */
export function locationOf(record: TrackRecord, toldPlace: string | undefined, folder: string): string {
  if (toldPlace !== undefined && isAbsolute(toldPlace)) return toldPlace;
  const { location, fileName } = record;
  const path = canonicalLocation('path' in location && location.path !== '' ? location.path : fileName);
  const base = canonicalLocation(folder.trim()).replace(/\/+$/, '');
  return isAbsolute(path) || base === '' ? path : `${base}/${path}`;
}

export function givenTrack(record: TrackRecord, location: string, notes: Notes): ExchangeTrack {
  const { values } = record.tags;
  const label = values.title === '' ? record.fileName : trackLabel({ ...bareTrack(location), ...values, colour: null });
  if (record.location.kind === 'rendered')
    notes.add('missing', 'Demo tracks have no file: other programs can list them, not play them.', label);
  else if (!isAbsolute(location))
    notes.add(
      'missing',
      'Full paths, which a browser is not told. Name the music folder, or find the files there.',
      label,
    );
  if (record.energy.level !== null) notes.add('missing', 'Energy levels are not known elsewhere.', label);
  if (record.structure.sections.length > 0)
    notes.add('missing', 'Sections and phrases are not known elsewhere.', label);
  const { title, artist, album, genre, label: publisher, comment, year, rating, colour } = values;
  const duration = durationOf(record);
  return {
    ...bareTrack(location),
    title,
    artist,
    album,
    genre,
    label: publisher,
    comment,
    year,
    rating,
    colour: colourNumber(colour),
    playCount: record.playCount,
    dateAdded: `${new Date(record.addedAtMs).toISOString().slice(0, 19)}Z`,
    durationS: duration === null ? null : nanoseconds(duration),
    bpm: record.grid.grid?.bpm ?? null,
    key: parseKey(record.musicalKey.camelot ?? ''),
    grid: markersOf(record.grid),
    cues: givenCues(record.cues, record.markers, notes, label),
  };
}

/**
 * The crates under `parentId`. `tracksOf` has a crate's tracks as indices of the document. A crate that holds tracks and
 * crates becomes a list and a folder of one name, which is how it is read back.
 */
export function givenLists(
  tree: CrateTree,
  crates: readonly Crate[],
  tracksOf: (crate: Crate) => readonly number[],
  notes: Notes,
): ListNode[] {
  return crates.flatMap((crate): ListNode[] => {
    const { name, kind } = crate;
    const inside = childrenOf(tree, crate.id);
    const tracks = tracksOf(crate);
    if (kind === 'smart') notes.add('changed', 'Smart crates are written as the tracks they hold now.', name);
    if (crate.colour !== null) notes.add('missing', 'Colours of crates are not known elsewhere.', name);
    const lists: ListNode[] = [];
    if (tracks.length > 0 || inside.length === 0) lists.push({ kind: 'playlist', name, tracks });
    if (inside.length > 0) lists.push({ kind: 'folder', name, children: givenLists(tree, inside, tracksOf, notes) });
    return lists;
  });
}
