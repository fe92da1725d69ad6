/**
 * Puts tracked pulses on the attacks they follow, and smooths them as far as hands are uneven and the tempo is not.
 *
 * Source: local regression with Tukey's biweight, after W. S. Cleveland, "Robust locally weighted regression" (1979).
 * Thread: analysis worker. Everything here allocates.
 */
import { attackNear, median } from './grid-fit.ts';
import type { OnsetFeatures } from './onsets.ts';

/** Beats to either side that decide where a beat is. */
const AROUND = 5;
const ROUNDS = 3;
/** Attacks this far from a pulse are looked for. */
const SEARCH_S = 0.05;
/** An attack this close to its beat counts as being on it: hands, not machines. */
const ON_BEAT_S = 0.025;
const CLEAR_RISE = 0.12;

export interface PlacedBeats {
  readonly frames: readonly number[];
  /** Share of clear attacks, by strength, that lie on the beats. */
  readonly share: number;
  readonly residualS: number;
}

/** Value at beat `i` of the robust line through its neighbours' places. */
function local(
  places: readonly number[],
  weights: readonly number[],
  i: number,
  scale: number,
  fallback: number,
): number {
  let line = fallback;
  let slope = 0;
  for (let round = 0; round < ROUNDS; round++) {
    let [w, wx, wy, wxx, wxy] = [0, 0, 0, 0, 0];
    for (let k = Math.max(0, i - AROUND); k <= Math.min(places.length - 1, i + AROUND); k++) {
      const x = k - i;
      const near = 1 - (x / (AROUND + 1)) ** 2;
      const u = round === 0 ? 0 : ((places[k] as number) - line - slope * x) / scale;
      if (u <= -1 || u >= 1) continue;
      const weight = near * near * (1 - u * u) * (1 - u * u) * (weights[k] as number);
      w += weight;
      wx += weight * x;
      wy += weight * (places[k] as number);
      wxx += weight * x * x;
      wxy += weight * x * (places[k] as number);
    }
    const spread = w * wxx - wx * wx;
    if (!(spread > 1e-9)) break;
    slope = (w * wxy - wx * wy) / spread;
    line = (wy - slope * wx) / w;
  }
  return line;
}

/** `pulses`: frames near the beats, ascending. */
export function placeBeats(features: OnsetFeatures, pulses: readonly number[]): PlacedBeats {
  const { rateHz, loudness } = features;
  const found = pulses.map((pulse, i) => attackNear(loudness, pulse, SEARCH_S * rateHz, i));
  const rises = found.map((a) => a?.rise ?? 0).sort((a, b) => a - b);
  const usual = (rises[Math.floor(rises.length * 0.8)] ?? 0) + 1e-9;
  const isClear = found.map((a) => a !== null && a.rise > 0.25 * usual && a.rise > CLEAR_RISE * a.floor);
  const places = pulses.map((pulse, i) => (isClear[i] === true ? (found[i]?.frame ?? pulse) : pulse));
  const weights = found.map((a, i) => (isClear[i] === true ? Math.min(1, (a?.rise ?? 0) / usual) : 0.08));
  const frames = places.map((place, i) => local(places, weights, i, 0.03 * rateHz, place));
  let [near, all] = [1e-9, 1e-9];
  const distances: number[] = [];
  frames.forEach((frame, i) => {
    if (isClear[i] !== true) return;
    const distance = Math.abs((places[i] as number) - frame);
    distances.push(distance / rateHz);
    all += weights[i] as number;
    if (distance < ON_BEAT_S * rateHz) near += weights[i] as number;
  });
  const present = Math.min(1, distances.length / Math.max(1, pulses.length) / 0.25);
  return { frames, share: (near / all) * present, residualS: median(distances) };
}
