/**
 * How much the music changes at each bar line, from the self-similarity of bars at two scales.
 *
 * Source: J. Foote, "Automatic audio segmentation using a measure of audio novelty" (ICME 2000): a tapered
 * checkerboard along the diagonal of the similarity matrix; similarity within each side minus similarity across.
 * Thread: analysis worker; runs anywhere. Allocates.
 */
import { exp } from '../../dsp-utils/portable-maths.ts';
import { DIMENSIONS, quantile } from './bar-features.ts';

/** Bars on each side of a bar line that are compared: for events and for sections. */
const SCALES = [4, 12] as const;
/** Distances are judged against the usual one between bars this far apart … */
const USUAL_LAGS = [8, 12, 16, 24] as const;
/** … but never against less: a track that hardly changes has no strong boundaries. */
const USUAL_LEAST = 0.9;

/** What a pause right before a bar line adds to the change there. */
const PAUSE_WEIGHT = 0.2;

export interface Novelty {
  /** Change at the start of each bar at both scales together, and the pauses that announce it; about 0…1. */
  readonly both: Float64Array;
  readonly short: Float64Array;
  readonly long: Float64Array;
}

function distance(vectors: Float64Array, i: number, j: number): number {
  let sum = 0;
  for (let d = 0; d < DIMENSIONS; d++) {
    const v = (vectors[i * DIMENSIONS + d] as number) - (vectors[j * DIMENSIONS + d] as number);
    sum += v * v;
  }
  return Math.sqrt(sum);
}

/** Similarities of bars up to `reach` bars apart, 0…1. */
class Similarity {
  private readonly reach: number;
  private readonly values: Float64Array;

  constructor(vectors: Float64Array, count: number, reach: number) {
    this.reach = reach;
    this.values = new Float64Array(count * reach);
    const far: number[] = [];
    for (const lag of USUAL_LAGS) for (let i = 0; i + lag < count; i += 2) far.push(distance(vectors, i, i + lag));
    const usual = Math.max(USUAL_LEAST, quantile(far, 0.5));
    for (let i = 0; i < count; i++)
      for (let lag = 0; lag < reach && i + lag < count; lag++)
        this.values[i * reach + lag] = lag === 0 ? 1 : exp(-distance(vectors, i, i + lag) / usual);
  }

  of(i: number, j: number): number {
    return this.values[Math.min(i, j) * this.reach + Math.abs(i - j)] as number;
  }
}

function noveltyAt(similar: Similarity, bar: number, half: number, count: number): number {
  const before = Math.min(half, bar);
  const after = Math.min(half, count - bar);
  if (before < 1 || after < 1) return 0;
  const taper = (k: number): number => exp((-2 * (k + 0.5) * (k + 0.5)) / (half * half));
  let [inside, insideWeight, across, acrossWeight] = [0, 0, 0, 0];
  for (let i = -before; i < after; i++)
    for (let j = i + 1; j < after; j++) {
      const weight = taper(i < 0 ? -i - 1 : i) * taper(j < 0 ? -j - 1 : j);
      const like = weight * similar.of(bar + i, bar + j);
      if (i < 0 === j < 0) {
        inside += like;
        insideWeight += weight;
      } else {
        across += like;
        acrossWeight += weight;
      }
    }
  // One bar alone on a side is like itself.
  const likeInside = insideWeight > 0 ? inside / insideWeight : 1;
  return Math.max(0, likeInside - across / acrossWeight);
}

/** How unlike both of its neighbours the bar before `bar` is: a pause or a fill that announces something, 0…1. */
function pauseBefore(similar: Similarity, bar: number, count: number): number {
  if (bar < 2 || bar >= count) return 0;
  return 1 - Math.max(similar.of(bar - 2, bar - 1), similar.of(bar - 1, bar));
}

/** Novelty of every bar line of `count` bars. */
export function novelty(vectors: Float64Array, count: number): Novelty {
  const similar = new Similarity(vectors, count, 2 * Math.max(...SCALES));
  const [short, long] = SCALES.map((half) =>
    Float64Array.from({ length: count }, (_, bar) => noveltyAt(similar, bar, half, count)),
  ) as [Float64Array, Float64Array];
  const both = short.map(
    (value, bar) => 0.5 * (value + (long[bar] as number)) + PAUSE_WEIGHT * pauseBefore(similar, bar, count),
  );
  return { both, short, long };
}
