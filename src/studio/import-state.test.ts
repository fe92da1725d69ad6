import { expect, it } from 'vitest';
import type { ImportStatus, QueueCounts } from '../media/import/client.ts';
import { type ImportTally, importState, importSummary } from './import-state.ts';

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
  again: 0,
  againDone: 0,
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
  const tally = (counts: Partial<QueueCounts>, againDone = 0): ImportTally => ({
    counts: { ...NONE, ...counts },
    againDone,
  });
  const none = tally({});
  expect(importSummary(none, tally({ done: 1 }), [])).toBe('1 track added.');
  expect(importSummary(none, tally({ done: 12, duplicate: 1, failed: 2 }), ['a.wav'])).toBe(
    '12 tracks added. a.wav is in the library already. 2 failed: Failures, below the list, says why.',
  );
  expect(
    importSummary(tally({ done: 5, cancelled: 1 }), tally({ done: 5, duplicate: 2, cancelled: 4 }), ['a', 'b']),
  ).toBe('2 tracks were in the library already. 3 cancelled.');
  expect(importSummary(tally({ done: 5 }, 1), tally({ done: 8 }, 3), [])).toBe(
    '1 track added. 2 tracks analysed again.',
  );
});
