/**
 * What other rooms may call of the replay worker. Thread: main, at human rate.
 */
import * as Comlink from 'comlink';
import type { ReplayHelp, ReplayRequest, ReplayWorkerApi } from './replay-messages.ts';
import type { ReplayReport } from './replay-types.ts';

export type { ReplayHelp, ReplayRequest } from './replay-messages.ts';
export type { ReplayDifference, ReplayedTrack, ReplayReport } from './replay-types.ts';
export type { NamedBlob } from './track-finders.ts';

export interface ReplayClient {
  /** Replays a log on an engine of its own; rejects with a sentence. One at a time: a second one cancels the first. */
  replay(request: ReplayRequest, help: ReplayHelp): Promise<ReplayReport>;
  cancel(): void;
  /** Ends the worker. */
  dispose(): void;
}

/** Starts the worker. `onFailure` hears of a worker that died. */
export function startReplay(onFailure: (message: string) => void): ReplayClient {
  const worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module', name: 'replay' });
  worker.onerror = (event) => onFailure(`The replay stopped: ${event.message}`);
  const api = Comlink.wrap<ReplayWorkerApi>(worker);
  return {
    replay: (request, help) => api.replay(request, Comlink.proxy(help)),
    cancel() {
      api.cancel().catch((error: unknown) => onFailure(String(error)));
    },
    dispose: () => worker.terminate(),
  };
}
