/**
 * Measures of tempo, beats, key and boundaries, as the field's public evaluations define them.
 *
 * Sources: F. Gouyon et al., "An experimental comparison of audio tempo induction algorithms" (2006) for accuracy 1 and 2;
 * C. Raffel et al., "mir_eval" (ISMIR 2014) for F-measures and the MIREX key score; G. Turnbull et al. (ISMIR 2007) for
 * boundary hit rates.
 * Thread: Node. Everything here allocates.
 */
import type { Key } from './annotation.ts';

export const TEMPO_TOLERANCE = 0.04;
export const BEAT_WINDOW_S = 0.07;
/** Beats before this are not scored: analysers may need time to settle, and annotators as well. */
export const BEATS_FROM_S = 5;
/** Ratios that accuracy 2 forgives. */
const OCTAVES = [1, 2, 3, 1 / 2, 1 / 3] as const;

const isNear = (a: number, b: number): boolean => Math.abs(a / b - 1) <= TEMPO_TOLERANCE + 1e-9;

/** Within 4 % of the annotated tempo. */
export function isTempoRight(estimated: number | null, annotated: number): boolean {
  return estimated !== null && isNear(estimated, annotated);
}

/** Within 4 % of the annotated tempo, its double, triple, half or third. */
export function isTempoRelated(estimated: number | null, annotated: number): boolean {
  return estimated !== null && OCTAVES.some((octave) => isNear(estimated, annotated * octave));
}

export interface Matching {
  readonly precision: number;
  readonly recall: number;
  readonly f: number;
  /** Estimated minus annotated, of every pair, in the units given. */
  readonly offsets: readonly number[];
}

/** Pairs two ascending lists one to one within `window`; walking both is the largest pairing when all windows are equal. */
export function match(estimated: readonly number[], annotated: readonly number[], window: number): Matching {
  const offsets: number[] = [];
  let i = 0;
  let j = 0;
  while (i < estimated.length && j < annotated.length) {
    const offset = (estimated[i] as number) - (annotated[j] as number);
    if (offset < -window) i++;
    else if (offset > window) j++;
    else {
      offsets.push(offset);
      i++;
      j++;
    }
  }
  const hits = offsets.length;
  const precision = estimated.length > 0 ? hits / estimated.length : 0;
  const recall = annotated.length > 0 ? hits / annotated.length : 0;
  const f = hits > 0 ? (2 * precision * recall) / (precision + recall) : 0;
  return { precision, recall, f, offsets };
}

/** Beats or downbeats within ±70 ms, from the fifth second on. */
export function matchBeats(estimated: readonly number[], annotated: readonly number[]): Matching {
  const late = (times: readonly number[]): number[] => times.filter((t) => t >= BEATS_FROM_S);
  return match(late(estimated), late(annotated), BEAT_WINDOW_S);
}

/** Starts of sections but the first: where a piece begins is no finding. */
export function matchBoundaries(estimated: readonly number[], annotated: readonly number[], window: number): Matching {
  return match(estimated.slice(1), annotated.slice(1), window);
}

export type KeyRelation = 'same' | 'fifth' | 'relative' | 'parallel' | 'other' | 'none';

/** How an estimated key relates to the annotated one; 'fifth' is a fifth above, in the same mode. */
export function keyRelation(estimated: Key | null, annotated: Key): KeyRelation {
  if (estimated === null) return 'none';
  const above = (estimated.tonic - annotated.tonic + 12) % 12;
  if (estimated.mode === annotated.mode) return above === 0 ? 'same' : above === 7 ? 'fifth' : 'other';
  if (above === 0) return 'parallel';
  return above === (annotated.mode === 'major' ? 9 : 3) ? 'relative' : 'other';
}

/** The MIREX weights. */
export const KEY_SCORES: Readonly<Record<KeyRelation, number>> = {
  same: 1,
  fifth: 0.5,
  relative: 0.3,
  parallel: 0.2,
  other: 0,
  none: 0,
};

/** Middle of a list (mean of the two middle ones); NaN when empty. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const half = sorted.length >> 1;
  if (sorted.length === 0) return Number.NaN;
  const high = sorted[half] as number;
  return sorted.length % 2 === 1 ? high : (high + (sorted[half - 1] as number)) / 2;
}

export function mean(values: readonly number[]): number {
  return values.length === 0 ? Number.NaN : values.reduce((a, b) => a + b, 0) / values.length;
}
