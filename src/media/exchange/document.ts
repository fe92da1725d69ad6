/**
 * The neutral form of a music collection, which every exchange format is read into and written from.
 * Texts are empty and numbers are null where nothing is known. Tracks are named by their index; lists may name a track
 * more than once. Positions are seconds from the first sample of the decoded file, kept to the nanosecond.
 * Thread: any; plain data.
 */

export const CueKind = {
  hotCue: 'hotCue',
  memory: 'memory',
  loop: 'loop',
  introStart: 'introStart',
  introEnd: 'introEnd',
  outroStart: 'outroStart',
  outroEnd: 'outroEnd',
  load: 'load',
} as const;
export type CueKind = (typeof CueKind)[keyof typeof CueKind];

export interface Cue {
  readonly kind: CueKind;
  /** The pad, from 0; null for a cue on no pad. */
  readonly index: number | null;
  readonly positionS: number;
  /** Above 0 for loops, null for all others. */
  readonly lengthS: number | null;
  readonly name: string;
  /** 0xRRGGBB */
  readonly colour: number | null;
}

/** From here on beats follow at `bpm`; the first marker also holds backwards to the start of the track. */
export interface TempoMarker {
  readonly positionS: number;
  readonly bpm: number;
  readonly beatsPerBar: number;
  /** Which beat of its bar the marker stands on, from 1. */
  readonly beatOfBar: number;
}

export interface MusicalKey {
  /** Pitch class 0 (C) … 11 (B). */
  readonly tonic: number;
  readonly mode: 'major' | 'minor';
}

export interface ExchangeTrack {
  /** A path or URL as text, in the form of `canonicalLocation`. Never opened, only compared. */
  readonly location: string;
  readonly title: string;
  readonly artist: string;
  readonly album: string;
  readonly genre: string;
  readonly label: string;
  readonly remixer: string;
  readonly comment: string;
  readonly trackNumber: number | null;
  readonly year: number | null;
  /** Stars, 0…5; 0 is unrated. */
  readonly rating: number;
  readonly playCount: number;
  /** `YYYY-MM-DD` or `YYYY-MM-DDTHH:MM:SSZ` */
  readonly dateAdded: string | null;
  readonly durationS: number | null;
  readonly bitrateKbps: number | null;
  readonly sampleRateHz: number | null;
  readonly bpm: number | null;
  readonly key: MusicalKey | null;
  /** What to add to the file's own level. */
  readonly gainDb: number | null;
  /** 0xRRGGBB */
  readonly colour: number | null;
  /** In order of position. */
  readonly grid: readonly TempoMarker[];
  readonly cues: readonly Cue[];
}

export interface Folder {
  readonly kind: 'folder';
  readonly name: string;
  readonly children: readonly ListNode[];
}

export interface Playlist {
  readonly kind: 'playlist';
  readonly name: string;
  /** Indices into the document's tracks, in playing order. */
  readonly tracks: readonly number[];
}

/** A list kept by a rule of the other program. The rule is not taken over; what it held then is, where the file says. */
export interface SmartList {
  readonly kind: 'smart';
  readonly name: string;
  readonly tracks: readonly number[];
}

export type ListNode = Folder | Playlist | SmartList;

export interface ExchangeDocument {
  readonly tracks: readonly ExchangeTrack[];
  readonly lists: readonly ListNode[];
}

/** A track of which only the place is known. */
export function bareTrack(location: string): ExchangeTrack {
  return {
    location,
    title: '',
    artist: '',
    album: '',
    genre: '',
    label: '',
    remixer: '',
    comment: '',
    trackNumber: null,
    year: null,
    rating: 0,
    playCount: 0,
    dateAdded: null,
    durationS: null,
    bitrateKbps: null,
    sampleRateHz: null,
    bpm: null,
    key: null,
    gainDb: null,
    colour: null,
    grid: [],
    cues: [],
  };
}

/** How a message names a track. */
export function trackLabel(track: ExchangeTrack): string {
  if (track.title === '') return track.location;
  return track.artist === '' ? track.title : `${track.artist} – ${track.title}`;
}
