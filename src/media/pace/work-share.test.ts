import fc from 'fast-check';
import { afterEach, expect, it, vi } from 'vitest';
import { ENGINE_SWITCH_BYTES, EngineSwitch } from '../../control-bus/engine-host.ts';
import { WorkShare } from './work-share.ts';

function sharing(percent: number): WorkShare {
  const switches = new SharedArrayBuffer(ENGINE_SWITCH_BYTES);
  Atomics.store(new Int32Array(switches), EngineSwitch.workPercent, percent);
  const share = new WorkShare();
  share.follow(switches);
  return share;
}

it('never rests before it follows a switch, at one never written, or at all of the time', () => {
  for (const share of [new WorkShare(), sharing(0), sharing(100)])
    for (let i = 0; i < 50; i++) expect(share.restAfter(20)).toBe(0);
});

it('works its share of the time, whatever the pieces are', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 20, max: 99 }),
      fc.array(fc.double({ min: 0.1, max: 12, noNaN: true }), { minLength: 200, maxLength: 400 }),
      (percent, pieces) => {
        const share = sharing(percent);
        let worked = 0;
        let rested = 0;
        for (const piece of pieces) {
          worked += piece;
          rested += share.restAfter(piece);
        }
        const is = (100 * worked) / (worked + rested);
        // The last slice may not have been rested for yet.
        expect(is).toBeGreaterThan(percent - 0.5);
        expect(is).toBeLessThan(percent + 8);
      },
    ),
  );
});

afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
});

it('lets the jobs of one worker share the rest: together they work no more than one alone would', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout'] });
  let workedMs = 0;
  let restedMs = 0;
  vi.spyOn(performance, 'now').mockImplementation(() => workedMs + restedMs);
  const pause = sharing(30).pausing(() => Promise.resolve());
  const job = async (pieceMs: number): Promise<void> => {
    while (workedMs < 3000) {
      workedMs += pieceMs;
      await pause();
    }
  };
  let working = 3;
  const jobs = [1, 2.5, 7].map((pieceMs) => job(pieceMs).finally(() => working--));
  while (working > 0) {
    restedMs += 1;
    await vi.advanceTimersByTimeAsync(1);
  }
  await Promise.all(jobs);
  expect((100 * workedMs) / (workedMs + restedMs)).toBeLessThan(33);
  expect((100 * workedMs) / (workedMs + restedMs)).toBeGreaterThan(24);
});
