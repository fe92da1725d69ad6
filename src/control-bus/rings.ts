/** The rings of a session: who writes, who reads, how big. Thread: any; pure data. */
import type { RingSpec } from '../shmem-ipc/ring.ts';
import { COMMAND, EVENT, INTENT } from './layouts.ts';

/** Main thread → scheduler. Each further source of intents gets a ring of its own with this shape. */
export const INTENT_RING: RingSpec = { capacity: 1024, recordBytes: INTENT.byteSize };
/** Scheduler → engine. */
export const COMMAND_RING: RingSpec = { capacity: 1024, recordBytes: COMMAND.byteSize };
/** Engine → log worker. */
export const LOG_EVENT_RING: RingSpec = { capacity: 4096, recordBytes: EVENT.byteSize };
/** Engine → scheduler, which passes on what the main thread must know. */
export const RESULT_RING: RingSpec = { capacity: 4096, recordBytes: EVENT.byteSize };
