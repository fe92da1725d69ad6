/**
 * rekordbox XML to a document. Format after rekordbox's "xml_format_list" and pyrekordbox's notes on it: TEMPO has
 * seconds, BPM, metre and the beat of the bar; POSITION_MARK has seconds, a type and a pad (−1 for memory cues).
 * Thread: any off the audio thread.
 */
import { pointOrLoop } from './cues.ts';
import { bareTrack, type Cue, type ExchangeTrack, type TempoMarker } from './document.ts';
import type { ReadResult } from './format.ts';
import { sortGrid } from './grid.ts';
import { parseKey } from './keys.ts';
import { DEFAULT_LIMITS, type Limits } from './limits.ts';
import { ListTree } from './list-tree.ts';
import { canonicalLocation } from './location.ts';
import { Notes } from './notes.ts';
import { decimal, duration, hexColour, integer, isoDate, nanoseconds, position, rgb, tempo, year } from './numbers.ts';
import { type Attributes, readXml, type XmlHandlers } from './xml-reader.ts';

const REKORDBOX = { format: 'rekordbox XML', root: 'DJ_PLAYLISTS' } as const;

/** POSITION_MARK's Type. */
export const MarkType = { cue: 0, fadeIn: 1, fadeOut: 2, load: 3, loop: 4 } as const;
const COUNT_MAX = 1e9;
const PAD_MAX = 255;
/** Five stars are 255. */
export const RATING_STEP = 51;

export function ratingFrom255(value: number | null): number {
  return value === null ? 0 : Math.round(value / RATING_STEP);
}

/** 0 stands for unknown. */
const known = (value: number | null): number | null => (value === 0 ? null : value);

function trackOf(a: Attributes, warnings: Notes): ExchangeTrack {
  const name = a.Name ?? '';
  const key = parseKey(a.Tonality ?? '');
  if (key === null && (a.Tonality ?? '') !== '')
    warnings.add('missing', 'Keys in an unknown notation.', `${name}: ${a.Tonality}`);
  return {
    ...bareTrack(canonicalLocation(a.Location ?? '')),
    title: name,
    artist: a.Artist ?? '',
    album: a.Album ?? '',
    genre: a.Genre ?? '',
    label: a.Label ?? '',
    remixer: a.Remixer ?? '',
    comment: a.Comments ?? '',
    trackNumber: known(integer(a.TrackNumber, 0, COUNT_MAX)),
    year: year(a.Year),
    rating: ratingFrom255(integer(a.Rating, 0, 255)),
    playCount: integer(a.PlayCount, 0, COUNT_MAX) ?? 0,
    dateAdded: isoDate(a.DateAdded),
    durationS: duration(a.TotalTime),
    bitrateKbps: known(integer(a.BitRate, 0, COUNT_MAX)),
    sampleRateHz: known(integer(a.SampleRate, 0, COUNT_MAX)),
    bpm: tempo(a.AverageBpm),
    key,
    colour: hexColour(a.Colour, '0x'),
  };
}

function markerOf(a: Attributes): TempoMarker | null {
  const [positionS, bpm] = [position(a.Inizio), tempo(a.Bpm)];
  if (positionS === null || bpm === null) return null;
  const beatsPerBar = integer(/^(\d{1,2})\//.exec(a.Metro ?? '')?.[1], 1, 32) ?? 4;
  return { positionS, bpm, beatsPerBar, beatOfBar: integer(a.Battito, 1, beatsPerBar) ?? 1 };
}

function cueOf(a: Attributes): Cue | null {
  const positionS = position(a.Start);
  const type = decimal(a.Type) ?? MarkType.cue;
  if (positionS === null) return null;
  const end = position(a.End);
  const isLoop = type === MarkType.loop && end !== null && end > positionS;
  const cue = {
    index: integer(a.Num, 0, PAD_MAX),
    positionS,
    lengthS: isLoop ? nanoseconds(end - positionS) : null,
    name: a.Name ?? '',
    colour: rgb(a.Red, a.Green, a.Blue),
  };
  if (type === MarkType.fadeIn) return { ...cue, kind: 'introStart' };
  if (type === MarkType.fadeOut) return { ...cue, kind: 'outroStart' };
  if (type === MarkType.load) return { ...cue, kind: 'load' };
  return pointOrLoop(cue);
}

/** Reads a collection exported by rekordbox. Throws `ExchangeError`. */
export function readRekordbox(bytes: Uint8Array, limits: Limits = DEFAULT_LIMITS): ReadResult {
  const warnings = new Notes();
  const tracks: ExchangeTrack[] = [];
  const byId = new Map<string, number>();
  const byLocation = new Map<string, number>();
  let tree: ListTree | undefined;
  let grid: TempoMarker[] = [];
  let cues: Cue[] = [];
  let draft: ExchangeTrack | null = null;

  readXml(bytes, REKORDBOX, limits, (refuse): XmlHandlers => {
    const lists = new ListTree(limits, refuse);
    tree = lists;

    function openInTrack(name: string, a: Attributes, track: ExchangeTrack): void {
      if (grid.length + cues.length >= limits.marksPerTrack) {
        refuse('tooMany', `A track has more than ${limits.marksPerTrack} cues and tempo markers.`);
      }
      if (name === 'TEMPO') {
        const marker = markerOf(a);
        if (marker !== null) grid.push(marker);
        else warnings.add('missing', 'Tempo markers without a sensible position or tempo.', track.title);
      } else if (name === 'POSITION_MARK') {
        const cue = cueOf(a);
        if (cue !== null) cues.push(cue);
        else warnings.add('missing', 'Cues without a sensible position.', track.title);
      }
    }

    return {
      open(name, a, parents) {
        const parent = parents.at(-1);
        if (draft !== null) openInTrack(name, a, draft);
        else if (name === 'TRACK' && parent === 'COLLECTION') {
          if (tracks.length >= limits.tracks) refuse('tooMany', `There are more than ${limits.tracks} tracks.`);
          draft = trackOf(a, warnings);
          if (a.TrackID !== undefined) byId.set(a.TrackID, tracks.length);
          byLocation.set(draft.location, tracks.length);
          grid = [];
          cues = [];
        } else if (name === 'NODE' && parent === 'NODE')
          lists.open(a.Type === '1' ? 'playlist' : 'folder', a.Name ?? '');
        else if (name === 'TRACK' && parent === 'NODE' && a.Key !== undefined) lists.add(a.Key);
      },
      close(name, parents) {
        if (draft !== null && name === 'TRACK' && parents.at(-1) === 'COLLECTION') {
          tracks.push({ ...draft, grid: sortGrid(grid), cues });
          draft = null;
        } else if (name === 'NODE' && parents.at(-1) === 'NODE') lists.close();
      },
    };
  });
  // Lists name tracks by number, or, with KeyType 1, by location.
  const indexOf = (key: string): number | undefined => byId.get(key) ?? byLocation.get(canonicalLocation(key));
  const lists = tree?.finish(indexOf, warnings) ?? [];
  return { document: { tracks, lists }, losses: [], warnings: warnings.list() };
}
