import { describe, expect, test } from 'vitest';
import type { ImportReport } from '../media/exchange/client.ts';
import { exportOutcome, importOutcome, restoreOutcome } from './exchange-words.ts';

const report: ImportReport = {
  formats: ['rekordbox XML'],
  tracks: 1200,
  matched: 1,
  changed: 1,
  keptByHand: 2,
  ambiguous: ['Mira – Pulse'],
  ambiguousCount: 1,
  missing: ['x'],
  missingCount: 1198,
  waits: true,
  cratesMade: 1,
  cratesFilled: 3,
  notes: [],
  undo: [],
};

describe('an import', () => {
  test('is told with what stayed, what is doubtful and what waits', () => {
    expect(importOutcome(report, ['collection.xml'])).toMatchObject({
      what: 'Imported collection.xml, rekordbox XML',
      failed: false,
      facts: [
        '1 track of 1,200 found in the library; 1 know more now.',
        '1 crate made, 3 filled.',
        '2 corrections made by hand here differ, and stay.',
        '1 track may be several of the library, and were left alone: Mira – Pulse.',
        '1,198 tracks are not in the library. They wait: add their audio, and they take their cues and places.',
      ],
    });
  });

  test('without trouble is one sentence', () => {
    const plain = { ...report, keptByHand: 0, ambiguousCount: 0, missingCount: 0, cratesMade: 0, cratesFilled: 0 };
    expect(importOutcome(plain, ['a', 'b']).facts).toHaveLength(1);
    expect(importOutcome(plain, ['a', 'b']).what).toBe('Imported 2 files, rekordbox XML');
  });

  test('says when nothing is kept', () => {
    expect(importOutcome({ ...report, waits: false }, ['a']).facts.at(-1)).toMatch(/import again/);
  });
});

test('an export names its file and place, a restore what it left out', () => {
  const file = { name: 'Echelon.xml', file: new Blob() };
  const told = exportOutcome({ files: [file], tracks: 3, lists: 1, notes: [] }, null);
  expect([told.what, ...told.facts]).toEqual(['Exported Echelon.xml', '3 tracks, 1 list, among the downloads.']);
  const counts = { madeTracks: 1, mergedTracks: 0, crates: 1, sets: 0, settings: 0, covers: 0 };
  const spoilt = [{ line: 4, reason: 'the line is not JSON' }];
  expect(restoreOutcome({ ...counts, spoilt, spoiltCount: 1 }, 'b.jsonl').facts.at(-1)).toContain('line 4');
});
