import { expect, it } from 'vitest';
import { Op } from '../../control-bus/commands.ts';
import { SLOW_STATE } from '../../control-bus/layouts.ts';
import { createStruct } from '../../shmem-ipc/layout.ts';
import { pendingViews } from './signals.ts';

it('keeps what did not change the same object, so that nothing on the page is rebuilt', () => {
  const slow = createStruct(SLOW_STATE);
  const [first, second] = slow.pending;
  if (first === undefined || second === undefined) throw new Error('the table has no room');
  Object.assign(first, { id: 1, op: Op.hotCueJump, deck: 0, time: 8 });
  Object.assign(second, { id: 2, op: Op.loopExit, deck: 1, time: 16 });
  const before = pendingViews(slow, []);
  expect(before.map((entry) => entry.id)).toEqual([1, 2]);
  expect(pendingViews(slow, before)).toBe(before);
  second.time = 20;
  const after = pendingViews(slow, before);
  expect(after).not.toBe(before);
  expect(after[0]).toBe(before[0]);
  expect(after[1]?.time).toBe(20);
  first.id = 0;
  expect(pendingViews(slow, after)).toEqual([after[1]]);
});
