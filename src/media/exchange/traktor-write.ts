/**
 * A document as Traktor NML, to be opened as a collection or imported as playlists.
 * Thread: any off the audio thread. Memory: a few times the result.
 */
import { inKnownKinds } from './cues.ts';
import { type ExchangeDocument, type ExchangeTrack, type ListNode, trackLabel } from './document.ts';
import type { WriteResult } from './format.ts';
import { onDownbeats } from './grid.ts';
import { keyShortName, traktorKey } from './keys.ts';
import { SMART_NOT_WRITTEN } from './list-tree.ts';
import { noteMissing } from './missing-fields.ts';
import { Notes } from './notes.ts';
import { RATING_STEP } from './rekordbox-read.ts';
import { toTraktorPath, traktorKeyOf } from './traktor-path.ts';
import { GRID_NAME, NO_NAME, ROOT_NAME, TraktorCue } from './traktor-read.ts';
import { XmlWriter } from './xml-writer.ts';

const KINDS = ['hotCue', 'memory', 'loop', 'introStart', 'outroStart', 'load'] as const;
const TYPES: { readonly [kind: string]: number } = {
  hotCue: TraktorCue.cue,
  memory: TraktorCue.cue,
  loop: TraktorCue.loop,
  introStart: TraktorCue.fadeIn,
  outroStart: TraktorCue.fadeOut,
  load: TraktorCue.load,
};

/** Traktor writes every decimal number with six digits. */
const six = (value: number): string => value.toFixed(6);
const milliseconds = (seconds: number): string => six(seconds * 1000);

function slashDate(iso: string | null): string | null {
  return iso === null ? null : iso.slice(0, 10).split('-').map(Number).join('/');
}

function writeMarks(xml: XmlWriter, track: ExchangeTrack, losses: Notes): void {
  const label = trackLabel(track);
  let order = 0;
  for (const marker of onDownbeats(track.grid, losses, label)) {
    xml.start('CUE_V2', {
      NAME: GRID_NAME,
      DISPL_ORDER: order++,
      TYPE: TraktorCue.grid,
      START: milliseconds(marker.positionS),
      LEN: six(0),
      REPEATS: -1,
      HOTCUE: -1,
    });
    xml.leaf('GRID', { BPM: six(marker.bpm) });
    xml.end();
  }
  for (const cue of inKnownKinds(track.cues, KINDS, losses, label)) {
    if (cue.colour !== null) losses.add('missing', 'Traktor has no colours for cues.', label);
    xml.leaf('CUE_V2', {
      NAME: cue.name === '' ? NO_NAME : cue.name,
      DISPL_ORDER: order++,
      TYPE: TYPES[cue.kind] ?? TraktorCue.cue,
      START: milliseconds(cue.positionS),
      LEN: milliseconds(cue.lengthS ?? 0),
      REPEATS: -1,
      HOTCUE: cue.index ?? -1,
    });
  }
}

function writeTrack(xml: XmlWriter, track: ExchangeTrack, losses: Notes): void {
  noteMissing(track, ['sampleRateHz', 'colour'], losses);
  if (track.dateAdded !== null && track.dateAdded.length > 10) {
    losses.add('rounded', 'Dates of addition are kept to the day.', trackLabel(track));
  }
  const { volume, dir, file } = toTraktorPath(track.location);
  xml.start('ENTRY', { TITLE: track.title, ARTIST: track.artist });
  xml.leaf('LOCATION', { DIR: dir, FILE: file, VOLUME: volume, VOLUMEID: volume });
  if (track.album !== '' || track.trackNumber !== null) {
    xml.leaf('ALBUM', { TRACK: track.trackNumber, TITLE: track.album });
  }
  xml.leaf('INFO', {
    BITRATE: track.bitrateKbps === null ? null : track.bitrateKbps * 1000,
    GENRE: track.genre,
    LABEL: track.label,
    REMIXER: track.remixer,
    COMMENT: track.comment,
    KEY: track.key === null ? null : keyShortName(track.key),
    PLAYCOUNT: track.playCount,
    PLAYTIME: track.durationS === null ? null : Math.round(track.durationS),
    PLAYTIME_FLOAT: track.durationS === null ? null : six(track.durationS),
    RANKING: track.rating * RATING_STEP,
    IMPORT_DATE: slashDate(track.dateAdded),
    RELEASE_DATE: track.year === null ? null : `${String(track.year).padStart(4, '0')}/1/1`,
  });
  if (track.bpm !== null) xml.leaf('TEMPO', { BPM: six(track.bpm), BPM_QUALITY: six(100) });
  if (track.gainDb !== null) {
    xml.leaf('LOUDNESS', { PEAK_DB: six(0), PERCEIVED_DB: six(track.gainDb), ANALYZED_DB: six(track.gainDb) });
  }
  if (track.key !== null) xml.leaf('MUSICAL_KEY', { VALUE: traktorKey(track.key) });
  writeMarks(xml, track, losses);
  xml.end();
}

class ListWriter {
  private readonly xml: XmlWriter;
  private readonly keys: readonly string[];
  private readonly losses: Notes;
  private written = 0;

  constructor(xml: XmlWriter, keys: readonly string[], losses: Notes) {
    this.xml = xml;
    this.keys = keys;
    this.losses = losses;
  }

  folder(name: string, children: readonly ListNode[]): void {
    this.xml.start('NODE', { TYPE: 'FOLDER', NAME: name });
    this.xml.start('SUBNODES', { COUNT: children.filter((child) => child.kind !== 'smart').length });
    for (const child of children) {
      if (child.kind === 'folder') this.folder(child.name, child.children);
      else if (child.kind === 'playlist') this.playlist(child.name, child.tracks);
      else this.losses.add('missing', SMART_NOT_WRITTEN, child.name);
    }
    this.xml.end();
    this.xml.end();
  }

  private playlist(name: string, tracks: readonly number[]): void {
    // Unique within the file, which is all that Traktor needs on import.
    const uuid = (++this.written).toString(16).padStart(32, '0');
    this.xml.start('NODE', { TYPE: 'PLAYLIST', NAME: name });
    this.xml.start('PLAYLIST', { ENTRIES: tracks.length, TYPE: 'LIST', UUID: uuid });
    for (const index of tracks) {
      this.xml.start('ENTRY');
      this.xml.leaf('PRIMARYKEY', { TYPE: 'TRACK', KEY: this.keys[index] ?? '' });
      this.xml.end();
    }
    this.xml.end();
    this.xml.end();
  }
}

export function writeTraktor(document: ExchangeDocument): WriteResult {
  const losses = new Notes();
  const xml = new XmlWriter(losses);
  const keys = document.tracks.map((track) => traktorKeyOf(toTraktorPath(track.location)));
  const seen = new Set<string>();
  keys.forEach((key, index) => {
    const track = document.tracks[index];
    if (seen.has(key) && track !== undefined) {
      losses.add('changed', 'Traktor takes tracks with the same file for one.', trackLabel(track));
    }
    seen.add(key);
  });
  xml.start('NML', { VERSION: 19 });
  xml.leaf('HEAD', { COMPANY: 'www.native-instruments.com', PROGRAM: 'Traktor' });
  xml.leaf('MUSICFOLDERS', {});
  xml.start('COLLECTION', { ENTRIES: document.tracks.length });
  for (const track of document.tracks) writeTrack(xml, track, losses);
  xml.end();
  xml.leaf('SETS', { ENTRIES: 0 });
  xml.start('PLAYLISTS');
  new ListWriter(xml, keys, losses).folder(ROOT_NAME, document.lists);
  xml.end();
  xml.end();
  return { bytes: xml.toBytes(), losses: losses.list() };
}
