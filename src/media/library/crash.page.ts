/**
 * Page module of the crash test: imports and edits without pause, and tells what was acknowledged.
 * Thread: main (of the harness page).
 */
import { createLibrary, type LibraryClient, type LibraryState, type TrackEdit, type TrackRecord } from './client.ts';
import { DATABASE } from './database.ts';
import { migratedTrack, type TrackRecordV1 } from './migrate.ts';
import { findingsOf } from './rules.ts';
import { seededNumbers } from './test-library.ts';

declare global {
  /** Given by the test: a hand's edit of a track has been acknowledged, its tempo is at least this. */
  function acknowledged(key: string, bpm: number): void;
}

export const keyOf = (n: number): string => `track-${n}`;

/** Tracks as an older version stored them, each with a grid made by hand. Resolves when they are stored. */
export function fillOld(version: 1 | 2, count: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const opening = indexedDB.open(DATABASE, version);
    opening.onerror = () => reject(opening.error);
    opening.onupgradeneeded = () => {
      const { result } = opening;
      result.createObjectStore('tracks', { keyPath: 'key' }).createIndex('fileId', 'fileId');
      if (version === 1) return;
      for (const store of ['covers', 'crates', 'history']) result.createObjectStore(store, { keyPath: 'id' });
      result.createObjectStore('settings', { keyPath: 'name' });
    };
    opening.onsuccess = () => {
      const transaction = opening.result.transaction('tracks', 'readwrite', { durability: 'strict' });
      for (let n = 0; n < count; n++) {
        const old = version1(n);
        transaction.objectStore('tracks').put(version === 1 ? old : migratedTrack({ ...old }));
      }
      transaction.onerror = () => reject(transaction.error);
      transaction.oncomplete = () => {
        opening.result.close();
        resolve();
      };
    };
  });
}

function version1(n: number): TrackRecordV1 {
  return {
    key: keyOf(n),
    fileId: `file-${n}`,
    fileName: `${n}.wav`,
    title: `Track ${n}`,
    artist: 'Nobody',
    lengthFrames: 1000 + n,
    grid: { downbeatFrame: n, bpm: 60 + (n % 100), beatsPerBar: 4 },
    gridOrigin: 'hand',
    gridProducer: 'hand',
    gridConfidence: null,
    musicalKey: '8A',
    keyName: 'A minor',
    hotCueFrames: [n],
    addedAtMs: n + 1,
  };
}

let library: LibraryClient | null = null;
function opened(): LibraryClient {
  library ??= createLibrary();
  return library;
}

export function open(): Promise<LibraryState> {
  return opened().open();
}

export function records(keys: readonly string[]): Promise<(TrackRecord | null)[]> {
  return opened().records(keys);
}

/** Keys of tracks that the list shows otherwise than they are stored, or does not show. */
export async function misshown(): Promise<string[]> {
  const view = await opened().view();
  const stored = new Set(await allKeys());
  const wrong: string[] = [];
  const order = { text: '', order: null, crateId: null, fits: null };
  const { count = 0 } = (await view.search({ ...order, window: { from: 0, count: 0 } })) ?? {};
  for (let from = 0; from < count; from += 1000) {
    const rows = (await view.rows(from, 1000)).flatMap((found) => found?.row ?? []);
    const kept = await records(rows.map(({ key }) => key));
    for (const [i, row] of rows.entries()) {
      stored.delete(row.key);
      const record = kept[i];
      const isSame = record?.tags.values.title === row.title && (record?.grid.grid?.bpm ?? null) === row.bpm;
      if (!isSame || record?.coverId !== row.coverId) wrong.push(row.key);
    }
  }
  await view.close();
  return [...wrong, ...stored];
}

function allKeys(): Promise<string[]> {
  return new Promise((resolve, reject) => {
    const opening = indexedDB.open(DATABASE);
    opening.onerror = () => reject(opening.error);
    opening.onsuccess = () => {
      const asked = opening.result.transaction('tracks').objectStore('tracks').getAllKeys();
      asked.onerror = () => reject(asked.error);
      asked.onsuccess = () => {
        opening.result.close();
        resolve(asked.result.map(String));
      };
    };
  });
}

const analysis = (bpm: number): TrackEdit['changes'][number] => ({
  kind: 'findings',
  findings: findingsOf(
    {
      producer: 'crash test',
      version: 9,
      confidence: 1,
      frames: 1,
      rateHz: 48_000,
      grid: { downbeatFrame: 0, bpm, beatsPerBar: 4 },
      gridReason: null,
      downbeatConfidence: 1,
      residualMs: 0,
      alternatives: [],
      key: null,
    },
    1,
  ),
});

/**
 * Until the browser dies: corrections by hand with ever higher tempo, analyses over them, and imports of new tracks, enough
 * of them that the listing is written now and then.
 */
export async function work(seed: number, trackCount: number): Promise<void> {
  const random = seededNumbers(seed);
  for (let bpm = 1000; ; bpm++) {
    const key = keyOf(Math.floor(random() * trackCount));
    const grid = { grid: { downbeatFrame: 0, bpm, beatsPerBar: 4 }, segments: [], reason: null };
    const imports = Array.from(
      { length: Math.floor(random() * 80) },
      (_, i): TrackEdit => ({
        key: `import-${bpm}-${i}`,
        create: { fileName: `${i}.flac`, location: { kind: 'stored' }, addedAtMs: bpm },
        changes: [analysis(120)],
        cover: { type: 'image/png', bytes: new Uint8Array(2000).fill(bpm) },
      }),
    );
    const importing = opened().apply(imports);
    await opened().apply([{ key, changes: [{ kind: 'hand', group: 'grid', value: grid }] }]);
    globalThis.acknowledged(key, bpm);
    await opened().apply([{ key, changes: [analysis(1)] }]);
    await importing;
  }
}
