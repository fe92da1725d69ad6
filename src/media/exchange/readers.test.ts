/** What each reader makes of a small file as its program writes it. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { bareTrack, type ExchangeDocument } from './document.ts';
import { ExchangeError } from './errors.ts';
import { detectFormat, readExchange } from './formats.ts';
import { readItunes } from './itunes-read.ts';
import { DEFAULT_LIMITS } from './limits.ts';
import { readM3u } from './m3u.ts';
import { readRekordbox } from './rekordbox-read.ts';
import { readTraktor } from './traktor-read.ts';

const fixture = (name: string) => new Uint8Array(readFileSync(new URL(`./fixtures/${name}`, import.meta.url)));
const bytesOf = (text: string) => new TextEncoder().encode(text);
const outline = ({ lists }: ExchangeDocument) => JSON.parse(JSON.stringify(lists));

test('rekordbox', () => {
  const { document, warnings } = readRekordbox(fixture('rekordbox.xml'));
  const [paper, night] = document.tracks;
  expect(paper).toEqual({
    ...bareTrack('C:/Users/ilse/Music/café/Paper Tides.mp3'),
    title: 'Paper Tides',
    artist: 'Ilse & the Lamps',
    album: 'Harbour EP',
    genre: 'House',
    label: 'Quay',
    remixer: 'Nils',
    comment: 'opener "long"',
    trackNumber: 3,
    year: 2019,
    rating: 4,
    playCount: 12,
    dateAdded: '2021-03-09',
    durationS: 371,
    bitrateKbps: 320,
    sampleRateHz: 44_100,
    bpm: 124,
    key: { tonic: 6, mode: 'minor' },
    colour: 0xff007f,
    grid: [
      { positionS: 0.052, bpm: 124, beatsPerBar: 4, beatOfBar: 1 },
      { positionS: 193.6, bpm: 125.5, beatsPerBar: 4, beatOfBar: 3 },
    ],
    cues: [
      { kind: 'memory', index: null, positionS: 0.052, lengthS: null, name: '', colour: null },
      { kind: 'hotCue', index: 1, positionS: 62.02, lengthS: null, name: 'Drop', colour: 0xe62828 },
      { kind: 'loop', index: null, positionS: 300, lengthS: 7.742, name: 'Out', colour: null },
      { kind: 'introStart', index: null, positionS: 0.052, lengthS: null, name: '', colour: null },
      { kind: 'load', index: null, positionS: 15.5, lengthS: null, name: '', colour: null },
    ],
  });
  expect(night).toEqual({ ...bareTrack('/Users/ilse/Music/Nachtzug#.aiff'), title: 'Nachtzug', artist: 'Föhn' });
  expect(outline(document)).toEqual([
    { kind: 'folder', name: '2024', children: [{ kind: 'playlist', name: 'Closing', tracks: [1, 0, 1] }] },
    { kind: 'playlist', name: 'By place', tracks: [1] },
  ]);
  expect(warnings.map(({ text, count }) => [text, count])).toEqual([
    ['Keys in an unknown notation.', 1],
    ['Entries that name no track of the collection.', 1],
  ]);
});

test('Traktor', () => {
  const { document, warnings } = readTraktor(fixture('collection.nml'));
  expect(document.tracks[0]).toEqual({
    ...bareTrack('D:/Music/café/Paper Tides.mp3'),
    title: 'Paper Tides',
    artist: 'Ilse & the Lamps',
    album: 'Harbour EP',
    genre: 'House',
    label: 'Quay',
    remixer: 'Nils',
    comment: 'opener',
    trackNumber: 3,
    year: 2019,
    rating: 3,
    playCount: 7,
    dateAdded: '2023-05-02',
    durationS: 370.83429,
    bitrateKbps: 320,
    bpm: 124,
    key: { tonic: 6, mode: 'minor' },
    gainDb: -1.25,
    grid: [{ positionS: 0.052123456, bpm: 124, beatsPerBar: 4, beatOfBar: 1 }],
    cues: [
      // The grid marker sat on a pad.
      { kind: 'hotCue', index: 0, positionS: 0.052123456, lengthS: null, name: '', colour: null },
      { kind: 'hotCue', index: 1, positionS: 62.0205, lengthS: null, name: 'Drop', colour: null },
      { kind: 'loop', index: null, positionS: 300, lengthS: 7.741935484, name: '', colour: null },
      { kind: 'outroStart', index: null, positionS: 340, lengthS: null, name: '', colour: null },
    ],
  });
  expect(document.tracks[1]?.location).toBe('/Users/ilse/Music/Nacht:zug.aiff');
  expect(outline(document)).toEqual([
    { kind: 'folder', name: '2024', children: [{ kind: 'playlist', name: 'Closing', tracks: [1, 0] }] },
    { kind: 'smart', name: 'Recent', tracks: [] },
  ]);
  expect(warnings.map(({ text, examples }) => [text, examples])).toEqual([
    ['Cues without a sensible position.', ['Paper Tides']],
    ['Entries that name no track of the collection.', ['Closing']],
    ['Smart lists come without their rules.', ['Recent']],
  ]);
});

test('iTunes', () => {
  const { document, warnings } = readItunes(fixture('itunes.xml'));
  expect(document.tracks[0]).toEqual({
    ...bareTrack('/Users/ilse/Music/café/Paper Tides.mp3'),
    title: 'Paper Tides',
    artist: 'Ilse & the Lamps',
    album: 'Harbour EP',
    genre: 'House',
    comment: 'opener',
    trackNumber: 3,
    year: 2019,
    rating: 4,
    playCount: 12,
    dateAdded: '2021-03-09T18:30:00Z',
    durationS: 370.834,
    bitrateKbps: 320,
    sampleRateHz: 44_100,
    bpm: 124,
  });
  expect(document.tracks[1]).toEqual({ ...bareTrack('C:/Music/Nachtzug.m4a'), title: 'Nachtzug' });
  expect(outline(document)).toEqual([
    { kind: 'folder', name: 'Sets', children: [{ kind: 'playlist', name: 'Closing', tracks: [1, 0, 1] }] },
    { kind: 'smart', name: 'Rated', tracks: [0] },
  ]);
  expect(warnings).toHaveLength(2);
});

test('iTunes folders that contain each other come out at the top', () => {
  const folder = (id: string, parent: string) =>
    `<dict><key>Name</key><string>${id}</string><key>Playlist Persistent ID</key><string>${id}</string>` +
    `<key>Parent Persistent ID</key><string>${parent}</string><key>Folder</key><true/></dict>`;
  const chain = Array.from({ length: 600 }, (_, i) => folder(`f${i}`, `f${i - 1}`));
  const lists = [folder('a', 'b'), folder('b', 'a'), folder('c', 'c'), ...chain].join('');
  const { document } = readItunes(bytesOf(`<plist><dict><key>Playlists</key><array>${lists}</array></dict></plist>`));
  const count = (nodes: ExchangeDocument['lists']): number =>
    nodes.reduce((sum, node) => sum + 1 + (node.kind === 'folder' ? count(node.children) : 0), 0);
  expect(count(document.lists)).toBe(603);
});

test('M3U8 as Mixxx and others write it', () => {
  const { document } = readM3u(fixture('closing.m3u8'), 'closing.m3u8');
  expect(document.tracks).toEqual([
    { ...bareTrack('C:/Music/café/Paper Tides.mp3'), artist: 'Ilse & the Lamps', title: 'Paper Tides', durationS: 371 },
    bareTrack('/home/ilse/Nachtzug.flac'),
    { ...bareTrack('http://example.org/stream'), title: 'Radio' },
  ]);
  expect(document.lists).toEqual([{ kind: 'playlist', name: 'Closing', tracks: [0, 1, 2, 0] }]);
});

test('old M3U in Latin-1, and in UTF-16', () => {
  const latin = readM3u(Uint8Array.of(0x66, 0xf6, 0x68, 0x6e, 0x0d, 0x0a), 'D:\\Lists\\old.m3u');
  expect(latin.document.tracks[0]?.location).toBe('föhn');
  expect(latin.document.lists[0]?.name).toBe('old');
  expect(latin.warnings).toHaveLength(1);
  const wide = readM3u(Uint8Array.of(0xff, 0xfe, 0x66, 0, 0xf6, 0), 'a.m3u');
  expect(wide.document.tracks[0]?.location).toBe('fö');
});

test('limits of tracks, lists, entries and marks', () => {
  const bytes = fixture('rekordbox.xml');
  const failing = (limits: object) => () => readRekordbox(bytes, { ...DEFAULT_LIMITS, ...limits });
  for (const limits of [{ tracks: 1 }, { lists: 2 }, { entries: 3 }, { marksPerTrack: 6 }]) {
    expect(failing(limits)).toThrow(
      expect.objectContaining({ code: 'tooMany', place: { line: expect.any(Number), column: expect.any(Number) } }),
    );
  }
  expect(() => readM3u(bytesOf('x'.repeat(100_000)), 'a.m3u')).toThrow(
    expect.objectContaining({ code: 'textTooLong' }),
  );
});

test('files are told apart by what they are', () => {
  for (const [name, format] of [
    ['rekordbox.xml', 'rekordbox'],
    ['collection.nml', 'traktor'],
    ['itunes.xml', 'itunes'],
    ['closing.m3u8', 'm3u'],
  ] as const) {
    const file = { name, bytes: fixture(name) };
    expect(detectFormat(file)).toBe(format);
    expect(readExchange(file).document.tracks.length).toBeGreaterThan(1);
  }
  expect(() => readExchange({ name: 'a.xml', bytes: bytesOf('<svg/>') })).toThrow(ExchangeError);
  expect(detectFormat({ name: 'a.txt', bytes: bytesOf('<plist>') })).toBeNull();
});
