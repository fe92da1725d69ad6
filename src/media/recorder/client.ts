/**
 * What other rooms may call of the recorder.
 * Thread: main. The sound itself goes from the engine's tap to the worker, never through here.
 */
import * as Comlink from 'comlink';
import type { RecorderTap } from '../../control-bus/recorder-ring.ts';
import type { RecorderStatus, RecorderWorkerApi, RecordingEntry } from './recorder-messages.ts';

export type { RecorderStatus, RecordingEntry } from './recorder-messages.ts';

/** How long a page that is being left waits for the file to be closed. */
const FAREWELL_MS = 120;

export interface RecorderListener {
  /** About four times a second while recording, and at its end. */
  status(status: RecorderStatus): void;
  /** The worker died; a sentence. What was recorded is repaired at the next start. */
  failed(message: string): void;
}

export interface RecorderClient {
  /** Finished recordings when the worker was ready, repaired ones among them. */
  readonly found: readonly RecordingEntry[];
  start(): Promise<RecorderStatus>;
  stop(): Promise<RecorderStatus>;
  list(): Promise<RecordingEntry[]>;
  /** The file's bytes, not copied: a Blob for a download link. */
  blob(name: string): Promise<Blob>;
  remove(name: string): Promise<void>;
  /** Closes the running recording. For `pagehide`: waits up to 120 ms for the worker. */
  endNow(): void;
}

/** Starts the worker on an engine's tap and repairs what a crash left. Rejects when storage is refused. */
export async function startRecorder(
  tap: RecorderTap,
  sampleRateHz: number,
  listener: RecorderListener,
): Promise<RecorderClient> {
  const worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module', name: 'recorder' });
  worker.onerror = (event) =>
    listener.failed(`The recorder stopped: ${event.message}. What it wrote is kept; reload the page to record again.`);
  const api = Comlink.wrap<RecorderWorkerApi>(worker);
  const found = await api.attach(
    tap,
    sampleRateHz,
    Comlink.proxy((status: RecorderStatus) => listener.status(status)),
  );
  return {
    found,
    start: () => api.start(),
    stop: () => api.stop(),
    list: () => api.list(),
    blob: (name) => api.blob(name),
    remove: (name) => api.remove(name),
    endNow() {
      const ended = new SharedArrayBuffer(4);
      const flag = new Int32Array(ended);
      api.end(ended).catch((error: unknown) => listener.failed(String(error)));
      const deadline = performance.now() + FAREWELL_MS;
      while (Atomics.load(flag, 0) === 0 && performance.now() < deadline);
    },
  };
}
