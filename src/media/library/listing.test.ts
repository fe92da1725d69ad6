import 'fake-indexeddb/auto';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { type Database, deleteDatabase, openDatabase, writeBatch } from './database.ts';
import { Library } from './library.ts';
import { BLOCK_COUNT, believed, blockName, blockOf, type ListingBlock, packed, unpacked } from './listing.ts';
import { emptyTrack, type TrackRecord } from './model.ts';
import { syntheticKey, syntheticLibrary } from './test-library.ts';
import { entryOf, type IndexEntry } from './track-index.ts';

const TRACKS = [
  ...syntheticLibrary(300, 8),
  emptyTrack({ key: 'demo:bare', fileName: 'bare', location: { kind: 'rendered' }, addedAtMs: 0 }),
];

let database: Database;
beforeEach(async () => {
  database = await openDatabase();
});
afterEach(async () => {
  vi.restoreAllMocks();
  database.close();
  await deleteDatabase();
});

async function open(): Promise<Library> {
  const library = await Library.open(database, { nowMs: () => 5, onEvent: () => undefined });
  library.isWriter = true;
  return library;
}
async function listed(): Promise<Library> {
  const library = await open();
  await library.putRecords(TRACKS, 'asItIs');
  await library.list();
  return library;
}
/** What the index shows, and what it would show had every record been read. */
async function shown({ index }: Library): Promise<(IndexEntry | null)[]> {
  const keys = index.rows.flatMap((row) => row?.key ?? []).sort();
  expect(index.trackCount).toBe(keys.length);
  return keys.map((key) => index.entry(key));
}
async function stored(): Promise<IndexEntry[]> {
  return (await database.getAll('tracks')).map(entryOf);
}
/** Reads of single records and of all of them. */
function countReads(): { records: number; scans: number } {
  const reads = { records: 0, scans: 0 };
  const { get, getAll } = IDBObjectStore.prototype;
  vi.spyOn(IDBObjectStore.prototype, 'get').mockImplementation(function (this: IDBObjectStore, ...given) {
    if (this.name === 'tracks') reads.records++;
    return get.apply(this, given);
  });
  vi.spyOn(IDBObjectStore.prototype, 'getAll').mockImplementation(function (this: IDBObjectStore, ...given) {
    if (this.name === 'tracks') reads.scans++;
    return getAll.apply(this, given);
  });
  return reads;
}

describe('a block', () => {
  test('gives back what it was made of', () => {
    const entries = TRACKS.map(entryOf);
    expect(unpacked(structuredClone(packed(3, entries)))).toEqual(entries);
  });

  test('holds a track for good, and all blocks about as many', () => {
    const counts = new Array<number>(BLOCK_COUNT).fill(0);
    for (let n = 0; n < 6400; n++) {
      const block = blockOf(syntheticKey(n));
      counts[block] = (counts[block] ?? 0) + 1;
    }
    expect(Math.min(...counts)).toBeGreaterThan(50);
    expect(Math.max(...counts)).toBeLessThan(170);
  });

  test('is believed only with all others, whole and in this format', () => {
    const all = Array.from({ length: BLOCK_COUNT }, (_, n) => packed(n, TRACKS.slice(0, 2).map(entryOf)));
    const [first] = all as [ListingBlock];
    expect(believed(all)).toBe(all);
    expect(believed(all.slice(1))).toBeNull();
    expect(believed([])).toBeNull();
    for (const spoilt of [
      { ...first, format: 0 },
      { ...first, count: 3 },
      { ...first, texts: { ...first.texts, title: ['one'] } },
      { ...first, numbers: undefined },
      { ...first, pcmIds: null },
      { ...first, analysisTexts: undefined },
      { ...first, analyses: new Uint16Array(3) },
      { key: blockName(0) },
    ])
      expect(believed([spoilt as ListingBlock, ...all.slice(1)])).toBeNull();
  });
});

describe('opening', () => {
  test('reads no record when the listing knows all, and shows the same', async () => {
    await listed();
    const reads = countReads();
    const library = await open();
    expect(reads).toEqual({ records: 0, scans: 0 });
    expect(library.unlisted).toBe(0);
    expect(await shown(library)).toEqual(await stored());
  });

  test('reads what was written or removed since', async () => {
    const before = await listed();
    await before.apply([{ key: syntheticKey(7), changes: [{ kind: 'handTags', tags: { title: 'Later' } }] }]);
    await before.apply([
      { key: 'new', create: { fileName: 'n.wav', location: { kind: 'stored' }, addedAtMs: 1 }, changes: [] },
    ]);
    await before.remove([syntheticKey(9)]);
    const reads = countReads();
    const library = await open();
    expect(reads).toEqual({ records: 3, scans: 0 });
    expect(library.unlisted).toBe(3);
    expect(library.index.entry(syntheticKey(7))?.row.title).toBe('Later');
    expect(library.index.slotOf(syntheticKey(9))).toBeUndefined();
    expect(await shown(library)).toEqual(await stored());
    await library.list();
    expect(await database.count('unlisted')).toBe(0);
    expect(await shown(await open())).toEqual(await stored());
  });

  test('reads all records where a block is missing, older or damaged, and lists them again', async () => {
    const spoil: ((blocks: ListingBlock[]) => Promise<unknown>)[] = [
      () => database.clear('listing'),
      () => database.delete('listing', blockName(5)),
      ([block]) => database.put('listing', { ...(block as ListingBlock), format: 0 }),
      ([block]) => database.put('listing', { ...(block as ListingBlock), pcmIds: [] }),
    ];
    await listed();
    for (const damage of spoil) {
      await damage(await database.getAll('listing'));
      const library = await open();
      expect(await shown(library)).toEqual(await stored());
      await library.list();
      const reads = countReads();
      expect(await shown(await open())).toEqual(await stored());
      expect(reads.records).toBe(0);
      vi.restoreAllMocks();
    }
  });

  test('is right after any break while the listing is written', async () => {
    const before = await listed();
    const edits = [1, 2, 3, 4, 5, 6].map((n) => ({
      key: syntheticKey(n),
      changes: [{ kind: 'handTags' as const, tags: { title: `Again ${n}` } }],
    }));
    await before.apply(edits);
    await before.remove([syntheticKey(11), syntheticKey(12)]);
    for (let written = 0; written < 4; written++) {
      const broken = await open();
      const put = IDBObjectStore.prototype.put;
      let left = written;
      vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(function (this: IDBObjectStore, value) {
        if (this.name === 'listing' && left-- === 0) throw new Error('the power went');
        return put.call(this, value);
      });
      await expect(broken.list()).rejects.toMatchObject({ name: 'LibraryError' });
      vi.restoreAllMocks();
      expect(await shown(await open())).toEqual(await stored());
    }
  });

  test('follows another tab that wrote while this one only read', async () => {
    const writer = await listed();
    const reader = await Library.open(database, { nowMs: () => 5, onEvent: () => undefined });
    await writer.apply([{ key: syntheticKey(3), changes: [{ kind: 'handTags', tags: { title: 'Theirs' } }] }]);
    await writer.remove([syntheticKey(4)]);
    await writer.list();
    await reader.load();
    expect(await shown(reader)).toEqual(await stored());
  });
});

test('tracks that are written past the library are read as well', async () => {
  await listed();
  const [first] = TRACKS as [TrackRecord];
  await writeBatch(database, { put: { tracks: [{ ...first, playCount: 77 }] } }, 'relaxed', 'Saving');
  expect((await open()).index.entry(first.key)?.row.plays).toBe(77);
});

test('what changes while the listing is written is left for the next time', async () => {
  const library = await listed();
  const title = (text: string) =>
    library.apply([{ key: syntheticKey(0), changes: [{ kind: 'handTags', tags: { title: text } }] }]);
  await title('one');
  await Promise.all([library.list(), title('two'), library.list()]);
  expect((await open()).index.entry(syntheticKey(0))?.row.title).toBe('two');
  await library.list();
  expect(await database.count('unlisted')).toBe(0);
});
