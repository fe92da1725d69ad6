/**
 * What other rooms may call of the log worker.
 * Thread: main. Calls are at human rate; the log's continuous part goes through the engine's ring, not through here.
 */
import * as Comlink from 'comlink';
import type { ByteFileEntry } from '../byte-files/byte-files.ts';
import type { CrashedLog, LogIdentity, LogMessage, LogSources, LogStatus, LogWorkerApi } from './log-messages.ts';

export type { ByteFileEntry } from '../byte-files/byte-files.ts';
export {
  controlCommands,
  deckCommands,
  type ResumeDeck,
} from '../resume/plan.ts';
export { shortHash } from '../session-log/format.ts';
export type { CrashedLog, HostFact, LogIdentity, LogMessage, LogSources, LogStatus } from './log-messages.ts';
export { LOG_RETENTION, type RetentionRule } from './retention.ts';

/** How long a page that is being left waits for the last frame to reach the disk. */
const FAREWELL_MS = 120;

export interface LogClient {
  /** To be handed to the scheduler as its log port, once. */
  readonly schedulerPort: MessagePort;
  /** Starts this session's log. Rejects (ByteFileError text) when storage is refused. */
  begin(identity: LogIdentity, sources: LogSources): Promise<LogStatus>;
  /** Reports a track, a source or a host event. Does not wait. */
  report(message: LogMessage): void;
  status(): Promise<LogStatus | null>;
  /** Ends the log. For `pagehide`: waits up to 120 ms for the worker, because the page has no later moment. */
  endNow(): void;
  /** The newest set that a crash interrupted. Ask before `begin`. */
  findCrashed(): Promise<CrashedLog | null>;
  /** Marks a crashed log as answered for, whether it was resumed or declined. */
  settle(name: string): Promise<void>;
  /** Every log kept, oldest first; the running one is brought up to date before. */
  list(): Promise<ByteFileEntry[]>;
  read(name: string): Promise<Blob>;
  remove(name: string): Promise<void>;
}

/** Starts the worker. `onFailure` hears of a worker that died, with a sentence. */
export function startLogWorker(onFailure: (message: string) => void): LogClient {
  const worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module', name: 'session log' });
  worker.onerror = (event) => onFailure(`The session log stopped: ${event.message}. Reload the page between two sets.`);
  const api = Comlink.wrap<LogWorkerApi>(worker);
  const { port1, port2 } = new MessageChannel();
  const failed = (error: unknown): void => onFailure(`The session log refused a report: ${String(error)}`);
  return {
    schedulerPort: port1,
    begin: (identity, sources) => api.begin(identity, sources, Comlink.transfer(port2, [port2])),
    report(message) {
      api.report(message).catch(failed);
    },
    status: () => api.status(),
    endNow() {
      const ended = new SharedArrayBuffer(4);
      const flag = new Int32Array(ended);
      api.end(ended).catch(failed);
      const deadline = performance.now() + FAREWELL_MS;
      while (Atomics.load(flag, 0) === 0 && performance.now() < deadline);
    },
    findCrashed: () => api.findCrashed(),
    settle: (name) => api.settle(name),
    list: () => api.list(),
    read: (name) => api.read(name),
    remove: (name) => api.remove(name),
  };
}
