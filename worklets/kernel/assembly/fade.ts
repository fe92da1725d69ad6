/**
 * Fade shapes: a raised cosine, equal gain with its mirror image, tabulated once.
 * Thread: audio; no allocation.
 */
import { sampleRate } from './shared';

const STEPS: i32 = 1024;
const TABLE: usize = memory.data((1024 + 2) << 3, 16);

/** Builds the table. Called by `init`. */
export function initFades(): void {
  for (let i = 0; i <= STEPS + 1; i++) {
    const x = min(<f64>i / <f64>STEPS, 1.0);
    store<f64>(TABLE + ((<usize>i) << 3), 0.5 - 0.5 * NativeMath.cos(NativeMath.PI * x));
  }
  store<f64>(TABLE, 0.0);
  store<f64>(TABLE + ((<usize>STEPS) << 3), 1.0);
}

/** Raised cosine 0 → 1 for x in 0 … 1, held outside. */
@inline
export function fadeAt(x: f64): f64 {
  if (x <= 0.0) return 0.0;
  if (x >= 1.0) return 1.0;
  const at = x * <f64>STEPS;
  const i = <i32>at;
  const address = TABLE + ((<usize>i) << 3);
  const a = load<f64>(address);
  return a + (load<f64>(address, 8) - a) * (at - <f64>i);
}

/** Crossfade of a jump, frames (6 ms). */
@inline
export function jumpFadeFrames(): i32 {
  return <i32>(0.006 * sampleRate());
}

/** Fade of play, pause and stop, frames (5 ms). */
@inline
export function stopFadeFrames(): i32 {
  return <i32>(0.005 * sampleRate());
}

/** Crossfade before a loop's end, in source frames (6 ms, at most half the loop). */
@inline
export function loopFadeFrames(length: f64): f64 {
  return min(0.006 * sampleRate(), 0.5 * length);
}
