import { describe, expect, it } from 'vitest';
import {
  isTempoRelated,
  isTempoRight,
  KEY_SCORES,
  keyRelation,
  match,
  matchBeats,
  matchBoundaries,
  median,
} from './metrics.ts';

const grid = (from: number, step: number, count: number): number[] =>
  Array.from({ length: count }, (_, k) => from + k * step);

describe('tempo accuracy', () => {
  it('takes 4 % either way and nothing further', () => {
    expect([124.8, 115.2, 120].map((bpm) => isTempoRight(bpm, 120))).toEqual([true, true, true]);
    expect([125, 115, 60, null].map((bpm) => isTempoRight(bpm, 120))).toEqual([false, false, false, false]);
  });

  it('forgives halves, doubles, thirds and triples only in accuracy 2', () => {
    expect([60, 240, 40, 360].map((bpm) => isTempoRelated(bpm, 120))).toEqual([true, true, true, true]);
    expect([80, 90, 160, null].map((bpm) => isTempoRelated(bpm, 120))).toEqual([false, false, false, false]);
  });
});

describe('beats', () => {
  it('gives 1 to the annotation itself and to one 69 ms late, 0 to one between the beats', () => {
    const beats = grid(0, 0.5, 60);
    expect(matchBeats(beats, beats).f).toBe(1);
    expect(matchBeats(grid(0.069, 0.5, 60), beats).f).toBeCloseTo(1, 1);
    expect(matchBeats(grid(0.25, 0.5, 60), beats).f).toBe(0);
  });

  it('gives two thirds at half and at double tempo', () => {
    const beats = grid(0, 0.5, 100);
    const half = matchBeats(grid(0, 1, 50), beats);
    expect(half.precision).toBe(1);
    expect(half.f).toBeCloseTo(2 / 3, 1);
    expect(matchBeats(grid(0, 0.25, 200), beats).f).toBeCloseTo(2 / 3, 1);
  });

  it('lets a beat be hit once', () => {
    expect(match([1, 1.01, 1.02], [1], 0.07)).toMatchObject({ precision: 1 / 3, recall: 1, f: 0.5 });
  });

  it('pairs as many as can be paired', () => {
    expect(match([0.06, 0.12], [0, 0.1], 0.07).f).toBe(1);
  });

  it('does not score the first five seconds', () => {
    expect(matchBeats([1.3, 6, 7], [1, 6, 7]).f).toBe(1);
  });

  it('tells how early or late the pairs are, with sign', () => {
    const { offsets } = matchBeats(
      grid(0, 0.5, 40).map((t) => t - 0.012),
      grid(0, 0.5, 40),
    );
    expect(median(offsets)).toBeCloseTo(-0.012, 6);
  });

  it('gives 0 to no beats at all', () => {
    expect(match([], [1, 2], 0.07)).toMatchObject({ precision: 0, recall: 0, f: 0 });
  });
});

describe('key score', () => {
  const of = (tonic: number, mode: 'major' | 'minor', from: number, fromMode: 'major' | 'minor'): number =>
    KEY_SCORES[keyRelation({ tonic, mode }, { tonic: from, mode: fromMode })];

  it('weighs relations as MIREX does', () => {
    expect(of(9, 'minor', 9, 'minor')).toBe(1);
    expect(of(4, 'minor', 9, 'minor')).toBe(0.5);
    expect(of(2, 'minor', 9, 'minor')).toBe(0);
    expect(of(0, 'major', 9, 'minor')).toBe(0.3);
    expect(of(9, 'minor', 0, 'major')).toBe(0.3);
    expect(of(0, 'minor', 9, 'major')).toBe(0);
    expect(of(9, 'major', 9, 'minor')).toBe(0.2);
    expect(KEY_SCORES[keyRelation(null, { tonic: 0, mode: 'major' })]).toBe(0);
  });
});

describe('boundaries', () => {
  it('counts hits within the window, but not the start of the piece', () => {
    const annotated = [0, 30, 60, 90];
    const found = [0, 30.4, 62, 100];
    expect(matchBoundaries(found, annotated, 0.5).f).toBeCloseTo(1 / 3, 9);
    expect(matchBoundaries(found, annotated, 3).f).toBeCloseTo(2 / 3, 9);
    expect(matchBoundaries([0], annotated, 3).f).toBe(0);
  });
});
