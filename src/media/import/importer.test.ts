import 'fake-indexeddb/auto';
import { expose } from 'comlink';
import { afterEach, describe, expect, test } from 'vitest';
import { Danger } from '../../control-bus/sound-danger.ts';
import { sineWithClick, wavFile } from '../decode/test-audio.ts';
import { StoreError } from '../store/content-store.ts';
import { openImportDatabase } from './database.ts';
import { ImportService } from './import-service.ts';
import { Importer, type ImporterOptions } from './importer.ts';
import { ImportPool, type ImportThread } from './pool.ts';
import { type AudioKeeper, type ImportLibrary, type QueueStore, SourceError } from './ports.ts';
import type { ItemRecord } from './queue.ts';
import { sourceOfTrack } from './sources.ts';

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
const ports: MessagePort[] = [];
afterEach(() => {
  for (const port of ports.splice(0)) port.close();
});

function pool(): { pool: ImportPool; threads: ImportThread[] } {
  const threads: ImportThread[] = [];
  return {
    threads,
    pool: new ImportPool({
      startThread: () => {
        const { port1, port2 } = new MessageChannel();
        ports.push(port1, port2);
        expose(new ImportService({ now: () => 0, yieldToEvents: turn, sleep: async () => undefined }), port1);
        const thread: ImportThread = { endpoint: port2, terminate: () => port2.close(), onCrash: null };
        threads.push(thread);
        return thread;
      },
    }),
  };
}

class MemoryQueue implements QueueStore {
  readonly records = new Map<number, ItemRecord>();
  fail: string | null = null;
  async load(): Promise<ItemRecord[]> {
    return [...this.records.values()];
  }
  async put(records: readonly ItemRecord[]): Promise<void> {
    await turn();
    if (this.fail !== null) throw new Error(this.fail);
    for (const record of records) this.records.set(record.id, structuredClone(record));
  }
  async remove(ids: readonly number[]): Promise<void> {
    for (const id of ids) this.records.delete(id);
  }
}

/** A library that knows content and counts what it is given. */
class MemoryLibrary implements ImportLibrary {
  readonly tracks = new Map<string, string>();
  readonly audio = new Map<string, Blob>();
  readonly renewed: string[] = [];
  added = 0;
  async open(trackId: string): Promise<Blob> {
    const file = this.audio.get(trackId);
    if (file === undefined) throw new SourceError('moved', 'It is not on this machine.');
    return file;
  }
  async renew(trackId: string, { decoded }: Parameters<ImportLibrary['renew']>[1]): Promise<void> {
    this.renewed.push(`${trackId === decoded.contentId} ${decoded.totalFrames}`);
  }
  /** What decks have told it of. */
  readonly heard = new Set<string>();
  async standingOf(contentId: string): ReturnType<ImportLibrary['standingOf']> {
    const trackId = this.tracks.get(contentId);
    if (trackId !== undefined) return { kind: 'known', trackId };
    return { kind: this.heard.has(contentId) ? 'heard' : 'new' };
  }
  async addTags({ contentId, tags }: Parameters<ImportLibrary['addTags']>[0]): Promise<boolean> {
    if (!this.heard.has(contentId)) return false;
    this.tracks.set(contentId, tags.title);
    return true;
  }
  async add(track: Parameters<ImportLibrary['add']>[0]): Promise<{ kind: 'added' | 'duplicate'; trackId: string }> {
    this.added++;
    const known = this.tracks.get(track.decoded.contentId);
    if (known !== undefined) return { kind: 'duplicate', trackId: known };
    const trackId = `track ${this.tracks.size + 1}`;
    this.tracks.set(track.decoded.contentId, trackId);
    return { kind: 'added', trackId };
  }
}

/** Sounds by source; the seconds make them differ. */
const sound = (n: number): Blob => new Blob([wavFile({ ...sineWithClick(48_000, 0.3 + n / 100), encoding: 'int16' })]);

class Setting {
  readonly queueStore = new MemoryQueue();
  readonly library = new MemoryLibrary();
  readonly files = new Map<string, Blob>();
  readonly threads: ImportThread[];
  keeper: AudioKeeper = { keep: async (_source, _file, contentId) => ({ kind: 'stored', contentId }) };
  sourceError: SourceError | null = null;
  private readonly pool: ImportPool;

  constructor() {
    const made = pool();
    this.pool = made.pool;
    this.threads = made.threads;
  }

  options(): ImporterOptions {
    return {
      pool: this.pool,
      library: this.library,
      queueStore: this.queueStore,
      sources: {
        open: async (source) => {
          if (this.sourceError !== null) throw this.sourceError;
          const file = this.files.get(source);
          if (file === undefined) throw new SourceError('moved', 'It is no longer there.');
          return file;
        },
      },
      keeper: { keep: (...given) => this.keeper.keep(...given) },
      cores: 2,
      now: () => 0,
    };
  }

  item(n: number, file: Blob = sound(n)): { source: string; name: string; bytes: number } {
    this.files.set(`s${n}`, file);
    return { source: `s${n}`, name: `${n}.wav`, bytes: file.size };
  }
}

async function until(holds: () => boolean): Promise<void> {
  for (let i = 0; i < 200_000 && !holds(); i++) await turn();
  expect(holds()).toBe(true);
}
const settled = (importer: Importer, count: number) => (): boolean => {
  const { done, failed, duplicate, cancelled } = importer.status.get().counts;
  return done + failed + duplicate + cancelled === count;
};

describe('importer', () => {
  test('good, bad and duplicate files each find their end', async () => {
    const setting = new Setting();
    const importer = await Importer.open(setting.options());
    importer.add([setting.item(1), setting.item(2), setting.item(3, new Blob(['text'])), setting.item(4, sound(1))]);
    importer.add([{ source: 'nowhere', name: 'gone.wav', bytes: 10 }]);
    await until(settled(importer, 5));
    expect(importer.items().map(({ phase }) => phase)).toEqual(['done', 'done', 'failed', 'duplicate', 'failed']);
    expect(importer.failures().map(({ problem }) => problem?.code)).toEqual(['unrecognised', 'moved']);
    expect(importer.items()[3]?.trackId).toBe('track 1');
    expect(importer.status.get()).toMatchObject({ total: 5, share: 1, paused: null, underWay: [] });
    await until(() => [...setting.queueStore.records.values()].filter(({ phase }) => phase === 'done').length === 2);
    await importer.clearSettled();
    expect(setting.queueStore.records.size).toBe(0);
  });

  test('a full disk fails the file with a remedy, pauses the rest, and goes on after', async () => {
    const setting = new Setting();
    const { keeper } = setting;
    setting.keeper = { keep: () => Promise.reject(new StoreError('full', 'The disk is full.')) };
    const importer = await Importer.open(setting.options());
    importer.add([setting.item(1), setting.item(2)]);
    await until(() => importer.status.get().paused !== null);
    expect(importer.status.get().paused).toMatch(/disk is full.*Free disk space/);
    expect(importer.status.get().counts).toMatchObject({ failed: 1, queued: 1, done: 0 });
    expect(setting.library.added).toBe(0);
    setting.keeper = keeper;
    importer.retryFailed();
    importer.resume();
    await until(settled(importer, 2));
    expect(importer.status.get().counts.done).toBe(2);
  });

  test('a locked folder pauses the import without failing its files', async () => {
    const setting = new Setting();
    setting.sourceError = new SourceError('permission', 'The folder Music is locked.');
    const importer = await Importer.open(setting.options());
    importer.add([setting.item(1), setting.item(2)]);
    await until(() => importer.status.get().paused !== null);
    expect(importer.status.get().counts).toMatchObject({ queued: 2, failed: 0 });
    setting.sourceError = null;
    importer.resume();
    await until(settled(importer, 2));
    expect(importer.status.get().counts.done).toBe(2);
  });

  test('records that cannot be kept pause the import, and are kept later', async () => {
    const setting = new Setting();
    setting.queueStore.fail = 'quota';
    const importer = await Importer.open(setting.options());
    importer.add([setting.item(1), setting.item(2), setting.item(3)]);
    await until(() => importer.status.get().paused?.includes('cannot be kept') ?? false);
    setting.queueStore.fail = null;
    importer.resume();
    await until(settled(importer, 3));
    await until(() => [...setting.queueStore.records.values()].filter(({ phase }) => phase === 'done').length === 3);
  });

  test('a crashed worker costs one more attempt, not the file', async () => {
    const setting = new Setting();
    const importer = await Importer.open(setting.options());
    importer.add([setting.item(1)]);
    await until(() => setting.threads.length === 1 && importer.status.get().underWay.length === 1);
    setting.threads[0]?.onCrash?.('out of memory');
    await until(settled(importer, 1));
    expect(setting.threads.length).toBeGreaterThan(1);
    expect(importer.status.get().counts.done).toBe(1);
  });

  test('a cancelled file ends, the others go on; while decks trouble a small machine nothing starts', async () => {
    const setting = new Setting();
    const importer = await Importer.open(setting.options());
    importer.setLoad({ decksPlaying: 2, engineLoad: 0.9, danger: Danger.late });
    const [first = 0, second = 0] = importer.add([setting.item(1), setting.item(2)]);
    for (let i = 0; i < 50; i++) await turn();
    expect(importer.status.get()).toMatchObject({ heldBack: true, counts: { queued: 2 } });
    importer.cancel(first);
    importer.setLoad({ decksPlaying: 0, engineLoad: 0, danger: Danger.none });
    await until(settled(importer, 2));
    expect(importer.items().map(({ id, phase }) => [id, phase])).toEqual([
      [first, 'cancelled'],
      [second, 'done'],
    ]);
  });

  test('a file that the library is taking in is done, whatever comes meanwhile', async () => {
    const setting = new Setting();
    const importer = await Importer.open(setting.options());
    const add = setting.library.add.bind(setting.library);
    setting.library.add = async (track) => {
      importer.cancelAll();
      await turn();
      return add(track);
    };
    importer.add([setting.item(1), setting.item(2)]);
    await until(settled(importer, 2));
    expect(importer.items().map(({ phase }) => phase)).toEqual(['done', 'cancelled']);
  });

  test('a track of the library is analysed again where it lies; another file in its place is none of it', async () => {
    const setting = new Setting();
    const importer = await Importer.open(setting.options());
    importer.add([setting.item(1)]);
    await until(settled(importer, 1));
    const [key = ''] = setting.library.tracks.keys();
    const again = { source: sourceOfTrack(key), name: '1.wav', bytes: 10 };
    setting.library.audio.set(key, sound(1));
    setting.keeper = { keep: () => Promise.reject(new Error('nothing is copied')) };
    importer.pause();
    expect([...importer.add([again]), ...importer.add([again])]).toHaveLength(1);
    importer.resume();
    await until(settled(importer, 2));
    expect(setting.library.renewed).toEqual(['true 14880']);
    expect(importer.status.get()).toMatchObject({ again: 1, againDone: 1, counts: { done: 2 } });
    setting.library.audio.set(key, sound(2));
    importer.add([again]);
    await until(settled(importer, 3));
    setting.library.audio.clear();
    importer.add([again]);
    await until(settled(importer, 4));
    expect(importer.failures().map(({ problem }) => problem?.code)).toEqual(['changed', 'moved']);
    expect(setting.library).toMatchObject({ added: 1, renewed: ['true 14880'] });
  });

  test('what a deck has in hand gets its tags when the deck is done, and is imported whole when it gives up', async () => {
    const setting = new Setting();
    let done = (_: boolean): void => undefined;
    let asked = '';
    const heard = (contentId: string): Promise<boolean> | null => {
      if (asked !== '') return null;
      asked = contentId;
      return new Promise((resolve) => {
        done = resolve;
      });
    };
    const importer = await Importer.open({ ...setting.options(), elsewhere: { heard } });
    importer.add([setting.item(1), setting.item(2)]);
    await until(() => importer.status.get().counts.done === 1);
    expect(setting.library.added).toBe(1);
    setting.library.heard.add(asked);
    done(true);
    await until(settled(importer, 2));
    expect([setting.library.added, setting.library.tracks.get(asked)]).toEqual([1, '1']);

    asked = '';
    importer.add([setting.item(3)]);
    await until(() => asked !== '');
    done(false);
    await until(settled(importer, 3));
    expect(setting.library.added).toBe(2);
    expect(importer.status.get().counts.done).toBe(3);
  });

  test('killed at any moment, the next session finishes what was left, and nothing twice', async () => {
    for (let moment = 0; moment < 60; moment += 3) {
      const setting = new Setting();
      const items = [1, 2, 3].map((n) => setting.item(n));
      const first = await Importer.open(setting.options());
      first.add(items);
      await until(() => setting.queueStore.records.size === 3);
      for (let i = 0; i < moment * 4; i++) await turn();
      // What a killed tab leaves: the records as they are at this moment.
      const left = new Setting();
      for (const [source, file] of setting.files) left.files.set(source, file);
      for (const [id, record] of setting.queueStore.records) left.queueStore.records.set(id, structuredClone(record));
      for (const [content, track] of setting.library.tracks) left.library.tracks.set(content, track);
      const doneBefore = [...left.queueStore.records.values()].filter(({ phase }) => phase === 'done').length;
      await first.close();
      const second = await Importer.open(left.options());
      await until(settled(second, 3));
      expect(left.library.tracks.size).toBe(3);
      expect(second.items().every(({ phase }) => phase === 'done' || phase === 'duplicate')).toBe(true);
      expect(left.library.added).toBeLessThanOrEqual(3 - doneBefore);
      await second.close();
    }
  });
});

test('the database keeps records and gives them back in order', async () => {
  const database = await openImportDatabase('test-import');
  const record = (id: number): ItemRecord => ({
    id,
    source: `s${id}`,
    name: `${id}.mp3`,
    bytes: 10,
    phase: 'queued',
    interruptions: 0,
    problem: null,
    trackId: null,
    audioSeconds: null,
  });
  await database.queue.put([record(2), record(1), record(3)]);
  await database.queue.put([{ ...record(2), phase: 'done', trackId: 't' }]);
  await database.queue.remove([3]);
  database.close();
  const again = await openImportDatabase('test-import');
  expect(await again.queue.load()).toEqual([record(1), { ...record(2), phase: 'done', trackId: 't' }]);
  again.close();
});
