import 'fake-indexeddb/auto';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Crate } from '../library/crates.ts';
import { deleteDatabase } from '../library/database.ts';
import { byHand, emptyTrack, NO_TAGS, NOBODY, Origin, type Provenance, type TrackRecord } from '../library/model.ts';
import { LibraryService } from '../library/service.ts';
import { TabChannels, TabLocks } from '../library/test-tabs.ts';
import { giveFiles, giveHistory } from './give.ts';
import { keepOne } from './keep-one.ts';
import type { NamedFile } from './messages.ts';
import { settle } from './settle.ts';
import { ExchangeShelf } from './shelf.ts';
import { takeFiles } from './take.ts';

const NOW = 1_800_000_000_000;
const RATE = 48_000;
const quiet = (): void => undefined;
const analysed: Provenance = { origin: Origin.analysis, producer: 'tempo', version: 3, confidence: 0.9, atMs: 5 };

let service: LibraryService;
let shelf: ExchangeShelf;
let ids: number;
beforeEach(async () => {
  ids = 0;
  await open();
});
afterEach(async () => {
  await wipe();
});

async function open(): Promise<void> {
  service = new LibraryService({
    locks: new TabLocks(),
    channel: new TabChannels().join(),
    nowMs: () => NOW,
    whenQuiet: () => undefined,
  });
  await service.open();
  shelf = await ExchangeShelf.open();
}
/** Library and shelf gone, as after clearing the browser's data. */
async function wipe(): Promise<void> {
  await service.close();
  await shelf.forgetWaiting();
  shelf.close();
  await deleteDatabase();
}

/** As the import makes it: file, length and tags known, a grid by analysis. */
function bare(key: string, fileName: string, seconds: number): TrackRecord {
  const record = emptyTrack({ key, fileName, location: { kind: 'stored' }, addedAtMs: NOW });
  return {
    ...record,
    lengthFrames: seconds * RATE,
    tags: { ...record.tags, values: { ...NO_TAGS, title: fileName.replace(/\..*/, '') }, by: { ...NOBODY, atMs: 1 } },
    grid: { grid: { downbeatFrame: 100, bpm: 60, beatsPerBar: 4 }, segments: [], reason: null, by: analysed },
  };
}

/** After a performer's evening with it. */
function worked(record: TrackRecord): TrackRecord {
  const hand = byHand(NOW);
  return {
    ...record,
    tags: {
      ...record.tags,
      values: {
        ...record.tags.values,
        title: 'Low Ferry',
        artist: 'Mira',
        rating: 4,
        comment: 'late',
        colour: '#aa3300',
      },
      byHand: ['title', 'artist', 'rating', 'comment', 'colour'],
    },
    grid: { grid: { downbeatFrame: 4411.5, bpm: 123.456, beatsPerBar: 4 }, segments: [], reason: null, by: hand },
    musicalKey: { camelot: '8A', name: 'A minor', by: hand },
    cues: {
      hotCues: [
        { slot: 1, frame: 48_000, name: 'In', colour: '#ff0000', quantised: true },
        { slot: 4, frame: 96_001, name: '', colour: null, quantised: true },
      ],
      loops: [{ id: 'x', startFrame: 144_000, endFrame: 240_000, name: 'Roll', colour: null, quantised: true }],
      by: hand,
    },
    markers: {
      introStartFrame: 4412,
      introEndFrame: 480_000,
      outroStartFrame: 960_000,
      outroEndFrame: 1_440_000,
      by: hand,
    },
    playCount: 7,
  };
}

const list = (id: string, name: string, parentId: string | null, position: number, trackKeys: string[]): Crate => ({
  id,
  name,
  parentId,
  position,
  colour: null,
  changedAtMs: NOW,
  kind: 'list',
  trackKeys,
});

const take = (files: readonly NamedFile[]) =>
  takeFiles(files, { library: service, shelf, nowMs: () => NOW, newId: () => `new ${++ids}` }, quiet);
const give = (
  format: 'rekordbox' | 'traktor' | 'itunes' | 'm3u' | 'serato',
  crateId: string | null = null,
  folder = '',
) => giveFiles({ format, crateId, folder }, { library: service, shelf }, quiet);
const text = (name: string, content: string): NamedFile => ({ name, file: new Blob([content]) });

/** Crates as names, with the keys in them. */
async function shown(): Promise<string[]> {
  const crates = await service.crates();
  const below = (parentId: string | null, path: string): string[] =>
    crates
      .filter((crate) => crate.parentId === parentId)
      .sort((a, b) => a.position - b.position)
      .flatMap((crate) => {
        const held = crate.kind === 'list' ? crate.trackKeys.join(' ') : crate.query;
        return [`${path}${crate.name}: ${held}`, ...below(crate.id, `${path}${crate.name}/`)];
      });
  return below(null, '');
}

async function filled(): Promise<void> {
  await service.putBack([worked(bare('a', 'ferry.wav', 200)), bare('b', 'two.wav', 100), bare('c', 'three.wav', 90)]);
  await service.editCrates({
    put: [
      list('1', 'Tonight', null, 0, ['c', 'a']),
      list('2', 'Late', '1', 0, ['b']),
      list('3', 'Empty', null, 1, []),
      { ...list('4', 'Fast', null, 2, []), kind: 'smart', query: 'bpm:>100' } as Crate,
    ],
    remove: [],
  });
}

describe('export, wipe, import', () => {
  test.each(['rekordbox', 'traktor'] as const)('%s brings grid, cues, tags and nested crates back', async (format) => {
    await filled();
    const { files, tracks, lists } = await give(format, null, '/Users/mira/Music');
    expect([files.length, tracks, lists]).toEqual([1, 3, 4]);
    const before = await service.record('a');
    const crates = await shown();
    await wipe();
    await open();
    await service.putBack([bare('a', 'ferry.wav', 200), bare('b', 'two.wav', 100), bare('c', 'three.wav', 90)]);
    const report = await take(files);
    expect([report.tracks, report.matched, report.missingCount, report.keptByHand]).toEqual([3, 3, 0, 0]);
    const after = await service.record('a');
    const by = { origin: 'exchange', producer: format === 'rekordbox' ? 'rekordbox' : 'Traktor' };
    expect(after?.grid.by).toMatchObject(by);
    expect(after?.grid.grid?.downbeatFrame).toBeCloseTo(4411.5, 3);
    expect(after?.grid.grid?.bpm).toBeCloseTo(123.456, 5);
    const pads = (record: TrackRecord | null) =>
      record?.cues.hotCues.map(({ slot, frame, name }) => [slot, frame, name]);
    expect(pads(after)).toEqual(pads(before));
    expect(after?.cues.loops).toMatchObject([{ startFrame: 144_000, endFrame: 240_000, name: 'Roll' }]);
    const { by: _, ...markers } = after?.markers ?? {};
    expect(markers).toEqual({
      introStartFrame: 4412,
      introEndFrame: 480_000,
      outroStartFrame: 960_000,
      outroEndFrame: 1_440_000,
    });
    expect(after?.tags.values).toMatchObject({ title: 'Low Ferry', artist: 'Mira', rating: 4, comment: 'late' });
    expect(after?.musicalKey.camelot).toBe('8A');
    expect(after?.playCount).toBe(7);
    expect(await shown()).toEqual(crates.map((line) => line.replace('Fast: bpm:>100', 'Fast: a')));
  });

  test('a second import changes nothing and makes nothing', async () => {
    await filled();
    const { files } = await give('rekordbox');
    const crates = await shown();
    await take(files);
    const report = await take(files);
    expect([report.changed, report.cratesMade, report.cratesFilled, report.undo]).toEqual([0, 0, 0, []]);
    expect(await shown()).toEqual(crates);
    expect(report.notes.map(({ text: words }) => words)).toContain(
      'Lists that are called like a smart crate here: its search decides what is in it.',
    );
  });

  test('what a hand made since stays, and is counted', async () => {
    await filled();
    const { files } = await give('rekordbox');
    await service.apply([
      {
        key: 'a',
        changes: [
          {
            kind: 'hand',
            group: 'grid',
            value: { grid: { downbeatFrame: 7, bpm: 99, beatsPerBar: 4 }, segments: [], reason: null },
          },
        ],
      },
      { key: 'a', changes: [{ kind: 'handTags', tags: { rating: 2 } }] },
    ]);
    const report = await take(files);
    expect(report.keptByHand).toBe(2);
    const after = await service.record('a');
    expect(after?.grid.grid?.bpm).toBe(99);
    expect(after?.tags.values.rating).toBe(2);
  });

  test('an analysis after it does not replace what was imported', async () => {
    await filled();
    const { files } = await give('rekordbox');
    await wipe();
    await open();
    await service.putBack([bare('a', 'ferry.wav', 200)]);
    await take(files);
    const grid = { grid: { downbeatFrame: 0, bpm: 90, beatsPerBar: 4 }, segments: [], reason: null, by: analysed };
    await service.apply([{ key: 'a', changes: [{ kind: 'findings', findings: { grid } }] }]);
    expect((await service.record('a'))?.grid.grid?.bpm).toBeCloseTo(123.456, 5);
  });

  test('undo takes the crates back', async () => {
    await service.putBack([bare('a', 'ferry.wav', 200)]);
    const { undo, cratesMade } = await take([text('Set.m3u8', '#EXTM3U\nferry.wav\n')]);
    expect(cratesMade).toBe(1);
    expect(await shown()).toEqual(['Set: a']);
    for (const patch of undo) await service.editCrates(patch);
    expect(await shown()).toEqual([]);
  });
});

describe('what is not here yet', () => {
  test('waits, and takes its cues and its place in the crate when its audio comes', async () => {
    await filled();
    const { files } = await give('rekordbox');
    await wipe();
    await open();
    await service.putBack([bare('c', 'three.wav', 90)]);
    const report = await take(files);
    expect([report.matched, report.missingCount, report.waits]).toEqual([1, 2, true]);
    expect(report.missing).toContain('Mira – Low Ferry');
    expect(await shown()).toEqual(['Tonight: c', 'Tonight/Late: ', 'Empty: ', 'Fast: ']);
    // Not decoded yet: its name alone is too little.
    await service.putBack([{ ...bare('a', 'ferry.wav', 200), lengthFrames: 0 }]);
    const options = { library: service, shelf, nowMs: () => NOW };
    expect(await settle(['a'], options)).toEqual({ found: 0, left: 2 });
    await service.putBack([bare('a', 'ferry.wav', 200)]);
    expect(await settle(['a'], options)).toEqual({ found: 1, left: 1 });
    expect((await service.record('a'))?.cues.hotCues).toHaveLength(2);
    expect(await shown()).toEqual(['Tonight: c a', 'Tonight/Late: ', 'Empty: ', 'Fast: a']);
    await service.putBack([bare('b', 'two.wav', 100)]);
    expect(await settle(null, options)).toEqual({ found: 1, left: 0 });
    expect(await shown()).toEqual(['Tonight: c a', 'Tonight/Late: b', 'Empty: ', 'Fast: a']);
    expect(await shelf.lists()).toEqual([]);
  });

  test('the order of a list is the one it came in, whatever comes first', async () => {
    await service.putBack([bare('m', 'm.wav', 10)]);
    const entry = (name: string): string => `#EXTINF:10,x - ${name}\n${name}.wav\n`;
    await take([text('Set.m3u8', `#EXTM3U\n${['k', 'l', 'm', 'n', 'o'].map(entry).join('')}`)]);
    for (const name of ['o', 'l', 'n', 'k']) {
      await service.putBack([bare(name, `${name}.wav`, 10)]);
      await settle([name], { library: service, shelf, nowMs: () => NOW });
    }
    expect(await shown()).toEqual(['Set: k l m n o']);
  });
});

describe('files', () => {
  test('a broken one changes nothing, and says which and where', async () => {
    await filled();
    const crates = await shown();
    const good = (await give('rekordbox')).files;
    const bad = text('bad.xml', '<DJ_PLAYLISTS><COLLECTION><TRACK Name="x"');
    await expect(take([...good, bad])).rejects.toThrow(/bad\.xml, rekordbox XML, line 1/);
    expect(await shown()).toEqual(crates);
    await expect(take([text('notes.xml', '<html/>')])).rejects.toThrow(/notes\.xml/);
  });

  test('lists go out one a file, a crate alone or all, and come back', async () => {
    await filled();
    const all = await give('m3u');
    expect(all.files.map(({ name }) => name)).toEqual([
      'Tonight.m3u8',
      'Tonight - Late.m3u8',
      'Empty.m3u8',
      'Fast.m3u8',
    ]);
    const one = await give('serato', '1', '/Users/mira/Music');
    expect(one.files.map(({ name }) => name)).toEqual(['Tonight.crate', 'Tonight%%Late.crate']);
    expect(one.tracks).toBe(3);
    await wipe();
    await open();
    await service.putBack([bare('a', 'ferry.wav', 200), bare('b', 'two.wav', 100), bare('c', 'three.wav', 90)]);
    const report = await take(one.files);
    expect(report.formats).toEqual(['Serato crate']);
    expect(await shown()).toEqual(['Tonight: c a', 'Tonight/Late: b']);
  });

  test('a place that the other program told is written back to it', async () => {
    await service.putBack([bare('a', 'ferry.wav', 200)]);
    await take([text('Set.m3u8', '/Volumes/DJ/2019/ferry.wav\n')]);
    const { files } = await give('m3u', null, '/elsewhere');
    expect(await files[0]?.file.text()).toContain('/Volumes/DJ/2019/ferry.wav');
  });

  test('a set comes out as text and CSV', async () => {
    await filled();
    await service.editHistory({ kind: 'begin', id: 's', name: 'Harbour', atMs: NOW });
    const play = { trackKey: 'a', title: 'Low Ferry', artist: 'Mira', deck: 1, atMs: NOW, forS: 61 };
    await service.editHistory({ kind: 'play', id: 's', play });
    const csv = await giveHistory({ format: 'historyCsv', setId: 's', utcOffsetMinutes: 60 }, service);
    expect(csv.files[0]?.name).toBe('Harbour.csv');
    expect(await csv.files[0]?.file.text()).toContain('0:01:01,Mira,Low Ferry,,,123.46,8A,B');
    const plain = await giveHistory({ format: 'historyText', setId: 's', utcOffsetMinutes: 0 }, service);
    expect(await plain.files[0]?.file.text()).toContain('1. 0:00:00  Mira – Low Ferry');
  });
});

describe('duplicates', () => {
  test('one is kept with what is known of both, crates name it, and undo brings the others back', async () => {
    await filled();
    await service.editCrates({ kind: 'addTracks', id: '2', trackKeys: ['a'], index: null });
    const before = await shown();
    const undo = await keepOne('b', ['a'], true, service, NOW + 1);
    const kept = await service.record('b');
    expect(kept?.cues.hotCues).toHaveLength(2);
    expect(kept?.playCount).toBe(7);
    expect(kept?.tags.values).toMatchObject({ title: 'Low Ferry', rating: 4 });
    expect(kept?.grid.by.origin).toBe('hand');
    expect(await service.record('a')).toBeNull();
    expect(await shown()).toEqual(['Tonight: c b', 'Tonight/Late: b', 'Empty: ', 'Fast: bpm:>100']);
    await service.putBack(undo.records);
    await service.editCrates(undo.crates);
    expect(await shown()).toEqual(before);
    expect((await service.record('b'))?.cues.hotCues).toEqual([]);
  });

  test('of another encoding cues and grids are not taken over: it may begin elsewhere', async () => {
    await filled();
    await keepOne('b', ['a'], false, service, NOW + 1);
    const kept = await service.record('b');
    expect(kept?.cues.hotCues).toEqual([]);
    expect(kept?.grid.by.origin).toBe('analysis');
    expect(kept?.tags.values.rating).toBe(4);
  });

  test('what only a machine said of the others replaces nothing on the one that is kept', async () => {
    const other = bare('a', 'copy.wav', 100);
    const by = { ...NOBODY, atMs: NOW };
    await service.putBack([bare('b', 'two.wav', 100), { ...other, tags: { ...other.tags, by } }]);
    await keepOne('b', ['a'], true, service, NOW + 1);
    expect((await service.record('b'))?.tags.values.title).toBe('two');
  });
});
