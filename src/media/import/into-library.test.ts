import { expect, test } from 'vitest';
import { PRODUCERS } from '../analysis/producers.ts';
import type { AnalysisResult } from '../analysis/result.ts';
import { changed, type TrackEdit } from '../library/changes.ts';
import { byHand, emptyTrack, NOBODY, type TrackRecord } from '../library/model.ts';
import { findingsOf } from '../library/rules.ts';
import type { FileMarks } from './file-marks.ts';
import { createImportLibrary } from './into-library.ts';
import type { NewTrack } from './ports.ts';
import { tagsFromName } from './tags.ts';

class MemoryLibrary {
  readonly records = new Map<string, TrackRecord>();
  readonly covers: TrackEdit['cover'][] = [];
  async record(key: string): Promise<TrackRecord | null> {
    return this.records.get(key) ?? null;
  }
  async apply(edits: readonly TrackEdit[]): Promise<string[]> {
    for (const { key, create, changes, cover } of edits) {
      const known = this.records.get(key);
      if (known === undefined && create === undefined) throw new Error('an import makes its records');
      const before = known ?? emptyTrack({ key, ...(create as NonNullable<typeof create>) });
      this.records.set(
        key,
        changes.reduce((record, change) => changed(record, change, 5), before),
      );
      if (cover !== undefined) this.covers.push(cover);
    }
    return [];
  }
}

function setUp() {
  const library = new MemoryLibrary();
  const kept = new Set<string>(['one']);
  const into = createImportLibrary({
    library,
    store: { has: async (id) => kept.has(id), get: async (id) => new Blob([id]) },
    handleOf: async (source) => ({ handle: { name: source } as FileSystemFileHandle, path: `Music/${source}` }),
    readHandle: async (_handle, path) => new File([], path),
    nowMs: () => 7,
  });
  return { library, kept, into };
}

function newTrack(given: Partial<NewTrack> = {}): NewTrack {
  const { cover: _, payloads: __, ...tags } = tagsFromName('Odell Marsh - Low Ferry.flac', null);
  const decoded = { contentId: 'one', fileId: 'file', pcmId: 'pcm', totalFrames: 480 } as NewTrack['decoded'];
  return {
    decoded,
    tags: { ...tags, marks: null, titleFrom: 'tags', genres: ['House', 'Dub'], rating: 0.8, year: 2019, key: 'Am' },
    thumbnail: new Blob([new Uint8Array([1, 2, 3])], { type: 'image/webp' }),
    findings: { waveform: null, analysis: null },
    fileName: 'a.flac',
    sizeBytes: 99,
    audio: { kind: 'stored', contentId: 'one' },
    ...given,
  };
}

const ANALYSIS: AnalysisResult = {
  ...PRODUCERS.grid,
  confidence: 1,
  frames: 480,
  rateHz: 48_000,
  grid: { downbeatFrame: 0, bpm: 124, beatsPerBar: 4 },
  gridReason: null,
  downbeatConfidence: 1,
  residualMs: 0,
  alternatives: [],
  key: null,
  loudness: { ...PRODUCERS.loudness, integratedLufs: -9, truePeakDb: -1 } as NonNullable<AnalysisResult['loudness']>,
};

test('tags, key, identity and cover land in their groups with their origin', async () => {
  const { library, into } = setUp();
  expect(await into.standingOf('one')).toEqual({ kind: 'new' });
  expect(await into.add(newTrack())).toEqual({ kind: 'added', trackId: 'one' });
  const record = library.records.get('one') as TrackRecord;
  expect(record).toMatchObject({ fileId: 'file', pcmId: 'pcm', lengthFrames: 480, sizeBytes: 99, addedAtMs: 7 });
  expect(record.location).toEqual({ kind: 'stored' });
  expect(record.tags.values).toMatchObject({
    title: 'Low Ferry',
    artist: 'Odell Marsh',
    genre: 'House, Dub',
    year: 2019,
    rating: 4,
  });
  expect(record.tags.by).toMatchObject({ origin: 'tags', producer: 'tags' });
  expect(record.musicalKey).toMatchObject({ camelot: '8A', name: 'A minor', by: { origin: 'tags' } });
  expect(library.covers).toEqual([{ type: 'image/webp', bytes: new Uint8Array([1, 2, 3]) }]);
});

test('content that is there with its audio is a duplicate; with its audio gone it comes in again, hands untouched', async () => {
  const { library, kept, into } = setUp();
  await into.add(newTrack());
  expect(await into.standingOf('one')).toEqual({ kind: 'known', trackId: 'one' });
  expect(await into.add(newTrack())).toEqual({ kind: 'duplicate', trackId: 'one' });
  const record = library.records.get('one') as TrackRecord;
  const { values } = record.tags;
  const renamed = { ...record.tags, values: { ...values, title: 'Mine' }, byHand: ['title'] as const };
  library.records.set('one', { ...record, tags: renamed, energy: { level: 3, by: byHand(1) } });
  kept.clear();
  expect(await into.standingOf('one')).toEqual({ kind: 'new' });
  const audio = { kind: 'referenced', source: 'ref:1/a.flac' } as const;
  expect(await into.add(newTrack({ audio }))).toEqual({ kind: 'added', trackId: 'one' });
  const after = library.records.get('one') as TrackRecord;
  expect(after.tags.values.title).toBe('Mine');
  expect(after.energy.level).toBe(3);
  expect(after.location).toMatchObject({ kind: 'reference', path: 'Music/ref:1/a.flac' });
});

test('a track that was put in to be played at once still gets its tags', async () => {
  const { library, into } = setUp();
  const early = emptyTrack({ key: 'one', fileName: 'a.flac', location: { kind: 'stored' }, addedAtMs: 3 });
  const values = { ...early.tags.values, title: 'a' };
  library.records.set('one', { ...early, tags: { ...early.tags, values, by: NOBODY } });
  expect(await into.standingOf('one')).toEqual({ kind: 'new' });
  expect((await into.add(newTrack())).kind).toBe('added');
  expect(library.records.get('one')).toMatchObject({ addedAtMs: 3, tags: { values: { title: 'Low Ferry' } } });
});

test('a file in a locked folder is still known, one that was moved is not', async () => {
  const { library, into } = setUp();
  const failing = (name: string): FileSystemFileHandle =>
    ({ getFile: () => Promise.reject(new DOMException('no', name)) }) as unknown as FileSystemFileHandle;
  await into.add(newTrack());
  const record = library.records.get('one') as TrackRecord;
  const lie = (name: string): void => {
    library.records.set('one', { ...record, location: { kind: 'reference', handle: failing(name), path: 'a.flac' } });
  };
  lie('NotAllowedError');
  expect(await into.standingOf('one')).toEqual({ kind: 'known', trackId: 'one' });
  lie('NotFoundError');
  expect(await into.standingOf('one')).toEqual({ kind: 'new' });
});

test('a track is opened where its audio lies, and what is found anew leaves hands and tags alone', async () => {
  const { library, into } = setUp();
  await into.add(newTrack());
  const record = library.records.get('one') as TrackRecord;
  const grid = { grid: { downbeatFrame: 1, bpm: 100, beatsPerBar: 4 }, segments: [], reason: null, by: byHand(1) };
  library.records.set('one', { ...record, grid });
  expect(await new Response((await into.open('one')) as Blob).text()).toBe('one');
  const { decoded, tags } = newTrack({ tags: { ...newTrack().tags, title: 'Other' } });
  await into.renew('one', { decoded, tags, thumbnail: null, findings: { waveform: null, analysis: ANALYSIS } });
  const after = library.records.get('one') as TrackRecord;
  expect(after).toMatchObject({ sizeBytes: 99, grid, tags: { values: { title: 'Low Ferry' } } });
  expect(after.loudness).toMatchObject({ integratedLufs: -9, by: { origin: 'analysis' } });
  library.records.set('one', { ...after, location: { kind: 'missing', path: 'a.flac' } });
  await expect(into.open('one')).rejects.toMatchObject({ code: 'moved' });
  await expect(into.open('two')).rejects.toMatchObject({ code: 'gone' });
});

test('a track that a deck listened to gets the tags of its file, and nothing of what was heard changes', async () => {
  const { library, into } = setUp();
  const { decoded: _, findings: __, ...rest } = newTrack();
  const tagged = { ...rest, contentId: 'one' };
  expect(await into.addTags(tagged)).toBe(false);
  const early = emptyTrack({ key: 'one', fileName: 'a.flac', location: { kind: 'stored' }, addedAtMs: 3 });
  library.records.set('one', { ...early, fileId: 'file', pcmId: 'pcm', lengthFrames: 480 });
  expect(await into.standingOf('one')).toEqual({ kind: 'new' });
  await library.apply([{ key: 'one', changes: [{ kind: 'findings', findings: findingsOf(ANALYSIS, 5) }] }]);
  expect(await into.standingOf('one')).toEqual({ kind: 'heard' });
  const { grid, loudness } = library.records.get('one') as TrackRecord;
  expect(await into.addTags(tagged)).toBe(true);
  const after = library.records.get('one') as TrackRecord;
  expect(after).toMatchObject({ grid, loudness, pcmId: 'pcm', addedAtMs: 3, tags: { values: { title: 'Low Ferry' } } });
  expect(await into.standingOf('one')).toEqual({ kind: 'known', trackId: 'one' });
});

test('marks of other software come with the origin of tags: below what was heard, never over a hand', async () => {
  const { library, into } = setUp();
  const marks: FileMarks = {
    producer: 'Serato',
    colour: 0x336699,
    grid: [{ positionS: 0.001, bpm: 100, beatsPerBar: 4, beatOfBar: 1 }],
    cues: [
      { kind: 'hotCue', index: 2, positionS: 0.002, lengthS: null, name: 'Drop', colour: 0xc02626 },
      { kind: 'hotCue', index: 3, positionS: 60, lengthS: null, name: 'Past the end', colour: null },
      { kind: 'loop', index: 0, positionS: 0.004, lengthS: 0.002, name: '', colour: null },
    ],
  };
  const track = newTrack({ tags: { ...newTrack().tags, marks } });
  await into.add(track);
  const record = library.records.get('one') as TrackRecord;
  expect(record.cues).toMatchObject({
    hotCues: [{ slot: 3, frame: 96, name: 'Drop', colour: '#c02626' }],
    loops: [{ startFrame: 192, endFrame: 288 }],
    by: { origin: 'tags', producer: 'Serato' },
  });
  expect(record.tags.values.colour).toBe('#336699');
  expect(record.grid).toMatchObject({ grid: { downbeatFrame: 48, bpm: 100 }, by: { origin: 'tags' } });

  library.records.clear();
  await into.add({ ...track, findings: { waveform: null, analysis: ANALYSIS } });
  expect(library.records.get('one')?.grid).toMatchObject({ grid: { bpm: 124 }, by: { origin: 'analysis' } });

  const mine = { hotCues: [], loops: [], by: byHand(2) };
  library.records.set('one', { ...emptyTrack({ ...record }), cues: mine, tags: { ...record.tags, by: NOBODY } });
  await into.add(track);
  expect(library.records.get('one')?.cues).toEqual(mine);
});
