/** What crosses between the scheduler worker and its client. Thread: any; types only. */
import type { COMMAND, EVENT } from '../control-bus/layouts.ts';
import type { ValueOf } from '../shmem-ipc/layout.ts';
import type { DecidedIntent, ExecutorMemory } from './executor.ts';

/** An engine event as a plain value, without its command. */
export type EngineEvent = Omit<ValueOf<typeof EVENT>, 'command'>;
export type CommandRecord = ValueOf<typeof COMMAND>;

export interface SchedulerInit {
  readonly kind: 'init';
  readonly memory: ExecutorMemory;
  readonly doorbell: SharedArrayBuffer;
  readonly resultRing: SharedArrayBuffer;
  /** Where decided intents go to be logged; absent in a studio without a log. */
  readonly logPort: MessagePort | null;
}
export interface SchedulerStop {
  readonly kind: 'stop';
}
export type ToScheduler = SchedulerInit | SchedulerStop;

export type FromScheduler =
  | { readonly kind: 'ready' }
  | { readonly kind: 'refused'; readonly intents: readonly DecidedIntent[] }
  | { readonly kind: 'events'; readonly events: readonly EngineEvent[] }
  | { readonly kind: 'failed'; readonly message: string };

/** Batch on the log port. */
export interface IntentsForLog {
  readonly kind: 'intents';
  readonly intents: readonly DecidedIntent[];
}
