/**
 * Look-ahead true-peak limiter on the master: ceiling −1 dBTP. The 8× detector (ceiling.ts) may under-read, so it
 * aims at −1.1 dBTP; below that nothing changes and the output is the input, delayed. Channels are linked.
 *
 *   gain needed → least of a sliding window → release → three box averages → × delayed signal
 *
 * The window is as long as the averages together plus a guard on either side of the peak, so that the smooth gain has
 * reached what the peak needs before it comes, and stays until it has gone. Release is the smaller of two followers:
 * a quick one that rises again in 60 ms, and a slow one that settles where the programme holds it (200 ms down, 400 ms
 * up), so that sustained bass does not pump. The averages run in integers held in doubles (gain in units of 2^−30),
 * so they neither drift nor depend on history.
 * Thread: audio; static memory only.
 */
import { BLOCK_FRAMES } from '../generated/layout';
import { CEILING_HISTORY, CEILING_PLANAR_BYTES, DETECTION_FRAMES, ceilingGains, ceilingInit } from './ceiling';
import { toPlanar } from './interpolate';
import { PAIRS_BYTES } from './sizes';

/** −1.1 dBTP. */
export const DETECTOR_CEILING: f32 = 0.8810489;
/** Frames on either side of a peak that get its gain, too. */
const GUARD: i32 = 7;
const UNIT: f64 = 1073741824.0;
const QUICK_S: f64 = 0.06;
const SLOW_DOWN_S: f64 = 0.2;
const SLOW_UP_S: f64 = 0.4;
/** Followers closer than this to where they go are there. */
const SNAP: f64 = 1e-7;
/** Boxes up to this length: session rates to 192 kHz. */
const BOX_MAX: i32 = 96;
export const LATENCY_MAX: i32 = DETECTION_FRAMES + GUARD + 3 * (BOX_MAX - 1);
/** Old gains kept in front of the new ones: the longest window. */
const GAINS_BEFORE: i32 = 320;

@unmanaged
class Limiter {
  box: i32;
  latency: i32;
  window: i32;
  /** Largest power of two within the window. */
  power: i32;
  /** Frames since anything but 1 went into the averages. */
  calmFrames: i32;
  spare: i32;
  quick: f64;
  slow: f64;
  quickUp: f64;
  slowDown: f64;
  slowUp: f64;
  sum0: f64;
  sum1: f64;
  sum2: f64;
  /** Smallest gain of the last block. */
  least: f64;
}

const STATE: usize = memory.data(128, 16);
const LEFT: usize = memory.data(CEILING_PLANAR_BYTES, 16);
const RIGHT: usize = memory.data(CEILING_PLANAR_BYTES, 16);
const DELAY: usize = memory.data((LATENCY_MAX + BLOCK_FRAMES) * 16, 16);
const GAINS: usize = memory.data((GAINS_BEFORE + BLOCK_FRAMES) * 4, 16);
const LEAST: usize = memory.data((GAINS_BEFORE + BLOCK_FRAMES + 4) * 4, 16);
/** Inputs of the three averages: 128 old values, then this block's. */
const BOXES: usize = memory.data(3 * 2 * BLOCK_FRAMES * 8, 16);
const BOX_BYTES: usize = 2 * BLOCK_FRAMES * 8;

export function limiterInit(rateHz: f64): void {
  ceilingInit();
  const s = changetype<Limiter>(STATE);
  s.box = min<i32>(BOX_MAX, max<i32>(2, <i32>(rateHz / 2000.0 + 0.5)));
  s.latency = DETECTION_FRAMES + GUARD + 3 * (s.box - 1);
  s.window = 3 * s.box - 1 + 2 * GUARD;
  s.power = 1;
  while (s.power * 2 <= s.window) s.power *= 2;
  s.calmFrames = 1 << 20;
  s.quick = 1;
  s.slow = 1;
  s.quickUp = 1.0 - NativeMath.exp(-1.0 / (QUICK_S * rateHz));
  s.slowDown = 1.0 - NativeMath.exp(-1.0 / (SLOW_DOWN_S * rateHz));
  s.slowUp = 1.0 - NativeMath.exp(-1.0 / (SLOW_UP_S * rateHz));
  const b = <f64>s.box;
  s.sum0 = b * UNIT;
  s.sum1 = b * b * UNIT;
  s.sum2 = b * b * b * UNIT;
  s.least = 1;
  memory.fill(LEFT, 0, CEILING_PLANAR_BYTES);
  memory.fill(RIGHT, 0, CEILING_PLANAR_BYTES);
  memory.fill(DELAY, 0, (LATENCY_MAX + BLOCK_FRAMES) * 16);
  for (let i = 0; i < GAINS_BEFORE + BLOCK_FRAMES; i++) store<f32>(GAINS + ((<usize>i) << 2), 1);
  let level = UNIT;
  for (let k: usize = 0; k < 3; k++) {
    for (let i: usize = 0; i < <usize>BLOCK_FRAMES * 2; i++) store<f64>(BOXES + k * BOX_BYTES + (i << 3), level);
    level *= b;
  }
}

/** Frames by which the output trails the input. */
export function limiterLatency(): i32 {
  return changetype<Limiter>(STATE).latency;
}

/** Smallest gain of the last block, 1 when nothing was reduced. */
export function limiterLeastGain(): f64 {
  return changetype<Limiter>(STATE).least;
}

/** Limits one block of f64 pairs in place; the output trails by `limiterLatency()`. */
export function limit(pairs: usize): void {
  const s = changetype<Limiter>(STATE);
  const ahead = DELAY + ((<usize>s.latency) << 4);
  memory.copy(ahead, pairs, PAIRS_BYTES);
  toPlanar(pairs, LEFT + CEILING_HISTORY * 4, RIGHT + CEILING_HISTORY * 4);
  const busy = ceilingGains(LEFT, RIGHT, DETECTOR_CEILING, GAINS + GAINS_BEFORE * 4);
  memory.copy(LEFT, LEFT + BLOCK_FRAMES * 4, CEILING_HISTORY * 4);
  memory.copy(RIGHT, RIGHT + BLOCK_FRAMES * 4, CEILING_HISTORY * 4);
  if (!busy && s.calmFrames >= s.window + 3 * s.box) {
    memory.copy(pairs, DELAY, PAIRS_BYTES);
    s.least = 1;
  } else {
    smooth(s);
    s.least = apply(s, pairs);
  }
  memory.copy(GAINS, GAINS + BLOCK_FRAMES * 4, GAINS_BEFORE * 4);
  memory.copy(DELAY, DELAY + BLOCK_FRAMES * 16, (<usize>s.latency) << 4);
}

/** Least gain over the window that ends at each frame, then the followers; fills the first box's input. */
function smooth(s: Limiter): void {
  // Entry i becomes the least of `width` entries ending at i; doubled up to the largest power of two in the window.
  const end: usize = (GAINS_BEFORE + BLOCK_FRAMES) * 4;
  memory.copy(LEAST, GAINS, end);
  let width: usize = 1;
  let from: usize = 4;
  const start: usize = (<usize>GAINS_BEFORE - <usize>s.window - 3) & ~3;
  while (<i32>width < s.power) {
    // Backwards, so that entries to the left are still of the last width.
    for (let i: usize = end - 16; i >= (start << 2) + from; i -= 16)
      v128.store(LEAST + i, f32x4.pmin(v128.load(LEAST + i), v128.load(LEAST + i - width * 4)));
    width <<= 1;
    from = width * 4;
  }
  const rest = (<usize>(s.window - s.power)) << 2;
  let quick = s.quick;
  let slow = s.slow;
  const quickUp = s.quickUp;
  const slowDown = s.slowDown;
  const slowUp = s.slowUp;
  let calm = s.calmFrames;
  for (let i: usize = 0; i < <usize>BLOCK_FRAMES; i++) {
    const at = LEAST + ((<usize>GAINS_BEFORE + i) << 2);
    const held = <f64>min(load<f32>(at), load<f32>(at - rest));
    quick = held - quick < SNAP ? held : quick + quickUp * (held - quick);
    const distance = held - slow;
    slow = abs(distance) < SNAP ? held : slow + (distance < 0.0 ? slowDown : slowUp) * distance;
    const gain = min(quick, slow);
    calm = gain == 1.0 ? calm + 1 : 0;
    store<f64>(BOXES + ((<usize>BLOCK_FRAMES + i) << 3), floor(gain * UNIT));
  }
  s.quick = quick;
  s.slow = slow;
  s.calmFrames = min(calm, 1 << 20);
}

/** Runs the three averages and multiplies the delayed signal; returns the smallest gain. */
function apply(s: Limiter, pairs: usize): f64 {
  const back = (<usize>s.box) << 3;
  const b = <f64>s.box;
  const whole = b * b * b * UNIT;
  let sum0 = s.sum0;
  let sum1 = s.sum1;
  let sum2 = s.sum2;
  let least: f64 = 1;
  for (let i: usize = 0; i < <usize>BLOCK_FRAMES; i++) {
    const at = BOXES + ((<usize>BLOCK_FRAMES + i) << 3);
    sum0 += load<f64>(at) - load<f64>(at - back);
    store<f64>(at, sum0, BOX_BYTES);
    sum1 += sum0 - load<f64>(at + BOX_BYTES - back);
    store<f64>(at + BOX_BYTES, sum1, BOX_BYTES);
    sum2 += sum1 - load<f64>(at + 2 * BOX_BYTES - back);
    const gain = sum2 / whole;
    least = min(least, gain);
    v128.store(pairs + (i << 4), f64x2.mul(v128.load(DELAY + (i << 4)), f64x2.splat(gain)));
  }
  s.sum0 = sum0;
  s.sum1 = sum1;
  s.sum2 = sum2;
  for (let k: usize = 0; k < 3; k++)
    memory.copy(BOXES + k * BOX_BYTES, BOXES + k * BOX_BYTES + BLOCK_FRAMES * 8, BLOCK_FRAMES * 8);
  return least;
}
