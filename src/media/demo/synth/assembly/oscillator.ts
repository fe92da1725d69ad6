// Band-limited oscillators, four frames at a time: two-point polynomial band-limited step (V. Välimäki and
// A. Huovilainen, "Antialiasing oscillators in subtractive synthesis", 2007). They add into two planar pointers whose
// buffers are padded to a multiple of four frames.
import { WAVE_PULSE, WAVE_SAW, WAVE_TRIANGLE } from './params';
import { sin4 } from './tables';

const RAMP = f32x4(0, 1, 2, 3);

@inline
function saw4(t: v128, inverse: v128): v128 {
  const one = f32x4.splat(1);
  const zero = f32x4.splat(0);
  const a = f32x4.max(zero, f32x4.sub(one, f32x4.mul(t, inverse)));
  const b = f32x4.max(zero, f32x4.add(one, f32x4.mul(f32x4.sub(t, one), inverse)));
  const line = f32x4.sub(f32x4.add(t, t), one);
  return f32x4.sub(f32x4.add(line, f32x4.mul(a, a)), f32x4.mul(b, b));
}

/** Adds one oscillator; returns its phase after n frames. `increment` in cycles per frame, `duty` for the pulse. */
export function addOscillator(
  wave: i32,
  phase: f64,
  increment: f32,
  duty: f32,
  gainLeft: f32,
  gainRight: f32,
  left: usize,
  right: usize,
  n: i32,
): f64 {
  const inc4 = f32x4.mul(f32x4.splat(increment), RAMP);
  const inverse = f32x4.splat(<f32>1 / increment);
  const gl = f32x4.splat(gainLeft);
  const gr = f32x4.splat(gainRight);
  const dutyV = f32x4.splat(duty);
  const half = f32x4.splat(0.5);
  let p: f64 = phase;
  const hop: f64 = <f64>increment * 4;
  for (let i = 0; i < n; i += 4) {
    let t = f32x4.add(f32x4.splat(<f32>p), inc4);
    t = f32x4.sub(t, f32x4.floor(t));
    let v: v128;
    if (wave == WAVE_SAW) v = saw4(t, inverse);
    else if (wave == WAVE_PULSE) {
      let u = f32x4.add(t, dutyV);
      u = f32x4.sub(u, f32x4.floor(u));
      v = f32x4.sub(saw4(t, inverse), saw4(u, inverse));
    } else if (wave == WAVE_TRIANGLE) {
      v = f32x4.sub(f32x4.mul(f32x4.splat(4), f32x4.abs(f32x4.sub(t, half))), f32x4.splat(1));
    } else v = sin4(t);
    const o = <usize>(i << 2);
    v128.store(left + o, f32x4.add(v128.load(left + o), f32x4.mul(v, gl)));
    v128.store(right + o, f32x4.add(v128.load(right + o), f32x4.mul(v, gr)));
    p += hop;
    p -= floor(p);
  }
  const end: f64 = phase + <f64>increment * <f64>n;
  return end - floor(end);
}
