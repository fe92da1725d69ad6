/**
 * Page module of the crash test: imports and edits without pause, and tells what was acknowledged.
 * Thread: main (of the harness page).
 */
import { createLibrary, type LibraryClient, type LibraryState, type TrackEdit, type TrackRecord } from './client.ts';
import { DATABASE } from './database.ts';
import type { TrackRecordV1 } from './migrate.ts';
import { findingsOf } from './rules.ts';
import { seededNumbers } from './test-library.ts';

declare global {
  /** Given by the test: a hand's edit of a track has been acknowledged, its tempo is at least this. */
  function acknowledged(key: string, bpm: number): void;
}

export const keyOf = (n: number): string => `track-${n}`;

/** Records of version 1, each with a grid made by hand. Resolves when they are stored. */
export function fillVersion1(count: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const opening = indexedDB.open(DATABASE, 1);
    opening.onerror = () => reject(opening.error);
    opening.onupgradeneeded = () => {
      opening.result.createObjectStore('tracks', { keyPath: 'key' }).createIndex('fileId', 'fileId');
    };
    opening.onsuccess = () => {
      const transaction = opening.result.transaction('tracks', 'readwrite', { durability: 'strict' });
      for (let n = 0; n < count; n++) transaction.objectStore('tracks').put(version1(n));
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

/** Until the browser dies: corrections by hand with ever higher tempo, analyses over them, and imports of new tracks. */
export async function work(seed: number, trackCount: number): Promise<void> {
  const random = seededNumbers(seed);
  for (let bpm = 1000; ; bpm++) {
    const key = keyOf(Math.floor(random() * trackCount));
    const grid = { grid: { downbeatFrame: 0, bpm, beatsPerBar: 4 }, segments: [], reason: null };
    const imports = Array.from(
      { length: Math.floor(random() * 20) },
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
