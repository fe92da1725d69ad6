/**
 * What others may ask of the analysis worker.
 * Thread: main. Nothing here runs per frame.
 */
import * as Comlink from 'comlink';
import type { AnalysisListener, AnalysisRequest } from './job.ts';
import type { AnalysisOutcome } from './queue.ts';
import type { AnalysisWorkerApi } from './worker.ts';

export type { AnalysisListener, AnalysisRequest } from './job.ts';
export type { AnalysisOutcome } from './queue.ts';
export type { AnalysisResult, ConstantGrid, KeyEstimate, TempoAlternative } from './result.ts';

export interface AnalysisInit {
  readonly sourceTable: SharedArrayBuffer;
  /** Session rate. */
  readonly rateHz: number;
  /** The engine's switches: playing decks come first. */
  readonly switches: SharedArrayBuffer;
  /** The worker itself failed; a sentence for the performer. */
  readonly onProblem: (text: string) => void;
}

export class AnalysisClient {
  private readonly worker: Worker;
  private readonly api: Comlink.Remote<AnalysisWorkerApi>;
  private readonly started: Promise<void>;

  constructor(init: AnalysisInit) {
    this.worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module', name: 'analysis' });
    this.worker.onerror = (event) =>
      init.onProblem(
        `Analysis stopped: ${event.message}. Tracks play without grids; reload the page to analyse again.`,
      );
    this.api = Comlink.wrap<AnalysisWorkerApi>(this.worker);
    this.started = this.api.start(init.sourceTable, init.rateHz, init.switches);
  }

  /** Slabs in order, each before a source that lies in it is analysed. */
  async addSlab(index: number, slab: SharedArrayBuffer): Promise<void> {
    await this.started;
    await this.api.addSlab(index, slab);
  }

  /**
   * Analyses a load while it decodes: the waveform at once and growing, the result after decoding has ended. The promise
   * settles with the outcome and rejects only when the worker is gone.
   */
  async analyse(request: AnalysisRequest, listener: AnalysisListener): Promise<AnalysisOutcome> {
    await this.started;
    return this.api.analyse(
      request,
      Comlink.proxy((buffer: SharedArrayBuffer) => listener.waveform(buffer)),
      Comlink.proxy((share: number) => listener.progress(share)),
    );
  }

  /** Await this before the source's slots are given to another track. */
  async cancel(loadToken: number): Promise<void> {
    await this.started;
    await this.api.cancel(loadToken);
  }

  dispose(): void {
    this.worker.terminate();
  }
}
