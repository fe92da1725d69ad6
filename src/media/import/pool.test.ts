import { expose } from 'comlink';
import { afterEach, expect, test } from 'vitest';
import { sineWithClick, wavFile } from '../decode/test-audio.ts';
import { ImportService } from './import-service.ts';
import type { ImportJobEvents, ImportWorkerApi } from './messages.ts';
import { ImportPool, type ImportThread, type PoolClock } from './pool.ts';

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
const events: ImportJobEvents = {
  phase: () => undefined,
  progress: () => undefined,
  standingOf: async () => ({ kind: 'new' }),
};
const job = { file: new Blob([wavFile({ ...sineWithClick(48_000, 0.5), encoding: 'int16' })]), fileName: 'a.wav' };

/** Timers that run when the test says so. */
class HandClock implements PoolClock {
  private readonly timers = new Set<() => void>();
  setTimer(run: () => void): unknown {
    this.timers.add(run);
    return run;
  }
  clearTimer(timer: unknown): void {
    this.timers.delete(timer as () => void);
  }
  async pass(): Promise<void> {
    for (const run of [...this.timers]) {
      this.timers.delete(run);
      run();
    }
    for (let i = 0; i < 20; i++) await turn();
  }
}

const ports: MessagePort[] = [];
afterEach(() => {
  for (const port of ports.splice(0)) port.close();
});

/** A pool whose workers are made by `answer`; `null` makes one that never answers. */
function setUp(answer: (n: number) => ImportWorkerApi | null) {
  const threads: (ImportThread & { ended: boolean })[] = [];
  const clock = new HandClock();
  const pool = new ImportPool({
    clock,
    startThread: () => {
      const { port1, port2 } = new MessageChannel();
      ports.push(port1, port2);
      const api = answer(threads.length);
      if (api !== null) expose(api, port1);
      const thread = {
        endpoint: port2,
        onCrash: null,
        ended: false,
        terminate() {
          thread.ended = true;
        },
      };
      threads.push(thread);
      return thread;
    },
  });
  return { pool, threads, clock };
}

const realService = (): ImportService =>
  new ImportService({ now: () => 0, yieldToEvents: turn, sleep: async () => undefined });
/** A worker that works until it is told to end. */
function endless(): ImportWorkerApi & { duty: number } {
  let stop: (() => void) | null = null;
  const api = {
    duty: 1,
    run: () =>
      new Promise<{ kind: 'cancelled' }>((resolve) => {
        stop = () => resolve({ kind: 'cancelled' });
      }),
    cancel: () => stop?.(),
    setDuty: (share: number) => {
      api.duty = share;
    },
    ping: () => undefined,
  };
  return api;
}

test('a job comes back with its track, and its worker takes the next one', async () => {
  const { pool, threads } = setUp(realService);
  for (let i = 0; i < 2; i++) {
    const outcome = await pool.run(job, events).outcome;
    expect(outcome).toMatchObject({ kind: 'track', track: { decoded: { totalFrames: 24_000 } } });
  }
  expect(threads).toHaveLength(1);
  pool.dismissIdle(0);
  expect(threads[0]?.ended).toBe(true);
});

test('no more jobs than allowed; a smaller allowance ends idle workers and slows the others', async () => {
  const workers = [endless(), endless(), endless()];
  const { pool, threads } = setUp((n) => workers[n] ?? null);
  pool.allow({ workers: 3, duty: 1 });
  const jobs = [pool.run(job, events), pool.run(job, events), pool.run(job, events)];
  expect([pool.free, pool.running]).toEqual([0, 3]);
  expect(() => pool.run(job, events)).toThrow(/no free worker/);
  pool.allow({ workers: 1, duty: 0.5 });
  await turn();
  expect(pool.free).toBe(0);
  await turn();
  expect(workers[0]?.duty).toBeCloseTo(1 / 6);
  jobs[0]?.cancel();
  jobs[1]?.cancel();
  expect(await jobs[0]?.outcome).toEqual({ kind: 'cancelled' });
  await jobs[1]?.outcome;
  for (let i = 0; i < 5; i++) await turn();
  expect(workers[2]?.duty).toBe(0.5);
  expect(threads.filter(({ ended }) => ended)).toHaveLength(2);
  pool.allow({ workers: 4, duty: 0 });
  expect(pool.free).toBe(0);
  pool.dispose();
});

test('a crashed worker is replaced, and its job is reported as lost', async () => {
  const { pool, threads } = setUp((n) => (n === 0 ? endless() : realService()));
  const lost = pool.run(job, events);
  threads[0]?.onCrash?.('out of memory');
  expect(await lost.outcome).toMatchObject({ kind: 'lost', problem: { code: 'crashed' } });
  expect(threads[0]?.ended).toBe(true);
  expect(await pool.run(job, events).outcome).toMatchObject({ kind: 'track' });
});

test('a silent worker is asked, and ended when it does not answer', async () => {
  const { pool, threads, clock } = setUp(() => null);
  const { outcome } = pool.run(job, events);
  await clock.pass();
  expect(threads[0]?.ended).toBe(false);
  await clock.pass();
  expect(await outcome).toMatchObject({ kind: 'lost', problem: { code: 'stalled' } });
  expect(threads[0]?.ended).toBe(true);
});

test('a worker that stands still but answers is left alone', async () => {
  const { pool, threads, clock } = setUp(() => endless());
  const running = pool.run(job, events);
  for (let i = 0; i < 6; i++) await clock.pass();
  expect(threads[0]?.ended).toBe(false);
  running.cancel();
  expect(await running.outcome).toEqual({ kind: 'cancelled' });
});

test('a worker whose code throws is not trusted again', async () => {
  const broken = { ...endless(), run: () => Promise.reject(new Error('no such function')) };
  const { pool, threads } = setUp(() => broken);
  expect(await pool.run(job, events).outcome).toMatchObject({ kind: 'lost' });
  expect(threads[0]?.ended).toBe(true);
});
