/** Serato's tag payloads: bytes written out by hand after the published layouts, and arbitrary ones there and back. */
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { bareTrack, type Cue, type ExchangeTrack, type TempoMarker } from '../document.ts';
import { ExchangeError } from '../errors.ts';
import { Notes } from '../notes.ts';
import { decodeAutotags, encodeAutotags } from './autotags.ts';
import { decodeBase64, encodeBase64 } from './base64.ts';
import { decodeBeatGrid, encodeBeatGrid, gridFromSerato, gridToSerato } from './beatgrid.ts';
import { BigEndianReader } from './bytes.ts';
import { shownColour, storedColour } from './colours.ts';
import { decodeMarkers, encodeMarkers } from './markers.ts';
import { decodeMarkers2, encodeMarkers2, type Marker2 } from './markers2.ts';
import { fromSeratoTags, type SeratoPayloads, toSeratoTags } from './track-tags.ts';

const NONE: SeratoPayloads = { markers: null, markers2: null, beatGrid: null, autotags: null };
const ascii = (text: string) => new TextEncoder().encode(text);
const hex = (text: string) => Uint8Array.from(text.trim().split(/\s+/), (byte) => Number.parseInt(byte, 16));

test('Markers_: positions and colours in bytes of seven bits', () => {
  const cue = '00 00 00 0f 21 7f 7f 7f 7f 7f 00 7f 7f 7f 7f 7f 06 32 10 00 01 00';
  const loop = '00 00 00 07 68 00 00 00 1f 20 00 7f 7f 7f 7f 7f 01 1e 57 61 03 01';
  const empty = '7f 7f 7f 7f 7f 7f 7f 7f 7f 7f 00 7f 7f 7f 7f 7f 00 00 00 00 03 00';
  const bytes = hex(`02 05 00 00 00 03 ${cue} ${loop} ${empty} 07 7f 7f 7f`);
  const markers = decodeMarkers(bytes);
  expect(markers.entries).toEqual([
    { startMs: 1953, endMs: null, colour: 0xcc8800, type: 1, locked: false },
    { startMs: 1000, endMs: 4000, colour: 0x27abe1, type: 3, locked: true },
    { startMs: null, endMs: null, colour: 0, type: 3, locked: false },
  ]);
  expect(markers.trackColour).toBe(0xffffff);
  expect(encodeMarkers(markers)).toEqual(bytes);
});

test('Markers2: entries inside Base64 with line feeds', () => {
  const markers: Marker2[] = [
    { kind: 'trackColour', colour: 0x99ff99 },
    { kind: 'cue', index: 2, positionMs: 61_500, colour: 0xcc0000, name: 'Ein längerer Name für die Zeile' },
    { kind: 'loop', index: 0, startMs: 1000, endMs: 3086, colour: 0x27aae1, locked: true, name: '' },
    { kind: 'other', type: 'FLIP', body: Uint8Array.of(0, 1, 2) },
    { kind: 'gridLock', locked: true },
  ];
  const bytes = encodeMarkers2(markers);
  expect(bytes.length).toBe(470);
  const lines = new TextDecoder().decode(bytes.subarray(2)).replace(/\0+$/, '').split('\n');
  expect(lines.slice(0, -1).map((line) => line.length)).toEqual(lines.slice(0, -1).map(() => 72));
  expect(lines.length).toBeGreaterThan(1);
  expect(decodeMarkers2(bytes)).toEqual(markers);
});

test('Markers2: the content of a track without cues', () => {
  const bytes = new Uint8Array(470);
  bytes.set(ascii('\u0001\u0001AQFDT0xPUgAAAAAEAP///0JQTUxPQ0sAAAAAAQAA'));
  expect(decodeMarkers2(bytes)).toEqual([
    { kind: 'trackColour', colour: 0xffffff },
    { kind: 'gridLock', locked: false },
  ]);
  expect(encodeMarkers2(decodeMarkers2(bytes))).toEqual(bytes);
});

test('Base64 with a character too few', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      const text = encodeBase64(bytes);
      expect(decodeBase64(new BigEndianReader(text, 'test'))).toEqual(bytes);
    }),
    { seed: 5, numRuns: 500 },
  );
  expect(decodeBase64(new BigEndianReader(ascii('AQEBA'), 'test'))).toEqual(Uint8Array.of(1, 1, 1, 0));
  expect(() => decodeBase64(new BigEndianReader(ascii('AQ*='), 'test'))).toThrow(
    expect.objectContaining({ place: { byteOffset: 2 } }),
  );
});

test('BeatGrid: whole beats between markers, tempo after the last', () => {
  const bytes = hex('01 00 00 00 00 02 3f 00 00 00 00 00 00 10 41 08 00 00 42 f6 00 00 00');
  const grid = decodeBeatGrid(bytes);
  expect(grid).toEqual({ before: [{ positionS: 0.5, beatsUntilNext: 16 }], last: { positionS: 8.5, bpm: 123 } });
  expect(encodeBeatGrid(grid)).toEqual(bytes);
  const notes = new Notes();
  expect(gridFromSerato(grid, notes, 'x')).toEqual([
    { positionS: 0.5, bpm: 120, beatsPerBar: 4, beatOfBar: 1 },
    { positionS: 8.5, bpm: 123, beatsPerBar: 4, beatOfBar: 1 },
  ]);
  expect(notes.list()).toEqual([]);
});

test('BeatGrid: markers between downbeats move to one, and tempi are fitted with a note', () => {
  const losses = new Notes();
  const grid: TempoMarker[] = [
    { positionS: 1, bpm: 120, beatsPerBar: 4, beatOfBar: 3 },
    { positionS: 9.1, bpm: 100, beatsPerBar: 4, beatOfBar: 1 },
  ];
  const serato = gridToSerato(grid, losses, 'x');
  expect(serato.before).toEqual([{ positionS: 2, beatsUntilNext: 14 }]);
  expect(losses.list().map(({ kind }) => kind)).toEqual(['changed', 'rounded']);
});

test('BeatGrid: nonsense is noted, not kept', () => {
  const notes = new Notes();
  const grid = {
    before: [
      { positionS: 5, beatsUntilNext: 4 },
      { positionS: Number.NaN, beatsUntilNext: 1 },
    ],
    last: { positionS: 1, bpm: Infinity },
  };
  expect(gridFromSerato(grid, notes, 'x')).toEqual([]);
  expect(notes.list()[0]?.count).toBe(3);
});

test('Autotags', () => {
  const bytes = Uint8Array.of(1, 1, ...ascii('115.00\u0000-3.257\u00000.000\u0000'));
  expect(decodeAutotags(bytes)).toEqual({ bpm: 115, autoGainDb: -3.257, gainDb: 0 });
  expect(encodeAutotags(decodeAutotags(bytes))).toEqual(bytes);
});

test('colours of the palette are shown otherwise than stored, others as they are', () => {
  expect(shownColour(0xcc0000)).toBe(0xc02626);
  expect(storedColour(0xc02626)).toBe(0xcc0000);
  expect(storedColour(0x123456)).toBe(0x123456);
});

test('a track comes back from its payloads', () => {
  const ms = fc.integer({ min: 0, max: 7_200_000 });
  const slot = fc.record({ kind: fc.constantFrom('hotCue' as const, 'loop' as const), index: fc.nat(7) });
  const cue = fc
    .tuple(slot, ms, fc.integer({ min: 1, max: 60_000 }), fc.string(), fc.integer({ min: 0, max: 0xffffff }))
    .map(
      ([{ kind, index }, at, length, name, colour]): Cue => ({
        kind,
        index,
        positionS: at / 1000,
        lengthS: kind === 'loop' ? length / 1000 : null,
        name: name.replaceAll('\0', ''),
        // A stored colour of the palette is never shown as it is.
        colour: kind === 'loop' ? null : shownColour(colour),
      }),
    );
  const marker = fc.record({
    positionS: fc.integer({ min: 0, max: 6400 }).map((n) => n / 64),
    bpm: fc.integer({ min: 20 * 64, max: 300 * 64 }).map((n) => n / 64),
    beatsPerBar: fc.constant(4),
    beatOfBar: fc.constant(1),
  });
  const track: fc.Arbitrary<ExchangeTrack> = fc
    .record({
      cues: fc.uniqueArray(cue, { maxLength: 12, selector: ({ kind, index }) => `${kind} ${index}` }),
      grid: fc.array(marker, { maxLength: 1 }),
      bpm: fc.option(fc.integer({ min: 2000, max: 30_000 }).map((n) => n / 100)),
      colour: fc.option(fc.integer({ min: 0, max: 0xfffffe })),
    })
    .map((fields) => ({ ...bareTrack('a.mp3'), ...fields, gainDb: fields.bpm === null ? null : -1.5 }));
  fc.assert(
    fc.property(track, (before) => {
      const { payloads, losses } = toSeratoTags(before);
      expect(losses).toEqual([]);
      const { fields, warnings } = fromSeratoTags(payloads, 'a');
      expect(warnings).toEqual([]);
      const order = (cues: readonly Cue[]) =>
        [...cues].sort((a, b) => a.kind.localeCompare(b.kind) || (a.index ?? 0) - (b.index ?? 0));
      const { bpm, gainDb, colour, grid, cues } = before;
      expect({ ...fields, cues: order(fields.cues) }).toEqual({ bpm, gainDb, colour, grid, cues: order(cues) });
    }),
    { seed: 6, numRuns: 300 },
  );
});

test('what Serato cannot hold is listed', () => {
  const cue: Cue = { kind: 'memory', index: null, positionS: 1, lengthS: null, name: '', colour: null };
  const { losses, payloads } = toSeratoTags({
    ...bareTrack('a.mp3'),
    cues: [
      cue,
      { ...cue, kind: 'hotCue', index: 9 },
      { ...cue, kind: 'hotCue', index: 0, positionS: 1.2345 },
      { ...cue, kind: 'loop', lengthS: 2, colour: 0xff0000 },
    ],
  });
  expect(losses.map(({ text }) => text)).toEqual([
    'Serato has cues on pads and loops only.',
    'Serato has eight cues and nine loops.',
    'Cues without a colour get that of their pad.',
    'Cues and loops are kept to the millisecond.',
    'Loops on no pad get one.',
    'Serato has no colours for loops.',
  ]);
  expect(fromSeratoTags(payloads, 'a').fields.cues).toHaveLength(2);
});

test('where both tags have a slot, the older one decides and the newer one names', () => {
  const track: ExchangeTrack = {
    ...bareTrack('a.mp3'),
    cues: [
      { kind: 'hotCue', index: 0, positionS: 1, lengthS: null, name: 'One', colour: 0xc02626 },
      { kind: 'hotCue', index: 6, positionS: 7, lengthS: null, name: 'Seven', colour: 0xc02626 },
    ],
  };
  const moved = { ...track, cues: track.cues.map((cue) => ({ ...cue, positionS: cue.positionS + 2, name: '' })) };
  const payloads = {
    ...NONE,
    markers2: toSeratoTags(track).payloads.markers2,
    markers: toSeratoTags(moved).payloads.markers,
  };
  expect(fromSeratoTags(payloads, 'a').fields.cues.map(({ positionS, name }) => [positionS, name])).toEqual([
    [3, 'One'],
    [7, 'Seven'],
  ]);
});

test('absent and damaged payloads', () => {
  expect(fromSeratoTags(NONE, 'a').fields).toEqual({ bpm: null, gainDb: null, colour: null, grid: [], cues: [] });
  expect(() => decodeBeatGrid(hex('01 00 ff ff ff ff'))).toThrow(ExchangeError);
  const many = encodeBeatGrid({
    before: Array.from({ length: 20_000 }, (_, i) => ({ positionS: i, beatsUntilNext: 2 })),
    last: { positionS: 20_000, bpm: 120 },
  });
  expect(() => fromSeratoTags({ ...NONE, beatGrid: many }, 'a')).toThrow(expect.objectContaining({ code: 'tooMany' }));
  const large = new Uint8Array(2 ** 20 + 1);
  expect(() => fromSeratoTags({ ...NONE, markers2: large }, 'a')).toThrow(
    expect.objectContaining({ code: 'tooLarge' }),
  );
  expect(() => decodeMarkers(hex('02 05 ff ff ff ff 00'))).toThrow(ExchangeError);
  expect(() => decodeMarkers2(ascii('\u0001\u0001AQFDVUUA/////w'))).toThrow(ExchangeError);
});
