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

export class Chorus {
  /** Interleaved ring of stereo frames, one guard frame after the last. */
  private ring: usize = heap.alloc((<usize>(CHORUS + 1)) << 3);
  private at: i32 = 0;
  private turn: f64 = 0;
  private delayL: f32 = 500;
  private delayR: f32 = 500;

  constructor() {
    memory.fill(this.ring, 0, (<usize>(CHORUS + 1)) << 3);
  }

  /** One block in place: two taps a quarter turn apart, crossed a little. */
  process(left: usize, right: usize, mix: f32, rateHz: f32, depthMs: f32): void {
    this.turn += (<f64>rateHz * <f64>BLOCK) / 48000;
    this.turn -= floor(this.turn);
    const depth: f32 = depthMs * 48;
    const centre: f32 = depth + 240;
    const targetL: f32 = centre + depth * sin1(<f32>this.turn);
    const targetR: f32 = centre + depth * sin1(<f32>this.turn + <f32>0.25);
    const stepL: f32 = (targetL - this.delayL) / <f32>BLOCK;
    const stepR: f32 = (targetR - this.delayR) / <f32>BLOCK;
    const dry: f32 = <f32>1 - mix * <f32>0.4;
    const direct: f32 = <f32>0.8 * mix;
    const cross: f32 = <f32>0.25 * mix;
    const ring = this.ring;
    let delayL = this.delayL;
    let delayR = this.delayR;
    let at = this.at;
    for (let o: usize = 0; o < BYTES; o += 4) {
      const xl = load<f32>(left + o);
      const xr = load<f32>(right + o);
      const w: usize = ring + ((<usize>at) << 3);
      store<f32>(w, xl);
      store<f32>(w, xr, 4);
      if (at == 0) {
        store<f32>(ring + ((<usize>CHORUS) << 3), xl);
        store<f32>(ring + ((<usize>CHORUS) << 3), xr, 4);
      }
      delayL += stepL;
      delayR += stepR;
      const pl: f32 = <f32>(at + CHORUS) - delayL;
      const pr: f32 = <f32>(at + CHORUS) - delayR;
      const il = <i32>pl;
      const ir = <i32>pr;
      const al: usize = ring + ((<usize>(il & (CHORUS - 1))) << 3);
      const ar: usize = ring + ((<usize>(ir & (CHORUS - 1))) << 3);
      const l0 = load<f32>(al);
      const r0 = load<f32>(ar, 4);
      const yl: f32 = l0 + (load<f32>(al, 8) - l0) * (pl - <f32>il);
      const yr: f32 = r0 + (load<f32>(ar, 12) - r0) * (pr - <f32>ir);
      at = (at + 1) & (CHORUS - 1);
      store<f32>(left + o, xl * dry + yl * direct - yr * cross);
      store<f32>(right + o, xr * dry + yr * direct - yl * cross);
    }
    this.at = at;
    this.delayL = delayL;
    this.delayR = delayR;
  }
}
