/**
 * The Hermite voice: 4-point, 3rd-order (Catmull-Rom) reading of a source at given positions.
 * At whole positions it returns the samples themselves, bit for bit. Thread: audio; no allocation.
 */
import { BLOCK_FRAMES } from './generated/layout';
import { fadeAt, loopFadeFrames } from './fade';
import { readWindow, WINDOW, WINDOW_FRAMES } from './source';

/** A step between neighbouring positions beyond this is a wrap, not speed. */
const WRAP_STEP: f64 = 64.0;
const SECOND: usize = memory.data((BLOCK_FRAMES + 2) << 3, 16);
const SECOND_POSITIONS: usize = memory.data((BLOCK_FRAMES + 2) << 3, 16);

/** Added to a double below 2^31, it leaves the integer in the low half of the bits. */
const INTEGER_BITS: f64 = 4503599627370496.0;

/** Reads one run whose positions fit the window. */
function renderRun(voice: i32, source: i32, positions: usize, n: i32, lowest: f64, highest: f64, out: usize): void {
  const from = Math.floor(lowest) - 1.0;
  const frames = <i32>(Math.floor(highest) - from) + 3;
  readWindow(voice, source, from, frames);
  const first = load<f64>(positions);
  const last = load<f64>(positions + (<usize>(n - 1) << 3));
  // Speed 1 from a whole position: the samples as they are.
  if (last - first == <f64>(n - 1) && first == Math.floor(first)) {
    let whole = true;
    for (let i = 1; i < n; i++)
      if (load<f64>(positions + (<usize>i << 3)) != first + <f64>i) {
        whole = false;
        break;
      }
    if (whole) {
      memory.copy(out, WINDOW + ((<usize>(<i32>(first - from))) << 3), <usize>n << 3);
      return;
    }
  }
  if (n < 4) renderFew(positions, n, from, out);
  else for (let i = 0; i < n; i += 4) renderFour(positions, min(i, n - 4), from, out);
}

/** Frames i…i+3 from a window that begins at source frame `from`: weights of all four at once, then each frame's sum. */
@inline
function renderFour(positions: usize, i: i32, from: f64, out: usize): void {
  const p = positions + (<usize>i << 3);
  const x = f64x2.sub(v128.load(p), f64x2.splat(from));
  const y = f64x2.sub(v128.load(p, 16), f64x2.splat(from));
  const wholeX = f64x2.floor(x);
  const wholeY = f64x2.floor(y);
  const t = v128.shuffle<f64>(
    f32x4.demote_f64x2_zero(f64x2.sub(x, wholeX)),
    f32x4.demote_f64x2_zero(f64x2.sub(y, wholeY)),
    0,
    2,
  );
  const atX = f64x2.add(wholeX, f64x2.splat(INTEGER_BITS));
  const atY = f64x2.add(wholeY, f64x2.splat(INTEGER_BITS));
  const half = f32x4.splat(0.5);
  const oneAndHalf = f32x4.splat(1.5);
  const t2 = f32x4.mul(t, t);
  const t3 = f32x4.mul(t2, t);
  const w0 = f32x4.sub(t2, f32x4.mul(half, f32x4.add(t3, t)));
  const w1 = f32x4.add(f32x4.sub(f32x4.mul(oneAndHalf, t3), f32x4.mul(f32x4.splat(2.5), t2)), f32x4.splat(1));
  const w2 = f32x4.add(f32x4.sub(f32x4.mul(f32x4.splat(2), t2), f32x4.mul(oneAndHalf, t3)), f32x4.mul(half, t));
  const w3 = f32x4.mul(half, f32x4.sub(t3, t2));
  const a = weighted(i32x4.extract_lane(atX, 0), v128.shuffle<f32>(w0, w1, 0, 0, 4, 4), v128.shuffle<f32>(w2, w3, 0, 0, 4, 4));
  const b = weighted(i32x4.extract_lane(atX, 2), v128.shuffle<f32>(w0, w1, 1, 1, 5, 5), v128.shuffle<f32>(w2, w3, 1, 1, 5, 5));
  const c = weighted(i32x4.extract_lane(atY, 0), v128.shuffle<f32>(w0, w1, 2, 2, 6, 6), v128.shuffle<f32>(w2, w3, 2, 2, 6, 6));
  const d = weighted(i32x4.extract_lane(atY, 2), v128.shuffle<f32>(w0, w1, 3, 3, 7, 7), v128.shuffle<f32>(w2, w3, 3, 3, 7, 7));
  const to = out + (<usize>i << 3);
  v128.store(to, f32x4.add(v128.shuffle<f64>(a, b, 0, 2), v128.shuffle<f64>(a, b, 1, 3)));
  v128.store(to, f32x4.add(v128.shuffle<f64>(c, d, 0, 2), v128.shuffle<f64>(c, d, 1, 3)), 16);
}

/** The frame at window index `whole`, the one before it and the two after it, weighted: two stereo halves to be added. */
@inline
function weighted(whole: i32, before: v128, after: v128): v128 {
  const at = WINDOW - 8 + (<usize>(<u32>whole) << 3);
  return f32x4.add(f32x4.mul(v128.load(at), before), f32x4.mul(v128.load(at, 16), after));
}

/** As `renderFour` for fewer, one after another; the same operations in the same order. */
function renderFew(positions: usize, n: i32, from: f64, out: usize): void {
  for (let i = 0; i < n; i++) {
    const x = load<f64>(positions + (<usize>i << 3)) - from;
    const whole = Math.floor(x);
    const t = <f32>(x - whole);
    const t2 = t * t;
    const t3 = t2 * t;
    const w0 = t2 - <f32>0.5 * (t3 + t);
    const w1 = <f32>1.5 * t3 - <f32>2.5 * t2 + <f32>1.0;
    const w2 = <f32>2.0 * t2 - <f32>1.5 * t3 + <f32>0.5 * t;
    const w3 = <f32>0.5 * (t3 - t2);
    const before = v128.shuffle<f32>(f32x4.splat(w0), f32x4.splat(w1), 0, 1, 4, 5);
    const after = v128.shuffle<f32>(f32x4.splat(w2), f32x4.splat(w3), 0, 1, 4, 5);
    const sum = weighted(<i32>whole, before, after);
    v128.store64_lane(out + (<usize>i << 3), f32x4.add(sum, v128.shuffle<f64>(sum, sum, 1, 0)), 0);
  }
}

/** Renders `n` frames at the f64 positions given, as interleaved stereo f32. */
export function renderPositions(voice: i32, source: i32, positions: usize, n: i32, out: usize): void {
  if (renderWhole(voice, source, positions, n, out)) return;
  let start = 0;
  while (start < n) {
    let before = load<f64>(positions + (<usize>start << 3));
    let lowest = before;
    let highest = before;
    let end = start + 1;
    while (end < n) {
      const p = load<f64>(positions + (<usize>end << 3));
      if (Math.abs(p - before) > WRAP_STEP) break;
      const low = min(lowest, p);
      const high = max(highest, p);
      if (high - low > <f64>(WINDOW_FRAMES - 8)) break;
      lowest = low;
      highest = high;
      before = p;
      end++;
    }
    const at = <usize>start << 3;
    renderRun(voice, source, positions + at, end - start, lowest, highest, out + at);
    start = end;
  }
}

/** The common case, found two positions at a time: all are one run. Returns false, having done nothing, when they are not. */
function renderWhole(voice: i32, source: i32, positions: usize, n: i32, out: usize): bool {
  if (n < 3) return false;
  const last = positions + (<usize>(n - 1) << 3);
  // Positions i, i + 1 beside i + 1, i + 2; the ones at the end are seen once more, or for the first time.
  let low = v128.load(last - 8);
  let high = low;
  let step = f64x2.abs(f64x2.sub(low, v128.load(last - 16)));
  for (let at = positions; at + 16 <= last; at += 16) {
    const p = v128.load(at);
    low = f64x2.pmin(low, p);
    high = f64x2.pmax(high, p);
    step = f64x2.pmax(step, f64x2.abs(f64x2.sub(v128.load(at, 8), p)));
  }
  if (max(f64x2.extract_lane(step, 0), f64x2.extract_lane(step, 1)) > WRAP_STEP) return false;
  const lowest = min(f64x2.extract_lane(low, 0), f64x2.extract_lane(low, 1));
  const highest = max(f64x2.extract_lane(high, 0), f64x2.extract_lane(high, 1));
  if (highest - lowest > <f64>(WINDOW_FRAMES - 8)) return false;
  renderRun(voice, source, positions, n, lowest, highest, out);
  return true;
}

/**
 * The same inside an engaged loop: towards the loop's end its sound turns into what leads up to the loop's start, so
 * that the looped sound is a continuous function of position in either direction.
 */
export function renderLooped(
  voice: i32,
  source: i32,
  positions: usize,
  n: i32,
  loopIn: f64,
  loopOut: f64,
  out: usize,
): void {
  renderPositions(voice, source, positions, n, out);
  const length = loopOut - loopIn;
  const fade = loopFadeFrames(length);
  const zone = loopOut - fade;
  let i = 0;
  while (i < n) {
    if (load<f64>(positions + (<usize>i << 3)) <= zone) {
      i++;
      continue;
    }
    let end = i;
    while (end < n) {
      const p = load<f64>(positions + (<usize>end << 3));
      if (p <= zone) break;
      store<f64>(SECOND_POSITIONS + (<usize>end << 3), p - length);
      end++;
    }
    const at = <usize>i << 3;
    renderPositions(voice, source, SECOND_POSITIONS + at, end - i, SECOND + at);
    for (; i < end; i++) {
      const frame = <usize>i << 3;
      const w = <f32>fadeAt((load<f64>(positions + frame) - zone) / fade);
      const l = load<f32>(out + frame);
      const r = load<f32>(out + frame, 4);
      store<f32>(out + frame, l + (load<f32>(SECOND + frame) - l) * w);
      store<f32>(out + frame, r + (load<f32>(SECOND + frame, 4) - r) * w, 4);
    }
  }
}
