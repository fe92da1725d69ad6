import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { TEMPO_PRODUCER, TEMPO_VERSION } from '../analysis/producers.ts';
import type { AnalysisResult } from '../analysis/result.ts';
import { ageOf, analysedBy } from './analysed-by.ts';
import { changed, type TrackChange } from './changes.ts';
import { emptyTrack, GROUPS, type GridGroup, NOBODY, Origin, type Provenance, type TrackRecord } from './model.ts';
import { findingsOf, merged, withAnalysis, withFindings, withHandGrid, withHandTags, withTags } from './rules.ts';
import { seededNumbers, syntheticTrack } from './test-library.ts';

const empty = emptyTrack({ key: 'k', fileName: 'a.wav', location: { kind: 'stored' }, addedAtMs: 1 });
const result = (version: number, bpm: number | null): AnalysisResult => ({
  producer: 'quick tempo',
  version,
  confidence: 0.9,
  frames: 1,
  rateHz: 48_000,
  grid: bpm === null ? null : { downbeatFrame: 10, bpm, beatsPerBar: 4 },
  gridReason: bpm === null ? 'The tempo varies.' : null,
  downbeatConfidence: 1,
  residualMs: 1,
  alternatives: [],
  key: null,
});
const handGrid = { grid: { downbeatFrame: 5, bpm: 100, beatsPerBar: 3 }, segments: [], reason: null };
const by = (origin: Origin, version = 1, atMs = 1): Provenance => ({ ...NOBODY, origin, producer: 'p', version, atMs });

const provenance = fc.record({
  origin: fc.constantFrom(Origin.tags, Origin.analysis, Origin.score, Origin.exchange),
  producer: fc.constantFrom('p', 'q'),
  version: fc.nat(5),
  confidence: fc.constant(null),
  atMs: fc.nat(1000),
});
const grid = fc.record({
  downbeatFrame: fc.nat(1000),
  bpm: fc.integer({ min: 60, max: 200 }),
  beatsPerBar: fc.constant(4),
});
const machineChange: fc.Arbitrary<TrackChange> = fc.oneof(
  fc
    .record({ grid: fc.option(grid), by: provenance })
    .map((g): TrackChange => ({ kind: 'findings', findings: { grid: { ...g, segments: [], reason: null } } })),
  fc
    .record({ camelot: fc.constantFrom('8A', '9B'), name: fc.constant(null), by: provenance })
    .map((musicalKey): TrackChange => ({ kind: 'findings', findings: { musicalKey } })),
  fc
    .record({ hotCues: fc.constant([]), loops: fc.constant([]), by: provenance })
    .map((cues): TrackChange => ({ kind: 'findings', findings: { cues } })),
  fc
    .record({ title: fc.string(), genre: fc.string(), by: provenance })
    .map((t): TrackChange => ({ kind: 'tags', tags: { title: t.title, genre: t.genre }, by: t.by })),
);
const handChange: fc.Arbitrary<TrackChange> = fc.oneof(
  grid.map((g): TrackChange => ({ kind: 'hand', group: 'grid', value: { grid: g, segments: [], reason: null } })),
  fc
    .constantFrom('1A', '2A', null)
    .map((camelot): TrackChange => ({ kind: 'hand', group: 'musicalKey', value: { camelot, name: null } })),
  fc.string().map((title): TrackChange => ({ kind: 'handTags', tags: { title } })),
);

describe('what a hand made stays', () => {
  test('whatever machines say, in any order', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(machineChange, handChange), { maxLength: 40 }), (changes) => {
        let record: TrackRecord = empty;
        let title: string | null = null;
        const kept: { grid?: unknown; musicalKey?: unknown } = {};
        for (const [i, change] of changes.entries()) {
          record = changed(record, change, i);
          if (change.kind === 'hand' && change.group === 'grid') kept.grid = change.value.grid;
          if (change.kind === 'hand' && change.group === 'musicalKey') kept.musicalKey = change.value.camelot;
          if (change.kind === 'handTags') title = change.tags.title ?? null;
          if ('grid' in kept) expect([record.grid.by.origin, record.grid.grid]).toEqual(['hand', kept.grid]);
          if ('musicalKey' in kept) expect(record.musicalKey.camelot).toBe(kept.musicalKey);
          if (title !== null) expect(record.tags.values.title).toBe(title);
        }
      }),
    );
  });

  test('also when two libraries are merged, from either side', () => {
    const random = seededNumbers(1);
    fc.assert(
      fc.property(fc.array(machineChange), fc.array(handChange), (machine, hand) => {
        const start = syntheticTrack(1, random);
        const theirs = machine.reduce((r, c, i) => changed(r, c, 5000 + i), start);
        const ours = hand.reduce((r, c, i) => changed(r, c, 10 + i), {
          ...start,
          grid: empty.grid,
          musicalKey: empty.musicalKey,
        });
        for (const one of [merged(ours, theirs), merged(theirs, ours)])
          for (const name of ['grid', 'musicalKey'] as const)
            if (ours[name].by.origin === Origin.hand && theirs[name].by.origin !== Origin.hand)
              expect(one[name]).toEqual(ours[name]);
        expect(merged(ours, ours)).toEqual(ours);
      }),
    );
  });

  test('tags are protected one by one', () => {
    const edited = withHandTags(withTags(empty, { title: 'a', genre: 'x' }, by(Origin.tags)), { title: 'mine' }, 5);
    const again = withTags(edited, { title: 'b', genre: 'y', album: 'z' }, by(Origin.exchange));
    expect(again.tags.values).toMatchObject({ title: 'mine', genre: 'y', album: 'z' });
    expect(withTags(again, { genre: 'x' }, by(Origin.tags)).tags.values.genre).toBe('y');
    const other = withHandTags(empty, { title: 'newer', rating: 4 }, 9);
    expect(merged(again, other).tags.values).toMatchObject({ title: 'newer', rating: 4, genre: 'y' });
    expect(merged(other, again).tags.values).toMatchObject({ title: 'newer', rating: 4, genre: 'y' });
  });
});

describe('analysis', () => {
  test('replaces what analyses and tags said, and nothing older replaces it', () => {
    const first = withAnalysis(empty, result(2, 120), 1);
    expect(first.grid.grid?.bpm).toBe(120);
    expect(withAnalysis(first, result(1, 60), 2).grid).toBe(first.grid);
    expect(withAnalysis(first, result(3, 121), 2).grid.grid?.bpm).toBe(121);
    expect(withAnalysis(first, result(3, null), 2).grid).toMatchObject({ grid: null, reason: 'The tempo varies.' });
  });

  test('that sees no grid leaves the grid of another origin', () => {
    const tagged: GridGroup = { grid: handGrid.grid, segments: [], reason: null, by: by(Origin.tags) };
    const record = withFindings(empty, { grid: tagged });
    expect(withAnalysis(record, result(1, null), 2).grid).toEqual(tagged);
    const key = { camelot: '8A', name: null, by: by(Origin.tags) };
    expect(withAnalysis(withFindings(empty, { musicalKey: key }), result(1, null), 2).musicalKey).toEqual(key);
    expect(findingsOf(result(1, null), 2).musicalKey).toMatchObject({ camelot: null, by: { origin: 'analysis' } });
  });

  test('beats of a varying tempo become tempo segments, and the grid is there', () => {
    const beatFrames = Array.from({ length: 65 }, (_, i) => (i <= 32 ? i * 24_000 : 768_000 + (i - 32) * 20_000));
    const variableGrid = { beatFrames, downbeatIndex: 0, beatsPerBar: 4, bpm: 130, confidence: 0.8 };
    const { grid } = withAnalysis(empty, { ...result(1, null), variableGrid }, 2);
    expect(grid).toMatchObject({ grid: { downbeatFrame: 0, bpm: 120, beatsPerBar: 4 }, reason: null });
    expect(grid.segments).toEqual([
      { startFrame: 0, bpm: 120 },
      { startFrame: 768_000, bpm: 144 },
    ]);
  });

  test('again by a newer version leaves nothing old, and nothing of a hand changed', () => {
    const stays: readonly Origin[] = [Origin.hand, Origin.exchange, Origin.score];
    fc.assert(
      fc.property(
        fc.array(fc.oneof(machineChange, handChange), { maxLength: 20 }),
        fc.option(grid),
        (changes, found) => {
          const before = changes.reduce((record, change, i) => changed(record, change, i), empty);
          const analysis = { ...result(TEMPO_VERSION, null), producer: TEMPO_PRODUCER, grid: found };
          const after = withAnalysis(before, { ...analysis, energy: null, structure: null }, 5000);
          expect(ageOf(analysedBy(after))).not.toBe('old');
          for (const name of GROUPS) if (stays.includes(before[name].by.origin)) expect(after[name]).toBe(before[name]);
          expect(after.tags).toEqual(before.tags);
        },
      ),
    );
  });

  test('what a hand lets go of can be analysed again', () => {
    const released = changed(withHandGrid(empty, handGrid, 2), { kind: 'release', group: 'grid' }, 3);
    expect(released.grid.grid).toEqual(handGrid.grid);
    expect(withAnalysis(released, result(1, 120), 4).grid.grid?.bpm).toBe(120);
  });

  test('an undo puts a group back with who made it', () => {
    const before = withAnalysis(empty, result(1, 120), 1);
    const after = withHandGrid(before, handGrid, 2);
    expect(changed(after, { kind: 'asItWas', group: 'grid', value: before.grid }, 3)).toEqual(before);
  });
});
