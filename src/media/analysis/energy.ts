/**
 * How energetic a track is, 1 (calm) … 5 (peak time), and the course of its energy beat by beat.
 *
 * The figure is a fixed sum of four measures of the track's stronger half (by level), each mapped to 0…1 on a scale that
 * never changes, so that figures of different tracks, and of the same track tomorrow, can be compared:
 *   loudness     the loudest three seconds, −18 … −6 LUFS
 *   onsets       rises of 10 dB within 10 ms a second, in bass or treble: 2 … 10
 *   low          10 ms peaks below 120 Hz against the mean power of the bands, 8 … 20 dB
 *   brightness   bands above 3 kHz against all bands, −28 … −16 dB
 * Thread: analysis worker; runs anywhere. Allocates.
 */
import { log10 } from '../../dsp-utils/portable-maths.ts';
import { hopPower, hopRange, PIECES_LATE, quantile, within } from './bar-features.ts';
import { BAND_COUNT, type FeatureSummary, levelPower, riseDb } from './feature-summary.ts';
import type { LoudnessResult } from './loudness.ts';
import { ENERGY_PRODUCER, ENERGY_VERSION } from './producers.ts';
import type { BeatMap, EnergyCurve, EnergyResult } from './structure-result.ts';

const LOUDNESS_LUFS = [-18, -6] as const;
const ONSETS_PER_S = [2, 10] as const;
const LOW_DB = [8, 20] as const;
const BRIGHTNESS_DB = [-28, -16] as const;
const WEIGHTS = { loudness: 0.2, onsets: 0.45, low: 0.15, brightness: 0.2 } as const;
/** Sums of real music lie here. */
const SUM_RANGE = [0.2, 0.85] as const;
const ONSET_DB = 10;
/** First mel band above 3 kHz. */
const BRIGHT_BAND = 8;
/** The curve's bottom below its loudest beats. */
const CURVE_RANGE_DB = 24;

/** Energy of the whole track. Null for a silent one. */
export function energyOf(summary: FeatureSummary, loudness: LoudnessResult): EnergyResult | null {
  const loudest = loudness.loudestLufs ?? loudness.integratedLufs;
  if (loudest === null || summary.hops === 0) return null;
  const powers = Float64Array.from({ length: summary.hops }, (_, h) => hopPower(summary, h));
  const strong = quantile(powers, 0.5);
  let [count, onsets, low, bright, all] = [0, 0, 0, 0, 0];
  for (let h = 0; h < summary.hops; h++) {
    const power = powers[h] as number;
    if (power < strong) continue;
    count++;
    if (riseDb(Math.max(summary.lowRise[h] as number, summary.highRise[h] as number)) >= ONSET_DB) onsets++;
    low += levelPower(summary.lowPeak[h] as number);
    for (let b = BRIGHT_BAND; b < BAND_COUNT; b++) bright += levelPower(summary.bands[h * BAND_COUNT + b] as number);
    all += power;
  }
  const relativeDb = (power: number): number => 10 * log10((power + 1e-12) / (all + 1e-12));
  const parts = {
    loudness: within(loudest, LOUDNESS_LUFS),
    onsets: within(onsets / ((count * summary.hopFrames) / summary.rateHz), ONSETS_PER_S),
    low: within(relativeDb(low), LOW_DB),
    brightness: within(relativeDb(bright), BRIGHTNESS_DB),
  };
  const sum =
    WEIGHTS.loudness * parts.loudness +
    WEIGHTS.onsets * parts.onsets +
    WEIGHTS.low * parts.low +
    WEIGHTS.brightness * parts.brightness;
  const value = 1 + 4 * within(sum, SUM_RANGE);
  return {
    producer: ENERGY_PRODUCER,
    version: ENERGY_VERSION,
    figure: Math.round(value),
    value,
    ...parts,
  };
}

/** The level of every beat from the track's first to its last, 255 for its loudest. */
export function energyCurve(summary: FeatureSummary, map: BeatMap): EnergyCurve {
  let first = 0;
  while (map.frameOf(first) > 0 && map.frameOf(first) - map.frameOf(first - 1) > 1) first--;
  const powers: number[] = [];
  for (let beat = first; map.frameOf(beat) < summary.frames; beat++) {
    const [from, to] = hopRange(summary, map.frameOf(beat), map.frameOf(beat + 1), PIECES_LATE);
    let sum = 0;
    for (let h = from; h < to; h++) sum += hopPower(summary, h);
    powers.push(sum / Math.max(1, to - from));
  }
  const loudest = powers.reduce((a, b) => Math.max(a, b), 1e-9);
  const values = Uint8Array.from(powers, (power) => {
    const below = 10 * log10((power + 1e-12) / loudest);
    return Math.round(255 * within(below, [-CURVE_RANGE_DB, 0]));
  });
  return { firstBeat: first, values };
}
