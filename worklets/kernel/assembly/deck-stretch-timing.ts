/**
 * Thread: audio. The stretcher's constant timing error by rate, nulled: the same numbers as src/ts-shift/timing-table.ts,
 * where they are explained (a test compares the two).
 */

const COUNT: i32 = 46;
const RATES: usize = memory.data<f64>([
  0.82, 0.84, 0.85, 0.86, 0.87, 0.88, 0.89, 0.9, 0.91, 0.92, 0.93, 0.94, 0.95, 0.96, 0.97, 0.98, 0.99, 1.0, 1.01,
  1.02, 1.03, 1.04, 1.05, 1.06, 1.07, 1.08, 1.09, 1.1, 1.11, 1.12, 1.13, 1.14, 1.15, 1.16, 1.18, 1.2, 1.24, 1.3,
  1.34, 1.38, 1.42, 1.46, 1.5, 1.54, 1.58, 1.62,
]);
const LATE_FRAMES: usize = memory.data<f64>([
  -2.0, -0.6, -1.2, -6.0, -9.2, -12.6, -18.1, -20.0, -20.9, -23.9, -23.8, -22.1, -20.8, -17.5, -13.4, -9.5, -5.1,
  0.0, 5.5, 8.4, 11.4, 14.0, 14.4, 16.0, 16.8, 15.0, 14.8, 13.8, 11.6, 10.5, 9.9, 7.4, 6.4, 5.2, 2.9, 1.2, -0.4, 1.3,
  4.0, 5.7, 4.6, 4.0, 2.5, 1.8, 0.4, 0.0,
]);

/** Input latency of the preset the table belongs to: half of 120 ms. The light preset errs by 4 frames at most. */
const FULL_INPUT_SECONDS: f64 = 0.06;
/** f64: 1 while the table applies. */
const APPLIES: usize = memory.data(8, 8);

/** Learns which preset plays, from its input latency in frames. Before `stretchTimingCorrection`. */
export function setStretchTiming(inputLatency: f64, rateHz: f64): void {
  store<f64>(APPLIES, inputLatency == FULL_INPUT_SECONDS * rateHz ? 1.0 : 0.0);
}

/**
 * Source frames to feed further ahead at a speed, so that transients are heard where they belong: rate × the frames by
 * which they would be late. Linear between measured points; 0 outside them and with the light preset. Does not allocate.
 */
export function stretchTimingCorrection(rate: f64): f64 {
  if (load<f64>(APPLIES) == 0.0) return 0.0;
  if (!(rate > load<f64>(RATES)) || rate >= load<f64>(RATES + ((COUNT - 1) << 3))) return 0.0;
  let i: usize = 1;
  while (load<f64>(RATES + (i << 3)) <= rate) i++;
  const from = RATES + ((i - 1) << 3);
  const late = LATE_FRAMES + ((i - 1) << 3);
  const t = (rate - load<f64>(from)) / (load<f64>(from, 8) - load<f64>(from));
  return rate * (load<f64>(late) + t * (load<f64>(late, 8) - load<f64>(late)));
}
