/**
 * How late a transient comes out of the stretcher, by rate: measured with `bench/stretch-quality.ts` on single clicks and
 * on 2 kHz bursts 17 011 frames apart, at 48 kHz with the full preset, the rate fixed and the feed aligned as described in
 * `timing.ts`. At one rate the error is a constant with a jitter of ±4 frames (5th to 95th percentile), because the phase
 * vocoder's prediction errs by the same amount in every hop. Below 0.82 it jumps by up to 40 frames with the signal: no
 * constant would help, and the table ends.
 *
 * Thread: any; pure data. `worklets/kernel/assembly/deck-stretch-timing.ts` holds the same numbers for the kernel.
 */

/** Rates, ascending. */
export const TIMING_RATES = [
  0.82, 0.84, 0.85, 0.86, 0.87, 0.88, 0.89, 0.9, 0.91, 0.92, 0.93, 0.94, 0.95, 0.96, 0.97, 0.98, 0.99, 1, 1.01, 1.02,
  1.03, 1.04, 1.05, 1.06, 1.07, 1.08, 1.09, 1.1, 1.11, 1.12, 1.13, 1.14, 1.15, 1.16, 1.18, 1.2, 1.24, 1.3, 1.34, 1.38,
  1.42, 1.46, 1.5, 1.54, 1.58, 1.62,
] as const;

/** Output frames by which a transient is late at that rate; negative: early. */
export const TIMING_LATE_FRAMES = [
  -2, -0.6, -1.2, -6, -9.2, -12.6, -18.1, -20, -20.9, -23.9, -23.8, -22.1, -20.8, -17.5, -13.4, -9.5, -5.1, 0, 5.5, 8.4,
  11.4, 14, 14.4, 16, 16.8, 15, 14.8, 13.8, 11.6, 10.5, 9.9, 7.4, 6.4, 5.2, 2.9, 1.2, -0.4, 1.3, 4, 5.7, 4.6, 4, 2.5,
  1.8, 0.4, 0,
] as const;

/**
 * Source frames to feed further ahead at `rate`, so that transients are heard where they belong. Linear between measured
 * points; 0 outside them. Does not allocate.
 */
export function stretchTimingCorrection(rate: number): number {
  const last = TIMING_RATES.length - 1;
  if (!(rate > (TIMING_RATES[0] as number)) || rate >= (TIMING_RATES[last] as number)) return 0;
  let i = 1;
  while ((TIMING_RATES[i] as number) <= rate) i++;
  const from = TIMING_RATES[i - 1] as number;
  const late = TIMING_LATE_FRAMES[i - 1] as number;
  const t = (rate - from) / ((TIMING_RATES[i] as number) - from);
  return rate * (late + t * ((TIMING_LATE_FRAMES[i] as number) - late));
}
