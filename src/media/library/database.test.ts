import 'fake-indexeddb/auto';
import { openDB } from 'idb';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { DATABASE, type Database, deleteDatabase, openDatabase, writeBatch } from './database.ts';
import type { TrackRecordV1 } from './migrate.ts';
import { syntheticLibrary } from './test-library.ts';

const V1: readonly TrackRecordV1[] = [
  {
    key: 'a'.repeat(64),
    fileId: 'file-a',
    fileName: 'Artist - Title.mp3',
    title: 'Title',
    artist: 'Artist',
    lengthFrames: 9_600_000,
    grid: { downbeatFrame: 1234.5, bpm: 126.3, beatsPerBar: 4 },
    gridOrigin: 'hand',
    gridProducer: 'hand',
    gridConfidence: null,
    musicalKey: '8A',
    keyName: 'A minor',
    hotCueFrames: [0, -1, 480_000],
    addedAtMs: 1_750_000_000_000,
  },
  {
    key: 'b'.repeat(64),
    fileId: 'file-b',
    fileName: 'b.flac',
    title: 'b',
    artist: '',
    lengthFrames: 1,
    grid: { downbeatFrame: 0, bpm: 90, beatsPerBar: 4 },
    gridOrigin: 'analysis',
    gridProducer: 'quick tempo 3',
    gridConfidence: 0.7,
    musicalKey: null,
    keyName: null,
    hotCueFrames: [],
    addedAtMs: 5,
  },
  {
    key: 'demo:glass',
    fileId: 'demo-file',
    fileName: 'Glass',
    title: 'Glass',
    artist: 'Echelon',
    lengthFrames: 10,
    grid: null,
    gridOrigin: 'hand',
    gridProducer: 'hand',
    gridConfidence: null,
    musicalKey: '2B',
    keyName: 'F♯ major',
    hotCueFrames: [-1, 7],
    addedAtMs: 6,
  },
];

async function makeV1(records: readonly { readonly key: string }[]): Promise<void> {
  const old = await openDB(DATABASE, 1, {
    upgrade: (db) => db.createObjectStore('tracks', { keyPath: 'key' }).createIndex('fileId', 'fileId'),
  });
  for (const record of records) await old.put('tracks', record);
  old.close();
}

let database: Database | null = null;
afterEach(async () => {
  vi.restoreAllMocks();
  database?.close();
  database = null;
  await deleteDatabase();
});

describe('migration from version 1', () => {
  test('keeps everything that was known', async () => {
    await makeV1(V1);
    database = await openDatabase();
    expect(await database.count('tracks')).toBe(3);
    const a = await database.get('tracks', 'a'.repeat(64));
    expect(a).toMatchObject({
      fileId: 'file-a',
      fileName: 'Artist - Title.mp3',
      lengthFrames: 9_600_000,
      addedAtMs: 1_750_000_000_000,
      location: { kind: 'stored' },
      tags: { values: { title: 'Title', artist: 'Artist' } },
      grid: { grid: { downbeatFrame: 1234.5, bpm: 126.3, beatsPerBar: 4 }, by: { origin: 'hand' } },
      musicalKey: { camelot: '8A', name: 'A minor' },
      cues: {
        hotCues: [
          { slot: 1, frame: 0 },
          { slot: 3, frame: 480_000 },
        ],
        by: { origin: 'hand' },
      },
    });
    expect((await database.getFromIndex('tracks', 'fileId', 'file-b'))?.grid.by).toMatchObject({
      origin: 'analysis',
      producer: 'quick tempo',
      version: 3,
      confidence: 0.7,
    });
    // A grid that a hand removed stays removed.
    expect(await database.get('tracks', 'demo:glass')).toMatchObject({
      location: { kind: 'rendered' },
      grid: { grid: null, by: { origin: 'hand' } },
      cues: { hotCues: [{ slot: 2, frame: 7 }] },
    });
  });

  test('a spoilt field costs no other', async () => {
    const spoilt = {
      ...V1[0],
      key: 'x',
      grid: { bpm: 'fast' },
      hotCueFrames: [3, 'no', Number.NaN],
      addedAtMs: 'late',
    };
    await makeV1([spoilt, { key: 'y' }]);
    database = await openDatabase();
    expect(await database.get('tracks', 'x')).toMatchObject({
      tags: { values: { title: 'Title' } },
      grid: { grid: null },
      cues: { hotCues: [{ slot: 1, frame: 3 }] },
      addedAtMs: 0,
    });
    expect(await database.get('tracks', 'y')).toMatchObject({ tags: { values: { title: 'y' } } });
  });

  test('that breaks off half-way leaves version 1 as it was, and the next start migrates', async () => {
    await makeV1(V1);
    const update = IDBCursor.prototype.update;
    let calls = 0;
    vi.spyOn(IDBCursor.prototype, 'update').mockImplementation(function (this: IDBCursor, value) {
      if (++calls === 2) throw new Error('the power went');
      return update.call(this, value);
    });
    await expect(openDatabase()).rejects.toMatchObject({ name: 'LibraryError', code: 'failed' });
    vi.restoreAllMocks();
    const old = await openDB(DATABASE, 1);
    expect(await old.getAll('tracks')).toEqual([...V1].sort((a, b) => (a.key < b.key ? -1 : 1)));
    old.close();
    database = await openDatabase();
    expect((await database.get('tracks', 'a'.repeat(64)))?.grid.grid?.bpm).toBe(126.3);
  });

  test('waits for no tab with the old version: it says so', async () => {
    await makeV1(V1);
    const oldTab = await openDB(DATABASE, 1);
    await expect(openDatabase()).rejects.toMatchObject({ code: 'blocked' });
    oldTab.close();
    database = await openDatabase();
    expect(await database.count('tracks')).toBe(3);
  });
});

describe('migration from version 2', () => {
  const STORES = { tracks: 'key', covers: 'id', crates: 'id', history: 'id', settings: 'name' } as const;
  const tracks = syntheticLibrary(20, 4);
  const crate = { id: 'c', kind: 'smart', name: 'C', query: '', parentId: null, position: 0, colour: null };
  const kept = {
    tracks,
    covers: [{ id: 'x', type: 'image/png', bytes: new Uint8Array([1]) }],
    crates: [{ ...crate, changedAtMs: 1 }],
    history: [{ id: 'h', name: 'Set', startedAtMs: 1, endedAtMs: null, plays: [] }],
    settings: [{ name: 'columns', value: ['bpm'], changedAtMs: 1 }],
  } as const;
  async function makeV2(): Promise<void> {
    const old = await openDB(DATABASE, 2, {
      upgrade(db) {
        for (const [store, keyPath] of Object.entries(STORES)) {
          const made = db.createObjectStore(store, { keyPath });
          if (store === 'tracks') made.createIndex('fileId', 'fileId');
        }
      },
    });
    for (const [store, values] of Object.entries(kept)) for (const value of values) await old.put(store, value);
    old.close();
  }

  test('touches nothing', async () => {
    await makeV2();
    database = await openDatabase();
    for (const store of Object.keys(STORES) as (keyof typeof STORES)[])
      expect(await database.getAll(store)).toEqual(kept[store]);
    expect(await database.count('listing')).toBe(0);
  });

  test('that breaks off half-way leaves version 2 as it was, and the next start migrates', async () => {
    await makeV2();
    const create = IDBDatabase.prototype.createObjectStore;
    vi.spyOn(IDBDatabase.prototype, 'createObjectStore').mockImplementation(function (this: IDBDatabase, ...given) {
      if (given[0] === 'unlisted') throw new Error('the power went');
      return create.apply(this, given);
    });
    await expect(openDatabase()).rejects.toMatchObject({ name: 'LibraryError', code: 'failed' });
    vi.restoreAllMocks();
    const old = await openDB(DATABASE, 2);
    expect([...old.objectStoreNames].sort()).toEqual(Object.keys(STORES).sort());
    expect(await old.getAll('tracks')).toEqual(tracks);
    old.close();
    database = await openDatabase();
    expect(await database.getAll('tracks')).toEqual(tracks);
  });
});

describe('database', () => {
  test('of a newer Echelon is not touched', async () => {
    (await openDB(DATABASE, 9)).close();
    await expect(openDatabase()).rejects.toMatchObject({ code: 'newer' });
  });

  test('makes room for a newer Echelon in another tab', async () => {
    let superseded = 0;
    database = await openDatabase({ onSuperseded: () => superseded++ });
    (await openDB(DATABASE, 9)).close();
    expect(superseded).toBe(1);
    await expect(writeBatch(database, { remove: { crates: ['a'] } }, 'relaxed', 'Saving')).rejects.toMatchObject({
      code: 'evicted',
    });
  });

  test('writes all of a batch or nothing', async () => {
    database = await openDatabase();
    const [good, other] = syntheticLibrary(2, 1);
    if (good === undefined || other === undefined) throw new Error('the generator gave too few tracks');
    const bad = { ...other, key: undefined as unknown as string };
    await expect(writeBatch(database, { put: { tracks: [good, bad] } }, 'strict', 'Saving “x”')).rejects.toMatchObject({
      name: 'LibraryError',
      reason: expect.stringContaining('Saving “x” failed'),
    });
    expect(await database.count('tracks')).toBe(0);
    await writeBatch(database, { put: { tracks: [good] } }, 'strict', 'Saving');
    expect(await database.get('tracks', good.key)).toEqual(good);
  });

  test('a full disk has a name', async () => {
    database = await openDatabase();
    vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(() => {
      throw new DOMException('no room', 'QuotaExceededError');
    });
    await expect(
      writeBatch(database, { put: { tracks: syntheticLibrary(1, 1) } }, 'strict', 'Saving'),
    ).rejects.toMatchObject({ code: 'quotaFull' });
  });
});
