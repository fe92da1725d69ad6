// Four-operator phase modulation voice (J. Chowning, "The synthesis of complex audio spectra by means of frequency
// modulation", 1973): electric pianos, bells, organs, hard basses. Two copies detuned to either side make it wide.
import { param } from './channel-params';
import { Envelope, OFF } from './envelope';
import * as P from './params';
import { CHUNK, fall40, noteIncrement, sin4 } from './tables';

const RAMP = f32x4(0, 1, 2, 3);
const scratch = memory.data(5 * 48 * 4, 16);
const MOD: usize = scratch;
const OUT: usize = scratch + 48 * 4;
const SUM: usize = scratch + 96 * 4;
const CUT_KEEP: f32 = <f32>fall40(0.01, CHUNK);

function op(channel: i32, n: i32, field: i32): f32 {
  return param(channel, P.FM_OP + n * P.FM_OP_STRIDE + field);
}

export class FmVoice {
  channel: i32 = -1;
  delay: i32 = 0;
  gate: i32 = 0;
  note: f32 = 0;
  gain: f32 = 0;
  bright: f32 = 1;
  env0: Envelope = new Envelope();
  env1: Envelope = new Envelope();
  env2: Envelope = new Envelope();
  env3: Envelope = new Envelope();
  last: StaticArray<f32> = new StaticArray<f32>(4);
  next: StaticArray<f32> = new StaticArray<f32>(4);
  /** Phases: copy × 4 operators. */
  phases: StaticArray<f64> = new StaticArray<f64>(8);
  /** Operator 4's last and last but one outputs of each copy. */
  fed0: v128 = f32x4.splat(0);
  fed1: v128 = f32x4.splat(0);
  fed2: v128 = f32x4.splat(0);
  fed3: v128 = f32x4.splat(0);

  private env(n: i32): Envelope {
    return n == 0 ? this.env0 : n == 1 ? this.env1 : n == 2 ? this.env2 : this.env3;
  }

  start(channel: i32, delay: i32, note: f32, velocity: f32, frames: i32): void {
    this.channel = channel;
    this.delay = delay;
    this.note = note;
    this.gate = frames + delay;
    const vs = param(channel, P.VELOCITY_AMP);
    this.gain = <f32>1 - vs + vs * velocity * velocity;
    const vm = param(channel, P.FM_VELOCITY);
    const octaves: f32 = max<f32>(0, (note - 60) / 12);
    this.bright = (<f32>1 - vm + vm * velocity * <f32>1.25) / (<f32>1 + octaves * param(channel, P.FM_KEY_DAMP));
    for (let n = 0; n < 4; n++) {
      const e = this.env(n);
      e.finish();
      e.set(op(channel, n, P.FM_A), op(channel, n, P.FM_D), op(channel, n, P.FM_S), op(channel, n, P.FM_R));
      e.start();
      unchecked((this.last[n] = 0));
    }
    for (let i = 0; i < 8; i++) unchecked((this.phases[i] = 0));
    this.fed0 = f32x4.splat(0);
    this.fed1 = f32x4.splat(0);
    this.fed2 = f32x4.splat(0);
    this.fed3 = f32x4.splat(0);
  }

  cut(delay: i32): void {
    this.gate = min(this.gate, delay);
    for (let n = 0; n < 4; n++) {
      const e = this.env(n);
      e.releaseKeep = min(e.releaseKeep, CUT_KEEP);
    }
  }

  render(left: usize, right: usize, n: i32): void {
    let at: i32 = 0;
    if (this.delay > 0) {
      if (this.delay >= n) {
        this.delay -= n;
        this.gate -= n;
        return;
      }
      at = this.delay;
      this.gate -= this.delay;
      this.delay = 0;
    }
    while (at < n) {
      const count = min(CHUNK - (at & (CHUNK - 1)), n - at);
      this.chunk(left + <usize>(at << 2), right + <usize>(at << 2), count);
      if (this.finished()) {
        this.channel = -1;
        return;
      }
      at += count;
    }
  }

  private finished(): bool {
    const algorithm = <i32>param(this.channel, P.FM_ALGORITHM);
    if (this.env0.stage != OFF) return false;
    if (algorithm == 0) return this.env2.stage == OFF;
    if (algorithm == 2) return this.env1.stage == OFF && this.env2.stage == OFF && this.env3.stage == OFF;
    return true;
  }

  private chunk(left: usize, right: usize, n: i32): void {
    const c = this.channel;
    if (this.gate <= 0) for (let i = 0; i < 4; i++) this.env(i).release();
    this.gate -= n;
    for (let i = 0; i < 4; i++) unchecked((this.next[i] = this.env(i).advance(n)));
    const detune = param(c, P.FM_DETUNE);
    const algorithm = <i32>param(c, P.FM_ALGORITHM);
    const copies = detune > 0 ? 2 : 1;
    for (let copy = 0; copy < copies; copy++) {
      const inc = noteIncrement(this.note + (copy == 0 ? -detune : detune) * <f32>0.5);
      memory.fill(SUM, 0, 48 * 4);
      memory.fill(MOD, 0, 48 * 4);
      this.operator4(copy, inc, n);
      if (algorithm == 0) {
        this.operator(copy, 2, inc, n, OUT, true);
        this.add(n);
        memory.fill(MOD, 0, 48 * 4);
        this.operator(copy, 1, inc, n, MOD, false);
        this.operator(copy, 0, inc, n, OUT, true);
        this.add(n);
      } else if (algorithm == 1) {
        this.operator(copy, 2, inc, n, MOD, false);
        this.operator(copy, 1, inc, n, MOD, false);
        this.operator(copy, 0, inc, n, OUT, true);
        this.add(n);
      } else if (algorithm == 2) {
        memory.copy(OUT, MOD, 48 * 4);
        this.add(n);
        memory.fill(MOD, 0, 48 * 4);
        for (let i = 2; i >= 0; i--) {
          this.operator(copy, i, inc, n, OUT, true);
          this.add(n);
        }
      } else {
        memory.copy(SUM, MOD, 48 * 4);
        memory.fill(MOD, 0, 48 * 4);
        this.operator(copy, 2, inc, n, OUT, false);
        this.add(n);
        this.operator(copy, 1, inc, n, OUT, false);
        this.add(n);
        memory.copy(MOD, SUM, 48 * 4);
        memory.fill(SUM, 0, 48 * 4);
        this.operator(copy, 0, inc, n, OUT, true);
        this.add(n);
      }
      const wide: f32 = copies == 1 ? 1 : <f32>0.75;
      const narrow: f32 = copies == 1 ? 1 : <f32>0.25;
      const gl: f32 = this.gain * (copy == 0 ? wide : narrow);
      const gr: f32 = this.gain * (copy == 0 ? narrow : wide);
      for (let i = 0; i < n; i++) {
        const o = <usize>(i << 2);
        const v = load<f32>(SUM + o);
        store<f32>(left + o, load<f32>(left + o) + v * gl);
        store<f32>(right + o, load<f32>(right + o) + v * gr);
      }
    }
    for (let i = 0; i < 4; i++) unchecked((this.last[i] = this.next[i]));
  }

  private add(n: i32): void {
    for (let o: usize = 0; o < <usize>(n << 2); o += 16)
      v128.store(SUM + o, f32x4.add(v128.load(SUM + o), v128.load(OUT + o)));
  }

  /** Level before and after the chunk; a modulator's index is turned into cycles and follows the brightness. */
  private ends(n: i32, carrier: bool, after: bool): f32 {
    const e = after ? unchecked(this.next[n]) : unchecked(this.last[n]);
    return e * op(this.channel, n, P.FM_LEVEL) * (carrier ? <f32>1 : this.bright * <f32>0.15915494);
  }

  /** Operator n, modulated by MOD (in cycles), into `target` (may be MOD itself). */
  private operator(copy: i32, n: i32, inc: f32, frames: i32, target: usize, carrier: bool): void {
    const step: f32 = inc * op(this.channel, n, P.FM_RATIO);
    const from = this.ends(n, carrier, false);
    const to = this.ends(n, carrier, true);
    const slope: f32 = (to - from) / <f32>frames;
    let level = f32x4.add(f32x4.splat(from), f32x4.mul(f32x4.splat(slope), RAMP));
    const hopLevel = f32x4.splat(slope * 4);
    const phase = unchecked(this.phases[copy * 4 + n]);
    let p: f64 = phase;
    const inc4 = f32x4.mul(f32x4.splat(step), RAMP);
    for (let i = 0; i < frames; i += 4) {
      const o = <usize>(i << 2);
      const t = f32x4.add(f32x4.add(f32x4.splat(<f32>p), inc4), v128.load(MOD + o));
      v128.store(target + o, f32x4.mul(sin4(t), level));
      level = f32x4.add(level, hopLevel);
      p += <f64>step * 4;
      p -= floor(p);
    }
    const end: f64 = phase + <f64>step * <f64>frames;
    unchecked((this.phases[copy * 4 + n] = end - floor(end)));
  }

  /** Operator 4 with feedback through the mean of its outputs four and eight frames ago, into MOD. */
  private operator4(copy: i32, inc: f32, frames: i32): void {
    const heard = <i32>param(this.channel, P.FM_ALGORITHM) == 2;
    const feedback: f32 = param(this.channel, P.FM_FEEDBACK) * <f32>0.15915494;
    if (feedback == 0) {
      this.operator(copy, 3, inc, frames, MOD, heard);
      return;
    }
    const step: f32 = inc * op(this.channel, 3, P.FM_RATIO);
    const from = this.ends(3, heard, false);
    const slope: f32 = (this.ends(3, heard, true) - from) / <f32>frames;
    let level = f32x4.add(f32x4.splat(from), f32x4.mul(f32x4.splat(slope), RAMP));
    const hopLevel = f32x4.splat(slope * 4);
    const phase = unchecked(this.phases[copy * 4 + 3]);
    let p: f64 = phase;
    const inc4 = f32x4.mul(f32x4.splat(step), RAMP);
    const back = f32x4.splat(feedback * <f32>0.5);
    let y1 = copy == 0 ? this.fed0 : this.fed1;
    let y2 = copy == 0 ? this.fed2 : this.fed3;
    for (let i = 0; i < frames; i += 4) {
      const t = f32x4.add(f32x4.add(f32x4.splat(<f32>p), inc4), f32x4.mul(back, f32x4.add(y1, y2)));
      y2 = y1;
      y1 = sin4(t);
      v128.store(MOD + (<usize>i << 2), f32x4.mul(y1, level));
      level = f32x4.add(level, hopLevel);
      p += <f64>step * 4;
      p -= floor(p);
    }
    if (copy == 0) {
      this.fed0 = y1;
      this.fed2 = y2;
    } else {
      this.fed1 = y1;
      this.fed3 = y2;
    }
    const end: f64 = phase + <f64>step * <f64>frames;
    unchecked((this.phases[copy * 4 + 3] = end - floor(end)));
  }
}
