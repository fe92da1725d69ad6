/**
 * The one-knob filter, 24 dB/oct. Knob below 0: low-pass, 20 kHz falling exponentially to 60 Hz at −1; above 0:
 * high-pass, 20 Hz rising exponentially to 8 kHz at +1; at 0 the signal passes untouched, bit for bit. Within ±0.04
 * of the middle the filtered signal fades in (smoothstep), so that the knob leaves the middle without a step.
 * Two state-variable sections (topology-preserving transform, V. Zavalishin, "The Art of VA Filter Design"), stable
 * however fast they are swept: the first of fixed Q 0.541, the second of Q 1.307 (together a Butterworth response) at
 * resonance 0 to Q 8.2 at resonance 1.
 * Thread: audio; recursions in double, left/right in one f64x2. Cutoffs come from tables built in `filterInit`.
 */
import { BLOCK_FRAMES } from '../generated/layout';
import { Ramp, rampCurve, rampIs } from './ramp';

export const LOW_PASS_FROM_HZ: f64 = 20000.0;
export const LOW_PASS_TO_HZ: f64 = 60.0;
export const HIGH_PASS_FROM_HZ: f64 = 20.0;
export const HIGH_PASS_TO_HZ: f64 = 8000.0;
/** Knob travel from the middle over which the filtered signal fades in. */
export const FADE_IN_TRAVEL: f64 = 0.04;
/** Damping of the first section: 2 cos(π/8). */
const FIRST_DAMPING: f64 = 1.8477590650225735;
/** Damping of the second section at resonance 0: 2 cos(3π/8), and the factor it falls by at resonance 1. */
const SECOND_DAMPING: f64 = 0.7653668647301796;
const RESONANCE_LN: f64 = -1.8325814637483102;
const PI: f64 = 3.141592653589793;

const STEPS: i32 = 1024;
/** tan(π f/fs) by knob travel 0…1, for the low-pass and then the high-pass side. */
const TABLE: usize = memory.data(2 * 8 * 1026, 16);
const HIGH_PASS_TABLE: usize = 8 * 1026;

/** Bytes of one strip's filter: two sections of two pairs, then which side (−1, 0, 1) they belong to. */
export const FILTER_STATE_BYTES: i32 = 80;
const SIDE: usize = 64;

/** Uses exp and tan: init only. */
export function filterInit(rateHz: f64): void {
  const ceiling = 0.45 * rateHz;
  for (let i = 0; i <= STEPS + 1; i++) {
    const travel = min<f64>(<f64>i / <f64>STEPS, 1.0);
    const low = LOW_PASS_FROM_HZ * NativeMath.exp(travel * NativeMath.log(LOW_PASS_TO_HZ / LOW_PASS_FROM_HZ));
    const high = HIGH_PASS_FROM_HZ * NativeMath.exp(travel * NativeMath.log(HIGH_PASS_TO_HZ / HIGH_PASS_FROM_HZ));
    const at = TABLE + ((<usize>i) << 3);
    store<f64>(at, NativeMath.tan((PI * min<f64>(low, ceiling)) / rateHz));
    store<f64>(at + HIGH_PASS_TABLE, NativeMath.tan((PI * min<f64>(high, ceiling)) / rateHz));
  }
}

/** Damping of the second section for a resonance of 0…1: exponential, 0.765 → 0.122. */
export function resonanceDamping(resonance: f64): f64 {
  return SECOND_DAMPING * NativeMath.exp(resonance * RESONANCE_LN);
}

/** Silence in both sections; the side they belong to stays. */
export function filterClear(state: usize): void {
  memory.fill(state, 0, SIDE);
}

@inline
function tableAt(table: usize, travel: f64): f64 {
  const t = travel * <f64>STEPS;
  const i = <i32>t;
  const at = table + ((<usize>i) << 3);
  const g = load<f64>(at);
  return g + (t - <f64>i) * (load<f64>(at, 8) - g);
}

/** Filters `pairs` in place. `knob` −1…1, `damping` from `resonanceDamping`. */
export function filterPairs(state: usize, pairs: usize, knob: Ramp, damping: Ramp): void {
  if (rampIs(knob, 0.0)) {
    if (load<f64>(state, SIDE) != 0.0) memory.fill(state, 0, FILTER_STATE_BYTES);
    return;
  }
  let knobs = rampCurve(knob);
  let dampings = rampCurve(damping);
  const still = knob.stride == 0 && damping.stride == 0;
  let side = load<f64>(state, SIDE);
  let p1 = v128.load(state, 0);
  let p2 = v128.load(state, 16);
  let q1 = v128.load(state, 32);
  let q2 = v128.load(state, 48);
  // First section: v1 = a1·s1 + a2·(x − s2), v2 = s2 + g·v1; likewise the second.
  let g = f64x2.splat(0);
  let a1 = g;
  let a2 = g;
  let b1 = g;
  let b2 = g;
  let k2 = g;
  let wet = g;
  const k1 = f64x2.splat(FIRST_DAMPING);
  let highPass = false;
  for (let at = pairs, end = pairs + BLOCK_FRAMES * 16, first = true; at < end; at += 16) {
    if (first || !still) {
      first = false;
      const v = load<f64>(knobs);
      const k = load<f64>(dampings);
      knobs += knob.stride;
      dampings += damping.stride;
      const travel = abs(v);
      const now: f64 = v == 0.0 ? 0.0 : v < 0.0 ? -1.0 : 1.0;
      if (now != side) {
        // The sides share the sections; in the middle nothing of them is heard, so they start afresh, as if the
        // present value had always been there: the low-pass from it, the high-pass from 0.
        p1 = f64x2.splat(0);
        q1 = p1;
        p2 = now < 0.0 ? v128.load(at) : p1;
        q2 = p2;
        side = now;
      }
      highPass = v > 0.0;
      const gs = tableAt(highPass ? TABLE + HIGH_PASS_TABLE : TABLE, travel);
      const as = 1.0 / (1.0 + gs * (gs + FIRST_DAMPING));
      const bs = 1.0 / (1.0 + gs * (gs + k));
      g = f64x2.splat(gs);
      a1 = f64x2.splat(as);
      a2 = f64x2.splat(gs * as);
      b1 = f64x2.splat(bs);
      b2 = f64x2.splat(gs * bs);
      k2 = f64x2.splat(k);
      const w = min<f64>(1.0, travel / FADE_IN_TRAVEL);
      wet = f64x2.splat(w * w * (3.0 - 2.0 * w));
    }
    const x = v128.load(at);
    const v1 = f64x2.sub(f64x2.add(f64x2.mul(a1, p1), f64x2.mul(a2, x)), f64x2.mul(a2, p2));
    const gv = f64x2.mul(g, v1);
    const v2 = f64x2.add(p2, gv);
    p1 = f64x2.sub(f64x2.add(v1, v1), p1);
    p2 = f64x2.add(v2, gv);
    const y = highPass ? f64x2.sub(f64x2.sub(x, f64x2.mul(k1, v1)), v2) : v2;

    const u1 = f64x2.sub(f64x2.add(f64x2.mul(b1, q1), f64x2.mul(b2, y)), f64x2.mul(b2, q2));
    const gu = f64x2.mul(g, u1);
    const u2 = f64x2.add(q2, gu);
    q1 = f64x2.sub(f64x2.add(u1, u1), q1);
    q2 = f64x2.add(u2, gu);
    const z = highPass ? f64x2.sub(f64x2.sub(y, f64x2.mul(k2, u1)), u2) : u2;

    v128.store(at, f64x2.add(x, f64x2.mul(wet, f64x2.sub(z, x))));
  }
  v128.store(state, p1, 0);
  v128.store(state, p2, 16);
  v128.store(state, q1, 32);
  v128.store(state, q2, 48);
  store<f64>(state, side, SIDE);
}
