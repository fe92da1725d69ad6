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
import { StoreError, StoreErrorCode } from '../store/content-store.ts';
import { problemOf } from './import-service.ts';
import type { ImportedTrack } from './import-track.ts';
import type { AudioFile, ImportJobEvents } from './messages.ts';
import { ImportPace } from './pace.ts';
import { type ImportPhase, type ImportProblem, isSettled, isUnderWay } from './phases.ts';
import type { ImportPool, PoolOutcome, RunningJob } from './pool.ts';
import {
  type AudioKeeper,
  type AudioSources,
  type ImportLibrary,
  type QueueStore,
  SourceError,
  SourceErrorCode,
} from './ports.ts';
import { type ImportItem, ImportQueue, type NewItem, type QueueCounts } from './queue.ts';
import { allowanceFor, type MachineLoad } from './throttle.ts';

export interface ImporterOptions {
  readonly pool: ImportPool;
  readonly library: ImportLibrary;
  readonly queueStore: QueueStore;
  readonly sources: AudioSources & { release?(source: string): void };
  readonly keeper: AudioKeeper;
  /** `navigator.hardwareConcurrency`. */
  readonly cores: number;
  /** Milliseconds. */
  readonly now: () => number;
}

/** What a list of the import shows; a new one a few times a second at most. */
export interface ImportStatus {
  readonly counts: QueueCounts;
  readonly total: number;
  /** 0 … 1 of all bytes. */
  readonly share: number;
  /** Null while nothing can be said. */
  readonly etaSeconds: number | null;
  /** Seconds of audio in a second. */
  readonly speed: number | null;
  /** Why nothing new is started, or null. */
  readonly paused: string | null;
  /** True while decks hold the import back. */
  readonly heldBack: boolean;
  readonly underWay: readonly Pick<ImportItem, 'id' | 'name' | 'phase' | 'share'>[];
}

/** Time between two statuses while files are under way. */
const STATUS_MS = 250;

const PAUSED_BY_HAND = 'Paused.';

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
    this.load = { cores: options.cores, decksPlaying: 0, engineLoad: 0, lateEvents: 0 };
    this.state = new Value(this.describe());
  }

  get status(): Observable<ImportStatus> {
    return this.state;
  }

  /** Takes up the import of an earlier session where it stood. Rejects when the queue's records cannot be read. */
  static async open(options: ImporterOptions): Promise<Importer> {
    const importer = new Importer(options, ImportQueue.restore(await options.queueStore.load()));
    importer.setLoad({ decksPlaying: 0, engineLoad: 0, lateEvents: 0 });
    return importer;
  }

  /** Adds files at the end of the queue; returns their ids. */
  add(items: readonly NewItem[]): number[] {
    const ids = this.queue.add(items);
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
    const file = await this.options.sources.open(source).finally(() => {
      this.opening--;
    });
    if (this.closed || !this.isCurrent(item)) return;
    if (this.options.pool.free === 0) {
      // The machine got busy while the file was opened.
      this.queue.giveBack(run, id);
      return;
    }
    const job = this.options.pool.run({ file, fileName: name }, this.eventsOf(item));
    this.jobs.set(id, job);
    const outcome = await job.outcome;
    this.jobs.delete(id);
    if (this.closed) return;
    if (outcome.kind === 'track') await this.keep(item, file, outcome.track);
    else this.conclude(item, outcome);
  }

  private isCurrent({ id, run }: ImportItem): boolean {
    const now = this.queue.get(id);
    return now !== undefined && now.run === run && isUnderWay(now.phase);
  }

  private eventsOf({ id, run }: ImportItem): ImportJobEvents {
    return {
      phase: (phase: ImportPhase) => {
        this.queue.advance(run, id, phase);
        this.show();
      },
      progress: (share, audioSeconds) => {
        this.queue.progress(run, id, share, audioSeconds);
        this.show();
      },
      findContent: (contentId) => this.options.library.findContent(contentId),
    };
  }

  /** Audio first, then the record: a track of the library always has its sound. */
  private async keep(item: ImportItem, file: AudioFile, track: ImportedTrack): Promise<void> {
    const { id, run, source, name } = item;
    if (!this.queue.advance(run, id, 'storing')) return;
    this.show();
    const audio = await this.options.keeper.keep(source, file, track.decoded.contentId);
    // Cancelled meanwhile: the copy stays unnamed in the store, where it is evicted first.
    if (this.queue.get(id)?.phase !== 'storing') return;
    this.committing.add(id);
    const { kind, trackId } = await this.options.library
      .add({ ...track, fileName: name, sizeBytes: item.bytes, audio })
      .finally(() => this.committing.delete(id));
    const audioSeconds = track.decoded.totalFrames / SESSION_RATE_HZ;
    this.queue.progress(run, id, 1, audioSeconds);
    this.queue.settle(run, id, { phase: kind === 'added' ? 'done' : 'duplicate', trackId });
    this.pace.finished(name, item.bytes, audioSeconds);
    this.options.sources.release?.(source);
  }

  private conclude({ id, run }: ImportItem, outcome: Exclude<PoolOutcome, { kind: 'track' }>): void {
    if (outcome.kind === 'known') this.queue.settle(run, id, { phase: 'duplicate', trackId: outcome.known.trackId });
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
    const { queue, pace } = this;
    let [bytes, bytesDone, audioLeft, audioUnderWay] = [0, 0, 0, 0];
    const underWay: ImportStatus['underWay'][number][] = [];
    queue.forEach((item) => {
      bytes += item.bytes;
      bytesDone += item.bytes * item.share;
      if (isSettled(item.phase)) return;
      const audio = item.audioSeconds ?? pace.guessSeconds(item.name, item.bytes);
      audioLeft += audio * (1 - item.share);
      if (!isUnderWay(item.phase)) return;
      audioUnderWay += audio * item.share;
      underWay.push({ id: item.id, name: item.name, phase: item.phase, share: item.share });
    });
    pace.tick(this.options.now(), underWay.length > 0, audioUnderWay);
    return {
      counts: { ...queue.counts },
      total: queue.size,
      share: bytes > 0 ? bytesDone / bytes : 0,
      etaSeconds: queue.paused === null && audioLeft > 0 ? pace.etaSeconds(audioLeft) : null,
      speed: pace.speed(),
      paused: queue.paused,
      heldBack: allowanceFor(this.load).duty < 1 && this.load.decksPlaying > 0,
      underWay,
    };
  }
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
