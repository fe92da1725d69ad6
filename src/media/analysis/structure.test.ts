import { describe, expect, it } from 'vitest';
import { FeatureStream } from './feature-stream.ts';
import type { FeatureSummary } from './feature-summary.ts';
import { phrasesOf } from './phrases.ts';
import { chooseBoundaries } from './segments.ts';
import { constantBeats, estimateStructure, structureFor } from './structure.ts';
import { FORM_RATE, type FormPiece, planForm } from './structure-pieces.ts';
import { boundaryTimes, hitRate, labelAccuracy } from './structure-score.ts';

function hear(pcm: Float32Array): FeatureSummary {
  const stream = new FeatureStream(FORM_RATE);
  stream.push(pcm, pcm.length / 2);
  return stream.finish();
}

function scoreOf(form: FormPiece): { f: number; labels: number; kinds: Set<string> } {
  const map = constantBeats(form, FORM_RATE);
  const found = estimateStructure(hear(form.render()), map);
  if (found === null) throw new Error(`${form.name} has no structure`);
  const seconds = (beat: number): number => map.frameOf(beat) / FORM_RATE;
  // Neighbours with one label are one section in the estimate.
  const truth = form.sections.filter((s, i) => s.kind !== form.sections[i - 1]?.kind);
  const { f } = hitRate(boundaryTimes(truth, seconds), boundaryTimes(found.sections, seconds), 0.5);
  return { f, labels: labelAccuracy(form.sections, found.sections), kinds: new Set(found.sections.map((s) => s.kind)) };
}

const breaks = planForm({ manner: 'breaks', seed: 3 });
const heard = hear(breaks.render());
const map = constantBeats(breaks, FORM_RATE);

describe('structure', () => {
  it('finds intro, drops, break and outro, after a tag of two bars as well', () => {
    const found = estimateStructure(heard, map);
    expect(found?.sections.map(({ kind, startBeat }) => ({ kind, startBeat }))).toEqual(
      breaks.sections.map(({ kind, startBeat }) => ({ kind, startBeat })),
    );
    expect(found?.sections.map((s) => s.kick > 0.5)).toEqual([false, true, false, true, true]);
    expect(found?.sections.map((s) => s.bass > 0.5)).toEqual([false, true, false, true, false]);
    for (const s of found?.sections ?? []) {
      expect(s.boundaryConfidence).toBeGreaterThan(0.4);
      expect(s.labelConfidence).toBeGreaterThan(0.4);
    }
  });

  it('covers the track without gaps, phrases within sections, all on downbeats', () => {
    const found = estimateStructure(heard, map);
    if (found === null) throw new Error('no structure');
    let beat = found.sections[0]?.startBeat ?? -1;
    for (const s of found.sections) {
      expect(s.startBeat).toBe(beat);
      expect(s.startBeat % 4).toBe(0);
      const inside = found.phrases.filter((p) => p.startBeat >= s.startBeat && p.startBeat < s.startBeat + s.beats);
      expect(inside[0]?.startBeat).toBe(s.startBeat);
      expect(inside.reduce((sum, p) => sum + p.bars * 4, 0)).toBe(s.beats);
      beat += s.beats;
    }
    expect(map.frameOf(beat)).toBeGreaterThan(heard.frames - 2 * FORM_RATE);
  });

  it('does not call anything a drop where nothing breaks down', () => {
    for (const form of [planForm({ manner: 'flat', seed: 0 }), planForm({ manner: 'band', seed: 1, beatsPerBar: 3 })]) {
      const { f, labels, kinds } = scoreOf(form);
      expect(f, form.name).toBeGreaterThan(0.9);
      expect(labels, form.name).toBeGreaterThan(0.9);
      expect([...kinds].sort()).toEqual(['body', 'intro', 'outro']);
    }
  });

  it('finds most of a form with builds', () => {
    const { f, labels } = scoreOf(planForm({ manner: 'club', seed: 0 }));
    expect(f).toBeGreaterThan(0.75);
    expect(labels).toBeGreaterThan(0.85);
  });

  it('follows a corrected or changing grid from stored features, without the samples', () => {
    const straight = estimateStructure(heard, map);
    expect(structureFor(heard.bytes, map)).toEqual(straight);
    // The same beats, counted from two bars later.
    const shifted = structureFor(heard.bytes, { ...map, frameOf: (beat) => map.frameOf(beat + 8) });
    expect(shifted?.sections.slice(1).map((s) => s.startBeat + 8)).toEqual(
      straight?.sections.slice(1).map((s) => s.startBeat),
    );
    // The same music on bars of two beats.
    const halved = structureFor(heard.bytes, { beatsPerBar: 2, frameOf: (beat) => map.frameOf(beat * 2) });
    expect(halved?.beatsPerBar).toBe(2);
    expect(halved?.sections.length).toBeGreaterThan(2);
  });

  it('says nothing of silence or of a single bar', () => {
    expect(estimateStructure(hear(new Float32Array(FORM_RATE * 40)), map)).toBeNull();
    expect(estimateStructure(hear(breaks.render().subarray(0, FORM_RATE * 3)), map)).toBeNull();
  });
});

describe('boundaries', () => {
  const peaks = (count: number, at: Readonly<Record<number, number>>): Float64Array =>
    Float64Array.from({ length: count }, (_, bar) => at[bar] ?? 0.02);

  it('are where the change is, on the raster', () => {
    expect(chooseBoundaries(peaks(64, { 16: 0.5, 48: 0.5 }), 0)).toEqual([0, 16, 48]);
  });

  it('move to the raster unless the evidence is strong', () => {
    expect(chooseBoundaries(peaks(64, { 31: 0.3, 32: 0.25 }), 0)).toEqual([0, 32]);
    expect(chooseBoundaries(peaks(64, { 27: 0.9 }), 0)).toEqual([0, 27]);
  });

  it('go on from a tag of odd length', () => {
    expect(chooseBoundaries(peaks(82, { 16: 0.5, 34: 0.6, 50: 0.4, 66: 0.4 }), 0)).toEqual([0, 16, 34, 50, 66]);
  });
});

describe('phrases', () => {
  it('are as long as the section allows, halved where the music changes', () => {
    const still = new Float64Array(64);
    expect(phrasesOf(0, 56, still).map((p) => p.bars)).toEqual([32, 16, 8]);
    expect(phrasesOf(8, 22, still)).toEqual([
      { startBar: 8, bars: 16 },
      { startBar: 24, bars: 4 },
      { startBar: 28, bars: 2 },
    ]);
    const changed = new Float64Array(64);
    changed[16] = 0.3;
    expect(phrasesOf(0, 32, changed).map((p) => p.bars)).toEqual([16, 16]);
  });
});

describe('scores', () => {
  it('count each true boundary once, within the tolerance', () => {
    expect(hitRate([10, 20], [9.6, 10.4, 30], 0.5)).toEqual({ precision: 1 / 3, recall: 1 / 2, f: 0.4 });
    expect(hitRate([10], [10.6], 0.5).f).toBe(0);
    expect(hitRate([], [], 0.5).f).toBe(1);
  });

  it('measure labels by the beat', () => {
    const truth = [
      { kind: 'intro', startBeat: 0, beats: 8 },
      { kind: 'drop', startBeat: 8, beats: 24 },
    ];
    const found = [
      { kind: 'intro', startBeat: 0, beats: 16 },
      { kind: 'drop', startBeat: 16, beats: 20 },
    ];
    expect(labelAccuracy(truth, found)).toBe(0.75);
  });
});
