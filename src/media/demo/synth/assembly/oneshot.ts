// Playback of baked one-shots: interleaved stereo in a slot, optionally pitched, reversed or choked.
import { param } from './channel-params';
import * as P from './params';

export const slotStart = new StaticArray<usize>(P.SLOT_COUNT);
export const slotFrames = new StaticArray<i32>(P.SLOT_COUNT);

export class OneShotVoice {
  channel: i32 = -1;
  delay: i32 = 0;
  gate: i32 = 0;
  slot: i32 = 0;
  position: f64 = 0;
  rate: f64 = 1;
  gain: f32 = 0;
  fade: f32 = 1;

  /** `frames` < 0 plays the slot backwards so that its start falls |frames| later. */
  start(channel: i32, delay: i32, slot: i32, velocity: f32, frames: i32): void {
    this.channel = channel;
    this.delay = delay;
    this.slot = slot;
    const vs = param(channel, P.VELOCITY_AMP);
    this.gain = <f32>1 - vs + vs * velocity * velocity;
    this.fade = 1;
    const total = unchecked(slotFrames[slot]);
    const tune = <f64>param(channel, P.TUNE);
    this.rate = tune == 0 ? 1 : NativeMath.exp2(tune / 12);
    if (frames < 0) {
      this.position = min(<f64>(total - 1), <f64>-frames * this.rate);
      this.rate = -this.rate;
      this.gate = i32.MAX_VALUE;
      this.fade = 0;
    } else {
      this.position = 0;
      this.gate = i32.MAX_VALUE;
    }
  }

  cut(delay: i32): void {
    this.gate = min(this.gate, delay);
  }

  render(left: usize, right: usize, n: i32): void {
    const data = unchecked(slotStart[this.slot]);
    const last = <f64>(unchecked(slotFrames[this.slot]) - 2);
    let position = this.position;
    const rate = this.rate;
    for (let i = 0; i < n; i++) {
      if (this.delay > 0) {
        this.delay--;
        this.gate--;
        continue;
      }
      if (this.gate-- <= 0) this.fade *= <f32>0.985;
      else if (rate < 0 && this.fade < 1) this.fade = min<f32>(1, this.fade + <f32>0.0005);
      if (position > last || position < 0 || this.fade < <f32>0.0001) {
        this.channel = -1;
        return;
      }
      const k = <i32>position;
      const f = <f32>(position - <f64>k);
      const from = data + ((<usize>k) << 3);
      const l0 = load<f32>(from);
      const r0 = load<f32>(from, 4);
      const g: f32 = this.gain * this.fade;
      const o = <usize>(i << 2);
      store<f32>(left + o, load<f32>(left + o) + (l0 + (load<f32>(from, 8) - l0) * f) * g);
      store<f32>(right + o, load<f32>(right + o) + (r0 + (load<f32>(from, 12) - r0) * f) * g);
      position += rate;
    }
    this.position = position;
  }
}
