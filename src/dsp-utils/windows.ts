/** Windows for short-time analysis, periodic form (for overlapping frames). Thread: workers; each call allocates. */
import { cos, TAU } from './portable-maths.ts';

/** Hann window of `size` points: 0.5 − 0.5 cos(2πn/size). */
export function hann(size: number): Float64Array {
  return Float64Array.from({ length: size }, (_, n) => 0.5 - 0.5 * cos((TAU * n) / size));
}

/** Four-term Blackman–Harris window (−92 dB side lobes), for picking spectral peaks. */
export function blackmanHarris(size: number): Float64Array {
  return Float64Array.from({ length: size }, (_, n) => {
    const a = (TAU * n) / size;
    return 0.35875 - 0.48829 * cos(a) + 0.14128 * cos(2 * a) - 0.01168 * cos(3 * a);
  });
}
