/**
 * True-peak detection: the signal at four points between each two frames (fifths of a frame), by a 32-tap Kaiser-
 * windowed sinc, flat within 0.06 dB to 0.44 of the rate. Together with the frames themselves this is 5× oversampling:
 * ITU-R BS.1770-4 annex 2 asks for 4×, and four interpolated points cost the same, since they come in mirrored pairs:
 * with s = x[k] + x[31−k] and d = x[k] − x[31−k], the points p and 5 − p are A ± B with A = Σ e·s, B = Σ o·d, so the
 * larger magnitude of the two is |A| + |B|.
 * A 5× detector under-reads a sine at the Nyquist frequency by at most 0.44 dB, one at 0.42 of the rate by 0.3 dB.
 *
 * Planar f32 histories: HISTORY old frames, then BLOCK_FRAMES new ones. The point group computed for new frame i lies
 * between frames i − 16 and i − 15. Thread: audio; static memory only.
 */
import { BLOCK_FRAMES } from '../generated/layout';

const TAPS: i32 = 32;
const PAIRS: i32 = TAPS / 2;
/** Old frames kept in front of a planar history. */
export const HISTORY: i32 = 32;
export const PLANAR_BYTES: i32 = (HISTORY + BLOCK_FRAMES) * 4;
const KAISER_BETA: f64 = 4.0;
const PI: f64 = 3.141592653589793;

/** f32 [pair][e1, o1, e2, o2]. */
const TABLE: usize = memory.data(PAIRS * 16, 16);
/** Taps in the middle that are computed first. */
const NEAR: i32 = 8;
/** f32: no interpolated point exceeds the largest frame around it times this; nor its near part by more than that. */
const GAIN_BOUND: usize = memory.data(4, 4);
const FAR_BOUND: usize = memory.data(4, 4);
const GROUPS: i32 = (HISTORY + BLOCK_FRAMES) / 4;
/** Largest magnitudes around each group of four frames; two neighbouring windows of eight cover its 36 taps. */
const GROUP_PEAKS: usize = memory.data((GROUPS + 12) * 4, 16);

/** Modified Bessel function of order 0, by its power series. */
function bessel0(x: f64): f64 {
  let sum: f64 = 1;
  let term: f64 = 1;
  for (let k = 1; k < 60; k++) {
    const half = x / (2.0 * <f64>k);
    term *= half * half;
    sum += term;
  }
  return sum;
}

/** Kaiser-windowed sinc of `taps` taps, `t` frames from its centre. Uses sin: init only. */
export function sincTap(t: f64, taps: i32, beta: f64): f64 {
  const u = t / (0.5 * <f64>taps);
  const sinc = NativeMath.sin(PI * t) / (PI * t);
  return (sinc * bessel0(beta * sqrt(max<f64>(0.0, 1.0 - u * u)))) / bessel0(beta);
}

/**
 * Fills the even and odd halves of the point `p / points` of a frame after the tap before the middle: f32 e at
 * `table` + stride × pair, o at + 4; returns Σ|h|, which bounds the point by the largest frame. Init only.
 */
export function pointTaps(table: usize, stride: usize, taps: i32, p: i32, points: i32, beta: f64): f64 {
  const offset = <f64>p / <f64>points + <f64>(taps / 2 - 1);
  let sum: f64 = 0;
  let size: f64 = 0;
  for (let k = 0; k < taps; k++) {
    const h = sincTap(<f64>k - offset, taps, beta);
    sum += h;
    size += abs(h);
  }
  for (let k = 0; k < taps / 2; k++) {
    const here = sincTap(<f64>k - offset, taps, beta) / sum;
    const mirror = sincTap(<f64>(taps - 1 - k) - offset, taps, beta) / sum;
    store<f32>(table + <usize>k * stride, <f32>(0.5 * (here + mirror)));
    store<f32>(table + <usize>k * stride, <f32>(0.5 * (here - mirror)), 4);
  }
  return size / sum;
}

/** Init only. */
export function interpolateInit(): void {
  const bound = max(pointTaps(TABLE, 16, TAPS, 1, 5, KAISER_BETA), pointTaps(TABLE + 8, 16, TAPS, 2, 5, KAISER_BETA));
  store<f32>(GAIN_BOUND, <f32>(bound * 1.00001));
  let far: f64 = 0;
  for (let p: usize = 0; p < 2; p++) {
    let size: f64 = 0;
    for (let k: usize = 0; k < <usize>(PAIRS - NEAR / 2); k++) {
      const e = <f64>load<f32>(TABLE + (k << 4) + (p << 3));
      const o = <f64>load<f32>(TABLE + (k << 4) + (p << 3), 4);
      size += abs(e + o) + abs(e - o);
    }
    far = max(far, size);
  }
  store<f32>(FAR_BOUND, <f32>(far * 1.00001));
}

/** Planar f32 copies of a block of f64 pairs. */
export function toPlanar(pairs: usize, left: usize, right: usize): void {
  for (let i: usize = 0; i < <usize>BLOCK_FRAMES << 2; i += 16) {
    const at = pairs + (i << 2);
    const a = f32x4.demote_f64x2_zero(v128.load(at));
    const b = f32x4.demote_f64x2_zero(v128.load(at, 16));
    const c = f32x4.demote_f64x2_zero(v128.load(at, 32));
    const d = f32x4.demote_f64x2_zero(v128.load(at, 48));
    const ab = v128.shuffle<f32>(a, b, 0, 4, 1, 5);
    const cd = v128.shuffle<f32>(c, d, 0, 4, 1, 5);
    v128.store(left + i, v128.shuffle<f64>(ab, cd, 0, 2));
    v128.store(right + i, v128.shuffle<f64>(ab, cd, 1, 3));
  }
}

@inline
export function largestLane(v: v128): f32 {
  const h = f32x4.pmax(v, v128.shuffle<f64>(v, v, 1, 0));
  return max(f32x4.extract_lane(h, 0), f32x4.extract_lane(h, 1));
}

@inline
function pointPeaks(a1: v128, b1: v128, a2: v128, b2: v128, c1: v128, d1: v128, c2: v128, d2: v128): v128 {
  return f32x4.pmax(
    f32x4.pmax(f32x4.add(f32x4.abs(a1), f32x4.abs(b1)), f32x4.add(f32x4.abs(a2), f32x4.abs(b2))),
    f32x4.pmax(f32x4.add(f32x4.abs(c1), f32x4.abs(d1)), f32x4.add(f32x4.abs(c2), f32x4.abs(d2))),
  );
}

/**
 * Largest magnitude of the points in the intervals that new frames i…i+3 complete, both channels; 0 where it cannot
 * exceed `floor`: the middle taps come first, and the rest only if, with every frame as large as `around`, they could
 * lift the sum above it.
 */
export function intervalPeak(left: usize, right: usize, i: i32, around: f32, floor: f32): f32 {
  const first: usize = (PAIRS - 1) * 4;
  const at = ((<usize>i) << 2) + 4;
  let l = left + at + first;
  let r = right + at + first;
  let lEnd = l + 4;
  let rEnd = r + 4;
  let a1 = f32x4.splat(0);
  let b1 = a1;
  let a2 = a1;
  let b2 = a1;
  let c1 = a1;
  let d1 = a1;
  let c2 = a1;
  let d2 = a1;
  let stop: usize = TABLE + (PAIRS - NEAR / 2) * 16;
  for (let t: usize = TABLE + (PAIRS - 1) * 16; t >= TABLE; t -= 16) {
    const e1 = v128.load32_splat(t);
    const o1 = v128.load32_splat(t, 4);
    const e2 = v128.load32_splat(t, 8);
    const o2 = v128.load32_splat(t, 12);
    const lx = v128.load(l);
    const ly = v128.load(lEnd);
    const ls = f32x4.add(lx, ly);
    const ld = f32x4.sub(lx, ly);
    a1 = f32x4.add(a1, f32x4.mul(e1, ls));
    b1 = f32x4.add(b1, f32x4.mul(o1, ld));
    a2 = f32x4.add(a2, f32x4.mul(e2, ls));
    b2 = f32x4.add(b2, f32x4.mul(o2, ld));
    const rx = v128.load(r);
    const ry = v128.load(rEnd);
    const rs = f32x4.add(rx, ry);
    const rd = f32x4.sub(rx, ry);
    c1 = f32x4.add(c1, f32x4.mul(e1, rs));
    d1 = f32x4.add(d1, f32x4.mul(o1, rd));
    c2 = f32x4.add(c2, f32x4.mul(e2, rs));
    d2 = f32x4.add(d2, f32x4.mul(o2, rd));
    if (t == stop) {
      const near = largestLane(pointPeaks(a1, b1, a2, b2, c1, d1, c2, d2));
      if (near + load<f32>(FAR_BOUND) * around <= floor) return 0;
    }
    l -= 4;
    r -= 4;
    lEnd += 4;
    rEnd += 4;
  }
  return largestLane(pointPeaks(a1, b1, a2, b2, c1, d1, c2, d2));
}

/**
 * Writes to f32 `peaks` (`groups` + 12 entries, groups a multiple of 4) the largest magnitude of each window of `span`
 * (a power of two) groups of four frames, by its first group; returns the largest of all.
 */
export function windowPeaks(left: usize, right: usize, groups: i32, span: i32, peaks: usize): f32 {
  let all = f32x4.splat(0);
  for (let g: usize = 0; g < <usize>groups << 2; g += 16) {
    const l = left + (g << 2);
    const r = right + (g << 2);
    const a = f32x4.pmax(f32x4.abs(v128.load(l)), f32x4.abs(v128.load(r)));
    const b = f32x4.pmax(f32x4.abs(v128.load(l, 16)), f32x4.abs(v128.load(r, 16)));
    const c = f32x4.pmax(f32x4.abs(v128.load(l, 32)), f32x4.abs(v128.load(r, 32)));
    const d = f32x4.pmax(f32x4.abs(v128.load(l, 48)), f32x4.abs(v128.load(r, 48)));
    const ab = f32x4.pmax(v128.shuffle<f32>(a, b, 0, 4, 1, 5), v128.shuffle<f32>(a, b, 2, 6, 3, 7));
    const cd = f32x4.pmax(v128.shuffle<f32>(c, d, 0, 4, 1, 5), v128.shuffle<f32>(c, d, 2, 6, 3, 7));
    const abcd = f32x4.pmax(v128.shuffle<f64>(ab, cd, 0, 2), v128.shuffle<f64>(ab, cd, 1, 3));
    all = f32x4.pmax(all, abcd);
    v128.store(peaks + g, abcd);
  }
  for (let step: usize = 4; step < <usize>span << 2; step <<= 1)
    for (let g: usize = 0; g < <usize>groups << 2; g += 16)
      v128.store(peaks + g, f32x4.pmax(v128.load(peaks + g), v128.load(peaks + g + step)));
  return largestLane(all);
}

/**
 * True peak so far: the largest of `soFar` and the intervals the new frames complete. `soFar` already covers the
 * frames themselves; `largest` is the largest of them and of the history. Skips what cannot raise it.
 */
export function truePeak(left: usize, right: usize, soFar: f32, largest: f32): f32 {
  const bound = load<f32>(GAIN_BOUND);
  if (largest * bound <= soFar) return soFar;
  windowPeaks(left, right, GROUPS, 8, GROUP_PEAKS);
  let peak = soFar;
  for (let i = 0; i < BLOCK_FRAMES; i += 4) {
    const around = max(load<f32>(GROUP_PEAKS + <usize>i), load<f32>(GROUP_PEAKS + <usize>i, 4));
    if (around * bound > peak) peak = max(peak, intervalPeak(left, right, i, around, peak));
  }
  return peak;
}

/** Moves the newest frames of a planar history to its front. */
@inline
export function keepHistory(planar: usize): void {
  memory.copy(planar, planar + BLOCK_FRAMES * 4, HISTORY * 4);
}
