import { expect, it } from 'vitest';
import type { ImportStatus, QueueCounts } from '../media/import/client.ts';
import { importState, importSummary } from './import-state.ts';

const NONE: QueueCounts = {
  queued: 0,
  reading: 0,
  decoding: 0,
  analysing: 0,
  storing: 0,
  done: 0,
  failed: 0,
  duplicate: 0,
  cancelled: 0,
};
const status = (counts: Partial<QueueCounts>, total: number): ImportStatus => ({
  counts: { ...NONE, ...counts },
  total,
  share: 0.5,
  etaSeconds: 90,
  speed: 20,
  paused: null,
  heldBack: true,
  underWay: [{ id: 3, name: 'c.wav', phase: 'decoding', share: 0.2 }],
});

it('shows nothing when nothing runs and nothing failed', () => {
  expect(importState(status({}, 0))).toBeNull();
  expect(importState(status({ done: 3, duplicate: 1 }, 4))).toBeNull();
});

it('counts what failed apart from the rest', () => {
  const shown = importState(status({ queued: 4, decoding: 1, done: 2, duplicate: 1, failed: 2 }, 10));
  expect(shown).toMatchObject({ isRunning: true, done: 3, total: 8, failed: 2, name: 'c.wav', isHeldBack: true });
  expect(importState(status({ done: 3, failed: 1 }, 4))).toMatchObject({ isRunning: false, failed: 1 });
});

it('says at the end what became of the files, and names a single duplicate', () => {
  expect(importSummary(NONE, { ...NONE, done: 1 }, [])).toBe('1 track added.');
  expect(importSummary(NONE, { ...NONE, done: 12, duplicate: 1, failed: 2 }, ['a.wav'])).toBe(
    '12 tracks added. a.wav is in the library already. 2 failed: Failures, below the list, says why.',
  );
  const before = { ...NONE, done: 5, cancelled: 1 };
  expect(importSummary(before, { ...before, duplicate: 2, cancelled: 4 }, ['a', 'b'])).toBe(
    '2 tracks were in the library already. 3 cancelled.',
  );
});
