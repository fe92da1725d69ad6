/**
 * What the main thread does for each frame, from a Chromium trace: script, style and layout. Thread: Node; pure.
 */
import type { TraceEvent } from './trace.ts';

const SCRIPT_AND_LAYOUT = new Set([
  'FunctionCall',
  'EvaluateScript',
  'RunMicrotasks',
  'FireAnimationFrame',
  'EventDispatch',
  'TimerFire',
  'HandlePostMessage',
  'UpdateLayoutTree',
  'Layout',
]);
/** An asynchronous event of the page's thread: it begins with each frame the page renders. */
const FRAME = 'AnimationFrame::Render';

/**
 * Milliseconds of script and layout from one frame's start to the next one's, for every whole frame of the page: of the
 * thread with the most frames. What lies inside something else is counted once.
 */
export function frameWorkMs(events: readonly TraceEvent[]): number[] {
  const threads = new Map<string, TraceEvent[]>();
  for (const event of events) {
    const thread = `${event.pid} ${event.tid}`;
    const known = threads.get(thread);
    if (known === undefined) threads.set(thread, [event]);
    else known.push(event);
  }
  const framesOf = (list: readonly TraceEvent[]): TraceEvent[] =>
    list.filter(({ name, ph }) => name === FRAME && ph === 'b');
  const main = [...threads.values()].sort((a, b) => framesOf(b).length - framesOf(a).length)[0] ?? [];
  const starts = framesOf(main)
    .map(({ ts }) => ts)
    .sort((a, b) => a - b);
  const work = main.filter(({ name, ph }) => ph === 'X' && SCRIPT_AND_LAYOUT.has(name)).sort((a, b) => a.ts - b.ts);
  const totals = new Array<number>(Math.max(0, starts.length - 1)).fill(0);
  let frame = -1;
  let end = Number.NEGATIVE_INFINITY;
  for (const { ts, dur = 0 } of work) {
    const from = Math.max(ts, end);
    end = Math.max(end, ts + dur);
    while (frame + 1 < starts.length && (starts[frame + 1] as number) <= ts) frame++;
    if (frame >= 0 && frame < totals.length) totals[frame] = (totals[frame] as number) + Math.max(0, end - from) / 1000;
  }
  return totals;
}
