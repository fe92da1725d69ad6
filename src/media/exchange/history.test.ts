import { expect, test } from 'vitest';
import { clockLength, historyCsv, historyText, type PlayedTrack } from './history.ts';

const start = Date.UTC(2024, 5, 1, 21, 59, 30);
const played = (at: number, fields: Partial<PlayedTrack>): PlayedTrack => ({
  startedAtMs: start + at * 1000,
  playedS: 240,
  title: '',
  artist: '',
  album: '',
  label: '',
  deck: 'A',
  bpm: null,
  key: null,
  ...fields,
});
const tracks = [
  played(3725, { title: 'Nacht\nzug', artist: 'Föhn', bpm: 124.5, key: { tonic: 9, mode: 'minor' }, deck: 'B' }),
  played(0, { title: '=HYPERLINK("http://example.org")', artist: 'A, B' }),
  played(400, {}),
];
const heading = { title: 'Harbour', utcOffsetMinutes: 120 };
const text = (bytes: Uint8Array) => new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);

test('a track list to read', () => {
  expect(text(historyText(tracks, heading))).toBe(
    [
      'Harbour',
      '2024-06-01, from 23:59',
      '',
      '1. 0:00:00  A, B – =HYPERLINK("http://example.org")',
      '2. 0:06:40  Untitled',
      '3. 1:02:05  Föhn – Nacht zug',
      '',
    ].join('\n'),
  );
  expect(text(historyText([], heading))).toBe('Harbour\n\n');
});

test('a table that no spreadsheet runs', () => {
  const lines = text(historyCsv(tracks, heading)).split('\r\n');
  expect(lines[0]).toBe('\uFEFFNumber,Date,Time,Since start,Played,Artist,Title,Album,Label,BPM,Key,Deck');
  expect(lines[1]).toBe('1,2024-06-01,23:59:30,0:00:00,0:04:00,"A, B","\'=HYPERLINK(""http://example.org"")",,,,,A');
  expect(lines[3]).toBe('3,2024-06-02,01:01:35,1:02:05,0:04:00,Föhn,"Nacht\nzug",,,124.50,8A,B');
});

test('lengths', () => {
  expect([0, 59.9, 3600, 360_000].map(clockLength)).toEqual(['0:00:00', '0:00:59', '1:00:00', '100:00:00']);
});
