/**
 * The shared memory between the engine's shell and everybody else, gathered in one plain value that travels by
 * postMessage: rings, snapshots, switches and the recorder's tap.
 *
 * Thread: any. `createEngineMemory` allocates; the rest is data.
 */
import { createRing, type RingSpec } from '../shmem-ipc/ring.ts';
import { createSeqlock } from '../shmem-ipc/seqlock.ts';
import { COMMAND, EVENT, FAST_STATE, INTENT, SLOW_STATE, TELEMETRY } from './layouts.ts';
import { SOURCE_TABLE_BYTES } from './pcm.ts';
import { createRecorderTap, type RecorderTap } from './recorder-ring.ts';

/** One source of intents → scheduler. Every source has a ring of its own with this shape. */
export const INTENT_RING: RingSpec = { capacity: 1024, recordBytes: INTENT.byteSize };
/** Scheduler → engine. */
export const COMMAND_RING: RingSpec = { capacity: 1024, recordBytes: COMMAND.byteSize };
/** Engine → scheduler: results. */
export const EVENT_RING: RingSpec = { capacity: 4096, recordBytes: EVENT.byteSize };
/**
 * Engine → log worker: arrivals and executions. A disk may hold the worker for seconds, and four decks that outrun their
 * decoder say so in every block: 1500 events a second. What finds no room is missing in the replay.
 */
export const LOG_RING: RingSpec = { capacity: 32_768, recordBytes: EVENT.byteSize };

/** Words of the switch buffer: written with Atomics by the main thread, read by the engine's shell, the painter and background workers. */
export const EngineSwitch = {
  /**
   * 1: the shell reads the wall clock round every callback, for `Telemetry.load`, `lateEvents` and `maxProcessMs`.
   * `Date.now()` boxes its result: 23 bytes of garbage a callback, the only ones there are.
   */
  timing: 0,
  /** Animation frames the main thread has begun, counted by itself: who stands by sees that it is not stalled. */
  mainFrames: 1,
  /** Percent of its time a background worker may work, written by the composition root; 0 (never written): all of it. */
  workPercent: 2,
} as const;
export const ENGINE_SWITCH_BYTES = 12;

/** Everything shared with a running engine, PCM slabs aside. */
export interface EngineMemory {
  readonly commands: SharedArrayBuffer;
  readonly logEvents: SharedArrayBuffer;
  readonly resultEvents: SharedArrayBuffer;
  readonly fast: SharedArrayBuffer;
  readonly slow: SharedArrayBuffer;
  readonly telemetry: SharedArrayBuffer;
  readonly switches: SharedArrayBuffer;
  readonly tap: RecorderTap;
  readonly sources: SharedArrayBuffer;
}

/** Allocates the shared memory of one engine. Thread: the composition root. */
export function createEngineMemory(): EngineMemory {
  return {
    commands: createRing(COMMAND_RING),
    logEvents: createRing(LOG_RING),
    resultEvents: createRing(EVENT_RING),
    fast: createSeqlock(FAST_STATE.byteSize),
    slow: createSeqlock(SLOW_STATE.byteSize),
    telemetry: createSeqlock(TELEMETRY.byteSize),
    switches: new SharedArrayBuffer(ENGINE_SWITCH_BYTES),
    tap: createRecorderTap(),
    sources: new SharedArrayBuffer(SOURCE_TABLE_BYTES),
  };
}
