/**
 * A document as rekordbox XML, for rekordbox's "Imported Library" and the programs that read it too.
 * Thread: any off the audio thread. Memory: a few times the result.
 */
import { inKnownKinds } from './cues.ts';
import { type Cue, type ExchangeDocument, type ExchangeTrack, type ListNode, trackLabel } from './document.ts';
import type { WriteResult } from './format.ts';
import { keyShortName } from './keys.ts';
import { SMART_NOT_WRITTEN } from './list-tree.ts';
import { fileUrl } from './location.ts';
import { noteMissing } from './missing-fields.ts';
import { Notes } from './notes.ts';
import { decimalText, hexText, nanoseconds } from './numbers.ts';
import { MarkType, RATING_STEP } from './rekordbox-read.ts';
import { XmlWriter } from './xml-writer.ts';

const KINDS = ['hotCue', 'memory', 'loop', 'introStart', 'outroStart', 'load'] as const;
const TYPES: { readonly [kind: string]: number } = {
  hotCue: MarkType.cue,
  memory: MarkType.cue,
  loop: MarkType.loop,
  introStart: MarkType.fadeIn,
  outroStart: MarkType.fadeOut,
  load: MarkType.load,
};
const DIGITS = 9;

function writeCue(xml: XmlWriter, cue: Cue): void {
  const { colour } = cue;
  xml.leaf('POSITION_MARK', {
    Name: cue.name,
    Type: TYPES[cue.kind] ?? MarkType.cue,
    Start: decimalText(cue.positionS, DIGITS),
    End: cue.lengthS === null ? null : decimalText(nanoseconds(cue.positionS + cue.lengthS), DIGITS),
    Num: cue.index ?? -1,
    Red: colour === null ? null : colour >> 16,
    Green: colour === null ? null : (colour >> 8) & 255,
    Blue: colour === null ? null : colour & 255,
  });
}

function writeTrack(xml: XmlWriter, track: ExchangeTrack, id: number, losses: Notes): void {
  const label = trackLabel(track);
  noteMissing(track, ['gainDb'], losses);
  const { durationS, dateAdded } = track;
  if (durationS !== null && !Number.isInteger(durationS))
    losses.add('rounded', 'Durations are kept to the second.', label);
  if (dateAdded !== null && dateAdded.length > 10)
    losses.add('rounded', 'Dates of addition are kept to the day.', label);
  xml.start('TRACK', {
    TrackID: id,
    Name: track.title,
    Artist: track.artist,
    Album: track.album,
    Genre: track.genre,
    Label: track.label,
    Remixer: track.remixer,
    Comments: track.comment,
    TotalTime: durationS === null ? null : Math.max(1, Math.round(durationS)),
    TrackNumber: track.trackNumber,
    Year: track.year,
    AverageBpm: track.bpm === null ? null : decimalText(track.bpm, DIGITS),
    DateAdded: dateAdded?.slice(0, 10) ?? null,
    BitRate: track.bitrateKbps,
    SampleRate: track.sampleRateHz,
    PlayCount: track.playCount,
    Rating: track.rating * RATING_STEP,
    Tonality: track.key === null ? null : keyShortName(track.key),
    Colour: track.colour === null ? null : `0x${hexText(track.colour)}`,
    Location: fileUrl(track.location),
  });
  for (const marker of track.grid) {
    xml.leaf('TEMPO', {
      Inizio: decimalText(marker.positionS, DIGITS),
      Bpm: decimalText(marker.bpm, DIGITS),
      Metro: `${marker.beatsPerBar}/4`,
      Battito: marker.beatOfBar,
    });
  }
  for (const cue of inKnownKinds(track.cues, KINDS, losses, label)) writeCue(xml, cue);
  xml.end();
}

function writeLists(xml: XmlWriter, lists: readonly ListNode[], losses: Notes): void {
  for (const node of lists) {
    if (node.kind === 'smart') {
      losses.add('missing', SMART_NOT_WRITTEN, node.name);
    } else if (node.kind === 'folder') {
      const count = node.children.filter((child) => child.kind !== 'smart').length;
      xml.start('NODE', { Type: 0, Name: node.name, Count: count });
      writeLists(xml, node.children, losses);
      xml.end();
    } else {
      xml.start('NODE', { Type: 1, Name: node.name, KeyType: 0, Entries: node.tracks.length });
      for (const index of node.tracks) xml.leaf('TRACK', { Key: index + 1 });
      xml.end();
    }
  }
}

export function writeRekordbox(document: ExchangeDocument): WriteResult {
  const losses = new Notes();
  const xml = new XmlWriter(losses);
  xml.start('DJ_PLAYLISTS', { Version: '1.0.0' });
  xml.leaf('PRODUCT', { Name: 'Echelon', Version: '1', Company: '' });
  xml.start('COLLECTION', { Entries: document.tracks.length });
  document.tracks.forEach((track, index) => {
    writeTrack(xml, track, index + 1, losses);
  });
  xml.end();
  xml.start('PLAYLISTS');
  xml.start('NODE', { Type: 0, Name: 'ROOT', Count: document.lists.filter((node) => node.kind !== 'smart').length });
  writeLists(xml, document.lists, losses);
  xml.end();
  xml.end();
  xml.end();
  return { bytes: xml.toBytes(), losses: losses.list() };
}
