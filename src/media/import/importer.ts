/**
 * Drives an import: takes files from the queue, hands them to the pool, brings what comes back into store and library,
 * and keeps the queue's records, so that a crash at any moment costs at most the files that were under way.
 *
 * Order of writing for each file: audio, then the library's record, then the queue's. A crash between two of them repeats
 * the later ones; the library answers a repeated track with the one it has.
 * Thread: main, at human rate.
 */
import { SESSION_RATE_HZ } from '../../control-bus/constants.ts';
import { type Observable, Value } from '../../control-bus/observable.ts';
import { Danger } from '../../control-bus/sound-danger.ts';
import { StoreError, StoreErrorCode } from '../store/content-store.ts';
import { problemOf } from './import-service.ts';
import { type ImportStatus, importStatus } from './import-status.ts';
import type { ContentStanding, ImportedTrack, TaggedTrack } from './import-track.ts';
import type { AudioFile, ImportJobEvents } from './messages.ts';
import { ImportPace } from './pace.ts';
import { type ImportPhase, type ImportProblem, isSettled, isUnderWay } from './phases.ts';
import type { ImportPool, PoolOutcome, RunningJob } from './pool.ts';
import {
  type AudioKeeper,
  type AudioPlace,
  type AudioSources,
  type HeardElsewhere,
  type ImportLibrary,
  type QueueStore,
  SourceError,
  SourceErrorCode,
} from './ports.ts';
import { type ImportItem, ImportQueue, type NewItem, type Settled } from './queue.ts';
import { trackOfSource } from './sources.ts';
import { allowanceFor, type MachineLoad } from './throttle.ts';

export interface ImporterOptions {
  readonly pool: ImportPool;
  readonly library: ImportLibrary;
  readonly queueStore: QueueStore;
  readonly sources: AudioSources & { release?(source: string): void };
  readonly keeper: AudioKeeper;
  readonly elsewhere?: HeardElsewhere;
  /** `navigator.hardwareConcurrency`. */
  readonly cores: number;
  /** Milliseconds. */
  readonly now: () => number;
}

export type { ImportStatus } from './import-status.ts';

/** Time between two statuses while files are under way. */
const STATUS_MS = 250;

const PAUSED_BY_HAND = 'Paused.';
/** Grid and cues hold for the samples they were made on, and for no others. */
const CHANGED: ImportProblem = {
  code: 'changed',
  reason: 'the file is no longer the one that was added.',
  remedy: 'Add it again: it becomes a track of its own.',
};

export class Importer {
  private readonly state: Value<ImportStatus>;
  private readonly options: ImporterOptions;
  private readonly queue: ImportQueue;
  private readonly pace = new ImportPace();
  private readonly jobs = new Map<number, RunningJob>();
  private load: MachineLoad;
  private writing: Promise<void> | null = null;
  private shownAt = Number.NEGATIVE_INFINITY;
  /** Items taken whose file is being opened: they have a claim on a worker. */
  private opening = 0;
  /** Items whose track the library is taking in: as good as done, and no longer to be cancelled. */
  private readonly committing = new Set<number>();
  private closed = false;

  private constructor(options: ImporterOptions, queue: ImportQueue) {
    this.options = options;
    this.queue = queue;
    this.load = { cores: options.cores, decksPlaying: 0, engineLoad: 0, danger: Danger.none };
    this.state = new Value(this.describe());
  }

  get status(): Observable<ImportStatus> {
    return this.state;
  }

  /** Takes up the import of an earlier session where it stood. Rejects when the queue's records cannot be read. */
  static async open(options: ImporterOptions): Promise<Importer> {
    const importer = new Importer(options, ImportQueue.restore(await options.queueStore.load()));
    importer.setLoad({ decksPlaying: 0, engineLoad: 0, danger: Danger.none });
    return importer;
  }

  /** Adds files at the end of the queue; returns their ids. A track of the library that waits already is not added twice. */
  add(items: readonly NewItem[]): number[] {
    const waiting = new Set<string>();
    this.queue.forEach(({ source, phase }) => {
      if (!isSettled(phase)) waiting.add(source);
    });
    const ids = this.queue.add(items.filter(({ source }) => trackOfSource(source) === null || !waiting.has(source)));
    this.after();
    return ids;
  }

  /** What the machine is busy with; about once a second, and at once when a deck starts. */
  setLoad(load: Omit<MachineLoad, 'cores'>): void {
    this.load = { ...load, cores: this.options.cores };
    this.options.pool.allow(allowanceFor(this.load));
    this.after();
  }

  pause(): void {
    this.queue.pause(PAUSED_BY_HAND);
    this.after();
  }

  resume(): void {
    this.queue.resume();
    this.after();
  }

  /** Ends an item for good. One that the library is taking in at this moment is done instead. */
  cancel(id: number): void {
    this.cancelEach([id]);
  }

  cancelAll(): void {
    const open: number[] = [];
    this.queue.forEach(({ id, phase }) => {
      if (!isSettled(phase)) open.push(id);
    });
    this.cancelEach(open);
  }

  retry(id: number): void {
    this.queue.retry(id);
    this.after();
  }

  retryFailed(): void {
    this.queue.retryFailed();
    this.after();
  }

  /** Forgets what is done, failed, cancelled or a duplicate. Rejects when the records cannot be removed. */
  async clearSettled(): Promise<void> {
    this.queue.forEach(({ phase, source }) => {
      if (isSettled(phase)) this.options.sources.release?.(source);
    });
    await this.options.queueStore.remove(this.queue.clearSettled());
    this.after();
  }

  /** What failed and why. */
  failures(): readonly ImportItem[] {
    return this.queue.failures();
  }

  items(): readonly ImportItem[] {
    return this.queue.items();
  }

  /** Ends workers and records; what is under way waits for the next session. */
  async close(): Promise<void> {
    this.closed = true;
    this.options.pool.dispose();
    await this.writing;
  }

  private cancelEach(ids: readonly number[]): void {
    for (const id of ids) if (!this.committing.has(id) && this.queue.cancel(id)) this.jobs.get(id)?.cancel();
    this.after();
  }

  /** After every change: start what can be started, keep the records, show the state. */
  private after(): void {
    if (this.closed) return;
    this.startWaiting();
    this.keepRecords();
    this.show();
  }

  private startWaiting(): void {
    while (this.options.pool.free > this.opening) {
      const item = this.queue.take();
      if (item === null) break;
      void this.work(item);
    }
    if (this.jobs.size === 0 && this.opening === 0 && this.queue.counts.queued === 0) this.options.pool.dismissIdle(0);
  }

  private async work(item: ImportItem): Promise<void> {
    try {
      await this.attempt(item);
    } catch (error) {
      if (!this.closed) this.refused(item, error);
    }
    this.after();
  }

  private async attempt(item: ImportItem): Promise<void> {
    const { id, run, source, name } = item;
    this.opening++;
    const trackId = trackOfSource(source);
    const opened = trackId === null ? this.options.sources.open(source) : this.options.library.open(trackId);
    const file = await opened.finally(() => {
      this.opening--;
    });
    if (this.closed || !this.isCurrent(item)) return;
    if (this.options.pool.free === 0) {
      // The machine got busy while the file was opened.
      this.queue.giveBack(run, id);
      return;
    }
    let heard: Promise<boolean> | null = null;
    const standingOf = async (contentId: string): Promise<ContentStanding> => {
      // A track that is analysed again is known, of course.
      if (trackId !== null) return { kind: 'new' };
      heard = this.options.elsewhere?.heard(contentId) ?? null;
      return heard === null ? this.options.library.standingOf(contentId) : { kind: 'heard' };
    };
    const job = this.options.pool.run({ file, fileName: name }, { ...this.eventsOf(item), standingOf });
    this.jobs.set(id, job);
    const outcome = await job.outcome;
    this.jobs.delete(id);
    if (this.closed) return;
    if (outcome.kind === 'tags') await this.keepTags(item, file, outcome.tagged, heard);
    else if (outcome.kind !== 'track') this.conclude(item, outcome);
    else if (trackId === null) await this.keep(item, file, outcome.track);
    else await this.renew(item, trackId, outcome.track);
  }

  private isCurrent({ id, run }: ImportItem): boolean {
    const now = this.queue.get(id);
    return now !== undefined && now.run === run && isUnderWay(now.phase);
  }

  private eventsOf({ id, run }: ImportItem): Omit<ImportJobEvents, 'standingOf'> {
    return {
      phase: (phase: ImportPhase) => {
        this.queue.advance(run, id, phase);
        this.show();
      },
      progress: (share, audioSeconds) => {
        this.queue.progress(run, id, share, audioSeconds);
        this.show();
      },
    };
  }

  /** Audio first, then the record: a track of the library always has its sound. */
  private async keep(item: ImportItem, file: AudioFile, track: ImportedTrack): Promise<void> {
    const { name: fileName, bytes: sizeBytes } = item;
    const audio = await this.store(item, file, track.decoded.contentId);
    if (audio === null) return;
    const given = { ...track, fileName, sizeBytes, audio };
    const { kind, trackId } = await this.commit(item, () => this.options.library.add(given));
    this.finish(item, track, { phase: kind === 'added' ? 'done' : 'duplicate', trackId });
    this.options.sources.release?.(item.source);
  }

  /** A deck has the file in hand: once it is done, the tags complete the track. When it gives up, the import does it all. */
  private async keepTags(
    item: ImportItem,
    file: AudioFile,
    tagged: TaggedTrack,
    heard: Promise<boolean> | null,
  ): Promise<void> {
    const { id, run, source, name: fileName, bytes: sizeBytes } = item;
    this.after(); // the worker is free for the next file meanwhile
    const isHeard = heard === null || (await heard);
    if (this.closed) return;
    const audio = isHeard ? await this.store(item, file, tagged.contentId) : null;
    if (audio !== null) {
      const given = { ...tagged, fileName, sizeBytes, audio };
      if (await this.commit(item, () => this.options.library.addTags(given))) {
        this.queue.settle(run, id, { phase: 'done', trackId: tagged.contentId });
        this.options.sources.release?.(source);
        return;
      }
    }
    this.queue.giveBack(run, id);
  }

  /** Brings the audio to where it stays. Null when the item was cancelled meanwhile: a copy is then evicted first. */
  private async store({ id, run, source }: ImportItem, file: AudioFile, contentId: string): Promise<AudioPlace | null> {
    if (!this.queue.advance(run, id, 'storing')) return null;
    this.show();
    const audio = await this.options.keeper.keep(source, file, contentId);
    return this.queue.get(id)?.phase === 'storing' ? audio : null;
  }

  /** From here on the item is as good as done. */
  private commit<T>({ id }: ImportItem, take: () => Promise<T>): Promise<T> {
    this.committing.add(id);
    return take().finally(() => this.committing.delete(id));
  }

  /** What was found in a track that the library has: its audio stays where it is. */
  private async renew(item: ImportItem, trackId: string, track: ImportedTrack): Promise<void> {
    const { id, run } = item;
    if (track.decoded.contentId !== trackId) {
      this.fail(run, id, CHANGED);
      return;
    }
    if (!this.queue.advance(run, id, 'storing')) return;
    this.show();
    await this.commit(item, () => this.options.library.renew(trackId, track));
    this.finish(item, track, { phase: 'done', trackId });
  }

  private finish({ id, run, name, bytes }: ImportItem, { decoded }: ImportedTrack, outcome: Settled): void {
    const audioSeconds = decoded.totalFrames / SESSION_RATE_HZ;
    this.queue.progress(run, id, 1, audioSeconds);
    this.queue.settle(run, id, outcome);
    this.pace.finished(name, bytes, audioSeconds);
  }

  private conclude({ id, run }: ImportItem, outcome: Exclude<PoolOutcome, { kind: 'track' | 'tags' }>): void {
    if (outcome.kind === 'known') this.queue.settle(run, id, { phase: 'duplicate', trackId: outcome.trackId });
    else if (outcome.kind === 'lost') this.queue.workerLost(run, id, outcome.problem);
    else if (outcome.kind === 'failed') this.fail(run, id, outcome.problem);
    else this.queue.cancel(id);
  }

  /** Opening, keeping or recording failed. What concerns every file stops the import, so that they do not all fail. */
  private refused({ id, run }: ImportItem, error: unknown): void {
    const known = error instanceof SourceError || error instanceof StoreError;
    const problem: ImportProblem = known
      ? { code: error.code, reason: error.reason, remedy: error.remedy }
      : problemOf(error);
    this.fail(run, id, problem);
  }

  private fail(run: number, id: number, problem: ImportProblem): void {
    if (problem.code === SourceErrorCode.permission) {
      // Nothing is wrong with the file: it waits until the folder is open again.
      if (this.queue.giveBack(run, id)) this.queue.pause(`${problem.reason} ${problem.remedy}`);
      return;
    }
    const settled = this.queue.settle(run, id, { phase: 'failed', problem });
    if (settled && problem.code === StoreErrorCode.full) this.queue.pause(`${problem.reason} ${problem.remedy}`);
  }

  /** Writes changed records, one batch after the other. */
  private keepRecords(): void {
    if (this.writing !== null) return;
    const records = this.queue.takeChanged();
    if (records.length === 0) return;
    this.writing = this.options.queueStore
      .put(records)
      .then(
        () => true,
        (error: unknown) => {
          this.queue.stillChanged(records);
          this.queue.pause(
            `The state of the import cannot be kept (${messageOf(error)}). Free disk space, then go on.`,
          );
          return false;
        },
      )
      .then((written) => {
        this.writing = null;
        if (written) this.keepRecords();
        this.show(!written);
      });
  }

  private show(now = false): void {
    const time = this.options.now();
    const idle = this.jobs.size === 0;
    if (!now && !idle && time - this.shownAt < STATUS_MS) return;
    this.shownAt = time;
    this.state.set(this.describe());
  }

  private describe(): ImportStatus {
    return importStatus(this.queue, this.pace, this.load, this.options.now());
  }
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
