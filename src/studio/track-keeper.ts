/**
 * Keeps what is known of tracks: records in the track memory, audio of loaded files in the content store, so that a
 * resumed set and the next session find both.
 *
 * Thread: main, at human rate; bytes go through the store's worker.
 */
import { SESSION_RATE_HZ } from '../control-bus/constants.ts';
import type { DecodedTrack } from '../media/decode/client.ts';
import type { ContentStore } from '../media/store/client.ts';
import type { Grid, Section } from '../ui-shell/port.ts';
import { sectionsOnGrid } from './sections.ts';
import type { ShelfItem, TrackShelf } from './shelf.ts';
import {
  forgetfulMemory,
  GridOrigin,
  openTrackMemory,
  type TrackMemory,
  type TrackRecord,
  withEstimate,
} from './track-memory.ts';

export interface Estimate {
  readonly grid: Grid | null;
  readonly producer: string;
  readonly confidence: number;
  readonly musicalKey: string | null;
  readonly keyName: string | null;
  /** Counted on `grid`. */
  readonly sections: readonly Section[];
  readonly energy: number | null;
}

/** Sections of `from` on the grid that stands; none where either is missing. */
function moved(sections: readonly Section[], from: Grid | null, to: Grid | null): readonly Section[] {
  return from === null || to === null ? [] : sectionsOnGrid(sections, from, to, SESSION_RATE_HZ);
}

const message = (error: unknown): string => (error instanceof Error ? error.message : String(error));

export class TrackKeeper {
  private memory: TrackMemory = forgetfulMemory();
  private readonly shelf: TrackShelf;
  private readonly store: ContentStore;
  private readonly notice: (text: string) => void;

  constructor(shelf: TrackShelf, store: ContentStore, notice: (text: string) => void) {
    this.shelf = shelf;
    this.store = store;
    this.notice = notice;
  }

  /** Opens the memory and lists the tracks whose audio is still in the store. */
  async open(): Promise<void> {
    try {
      this.memory = await openTrackMemory();
      const records = await this.memory.all();
      const kept = await Promise.all(records.map((r) => (r.key.startsWith('demo:') ? true : this.store.has(r.key))));
      this.shelf.addRecords(records.filter((_, i) => kept[i]));
    } catch (error) {
      this.notice(
        `The browser keeps nothing for Echelon (${message(error)}): grids, cues and added files last until this page closes.`,
      );
    }
  }

  /** A file was decoded: it is put into the store and remembered. Returns the record. */
  async decoded(trackId: string, fileName: string, track: DecodedTrack, file: Blob): Promise<TrackRecord> {
    const item = this.shelf.get(trackId);
    const known = await this.memory.get(track.contentId);
    const record: TrackRecord = known ?? {
      key: track.contentId,
      fileId: track.fileId,
      fileName,
      title: item?.entry.title ?? fileName,
      artist: item?.entry.artist ?? '',
      lengthFrames: track.totalFrames,
      grid: null,
      gridOrigin: GridOrigin.none,
      gridProducer: null,
      gridConfidence: null,
      musicalKey: null,
      keyName: null,
      hotCueFrames: [],
      addedAtMs: Date.now(),
    };
    await this.keep(trackId, { ...record, fileId: track.fileId, lengthFrames: track.totalFrames });
    this.store.put(file).catch((error: unknown) => {
      this.notice(`${fileName} plays, but could not be copied for the next session: ${message(error)}`);
    });
    return record;
  }

  /** An analysis has finished. Returns what now stands: a grid made by hand stays as it is. */
  async estimated(trackId: string, estimate: Estimate): Promise<TrackRecord | null> {
    const record = this.shelf.get(trackId)?.record ?? null;
    if (record === null) return null;
    const known = withEstimate(record, estimate);
    return this.keep(trackId, {
      ...known,
      musicalKey: estimate.musicalKey,
      keyName: estimate.keyName,
      sections: moved(estimate.sections, estimate.grid, known.grid),
      energy: estimate.energy,
    });
  }

  async gridByHand(trackId: string, grid: Grid | null): Promise<void> {
    const item = this.shelf.get(trackId);
    if (item === undefined) return;
    const record = this.recordOf(item);
    await this.keep(trackId, {
      ...record,
      sections: moved(record.sections ?? [], record.grid, grid),
      grid,
      gridOrigin: GridOrigin.hand,
      gridProducer: 'hand',
      gridConfidence: null,
    });
  }

  async hotCues(trackId: string, hotCueFrames: readonly number[]): Promise<void> {
    const item = this.shelf.get(trackId);
    if (item === undefined || (item.origin.kind === 'file' && item.record === null)) return;
    await this.keep(trackId, { ...this.recordOf(item), hotCueFrames });
  }

  /** The audio of a file on the shelf: what was dropped, or the stored copy. Rejects when neither is there any more. */
  async audioOf(item: ShelfItem): Promise<Blob> {
    if (item.origin.kind !== 'file') throw new Error(`${item.entry.title} is rendered, not stored.`);
    if (item.origin.file !== null) return item.origin.file;
    const key = item.record?.key;
    if (key === undefined) throw new Error(`${item.origin.fileName} is not here any more. Add the file again.`);
    const stored = await this.store.get(key);
    return stored;
  }

  private recordOf(item: ShelfItem): TrackRecord {
    if (item.record !== null) return item.record;
    const { entry, grid, origin } = item;
    return {
      key: entry.id,
      fileId: origin.kind === 'demo' ? origin.demo.fileId : '',
      fileName: origin.kind === 'file' ? origin.fileName : entry.title,
      title: entry.title,
      artist: entry.artist,
      lengthFrames: origin.kind === 'demo' ? origin.demo.totalFrames : 0,
      grid,
      gridOrigin: grid === null ? GridOrigin.none : GridOrigin.score,
      gridProducer: entry.gridProducer,
      gridConfidence: entry.gridConfidence,
      musicalKey: entry.key,
      keyName: entry.keyName,
      hotCueFrames: [],
      addedAtMs: Date.now(),
    };
  }

  private async keep(trackId: string, record: TrackRecord): Promise<TrackRecord> {
    this.shelf.learn(trackId, record);
    try {
      await this.memory.put(record);
    } catch (error) {
      this.notice(`What was changed on ${record.title} could not be saved: ${message(error)}`);
    }
    return record;
  }
}
