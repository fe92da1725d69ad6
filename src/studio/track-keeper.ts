/**
 * Keeps what is known of tracks: records in the library, audio of added files in the content store, so that a resumed set
 * and the next session find both.
 *
 * Thread: main, at human rate; bytes go through the store's worker, records through the library's.
 */
import { errorText } from '../control-bus/error-text.ts';
import type { DecodedTrack } from '../media/decode/client.ts';
import { partsOfFileName } from '../media/import/client.ts';
import {
  findingsOf,
  type LibraryClient,
  LibraryError,
  type Location,
  NOBODY,
  Origin,
  type TrackChange,
  type TrackEdit,
  type TrackRecord,
} from '../media/library/client.ts';
import type { ContentStore } from '../media/store/client.ts';
import type { Grid } from '../ui-shell/port.ts';
import { alreadyPutIn, DEMOS_SETTING, demoEdits, demoFileIds } from './demo-records.ts';
import type { ImportGate } from './import-gate.ts';

export type Findings = Parameters<typeof findingsOf>[0];

export class TrackKeeper {
  private readonly library: LibraryClient;
  private readonly store: ContentStore;
  private readonly imports: ImportGate;
  private readonly notice: (text: string) => void;
  /** Files of this session that could not be copied into the store, by content. */
  private readonly files = new Map<string, Blob>();

  constructor(library: LibraryClient, store: ContentStore, imports: ImportGate, notice: (text: string) => void) {
    this.library = library;
    this.store = store;
    this.imports = imports;
    this.notice = notice;
  }

  /** Opens the library and puts the demo tracks in. Never rejects: what is wrong is told. */
  async open(): Promise<void> {
    try {
      const state = await this.library.open();
      if (state.kind === 'failed') return; // shown where the library stands
      if (state.kind !== 'reader' && state.kind !== 'opening') await this.putDemosIn();
    } catch (error) {
      this.notice(errorText(error));
    }
  }

  async putDemosIn(): Promise<void> {
    const nowMs = Date.now();
    const edits = demoEdits(alreadyPutIn(await this.library.setting(DEMOS_SETTING)), nowMs);
    if (edits.length === 0) return;
    await this.library.apply(edits);
    await this.library.putSetting({ name: DEMOS_SETTING, value: demoFileIds(), changedAtMs: nowMs });
  }

  /**
   * Puts a file into the list at once, to be played before its import has come to it. Returns its key; null when it could
   * not be copied and need not play: the import then says why. Rejects when the library cannot be written.
   */
  async register(file: File, mustPlay: boolean): Promise<string | null> {
    const placed = await this.place(file, mustPlay);
    if (placed === null) return null;
    const { key, location } = placed;
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

  private async place(file: File, mustPlay: boolean): Promise<{ key: string; location: Location } | null> {
    try {
      const { copy } = await this.imports.open();
      return { key: await copy(file), location: { kind: 'stored' } };
    } catch (error) {
      if (!mustPlay) return null;
      const key = await this.store.identify(file);
      this.files.set(key, file);
      this.notice(`${file.name} plays, but could not be copied for the next session: ${errorText(error)}`);
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
    if (location.kind === 'reference') {
      // While another tab imports, its folders are not known here; the browser still opens what it was allowed.
      const imports = await this.imports.open().catch(() => null);
      return imports?.references.openHandle(location.handle, location.path) ?? location.handle.getFile();
    }
    throw new Error(`${record.fileName} is no longer on this machine. Add the file again.`);
  }

  /** A file was decoded: what it is, is remembered. */
  async decoded(record: TrackRecord, track: DecodedTrack, sizeBytes: number): Promise<void> {
    const { fileId, pcmId, totalFrames } = track;
    if (record.fileId === fileId && record.pcmId === pcmId && record.lengthFrames === totalFrames) return;
    const change: TrackChange = { kind: 'identified', fileId, pcmId, lengthFrames: totalFrames, sizeBytes };
    await this.quietly({ key: record.key, changes: [change] });
  }

  /** An analysis has finished. Returns what now stands: what a hand made stays as it is. */
  async analysed(key: string, result: Findings): Promise<TrackRecord | null> {
    const changes: TrackChange[] = [{ kind: 'findings', findings: findingsOf(result, Date.now()) }];
    await this.quietly({ key, changes, ...(result.features === undefined ? {} : { features: result.features }) });
    return this.library.record(key);
  }

  async gridByHand(record: TrackRecord, grid: Grid | null): Promise<void> {
    const first = grid && { downbeatFrame: grid.downbeatFrame, bpm: grid.bpm, beatsPerBar: grid.beatsPerBar };
    const value = { grid: first, segments: grid?.segments ?? [], reason: null };
    await this.byHand(record, [{ kind: 'hand', group: 'grid', value }]);
  }

  /** Where a track was left. */
  async position(key: string, frame: number): Promise<void> {
    await this.quietly({ key, changes: [{ kind: 'position', frame }] });
  }

  /** Why a track could not be read; null when it could. */
  async problem(key: string, problem: string | null): Promise<void> {
    await this.quietly({ key, changes: [{ kind: 'problem', problem }] });
  }

  /** Work of the performer: that it was not saved is always told. */
  async byHand(record: TrackRecord, changes: readonly TrackChange[]): Promise<void> {
    try {
      await this.library.apply([{ key: record.key, changes }]);
    } catch (error) {
      this.notice(
        `What was changed on ${record.tags.values.title || record.fileName} is not saved: ${errorText(error)}`,
      );
    }
  }

  /** What the machine found out: it finds it again, so a tab that may not write says nothing. */
  private async quietly(edit: TrackEdit): Promise<void> {
    try {
      await this.library.apply([edit]);
    } catch (error) {
      if (!(error instanceof LibraryError && error.code === 'readOnly')) this.notice(errorText(error));
    }
  }
}

/** Whether an estimate of tempo and key is still wanted: scores, hands and other programs know better. */
export const wantsTempo = ({ location, grid }: TrackRecord): boolean =>
  location.kind !== 'rendered' && (grid.by.origin === Origin.none || grid.by.origin === Origin.tags);
