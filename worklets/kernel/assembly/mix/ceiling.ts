/**
 * The limiter's detector: the gain each frame needs to stay within a ceiling, between frames too. Where the 32-tap
 * reading of interpolate.ts comes within 1.5 dB of the ceiling, it is taken again by a 64-tap Kaiser-windowed sinc at
 * seven points between frames (8×), which follows white noise to half the rate within −0.2 … +0.1 dB.
 *
 * Planar f32 histories: CEILING_HISTORY old frames, then BLOCK_FRAMES new ones. Thread: audio; static memory only.
 */
import { BLOCK_FRAMES } from '../generated/layout';
import { intervalPeak, largestLane, pointTaps, windowPeaks } from './interpolate';

const TAPS: i32 = 64;
const POINTS: i32 = 8;
const KAISER_BETA: f64 = 3.0;
/** Old frames kept in front of a planar history. */
export const CEILING_HISTORY: i32 = 64;
export const CEILING_PLANAR_BYTES: i32 = (CEILING_HISTORY + BLOCK_FRAMES) * 4;
/** Frames between a frame and the interval after it being known. */
export const DETECTION_FRAMES: i32 = TAPS / 2;
/** Readings below this share of the ceiling are not taken again: −1.5 dB. */
const CLOSE: f32 = 0.84;

/** f32 [pair][e1, o1, e2, o2, e3, o3, e4, 0]: points 1 and 7, 2 and 6, 3 and 5, and 4 in the middle. */
const TABLE: usize = memory.data((TAPS / 2) * 32, 16);
const GAIN_BOUND: usize = memory.data(4, 4);
const GROUPS: i32 = (CEILING_HISTORY + BLOCK_FRAMES) / 4;
const GROUP_PEAKS: usize = memory.data((GROUPS + 12) * 4, 16);

/** Init only. */
export function ceilingInit(): void {
  let bound: f64 = 0;
  for (let p = 1; p <= POINTS / 2; p++)
    bound = max(bound, pointTaps(TABLE + ((<usize>(p - 1)) << 3), 32, TAPS, p, POINTS, KAISER_BETA));
  store<f32>(GAIN_BOUND, <f32>(bound * 1.00001));
}

/** One channel: largest magnitude of the seven points in each of the intervals that new frames i…i+3 complete. */
function finePeaks(planar: usize, i: i32): v128 {
  let x = planar + ((<usize>i) << 2) + 4;
  let y = x + (TAPS - 1) * 4;
  let a1 = f32x4.splat(0);
  let b1 = a1;
  let a2 = a1;
  let b2 = a1;
  let a3 = a1;
  let b3 = a1;
  let a4 = a1;
  for (let t = TABLE, end = TABLE + (TAPS / 2) * 32; t < end; t += 32) {
    const p = v128.load(x);
    const q = v128.load(y);
    const s = f32x4.add(p, q);
    const d = f32x4.sub(p, q);
    a1 = f32x4.add(a1, f32x4.mul(v128.load32_splat(t), s));
    b1 = f32x4.add(b1, f32x4.mul(v128.load32_splat(t, 4), d));
    a2 = f32x4.add(a2, f32x4.mul(v128.load32_splat(t, 8), s));
    b2 = f32x4.add(b2, f32x4.mul(v128.load32_splat(t, 12), d));
    a3 = f32x4.add(a3, f32x4.mul(v128.load32_splat(t, 16), s));
    b3 = f32x4.add(b3, f32x4.mul(v128.load32_splat(t, 20), d));
    a4 = f32x4.add(a4, f32x4.mul(v128.load32_splat(t, 24), s));
    x += 4;
    y -= 4;
  }
  return f32x4.pmax(
    f32x4.pmax(f32x4.add(f32x4.abs(a1), f32x4.abs(b1)), f32x4.add(f32x4.abs(a2), f32x4.abs(b2))),
    f32x4.pmax(f32x4.add(f32x4.abs(a3), f32x4.abs(b3)), f32x4.abs(a4)),
  );
}

/**
 * Writes to f32 `gains`, for each new frame i, the gain that keeps frame i − DETECTION_FRAMES and the interval after
 * it within `ceiling` (1 where it is already). Returns false when all are 1.
 */
export function ceilingGains(left: usize, right: usize, ceiling: f32, gains: usize): bool {
  const bound = load<f32>(GAIN_BOUND);
  const one = f32x4.splat(1);
  if (windowPeaks(left, right, GROUPS, 16, GROUP_PEAKS) * bound <= ceiling) {
    for (let at: usize = 0; at < <usize>BLOCK_FRAMES << 2; at += 16) v128.store(gains + at, one);
    return false;
  }
  const top = f32x4.splat(ceiling);
  const close = CLOSE * ceiling;
  // The short interpolator looks at the same interval: its taps lie in the middle of the long one's.
  const middle: usize = (DETECTION_FRAMES - 16) * 4;
  const frames: usize = (CEILING_HISTORY - DETECTION_FRAMES) * 4;
  let least = one;
  for (let i = 0; i < BLOCK_FRAMES; i += 4) {
    const at = (<usize>i) << 2;
    let gain = one;
    const around = max(load<f32>(GROUP_PEAKS + at / 4), load<f32>(GROUP_PEAKS + at / 4, 4));
    if (around * bound > ceiling) {
      let peaks = f32x4.pmax(f32x4.abs(v128.load(left + frames + at)), f32x4.abs(v128.load(right + frames + at)));
      if (largestLane(peaks) > close || intervalPeak(left + middle, right + middle, i, around, close) > close) {
        peaks = f32x4.pmax(peaks, f32x4.pmax(finePeaks(left, i), finePeaks(right, i)));
        gain = f32x4.div(top, f32x4.pmax(peaks, top));
        least = f32x4.pmin(least, gain);
      }
    }
    v128.store(gains + at, gain);
  }
  return v128.any_true(f32x4.lt(least, one));
}
