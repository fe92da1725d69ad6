/**
 * What is remembered of tracks between sessions: names, grids, hot cues, and under which content the audio is stored.
 * The library builds on these records; nothing a hand has corrected is ever overwritten by an analysis.
 *
 * Thread: main, at human rate. IndexedDB by `idb`.
 */
import { type DBSchema, type IDBPDatabase, openDB } from 'idb';
import type { Grid, Section } from '../ui-shell/port.ts';

const DATABASE = 'echelon';
const VERSION = 1;

/** Who made a grid: a hand always wins over an analysis, whatever its version. */
export const GridOrigin = { none: 'none', score: 'score', analysis: 'analysis', hand: 'hand' } as const;
export type GridOrigin = (typeof GridOrigin)[keyof typeof GridOrigin];

export interface TrackRecord {
  /** Content hash of a file, or the id of a demo track. */
  readonly key: string;
  /** Identity with decoder and resampler, as session logs name it. */
  readonly fileId: string;
  readonly fileName: string;
  readonly title: string;
  readonly artist: string;
  readonly lengthFrames: number;
  readonly grid: Grid | null;
  readonly gridOrigin: GridOrigin;
  readonly gridProducer: string | null;
  readonly gridConfidence: number | null;
  /** Camelot. */
  readonly musicalKey: string | null;
  readonly keyName: string | null;
  /** Counted on `grid`; absent in records of versions that knew none. */
  readonly sections?: readonly Section[];
  /** 1…5. */
  readonly energy?: number | null;
  /** −1 where a pad is empty. */
  readonly hotCueFrames: readonly number[];
  readonly addedAtMs: number;
}

interface Schema extends DBSchema {
  tracks: { key: string; value: TrackRecord; indexes: { fileId: string } };
}

export interface TrackMemory {
  all(): Promise<TrackRecord[]>;
  byFileId(fileId: string): Promise<TrackRecord | undefined>;
  get(key: string): Promise<TrackRecord | undefined>;
  put(record: TrackRecord): Promise<void>;
  remove(key: string): Promise<void>;
}

/** Opens the records. Rejects when the browser refuses storage; the caller then works without memory and says so. */
export async function openTrackMemory(): Promise<TrackMemory> {
  const db: IDBPDatabase<Schema> = await openDB<Schema>(DATABASE, VERSION, {
    upgrade(database) {
      database.createObjectStore('tracks', { keyPath: 'key' }).createIndex('fileId', 'fileId');
    },
  });
  return {
    all: () => db.getAll('tracks'),
    byFileId: (fileId) => db.getFromIndex('tracks', 'fileId', fileId),
    get: (key) => db.get('tracks', key),
    put: async (record) => {
      await db.put('tracks', record);
    },
    remove: (key) => db.delete('tracks', key),
  };
}

/** Memory for a session whose browser keeps none. */
export function forgetfulMemory(): TrackMemory {
  const records = new Map<string, TrackRecord>();
  return {
    all: async () => [...records.values()],
    byFileId: async (fileId) => [...records.values()].find((r) => r.fileId === fileId),
    get: async (key) => records.get(key),
    put: async (record) => {
      records.set(record.key, record);
    },
    remove: async (key) => {
      records.delete(key);
    },
  };
}

/** What a new estimate may change: everything about the grid, unless a hand made it. Pure. */
export function withEstimate(
  record: TrackRecord,
  estimate: { grid: Grid | null; producer: string; confidence: number },
): TrackRecord {
  if (record.gridOrigin === GridOrigin.hand) return record;
  return {
    ...record,
    grid: estimate.grid,
    gridOrigin: estimate.grid === null ? GridOrigin.none : GridOrigin.analysis,
    gridProducer: estimate.producer,
    gridConfidence: estimate.confidence,
  };
}
