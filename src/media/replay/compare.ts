/**
 * Compares what the engine did in one block with what the log says it did.
 * Thread: whoever replays.
 */
import { EventType, Op } from '../../control-bus/commands.ts';
import type { EVENT } from '../../control-bus/layouts.ts';
import type { ValueOf } from '../../shmem-ipc/layout.ts';
import type { LoggedEvent } from '../session-log/format.ts';
import type { ReplayDifference } from './replay-types.ts';

/** An event the log expects. `plainMove`: only that it executed at this frame is known, not the position after it. */
export interface ExpectedEvent extends LoggedEvent {
  readonly plainMove: boolean;
}

/** Arrivals are what is fed in; missing chunks follow from the log itself. Neither is compared. */
const isCompared = (type: number): boolean => type !== EventType.arrived && type !== EventType.chunkMissing;

const nameOf = (names: Readonly<Record<string, number>>, value: number): string =>
  Object.entries(names).find(([, n]) => n === value)?.[0] ?? String(value);

function sentence(event: LoggedEvent): string {
  const op = nameOf(Op, event.op);
  return `${op} ${nameOf(EventType, event.type)} at frame ${event.frame} (command ${event.id}, a = ${event.a}, b = ${event.b})`;
}

function agrees(expected: ExpectedEvent, actual: LoggedEvent): boolean {
  if (expected.frame !== actual.frame) return false;
  if (expected.plainMove) return true;
  const { code, deck, a, b } = expected;
  return code === actual.code && deck === actual.deck && Object.is(a, actual.a) && Object.is(b, actual.b);
}

/** The first difference in the block that began at `blockFrame`, or null. The order inside a block is not compared. */
export function compareBlock(
  blockFrame: number,
  expected: readonly ExpectedEvent[],
  events: readonly ValueOf<typeof EVENT>[],
): ReplayDifference | null {
  const actual = events.filter((event) => isCompared(event.type));
  for (const want of expected) {
    if (!isCompared(want.type)) continue;
    const alike = (e: LoggedEvent): boolean => e.type === want.type && e.id === want.id && e.op === want.op;
    let at = actual.findIndex((event) => alike(event) && agrees(want, event));
    if (at < 0) at = actual.findIndex(alike);
    const got = actual[at];
    if (got === undefined)
      return { blockFrame, expected: want, actual: null, text: `the log has ${sentence(want)}; the replay has not` };
    if (!agrees(want, got))
      return {
        blockFrame,
        expected: want,
        actual: got,
        text: `the log has ${sentence(want)}, the replay ${sentence(got)}`,
      };
    actual.splice(at, 1);
  }
  const extra = actual[0];
  if (extra === undefined) return null;
  return { blockFrame, expected: null, actual: extra, text: `the replay has ${sentence(extra)}; the log has not` };
}
