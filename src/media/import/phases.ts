/**
 * The way of a file through the import. Thread: any; pure data.
 *
 *   queued → reading → decoding → analysing → storing → done
 *                                                     ↘ duplicate (of a track of the library)
 *   from each of them: failed (retried by hand or once by itself), cancelled (final)
 */
export const ImportPhase = {
  queued: 'queued',
  /** Hash and tags. */
  reading: 'reading',
  /** Decoding, with every stage of analysis listening. */
  decoding: 'decoding',
  /** The stages draw their conclusions. */
  analysing: 'analysing',
  /** Audio and records are written. */
  storing: 'storing',
  done: 'done',
  failed: 'failed',
  duplicate: 'duplicate',
  cancelled: 'cancelled',
} as const;
export type ImportPhase = (typeof ImportPhase)[keyof typeof ImportPhase];

/** In a worker's hands, or on its way into the library. */
export function isUnderWay(phase: ImportPhase): boolean {
  return phase === 'reading' || phase === 'decoding' || phase === 'analysing' || phase === 'storing';
}

/** Nothing happens to it any more unless somebody asks for it. */
export function isSettled(phase: ImportPhase): boolean {
  return phase === 'done' || phase === 'failed' || phase === 'duplicate' || phase === 'cancelled';
}

/** How far along the way a phase is: an item never goes back but to the queue. */
export const PHASE_ORDER: { readonly [P in ImportPhase]: number } = {
  queued: 0,
  reading: 1,
  decoding: 2,
  analysing: 3,
  storing: 4,
  done: 5,
  failed: 5,
  duplicate: 5,
  cancelled: 5,
};

/** Why an item failed, in words for the performer. Plain data. */
export interface ImportProblem {
  /** A `MediaErrorCode`, a `StoreErrorCode`, or one of these. */
  readonly code: string;
  readonly reason: string;
  readonly remedy: string;
}
