// Tempo echo (ping-pong, with tone and low cut in the loop) and the chorus of a channel.
import { BLOCK, sin1 } from './tables';

const ECHO: i32 = 131072;
const BYTES: usize = (<usize>BLOCK) << 2;

export class Echo {
  /** Rings of ECHO frames; the block after the last repeats the first, so that a block reads in one piece. */
  private left: usize = heap.alloc(((<usize>ECHO) << 2) + BYTES);
  private right: usize = heap.alloc(((<usize>ECHO) << 2) + BYTES);
  private at: i32 = 0;
  private toneL: f32 = 0;
  private toneR: f32 = 0;
  private cutL: f32 = 0;
  private cutR: f32 = 0;

  constructor() {
    memory.fill(this.left, 0, ((<usize>ECHO) << 2) + BYTES);
    memory.fill(this.right, 0, ((<usize>ECHO) << 2) + BYTES);
  }

  /** One block; times in frames, at least a block and less than ECHO − BLOCK. `tone`: coefficient of a one-pole. */
  process(inL: usize, inR: usize, outL: usize, outR: usize, timeL: i32, timeR: i32, feedback: f32, tone: f32): void {
    const keep: f32 = <f32>1 - tone;
    const fromL: usize = this.left + ((<usize>((this.at - timeL) & (ECHO - 1))) << 2);
    const fromR: usize = this.right + ((<usize>((this.at - timeR) & (ECHO - 1))) << 2);
    const toL: usize = this.left + ((<usize>this.at) << 2);
    const toR: usize = this.right + ((<usize>this.at) << 2);
    let toneL = this.toneL;
    let toneR = this.toneR;
    let cutL = this.cutL;
    let cutR = this.cutR;
    for (let o: usize = 0; o < BYTES; o += 4) {
      const dl = load<f32>(fromL + o);
      const dr = load<f32>(fromR + o);
      toneL = dl + (toneL - dl) * keep;
      toneR = dr + (toneR - dr) * keep;
      cutL += (toneL - cutL) * <f32>0.026;
      cutR += (toneR - cutR) * <f32>0.026;
      const yl: f32 = toneL - cutL;
      const yr: f32 = toneR - cutR;
      const xl = load<f32>(inL + o);
      const xr = load<f32>(inR + o);
      store<f32>(toL + o, (xl + xr) * <f32>0.5 + xl * <f32>0.3 + yr * feedback + <f32>1e-20);
      store<f32>(toR + o, xr * <f32>0.3 + yl * feedback + <f32>1e-20);
      store<f32>(outL + o, yl);
      store<f32>(outR + o, yr);
    }
    this.toneL = toneL;
    this.toneR = toneR;
    this.cutL = cutL;
    this.cutR = cutR;
    if (this.at == 0) {
      memory.copy(this.left + ((<usize>ECHO) << 2), this.left, BYTES);
      memory.copy(this.right + ((<usize>ECHO) << 2), this.right, BYTES);
    }
    this.at = (this.at + BLOCK) & (ECHO - 1);
  }
}

const CHORUS: i32 = 2048;
const GUARD: usize = 32;

export class Chorus {
  /** Rings of CHORUS frames; what follows the last repeats the first GUARD bytes. */
  private ringL: usize = heap.alloc(((<usize>CHORUS) << 2) + GUARD);
  private ringR: usize = heap.alloc(((<usize>CHORUS) << 2) + GUARD);
  private at: i32 = 0;
  private turn: f64 = 0;
  private delayL: f32 = 500;
  private delayR: f32 = 500;

  constructor() {
    memory.fill(this.ringL, 0, ((<usize>CHORUS) << 2) + GUARD);
    memory.fill(this.ringR, 0, ((<usize>CHORUS) << 2) + GUARD);
  }

  /** One block in place: two taps a quarter turn apart, crossed a little. The delays stay longer than a block. */
  process(left: usize, right: usize, mix: f32, rateHz: f32, depthMs: f32): void {
    this.turn += (<f64>rateHz * <f64>BLOCK) / 48000;
    this.turn -= floor(this.turn);
    const depth: f32 = depthMs * 48;
    const centre: f32 = depth + 240;
    const targetL: f32 = centre + depth * sin1(<f32>this.turn);
    const targetR: f32 = centre + depth * sin1(<f32>this.turn + <f32>0.25);
    const stepL: f32 = (targetL - this.delayL) / <f32>BLOCK;
    const stepR: f32 = (targetR - this.delayR) / <f32>BLOCK;
    const dry = f32x4.splat(<f32>1 - mix * <f32>0.4);
    const direct = f32x4.splat(<f32>0.8 * mix);
    const cross = f32x4.splat(<f32>0.25 * mix);
    const start = <usize>this.at << 2;
    memory.copy(this.ringL + start, left, BYTES);
    memory.copy(this.ringR + start, right, BYTES);
    if (this.at == 0) {
      memory.copy(this.ringL + ((<usize>CHORUS) << 2), left, GUARD);
      memory.copy(this.ringR + ((<usize>CHORUS) << 2), right, GUARD);
    }
    let delayL = this.delayL;
    let delayR = this.delayR;
    for (let i = 0; i < BLOCK; i += 4) {
      const o = <usize>i << 2;
      const yl = tap4(this.ringL, <f32>(this.at + i + CHORUS) - delayL, stepL);
      const yr = tap4(this.ringR, <f32>(this.at + i + CHORUS) - delayR, stepR);
      delayL += stepL * 4;
      delayR += stepR * 4;
      const xl = v128.load(left + o);
      const xr = v128.load(right + o);
      v128.store(left + o, f32x4.add(f32x4.mul(xl, dry), f32x4.sub(f32x4.mul(yl, direct), f32x4.mul(yr, cross))));
      v128.store(right + o, f32x4.add(f32x4.mul(xr, dry), f32x4.sub(f32x4.mul(yr, direct), f32x4.mul(yl, cross))));
    }
    this.at = (this.at + BLOCK) & (CHORUS - 1);
    this.delayL = delayL;
    this.delayR = delayR;
  }
}

const RAMP = f32x4(0, 1, 2, 3);

/** Four frames from position p on, whose delay grows by `step` a frame; linear between neighbours. */
@inline
function tap4(ring: usize, p: f32, step: f32): v128 {
  const i = <i32>p;
  const from = ring + (<usize>(i & (CHORUS - 1)) << 2);
  const a = v128.load(from);
  const b = v128.load(from, 4);
  const f = f32x4.sub(f32x4.splat(p - <f32>i), f32x4.mul(f32x4.splat(step), RAMP));
  return f32x4.add(a, f32x4.mul(f32x4.sub(b, a), f));
}
