/**
 * Chooses section boundaries among bar lines: those where the music changes most, at distances music is made in. A
 * boundary off the four-bar raster has to be clearer than one on it; after a tag of odd length the raster goes on from
 * there.
 *
 * Source: dynamic programming over segmentations with a length prior, as in G. Sargent et al., "A regularity-constrained
 * Viterbi algorithm and its application to the structural segmentation of songs" (ISMIR 2011).
 * Thread: analysis worker; runs anywhere. Allocates.
 */

/** Novelty a boundary must bring to be worth it. */
export const BOUNDARY_COST = 0.16;
/** What a length of so many bars adds to that. */
const OFF_FOUR = 0.1;
const ODD = 0.16;
const OFF_EIGHT = 0.03;
const SHORT_BARS = 4;
const SHORT = 0.1;
/** One bar is a fill or a pause, no section. */
const ONE_BAR = 1;
/** A last section shorter than that is the echo of the one before. */
const TAIL = 1;
/** A boundary off the raster of the first downbeat, whatever came before. */
const OFF_RASTER = 0.03;
const LONGEST_BARS = 256;

function lengthCost(bars: number): number {
  const short = bars < 2 ? ONE_BAR : bars < SHORT_BARS ? SHORT : 0;
  if (bars % 8 === 0) return short;
  if (bars % 4 === 0) return short + OFF_EIGHT;
  return short + (bars % 2 === 0 ? OFF_FOUR : ODD);
}

/**
 * Starts of sections, ascending, the first always 0; `novelty` of each bar line, `firstBar` the number of bar 0 counted
 * from the grid's downbeat.
 */
export function chooseBoundaries(novelty: Float64Array, firstBar: number): number[] {
  const count = novelty.length;
  const best = new Float64Array(count + 1).fill(Number.NEGATIVE_INFINITY);
  const from = new Int32Array(count + 1);
  best[0] = 0;
  for (let end = 1; end <= count; end++) {
    const isEnd = end === count;
    const gain = isEnd ? 0 : (novelty[end] as number) - BOUNDARY_COST - ((firstBar + end) % 4 === 0 ? 0 : OFF_RASTER);
    for (let start = Math.max(0, end - LONGEST_BARS); start < end; start++) {
      // A track's last section ends where the sound does, and its first may begin with an upbeat.
      const cost = isEnd ? (end - start < SHORT_BARS ? TAIL : 0) : lengthCost(end - start) * (start === 0 ? 0.5 : 1);
      const total = (best[start] as number) + gain - cost;
      if (total > (best[end] as number)) {
        best[end] = total;
        from[end] = start;
      }
    }
  }
  const starts: number[] = [];
  for (let end = count; end > 0; end = from[end] as number) starts.unshift(from[end] as number);
  return starts;
}
