/**
 * Keeps what is known of tracks: records in the library, audio of added files in the content store, so that a resumed set
 * and the next session find both.
 *
 * Thread: main, at human rate; bytes go through the store's worker, records through the library's.
 */
import { Value } from '../control-bus/observable.ts';
import type { DecodedTrack } from '../media/decode/client.ts';
import { partsOfFileName } from '../media/import/client.ts';
import {
  byHand,
  findingsOf,
  type HotCue,
  type LibraryClient,
  LibraryError,
  type Location,
  NOBODY,
  Origin,
  type TrackChange,
  type TrackRecord,
} from '../media/library/client.ts';
import type { ContentStore } from '../media/store/client.ts';
import type { Adding, Grid } from '../ui-shell/port.ts';
import { alreadyPutIn, DEMOS_SETTING, demoEdits, demoFileIds } from './demo-records.ts';
import { hotCueFramesOf } from './track-entry.ts';

export type Findings = Parameters<typeof findingsOf>[0];

const message = (error: unknown): string => (error instanceof Error ? error.message : String(error));

async function sha256(file: Blob): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', await file.arrayBuffer()));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** Cues as the pads hold them now; a pad that did not move keeps its name and colour. */
export function cuesOfPads(record: TrackRecord, frames: readonly number[]): HotCue[] {
  return frames.flatMap((frame, pad): HotCue[] => {
    if (frame < 0) return [];
    const slot = pad + 1;
    const standing = record.cues.hotCues.find((cue) => cue.slot === slot && cue.frame === frame);
    return [standing ?? { slot, frame, name: '', colour: null, quantised: true }];
  });
}

export class TrackKeeper {
  readonly adding = new Value<Adding | null>(null);
  private readonly library: LibraryClient;
  private readonly store: ContentStore;
  private readonly notice: (text: string) => void;
  /** Files of this session that could not be copied into the store, by content. */
  private readonly files = new Map<string, Blob>();
  private lastAdded: Promise<unknown> = Promise.resolve();

  constructor(library: LibraryClient, store: ContentStore, notice: (text: string) => void) {
    this.library = library;
    this.store = store;
    this.notice = notice;
  }

  /** Opens the library and puts the demo tracks in. Never rejects: what is wrong is told. */
  async open(): Promise<void> {
    try {
      const state = await this.library.open();
      if (state.kind === 'failed') return; // shown where the library stands
      if (state.kind !== 'reader' && state.kind !== 'opening') await this.putDemosIn();
    } catch (error) {
      this.notice(message(error));
    }
  }

  async putDemosIn(): Promise<void> {
    const nowMs = Date.now();
    const edits = demoEdits(alreadyPutIn(await this.library.setting(DEMOS_SETTING)), nowMs);
    if (edits.length === 0) return;
    await this.library.apply(edits);
    await this.library.putSetting({ name: DEMOS_SETTING, value: demoFileIds(), changedAtMs: nowMs });
  }

  /** Puts files into store and library, one after the other. Resolves with their keys; what failed is told. */
  addFiles(files: readonly File[]): Promise<string[]> {
    const turn = this.lastAdded.then(() => this.addAll(files));
    this.lastAdded = turn;
    return turn;
  }

  private async addAll(files: readonly File[]): Promise<string[]> {
    const keys: string[] = [];
    for (const [done, file] of files.entries()) {
      this.adding.set({ done, total: files.length });
      try {
        keys.push(await this.add(file));
      } catch (error) {
        this.notice(`${file.name} was not added: ${message(error)}`);
      }
    }
    this.adding.set(null);
    return keys;
  }

  private async add(file: File): Promise<string> {
    const { key, location } = await this.place(file);
    const { title, artist } = partsOfFileName(file.name);
    const changes: TrackChange[] = [
      { kind: 'location', location },
      { kind: 'problem', problem: null },
    ];
    if ((await this.library.record(key)) === null)
      changes.push({ kind: 'tags', tags: { title, artist }, by: { ...NOBODY, atMs: Date.now() } });
    await this.library.apply([{ key, create: { fileName: file.name, location, addedAtMs: Date.now() }, changes }]);
    return key;
  }

  private async place(file: File): Promise<{ key: string; location: Location }> {
    try {
      return { key: await this.store.put(file), location: { kind: 'stored' } };
    } catch (error) {
      const key = await sha256(file);
      this.files.set(key, file);
      this.notice(`${file.name} plays, but could not be copied for the next session: ${message(error)}`);
      return { key, location: { kind: 'missing', path: file.name } };
    }
  }

  /** Whether this session holds the audio itself. */
  isHere(key: string): boolean {
    return this.files.has(key);
  }

  /** The audio of a track. Rejects when it is not there any more. */
  async audioOf(record: TrackRecord): Promise<Blob> {
    const file = this.files.get(record.key);
    if (file !== undefined) return file;
    const { location } = record;
    if (location.kind === 'stored') return this.store.get(record.key);
    if (location.kind === 'reference') return location.handle.getFile();
    throw new Error(`${record.fileName} is no longer on this machine. Add the file again.`);
  }

  /** A file was decoded: what it is, is remembered. */
  async decoded(record: TrackRecord, track: DecodedTrack, sizeBytes: number): Promise<void> {
    const { fileId, pcmId, totalFrames } = track;
    if (record.fileId === fileId && record.pcmId === pcmId && record.lengthFrames === totalFrames) return;
    const change: TrackChange = { kind: 'identified', fileId, pcmId, lengthFrames: totalFrames, sizeBytes };
    await this.quietly(record.key, [change]);
  }

  /** An analysis has finished. Returns what now stands: what a hand made stays as it is. */
  async analysed(key: string, result: Findings): Promise<TrackRecord | null> {
    await this.quietly(key, [{ kind: 'findings', findings: findingsOf(result, Date.now()) }]);
    return this.library.record(key);
  }

  async gridByHand(record: TrackRecord, grid: Grid | null): Promise<void> {
    const first = grid && { downbeatFrame: grid.downbeatFrame, bpm: grid.bpm, beatsPerBar: grid.beatsPerBar };
    const value = { grid: first, segments: grid?.segments ?? [], reason: null };
    await this.byHand(record, [{ kind: 'hand', group: 'grid', value }]);
  }

  /** Keeps what the pads hold; returns the record as it will stand. */
  hotCues(record: TrackRecord, frames: readonly number[]): TrackRecord {
    const hotCues = cuesOfPads(record, frames);
    const { loops } = record.cues;
    void this.byHand(record, [{ kind: 'hand', group: 'cues', value: { hotCues, loops } }]);
    return { ...record, cues: { hotCues, loops, by: byHand(Date.now()) } };
  }

  /** Why a track could not be read; null when it could. */
  async problem(key: string, problem: string | null): Promise<void> {
    await this.quietly(key, [{ kind: 'problem', problem }]);
  }

  /** Work of the performer: that it was not saved is always told. */
  private async byHand(record: TrackRecord, changes: readonly TrackChange[]): Promise<void> {
    try {
      await this.library.apply([{ key: record.key, changes }]);
    } catch (error) {
      this.notice(`What was changed on ${record.tags.values.title || record.fileName} is not saved: ${message(error)}`);
    }
  }

  /** What the machine found out: it finds it again, so a tab that may not write says nothing. */
  private async quietly(key: string, changes: readonly TrackChange[]): Promise<void> {
    try {
      await this.library.apply([{ key, changes }]);
    } catch (error) {
      if (!(error instanceof LibraryError && error.code === 'readOnly')) this.notice(message(error));
    }
  }
}

export const cuesDiffer = (record: TrackRecord, frames: readonly number[]): boolean =>
  hotCueFramesOf(record, frames.length).some((frame, i) => frame !== frames[i]);
/** Whether an estimate of tempo and key is still wanted: scores, hands and other programs know better. */
export const wantsTempo = ({ location, grid }: TrackRecord): boolean =>
  location.kind !== 'rendered' && (grid.by.origin === Origin.none || grid.by.origin === Origin.tags);
