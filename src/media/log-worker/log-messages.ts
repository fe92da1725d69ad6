/**
 * What the log worker is told by others. Thread: any; types only.
 */
import type { Command } from '../../control-bus/commands.ts';
import type { ByteFileEntry } from '../byte-files/byte-files.ts';
import type { ResumePlan } from '../resume/plan.ts';
import type { HostEvent, LogHeader, SourceFact, TrackFact } from '../session-log/format.ts';

/** One decided intent, as the scheduler posts it. */
export interface DecidedForLog {
  readonly command: Command;
  readonly eventTimeMs: number;
  readonly gesture: number;
  readonly refused: { readonly kind: string } | null;
}

/** Batch on the scheduler's log port. */
export interface IntentsForLog {
  readonly kind: 'intents';
  readonly intents: readonly DecidedForLog[];
}

/** A fact the studio reports. Wall time is added by the log worker. */
export type HostFact = Omit<HostEvent, 'wallMs'>;

export type LogMessage =
  | IntentsForLog
  | { readonly kind: 'track'; readonly track: TrackFact }
  | { readonly kind: 'source'; readonly source: SourceFact }
  | { readonly kind: 'host'; readonly host: HostFact };

/** What a session is begun with. The log worker adds the start time and the table of controls. */
export type LogIdentity = Omit<LogHeader, 'startedAtMs' | 'controls'>;

/** Shared memory of the engine that the log follows. */
export interface LogSources {
  /** The engine's log ring (`LOG_RING`). */
  readonly logEvents: SharedArrayBuffer;
  readonly fast: SharedArrayBuffer;
  readonly slow: SharedArrayBuffer;
}

/** How the log fares, for whoever shows it. */
export interface LogStatus {
  readonly name: string;
  readonly bytes: number;
  /** Why nothing reaches the disk at present and what to do, or null. */
  readonly problem: string | null;
}

/** A log whose set ended without a farewell. */
export interface CrashedLog {
  readonly name: string;
  readonly plan: ResumePlan;
}

/** What the worker offers over Comlink; `LogClient` is the form for other rooms. */
export interface LogWorkerApi {
  /** Starts the log of this tab's session. `schedulerPort` receives the scheduler's batches. */
  begin(identity: LogIdentity, sources: LogSources, schedulerPort: MessagePort): Promise<LogStatus>;
  report(message: LogMessage): void;
  status(): LogStatus | null;
  /** Ends the log and tells through shared memory, which a page that is being left can still see. */
  end(ended: SharedArrayBuffer): void;
  findCrashed(): Promise<CrashedLog | null>;
  settle(name: string): Promise<void>;
  /** Every log kept, oldest first; the running one is brought up to date before. */
  list(): Promise<ByteFileEntry[]>;
  /** The bytes of a log; the running one is brought up to date first. */
  read(name: string): Promise<Blob>;
  remove(name: string): Promise<void>;
}
