// Feedback delay network of eight lines with a Hadamard matrix, a damping pole per line, slow modulation and allpass
// diffusion before it (J.-M. Jot and A. Chaigne, "Digital delay networks for designing artificial reverberators", 1991).
import { BLOCK, RATE, sin1 } from './tables';

const LINE: i32 = 8192;
const MASK: i32 = LINE - 1;

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

/**
 * Schroeder allpass over whole blocks: its delay is longer than a block, so frames of one block do not depend on each
 * other and go four at a time. The line lies flat in memory and moves down by a block each time.
 */
class Diffuser {
  private data: usize;

  constructor(private length: i32) {
    this.data = heap.alloc((<usize>(length + BLOCK)) << 2);
    memory.fill(this.data, 0, (<usize>(length + BLOCK)) << 2);
  }

  /** In place, BLOCK frames. */
  process(x: usize): void {
    const from = this.data;
    const to: usize = from + ((<usize>this.length) << 2);
    const g = f32x4.splat(0.62);
    for (let o: usize = 0; o < (<usize>BLOCK) << 2; o += 16) {
      const d = v128.load(from + o);
      const v = f32x4.sub(v128.load(x + o), f32x4.mul(g, d));
      v128.store(to + o, v);
      v128.store(x + o, f32x4.add(d, f32x4.mul(g, v)));
    }
    memory.copy(from, from + ((<usize>BLOCK) << 2), (<usize>this.length) << 2);
  }
}

export class Reverb {
  /** Frames of eight samples, one a line; the frame after the last repeats the first. */
  private lines: usize = heap.alloc(<usize>((LINE + 1) * 32));
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
    memory.fill(this.lines, 0, <usize>((LINE + 1) * 32));
  }

  /** rt: seconds to −60 dB; size scales the lines (0.02 … 2); damp 0 bright … 0.9 dark. */
  set(rt: f32, size: f32, damp: f32): void {
    this.damp = damp;
    for (let n = 0; n < 8; n++) {
      const length: f32 = lengthOf(n) * size;
      unchecked((this.lengths[n] = length));
      unchecked((this.delays[n] = length));
      unchecked((this.gains[n] = <f32>NativeMath.exp((-6.907755 * <f64>length) / (<f64>rt * RATE))));
    }
  }

  /** Planar in (overwritten), planar out (written, not added), BLOCK frames. */
  process(inLeft: usize, inRight: usize, outLeft: usize, outRight: usize): void {
    this.time += <f64>BLOCK / RATE;
    for (let k = 0; k < 8; k++) {
      const rate: f64 = 0.31 + 0.083 * <f64>k;
      const turn = this.time * rate + 0.13 * <f64>k;
      const target: f32 = unchecked(this.lengths[k]) + <f32>5.5 * sin1(<f32>(turn - floor(turn)));
      unchecked((this.steps[k] = (target - this.delays[k]) / <f32>BLOCK));
    }
    // input: low cut near 150 Hz, then diffusion
    let cutL = this.cutL;
    let cutR = this.cutR;
    for (let o: usize = 0; o < (<usize>BLOCK) << 2; o += 4) {
      const xl: f32 = load<f32>(inLeft + o) + <f32>1e-18;
      const xr: f32 = load<f32>(inRight + o) + <f32>1e-18;
      cutL += (xl - cutL) * <f32>0.02;
      cutR += (xr - cutR) * <f32>0.02;
      store<f32>(inLeft + o, xl - cutL);
      store<f32>(inRight + o, xr - cutR);
    }
    this.cutL = cutL;
    this.cutR = cutR;
    this.l0.process(inLeft);
    this.l1.process(inLeft);
    this.l2.process(inLeft);
    this.r0.process(inRight);
    this.r1.process(inRight);
    this.r2.process(inRight);

    const base = this.lines;
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
    const mask = i32x4.splat(MASK);
    const lanes0 = i32x4(0, 4, 8, 12);
    const lanes1 = i32x4(16, 20, 24, 28);
    let low0 = this.low0;
    let low1 = this.low1;
    let write = this.write;
    for (let i = 0; i < BLOCK; i++) {
      const o = <usize>(i << 2);
      d0 = f32x4.add(d0, s0);
      d1 = f32x4.add(d1, s1);
      const now = f32x4.splat(<f32>(write + LINE));
      const p0 = f32x4.sub(now, d0);
      const p1 = f32x4.sub(now, d1);
      const i0 = i32x4.trunc_sat_f32x4_s(p0);
      const i1 = i32x4.trunc_sat_f32x4_s(p1);
      const f0 = f32x4.sub(p0, f32x4.convert_i32x4_s(i0));
      const f1 = f32x4.sub(p1, f32x4.convert_i32x4_s(i1));
      const b0 = i32x4.add(i32x4.shl(v128.and(i0, mask), 5), lanes0);
      const b1 = i32x4.add(i32x4.shl(v128.and(i1, mask), 5), lanes1);
      let a = f32x4.splat(0);
      let n = f32x4.splat(0);
      let at = base + <usize>i32x4.extract_lane(b0, 0);
      a = v128.load32_lane(at, a, 0);
      n = v128.load32_lane(at, n, 0, 32);
      at = base + <usize>i32x4.extract_lane(b0, 1);
      a = v128.load32_lane(at, a, 1);
      n = v128.load32_lane(at, n, 1, 32);
      at = base + <usize>i32x4.extract_lane(b0, 2);
      a = v128.load32_lane(at, a, 2);
      n = v128.load32_lane(at, n, 2, 32);
      at = base + <usize>i32x4.extract_lane(b0, 3);
      a = v128.load32_lane(at, a, 3);
      n = v128.load32_lane(at, n, 3, 32);
      const y0 = f32x4.add(a, f32x4.mul(f32x4.sub(n, a), f0));
      at = base + <usize>i32x4.extract_lane(b1, 0);
      a = v128.load32_lane(at, a, 0);
      n = v128.load32_lane(at, n, 0, 32);
      at = base + <usize>i32x4.extract_lane(b1, 1);
      a = v128.load32_lane(at, a, 1);
      n = v128.load32_lane(at, n, 1, 32);
      at = base + <usize>i32x4.extract_lane(b1, 2);
      a = v128.load32_lane(at, a, 2);
      n = v128.load32_lane(at, n, 2, 32);
      at = base + <usize>i32x4.extract_lane(b1, 3);
      a = v128.load32_lane(at, a, 3);
      n = v128.load32_lane(at, n, 3, 32);
      const y1 = f32x4.add(a, f32x4.mul(f32x4.sub(n, a), f1));
      low0 = f32x4.add(y0, f32x4.mul(f32x4.sub(low0, y0), damp));
      low1 = f32x4.add(y1, f32x4.mul(f32x4.sub(low1, y1), damp));
      const u = f32x4.mul(low0, g0);
      const v = f32x4.mul(low1, g1);
      let h0 = f32x4.add(u, v);
      let h1 = f32x4.sub(u, v);
      h0 = f32x4.add(v128.shuffle<f32>(h0, h0, 1, 0, 3, 2), f32x4.mul(h0, signA));
      h1 = f32x4.add(v128.shuffle<f32>(h1, h1, 1, 0, 3, 2), f32x4.mul(h1, signA));
      h0 = f32x4.add(v128.shuffle<f32>(h0, h0, 2, 3, 0, 1), f32x4.mul(h0, signB));
      h1 = f32x4.add(v128.shuffle<f32>(h1, h1, 2, 3, 0, 1), f32x4.mul(h1, signB));
      const xl = load<f32>(inLeft + o);
      const xr = load<f32>(inRight + o);
      const x = f32x4(xl, xr, -xl, xr);
      h0 = f32x4.add(f32x4.mul(h0, scale), x);
      h1 = f32x4.sub(f32x4.mul(h1, scale), v128.shuffle<f32>(x, x, 1, 0, 3, 2));
      const w = base + ((<usize>write) << 5);
      v128.store(w, h0);
      v128.store(w, h1, 16);
      if (write == 0) {
        v128.store(base + ((<usize>LINE) << 5), h0);
        v128.store(base + ((<usize>LINE) << 5), h1, 16);
      }
      write = (write + 1) & MASK;
      const sum = f32x4.add(low0, f32x4.mul(low1, signA));
      store<f32>(outLeft + o, (f32x4.extract_lane(sum, 0) + f32x4.extract_lane(sum, 2)) * <f32>0.5);
      store<f32>(outRight + o, (f32x4.extract_lane(sum, 1) - f32x4.extract_lane(sum, 3)) * <f32>0.5);
    }
    this.write = write;
    v128.store(changetype<usize>(this.delays), d0);
    v128.store(changetype<usize>(this.delays), d1, 16);
    this.low0 = low0;
    this.low1 = low1;
  }
}
