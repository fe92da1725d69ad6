/**
 * Inner loop of the track resampler (src/media/decode/resample.ts): a module of its own, run by the decode worker.
 * History is interleaved stereo f64, so one f64x2 holds a frame; every output is one dot product over `taps` frames in
 * a fixed order (even and odd taps in two sums), which the plain TypeScript reference repeats bit for bit.
 */

/**
 * Writes `count` interleaved f32 frames to `out`. Output 0 takes its taps from `history` on with filter row `phase` of
 * `up`; each further output moves on by down/up frames.
 */
export function resample(
  table: usize,
  taps: i32,
  up: i32,
  down: i32,
  phase: i32,
  history: usize,
  out: usize,
  count: i32,
): void {
  const rowBytes: usize = <usize>taps << 3;
  const skipBytes: usize = <usize>(down / up) << 4;
  const step: i32 = down % up;
  for (let k = 0; k < count; k++) {
    let c = table + <usize>phase * rowBytes;
    let h = history;
    const end = c + rowBytes;
    let even = f64x2.splat(0);
    let odd = f64x2.splat(0);
    while (c < end) {
      even = f64x2.add(even, f64x2.mul(v128.load64_splat(c), v128.load(h)));
      odd = f64x2.add(odd, f64x2.mul(v128.load64_splat(c, 8), v128.load(h, 16)));
      even = f64x2.add(even, f64x2.mul(v128.load64_splat(c, 16), v128.load(h, 32)));
      odd = f64x2.add(odd, f64x2.mul(v128.load64_splat(c, 24), v128.load(h, 48)));
      c += 32;
      h += 64;
    }
    const sum = f64x2.add(even, odd);
    store<f32>(out, <f32>f64x2.extract_lane(sum, 0));
    store<f32>(out, <f32>f64x2.extract_lane(sum, 1), 4);
    out += 8;
    history += skipBytes;
    phase += step;
    if (phase >= up) {
      phase -= up;
      history += 16;
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
  history: usize,
  out: usize,
  count: i32,
): void {
  const rowBytes: usize = <usize>taps << 3;
  const skipBytes: usize = <usize>(down / up) << 4;
  const step: i32 = down % up;
  for (let k = 0; k < count; k++) {
    const position = (<f64>phase / <f64>up) * <f64>rows;
    const row = <i32>position;
    const share = f64x2.splat(position - <f64>row);
    let c = table + <usize>row * rowBytes;
    let h = history;
    const end = c + rowBytes;
    let even = f64x2.splat(0);
    let odd = f64x2.splat(0);
    while (c < end) {
      const a0 = v128.load64_splat(c);
      const a1 = v128.load64_splat(c, 8);
      const b0 = v128.load64_splat(c + rowBytes);
      const b1 = v128.load64_splat(c + rowBytes, 8);
      const c0 = f64x2.add(a0, f64x2.mul(share, f64x2.sub(b0, a0)));
      const c1 = f64x2.add(a1, f64x2.mul(share, f64x2.sub(b1, a1)));
      even = f64x2.add(even, f64x2.mul(c0, v128.load(h)));
      odd = f64x2.add(odd, f64x2.mul(c1, v128.load(h, 16)));
      c += 16;
      h += 32;
    }
    const sum = f64x2.add(even, odd);
    store<f32>(out, <f32>f64x2.extract_lane(sum, 0));
    store<f32>(out, <f32>f64x2.extract_lane(sum, 1), 4);
    out += 8;
    history += skipBytes;
    phase += step;
    if (phase >= up) {
      phase -= up;
      history += 16;
    }
  }
}
