// Tempo echo (ping-pong, with tone and low cut in the loop) and the chorus of a channel.
import { sin1 } from './tables';

const ECHO: i32 = 131072;

export class Echo {
  private left: usize = heap.alloc(<usize>(ECHO * 4));
  private right: usize = heap.alloc(<usize>(ECHO * 4));
  private at: i32 = 0;
  private toneL: f32 = 0;
  private toneR: f32 = 0;
  private cutL: f32 = 0;
  private cutR: f32 = 0;

  constructor() {
    memory.fill(this.left, 0, <usize>(ECHO * 4));
    memory.fill(this.right, 0, <usize>(ECHO * 4));
  }

  process(inL: usize, inR: usize, outL: usize, outR: usize, n: i32, timeL: i32, timeR: i32, feedback: f32, tone: f32): void {
    const keep: f32 = <f32>1 - tone;
    for (let i = 0; i < n; i++) {
      const o = <usize>(i << 2);
      const dl = load<f32>(this.left + (<usize>((this.at - timeL) & (ECHO - 1)) << 2));
      const dr = load<f32>(this.right + (<usize>((this.at - timeR) & (ECHO - 1)) << 2));
      this.toneL = dl + (this.toneL - dl) * keep;
      this.toneR = dr + (this.toneR - dr) * keep;
      this.cutL += (this.toneL - this.cutL) * <f32>0.026;
      this.cutR += (this.toneR - this.cutR) * <f32>0.026;
      const yl: f32 = this.toneL - this.cutL;
      const yr: f32 = this.toneR - this.cutR;
      const w = <usize>(this.at & (ECHO - 1)) << 2;
      const mono: f32 = (load<f32>(inL + o) + load<f32>(inR + o)) * <f32>0.5;
      store<f32>(this.left + w, mono + load<f32>(inL + o) * <f32>0.3 + yr * feedback + <f32>1e-20);
      store<f32>(this.right + w, load<f32>(inR + o) * <f32>0.3 + yl * feedback + <f32>1e-20);
      this.at = (this.at + 1) & (ECHO - 1);
      store<f32>(outL + o, yl);
      store<f32>(outR + o, yr);
    }
  }
}

const CHORUS: i32 = 2048;

export class Chorus {
  private left: StaticArray<f32> = new StaticArray<f32>(CHORUS);
  private right: StaticArray<f32> = new StaticArray<f32>(CHORUS);
  private at: i32 = 0;
  private turn: f64 = 0;
  private delayL: f32 = 500;
  private delayR: f32 = 500;

  /** In place: two taps a quarter turn apart, crossed a little. */
  process(left: usize, right: usize, n: i32, mix: f32, rateHz: f32, depthMs: f32): void {
    this.turn += (<f64>rateHz * <f64>n) / 48000;
    this.turn -= floor(this.turn);
    const depth: f32 = depthMs * 48;
    const centre: f32 = depth + 240;
    const targetL: f32 = centre + depth * sin1(<f32>this.turn);
    const targetR: f32 = centre + depth * sin1(<f32>this.turn + <f32>0.25);
    const stepL: f32 = (targetL - this.delayL) / <f32>n;
    const stepR: f32 = (targetR - this.delayR) / <f32>n;
    const dry: f32 = <f32>1 - mix * <f32>0.4;
    for (let i = 0; i < n; i++) {
      const o = <usize>(i << 2);
      const xl = load<f32>(left + o);
      const xr = load<f32>(right + o);
      unchecked((this.left[this.at] = xl));
      unchecked((this.right[this.at] = xr));
      this.delayL += stepL;
      this.delayR += stepR;
      const yl = this.tap(this.left, this.delayL);
      const yr = this.tap(this.right, this.delayR);
      this.at = (this.at + 1) & (CHORUS - 1);
      store<f32>(left + o, xl * dry + (yl * <f32>0.8 - yr * <f32>0.25) * mix);
      store<f32>(right + o, xr * dry + (yr * <f32>0.8 - yl * <f32>0.25) * mix);
    }
  }

  // @ts-ignore: decorator
  @inline
  private tap(data: StaticArray<f32>, delay: f32): f32 {
    const at: f32 = <f32>(this.at + CHORUS) - delay;
    const i = <i32>at;
    const f: f32 = at - <f32>i;
    const a = unchecked(data[i & (CHORUS - 1)]);
    return a + (unchecked(data[(i + 1) & (CHORUS - 1)]) - a) * f;
  }
}
