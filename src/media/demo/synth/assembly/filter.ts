// State-variable filter, trapezoidal (A. Simper, "Linear trapezoidal integrated SVF", 2013), four lanes:
// left and right of stage one, left and right of stage two fed by stage one's last output.

export const LOW: i32 = 0;
export const BAND: i32 = 1;
export const HIGH: i32 = 2;

export class StereoFilter {
  ic1: v128 = f32x4.splat(0);
  ic2: v128 = f32x4.splat(0);
  held: v128 = f32x4.splat(0);

  reset(): void {
    this.ic1 = f32x4.splat(0);
    this.ic2 = f32x4.splat(0);
    this.held = f32x4.splat(0);
  }

  /**
   * In place over n frames at two planar pointers. g = tan(π f / rate) ramps from g0 to g1; k = 1/Q.
   * `steep` takes stage two (24 dB/octave) in place of stage one.
   */
  process(left: usize, right: usize, n: i32, g0: f32, g1: f32, k: f32, mode: i32, steep: bool): void {
    let ic1 = this.ic1;
    let ic2 = this.ic2;
    let held = this.held;
    let at: i32 = 0;
    const slices: i32 = g0 == g1 ? 1 : 4;
    for (let s = 0; s < slices; s++) {
      const end = s == slices - 1 ? n : ((s + 1) * n) / slices;
      const g: f32 = g0 + (g1 - g0) * (<f32>(s + 1) / <f32>slices);
      const a1s: f32 = <f32>1 / (<f32>1 + g * (g + k));
      const a1 = f32x4.splat(a1s);
      const a2 = f32x4.splat(g * a1s);
      const a3 = f32x4.splat(g * g * a1s);
      const kv = f32x4.splat(k);
      // the states' own recurrence, kept short: s1' = 2 v1 − s1, s2' = 2 v2 − s2
      const c1 = f32x4.splat(<f32>2 * a1s - <f32>1);
      const c2 = f32x4.splat(<f32>2 * g * a1s);
      const c3 = f32x4.splat(<f32>2 * g * g * a1s);
      for (; at < end; at++) {
        const o = <usize>(at << 2);
        // lanes: 0 1 = input, 2 3 = stage one's output of the frame before
        let v0 = v128.shuffle<f32>(held, held, 0, 0, 0, 1);
        v0 = v128.load32_lane(left + o, v0, 0);
        v0 = v128.load32_lane(right + o, v0, 1);
        const v3 = f32x4.sub(v0, ic2);
        if (mode == LOW) held = f32x4.add(f32x4.add(ic2, f32x4.mul(a2, ic1)), f32x4.mul(a3, v3));
        else {
          const v1 = f32x4.add(f32x4.mul(a1, ic1), f32x4.mul(a2, v3));
          if (mode == BAND) held = f32x4.mul(v1, kv);
          else {
            const v2 = f32x4.add(f32x4.add(ic2, f32x4.mul(a2, ic1)), f32x4.mul(a3, v3));
            held = f32x4.sub(f32x4.sub(v0, f32x4.mul(kv, v1)), v2);
          }
        }
        const kept = f32x4.add(ic2, f32x4.mul(c2, ic1));
        ic1 = f32x4.add(f32x4.mul(c1, ic1), f32x4.mul(c2, v3));
        ic2 = f32x4.add(kept, f32x4.mul(c3, v3));
        if (steep) {
          v128.store32_lane(left + o, held, 2);
          v128.store32_lane(right + o, held, 3);
        } else {
          v128.store32_lane(left + o, held, 0);
          v128.store32_lane(right + o, held, 1);
        }
      }
    }
    // keep tails out of the denormal range
    const tiny = f32x4.splat(1e-20);
    this.ic1 = f32x4.add(ic1, tiny);
    this.ic2 = f32x4.add(ic2, tiny);
    this.held = held;
  }
}

/** One biquad in f64, for baking and the master's shelves (R. Bristow-Johnson, "Audio EQ cookbook"). */
export class Biquad {
  b0: f64 = 1;
  b1: f64 = 0;
  b2: f64 = 0;
  a1: f64 = 0;
  a2: f64 = 0;
  z1: f64 = 0;
  z2: f64 = 0;

  private put(b0: f64, b1: f64, b2: f64, a0: f64, a1: f64, a2: f64): void {
    this.b0 = b0 / a0;
    this.b1 = b1 / a0;
    this.b2 = b2 / a0;
    this.a1 = a1 / a0;
    this.a2 = a2 / a0;
  }

  lowPass(hz: f64, q: f64): void {
    const w = (2 * NativeMath.PI * hz) / 48000;
    const c = NativeMath.cos(w);
    const al = NativeMath.sin(w) / (2 * q);
    this.put((1 - c) / 2, 1 - c, (1 - c) / 2, 1 + al, -2 * c, 1 - al);
  }

  highPass(hz: f64, q: f64): void {
    const w = (2 * NativeMath.PI * hz) / 48000;
    const c = NativeMath.cos(w);
    const al = NativeMath.sin(w) / (2 * q);
    this.put((1 + c) / 2, -1 - c, (1 + c) / 2, 1 + al, -2 * c, 1 - al);
  }

  bandPass(hz: f64, q: f64): void {
    const w = (2 * NativeMath.PI * hz) / 48000;
    const c = NativeMath.cos(w);
    const al = NativeMath.sin(w) / (2 * q);
    this.put(al, 0, -al, 1 + al, -2 * c, 1 - al);
  }

  bell(hz: f64, q: f64, db: f64): void {
    const w = (2 * NativeMath.PI * hz) / 48000;
    const c = NativeMath.cos(w);
    const al = NativeMath.sin(w) / (2 * q);
    const a = NativeMath.exp(db * 0.05756462732485115);
    this.put(1 + al * a, -2 * c, 1 - al * a, 1 + al / a, -2 * c, 1 - al / a);
  }

  shelf(hz: f64, db: f64, high: bool): void {
    const w = (2 * NativeMath.PI * hz) / 48000;
    const c = high ? -NativeMath.cos(w) : NativeMath.cos(w);
    const al = NativeMath.sin(w) * 0.7071067811865476;
    const a = NativeMath.exp(db * 0.05756462732485115);
    const r = 2 * NativeMath.sqrt(a) * al;
    const s: f64 = high ? -1 : 1;
    this.put(
      a * (a + 1 - (a - 1) * c + r),
      s * 2 * a * (a - 1 - (a + 1) * c),
      a * (a + 1 - (a - 1) * c - r),
      a + 1 + (a - 1) * c + r,
      s * -2 * (a - 1 + (a + 1) * c),
      a + 1 + (a - 1) * c - r,
    );
  }

  reset(): void {
    this.z1 = 0;
    this.z2 = 0;
  }

  /** Left and right together, in place, planar f32; their states are kept apart in z1, z2 and the pair's. */
  processPair(other: Biquad, left: usize, right: usize, bytes: usize): void {
    const b0 = f64x2.splat(this.b0);
    const b1 = f64x2.splat(this.b1);
    const b2 = f64x2.splat(this.b2);
    const a1 = f64x2.splat(this.a1);
    const a2 = f64x2.splat(this.a2);
    const tiny = f64x2.splat(1e-30);
    let z1 = f64x2(this.z1, other.z1);
    let z2 = f64x2(this.z2, other.z2);
    for (let o: usize = 0; o < bytes; o += 4) {
      const x = f64x2(<f64>load<f32>(left + o), <f64>load<f32>(right + o));
      const y = f64x2.add(f64x2.mul(b0, x), z1);
      z1 = f64x2.add(f64x2.sub(f64x2.mul(b1, x), f64x2.mul(a1, y)), f64x2.add(z2, tiny));
      z2 = f64x2.sub(f64x2.mul(b2, x), f64x2.mul(a2, y));
      store<f32>(left + o, <f32>f64x2.extract_lane(y, 0));
      store<f32>(right + o, <f32>f64x2.extract_lane(y, 1));
    }
    this.z1 = f64x2.extract_lane(z1, 0);
    other.z1 = f64x2.extract_lane(z1, 1);
    this.z2 = f64x2.extract_lane(z2, 0);
    other.z2 = f64x2.extract_lane(z2, 1);
  }

  @inline
  tick(x: f64): f64 {
    const y = this.b0 * x + this.z1;
    this.z1 = this.b1 * x - this.a1 * y + this.z2 + 1e-30;
    this.z2 = this.b2 * x - this.a2 * y;
    return y;
  }
}
