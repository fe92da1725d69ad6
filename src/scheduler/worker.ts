// Thread: scheduler worker (entry).
import { EventType } from '../control-bus/commands.ts';
import { Doorbell } from '../control-bus/doorbell.ts';
import { EVENT_RING } from '../control-bus/engine-host.ts';
import { EVENT } from '../control-bus/layouts.ts';
import { createStruct, readStruct } from '../shmem-ipc/layout.ts';
import { RecordRing } from '../shmem-ipc/ring.ts';
import { Executor } from './executor.ts';
import type { EngineEvent, FromScheduler, IntentsForLog, SchedulerInit, ToScheduler } from './messages.ts';

/** Results of the engine are looked at this often even when no intent arrives. */
const POLL_MS = 8;

declare const self: DedicatedWorkerGlobalScope;

const post = (message: FromScheduler): void => self.postMessage(message);

/** Events nobody off the audio thread acts upon: the log has them from its own ring. */
const isQuiet = (type: number): boolean => type === EventType.arrived;

let running = false;

async function run(init: SchedulerInit): Promise<void> {
  const executor = new Executor(init.memory);
  const bell = new Doorbell(init.doorbell);
  const results = new RecordRing(init.resultRing, EVENT_RING);
  const words = new Int32Array(EVENT.byteSize / 4);
  const view = new DataView(words.buffer);
  const event = createStruct(EVENT);
  running = true;
  post({ kind: 'ready' });
  while (running) {
    const seen = bell.seen;
    const decided = executor.drain();
    if (decided.length > 0) {
      const batch: IntentsForLog = { kind: 'intents', intents: decided };
      init.logPort?.postMessage(batch);
      const refused = decided.filter((d) => d.refused !== null);
      if (refused.length > 0) post({ kind: 'refused', intents: refused });
    }
    const events: EngineEvent[] = [];
    while (results.pop(words, 0)) {
      readStruct(EVENT, view, 0, event);
      if (isQuiet(event.type)) continue;
      const { command: _, ...plain } = event;
      events.push(plain);
    }
    if (events.length > 0) post({ kind: 'events', events });
    await bell.wait(seen, POLL_MS);
  }
}

self.onmessage = ({ data }: MessageEvent<ToScheduler>) => {
  if (data.kind === 'stop') {
    running = false;
    self.close();
    return;
  }
  run(data).catch((error: unknown) =>
    post({ kind: 'failed', message: error instanceof Error ? error.message : String(error) }),
  );
};
