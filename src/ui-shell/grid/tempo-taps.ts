/** Tempo from a finger that taps along. Thread: main; pure. */

/** Taps further apart than this begin anew. */
const TAP_GAP_MS = 2500;
const TAPS_NEEDED = 4;
const TAPS_KEPT = 32;
const ROUNDS = 6;
/** A tap off its place by less than this is a finger, not a mistake. */
const SLOPPY_MS = 12;
/** Tukey's constant: residuals beyond so many spreads have no weight. */
const REJECTS = 4.685;
/** A whole tempo this many standard errors away is the one that was meant. */
const SNAP_ERRORS = 2;
const SNAP_AT_LEAST_BPM = 0.05;
const SNAP_AT_MOST_BPM = 0.4;

/** Adds a tap; a long pause begins anew. Returns the taps kept, oldest first. */
export function addTap(taps: readonly number[], timeMs: number): readonly number[] {
  const last = taps[taps.length - 1];
  if (last === undefined || timeMs - last > TAP_GAP_MS || timeMs <= last) return [timeMs];
  return [...taps, timeMs].slice(-TAPS_KEPT);
}

const median = (values: readonly number[]): number => {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[sorted.length >> 1] ?? 0;
};

/** Beat of each tap: a missed tap leaves a gap of two. */
function beatsOf(taps: readonly number[]): number[] {
  const gaps = taps.slice(1).map((time, i) => time - (taps[i] as number));
  const usual = median(gaps);
  const beats = [0];
  for (const gap of gaps) beats.push((beats[beats.length - 1] as number) + Math.max(1, Math.round(gap / usual)));
  return beats;
}

interface Line {
  readonly slope: number;
  readonly at: number;
  /** Of the slope. */
  readonly error: number;
}

function regress(x: readonly number[], y: readonly number[], weights: readonly number[]): Line | null {
  let [w, wx, wy] = [0, 0, 0];
  x.forEach((beat, i) => {
    const weight = weights[i] as number;
    w += weight;
    wx += weight * beat;
    wy += weight * (y[i] as number);
  });
  if (!(w > 0)) return null;
  const [mx, my] = [wx / w, wy / w];
  let [square, cross] = [0, 0];
  x.forEach((beat, i) => {
    square += (weights[i] as number) * (beat - mx) ** 2;
    cross += (weights[i] as number) * (beat - mx) * ((y[i] as number) - my);
  });
  if (!(square > 0)) return null;
  const slope = cross / square;
  const at = my - slope * mx;
  const squares = x.reduce(
    (sum, beat, i) => sum + (weights[i] as number) * ((y[i] as number) - at - slope * beat) ** 2,
    0,
  );
  return { slope, at, error: Math.sqrt(squares / Math.max(1, w - 2) / square) };
}

/**
 * Tempo of the taps, BPM as heard; null before four. A line through tap times over beats, by iteratively reweighted least
 * squares with Tukey's biweight (Beaton and Tukey, 1974), so that a tap that went wrong does not count. The nearest whole
 * tempo is taken where the taps do not speak against it.
 */
export function tappedTempo(taps: readonly number[]): number | null {
  if (taps.length < TAPS_NEEDED) return null;
  const beats = beatsOf(taps);
  let weights: readonly number[] = taps.map(() => 1);
  let line = regress(beats, taps, weights);
  for (let round = 0; round < ROUNDS && line !== null; round++) {
    const { slope, at } = line;
    const off = taps.map((time, i) => Math.abs(time - at - slope * (beats[i] as number)));
    const reach = REJECTS * Math.max(SLOPPY_MS, 1.4826 * median(off));
    weights = off.map((distance) => (distance < reach ? (1 - (distance / reach) ** 2) ** 2 : 0));
    line = regress(beats, taps, weights) ?? line;
  }
  if (line === null || !(line.slope > 0)) return null;
  const bpm = 60_000 / line.slope;
  const unsure = (bpm * SNAP_ERRORS * line.error) / line.slope;
  const whole = Math.round(bpm);
  const near = Math.min(SNAP_AT_MOST_BPM, Math.max(SNAP_AT_LEAST_BPM, unsure));
  return Math.abs(bpm - whole) <= near ? whole : bpm;
}
