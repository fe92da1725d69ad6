/** Thread: import worker, one of a pool. Entry: answers `ImportWorkerApi` over Comlink. */
import { expose, releaseProxy } from 'comlink';
import { createYield } from '../pace/yield-to-events.ts';
import { ImportService } from './import-service.ts';
import type { ImportJobEvents, ImportWorkerApi } from './messages.ts';

const service = new ImportService({
  now: () => performance.now(),
  yieldToEvents: createYield(),
  sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
});

const api: ImportWorkerApi = {
  run: async (job, events: ImportJobEvents & { [releaseProxy]?: () => void }) => {
    try {
      return await service.run(job, events);
    } finally {
      // Each set of callbacks holds a message port open until it is let go.
      events[releaseProxy]?.();
    }
  },
  cancel: () => service.cancel(),
  setDuty: (share) => service.setDuty(share),
  ping: () => service.ping(),
};

expose(api);
