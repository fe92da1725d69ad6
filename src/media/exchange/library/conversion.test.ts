import fc from 'fast-check';
import * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import { TRACK } from '../../library/backup-format.ts';
import { changed } from '../../library/changes.ts';
import { emptyTrack, NOBODY, Origin, type Provenance } from '../../library/model.ts';
import { bareTrack, type Cue, CueKind, type ExchangeTrack, type TempoMarker } from '../document.ts';
import { Notes } from '../notes.ts';
import { givenCues, takenCues } from './cues.ts';
import { gridOf, markersOf } from './grid.ts';
import { taken } from './taken.ts';

const by: Provenance = { origin: Origin.exchange, producer: 'rekordbox', version: 1, confidence: null, atMs: 1 };
const marker = (positionS: number, bpm: number, beatOfBar = 1, beatsPerBar = 4): TempoMarker => ({
  positionS,
  bpm,
  beatOfBar,
  beatsPerBar,
});
const cue = (fields: Partial<Cue>): Cue => ({
  kind: 'hotCue',
  index: null,
  positionS: 1,
  lengthS: null,
  name: '',
  colour: null,
  ...fields,
});
const textsOf = (notes: Notes): string[] => notes.list().map(({ text }) => text);

describe('grids', () => {
  test('a marker on any beat gives the downbeat of its bar', () => {
    const grid = gridOf([marker(1, 120, 3)], by, new Notes(), 'x');
    expect(grid?.grid).toEqual({ downbeatFrame: 0, bpm: 120, beatsPerBar: 4 });
    expect(grid?.segments).toEqual([]);
  });

  test('markers that only repeat the beat are one grid', () => {
    const grid = gridOf([marker(0.1, 125), marker(0.1 + 0.48 * 40, 125), marker(60.1, 125, 2)], by, new Notes(), 'x');
    expect(grid?.segments).toEqual([]);
  });

  test('tempo changes come back as they went', () => {
    const markers = [marker(0.5, 120), marker(8.5, 126), marker(20.404761905, 119, 2)];
    const notes = new Notes();
    const grid = gridOf(markers, by, notes, 'x');
    expect(grid?.segments.map(({ bpm }) => bpm)).toEqual([120, 126, 119]);
    expect(notes.list()).toEqual([]);
    const back = markersOf(grid as NonNullable<typeof grid>);
    back.forEach((now, i) => {
      expect(now.positionS).toBeCloseTo(markers[i]?.positionS ?? 0, 8);
      expect({ ...now, positionS: 0 }).toEqual({ ...markers[i], positionS: 0 });
    });
  });

  test('bars that begin anew and other metres are noted', () => {
    const notes = new Notes();
    gridOf([marker(0, 120), marker(8.5, 126), marker(20, 130, 1, 3)], by, notes, 'x');
    expect(textsOf(notes)).toEqual([
      'Bars that begin anew at a tempo change; here the first bar counts on.',
      'Changes of the number of beats in a bar.',
    ]);
  });
});

describe('cues', () => {
  test('memory cues stand on free pads, those beside a hot cue are the same, the ninth is left out', () => {
    const notes = new Notes();
    const pads = [0, 1, 2, 3, 4, 5].map((index) => cue({ index, positionS: index }));
    const memory = [0, 10, 11, 12].map((positionS) => cue({ kind: 'memory', positionS }));
    const { cues } = takenCues([...pads, ...memory], 0, notes, 'x');
    expect(cues?.hotCues.map(({ slot, frame }) => [slot, frame / 48_000]).slice(6)).toEqual([
      [7, 10],
      [8, 11],
    ]);
    expect(textsOf(notes)).toContain('Cues beyond the 8 pads.');
  });

  test('marks that a format writes as memory cues come back as marks', () => {
    const { cues, markers } = takenCues([cue({ kind: 'memory', name: 'Intro end' })], 0, new Notes(), 'x');
    expect(cues).toBeNull();
    expect(markers?.introEndFrame).toBe(48_000);
  });

  test('what lies outside the track is left out or moved to its start', () => {
    const notes = new Notes();
    const given = [cue({ index: 0, positionS: -0.01 }), cue({ index: 1, positionS: 11 })];
    const { cues } = takenCues(given, 480_000, notes, 'x');
    expect(cues?.hotCues.map(({ frame }) => frame)).toEqual([0]);
    expect(textsOf(notes)).toEqual(['Cues before the start stand at the start.', 'Cues past the end of the track.']);
  });

  test('go out with pads, loops and marks in order', () => {
    const { cues, markers } = takenCues(
      [
        cue({ index: 2, positionS: 4, colour: 0xff8800 }),
        cue({ kind: 'loop', positionS: 2, lengthS: 1 }),
        cue({ kind: 'outroEnd', positionS: 9 }),
      ],
      0,
      new Notes(),
      'x',
    );
    const out = givenCues(
      { hotCues: [], loops: [], ...cues, by },
      { introStartFrame: null, introEndFrame: null, outroStartFrame: null, outroEndFrame: null, ...markers, by },
      new Notes(),
      'x',
    );
    expect(out.map(({ kind, index, positionS }) => [kind, index, positionS])).toEqual([
      ['loop', null, 2],
      ['hotCue', 2, 4],
      ['outroEnd', null, 9],
    ]);
    expect(out[1]?.colour).toBe(0xff8800);
  });
});

describe('a track', () => {
  const record = emptyTrack({ key: 'k', fileName: 'a.wav', location: { kind: 'stored' }, addedAtMs: 1 });

  test('says what has no place here, and leaves empty fields as they are', () => {
    const notes = new Notes();
    const track: ExchangeTrack = { ...bareTrack('/a.wav'), remixer: 'R', trackNumber: 3, bpm: 120, title: 'T' };
    const { changes } = taken(track, record, by, notes);
    expect(changes).toEqual([{ kind: 'tags', tags: { title: 'T' }, by }]);
    expect(textsOf(notes)).toHaveLength(3);
  });

  test('tags of a hand stay, the others come', () => {
    const values = { ...record.tags.values, title: 'Mine' };
    const mine = { ...record, tags: { ...record.tags, values, byHand: ['title' as const], by: NOBODY } };
    const { changes, keptByHand } = taken({ ...bareTrack('/a'), title: 'T', genre: 'House' }, mine, by, new Notes());
    expect(keptByHand).toBe(1);
    expect(changes).toEqual([{ kind: 'tags', tags: { genre: 'House' }, by }]);
  });

  test('whatever a file says, the record is one that a backup takes', () => {
    const seconds = fc.double({ min: -1e6, max: 1e6, noNaN: true });
    const colour = fc.option(fc.integer({ min: 0, max: 0xffffff }));
    const cues = fc.array(
      fc.record({
        kind: fc.constantFrom(...Object.values(CueKind)),
        index: fc.option(fc.integer({ min: 0, max: 255 })),
        positionS: seconds,
        lengthS: fc.option(fc.double({ min: 0, max: 1e6, noNaN: true })),
        name: fc.string({ maxLength: 3000 }),
        colour,
      }),
      { maxLength: 30 },
    );
    const grid = fc.array(
      fc.record({
        positionS: seconds,
        bpm: fc.double({ min: 1e-6, max: 1000, noNaN: true }),
        beatsPerBar: fc.integer({ min: 1, max: 32 }),
        beatOfBar: fc.constant(1),
      }),
      { maxLength: 30 },
    );
    const track = fc.record({
      title: fc.string({ maxLength: 3000 }),
      comment: fc.string(),
      rating: fc.integer({ min: 0, max: 5 }),
      colour,
      cues,
      grid,
    });
    fc.assert(
      fc.property(track, (fields) => {
        const sorted = [...fields.grid].sort((a, b) => a.positionS - b.positionS);
        const given: ExchangeTrack = { ...bareTrack('/a.wav'), ...fields, grid: sorted };
        const { changes } = taken(given, record, by, new Notes());
        const after = changes.reduce((now, change) => changed(now, change, 1), record);
        const parsed = v.safeParse(TRACK, after);
        expect(parsed.issues ?? []).toEqual([]);
      }),
      { numRuns: 200, seed: 7 },
    );
  });
});
