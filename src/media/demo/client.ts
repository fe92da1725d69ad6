/**
 * Demo tracks as the main thread sees them: name a track and a source, hear how the rendering goes.
 * Thread: main.
 */
import { type Endpoint, proxy, type Remote, releaseProxy, wrap } from 'comlink';
import type { MediaProblem } from '../decode/errors.ts';
import type { DemoApi, RenderedTrack } from './demo-service.ts';

export type { RenderedTrack } from './demo-service.ts';

/** Slots handed to a source; `slabs` are all slabs so far, known to the engine already. */
export interface DemoSlotGrant {
  slots: readonly number[];
  slabs: readonly SharedArrayBuffer[];
}

export interface DemoRequest {
  /** Id in the catalogue. */
  trackId: string;
  /** Index in the source table; the caller reserved it and closes it after a failure. */
  source: number;
  /** Takes slots for the source; null when there is no room. */
  requestSlots: (count: number, countInAll: number) => Promise<DemoSlotGrant | null>;
  /** 0 … 1. */
  onProgress?: (share: number) => void;
  signal?: AbortSignal;
}

/** Why a rendering ended early, as an error whose message is for the performer. */
export class DemoError extends Error {
  readonly problem: MediaProblem;

  constructor(problem: MediaProblem) {
    super(`${problem.fileName}: ${problem.reason} ${problem.remedy}`);
    this.name = 'DemoError';
    this.problem = problem;
  }
}

/** A worker, or what stands for it in a test. */
export interface DemoThread {
  endpoint: Endpoint;
  terminate(): void;
}

export interface DemoClientOptions {
  sourceTable: SharedArrayBuffer;
  /** Address of demo-synth.wasm; the one beside the page when not given. */
  synthUrl?: string;
  /** The engine's switches; without them the worker never holds back for playing decks. */
  switches?: SharedArrayBuffer;
  startThread?: () => DemoThread;
}

function startWorker(): DemoThread {
  const worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module', name: 'demo' });
  return { endpoint: worker, terminate: () => worker.terminate() };
}

function defaultUrl(): string {
  return new URL(`${import.meta.env.BASE_URL}demo/demo-synth.wasm`, document.baseURI).href;
}

export class DemoClient {
  private readonly thread: DemoThread;
  private readonly api: Remote<DemoApi>;
  private nextId = 1;

  constructor(options: DemoClientOptions) {
    this.thread = (options.startThread ?? startWorker)();
    this.api = wrap<DemoApi>(this.thread.endpoint);
    void this.api.configure(options.sourceTable, options.synthUrl ?? defaultUrl());
    if (options.switches !== undefined) void this.api.followSwitches(options.switches);
  }

  /**
   * Renders a track into its source, start first; the watermark rises much faster than a deck plays. Resolves when the
   * last frame is there. Rejects with a DemoError; the slots taken are then the caller's to free.
   */
  async render(request: DemoRequest): Promise<RenderedTrack> {
    const id = this.nextId++;
    const cancel = (): void => void this.api.cancel(id);
    request.signal?.addEventListener('abort', cancel);
    if (request.signal?.aborted) cancel();
    const events = proxy({
      requestSlots: request.requestSlots,
      progress: (share: number) => request.onProgress?.(share),
    });
    try {
      const outcome = await this.api.render({ id, trackId: request.trackId, source: request.source }, events);
      if ('track' in outcome) return outcome.track;
      throw new DemoError(outcome.problem);
    } finally {
      request.signal?.removeEventListener('abort', cancel);
    }
  }

  /** Ends the worker; renderings under way report nothing more. */
  dispose(): void {
    this.api[releaseProxy]();
    this.thread.terminate();
  }
}
