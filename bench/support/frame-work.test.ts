import { expect, test } from 'vitest';
import { frameWorkMs } from './frame-work.ts';
import type { TraceEvent } from './trace.ts';

const event = (name: string, ts: number, dur = 0, tid = 1): TraceEvent => ({
  name,
  cat: 'devtools.timeline',
  ph: 'X',
  pid: 1,
  tid,
  ts,
  dur,
});
const frame = (ts: number, tid = 1): TraceEvent => ({ ...event('AnimationFrame::Render', ts, 0, tid), ph: 'b' });

test('adds up what a frame costs, nested work once, other threads and other work not at all', () => {
  const trace = [
    frame(0),
    event('FireAnimationFrame', 1000, 2000),
    event('FunctionCall', 1500, 1000),
    event('Layout', 4000, 500),
    event('Paint', 6000, 3000),
    event('FunctionCall', 100, 9000, 2),
    frame(16_000),
    frame(500, 2),
    frame(32_000),
    event('EventDispatch', 33_000, 1000),
    frame(48_000),
    event('FunctionCall', 50_000, 1000),
  ];
  expect(frameWorkMs(trace)).toEqual([2.5, 0, 1]);
  expect(frameWorkMs(trace.toReversed())).toEqual([2.5, 0, 1]);
  expect(frameWorkMs([])).toEqual([]);
});
