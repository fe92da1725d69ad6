/**
 * Decisions about metre on a grid of pulses: which pulse is the beat (kick and snare alternation) and which beat is the
 * bar's first (kick, snare, and where the music changes).
 *
 * Thread: analysis worker. Everything here allocates.
 */
import { median } from './grid-fit.ts';
import { HOP_FRAMES, MEL_COUNT, type OnsetFeatures } from './onsets.ts';

export const BEATS_PER_BAR = 4;

/** Strongest onset of a curve within a hop or so of each pulse. */
export function pulseStrengths(
  curve: Float32Array,
  phase: number,
  period: number,
  from: number,
  to: number,
): Float64Array {
  const out = new Float64Array(Math.max(0, to - from));
  for (let i = 0; i < out.length; i++) {
    const hop = Math.round((phase + (from + i) * period - HOP_FRAMES) / HOP_FRAMES);
    for (let h = hop - 1; h <= hop + 2; h++) out[i] = Math.max(out[i] as number, curve[h] ?? 0);
  }
  return out;
}

/** A first beat that the fit puts a hair before frame 0 is still there. */
const EDGE_BEATS = 0.1;

/** Range of pulse indices that lie inside the track. */
export function pulseRange(features: OnsetFeatures, phase: number, period: number): readonly [number, number] {
  return [Math.ceil(-phase / period - EDGE_BEATS), Math.floor((features.frames - phase) / period) + 1];
}

/** Typical strength of every fourth pulse, from index 0, 1, 2, 3: medians, so that what comes and goes does not count. */
function byFour(strengths: Float64Array, from: number, isHeard: (pulse: number) => boolean): number[] {
  const lists: number[][] = [[], [], [], []];
  strengths.forEach((value, i) => {
    if (isHeard(from + i)) lists[(((from + i) % 4) + 4) % 4]?.push(value);
  });
  return lists.map(median);
}

const contrast = (strong: number, weak: number): number => (strong - weak) / (strong + weak + 1e-9);

/** Drums are there in a second that has an onset of this share of their strength within two seconds around. */
const ACTIVE_SHARE = 0.5;
const ACTIVE_REACH_S = 2;

/** Strongest onset of each second. */
function tops(curve: Float32Array, rateHz: number): number[] {
  const hops = Math.ceil(rateHz / HOP_FRAMES);
  const out: number[] = [];
  for (let at = 0; at < curve.length; at += hops) out.push(Math.max(...curve.subarray(at, at + hops)));
  return out;
}

/** 1 for each second in which drums play, by the kick. */
export function drumSeconds(features: OnsetFeatures): Uint8Array {
  const peaks = tops(features.kick, features.rateHz);
  const enough = ACTIVE_SHARE * drumStrength(features.kick, features.rateHz);
  return Uint8Array.from(peaks, (_, i) =>
    Math.max(...peaks.slice(Math.max(0, i - ACTIVE_REACH_S), i + ACTIVE_REACH_S + 1)) > enough ? 1 : 0,
  );
}

/** `drumStrength` of the kick and snare curves. */
export interface DrumStrengths {
  readonly kick: number;
  readonly snare: number;
  /** `drumSeconds`. */
  readonly seconds: Uint8Array;
}

/** The strength that a drum's onsets reach in a curve: exceeded in a quarter of all seconds. */
export function drumStrength(curve: Float32Array, rateHz: number): number {
  const sorted = tops(curve, rateHz).sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length * 0.75)] ?? 0;
}

/** Weight of a kick that comes every bar at one of the pulses: a wrong ratio to the true tempo meets it by turns. */
const ANCHOR_WEIGHT = 0.5;
/** A kick this strong beside the strongest shows how much of its click is in the snare's range. */
const CLEAR_KICK = 0.5;
const CLICK_QUANTILE = 0.45;

/**
 * The snare curve without what the kicks' clicks add to it: a little less than the median of their ratio, so that claps
 * falling on every second kick do not pass for clicks.
 */
export function snaresAlone(features: OnsetFeatures): Float32Array {
  const { kick, snare, rateHz } = features;
  const clear = CLEAR_KICK * drumStrength(kick, rateHz);
  const near = (curve: Float32Array, i: number): number =>
    Math.max(curve[i - 1] ?? 0, curve[i] as number, curve[i + 1] ?? 0);
  const ratios: number[] = [];
  for (let i = 1; i + 1 < kick.length; i++) {
    const k = kick[i] as number;
    if (k > clear && k >= (kick[i - 1] as number) && k > (kick[i + 1] as number)) ratios.push(near(snare, i) / k);
  }
  ratios.sort((a, b) => a - b);
  const leak = ratios[Math.floor(ratios.length * CLICK_QUANTILE)] ?? 0;
  return snare.map((s, i) => Math.max(0, s - leak * near(kick, i)));
}

/** Tempi whose double is below this may be halves of the true one: then snares between the pulses speak against them. */
const DOUBLE_LIKELY_BPM = 130;
const DOUBLE_UNLIKELY_BPM = 190;

/**
 * How much a pulse looks like the beat, about −1…1: a snare on every second pulse and nowhere else, or a kick on every
 * pulse and none between. Strengths are taken at the pulses of a bar of four and halfway between them; what all places
 * share (hats) is taken away first; kicks are out of the snare curve already (`snaresAlone`). `drums`: `drumStrength` of both
 * curves, so that a pulse which meets few drums cannot look like one by its noise.
 */
export function beatLikeness(features: OnsetFeatures, phase: number, period: number, drums: DrumStrengths): number {
  const [from, to] = pulseRange(features, phase, period);
  const isHeard = (pulse: number): boolean =>
    drums.seconds[Math.floor((phase + pulse * period) / features.rateHz)] === 1;
  const places = (curve: Float32Array): number[] => [
    ...byFour(pulseStrengths(curve, phase, period, from, to), from, isHeard),
    ...byFour(pulseStrengths(curve, phase + period / 2, period, from, to), from, isHeard),
  ];
  const kicks = places(features.kick);
  const kickTop = Math.max(...kicks, drums.kick * 0.8) + 1e-9;
  const raw = places(features.snare);
  const shared = Math.min(...raw);
  const snares = raw.map((s) => s - shared);
  const snareTop = Math.max(...snares, (drums.snare - shared) * 0.8) + 1e-9;
  const [s0, s1, s2, s3] = snares as [number, number, number, number];
  const between = Math.max(...snares.slice(4));
  const backbeat =
    Math.max(Math.min(s1, s3) - Math.max(s0, s2, between), Math.min(s0, s2) - Math.max(s1, s3, between)) / snareTop;
  const misplaced = Math.max(0, between - Math.max(s0, s1, s2, s3)) / snareTop;
  const double = (120 * features.rateHz) / period;
  const doubt = Math.max(0, Math.min(1, (DOUBLE_UNLIKELY_BPM - double) / (DOUBLE_UNLIKELY_BPM - DOUBLE_LIKELY_BPM)));
  const everyBeat = (Math.min(...kicks.slice(0, 4)) - Math.max(...kicks.slice(4))) / kickTop - misplaced * doubt;
  const anchor = Math.min(1, Math.max(...kicks.slice(0, 4)) / (drums.kick + 1e-9));
  return Math.max(backbeat, everyBeat) + ANCHOR_WEIGHT * anchor;
}

/**
 * What enters at each beat: rise from the mean spectrum of the four beats before to that of the four after. What leaves
 * is not counted, because its tail moves the moment.
 */
function novelty(features: OnsetFeatures, phase: number, period: number, from: number, to: number): Float64Array {
  const beats = to - from;
  const spectra = new Float64Array(beats * MEL_COUNT);
  for (let b = 0; b < beats; b++) {
    const start = Math.max(0, Math.round((phase + (from + b) * period) / HOP_FRAMES));
    const end = Math.min(features.mel.length / MEL_COUNT, Math.round((phase + (from + b + 1) * period) / HOP_FRAMES));
    for (let hop = start; hop < end; hop++)
      for (let m = 0; m < MEL_COUNT; m++)
        spectra[b * MEL_COUNT + m] =
          (spectra[b * MEL_COUNT + m] as number) + (features.mel[hop * MEL_COUNT + m] as number) / (end - start);
  }
  const out = new Float64Array(beats);
  const around = BEATS_PER_BAR;
  const at = (b: number, m: number): number => (b < 0 || b >= beats ? 0 : (spectra[b * MEL_COUNT + m] as number));
  for (let b = 0; b < beats; b++)
    for (let m = 0; m < MEL_COUNT; m++) {
      let difference = 0;
      for (let k = 0; k < around; k++) difference += at(b + k, m) - at(b - 1 - k, m);
      if (difference > 0) out[b] = (out[b] as number) + difference / (around * MEL_COUNT);
    }
  return out;
}

/** Changes that vote: one for so many beats, but at least so many. */
const BEATS_PER_CHANGE = 12;
const CHANGES_MIN = 4;
/** The greatest changes count as much as the next one after them. */
const CAPPED_CHANGES = 3;

/** True where nothing within two beats changes more. */
function isSummit(changes: Float64Array, i: number): boolean {
  const here = changes[i] as number;
  for (let k = -2; k <= 2; k++) if (k !== 0 && (changes[i + k] ?? 0) >= here) return false;
  return true;
}

export interface BarPhase {
  /** Beat index (of the grid handed in) that is a bar's first, 0…3. */
  readonly beat: number;
  readonly confidence: number;
}

/**
 * Finds the bar's first beat. Snares vote for the beats before them, kicks for themselves, and changes of the music for
 * the beat they fall on: the greatest only.
 */
export function findDownbeat(features: OnsetFeatures, phase: number, period: number): BarPhase {
  const [from, to] = pulseRange(features, phase, period);
  const seconds = drumSeconds(features);
  const isHeard = (pulse: number): boolean => seconds[Math.floor((phase + pulse * period) / features.rateHz)] === 1;
  const kicks = byFour(pulseStrengths(features.kick, phase, period, from, to), from, isHeard);
  const snares = byFour(pulseStrengths(features.snare, phase, period, from, to), from, isHeard);
  const changes = novelty(features, phase, period, from, to);
  const peaks = [...changes.keys()]
    .filter((i) => isSummit(changes, i))
    .sort((a, b) => (changes[b] as number) - (changes[a] as number))
    .slice(0, Math.max(CHANGES_MIN, Math.round(changes.length / BEATS_PER_CHANGE)));
  // The start from silence must not outvote all the rest.
  const loudest = changes[peaks[Math.min(peaks.length - 1, CAPPED_CHANGES)] ?? 0] ?? 0;
  const typical = median([...changes]);
  const votes = [0, 0, 0, 0];
  let total = 1e-9;
  for (const i of peaks) {
    const above = Math.max(0, Math.min(changes[i] as number, loudest) - typical);
    const weight = above * above;
    const k = (((from + i) % 4) + 4) % 4;
    votes[k] = (votes[k] as number) + weight;
    total += weight;
  }
  const of = (list: readonly number[], k: number): number => list[((k % 4) + 4) % 4] as number;
  const scores = [0, 1, 2, 3].map((k) => {
    const back = contrast(of(snares, k + 1) + of(snares, k + 3), of(snares, k) + of(snares, k + 2));
    const kick = contrast(of(kicks, k), (of(kicks, k + 1) + of(kicks, k + 3)) / 2);
    const first = contrast(of(kicks, k), of(kicks, k + 2));
    return (2 * of(votes, k)) / total + 0.8 * back + 0.4 * kick + 0.3 * first;
  });
  const beat = scores.indexOf(Math.max(...scores));
  const second = Math.max(...scores.filter((_, k) => k !== beat));
  return { beat, confidence: Math.max(0, Math.min(1, (scores[beat] as number) - second)) };
}
