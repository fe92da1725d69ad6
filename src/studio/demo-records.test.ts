import { expect, it } from 'vitest';
import { DEMO_TRACKS } from '../media/demo/catalogue.ts';
import { alreadyPutIn, demoEdits, demoFileIds } from './demo-records.ts';

const SAMPLES_PER_MINUTE = 48_000 * 60;

it('gives every demo track phrases that fill its sections, bar by bar', () => {
  const edits = demoEdits([], 7);
  expect(edits.map(({ key }) => key)).toEqual(DEMO_TRACKS.map(({ id }) => `demo:${id}`));
  for (const [n, { changes }] of edits.entries()) {
    const { bpm, beatsPerBar } = DEMO_TRACKS[n] as (typeof DEMO_TRACKS)[number];
    const structure = changes.flatMap((c) => (c.kind === 'findings' ? (c.findings.structure ?? []) : []))[0];
    const { sections, phrases } = structure ?? { sections: [], phrases: [] };
    expect(phrases.length).toBeGreaterThanOrEqual(sections.length);
    expect(phrases[0]?.startFrame).toBe(sections[0]?.startFrame);
    expect(phrases.at(-1)?.endFrame).toBeCloseTo(sections.at(-1)?.endFrame ?? 0, 4);
    for (const [i, { startFrame, endFrame, bars }] of phrases.entries()) {
      if (i > 0) expect(startFrame).toBeCloseTo(phrases[i - 1]?.endFrame ?? 0, 4);
      expect(((endFrame - startFrame) * bpm) / SAMPLES_PER_MINUTE).toBeCloseTo(bars * beatsPerBar, 6);
    }
    for (const { startFrame } of sections)
      expect(phrases.some((phrase) => Math.abs(phrase.startFrame - startFrame) < 1e-4)).toBe(true);
  }
});

it('puts nothing in twice, and adds only the structure to what was put in without phrases', () => {
  expect(demoEdits(alreadyPutIn(demoFileIds()), 7)).toEqual([]);
  const before = demoEdits(
    DEMO_TRACKS.map(({ fileId }) => fileId),
    7,
  );
  expect(before.length).toBe(DEMO_TRACKS.length);
  for (const { create, changes } of before) {
    expect(create).toBeUndefined();
    expect(changes.map((change) => change.kind === 'findings' && Object.keys(change.findings))).toEqual([
      ['structure'],
    ]);
  }
});
