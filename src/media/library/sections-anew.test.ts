import 'fake-indexeddb/auto';
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { FeatureStream } from '../analysis/feature-stream.ts';
import { PRODUCERS } from '../analysis/producers.ts';
import type { AnalysisResult } from '../analysis/result.ts';
import { constantBeats, estimateStructure } from '../analysis/structure.ts';
import { FORM_RATE, planForm } from '../analysis/structure-pieces.ts';
import { deleteDatabase } from './database.ts';
import { emptyTrack, type GridGroup, NOBODY, Origin, type Section, type TrackRecord } from './model.ts';
import { findingsOf, withHand } from './rules.ts';
import { wantsSections, withSections } from './sections-anew.ts';
import { LibraryService } from './service.ts';
import { TabChannels, TabLocks } from './test-tabs.ts';

const FORM = planForm({ manner: 'breaks', seed: 3 });
const GRID = { downbeatFrame: FORM.downbeatFrame, bpm: FORM.bpm, beatsPerBar: FORM.beatsPerBar };
const BEAT = (60 * FORM_RATE) / FORM.bpm;
const TRACK = emptyTrack({ key: 'a', fileName: 'a.wav', location: { kind: 'stored' }, addedAtMs: 1 });
let features = new Uint8Array();
let analysis: AnalysisResult;
let service: LibraryService;
let now = 100;

beforeAll(() => {
  const pcm = FORM.render();
  const stream = new FeatureStream(FORM_RATE);
  stream.push(pcm, pcm.length / 2);
  const summary = stream.finish();
  features = new Uint8Array(summary.bytes);
  analysis = {
    ...PRODUCERS.grid,
    confidence: 1,
    frames: summary.frames,
    rateHz: FORM_RATE,
    grid: GRID,
    gridReason: null,
    downbeatConfidence: 1,
    residualMs: 0,
    alternatives: [],
    key: null,
    structure: estimateStructure(summary, constantBeats(GRID, FORM_RATE)),
    features,
  };
});
beforeEach(async () => {
  await service?.close();
  await deleteDatabase();
  service = new LibraryService({
    locks: new TabLocks(),
    channel: new TabChannels().join(),
    nowMs: () => ++now,
    whenQuiet: () => undefined,
  });
  await service.open();
  await service.apply([
    {
      key: 'a',
      create: { fileName: 'a.wav', location: { kind: 'stored' }, addedAtMs: 1 },
      changes: [{ kind: 'findings', findings: findingsOf(analysis, 50) }],
      features,
    },
  ]);
});
afterAll(() => service.close());

const handGrid = (downbeatFrame: number): GridGroup => ({
  grid: { ...GRID, downbeatFrame },
  segments: [],
  reason: null,
  by: NOBODY,
});
const correct = async (downbeatFrame: number): Promise<void> => {
  const { by: _, ...value } = handGrid(downbeatFrame);
  await service.apply([{ key: 'a', changes: [{ kind: 'hand', group: 'grid', value }] }]);
};
/** The record once its sections were looked for. */
async function settled(): Promise<TrackRecord> {
  await service.idle();
  return (await service.record('a')) ?? TRACK;
}
/** How far a section's start lies from a bar of this downbeat, beats. */
const offBar = ({ startFrame }: Section, downbeatFrame: number): number => {
  const bars = (startFrame - downbeatFrame) / (BEAT * GRID.beatsPerBar);
  return Math.abs(bars - Math.round(bars)) * GRID.beatsPerBar;
};

test('a corrected grid gets sections and phrases of its own, without decoding', async () => {
  const before = await settled();
  expect(before.structure.sections.length).toBeGreaterThan(2);
  for (const section of before.structure.sections.slice(1))
    expect(offBar(section, GRID.downbeatFrame)).toBeLessThan(0.01);
  const moved = GRID.downbeatFrame + BEAT;
  await correct(moved);
  const { structure, grid } = await settled();
  expect(grid.by.origin).toBe('hand');
  expect(structure.by).toMatchObject({ ...PRODUCERS.structure, origin: 'analysis' });
  expect(structure.phrases.length).toBeGreaterThan(2);
  for (const section of structure.sections.slice(1)) expect(offBar(section, moved)).toBeLessThan(0.01);
});

test('sections of a hand stay, and a hand’s grid keeps the sections that a new analysis would put elsewhere', async () => {
  const sections: Section[] = [{ kind: 'drop', startFrame: 5, endFrame: 9, name: 'Mine' }];
  await service.apply([
    { key: 'a', changes: [{ kind: 'hand', group: 'structure', value: { sections, phrases: [] } }] },
  ]);
  const moved = GRID.downbeatFrame + BEAT;
  await correct(moved);
  expect((await settled()).structure.sections).toEqual(sections);
  await service.apply([{ key: 'a', changes: [{ kind: 'release', group: 'structure' }] }]);
  await service.apply([{ key: 'a', changes: [{ kind: 'findings', findings: findingsOf(analysis, 90) }], features }]);
  const { grid, structure } = await settled();
  expect([grid.by.origin, grid.grid?.downbeatFrame]).toEqual(['hand', moved]);
  expect(structure.sections.length).toBeGreaterThan(2);
  for (const section of structure.sections.slice(1)) expect(offBar(section, moved)).toBeLessThan(0.01);
});

test('features of another version, or none, leave the sections as they were', async () => {
  const before = await settled();
  expect(withSections(before, features.subarray(1), 9)).toBe(before);
  const foreign = features.slice();
  foreign[4] = 99;
  expect(withSections(before, foreign, 9)).toBe(before);
  await service.apply([{ key: 'a', changes: [], features: foreign }]);
  await correct(GRID.downbeatFrame + 7);
  expect((await settled()).structure).toEqual(before.structure);
});

test('no grid, however strange, keeps the worker', () => {
  const record = { ...TRACK, structure: { sections: [], phrases: [], by: NOBODY } };
  const near = (min: number, max: number) => fc.oneof(fc.double({ min, max, noNaN: true }), fc.double());
  const frame = near(-1e7, 1e7);
  const beats = fc.oneof(fc.integer({ min: -1, max: 70 }), fc.double());
  fc.assert(
    fc.property(frame, near(1, 2000), beats, fc.array(frame), (downbeatFrame, bpm, beatsPerBar, frames) => {
      const grid = {
        grid: { downbeatFrame, bpm, beatsPerBar },
        segments: frames.map((startFrame) => ({ startFrame, bpm })),
        reason: null,
        by: NOBODY,
      };
      withSections({ ...record, grid }, features, 1);
    }),
    { numRuns: 300 },
  );
});

test('wanted where a grid moved or was heard anew; not where one analysis found both, nor over a stronger word', () => {
  const origin = fc.constantFrom(...Object.values(Origin));
  fc.assert(
    fc.property(origin, origin, fc.boolean(), fc.boolean(), fc.nat(2), (gridBy, formBy, moved, heard, atMs) => {
      const before = { ...TRACK, grid: { ...handGrid(0), by: { ...NOBODY, origin: gridBy, atMs } } };
      const form = { ...TRACK.structure, by: { ...NOBODY, origin: formBy, atMs: 1 } };
      const after = { ...before, structure: form, ...(moved ? { grid: { ...handGrid(1), by: before.grid.by } } : {}) };
      const weaker = formBy === Origin.none || formBy === Origin.tags || formBy === Origin.analysis;
      const together = gridBy === Origin.analysis && atMs === 1;
      expect(wantsSections(before, after, heard)).toBe(weaker && (moved || heard) && !together);
    }),
  );
  expect(wantsSections(undefined, withHand(TRACK, 'energy', { level: 3 }, 1), true)).toBe(false);
});
