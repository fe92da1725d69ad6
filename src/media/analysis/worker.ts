/**
 * The analysis worker. Thread: analysis worker (one for the whole studio, so that never more than one core is busy with
 * it). Calls come by Comlink at human rate; PCM and waveforms are shared memory.
 */
import * as Comlink from 'comlink';
import { PcmStore } from '../../control-bus/pcm.ts';
import type { AnalysisListener, AnalysisRequest } from './job.ts';
import { type AnalysisOutcome, AnalysisQueue } from './queue.ts';

interface Ready {
  readonly store: PcmStore;
  readonly queue: AnalysisQueue;
}

/** A function of the main thread, as it arrives here. */
type Callback<T> = ((value: T) => void) & { [Comlink.releaseProxy]?: () => void };

let ready: Ready | null = null;

function studio(): Ready {
  if (ready === null) throw new Error('the analysis worker was asked before start');
  return ready;
}

const api = {
  /** Gives the source table, the session rate and the engine's switches. Once, before anything else. */
  start(sourceTable: SharedArrayBuffer, rateHz: number, switches: SharedArrayBuffer): void {
    const store = new PcmStore(sourceTable);
    const queue = new AnalysisQueue(store, rateHz);
    queue.followSwitches(switches);
    ready = { store, queue };
  },
  /** Slabs in order; those a source lies in before `analyse` names it. */
  addSlab(index: number, slab: SharedArrayBuffer): void {
    studio().store.addSlab(index, slab);
  },
  /** Settles when the analysis is done, cancelled or failed. */
  analyse(
    request: AnalysisRequest,
    onWaveform: Callback<SharedArrayBuffer>,
    onProgress: Callback<number>,
  ): Promise<AnalysisOutcome> {
    const listener: AnalysisListener = { waveform: onWaveform, progress: onProgress };
    return studio()
      .queue.analyse(request, listener)
      .finally(() => {
        // Each callback holds a message port open until it is let go.
        onWaveform[Comlink.releaseProxy]?.();
        onProgress[Comlink.releaseProxy]?.();
      });
  },
  /** Once this has answered, nothing reads the load's source any more. */
  cancel(loadToken: number): void {
    studio().queue.cancel(loadToken);
  },
};

export type AnalysisWorkerApi = typeof api;

Comlink.expose(api);
