/**
 * Exchange with other programs, backups and duplicates behind the interface's port. Parsing, matching and writing happen in
 * the exchange worker, which reaches the library by itself.
 * Thread: main, at human rate.
 */
import { errorText } from '../control-bus/error-text.ts';
import { type Observable, Value } from '../control-bus/observable.ts';
import {
  type ExchangeClient,
  type KeyedFile,
  mergedNotes,
  type Note,
  type Progress,
  type SeratoReport,
} from '../media/exchange/client.ts';
import type { LibraryClient, LibraryEvent, TrackRecord, TrackRow } from '../media/library/client.ts';
import type {
  CrateEntry,
  DuplicateSet,
  ExchangeOutcome,
  ExchangePort,
  ExchangeWork,
  ExportChoice,
  SetFormat,
  TrackEntry,
  Undo,
} from '../ui-shell/port.ts';
import {
  counted,
  exportOutcome,
  failedOutcome,
  importOutcome,
  restoreOutcome,
  seratoOutcome,
} from './exchange-words.ts';
import { pickFolder, stamp, writeInto } from './export-folder.ts';
import { offerDownload } from './recording.ts';

const FOLDER_SETTING = 'exchange folder';
const COLLECTION = /\.(xml|nml|m3u8?|crate)$/i;
const BACKUP = /\.jsonl$/i;
/** Changes of tracks within this time are looked at together. */
const SETTLE_MS = 1000;
const FILES_AT_ONCE = 50;

export interface ExchangeDeskPorts {
  readonly entryOf: (row: TrackRow) => TrackEntry;
  readonly crates: Observable<readonly CrateEntry[]>;
  readonly audioOf: (record: TrackRecord) => Promise<Blob>;
  readonly notice: (text: string) => void;
}

export class ExchangeDesk {
  private readonly library: LibraryClient;
  private readonly exchange: ExchangeClient;
  private readonly ports: ExchangeDeskPorts;
  private readonly work = new Value<ExchangeWork | null>(null);
  private readonly outcome = new Value<ExchangeOutcome | null>(null);
  private readonly waiting = new Value(0);
  private readonly folder = new Value('');
  /** Tracks that changed since the last look for waiting ones; null: more than were named. */
  private changedKeys: Set<string> | null = new Set();
  private timer: ReturnType<typeof setTimeout> | null = null;

  constructor(library: LibraryClient, exchange: ExchangeClient, ports: ExchangeDeskPorts) {
    this.library = library;
    this.exchange = exchange;
    this.ports = ports;
    library.onEvent((event) => this.hear(event));
  }

  /** After the library was opened. Never rejects: what is wrong is told. */
  async open(): Promise<void> {
    try {
      const folder = await this.library.setting(FOLDER_SETTING);
      if (typeof folder === 'string') this.folder.set(folder);
      await this.count();
      // What came in the last seconds of the session before.
      this.hear({ kind: 'tracks', keys: null });
    } catch (error) {
      this.ports.notice(errorText(error));
    }
  }

  private async count(): Promise<void> {
    this.waiting.set(await this.exchange.waitingCount());
  }

  /** Tracks came or were decoded: some may be what waits. One tab looks, the one that writes. */
  private hear(event: LibraryEvent): void {
    if (event.kind !== 'tracks' || this.waiting.get() === 0) return;
    const { kind } = this.library.state.get();
    if (kind !== 'writer' && kind !== 'session') return;
    if (event.keys === null) this.changedKeys = null;
    else for (const key of event.keys) this.changedKeys?.add(key);
    this.timer ??= setTimeout(() => {
      this.timer = null;
      this.settle().catch((error: unknown) => this.ports.notice(errorText(error)));
    }, SETTLE_MS);
  }

  private async settle(): Promise<void> {
    const keys = this.changedKeys;
    this.changedKeys = new Set();
    const { found, left } = await this.exchange.settle(keys === null ? null : [...keys]);
    this.waiting.set(left);
    if (found > 0)
      this.ports.notice(`${counted(found, 'track')} took the cues and crates that were waiting from an import.`);
  }

  /** One at a time, with what is under way on show; how it ended is the outcome. `doing`: 'The import'. */
  private async run(
    doing: string,
    words: string,
    task: (told: (progress: Progress) => void) => Promise<ExchangeOutcome | null>,
  ): Promise<void> {
    if (this.work.get() !== null) {
      this.ports.notice(`${doing} can start when the exchange under way has ended.`);
      return;
    }
    this.work.set({ words, done: 0, total: 0 });
    // Progress comes by a port of its own: the last of it may arrive after the end.
    let hasEnded = false;
    try {
      const outcome = await task((progress) => {
        if (!hasEnded) this.work.set(progress);
      });
      if (outcome !== null) this.outcome.set(outcome);
    } catch (error) {
      this.outcome.set(failedOutcome(`${doing} failed`, errorText(error)));
    } finally {
      hasEnded = true;
      this.work.set(null);
    }
  }

  private import(files: readonly File[]): Promise<void> {
    const names = files.map(({ name }) => name);
    const backups = files.filter(({ name }) => BACKUP.test(name));
    const others = files.filter(({ name }) => !BACKUP.test(name));
    return this.run('The import', `Reading ${names.join(', ')}`, async (told) => {
      let outcome: ExchangeOutcome | null = null;
      for (const backup of backups) outcome = restoreOutcome(await this.library.restore(backup), backup.name);
      if (others.length === 0) return outcome;
      const named = others.map((file) => ({ name: file.name, file }));
      const report = await this.exchange.take(named, told);
      await this.count();
      return {
        ...importOutcome(
          report,
          others.map(({ name }) => name),
        ),
        undo: report.undo.length === 0 ? null : () => this.takeBack(report.undo),
      };
    });
  }

  /** The library's audio goes to the worker some files at a time; what cannot be opened is counted among the notes. */
  private importSeratoTags(): Promise<void> {
    const words = 'Reading Serato’s tags';
    return this.run('Reading Serato’s tags', words, async (told) => {
      const keys = await this.allKeys();
      const reports: SeratoReport[] = [];
      const closed: string[] = [];
      let files = 0;
      for (let at = 0; at < keys.length; at += FILES_AT_ONCE) {
        told({ words, done: at, total: keys.length });
        const opened: KeyedFile[] = [];
        for (const record of await this.library.records(keys.slice(at, at + FILES_AT_ONCE))) {
          if (record === null || record.location.kind === 'rendered') continue;
          const { key, fileName: name } = record;
          const file = await this.ports.audioOf(record).catch(() => null); // told below, by name
          if (file === null) closed.push(name);
          else opened.push({ key, name, file });
        }
        files += opened.length;
        reports.push(await this.exchange.takeSerato(opened));
      }
      const sum = (of: (report: SeratoReport) => number): number => reports.reduce((n, report) => n + of(report), 0);
      const unread: Note = {
        kind: 'missing',
        text: 'Files that cannot be opened now; add them again, or their folder.',
        count: closed.length,
        examples: closed.slice(0, 3),
      };
      const notes = [...mergedNotes(reports.map((report) => report.notes)), ...(closed.length > 0 ? [unread] : [])];
      const [found, changed, keptByHand] = [sum((r) => r.found), sum((r) => r.changed), sum((r) => r.keptByHand)];
      return seratoOutcome({ found, changed, keptByHand, notes }, files);
    });
  }

  private async allKeys(): Promise<readonly string[]> {
    const view = await this.library.view();
    try {
      const window = { from: 0, count: 0 };
      const found = await view.search({ text: '', order: null, crateId: null, fits: null, window });
      return await view.keys(0, found?.count ?? 0);
    } finally {
      await view.close();
    }
  }

  private async takeBack(patches: readonly Parameters<LibraryClient['editCrates']>[0][]): Promise<void> {
    for (const patch of patches) await this.library.editCrates(patch);
    this.outcome.update((now) => (now === null ? null : { ...now, undo: null }));
  }

  /** Formats with one file a list ask for a folder first, while the browser still takes it for the press's own wish. */
  private async export(choice: ExportChoice): Promise<void> {
    const manyFiles = choice.format === 'm3u' || choice.format === 'serato';
    let folder: FileSystemDirectoryHandle | null = null;
    if (manyFiles && this.isMany(choice.crateId)) {
      try {
        const picked = await pickFolder();
        if (picked === 'cancelled') return;
        folder = picked;
      } catch (error) {
        this.outcome.set(failedOutcome('The export failed', `The folder cannot be opened: ${errorText(error)}`));
        return;
      }
    }
    await this.run('The export', 'Collecting tracks', async (told) => {
      if (choice.folder !== this.folder.get()) await this.keepFolder(choice.folder);
      const report = await this.exchange.give(choice, told);
      if (folder === null) {
        for (const { name, file } of report.files) offerDownload(file, name);
        return exportOutcome(report, null);
      }
      return exportOutcome(report, await writeInto(folder, report.files));
    });
  }

  /** Whether several crates would be written. */
  private isMany(crateId: string | null): boolean {
    return crateId === null || this.ports.crates.get().some(({ parentId }) => parentId === crateId);
  }

  private async keepFolder(folder: string): Promise<void> {
    this.folder.set(folder);
    await this.library.putSetting({ name: FOLDER_SETTING, value: folder, changedAtMs: Date.now() });
  }

  private exportSet(setId: string, format: SetFormat): Promise<void> {
    return this.run('The track list', 'Writing the track list', async () => {
      const set = (await this.library.history()).find(({ id }) => id === setId);
      const utcOffsetMinutes = -new Date(set?.startedAtMs ?? Date.now()).getTimezoneOffset();
      const report = await this.exchange.giveHistory({ format, setId, utcOffsetMinutes });
      for (const { name, file } of report.files) offerDownload(file, name);
      return exportOutcome(report, null);
    });
  }

  private backup(): Promise<void> {
    return this.run('The backup', 'Writing the backup', async () => {
      const file = await this.library.backup();
      const name = `Echelon library ${stamp(new Date())}.jsonl`;
      offerDownload(file, name);
      const facts = ['Everything but the audio, among the downloads. Drop the file here to restore it.'];
      return { what: `Backed up as ${name}`, failed: false, facts, missing: [], notes: [], undo: null };
    });
  }

  private async duplicates(): Promise<DuplicateSet[]> {
    const groups = await this.library.duplicates();
    return groups.map(({ certainty, tracks }) => ({
      sameAudio: certainty === 'sameAudio',
      tracks: tracks.map((row) => ({ track: this.ports.entryOf(row), fileName: row.fileName })),
    }));
  }

  private async keepOne({ sameAudio, tracks }: DuplicateSet, trackId: string): Promise<Undo> {
    const others = tracks.map(({ track }) => track.id).filter((id) => id !== trackId);
    const { records, crates } = await this.exchange.keepOne(trackId, others, sameAudio);
    return async () => {
      await this.library.putBack(records);
      await this.library.editCrates(crates);
    };
  }

  private async forgetWaiting(): Promise<void> {
    await this.exchange.forgetWaiting();
    await this.count();
  }

  port(): ExchangePort {
    return {
      work: this.work,
      outcome: this.outcome,
      waiting: this.waiting,
      folder: this.folder,
      takes: (fileName) => COLLECTION.test(fileName) || BACKUP.test(fileName),
      import: (files) => this.import(files),
      importSeratoTags: () => this.importSeratoTags(),
      export: (choice) => this.export(choice),
      exportSet: (setId, format) => this.exportSet(setId, format),
      forgetWaiting: () => this.forgetWaiting(),
      backup: () => this.backup(),
      duplicates: () => this.duplicates(),
      keepOne: (set, trackId) => this.keepOne(set, trackId),
    };
  }
}
