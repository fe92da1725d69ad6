/**
 * The library file of iTunes and Music ("iTunes Library.xml", or a playlist exported as XML) to a document. It holds
 * tags and lists; cues and grids it does not know. Thread: any off the audio thread.
 */
import { bareTrack, type ExchangeTrack, type ListNode } from './document.ts';
import type { ReadResult } from './format.ts';
import { DEFAULT_LIMITS, type Limits } from './limits.ts';
import { SMART_NOT_READ } from './list-tree.ts';
import { canonicalLocation } from './location.ts';
import { Notes } from './notes.ts';
import { isoDate, isPosition, isTempo, nanoseconds } from './numbers.ts';
import { type PlistDict, type PlistValue, readPlist } from './plist-reader.ts';
import type { Refuse } from './xml-reader.ts';

const ITUNES = 'iTunes XML';
/** A star is 20. */
export const ITUNES_STAR = 20;

function textOf(dict: PlistDict, key: string): string {
  const value = dict.get(key);
  return typeof value === 'string' ? value : '';
}

function numberOf(dict: PlistDict, key: string, low: number, high: number): number | null {
  const value = dict.get(key);
  return typeof value === 'number' && value >= low && value <= high ? value : null;
}

const whole = (value: number | null): number | null => (value === null ? null : Math.round(value));

function trackOf(dict: PlistDict): ExchangeTrack {
  const milliseconds = numberOf(dict, 'Total Time', 1, 1e9);
  const bpm = numberOf(dict, 'BPM', 0, 1000);
  // A computed rating is the album's, not the performer's word on this track.
  const rating = dict.get('Rating Computed') === true ? null : numberOf(dict, 'Rating', 0, 100);
  return {
    ...bareTrack(canonicalLocation(textOf(dict, 'Location'))),
    title: textOf(dict, 'Name'),
    artist: textOf(dict, 'Artist'),
    album: textOf(dict, 'Album'),
    genre: textOf(dict, 'Genre'),
    comment: textOf(dict, 'Comments'),
    trackNumber: whole(numberOf(dict, 'Track Number', 1, 1e6)),
    year: whole(numberOf(dict, 'Year', 1, 9999)),
    rating: rating === null ? 0 : Math.round(rating / ITUNES_STAR),
    playCount: whole(numberOf(dict, 'Play Count', 0, 1e9)) ?? 0,
    dateAdded: isoDate(textOf(dict, 'Date Added')),
    durationS: milliseconds !== null && isPosition(milliseconds / 1000) ? nanoseconds(milliseconds / 1000) : null,
    bitrateKbps: whole(numberOf(dict, 'Bit Rate', 1, 1e6)),
    sampleRateHz: whole(numberOf(dict, 'Sample Rate', 1, 1e7)),
    bpm: bpm !== null && isTempo(bpm) ? bpm : null,
  };
}

interface RawList {
  readonly kind: ListNode['kind'];
  readonly name: string;
  readonly id: string;
  readonly parent: string;
  readonly trackIds: readonly number[];
}

function listOf(dict: PlistDict): RawList {
  const smart = dict.has('Smart Info') || dict.has('Smart Criteria');
  const items = dict.get('Playlist Items');
  const trackIds: number[] = [];
  if (Array.isArray(items)) {
    for (const item of items) {
      const id = item instanceof Map ? item.get('Track ID') : undefined;
      if (typeof id === 'number') trackIds.push(id);
    }
  }
  return {
    kind: dict.get('Folder') === true ? 'folder' : smart ? 'smart' : 'playlist',
    name: textOf(dict, 'Name'),
    id: textOf(dict, 'Playlist Persistent ID'),
    parent: textOf(dict, 'Parent Persistent ID'),
    trackIds,
  };
}

/** iTunes' own lists: the whole library, films, purchases. */
const isBuiltIn = (dict: PlistDict): boolean => dict.get('Master') === true || dict.has('Distinguished Kind');

/** The lists as a tree. Parents are named by id, so they may be unknown or form circles; such lists go to the top. */
function treeOf(lists: readonly RawList[], byId: Map<number, number>, limits: Limits, warnings: Notes): ListNode[] {
  const folders = new Map<string, number>();
  lists.forEach((list, i) => {
    if (list.kind === 'folder' && list.id !== '') folders.set(list.id, i);
  });
  const parentOf = lists.map((list) => folders.get(list.parent) ?? -1);
  // The distance from the top; null while on the way, which finds circles.
  const depths: (number | null | undefined)[] = [];
  for (let i = 0; i < lists.length; i++) {
    const way: number[] = [];
    let at = i;
    while (at !== -1 && depths[at] === undefined) {
      depths[at] = null;
      way.push(at);
      at = parentOf[at] as number;
    }
    const known = at === -1 ? 0 : depths[at];
    if (known === null) {
      parentOf[way.at(-1) as number] = -1;
      warnings.add('changed', 'Folders that contain themselves are put at the top.', lists[at]?.name ?? '');
    }
    let depth = known ?? 0;
    for (const step of way.reverse()) depths[step] = ++depth;
  }
  const childrenOf = new Map<number, number[]>();
  lists.forEach((list, i) => {
    let parent = parentOf[i] as number;
    if (parent !== -1 && (depths[i] as number) > limits.depth) {
      parent = -1;
      warnings.add('changed', `Folders more than ${limits.depth} deep are put at the top.`, list.name);
    }
    const siblings = childrenOf.get(parent);
    if (siblings === undefined) childrenOf.set(parent, [i]);
    else siblings.push(i);
  });
  const build = (parent: number): ListNode[] =>
    (childrenOf.get(parent) ?? []).map((i): ListNode => {
      const { kind, name, trackIds } = lists[i] as RawList;
      if (kind === 'folder') return { kind, name, children: build(i) };
      const tracks: number[] = [];
      for (const id of trackIds) {
        const index = byId.get(id);
        if (index === undefined) warnings.add('missing', 'Entries that name no track of the collection.', name);
        else tracks.push(index);
      }
      if (kind === 'smart') warnings.add('missing', SMART_NOT_READ, name);
      return { kind, name, tracks };
    });
  return build(-1);
}

/** Reads a library or playlist of iTunes or Music. Throws `ExchangeError`. */
export function readItunes(bytes: Uint8Array, limits: Limits = DEFAULT_LIMITS): ReadResult {
  const warnings = new Notes();
  const tracks: ExchangeTrack[] = [];
  const byId = new Map<number, number>();
  const lists: RawList[] = [];
  let entries = 0;

  const takeTrack = (dict: PlistDict, refuse: Refuse): void => {
    if (tracks.length >= limits.tracks) refuse('tooMany', `There are more than ${limits.tracks} tracks.`);
    const id = dict.get('Track ID');
    if (typeof id === 'number') byId.set(id, tracks.length);
    const track = trackOf(dict);
    if (track.location === '') warnings.add('changed', 'Tracks without a file, such as streams.', track.title);
    tracks.push(track);
  };
  const takeList = (dict: PlistDict, refuse: Refuse): void => {
    if (isBuiltIn(dict)) return;
    if (lists.length >= limits.lists) refuse('tooMany', `There are more than ${limits.lists} lists.`);
    const list = listOf(dict);
    entries += list.trackIds.length;
    if (entries > limits.entries) refuse('tooMany', `The lists have more than ${limits.entries} entries.`);
    lists.push(list);
  };

  readPlist(bytes, ITUNES, limits, (refuse) => (path: readonly string[], value: PlistValue): boolean => {
    if (path.length !== 2 || !(value instanceof Map)) return false;
    if (path[0] === 'Tracks') takeTrack(value, refuse);
    else if (path[0] === 'Playlists') takeList(value, refuse);
    else return false;
    return true;
  });
  return { document: { tracks, lists: treeOf(lists, byId, limits, warnings) }, losses: [], warnings: warnings.list() };
}
