import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { startFrameLoop } from './frame-loop.ts';

/** Frames are asked for one by one and come when the test says so. */
let next: FrameRequestCallback | null = null;
beforeEach(() => {
  vi.useFakeTimers();
  next = null;
  vi.stubGlobal('requestAnimationFrame', (callback: FrameRequestCallback) => {
    next = callback;
    return 1;
  });
  vi.stubGlobal('cancelAnimationFrame', () => {
    next = null;
  });
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const never = { lateEvents: 0, closeCalls: 0 };
const frameAt = (ms: number): void => {
  const frame = next;
  next = null;
  frame?.(ms);
};

/** Lets a 60 Hz display run from one time to another; timers run beside it. Returns how many frames were asked for. */
function display(fromMs: number, toMs: number): number {
  let asked = 0;
  for (let i = 0; fromMs + (i * 1000) / 60 < toMs; i++) {
    if (next !== null) asked++;
    frameAt(fromMs + (i * 1000) / 60);
    vi.advanceTimersByTime(Math.round(((i + 1) * 1000) / 60) - Math.round((i * 1000) / 60));
  }
  return asked;
}

/** Calls of a painter and of one that wants every frame, over a second of frames `everyMs` apart. */
function second(everyMs: number): { calls: number; every: number; refreshed: number } {
  const count = { calls: 0, every: 0, refreshed: 0 };
  const loop = startFrameLoop(() => count.refreshed++, never);
  loop.add(() => count.calls++);
  loop.addEvery(() => {
    count.every++;
    return false;
  });
  for (let i = 0; i < Math.round(1000 / everyMs); i++) frameAt(1000 + i * everyMs);
  loop.stop();
  return count;
}

it('calls painters thirty times a second at any display, and those under a hand in every frame', () => {
  expect(second(1000 / 60)).toEqual({ calls: 30, every: 60, refreshed: 60 });
  const fast = second(1000 / 120);
  expect(fast.every).toBe(120);
  expect(fast.calls).toBe(30);
});

it('says which frames are the calm ones, and how long the last was ago', () => {
  const seen: string[] = [];
  const loop = startFrameLoop(() => undefined, never);
  loop.addEvery((calm) => {
    seen.push(calm ? 'calm' : 'between');
    return false;
  });
  loop.add((_, elapsed) => seen.push(String(elapsed)));
  for (const ms of [1000, 1017, 1034, 1050, 1067]) frameAt(ms);
  expect(seen).toEqual(['calm', '250', 'between', 'calm', '34', 'between', 'calm', '33']);
});

it('draws ten times a second for a second after the thread stood still', () => {
  let calls = 0;
  const loop = startFrameLoop(() => undefined, never);
  loop.add(() => calls++);
  frameAt(1000);
  for (let i = 0; i < 120; i++) frameAt(1200 + (i * 1000) / 60);
  expect(calls).toBeGreaterThan(1 + 10 + 28);
  expect(calls).toBeLessThan(1 + 11 + 32);
});

it('draws ten times a second for fifteen seconds after the engine was late', () => {
  let calls = 0;
  const engine = { lateEvents: 3, closeCalls: 0 };
  const loop = startFrameLoop(() => undefined, engine);
  loop.add(() => calls++);
  frameAt(1000);
  engine.lateEvents = 4;
  const asked = display(1017, 16_017);
  expect(asked).toBeLessThan(15 * 13);
  expect(calls).toBeGreaterThan(125);
  expect(calls).toBeLessThan(160);
  display(16_017, 16_150);
  const before = calls;
  expect(display(16_150, 17_150)).toBe(60);
  expect(calls - before).toBe(30);
});

it('asks for fewer frames while the engine keeps coming close to being late, unless a hand is at a painter', () => {
  let calls = 0;
  let underHand = false;
  const engine = { lateEvents: 0, closeCalls: 0 };
  const loop = startFrameLoop(() => undefined, engine);
  loop.add(() => calls++);
  loop.addEvery(() => underHand);
  frameAt(1000);
  engine.closeCalls = 2;
  const asked = display(1017, 2017);
  expect(asked).toBeGreaterThan(19);
  expect(asked).toBeLessThan(32);
  expect(calls).toBeGreaterThan(18);
  underHand = true;
  display(2017, 2100);
  expect(display(2100, 3100)).toBe(60);
});

it('calls nothing after its end, nor what was taken out', () => {
  let calls = 0;
  const loop = startFrameLoop(() => undefined, never);
  const remove = loop.add(() => calls++);
  frameAt(1000);
  remove();
  frameAt(1100);
  loop.add(() => calls++);
  loop.stop();
  frameAt(1200);
  expect(calls).toBe(1);
});
