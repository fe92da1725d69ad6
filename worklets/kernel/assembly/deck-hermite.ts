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
  for (let i = 0; i < n; i++) {
    const x = load<f64>(positions + (<usize>i << 3)) - from;
    const whole = <i32>x;
    const t = <f32>(x - <f64>whole);
    const at = WINDOW + (<usize>(whole - 1) << 3);
    const before = v128.load(at);
    const after = v128.load(at, 16);
    const t2 = t * t;
    const t3 = t2 * t;
    const w0 = t2 - <f32>0.5 * (t3 + t);
    const w1 = <f32>1.5 * t3 - <f32>2.5 * t2 + <f32>1.0;
    const w2 = <f32>2.0 * t2 - <f32>1.5 * t3 + <f32>0.5 * t;
    const w3 = <f32>0.5 * (t3 - t2);
    const left = v128.shuffle<f32>(f32x4.splat(w0), f32x4.splat(w1), 0, 1, 4, 5);
    const right = v128.shuffle<f32>(f32x4.splat(w2), f32x4.splat(w3), 0, 1, 4, 5);
    const sum = f32x4.add(f32x4.mul(before, left), f32x4.mul(after, right));
    const high = v128.shuffle<f32>(sum, sum, 2, 3, 2, 3);
    v128.store64_lane(out + (<usize>i << 3), f32x4.add(sum, high), 0);
  }
}

/** Renders `n` frames at the f64 positions given, as interleaved stereo f32. */
export function renderPositions(voice: i32, source: i32, positions: usize, n: i32, out: usize): void {
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
