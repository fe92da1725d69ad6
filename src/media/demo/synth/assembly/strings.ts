// Plucked string: K. Karplus and A. Strong, "Digital synthesis of plucked-string and drum timbres" (1983), with the
// pick position and fractional tuning of D. Jaffe and J. Smith (1983). Stereo by a slightly detuned second string.
import { param } from './channel-params';
import { Biquad } from './filter';
import * as P from './params';
import { bipolar, nextSeed, noteIncrement, RATE, step } from './tables';

const LINE: i32 = 2048;

class Line {
  data: StaticArray<f32> = new StaticArray<f32>(LINE);
  write: i32 = 0;
  length: f32 = 100;
  low: f32 = 0;
  blockIn: f32 = 0;
  blockOut: f32 = 0;
}

export class StringVoice {
  channel: i32 = -1;
  delay: i32 = 0;
  gate: i32 = 0;
  gain: f32 = 0;
  loop: f32 = 0.99;
  damp: f32 = 0.5;
  fade: f32 = 1;
  fadeKeep: f32 = 1;
  quiet: i32 = 0;
  a: Line = new Line();
  b: Line = new Line();
  body: Biquad = new Biquad();

  start(channel: i32, delay: i32, note: f32, velocity: f32, frames: i32): void {
    this.channel = channel;
    this.delay = delay;
    this.gate = frames + delay;
    const vs = param(channel, P.VELOCITY_AMP);
    this.gain = <f32>1 - vs + vs * velocity * velocity;
    this.fade = 1;
    this.quiet = 0;
    const release = max<f32>(param(channel, P.STRING_RELEASE_S), 0.005);
    this.fadeKeep = <f32>NativeMath.exp(-4.6 / (<f64>release * RATE));
    // The one-pole's own loss is small at the fundamental; the loop gain alone sets the decay.
    const period: f64 = 1.0 / <f64>noteIncrement(note);
    const seconds: f64 = <f64>param(channel, P.STRING_DECAY_S) * NativeMath.exp2((60.0 - <f64>note) / 24);
    this.loop = <f32>NativeMath.exp((-6.907755 * period) / (seconds * RATE));
    const bright = min<f32>(<f32>0.98, param(channel, P.STRING_BRIGHT) * (<f32>0.75 + <f32>0.35 * velocity));
    this.damp = <f32>0.72 * (<f32>1 - bright);
    this.body.bell(210, 1.2, 20 * <f64>param(channel, P.STRING_BODY));
    this.body.reset();
    this.pluck(this.a, note, velocity, channel);
    this.pluck(this.b, note + <f32>0.05, velocity, channel);
  }

  private pluck(line: Line, note: f32, velocity: f32, channel: i32): void {
    const period: f32 = <f32>1 / noteIncrement(note);
    // delay of the one-pole damping at low frequencies
    const lag: f32 = this.damp / (<f32>1 - this.damp);
    line.length = max<f32>(8, min<f32>(period - lag, <f32>(LINE - 4)));
    line.low = 0;
    line.blockIn = 0;
    line.blockOut = 0;
    line.write = 0;
    const data = line.data;
    for (let i = 0; i < LINE; i++) unchecked((data[i] = 0));
    const length = <i32>line.length + 1;
    const hard = param(channel, P.STRING_PLUCK) * (<f32>0.5 + <f32>0.5 * velocity);
    const keep: f32 = <f32>0.92 * (<f32>1 - hard);
    let random = nextSeed();
    let low: f32 = 0;
    // the string's velocity wave after the pluck: one step at the plucking point, roughened by the nail
    const point = max<i32>(1, <i32>(param(channel, P.STRING_POSITION) * <f32>length));
    const up: f32 = <f32>1 - <f32>point / <f32>length;
    const down: f32 = -<f32>point / <f32>length;
    for (let i = 0; i < length; i++) {
      random = step(random);
      const wave: f32 = (i < point ? up : down) + bipolar(random) * <f32>0.5 * hard;
      low = wave * (<f32>1 - keep) + low * keep;
      unchecked((data[i] = low));
    }
    let mean: f32 = 0;
    for (let i = 0; i < length; i++) mean += unchecked(data[i]);
    mean /= <f32>length;
    for (let i = 0; i < length; i++) unchecked((data[i] = data[i] - mean));
    // bring every pluck to the same energy
    let energy: f32 = 1e-9;
    for (let i = 0; i < length; i++) energy += unchecked(data[i]) * unchecked(data[i]);
    const scale: f32 = <f32>0.32 / sqrt<f32>(energy / <f32>length);
    for (let i = 0; i < length; i++) unchecked((data[i] = data[i] * scale));
    line.write = length;
  }

  cut(delay: i32): void {
    this.gate = min(this.gate, delay);
  }

  @inline
  private tick(line: Line): f32 {
    const at: f32 = <f32>(line.write + LINE) - line.length;
    const i = <i32>at;
    const f: f32 = at - <f32>i;
    const x0 = unchecked(line.data[i & (LINE - 1)]);
    const x1 = unchecked(line.data[(i + 1) & (LINE - 1)]);
    const x: f32 = x0 + (x1 - x0) * f;
    line.low = x + (line.low - x) * this.damp;
    const back: f32 = line.low * this.loop + <f32>1e-20;
    unchecked((line.data[line.write & (LINE - 1)] = back));
    line.write = (line.write + 1) & (LINE - 1);
    const y: f32 = x - line.blockIn + <f32>0.995 * line.blockOut;
    line.blockIn = x;
    line.blockOut = y;
    return y;
  }

  render(left: usize, right: usize, n: i32): void {
    let peak: f32 = 0;
    for (let i = 0; i < n; i++) {
      if (this.delay > 0) {
        this.delay--;
        this.gate--;
        continue;
      }
      if (this.gate-- <= 0) this.fade *= this.fadeKeep;
      const x = this.tick(this.a);
      const y = this.tick(this.b);
      const g: f32 = this.gain * this.fade;
      const both: f32 = <f32>this.body.tick(<f64>(x + y) * 0.5);
      const o = <usize>(i << 2);
      const l: f32 = (both + (x - y) * <f32>0.4) * g;
      store<f32>(left + o, load<f32>(left + o) + l);
      store<f32>(right + o, load<f32>(right + o) + (both - (x - y) * <f32>0.4) * g);
      peak = max<f32>(peak, abs(l));
    }
    this.quiet = peak < <f32>0.00004 && this.delay == 0 ? this.quiet + 1 : 0;
    if (this.quiet > 8) this.channel = -1;
  }
}
