import 'fake-indexeddb/auto';
import fc from 'fast-check';
import { afterEach, describe, expect, test } from 'vitest';
import { readBackup, type SpoiltLine } from './backup.ts';
import { deleteDatabase } from './database.ts';
import type { TrackRecord } from './model.ts';
import { LibraryService } from './service.ts';
import { seededNumbers, syntheticKey, syntheticLibrary } from './test-library.ts';
import { TabChannels, TabLocks } from './test-tabs.ts';

let service: LibraryService | null = null;
async function open(): Promise<LibraryService> {
  await service?.close();
  service = new LibraryService({
    locks: new TabLocks(),
    channel: new TabChannels().join(),
    nowMs: () => 1000,
    whenQuiet: () => undefined,
  });
  await service.open();
  return service;
}
async function wipe(): Promise<LibraryService> {
  await service?.close();
  service = null;
  await deleteDatabase();
  return open();
}
afterEach(async () => {
  await service?.close();
  service = null;
  await deleteDatabase();
});

const HEADER = '{"echelon":"library","version":1,"madeAtMs":1}';
const END = '{"end":{"lines":1}}';

async function full(): Promise<TrackRecord[]> {
  const library = await open();
  const tracks = syntheticLibrary(30, 3);
  await library.putBack(tracks);
  const [first] = tracks;
  await library.apply([
    { key: first?.key ?? '', changes: [], cover: { type: 'image/png', bytes: new Uint8Array(20_000).fill(7) } },
  ]);
  await library.editCrates({ kind: 'create', id: 'p', name: 'Parent', parentId: null });
  await library.editCrates({ kind: 'create', id: 'c', name: 'Child', parentId: 'p' });
  await library.editCrates({ kind: 'addTracks', id: 'c', trackKeys: [syntheticKey(2), syntheticKey(1)], index: null });
  await library.editCrates({ kind: 'create', id: 's', name: 'Smart', parentId: 'p', query: 'bpm:>1' });
  await library.editHistory({ kind: 'begin', id: 'h', name: 'Set', atMs: 5 });
  await library.putSetting({ name: 'columns', value: ['bpm', 'key'], changedAtMs: 3 });
  return tracks;
}

describe('a backup', () => {
  test('brings everything but the audio back to an empty library', async () => {
    const tracks = await full();
    const before = service as LibraryService;
    const [file, crates, history] = [await before.backup(), await before.crates(), await before.history()];
    const first = await before.record(syntheticKey(0));
    const cover = await before.cover(first?.coverId ?? '');
    const after = await wipe();
    expect(await after.restore(file)).toEqual({
      madeTracks: 30,
      mergedTracks: 0,
      crates: 3,
      sets: 1,
      settings: 1,
      covers: 1,
      spoilt: [],
      spoiltCount: 0,
    });
    for (const track of tracks.slice(1))
      expect(await after.record(track.key)).toEqual({ ...track, location: { kind: 'missing', path: '' } });
    expect(await after.record(syntheticKey(0))).toEqual({ ...first, location: { kind: 'missing', path: '' } });
    expect(await after.cover(first?.coverId ?? '')).toEqual(cover);
    expect(await after.crates()).toEqual(crates);
    expect(await after.history()).toEqual(history);
    expect(await after.setting('columns')).toEqual(['bpm', 'key']);
  });

  test('into a library with later work: what a hand made since stays, what is missing comes back', async () => {
    await full();
    const library = service as LibraryService;
    const file = await library.backup();
    const grid = { grid: { downbeatFrame: 1, bpm: 77, beatsPerBar: 4 }, segments: [], reason: null };
    const key = syntheticKey(4);
    await library.apply([{ key, changes: [{ kind: 'hand', group: 'grid', value: grid }] }]);
    await library.removeTracks([syntheticKey(5)]);
    expect(await library.restore(file)).toMatchObject({ madeTracks: 1, mergedTracks: 29, spoiltCount: 0 });
    expect(await library.record(key)).toMatchObject({ grid: { grid: { bpm: 77 } }, location: { kind: 'stored' } });
    expect(await library.record(syntheticKey(5))).not.toBeNull();
  });

  test.each([
    ['nothing', ''],
    ['another file', '{"hello":1}\n'],
    ['binary', '\0\u0001PK'],
  ])('that is %s is refused', async (_, text) => {
    const library = await open();
    await expect(library.restore(new Blob([text]))).rejects.toMatchObject({ code: 'unreadable' });
  });

  test('of a newer format is refused, with which', async () => {
    const library = await open();
    const file = new Blob(['{"echelon":"library","version":2,"madeAtMs":1}\n']);
    await expect(library.restore(file)).rejects.toMatchObject({ code: 'newer' });
  });

  test('with spoilt lines gives the others, and names them', async () => {
    const library = await open();
    const [good] = syntheticLibrary(1, 1);
    const lines = [
      HEADER,
      '{"track":{"key":"x"}}',
      'not json',
      JSON.stringify({ track: { ...good, tags: { ...good?.tags, values: { ...good?.tags.values, rating: 9 } } } }),
      '{"__proto__":{"polluted":1},"crate":{"id":"a","name":"A","parentId":"a","position":0,"colour":null,"changedAtMs":1,"kind":"list","trackKeys":[]}}',
      `{"cover":{"id":"${'a'.repeat(64)}","type":"text/html","base64":""}}`,
      JSON.stringify({ track: good }),
    ];
    const report = await library.restore(new Blob([lines.join('\n')]));
    expect(report).toMatchObject({ madeTracks: 1, crates: 1, covers: 0, spoiltCount: 5 });
    expect(report.spoilt.map(({ line }) => line)).toEqual([2, 3, 4, 6, 8]);
    expect(report.spoilt.at(-1)?.reason).toBe('the file is cut short');
    expect((await library.crates())[0]?.parentId).toBeNull();
    expect(({} as { polluted?: number }).polluted).toBeUndefined();
  });

  test('of any bytes ends in a report or a typed refusal', async () => {
    const [good] = syntheticLibrary(1, 1);
    const text = `${HEADER}\n${JSON.stringify({ track: good })}\n${END}\n`;
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: 2 ** 31 }), async (seed) => {
        const random = seededNumbers(seed);
        const bytes = new TextEncoder().encode(text);
        for (let i = 0; i < 1 + random() * 8; i++)
          bytes[Math.floor(random() * bytes.length)] = Math.floor(random() * 256);
        const cut = random() < 0.5 ? bytes.subarray(0, Math.floor(random() * bytes.length)) : bytes;
        const spoilt: SpoiltLine[] = [];
        try {
          for await (const { entry } of readBackup(new Blob([cut]), (line) => spoilt.push(line)))
            expect(Object.keys(entry)).toHaveLength(1);
        } catch (error) {
          expect(error).toMatchObject({ name: 'LibraryError' });
        }
      }),
      { numRuns: 300 },
    );
  });

  test('a line without end is given up, not collected', async () => {
    const endless = new Blob([`${HEADER}\n`, ...Array.from({ length: 10 }, () => 'x'.repeat(2 ** 20)), `\n${END}\n`]);
    const spoilt: SpoiltLine[] = [];
    for await (const line of readBackup(endless, (told) => spoilt.push(told))) expect(line).toBeNull();
    expect(spoilt).toEqual([{ line: 2, reason: 'the line is too long' }]);
  });
});
