/**
 * Decoding as the main thread sees it: hand in a file and a source, hear how it goes.
 * Thread: main.
 */
import { type Endpoint, proxy, type Remote, releaseProxy, transfer, wrap } from 'comlink';
import type { DecodeApi, DecodeOutcome } from './decode-service.ts';
import type { DecodedTrack, TrackOpened } from './decode-track.ts';
import type { MediaProblem } from './errors.ts';
import { JobPriority } from './job-queue.ts';

export type { DecodedTrack } from './decode-track.ts';
export { JobPriority };

/** Who owns the slots of the PCM pool. */
export interface SlotPool {
  /**
   * Takes `count` slots for `source`, which needs `countInAll` at most; null when there is no room. Their slabs are
   * known to the engine before this resolves.
   */
  takeSlots(source: number, count: number, countInAll: number): Promise<readonly number[] | null>;
  /** All slabs so far, in order. */
  readonly slabs: readonly SharedArrayBuffer[];
}

export interface DecodeRequest {
  file: Blob;
  fileName: string;
  /** Index in the source table; the caller reserved it and closes it after a failure. */
  source: number;
  priority: JobPriority;
}

/** Exactly one of `done` and `failed` is called, once. */
export interface DecodeListener {
  /** The source is about to be opened: length and codec are known. */
  opened?(opened: TrackOpened): void;
  /** 0 … 1. */
  progress?(share: number): void;
  /** The waveform of a track too long for memory, drawn as it is decoded; told before it can be played. */
  waveform?(buffer: SharedArrayBuffer): void;
  done(track: DecodedTrack): void;
  /** `cancelled` arrives here as well. The slots taken are the caller's to free. */
  failed(problem: MediaProblem): void;
}

/** A worker, or what stands for it in a test. */
export interface DecodeThread {
  endpoint: Endpoint;
  terminate(): void;
}

export interface DecodeClientOptions {
  sourceTable: SharedArrayBuffer;
  sessionRateHz: number;
  pool: SlotPool;
  /** The engine's switches; without them the worker never holds back for playing decks. */
  switches?: SharedArrayBuffer;
  /** A new end of the page worker for writers; without it tracks too long for memory are refused. */
  connectPages?: () => MessagePort;
  startThread?: () => DecodeThread;
  /** Silence after which the worker is asked whether it lives, and as long again to answer. */
  patienceMs?: number;
}

function startWorker(): DecodeThread {
  const worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module', name: 'decode' });
  return { endpoint: worker, terminate: () => worker.terminate() };
}

interface PendingJob {
  id: number;
  request: DecodeRequest;
  listener: DecodeListener;
  started: boolean;
}

export class DecodeClient {
  private readonly options: DecodeClientOptions;
  private readonly patienceMs: number;
  private readonly jobs = new Map<number, PendingJob>();
  private thread: DecodeThread;
  private api: Remote<DecodeApi>;
  private nextId = 1;
  private watchdog: ReturnType<typeof setTimeout> | undefined;

  constructor(options: DecodeClientOptions) {
    this.options = options;
    this.patienceMs = options.patienceMs ?? 15_000;
    [this.thread, this.api] = this.start();
  }

  private start(): [DecodeThread, Remote<DecodeApi>] {
    const thread = (this.options.startThread ?? startWorker)();
    const api = wrap<DecodeApi>(thread.endpoint);
    void api.configure(this.options.sourceTable, this.options.sessionRateHz);
    if (this.options.switches !== undefined) void api.followSwitches(this.options.switches);
    const pages = this.options.connectPages?.();
    if (pages !== undefined) void api.followPages(transfer(pages, [pages]));
    return [thread, api];
  }

  /** Queues a file. Returns what cancels it. */
  decode(request: DecodeRequest, listener: DecodeListener): { cancel: () => void } {
    const job: PendingJob = { id: this.nextId++, request, listener, started: false };
    this.jobs.set(job.id, job);
    void this.submit(job);
    return {
      cancel: () => {
        if (this.jobs.has(job.id)) void this.api.cancel(job.id);
      },
    };
  }

  private async submit(job: PendingJob): Promise<void> {
    const { request, listener } = job;
    const { api } = this;
    const current = (): boolean => this.api === api && this.jobs.has(job.id);
    this.keepWatch();
    const events = proxy({
      requestSlots: async (count: number, countInAll: number) => {
        this.keepWatch();
        const slots = current() ? await this.options.pool.takeSlots(request.source, count, countInAll) : null;
        if (slots === null) return null;
        return { slots, slabs: this.options.pool.slabs };
      },
      started: () => {
        job.started = true;
        this.keepWatch();
      },
      opened: (opened: TrackOpened) => {
        this.keepWatch();
        if (current()) listener.opened?.(opened);
      },
      progress: (share: number) => {
        this.keepWatch();
        if (current()) listener.progress?.(share);
      },
      waveform: async (buffer: SharedArrayBuffer) => {
        this.keepWatch();
        if (current()) listener.waveform?.(buffer);
      },
    });
    const outcome = await api.decode({ id: job.id, ...request }, events);
    if (current()) this.finish(job, outcome);
  }

  private finish(job: PendingJob, outcome: DecodeOutcome): void {
    this.jobs.delete(job.id);
    this.keepWatch();
    if ('track' in outcome) job.listener.done(outcome.track);
    else job.listener.failed(outcome.problem);
  }

  /** Restarts the wait for a sign of life; no wait without jobs. */
  private keepWatch(): void {
    clearTimeout(this.watchdog);
    if (this.jobs.size === 0) return;
    this.watchdog = setTimeout(() => void this.askForLife(), this.patienceMs);
  }

  private async askForLife(): Promise<void> {
    const { api } = this;
    const alive = await Promise.race([
      api.ping().then(() => true),
      new Promise<boolean>((resolve) => setTimeout(() => resolve(false), this.patienceMs)),
    ]);
    if (this.api !== api) return;
    if (alive) this.keepWatch();
    else this.replaceThread();
  }

  /** Ends a stuck worker: its started jobs fail, the others move to a new one. */
  private replaceThread(): void {
    this.thread.terminate();
    [this.thread, this.api] = this.start();
    for (const job of [...this.jobs.values()]) {
      if (job.started) {
        const problem: MediaProblem = {
          code: 'decoderFailed',
          fileName: job.request.fileName,
          reason: 'the decoder stopped answering and was restarted.',
          remedy: 'Export this file again as WAV or FLAC.',
        };
        this.finish(job, { problem });
      } else void this.submit(job);
    }
  }

  /** Ends the worker; jobs under way report nothing more. */
  dispose(): void {
    clearTimeout(this.watchdog);
    this.jobs.clear();
    this.api[releaseProxy]();
    this.thread.terminate();
  }
}
