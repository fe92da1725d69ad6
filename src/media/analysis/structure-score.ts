/**
 * How well an estimated form agrees with a known one: boundary hits within a tolerance, and the share of the music that
 * bears the right label. As in MIREX, the track's start and end are no boundaries.
 * Thread: Node. Allocates.
 */
export interface LabelledSpan {
  readonly kind: string;
  readonly startBeat: number;
  readonly beats: number;
}

export interface HitRate {
  readonly precision: number;
  readonly recall: number;
  readonly f: number;
}

/** Starts of all spans but the first, in seconds. */
export function boundaryTimes(spans: readonly LabelledSpan[], secondsOf: (beat: number) => number): number[] {
  return spans.slice(1).map((span) => secondsOf(span.startBeat));
}

/** Each true boundary counts once. Both lists ascending, so that taking the first that fits is the best matching. */
export function hitRate(truth: readonly number[], found: readonly number[], toleranceS: number): HitRate {
  let hits = 0;
  let at = 0;
  for (const time of truth) {
    while (at < found.length && (found[at] as number) < time - toleranceS - 1e-9) at++;
    if (at < found.length && (found[at] as number) <= time + toleranceS + 1e-9) {
      hits++;
      at++;
    }
  }
  const precision = found.length === 0 ? (truth.length === 0 ? 1 : 0) : hits / found.length;
  const recall = truth.length === 0 ? 1 : hits / truth.length;
  return { precision, recall, f: precision + recall === 0 ? 0 : (2 * precision * recall) / (precision + recall) };
}

/** Share of the true spans' beats whose label is found. */
export function labelAccuracy(truth: readonly LabelledSpan[], found: readonly LabelledSpan[]): number {
  let [right, all] = [0, 0];
  for (const span of truth)
    for (let beat = span.startBeat; beat < span.startBeat + span.beats; beat++) {
      const here = found.find((f) => beat + 0.5 >= f.startBeat && beat + 0.5 < f.startBeat + f.beats);
      if (here?.kind === span.kind) right++;
      all++;
    }
  return all === 0 ? 0 : right / all;
}
