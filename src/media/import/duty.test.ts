import { expect, test } from 'vitest';
import { Duty, type DutyClock } from './duty.ts';

/** A clock that only moves when somebody works or sleeps. */
function fakeClock(): DutyClock & { ms: number; slept: number } {
  const clock = {
    ms: 0,
    slept: 0,
    now: () => clock.ms,
    yieldToEvents: async () => undefined,
    sleep: async (ms: number) => {
      clock.ms += ms;
      clock.slept += ms;
    },
  };
  return clock;
}
const free = new AbortController().signal;

async function work(clock: { ms: number }, duty: Duty, slices: number, sliceMs: number): Promise<void> {
  for (let i = 0; i < slices; i++) {
    clock.ms += sliceMs;
    await duty.breathe(free);
  }
}

test('the share of time that is worked is the one asked for', async () => {
  for (const share of [1, 0.5, 0.25, 0.1]) {
    const clock = fakeClock();
    const duty = new Duty(clock);
    duty.set(share);
    await work(clock, duty, 400, 3);
    expect(1200 / clock.ms).toBeCloseTo(share, 2);
  }
});

test('time spent at full speed is not paid back later', async () => {
  const clock = fakeClock();
  const duty = new Duty(clock);
  await work(clock, duty, 1000, 10);
  duty.set(0.5);
  await work(clock, duty, 1, 10);
  expect(clock.slept).toBe(10);
});

test('a share of 0 stands still until it is raised or the job is cancelled', async () => {
  const clock = fakeClock();
  const duty = new Duty(clock);
  duty.set(0);
  let went = 0;
  const cancel = new AbortController();
  const first = duty.breathe(free).then(() => went++);
  const second = duty.breathe(cancel.signal).then(() => went++);
  await new Promise((resolve) => setImmediate(resolve));
  expect(went).toBe(0);
  cancel.abort();
  duty.release();
  await second;
  expect(went).toBe(1);
  duty.set(0.5);
  await first;
  expect(went).toBe(2);
});
