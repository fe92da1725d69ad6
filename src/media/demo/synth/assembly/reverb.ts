// Feedback delay network of eight lines with a Hadamard matrix, a damping pole per line, slow modulation and allpass
// diffusion before it (J.-M. Jot and A. Chaigne, "Digital delay networks for designing artificial reverberators", 1991).
import { RATE, sin1 } from './tables';

const LINE: i32 = 8192;
const MASK: i32 = LINE - 1;
const DIFFUSER: i32 = 1024;

function lengthOf(n: i32): f32 {
  if (n == 0) return 1423;
  if (n == 1) return 1597;
  if (n == 2) return 1913;
  if (n == 3) return 2179;
  if (n == 4) return 2503;
  if (n == 5) return 2851;
  if (n == 6) return 3329;
  return 3797;
}

class Diffuser {
  data: StaticArray<f32> = new StaticArray<f32>(DIFFUSER);
  at: i32 = 0;

  constructor(private length: i32) {}

  // @ts-ignore: decorator
  @inline
  tick(x: f32): f32 {
    const d = unchecked(this.data[(this.at - this.length) & (DIFFUSER - 1)]);
    const v: f32 = x - <f32>0.62 * d;
    unchecked((this.data[this.at & (DIFFUSER - 1)] = v));
    this.at++;
    return d + <f32>0.62 * v;
  }
}

export class Reverb {
  private lines: usize = heap.alloc(<usize>(LINE * 8 * 4));
  private write: i32 = 0;
  private lengths: StaticArray<f32> = new StaticArray<f32>(8);
  private gains: StaticArray<f32> = new StaticArray<f32>(8);
  private delays: StaticArray<f32> = new StaticArray<f32>(8);
  private steps: StaticArray<f32> = new StaticArray<f32>(8);
  private damp: f32 = 0.3;
  private low0: v128 = f32x4.splat(0);
  private low1: v128 = f32x4.splat(0);
  private cutL: f32 = 0;
  private cutR: f32 = 0;
  private time: f64 = 0;
  private l0: Diffuser = new Diffuser(149);
  private l1: Diffuser = new Diffuser(397);
  private l2: Diffuser = new Diffuser(263);
  private r0: Diffuser = new Diffuser(167);
  private r1: Diffuser = new Diffuser(419);
  private r2: Diffuser = new Diffuser(241);

  constructor() {
    memory.fill(this.lines, 0, <usize>(LINE * 8 * 4));
  }

  /** rt: seconds to −60 dB; size scales the lines (0.1 … 2); damp 0 bright … 0.9 dark. */
  set(rt: f32, size: f32, damp: f32): void {
    this.damp = damp;
    for (let n = 0; n < 8; n++) {
      const length: f32 = lengthOf(n) * size;
      unchecked((this.lengths[n] = length));
      unchecked((this.delays[n] = length));
      unchecked((this.gains[n] = <f32>NativeMath.exp((-6.907755 * <f64>length) / (<f64>rt * RATE))));
    }
  }

  // @ts-ignore: decorator
  @inline
  private read(line: usize, delay: f32): f32 {
    const at: f32 = <f32>(this.write + LINE) - delay;
    const i = <i32>at;
    const f: f32 = at - <f32>i;
    const a = load<f32>(line + (<usize>(i & MASK) << 2));
    const b = load<f32>(line + (<usize>((i + 1) & MASK) << 2));
    return a + (b - a) * f;
  }

  /** Planar in, planar out (written, not added); n ≤ 128. */
  process(inLeft: usize, inRight: usize, outLeft: usize, outRight: usize, n: i32): void {
    this.time += <f64>n / RATE;
    for (let k = 0; k < 8; k++) {
      const rate: f64 = 0.31 + 0.083 * <f64>k;
      const turn = this.time * rate + 0.13 * <f64>k;
      const target: f32 = unchecked(this.lengths[k]) + <f32>5.5 * sin1(<f32>(turn - floor(turn)));
      unchecked((this.steps[k] = (target - this.delays[k]) / <f32>n));
    }
    const base = this.lines;
    const size: usize = LINE * 4;
    const g0 = v128.load(changetype<usize>(this.gains));
    const g1 = v128.load(changetype<usize>(this.gains), 16);
    const s0 = v128.load(changetype<usize>(this.steps));
    const s1 = v128.load(changetype<usize>(this.steps), 16);
    let d0 = v128.load(changetype<usize>(this.delays));
    let d1 = v128.load(changetype<usize>(this.delays), 16);
    const damp = f32x4.splat(this.damp);
    const scale = f32x4.splat(0.35355339);
    const signA = f32x4(1, -1, 1, -1);
    const signB = f32x4(1, 1, -1, -1);
    let low0 = this.low0;
    let low1 = this.low1;
    for (let i = 0; i < n; i++) {
      const o = <usize>(i << 2);
      // input: low cut near 150 Hz, diffusion
      let xl = load<f32>(inLeft + o) + <f32>1e-18;
      let xr = load<f32>(inRight + o) + <f32>1e-18;
      this.cutL += (xl - this.cutL) * <f32>0.02;
      this.cutR += (xr - this.cutR) * <f32>0.02;
      xl = this.l2.tick(this.l1.tick(this.l0.tick(xl - this.cutL)));
      xr = this.r2.tick(this.r1.tick(this.r0.tick(xr - this.cutR)));
      d0 = f32x4.add(d0, s0);
      d1 = f32x4.add(d1, s1);
      let y0 = f32x4.splat(this.read(base, f32x4.extract_lane(d0, 0)));
      y0 = f32x4.replace_lane(y0, 1, this.read(base + size, f32x4.extract_lane(d0, 1)));
      y0 = f32x4.replace_lane(y0, 2, this.read(base + size * 2, f32x4.extract_lane(d0, 2)));
      y0 = f32x4.replace_lane(y0, 3, this.read(base + size * 3, f32x4.extract_lane(d0, 3)));
      let y1 = f32x4.splat(this.read(base + size * 4, f32x4.extract_lane(d1, 0)));
      y1 = f32x4.replace_lane(y1, 1, this.read(base + size * 5, f32x4.extract_lane(d1, 1)));
      y1 = f32x4.replace_lane(y1, 2, this.read(base + size * 6, f32x4.extract_lane(d1, 2)));
      y1 = f32x4.replace_lane(y1, 3, this.read(base + size * 7, f32x4.extract_lane(d1, 3)));
      low0 = f32x4.add(y0, f32x4.mul(f32x4.sub(low0, y0), damp));
      low1 = f32x4.add(y1, f32x4.mul(f32x4.sub(low1, y1), damp));
      const a = f32x4.mul(low0, g0);
      const b = f32x4.mul(low1, g1);
      let h0 = f32x4.add(a, b);
      let h1 = f32x4.sub(a, b);
      h0 = f32x4.add(v128.shuffle<f32>(h0, h0, 1, 0, 3, 2), f32x4.mul(h0, signA));
      h1 = f32x4.add(v128.shuffle<f32>(h1, h1, 1, 0, 3, 2), f32x4.mul(h1, signA));
      h0 = f32x4.add(v128.shuffle<f32>(h0, h0, 2, 3, 0, 1), f32x4.mul(h0, signB));
      h1 = f32x4.add(v128.shuffle<f32>(h1, h1, 2, 3, 0, 1), f32x4.mul(h1, signB));
      const x = f32x4(xl, xr, -xl, xr);
      h0 = f32x4.add(f32x4.mul(h0, scale), x);
      h1 = f32x4.add(f32x4.mul(h1, scale), f32x4.neg(v128.shuffle<f32>(x, x, 1, 0, 3, 2)));
      const w = <usize>(this.write & MASK) << 2;
      store<f32>(base + w, f32x4.extract_lane(h0, 0));
      store<f32>(base + size + w, f32x4.extract_lane(h0, 1));
      store<f32>(base + size * 2 + w, f32x4.extract_lane(h0, 2));
      store<f32>(base + size * 3 + w, f32x4.extract_lane(h0, 3));
      store<f32>(base + size * 4 + w, f32x4.extract_lane(h1, 0));
      store<f32>(base + size * 5 + w, f32x4.extract_lane(h1, 1));
      store<f32>(base + size * 6 + w, f32x4.extract_lane(h1, 2));
      store<f32>(base + size * 7 + w, f32x4.extract_lane(h1, 3));
      this.write = (this.write + 1) & MASK;
      const sum = f32x4.add(low0, f32x4.mul(low1, signA));
      store<f32>(outLeft + o, (f32x4.extract_lane(sum, 0) + f32x4.extract_lane(sum, 2)) * <f32>0.5);
      store<f32>(outRight + o, (f32x4.extract_lane(sum, 1) - f32x4.extract_lane(sum, 3)) * <f32>0.5);
    }
    v128.store(changetype<usize>(this.delays), d0);
    v128.store(changetype<usize>(this.delays), d1, 16);
    this.low0 = low0;
    this.low1 = low1;
  }
}
