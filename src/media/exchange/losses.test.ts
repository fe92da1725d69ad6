/** Each writer says what it cannot write. */
import { expect, test } from 'vitest';
import { bareTrack, type Cue, type ExchangeDocument, type ExchangeTrack } from './document.ts';
import { onDownbeats } from './grid.ts';
import { writeItunes } from './itunes-write.ts';
import { writeM3u } from './m3u.ts';
import { Notes } from './notes.ts';
import { writeRekordbox } from './rekordbox-write.ts';
import { readCrates } from './serato/crates-read.ts';
import { writeCrates } from './serato/crates-write.ts';
import { readTraktor } from './traktor-read.ts';
import { writeTraktor } from './traktor-write.ts';

const cue: Cue = { kind: 'introEnd', index: null, positionS: 1, lengthS: null, name: '', colour: 0xff0000 };
const track: ExchangeTrack = {
  ...bareTrack('C:/Music/a.mp3'),
  title: 'Tides',
  artist: 'Ilse - Lamps',
  comment: 'bell \u0007',
  dateAdded: '2024-01-02T03:04:05Z',
  durationS: 200.25,
  sampleRateHz: 44_100,
  bpm: 124.5,
  key: { tonic: 0, mode: 'minor' },
  gainDb: -2,
  colour: 0x00ff00,
  grid: [{ positionS: 1, bpm: 120, beatsPerBar: 3, beatOfBar: 2 }],
  cues: [cue],
};
const document: ExchangeDocument = {
  tracks: [track, { ...track, title: 'Two' }, bareTrack('b.mp3')],
  lists: [
    { kind: 'smart', name: 'Best', tracks: [0] },
    { kind: 'folder', name: 'Sets', children: [{ kind: 'playlist', name: 'x/y', tracks: [0, 1] }] },
    { kind: 'folder', name: 'Empty', children: [] },
  ],
};
const told = (losses: readonly { text: string; count: number }[]) =>
  Object.fromEntries(losses.map(({ text, count }) => [text, count]));
const SMART = 'Smart lists are not written; their rules belong to this program.';

test('rekordbox', () => {
  expect(told(writeRekordbox(document).losses)).toEqual({
    [SMART]: 1,
    'Gains are not in this format.': 2,
    'Durations are kept to the second.': 2,
    'Dates of addition are kept to the day.': 2,
    'Control characters that XML cannot carry are replaced by �.': 2,
    'Intro end has no place of its own and becomes a memory cue of that name.': 2,
  });
});

test('Traktor', () => {
  const { bytes, losses } = writeTraktor(document);
  expect(told(losses)).toEqual({
    [SMART]: 1,
    'Traktor takes tracks with the same file for one.': 1,
    'Sample rates are not in this format.': 2,
    'Track colours are not in this format.': 2,
    'Dates of addition are kept to the day.': 2,
    'Control characters that XML cannot carry are replaced by �.': 2,
    'Bars of other than four beats.': 2,
    'Intro end has no place of its own and becomes a memory cue of that name.': 2,
    'Traktor has no colours for cues.': 2,
  });
  // The second beat of three at 120 BPM: the next downbeat is a second later.
  expect(readTraktor(bytes).document.tracks[0]?.grid[0]).toMatchObject({ positionS: 2, bpm: 120 });
});

test('iTunes', () => {
  expect(told(writeItunes(document).losses)).toMatchObject({
    [SMART]: 1,
    'Beat grids are not in this format.': 2,
    'Cues and loops are not in this format.': 2,
    'Keys are not in this format.': 2,
    'Tempi are kept to whole beats a minute.': 2,
  });
});

test('M3U', () => {
  const { files, losses } = writeM3u(document);
  expect(files.map(({ name }) => name)).toEqual(['Sets - x_y.m3u8']);
  expect(told(losses)).toMatchObject({
    [SMART]: 1,
    'Folders become part of the file name.': 1,
    'Tracks in no list.': 1,
    'Durations are kept to the second.': 2,
    'Names with " - " in them may be divided elsewhere when read again.': 2,
    'Cues and loops are not in this format.': 2,
  });
  expect(new TextDecoder().decode(files[0]?.bytes)).toBe(
    '#EXTM3U\n#PLAYLIST:x/y\n#EXTINF:200,Ilse - Lamps - Tides\nC:\\Music\\a.mp3\n#EXTINF:200,Ilse - Lamps - Two\nC:\\Music\\a.mp3\n',
  );
});

test('Serato crates', () => {
  const { files, losses } = writeCrates(document);
  expect(files.map(({ name }) => name)).toEqual(['Sets.crate', 'Sets%%x_y.crate', 'Empty.crate']);
  expect(told(losses)).toMatchObject({
    [SMART]: 1,
    'Names that a crate file cannot carry are altered.': 1,
    'The drive of a path.': 2,
    'Empty folders become empty crates.': 1,
    'The order of crates; Serato sorts them by name.': 1,
  });
});

test('a crate with tracks and crates inside is a list and a folder, and one crate again', () => {
  const lists: ExchangeDocument['lists'] = [
    { kind: 'playlist', name: 'House', tracks: [0] },
    { kind: 'folder', name: 'House', children: [{ kind: 'playlist', name: 'Deep', tracks: [1] }] },
    { kind: 'playlist', name: 'HOUSE', tracks: [1] },
  ];
  const { files } = writeCrates({ tracks: [bareTrack('a.mp3'), bareTrack('b.mp3')], lists });
  expect(files.map(({ name }) => name)).toEqual(['House.crate', 'House%%Deep.crate', 'HOUSE (2).crate']);
  expect(readCrates(files).document.lists).toEqual([lists[0], lists[1], { ...lists[2], name: 'HOUSE (2)' }]);
});

test('markers inside bars move to the next bar, and what is too short for that is told', () => {
  const losses = new Notes();
  const marker = { bpm: 60, beatsPerBar: 4, beatOfBar: 1 };
  const grid = [
    { ...marker, positionS: 0, beatOfBar: 4 },
    { ...marker, positionS: 10, beatOfBar: 2 },
    { ...marker, positionS: 20, beatOfBar: 2 },
    { ...marker, positionS: 21 },
  ];
  expect(onDownbeats(grid, losses, 'x').map(({ positionS }) => positionS)).toEqual([1, 13, 21]);
  expect(told(losses.list())).toEqual({
    'Tempo changes inside a bar move to the next bar.': 1,
    'Tempo changes shorter than a bar.': 1,
  });
});
