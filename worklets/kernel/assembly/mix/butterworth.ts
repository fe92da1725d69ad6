/**
 * Second-order Butterworth sections of fixed frequency, the building blocks of the Linkwitz–Riley crossovers.
 * Direct form II: one pair of state values serves the low-pass and the all-pass output at once. LR4 low-pass = two
 * low-passes in series; LR4 low-pass + LR4 high-pass = the second-order all-pass with the same poles, so that the
 * high-pass is the all-pass minus the low-pass (Linkwitz, "Active Crossover Networks for Noncoincident Drivers",
 * J. Audio Eng. Soc. 24, 1976; coefficients by the bilinear transform).
 * Thread: audio; left/right in one f64x2.
 */
const PI: f64 = 3.141592653589793;
const SQRT2: f64 = 1.4142135623730951;

@unmanaged
export class Butterworth {
  a1: f64;
  a2: f64;
  /** Numerator gain of the low-pass: b = b0 · (1, 2, 1). */
  b0: f64;
  spare: f64;
}

export const BUTTERWORTH_BYTES: i32 = 32;

/** Uses tan: init only. */
export function butterworthInit(c: Butterworth, hz: f64, rateHz: f64): void {
  const g = NativeMath.tan((PI * hz) / rateHz);
  const d = 1.0 / (1.0 + SQRT2 * g + g * g);
  c.b0 = g * g * d;
  c.a1 = 2.0 * (g * g - 1.0) * d;
  c.a2 = (1.0 - SQRT2 * g + g * g) * d;
}
