/**
 * What is concluded from a whole track's features. Thread: analysis worker; a generator, so that the caller can breathe.
 */
import { estimateKey, type ToneFeatures } from './key.ts';
import type { OnsetFeatures } from './onsets.ts';
import type { AnalysisResult } from './result.ts';
import { estimateTempo } from './tempo.ts';

/** Yields progress 0…1; returns the result. */
export function* conclude(onsets: OnsetFeatures, tones: ToneFeatures): Generator<number, AnalysisResult> {
  const tempo = yield* estimateTempo(onsets, tones);
  return { ...tempo, key: estimateKey(tones) };
}
