/**
 * The shared memory between the engine's shell and everybody else: which rings, snapshots and switches there are, and
 * how large each is. One declaration, so that the composition root, the audio thread and the workers cannot disagree.
 *
 * Thread: any. `createEngineMemory` allocates; the rest is data.
 */
import { array, struct } from '../shmem-ipc/layout.ts';
import { createRing, type RingSpec } from '../shmem-ipc/ring.ts';
import { createSeqlock } from '../shmem-ipc/seqlock.ts';
import { BLOCK_FRAMES } from './constants.ts';
import { COMMAND, EVENT, FAST_STATE, SLOW_STATE, TELEMETRY } from './layouts.ts';
import { SOURCE_TABLE_BYTES } from './pcm.ts';

/** One block of the master as the recorder takes it: interleaved stereo. */
export const TAP_BLOCK = struct('TapBlock', {
  /** Engine frame of the first sample. A gap between records is a gap in the recording. */
  frame: 'f64',
  samples: array('f32', BLOCK_FRAMES * 2),
});

/** Scheduler → engine. */
export const COMMAND_RING: RingSpec = { capacity: 1024, recordBytes: COMMAND.byteSize };
/** Engine → log worker (arrivals and executions), and engine → scheduler (results): one ring of this shape each. */
export const EVENT_RING: RingSpec = { capacity: 4096, recordBytes: EVENT.byteSize };
/** Engine → recorder: 5.4 s at 48 kHz. */
export const TAP_RING: RingSpec = { capacity: 2048, recordBytes: TAP_BLOCK.byteSize };

/** Words of the switch buffer, written with Atomics by the host, read by the engine every block. */
export const EngineSwitch = {
  /** 1: the master goes to the tap ring. */
  recording: 0,
  /** 1: the shell reads the wall clock round every callback, for load and late events. Costs 23 bytes of garbage a callback. */
  timing: 1,
} as const;
export const ENGINE_SWITCH_BYTES = 16;

/** Everything shared with a running engine, PCM slabs aside. Plain: it travels by postMessage. */
export interface EngineMemory {
  readonly commands: SharedArrayBuffer;
  readonly logEvents: SharedArrayBuffer;
  readonly resultEvents: SharedArrayBuffer;
  readonly fast: SharedArrayBuffer;
  readonly slow: SharedArrayBuffer;
  readonly telemetry: SharedArrayBuffer;
  readonly switches: SharedArrayBuffer;
  readonly tap: SharedArrayBuffer;
  readonly sources: SharedArrayBuffer;
}

/** Allocates the shared memory of one engine. Thread: the composition root. */
export function createEngineMemory(): EngineMemory {
  return {
    commands: createRing(COMMAND_RING),
    logEvents: createRing(EVENT_RING),
    resultEvents: createRing(EVENT_RING),
    fast: createSeqlock(FAST_STATE.byteSize),
    slow: createSeqlock(SLOW_STATE.byteSize),
    telemetry: createSeqlock(TELEMETRY.byteSize),
    switches: new SharedArrayBuffer(ENGINE_SWITCH_BYTES),
    tap: createRing(TAP_RING),
    sources: new SharedArrayBuffer(SOURCE_TABLE_BYTES),
  };
}
