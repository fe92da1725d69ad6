/**
 * The track list: demo tracks, remembered files and files added now, each with what fills a deck from it.
 * Thread: main, at human rate.
 */
import { SESSION_RATE_HZ } from '../control-bus/constants.ts';
import { type Observable, Value } from '../control-bus/observable.ts';
import { DEMO_TRACKS, type DemoTrack } from '../media/demo/catalogue.ts';
import { partsOfFileName } from '../media/import/client.ts';
import type { Grid, TrackEntry } from '../ui-shell/port.ts';
import { GridOrigin, type TrackRecord } from './track-memory.ts';

export type Origin =
  | { readonly kind: 'demo'; readonly demo: DemoTrack }
  /** `file` is what was dropped; null for a track that is only in the store. */
  | { readonly kind: 'file'; readonly file: File | null; readonly fileName: string };

export interface ShelfItem {
  readonly entry: TrackEntry;
  readonly origin: Origin;
  readonly grid: Grid | null;
  readonly record: TrackRecord | null;
}

const DEMO = 'demo:';

function demoItem(demo: DemoTrack): ShelfItem {
  const grid: Grid = { downbeatFrame: demo.downbeatFrame, bpm: demo.bpm, beatsPerBar: demo.beatsPerBar };
  return {
    origin: { kind: 'demo', demo },
    grid,
    record: null,
    entry: {
      id: `${DEMO}${demo.id}`,
      title: demo.title,
      artist: demo.artist,
      origin: 'demo',
      bpm: demo.bpm,
      key: demo.key,
      keyName: demo.keyName,
      durationS: demo.totalFrames / SESSION_RATE_HZ,
      energy: demo.energy,
      gridProducer: 'score 1',
      gridConfidence: 1,
      sections: demo.sections,
      problem: null,
    },
  };
}

function recordItem(record: TrackRecord, file: File | null): ShelfItem {
  return {
    origin: { kind: 'file', file, fileName: record.fileName },
    grid: record.grid,
    record,
    entry: {
      id: `file:${record.key}`,
      title: record.title,
      artist: record.artist,
      origin: 'file',
      bpm: record.grid?.bpm ?? null,
      key: record.musicalKey,
      keyName: record.keyName,
      durationS: record.lengthFrames / SESSION_RATE_HZ,
      energy: record.energy ?? null,
      gridProducer: record.gridOrigin === GridOrigin.hand ? 'hand' : record.gridProducer,
      gridConfidence: record.gridConfidence,
      sections: record.sections ?? [],
      problem: null,
    },
  };
}

export class TrackShelf {
  readonly tracks: Observable<readonly TrackEntry[]>;
  private readonly list = new Value<readonly TrackEntry[]>([]);
  private readonly items = new Map<string, ShelfItem>();
  private added = 0;

  constructor() {
    this.tracks = this.list;
    for (const demo of DEMO_TRACKS) {
      const item = demoItem(demo);
      this.items.set(item.entry.id, item);
    }
    this.publish();
  }

  get(id: string): ShelfItem | undefined {
    return this.items.get(id);
  }

  find(which: (item: ShelfItem) => boolean): ShelfItem | undefined {
    for (const item of this.items.values()) if (which(item)) return item;
    return undefined;
  }

  /** Lists tracks remembered from earlier sessions; what a hand changed on demo tracks comes back with them. */
  addRecords(records: readonly TrackRecord[]): void {
    for (const record of records) {
      if (record.key.startsWith(DEMO)) this.learnDemo(record.key, record);
      else {
        const item = recordItem(record, null);
        this.items.set(item.entry.id, item);
      }
    }
    this.publish();
  }

  /** Lists files; each gets a provisional id until its content is known. Returns the ids. */
  addFiles(files: readonly File[]): string[] {
    const ids: string[] = [];
    for (const file of files) {
      const id = `new:${++this.added}`;
      const { title, artist } = partsOfFileName(file.name);
      this.items.set(id, {
        origin: { kind: 'file', file, fileName: file.name },
        grid: null,
        record: null,
        entry: {
          id,
          title,
          artist,
          origin: 'file',
          bpm: null,
          key: null,
          keyName: null,
          durationS: null,
          energy: null,
          gridProducer: null,
          gridConfidence: null,
          sections: [],
          problem: null,
        },
      });
      ids.push(id);
    }
    this.publish();
    return ids;
  }

  /** Puts what is now known of a track into the list; its id stays, so that decks and rows keep referring to it. */
  learn(id: string, record: TrackRecord): void {
    const item = this.items.get(id);
    if (item === undefined) return;
    if (item.origin.kind === 'demo') this.learnDemo(id, record);
    else {
      const known = recordItem(record, item.origin.file);
      this.items.set(id, { ...known, entry: { ...known.entry, id } });
      // The same content under another id (dropped twice, or remembered): one row is enough.
      for (const [other, twin] of this.items)
        if (other !== id && twin.record?.key === record.key) this.items.delete(other);
    }
    this.publish();
  }

  private learnDemo(id: string, record: TrackRecord): void {
    const item = this.items.get(id);
    if (item === undefined) return;
    const { grid } = record;
    const byHand = record.gridOrigin === GridOrigin.hand;
    const entry = byHand ? { ...item.entry, bpm: grid?.bpm ?? null, gridProducer: 'hand' } : item.entry;
    this.items.set(id, { ...item, record, grid: byHand ? grid : item.grid, entry });
  }

  fail(id: string, problem: string | null): void {
    const item = this.items.get(id);
    if (item === undefined || item.entry.problem === problem) return;
    this.items.set(id, { ...item, entry: { ...item.entry, problem } });
    this.publish();
  }

  private publish(): void {
    this.list.set([...this.items.values()].map((item) => item.entry));
  }
}
