/**
 * A document as iTunes XML, for "Import Playlist" in iTunes and Music and for programs that read such libraries.
 * Thread: any off the audio thread. Memory: a few times the result.
 */

import type { ListNode } from './document.ts';
import { type ExchangeDocument, type ExchangeTrack, trackLabel } from './document.ts';
import type { WriteResult } from './format.ts';
import { ITUNES_STAR } from './itunes-read.ts';
import { SMART_NOT_WRITTEN } from './list-tree.ts';
import { fileUrl } from './location.ts';
import { noteMissing } from './missing-fields.ts';
import { Notes } from './notes.ts';
import { XmlWriter } from './xml-writer.ts';

const DOCTYPE =
  '<!DOCTYPE plist PUBLIC "-//Apple Computer//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">';

class PlistWriter {
  readonly xml: XmlWriter;

  constructor(losses: Notes) {
    this.xml = new XmlWriter(losses, DOCTYPE);
  }

  string(key: string, value: string): void {
    if (value === '') return;
    this.xml.text('key', key);
    this.xml.text('string', value);
  }

  integer(key: string, value: number | null): void {
    if (value === null) return;
    this.xml.text('key', key);
    this.xml.text('integer', String(value));
  }

  date(key: string, value: string | null): void {
    if (value === null) return;
    this.xml.text('key', key);
    this.xml.text('date', value.length === 10 ? `${value}T00:00:00Z` : value);
  }

  truth(key: string): void {
    this.xml.text('key', key);
    this.xml.empty('true');
  }

  open(key: string, container: 'dict' | 'array'): void {
    this.xml.text('key', key);
    this.xml.start(container);
  }
}

function writeTrack(plist: PlistWriter, track: ExchangeTrack, id: number, losses: Notes): void {
  noteMissing(track, ['label', 'remixer', 'key', 'gainDb', 'colour', 'grid', 'cues'], losses);
  const label = trackLabel(track);
  const bpm = track.bpm === null ? null : Math.round(track.bpm);
  const milliseconds = track.durationS === null ? null : Math.round(track.durationS * 1000);
  if (bpm !== track.bpm) losses.add('rounded', 'Tempi are kept to whole beats a minute.', label);
  if (milliseconds !== null && milliseconds / 1000 !== track.durationS) {
    losses.add('rounded', 'Durations are kept to the millisecond.', label);
  }
  if (track.dateAdded?.length === 10) losses.add('changed', 'Dates of addition get a time of day, midnight.', label);
  plist.open(String(id), 'dict');
  plist.integer('Track ID', id);
  plist.string('Name', track.title);
  plist.string('Artist', track.artist);
  plist.string('Album', track.album);
  plist.string('Genre', track.genre);
  plist.integer('Total Time', milliseconds === null ? null : Math.max(1, milliseconds));
  plist.integer('Track Number', track.trackNumber);
  plist.integer('Year', track.year);
  plist.integer('BPM', bpm === null ? null : Math.max(1, bpm));
  plist.date('Date Added', track.dateAdded);
  plist.integer('Bit Rate', track.bitrateKbps);
  plist.integer('Sample Rate', track.sampleRateHz);
  plist.string('Comments', track.comment);
  plist.integer('Play Count', track.playCount === 0 ? null : track.playCount);
  plist.integer('Rating', track.rating === 0 ? null : track.rating * ITUNES_STAR);
  plist.string('Track Type', 'File');
  plist.string('Location', fileUrl(track.location));
  plist.xml.end();
}

/** Lists in a row, each with its id and that of its folder. */
class ListWriter {
  private readonly plist: PlistWriter;
  private readonly losses: Notes;
  private count = 0;

  constructor(plist: PlistWriter, losses: Notes) {
    this.plist = plist;
    this.losses = losses;
  }

  write(lists: readonly ListNode[], parent: string): void {
    for (const node of lists) {
      if (node.kind === 'smart') {
        this.losses.add('missing', SMART_NOT_WRITTEN, node.name);
        continue;
      }
      const number = ++this.count;
      const id = number.toString(16).toUpperCase().padStart(16, '0');
      this.plist.xml.start('dict');
      this.plist.string('Name', node.name);
      this.plist.integer('Playlist ID', number);
      this.plist.string('Playlist Persistent ID', id);
      this.plist.string('Parent Persistent ID', parent);
      if (node.kind === 'folder') this.plist.truth('Folder');
      else this.items(node.tracks);
      this.plist.xml.end();
      if (node.kind === 'folder') this.write(node.children, id);
    }
  }

  private items(tracks: readonly number[]): void {
    this.plist.open('Playlist Items', 'array');
    for (const index of tracks) {
      this.plist.xml.start('dict');
      this.plist.integer('Track ID', index + 1);
      this.plist.xml.end();
    }
    this.plist.xml.end();
  }
}

export function writeItunes(document: ExchangeDocument): WriteResult {
  const losses = new Notes();
  const plist = new PlistWriter(losses);
  plist.xml.start('plist', { version: '1.0' });
  plist.xml.start('dict');
  plist.integer('Major Version', 1);
  plist.integer('Minor Version', 1);
  plist.open('Tracks', 'dict');
  document.tracks.forEach((track, index) => {
    writeTrack(plist, track, index + 1, losses);
  });
  plist.xml.end();
  plist.open('Playlists', 'array');
  new ListWriter(plist, losses).write(document.lists, '');
  plist.xml.end();
  plist.xml.end();
  plist.xml.end();
  return { bytes: plist.xml.toBytes(), losses: losses.list() };
}
