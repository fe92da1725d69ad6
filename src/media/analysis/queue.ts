/**
 * Runs analysis jobs one small step at a time: waveforms first, because they are looked at; then tempo, oldest load
 * first. Between steps the worker answers messages, so a cancel is heard within a few milliseconds.
 *
 * Thread: analysis worker; runs anywhere that has MessageChannel and setTimeout.
 */

import type { PcmStore } from '../../control-bus/pcm.ts';
import { WorkShare } from '../pace/work-share.ts';
import { AnalysisJob, type AnalysisListener, type AnalysisRequest } from './job.ts';
import type { AnalysisResult } from './result.ts';

/** How long to rest when every job waits for its decoder. */
const REST_MS = 15;

export type AnalysisOutcome =
  /** `result` is null when only the waveform was wanted. */
  | { readonly kind: 'done'; readonly result: AnalysisResult | null }
  | { readonly kind: 'cancelled' }
  /** A sentence for the performer. The track plays regardless. */
  | { readonly kind: 'failed'; readonly problem: string };

interface Entry {
  readonly job: AnalysisJob;
  readonly settle: (outcome: AnalysisOutcome) => void;
}

export class AnalysisQueue {
  private readonly store: PcmStore;
  private readonly rateHz: number;
  private readonly entries: Entry[] = [];
  private readonly breath = new MessageChannel();
  private readonly share = new WorkShare();
  private running = false;
  private turn = 0;

  constructor(store: PcmStore, rateHz: number) {
    this.store = store;
    this.rateHz = rateHz;
    this.breath.port1.onmessage = () => this.run();
  }

  /** Gives the engine's switches: from now on playing decks come first. */
  followSwitches(switches: SharedArrayBuffer): void {
    this.share.follow(switches);
  }

  /** Starts a job; the promise settles when it is done, cancelled or failed. It never rejects. */
  analyse(request: AnalysisRequest, listener: AnalysisListener): Promise<AnalysisOutcome> {
    this.cancel(request.loadToken);
    return new Promise((settle) => {
      this.entries.push({ job: new AnalysisJob(request, this.store, this.rateHz, listener), settle });
      this.wake();
    });
  }

  /** Ends a job. After this returns, nothing reads its source any more. */
  cancel(loadToken: number): void {
    const at = this.entries.findIndex(({ job }) => job.request.loadToken === loadToken);
    if (at >= 0) this.leave(at, { kind: 'cancelled' });
  }

  /** Ends all jobs and the queue. */
  close(): void {
    while (this.entries.length > 0) this.leave(0, { kind: 'cancelled' });
    this.breath.port1.close();
  }

  private leave(at: number, outcome: AnalysisOutcome): void {
    const [entry] = this.entries.splice(at, 1);
    entry?.settle(outcome);
  }

  private wake(): void {
    if (this.running) return;
    this.running = true;
    this.breath.port2.postMessage(null);
  }

  private run(): void {
    const began = performance.now();
    const worked = this.step();
    const rest = worked ? this.share.restAfter(performance.now() - began) : REST_MS;
    if (this.entries.length === 0) this.running = false;
    else if (rest === 0) this.breath.port2.postMessage(null);
    else setTimeout(() => this.run(), rest);
  }

  /** One step of one job; false when all wait. */
  private step(): boolean {
    const { entries } = this;
    for (let i = 0; i < entries.length; i++) {
      const at = (this.turn + i) % entries.length;
      if (this.advance(at, 'stepWaveform')) {
        this.turn = at + 1;
        return true;
      }
    }
    for (let at = 0; at < entries.length; at++) if (this.advance(at, 'stepTempo')) return true;
    return false;
  }

  private advance(at: number, step: 'stepWaveform' | 'stepTempo'): boolean {
    const { job } = this.entries[at] as Entry;
    try {
      const outcome = job[step]();
      if (step === 'stepTempo' && outcome === 'done') {
        this.leave(at, { kind: 'done', result: job.result });
        return true;
      }
      return outcome === 'worked';
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      this.leave(at, {
        kind: 'failed',
        problem: `The track could not be analysed: ${reason}. It plays without a grid; set one by hand.`,
      });
      return true;
    }
  }
}
