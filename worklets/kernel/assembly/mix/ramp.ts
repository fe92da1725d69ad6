/**
 * Click-free parameters. A ramp follows its target through two one-pole smoothers in series, so that value and slope
 * are both continuous; it snaps to the target once it is within −160 dB of it. Smoothing is per frame: how a block is
 * cut into spans cannot change it.
 *
 * The values of a block are read at `rampCurve(r) + frame × r.stride`: while the ramp rests, stride is 0 and only the
 * first value is kept. Thread: audio; static memory only.
 */
import { CURVE_BYTES } from './sizes';

const SNAP: f64 = 1e-8;

@unmanaged
export class Ramp {
  target: f64;
  /** First smoother. */
  y1: f64;
  /** Second smoother: the value. */
  y2: f64;
  /** Share of the distance covered per frame by each smoother. */
  coefficient: f64;
  /** Raw control value the target was mapped from. */
  raw: f64;
  /** Bytes from one frame's value to the next: 0 while at rest, else 8. */
  stride: usize;
  moving: i32;
  spare: i32;
}

const HEAD_BYTES: i32 = 64;
export const RAMP_BYTES: i32 = HEAD_BYTES + CURVE_BYTES;

/** At rest at `value`, with time constant `tauS` per smoother. Uses exp: init only. */
export function rampInit(r: Ramp, value: f64, tauS: f64, rateHz: f64): void {
  r.coefficient = 1.0 - NativeMath.exp(-1.0 / (tauS * rateHz));
  r.raw = NaN;
  rampSnap(r, value);
}

@inline
export function rampCurve(r: Ramp): usize {
  return changetype<usize>(r) + HEAD_BYTES;
}

/** Value at a frame of this block. */
@inline
export function rampAt(r: Ramp, frame: i32): f64 {
  return load<f64>(rampCurve(r) + <usize>frame * r.stride);
}

/** At rest at `value` from the start of this block. */
export function rampSnap(r: Ramp, value: f64): void {
  r.target = value;
  r.y1 = value;
  r.y2 = value;
  r.moving = 0;
  r.stride = 0;
  store<f64>(rampCurve(r), value);
}

/** True when the whole block holds exactly `value`. */
@inline
export function rampIs(r: Ramp, value: f64): bool {
  return r.stride == 0 && r.y2 == value;
}

/** Computes frames [from, from + n) towards `r.target`. */
export function rampSpan(r: Ramp, from: i32, n: i32): void {
  const curve = rampCurve(r);
  if (from == 0) {
    r.stride = 0;
    store<f64>(curve, r.y2);
  }
  const target = r.target;
  if (!r.moving && target == r.y2) {
    if (r.stride == 0) return;
    for (let i = from; i < from + n; i++) store<f64>(curve + ((<usize>i) << 3), target);
    return;
  }
  if (r.stride == 0) {
    for (let i = 1; i < from; i++) store<f64>(curve + ((<usize>i) << 3), r.y2);
    r.stride = 8;
  }
  r.moving = 1;
  const c = r.coefficient;
  let y1 = r.y1;
  let y2 = r.y2;
  for (let i = from; i < from + n; i++) {
    y1 += c * (target - y1);
    y2 += c * (y1 - y2);
    if (abs(target - y2) < SNAP && abs(target - y1) < SNAP) {
      y1 = target;
      y2 = target;
      r.moving = 0;
    }
    store<f64>(curve + ((<usize>i) << 3), y2);
  }
  r.y1 = y1;
  r.y2 = y2;
}
