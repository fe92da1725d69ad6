/**
 * Inner loop of the track resampler (src/media/decode/resample.ts): a module of its own, run by the decode worker.
 *
 * Each channel's history is a run of f32, so one f32x4 holds four taps. Products are summed in f32, each half of the
 * filter from its small outer coefficients to the large inner ones, so that rounding stays below that of the f32 output;
 * the eight sums of a channel are then added in f64. The order is fixed: every machine gets the same bytes.
 */

/** Both channels of one output frame: the sums of the outer-to-inner halves, added in f64 and rounded once. */
@inline
function storeFrame(out: usize, leftA: v128, leftB: v128, rightA: v128, rightB: v128): void {
  const lowA = v128.shuffle<f32>(leftA, rightA, 0, 4, 1, 5);
  const highA = v128.shuffle<f32>(leftA, rightA, 2, 6, 3, 7);
  const lowB = v128.shuffle<f32>(leftB, rightB, 0, 4, 1, 5);
  const highB = v128.shuffle<f32>(leftB, rightB, 2, 6, 3, 7);
  const a = f64x2.add(
    f64x2.add(v128.promote_low<f32>(lowA), v128.promote_low<f32>(v128.shuffle<f64>(lowA, lowA, 1, 1))),
    f64x2.add(v128.promote_low<f32>(highA), v128.promote_low<f32>(v128.shuffle<f64>(highA, highA, 1, 1))),
  );
  const b = f64x2.add(
    f64x2.add(v128.promote_low<f32>(lowB), v128.promote_low<f32>(v128.shuffle<f64>(lowB, lowB, 1, 1))),
    f64x2.add(v128.promote_low<f32>(highB), v128.promote_low<f32>(v128.shuffle<f64>(highB, highB, 1, 1))),
  );
  v128.store64_lane(out, v128.demote_zero(f64x2.add(a, b)), 0);
}

/**
 * Writes `count` interleaved f32 frames to `out`. Output 0 takes its taps from `left` and `right` on with filter row
 * `phase` of `up`; each further output moves on by down/up frames. `taps` is a multiple of 8.
 */
export function resample(
  table: usize,
  taps: i32,
  up: i32,
  down: i32,
  phase: i32,
  left: usize,
  right: usize,
  out: usize,
  count: i32,
): void {
  const rowBytes: usize = <usize>taps << 2;
  const halfBytes: usize = rowBytes >> 1;
  const skipBytes: usize = <usize>(down / up) << 2;
  const step: i32 = down % up;
  for (let k = 0; k < count; k++) {
    const row = table + <usize>phase * rowBytes;
    let leftA = f32x4.splat(0);
    let leftB = f32x4.splat(0);
    let rightA = f32x4.splat(0);
    let rightB = f32x4.splat(0);
    for (let a: usize = 0; a < halfBytes; a += 16) {
      const b = rowBytes - 16 - a;
      const fromStart = v128.load(row + a);
      const fromEnd = v128.load(row + b);
      leftA = f32x4.add(leftA, f32x4.mul(fromStart, v128.load(left + a)));
      rightA = f32x4.add(rightA, f32x4.mul(fromStart, v128.load(right + a)));
      leftB = f32x4.add(leftB, f32x4.mul(fromEnd, v128.load(left + b)));
      rightB = f32x4.add(rightB, f32x4.mul(fromEnd, v128.load(right + b)));
    }
    storeFrame(out, leftA, leftB, rightA, rightB);
    out += 8;
    left += skipBytes;
    right += skipBytes;
    phase += step;
    if (phase >= up) {
      phase -= up;
      left += 4;
      right += 4;
    }
  }
}

/** As `resample`, with rows interpolated linearly: `rows` + 1 rows stand for the `up` phases. */
export function resampleBetween(
  table: usize,
  taps: i32,
  rows: i32,
  up: i32,
  down: i32,
  phase: i32,
  left: usize,
  right: usize,
  out: usize,
  count: i32,
): void {
  const rowBytes: usize = <usize>taps << 2;
  const halfBytes: usize = rowBytes >> 1;
  const skipBytes: usize = <usize>(down / up) << 2;
  const step: i32 = down % up;
  for (let k = 0; k < count; k++) {
    const position = (<f64>phase / <f64>up) * <f64>rows;
    const number = <i32>position;
    const share = f32x4.splat(<f32>(position - <f64>number));
    const row = table + <usize>number * rowBytes;
    const next = row + rowBytes;
    let leftA = f32x4.splat(0);
    let leftB = f32x4.splat(0);
    let rightA = f32x4.splat(0);
    let rightB = f32x4.splat(0);
    for (let a: usize = 0; a < halfBytes; a += 16) {
      const b = rowBytes - 16 - a;
      const startHere = v128.load(row + a);
      const endHere = v128.load(row + b);
      const fromStart = f32x4.add(startHere, f32x4.mul(share, f32x4.sub(v128.load(next + a), startHere)));
      const fromEnd = f32x4.add(endHere, f32x4.mul(share, f32x4.sub(v128.load(next + b), endHere)));
      leftA = f32x4.add(leftA, f32x4.mul(fromStart, v128.load(left + a)));
      rightA = f32x4.add(rightA, f32x4.mul(fromStart, v128.load(right + a)));
      leftB = f32x4.add(leftB, f32x4.mul(fromEnd, v128.load(left + b)));
      rightB = f32x4.add(rightB, f32x4.mul(fromEnd, v128.load(right + b)));
    }
    storeFrame(out, leftA, leftB, rightA, rightB);
    out += 8;
    left += skipBytes;
    right += skipBytes;
    phase += step;
    if (phase >= up) {
      phase -= up;
      left += 4;
      right += 4;
    }
  }
}
