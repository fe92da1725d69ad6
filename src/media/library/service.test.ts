import 'fake-indexeddb/auto';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { wheelIndex } from './camelot.ts';
import type { TrackEdit } from './changes.ts';
import { deleteDatabase } from './database.ts';
import { fold } from './fold.ts';
import type { LibraryEvent } from './library.ts';
import type { LibraryState } from './messages.ts';
import { Origin, type TrackRecord } from './model.ts';
import { SORT_COLUMNS } from './order.ts';
import { LibraryService } from './service.ts';
import { syntheticKey, syntheticLibrary } from './test-library.ts';
import { TabChannels, TabLocks } from './test-tabs.ts';
import type { SearchSpec, ViewRow } from './views.ts';

const NOW = 1_800_000_000_000;
let locks: TabLocks;
let channels: TabChannels;
let services: LibraryService[];
beforeEach(() => {
  locks = new TabLocks();
  channels = new TabChannels();
  services = [];
});
afterEach(async () => {
  vi.restoreAllMocks();
  for (const service of services) await service.close().catch(() => undefined); // some tests close them
  await deleteDatabase();
});

/** What waits for a quiet moment, in whichever tab. */
let quietly = (): void => undefined;
const whenQuiet = (work: () => void): void => {
  quietly = work;
};

function tab(): LibraryService {
  const service = new LibraryService({ locks, channel: channels.join(), nowMs: () => NOW, whenQuiet });
  services.push(service);
  return service;
}
async function filled(count: number): Promise<{ service: LibraryService; tracks: TrackRecord[] }> {
  const service = tab();
  await service.open();
  const tracks = syntheticLibrary(count, 5);
  await service.putBack(tracks);
  return { service, tracks };
}
const spec = (fields: Partial<SearchSpec>): SearchSpec => ({
  text: '',
  order: null,
  crateId: null,
  fits: null,
  window: { from: 0, count: 1000 },
  ...fields,
});
const keysOf = (rows: readonly (ViewRow | null)[]): (string | undefined)[] => rows.map((row) => row?.row.key);
const make = (key: string): TrackEdit => ({
  key,
  create: { fileName: 'a.wav', location: { kind: 'stored' }, addedAtMs: 1 },
  changes: [],
});
const untilState = (service: LibraryService, kind: LibraryState['kind']): Promise<void> =>
  new Promise((resolve) => {
    service.onState = (state) => {
      if (state.kind === kind) resolve();
    };
  });

test('sections and phrases of all tracks are listed, follow an edit, and open from the listing', async () => {
  const { service } = await filled(40);
  const view = await service.openParts();
  const ask = {
    text: 'kind:drop part:section',
    order: null,
    crateId: null,
    fits: null,
    window: { from: 0, count: 50 },
  };
  const reply = await service.searchParts(view, ask);
  expect(reply.count).toBe(40);
  expect(reply.rows[3]).toMatchObject({ row: { key: syntheticKey(3) }, part: { name: 'Drop', section: 'drop' } });
  expect(await service.partRows(view, 3, 1)).toEqual([reply.rows[3]]);
  expect(await service.partPosition(view, syntheticKey(3), reply.rows[3]?.place ?? -1)).toBe(3);
  const structure = { sections: [], phrases: [] };
  await service.apply([{ key: syntheticKey(3), changes: [{ kind: 'hand', group: 'structure', value: structure }] }]);
  expect((await service.searchParts(view, ask)).count).toBe(39);
  await service.removeTracks([syntheticKey(4)]);
  quietly();
  await service.close();

  const again = tab();
  await again.open();
  const anew = await again.openParts();
  const { rows } = await again.searchParts(anew, ask);
  expect(rows.length).toBe(38);
  expect(rows.slice(0, 3)).toEqual(reply.rows.slice(0, 3));
  await again.closeParts(anew);
  await expect(again.partRows(anew, 0, 1)).rejects.toMatchObject({ code: 'missing' });
});

describe('tracks', () => {
  test('what was acknowledged is there after opening again', async () => {
    const first = tab();
    expect(await first.open()).toEqual({ kind: 'writer', trackCount: 0 });
    const grid = { grid: { downbeatFrame: 9, bpm: 123, beatsPerBar: 4 }, segments: [], reason: null };
    await first.apply([
      { ...make('a'), cover: { type: 'image/jpeg', bytes: new Uint8Array([1, 2, 3]) } },
      { key: 'a', changes: [{ kind: 'hand', group: 'grid', value: grid }] },
    ]);
    expect(await first.apply([{ key: 'nobody', changes: [] }])).toEqual(['nobody']);
    await first.close();
    const second = tab();
    expect(await second.open()).toEqual({ kind: 'writer', trackCount: 1 });
    const record = await second.record('a');
    expect(record?.grid).toMatchObject({ grid: { bpm: 123 }, by: { origin: Origin.hand, atMs: NOW } });
    expect([...((await second.cover(record?.coverId ?? ''))?.bytes ?? [])]).toEqual([1, 2, 3]);
  });

  test('changes at the same time are all kept, in few transactions', async () => {
    const service = tab();
    await service.open();
    await service.apply([make('a')]);
    const opened = vi.spyOn(IDBDatabase.prototype, 'transaction');
    await Promise.all(
      Array.from({ length: 50 }, (_, i) => service.apply([{ key: 'a', changes: [{ kind: 'played', atMs: i }] }])),
    );
    expect((await service.record('a'))?.playCount).toBe(50);
    expect(opened.mock.calls.length).toBeLessThan(12);
  });

  test('removed, they leave their place in crates, and an undo brings everything back', async () => {
    const { service, tracks } = await filled(3);
    const [a, b] = [syntheticKey(0), syntheticKey(1)];
    await service.editCrates({ kind: 'create', id: 'c', name: 'C', parentId: null });
    await service.editCrates({ kind: 'addTracks', id: 'c', trackKeys: [b, a], index: null });
    const view = await service.openView();
    const removed = await service.removeTracks([a]);
    expect(keysOf((await service.search(view, spec({ crateId: 'c' }))).rows)).toEqual([b]);
    await service.putBack(removed);
    expect(keysOf((await service.search(view, spec({ crateId: 'c' }))).rows)).toEqual([b, a]);
    expect(await service.record(a)).toEqual(tracks[0]);
    await service.editCrates({ kind: 'remove', id: 'c' });
    expect((await service.search(view, spec({}))).count).toBe(3);
  });

  test('a full disk is told to the one who saves, and nothing is shown that is not stored', async () => {
    const { service } = await filled(1);
    vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(() => {
      throw new DOMException('no room', 'QuotaExceededError');
    });
    const edit: TrackEdit = { key: syntheticKey(0), changes: [{ kind: 'handTags', tags: { title: 'unsaved' } }] };
    await expect(service.apply([edit])).rejects.toMatchObject({ code: 'quotaFull' });
    const view = await service.openView();
    expect((await service.search(view, spec({ text: 'unsaved' }))).count).toBe(0);
    vi.restoreAllMocks();
    await service.apply([edit]);
    expect((await service.search(view, spec({ text: 'unsaved' }))).count).toBe(1);
  });
});

describe('views', () => {
  test('give windows of what was found', async () => {
    const { service } = await filled(120);
    const view = await service.openView();
    const all = await service.search(view, spec({ window: { from: 0, count: 10 } }));
    expect([all.count, all.ids.length, all.rows.length]).toEqual([120, 120, 10]);
    const window = await service.rows(view, 115, 50);
    expect(window.length).toBe(5);
    expect(window[0]?.id).toBe(all.ids[115]);
    expect(await service.keys(view, 0, 2)).toEqual([syntheticKey(0), syntheticKey(1)]);
    expect(await service.position(view, syntheticKey(7))).toBe(7);
    await service.removeTracks([syntheticKey(1)]);
    expect((await service.rows(view, 0, 3)).map((row) => row === null)).toEqual([false, true, false]);
    await service.closeView(view);
    await expect(service.rows(view, 0, 1)).rejects.toMatchObject({ code: 'missing' });
  });

  test('are ordered by any column, unknown last, ties as the library has them, also after changes', async () => {
    const { service } = await filled(200);
    const view = await service.openView();
    const check = async (): Promise<void> => {
      for (const column of SORT_COLUMNS)
        for (const descending of [false, true]) {
          const { rows, count } = await service.search(view, spec({ order: { column, descending } }));
          expect(new Set(keysOf(rows)).size).toBe(count);
          const values = rows.map((row) => columnValue(row, column));
          const known = values.filter((v) => v !== null && v !== '');
          expect(values.slice(0, known.length)).toEqual(known);
          for (let i = 1; i < known.length; i++) {
            const [a, b] = [known[i - 1] ?? 0, known[i] ?? 0];
            if (a === b) expect(rows[i - 1]?.row.addedAtMs).toBeLessThanOrEqual(rows[i]?.row.addedAtMs ?? 0);
            else expect(a < b).toBe(!descending);
          }
        }
    };
    await check();
    await service.apply([
      { key: syntheticKey(3), changes: [{ kind: 'handTags', tags: { title: 'zzz', rating: 5, year: null } }] },
      { ...make('late'), changes: [{ kind: 'handTags', tags: { title: 'aaa' } }] },
    ]);
    await service.removeTracks([syntheticKey(9)]);
    await check();
  });

  test('show smart crates, one inside its own query included', async () => {
    const { service } = await filled(100);
    const view = await service.openView();
    await service.editCrates({ kind: 'create', id: 's', name: 'Fast', parentId: null, query: 'bpm:>140' });
    await service.editCrates({
      kind: 'create',
      id: 'r',
      name: 'Round',
      parentId: null,
      query: 'crate:Round OR crate:Fast',
    });
    const fast = await service.search(view, spec({ text: 'bpm:>140' }));
    expect(fast.count).toBeGreaterThan(5);
    for (const given of [{ crateId: 's' }, { crateId: 'r' }, { text: 'crate:fast' }])
      expect((await service.search(view, spec(given))).count).toBe(fast.count);
  });

  test('say what fits a deck, and why', async () => {
    const { service } = await filled(400);
    const view = await service.openView();
    const deck = { bpm: 124, key: '8A', energy: 3, exceptKeys: [] };
    const { rows } = await service.search(view, spec({ fits: { deck } }));
    expect(rows.length).toBeGreaterThan(10);
    const scores = rows.map((row) => row?.fit?.score ?? 0);
    expect(scores).toEqual([...scores].sort((a, b) => b - a));
    for (const entry of rows) {
      const { fit, row } = entry as ViewRow;
      expect(((row.bpm ?? 0) * (fit?.tempoRatio ?? 0)) / (fit?.beats ?? 1)).toBeCloseTo(124, 6);
      expect(Math.abs((fit?.tempoRatio ?? 0) - 1)).toBeLessThanOrEqual(0.06);
      expect(fit?.reason).toMatch(/8A.*\. .*(tempo|faster|slower).*\.$/);
      expect(fit?.reason.includes('half time')).toBe(fit?.beats === 0.5);
    }
    const best = rows[0]?.row.key ?? '';
    const without = await service.search(view, spec({ fits: { deck: { ...deck, exceptKeys: [best] } } }));
    expect(keysOf(without.rows)).not.toContain(best);
  });

  test('duplicates: the same audio for certain, the same name perhaps', async () => {
    const { service, tracks } = await filled(3);
    const [first] = tracks;
    if (first === undefined) throw new Error('the generator gave nothing');
    const named = (key: string, pcmId: string, lengthFrames: number): TrackRecord => ({
      ...first,
      key,
      pcmId,
      lengthFrames,
    });
    await service.putBack([
      named('x', first.pcmId ?? '', first.lengthFrames),
      named('y', 'other', first.lengthFrames + 48_000),
      named('z', 'longer', first.lengthFrames + 48_000 * 60),
    ]);
    const groups = await service.duplicates();
    expect(groups.map(({ certainty, tracks: t }) => [certainty, t.map(({ key }) => key).sort()])).toEqual([
      ['sameAudio', [first.key, 'x'].sort()],
      ['maybe', [first.key, 'x', 'y'].sort()],
    ]);
  });
});

describe('history', () => {
  test('counts plays and outlives its tracks', async () => {
    const { service } = await filled(1);
    const key = syntheticKey(0);
    const before = (await service.record(key))?.playCount ?? 0;
    const play = { trackKey: key, title: 'T', artist: 'A', deck: 0, atMs: NOW, forS: null };
    await service.editHistory({ kind: 'begin', id: 's', name: 'Friday', atMs: NOW });
    await service.editHistory({ kind: 'play', id: 's', play });
    await service.editHistory({ kind: 'stop', id: 's', trackKey: key, deck: 0, atMs: NOW + 90_000 });
    expect(await service.record(key)).toMatchObject({ playCount: before + 1, lastPlayedAtMs: NOW });
    await service.removeTracks([key]);
    expect(await service.history()).toEqual([
      { id: 's', name: 'Friday', startedAtMs: NOW, endedAtMs: null, plays: [{ ...play, forS: 90 }] },
    ]);
  });
});

describe('in a quiet moment', () => {
  test('the listing is written; at the next start goes what no track needs any more', async () => {
    const first = tab();
    await first.open();
    await first.apply([
      { ...make('a'), features: new Uint8Array([1, 2]), cover: { type: 'image/png', bytes: new Uint8Array([3]) } },
      { ...make('b'), features: new Uint8Array([4]) },
    ]);
    expect(await first.features('a')).toEqual(new Uint8Array([1, 2]));
    const cover = (await first.record('a'))?.coverId ?? '';
    const removed = await first.removeTracks(['a']);
    await first.putBack(removed);
    expect(await first.features('a')).toEqual(new Uint8Array([1, 2]));
    await first.removeTracks(['a']);
    quietly();
    await first.close();
    const second = tab();
    expect(await second.open()).toEqual({ kind: 'writer', trackCount: 1 });
    await vi.waitFor(async () => expect([await second.features('a'), await second.cover(cover)]).toEqual([null, null]));
    expect(await second.features('b')).toEqual(new Uint8Array([4]));
    expect(await second.features('nobody')).toBeNull();
  });

  test('a full disk does not end the library', async () => {
    const { service } = await filled(3);
    const put = vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(() => {
      throw new DOMException('no room', 'QuotaExceededError');
    });
    quietly();
    await vi.waitFor(() => expect(put).toHaveBeenCalled());
    vi.restoreAllMocks();
    expect(await service.open()).toMatchObject({ kind: 'writer' });
    await service.apply([make('a')]);
  });
});

describe('two tabs', () => {
  test('one writes, the other follows it, and takes over when it closes', async () => {
    const [first, second] = [tab(), tab()];
    await first.open();
    await first.apply([make('a')]);
    expect(await second.open()).toMatchObject({ kind: 'reader', trackCount: 1 });
    await expect(second.apply([make('b')])).rejects.toMatchObject({ code: 'readOnly' });
    const heard = new Promise<LibraryEvent>((resolve) => {
      second.onEvent = resolve;
    });
    await first.apply([{ key: 'a', changes: [{ kind: 'handTags', tags: { title: 'Changed' } }] }]);
    expect(await heard).toEqual({ kind: 'tracks', keys: ['a'] });
    const view = await second.openView();
    expect((await second.search(view, spec({ text: 'changed' }))).count).toBe(1);
    const turn = untilState(second, 'writer');
    await first.close();
    await turn;
    await second.apply([make('b')]);
    expect((await second.search(view, spec({}))).count).toBe(2);
  });
});

function columnValue(row: ViewRow | null | undefined, column: (typeof SORT_COLUMNS)[number]): string | number | null {
  if (row == null) throw new Error('a row is missing');
  const { row: r } = row;
  const numbers = {
    bpm: r.bpm,
    year: r.year,
    rating: r.rating,
    energy: r.energy,
    plays: r.plays,
    lufs: r.integratedLufs,
    time: r.durationS,
    added: r.addedAtMs,
    played: r.lastPlayedAtMs,
    key: r.camelot === null ? null : wheelIndex(r.camelot),
  };
  if (column in numbers) return numbers[column as keyof typeof numbers];
  const texts = {
    title: r.title,
    artist: r.artist,
    album: r.album,
    genre: r.genre,
    label: r.label,
    comment: r.comment,
    file: r.fileName,
  };
  return fold(texts[column as keyof typeof texts]);
}
