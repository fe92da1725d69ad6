/**
 * What is known about a piece, and what an analyser says about it: the same shape, so that either can be scored.
 * Thread: Node; pure data.
 */

export interface Key {
  /** Pitch class 0 (C) … 11 (B). */
  readonly tonic: number;
  readonly mode: 'major' | 'minor';
}

export interface Section {
  readonly startS: number;
  readonly kind: string;
}

/** Every part may be missing: it is then not scored. Times are seconds from the first frame. */
export interface Annotation {
  readonly bpm?: number;
  readonly beats?: readonly number[];
  readonly downbeats?: readonly number[];
  readonly key?: Key;
  /** In order; the last section ends with the piece. */
  readonly sections?: readonly Section[];
  /** True where one tempo holds from the first beat to the last, so that a constant grid can be exact. */
  readonly isConstant?: boolean;
}

/** What an analyser found. Missing: it does not say such things. Empty or null: it found nothing. */
export interface Estimate {
  readonly bpm: number | null;
  readonly beats?: readonly number[];
  readonly downbeats?: readonly number[];
  readonly key?: Key | null;
  /** Starts of sections, seconds. */
  readonly boundaries?: readonly number[];
}
