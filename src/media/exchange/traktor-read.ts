/**
 * Traktor's NML (collection.nml or an exported playlist) to a document. Positions are milliseconds. CUE_V2 has types
 * 0 cue, 1 fade-in, 2 fade-out, 3 load, 4 grid, 5 loop; a grid marker may hold a GRID with its own tempo, otherwise the
 * track's tempo counts, and it may sit on a pad, which makes it a hot cue as well. RANKING is 0…255 for five stars.
 * No public specification exists; the fields are as the programs that exchange with Traktor describe them.
 * Thread: any off the audio thread.
 */
import { pointOrLoop } from './cues.ts';
import { bareTrack, type Cue, type ExchangeTrack, type TempoMarker } from './document.ts';
import type { ReadResult } from './format.ts';
import { BARS_OF_FOUR, sortGrid } from './grid.ts';
import { fromTraktorKey, parseKey } from './keys.ts';
import { DEFAULT_LIMITS, type Limits } from './limits.ts';
import { ListTree } from './list-tree.ts';
import { Notes } from './notes.ts';
import { decimal, duration, gainDb, integer, isoDate, position, tempo } from './numbers.ts';
import { ratingFrom255 } from './rekordbox-read.ts';
import { fromTraktorPath, type TraktorPath, traktorKeyOf } from './traktor-path.ts';
import { type Attributes, readXml, type XmlHandlers } from './xml-reader.ts';

const TRAKTOR = { format: 'Traktor NML', root: 'NML' } as const;

/** CUE_V2's TYPE. */
export const TraktorCue = { cue: 0, fadeIn: 1, fadeOut: 2, load: 3, grid: 4, loop: 5 } as const;
/** What Traktor calls a cue without a name. */
export const NO_NAME = 'n.n.';
export const GRID_NAME = 'AutoGrid';
export const ROOT_NAME = '$ROOT';
const COUNT_MAX = 1e9;
const PAD_MAX = 255;

/** A track while its elements arrive. */
class TrackDraft {
  track: ExchangeTrack;
  path: TraktorPath = { volume: '', dir: '', file: '' };
  readonly cues: Cue[] = [];
  /** Tempo is null until the marker's own or the track's is known. */
  readonly markers: { positionS: number; bpm: number | null }[] = [];

  constructor(a: Attributes) {
    this.track = { ...bareTrack(''), title: a.TITLE ?? '', artist: a.ARTIST ?? '' };
  }

  get marks(): number {
    return this.cues.length + this.markers.length;
  }

  /** Takes one element inside the track's. */
  take(name: string, a: Attributes, warnings: Notes): void {
    switch (name) {
      case 'LOCATION':
        this.path = { volume: a.VOLUME ?? '', dir: a.DIR ?? '', file: a.FILE ?? '' };
        break;
      case 'ALBUM':
        this.set({ album: a.TITLE ?? '', trackNumber: integer(a.TRACK, 1, COUNT_MAX) });
        break;
      case 'INFO':
        this.takeInfo(a);
        break;
      case 'TEMPO':
        this.set({ bpm: tempo(a.BPM) });
        break;
      case 'LOUDNESS':
        this.set({ gainDb: gainDb(decimal(a.PERCEIVED_DB)) });
        break;
      case 'MUSICAL_KEY': {
        const key = fromTraktorKey(integer(a.VALUE, 0, 23));
        if (key !== null) this.set({ key });
        else warnings.add('missing', 'Keys with an unknown number.', this.track.title);
        break;
      }
      case 'CUE_V2':
        if (!this.takeCue(a)) warnings.add('missing', 'Cues without a sensible position.', this.track.title);
        break;
      case 'GRID': {
        const marker = this.markers.at(-1);
        if (marker !== undefined) marker.bpm = tempo(a.BPM);
        break;
      }
    }
  }

  private set(fields: Partial<ExchangeTrack>): void {
    this.track = { ...this.track, ...fields };
  }

  private takeInfo(a: Attributes): void {
    const bitrate = integer(a.BITRATE, 1, COUNT_MAX);
    this.set({
      genre: a.GENRE ?? '',
      label: a.LABEL ?? '',
      remixer: a.REMIXER ?? '',
      comment: a.COMMENT ?? '',
      playCount: integer(a.PLAYCOUNT, 0, COUNT_MAX) ?? 0,
      rating: ratingFrom255(integer(a.RANKING, 0, 255)),
      dateAdded: isoDate(a.IMPORT_DATE),
      year: integer(/^\d{4}/.exec(a.RELEASE_DATE ?? '')?.[0], 1, 9999),
      durationS: duration(a.PLAYTIME_FLOAT) ?? duration(a.PLAYTIME),
      bitrateKbps: bitrate === null ? null : Math.max(1, Math.round(bitrate / 1000)),
      // The number in MUSICAL_KEY follows and wins.
      key: this.track.key ?? parseKey(a.KEY ?? ''),
    });
  }

  private takeCue(a: Attributes): boolean {
    const positionS = position(a.START, 1000);
    if (positionS === null) return false;
    const type = decimal(a.TYPE) ?? TraktorCue.cue;
    const name = a.NAME ?? NO_NAME;
    const index = integer(a.HOTCUE, 0, PAD_MAX);
    const lengthS = type === TraktorCue.loop ? duration(a.LEN, 1000) : null;
    const cue = { index, positionS, lengthS, name: name === NO_NAME ? '' : name, colour: null };
    if (type === TraktorCue.grid) {
      this.markers.push({ positionS, bpm: null });
      if (index !== null) this.cues.push({ ...cue, kind: 'hotCue', name: name === GRID_NAME ? '' : cue.name });
    } else if (type === TraktorCue.fadeIn) this.cues.push({ ...cue, kind: 'introStart' });
    else if (type === TraktorCue.fadeOut) this.cues.push({ ...cue, kind: 'outroStart' });
    else if (type === TraktorCue.load) this.cues.push({ ...cue, kind: 'load' });
    else this.cues.push(pointOrLoop(cue));
    return true;
  }

  finish(warnings: Notes): ExchangeTrack {
    const grid: TempoMarker[] = [];
    for (const { positionS, bpm } of this.markers) {
      const own = bpm ?? this.track.bpm;
      if (own !== null) grid.push({ positionS, bpm: own, beatsPerBar: BARS_OF_FOUR, beatOfBar: 1 });
      else warnings.add('missing', 'Tempo markers without a sensible position or tempo.', this.track.title);
    }
    return { ...this.track, location: fromTraktorPath(this.path), grid: sortGrid(grid), cues: this.cues };
  }
}

/** Reads a collection or playlist of Traktor. Throws `ExchangeError`. */
export function readTraktor(bytes: Uint8Array, limits: Limits = DEFAULT_LIMITS): ReadResult {
  const warnings = new Notes();
  const tracks: ExchangeTrack[] = [];
  const byKey = new Map<string, number>();
  let tree: ListTree | undefined;
  let draft: TrackDraft | null = null;

  readXml(bytes, TRAKTOR, limits, (refuse): XmlHandlers => {
    const lists = new ListTree(limits, refuse);
    tree = lists;
    /** The outermost folder is no folder of the performer's. */
    const isRoot = (parents: readonly string[]): boolean => parents.at(-1) === 'PLAYLISTS';
    return {
      open(name, a, parents) {
        const parent = parents.at(-1);
        if (draft !== null) {
          if (draft.marks >= limits.marksPerTrack) {
            refuse('tooMany', `A track has more than ${limits.marksPerTrack} cues and tempo markers.`);
          }
          draft.take(name, a, warnings);
        } else if (name === 'ENTRY' && parent === 'COLLECTION') {
          if (tracks.length >= limits.tracks) refuse('tooMany', `There are more than ${limits.tracks} tracks.`);
          draft = new TrackDraft(a);
        } else if (name === 'NODE' && !(isRoot(parents) && a.NAME === ROOT_NAME)) {
          const kind = a.TYPE === 'FOLDER' ? 'folder' : a.TYPE === 'SMARTLIST' ? 'smart' : 'playlist';
          lists.open(kind, a.NAME ?? '');
        } else if (name === 'PRIMARYKEY' && parent === 'ENTRY' && a.KEY !== undefined) lists.add(a.KEY);
      },
      close(name, parents) {
        if (name === 'ENTRY' && parents.at(-1) === 'COLLECTION' && draft !== null) {
          byKey.set(traktorKeyOf(draft.path), tracks.length);
          tracks.push(draft.finish(warnings));
          draft = null;
        } else if (name === 'NODE') lists.close();
      },
    };
  });
  const lists = tree?.finish((key) => byKey.get(key), warnings) ?? [];
  return { document: { tracks, lists }, losses: [], warnings: warnings.list() };
}
