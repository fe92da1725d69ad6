/**
 * What other rooms may call of the scheduler: send an intent, hear of refusals and engine events.
 * Thread: main. `send` does not allocate beyond its arguments and never waits.
 */
import { type Command, makeCommand, Op } from '../control-bus/commands.ts';
import { CONTROLS, type ControlSpec, snapControl } from '../control-bus/controls.ts';
import { DOORBELL_BYTES, Doorbell } from '../control-bus/doorbell.ts';
import { INTENT_RING } from '../control-bus/engine-host.ts';
import { Gesture, INTENT } from '../control-bus/layouts.ts';
import { writeStruct } from '../shmem-ipc/layout.ts';
import { createRing, RecordRing } from '../shmem-ipc/ring.ts';
import type { DecidedIntent, ExecutorMemory } from './executor.ts';
import type { EngineEvent, FromScheduler, ToScheduler } from './messages.ts';

export type { DecidedIntent } from './executor.ts';
export type { EngineEvent } from './messages.ts';
export type { RefusalReason } from './permission.ts';
export { AUDIBLE_LUFS, letsThrough } from './world.ts';

export interface SchedulerListener {
  refused(intents: readonly DecidedIntent[]): void;
  events(events: readonly EngineEvent[]): void;
  failed(message: string): void;
}

export interface SchedulerMemory extends Omit<ExecutorMemory, 'intentRings'> {
  readonly resultRing: SharedArrayBuffer;
  readonly logPort: MessagePort | null;
}

const SNAPPED_UNITS: ReadonlySet<ControlSpec['unit']> = new Set<ControlSpec['unit']>(['position', 'amount']);

/**
 * Positions lie on the grid that the session log stores in two bytes. Defaults and values with a unit of their own (dB,
 * semitones, BPM) stay exact; what is out of range stays for permission to refuse.
 */
function snapped(index: number, value: number): number {
  const spec = CONTROLS[index];
  if (spec === undefined || !SNAPPED_UNITS.has(spec.unit) || value === spec.default) return value;
  if (!(value >= spec.min && value <= spec.max)) return value;
  return snapControl(value, spec.min, spec.max);
}

/** Writes intents of one source into its ring. */
export class IntentSender {
  private readonly ring: RecordRing;
  private readonly bell: Doorbell;
  private readonly words = new Int32Array(INTENT.byteSize / 4);
  private readonly view = new DataView(this.words.buffer);
  private nextId = 1;

  constructor(ring: SharedArrayBuffer, bell: Doorbell) {
    this.ring = new RecordRing(ring, INTENT_RING);
    this.bell = bell;
  }

  /**
   * Sends one intent. Returns its id, or 0 when the ring is full (the scheduler stands still: the caller tells).
   * @param eventTimeMs milliseconds since the Unix epoch of the input
   */
  send(fields: Partial<Command> & { op: Op }, eventTimeMs: number, gesture: number = Gesture.plain): number {
    const id = this.nextId;
    const command = makeCommand({ ...fields, id });
    if (command.op === Op.setControl) command.a = snapped(command.target, command.a);
    writeStruct(INTENT, this.view, 0, { command: { ...command, spare: 0 }, eventTimeMs, gesture });
    if (!this.ring.push(this.words, 0)) return 0;
    this.nextId = (this.nextId % 0xfffffff0) + 1;
    this.bell.ring();
    return id;
  }
}

export interface SchedulerClient {
  readonly hand: IntentSender;
  stop(): void;
}

/** Starts the worker and resolves when it drains its rings. Rejects when it cannot start. */
export function startScheduler(memory: SchedulerMemory, listener: SchedulerListener): Promise<SchedulerClient> {
  const handRing = createRing(INTENT_RING);
  const doorbell = new SharedArrayBuffer(DOORBELL_BYTES);
  const { resultRing, logPort, ...rest } = memory;
  const worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module', name: 'scheduler' });
  const tell = (message: ToScheduler, transfer: Transferable[] = []): void => worker.postMessage(message, transfer);
  return new Promise((resolve, reject) => {
    worker.onerror = (event) => {
      const message = `The scheduler stopped: ${event.message}`;
      reject(new Error(message));
      listener.failed(message);
    };
    worker.onmessage = ({ data }: MessageEvent<FromScheduler>) => {
      switch (data.kind) {
        case 'ready':
          resolve({ hand: new IntentSender(handRing, new Doorbell(doorbell)), stop: () => tell({ kind: 'stop' }) });
          return;
        case 'refused':
          listener.refused(data.intents);
          return;
        case 'events':
          listener.events(data.events);
          return;
        case 'failed':
          reject(new Error(data.message));
          listener.failed(data.message);
          return;
      }
    };
    tell(
      { kind: 'init', memory: { ...rest, intentRings: [handRing] }, doorbell, resultRing, logPort },
      logPort === null ? [] : [logPort],
    );
  });
}
