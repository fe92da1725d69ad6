/**
 * Cuts sections into phrases of 32, 16, 8 or 4 bars, counted from each section's start: as long as the section holds,
 * halved where the music changes in the middle.
 *
 * Thread: analysis worker; runs anywhere. Allocates.
 */

/** Change in the middle of a phrase that makes two of it; a phrase of 32 bars is halved sooner than one of 8. */
const HALVING: Readonly<Record<number, number>> = { 32: 0.05, 16: 0.09, 8: 0.16 };
const LENGTHS = [32, 16, 8, 4] as const;

export interface PhraseBars {
  readonly startBar: number;
  readonly bars: number;
}

function cut(startBar: number, bars: number, novelty: Float64Array, out: PhraseBars[]): void {
  const threshold = HALVING[bars];
  const middle = startBar + bars / 2;
  if (threshold !== undefined && (novelty[middle] ?? 0) > threshold) {
    cut(startBar, bars / 2, novelty, out);
    cut(middle, bars / 2, novelty, out);
  } else out.push({ startBar, bars });
}

/** Phrases of one section; `novelty` is that of short scale, by bar. What is left over after the last makes one more. */
export function phrasesOf(startBar: number, bars: number, novelty: Float64Array): PhraseBars[] {
  const out: PhraseBars[] = [];
  let at = startBar;
  let left = bars;
  for (const length of LENGTHS)
    while (left >= length) {
      cut(at, length, novelty, out);
      at += length;
      left -= length;
    }
  if (left > 0) out.push({ startBar: at, bars: left });
  return out;
}
