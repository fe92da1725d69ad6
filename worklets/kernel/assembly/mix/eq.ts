/**
 * Three-band isolator: Linkwitz–Riley crossovers (24 dB/oct) at 250 Hz and 2.5 kHz; the low band passes the upper
 * crossover's all-pass, so that the three bands at equal gain add to a pure all-pass: flat magnitude.
 * A killed band is silent, and its neighbours' skirts inside it are filtered once more (a further 24 dB/oct), which
 * takes the middle of a killed band below −60 dB; with the crossovers alone it would stay near −40 dB.
 * Thread: audio; recursions in double, left/right in one f64x2.
 */
import { BLOCK_FRAMES } from '../generated/layout';
import { BUTTERWORTH_BYTES, Butterworth, butterworthInit } from './butterworth';
import { Ramp, rampCurve, rampIs } from './ramp';

export const LOW_CROSSOVER_HZ: f64 = 250.0;
export const HIGH_CROSSOVER_HZ: f64 = 2500.0;

const LOW: usize = memory.data(BUTTERWORTH_BYTES, 16);
const HIGH: usize = memory.data(BUTTERWORTH_BYTES, 16);

/** Bytes of one strip's EQ state: ten pairs for the bands, then two sections of two pairs for each kill filter. */
export const EQ_STATE_BYTES: i32 = 16 * 26;
const KILL_LOW_STATE: usize = 16 * 10;
const KILL_HIGH_STATE: usize = 16 * 14;
const KILL_MID_STATE: usize = 16 * 18;

export function eqInit(rateHz: f64): void {
  butterworthInit(changetype<Butterworth>(LOW), LOW_CROSSOVER_HZ, rateHz);
  butterworthInit(changetype<Butterworth>(HIGH), HIGH_CROSSOVER_HZ, rateHz);
}

/** Splits `pairs` in place into bands, weighs and adds them. */
export function eqBands(state: usize, pairs: usize, low: Ramp, mid: Ramp, high: Ramp): void {
  const l = changetype<Butterworth>(LOW);
  const h = changetype<Butterworth>(HIGH);
  const la1 = f64x2.splat(l.a1);
  const la2 = f64x2.splat(l.a2);
  const lb = f64x2.splat(l.b0 * l.b0);
  const ha1 = f64x2.splat(h.a1);
  const ha2 = f64x2.splat(h.a2);
  const hb = f64x2.splat(h.b0 * h.b0);
  let gl = rampCurve(low);
  let gm = rampCurve(mid);
  let gh = rampCurve(high);
  const sl = low.stride;
  const sm = mid.stride;
  const sh = high.stride;
  // Pairs of delayed values: lower crossover (first, second section), upper crossover (same), all-pass of the low band.
  let p1 = v128.load(state, 0);
  let p2 = v128.load(state, 16);
  let q1 = v128.load(state, 32);
  let q2 = v128.load(state, 48);
  let r1 = v128.load(state, 64);
  let r2 = v128.load(state, 80);
  let s1 = v128.load(state, 96);
  let s2 = v128.load(state, 112);
  let t1 = v128.load(state, 128);
  let t2 = v128.load(state, 144);
  for (let at = pairs, end = pairs + BLOCK_FRAMES * 16; at < end; at += 16) {
    const x = v128.load(at);
    const pa = f64x2.mul(la1, p1);
    const p = f64x2.sub(f64x2.sub(x, f64x2.mul(la2, p2)), pa);
    const u = f64x2.add(f64x2.add(p1, p1), f64x2.add(p, p2));
    const ap = f64x2.add(f64x2.add(p2, pa), f64x2.mul(la2, p));
    p2 = p1;
    p1 = p;
    const q = f64x2.sub(f64x2.sub(u, f64x2.mul(la2, q2)), f64x2.mul(la1, q1));
    const lows = f64x2.mul(lb, f64x2.add(f64x2.add(q1, q1), f64x2.add(q, q2)));
    q2 = q1;
    q1 = q;
    const rest = f64x2.sub(ap, lows);

    const ra = f64x2.mul(ha1, r1);
    const r = f64x2.sub(f64x2.sub(rest, f64x2.mul(ha2, r2)), ra);
    const v = f64x2.add(f64x2.add(r1, r1), f64x2.add(r, r2));
    const bp = f64x2.add(f64x2.add(r2, ra), f64x2.mul(ha2, r));
    r2 = r1;
    r1 = r;
    const s = f64x2.sub(f64x2.sub(v, f64x2.mul(ha2, s2)), f64x2.mul(ha1, s1));
    const mids = f64x2.mul(hb, f64x2.add(f64x2.add(s1, s1), f64x2.add(s, s2)));
    s2 = s1;
    s1 = s;
    const highs = f64x2.sub(bp, mids);

    const ta = f64x2.mul(ha1, t1);
    const t = f64x2.sub(f64x2.sub(lows, f64x2.mul(ha2, t2)), ta);
    const lowsAligned = f64x2.add(f64x2.add(t2, ta), f64x2.mul(ha2, t));
    t2 = t1;
    t1 = t;

    v128.store(
      at,
      f64x2.add(
        f64x2.add(f64x2.mul(lowsAligned, v128.load64_splat(gl)), f64x2.mul(mids, v128.load64_splat(gm))),
        f64x2.mul(highs, v128.load64_splat(gh)),
      ),
    );
    gl += sl;
    gm += sm;
    gh += sh;
  }
  v128.store(state, p1, 0);
  v128.store(state, p2, 16);
  v128.store(state, q1, 32);
  v128.store(state, q2, 48);
  v128.store(state, r1, 64);
  v128.store(state, r2, 80);
  v128.store(state, s1, 96);
  v128.store(state, s2, 112);
  v128.store(state, t1, 128);
  v128.store(state, t2, 144);
}

/** Adds `depth` × (LR4 low-pass or high-pass of `pairs` − `pairs`) in place. State: four pairs. */
function killPass(state: usize, pairs: usize, c: Butterworth, highPass: bool, depth: Ramp): void {
  const a1 = f64x2.splat(c.a1);
  const a2 = f64x2.splat(c.a2);
  const b = f64x2.splat(c.b0 * c.b0);
  // High-pass = all-pass − low-pass; low-pass = 0 · all-pass + low-pass.
  const useAllPass = f64x2.splat(highPass ? 1.0 : 0.0);
  const useLow = f64x2.splat(highPass ? -1.0 : 1.0);
  let curve = rampCurve(depth);
  const stride = depth.stride;
  let p1 = v128.load(state, 0);
  let p2 = v128.load(state, 16);
  let q1 = v128.load(state, 32);
  let q2 = v128.load(state, 48);
  for (let at = pairs, end = pairs + BLOCK_FRAMES * 16; at < end; at += 16) {
    const x = v128.load(at);
    const p = f64x2.sub(f64x2.sub(x, f64x2.mul(a2, p2)), f64x2.mul(a1, p1));
    const u = f64x2.add(f64x2.add(p1, p1), f64x2.add(p, p2));
    const ap = f64x2.add(f64x2.add(f64x2.mul(a2, p), p2), f64x2.mul(a1, p1));
    p2 = p1;
    p1 = p;
    const q = f64x2.sub(f64x2.sub(u, f64x2.mul(a2, q2)), f64x2.mul(a1, q1));
    const lows = f64x2.mul(b, f64x2.add(f64x2.add(q1, q1), f64x2.add(q, q2)));
    q2 = q1;
    q1 = q;
    const y = f64x2.add(f64x2.mul(useAllPass, ap), f64x2.mul(useLow, lows));
    v128.store(at, f64x2.add(x, f64x2.mul(v128.load64_splat(curve), f64x2.sub(y, x))));
    curve += stride;
  }
  v128.store(state, p1, 0);
  v128.store(state, p2, 16);
  v128.store(state, q1, 32);
  v128.store(state, q2, 48);
}

/** As `killPass`, with LR4 low-pass at the lower plus LR4 high-pass at the upper crossover: the band between goes. */
function killMidPass(state: usize, pairs: usize, depth: Ramp): void {
  const l = changetype<Butterworth>(LOW);
  const h = changetype<Butterworth>(HIGH);
  const la1 = f64x2.splat(l.a1);
  const la2 = f64x2.splat(l.a2);
  const lb = f64x2.splat(l.b0 * l.b0);
  const ha1 = f64x2.splat(h.a1);
  const ha2 = f64x2.splat(h.a2);
  const hb = f64x2.splat(h.b0 * h.b0);
  let curve = rampCurve(depth);
  const stride = depth.stride;
  let p1 = v128.load(state, 0);
  let p2 = v128.load(state, 16);
  let q1 = v128.load(state, 32);
  let q2 = v128.load(state, 48);
  let r1 = v128.load(state, 64);
  let r2 = v128.load(state, 80);
  let s1 = v128.load(state, 96);
  let s2 = v128.load(state, 112);
  for (let at = pairs, end = pairs + BLOCK_FRAMES * 16; at < end; at += 16) {
    const x = v128.load(at);
    const p = f64x2.sub(f64x2.sub(x, f64x2.mul(la2, p2)), f64x2.mul(la1, p1));
    const u = f64x2.add(f64x2.add(p1, p1), f64x2.add(p, p2));
    p2 = p1;
    p1 = p;
    const q = f64x2.sub(f64x2.sub(u, f64x2.mul(la2, q2)), f64x2.mul(la1, q1));
    const lows = f64x2.mul(lb, f64x2.add(f64x2.add(q1, q1), f64x2.add(q, q2)));
    q2 = q1;
    q1 = q;
    const r = f64x2.sub(f64x2.sub(x, f64x2.mul(ha2, r2)), f64x2.mul(ha1, r1));
    const v = f64x2.add(f64x2.add(r1, r1), f64x2.add(r, r2));
    const ap = f64x2.add(f64x2.add(f64x2.mul(ha2, r), r2), f64x2.mul(ha1, r1));
    r2 = r1;
    r1 = r;
    const s = f64x2.sub(f64x2.sub(v, f64x2.mul(ha2, s2)), f64x2.mul(ha1, s1));
    const belowHigh = f64x2.mul(hb, f64x2.add(f64x2.add(s1, s1), f64x2.add(s, s2)));
    s2 = s1;
    s1 = s;
    const y = f64x2.add(lows, f64x2.sub(ap, belowHigh));
    v128.store(at, f64x2.add(x, f64x2.mul(v128.load64_splat(curve), f64x2.sub(y, x))));
    curve += stride;
  }
  v128.store(state, p1, 0);
  v128.store(state, p2, 16);
  v128.store(state, q1, 32);
  v128.store(state, q2, 48);
  v128.store(state, r1, 64);
  v128.store(state, r2, 80);
  v128.store(state, s1, 96);
  v128.store(state, s2, 112);
}

/** Second filtering of killed bands. Depths are 0 (off: costs nothing, state cleared) to 1. */
export function eqKills(state: usize, pairs: usize, low: Ramp, mid: Ramp, high: Ramp): void {
  if (rampIs(low, 0.0)) memory.fill(state + KILL_LOW_STATE, 0, 64);
  else killPass(state + KILL_LOW_STATE, pairs, changetype<Butterworth>(LOW), true, low);
  if (rampIs(mid, 0.0)) memory.fill(state + KILL_MID_STATE, 0, 128);
  else killMidPass(state + KILL_MID_STATE, pairs, mid);
  if (rampIs(high, 0.0)) memory.fill(state + KILL_HIGH_STATE, 0, 64);
  else killPass(state + KILL_HIGH_STATE, pairs, changetype<Butterworth>(HIGH), false, high);
}
