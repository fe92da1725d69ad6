// The subtractive voice: up to eight detuned band-limited copies, a second oscillator, a sub and noise into a drive, a
// resonant filter with its own envelope and LFO, and an amplitude envelope. Stereo.
import { param } from './channel-params';
import { Envelope, OFF } from './envelope';
import { BAND, HIGH, LOW, StereoFilter } from './filter';
import { addOscillator } from './oscillator';
import * as P from './params';
import { bipolar, CHUNK, fall40, nextSeed, noteIncrement, noteTangent, RATE, sin1, soft4, step } from './tables';

const scratch = memory.data(2 * 64 * 4, 16);
const LEFT: usize = scratch;
const RIGHT: usize = scratch + 64 * 4;

const CUT_KEEP: f32 = <f32>fall40(0.01, CHUNK);

/** Phase of the channel's free-running LFO: every note of a pad sweeps together. */
function lfoClock(channel: i32): f64 {
  const turns: f64 = (<f64>param(channel, P.LFO_HZ) * <f64>blockStart) / RATE;
  return turns - floor(turns);
}

let blockStart: i32 = 0;
/** Frames rendered so far; free-running LFOs count from here. */
export function setBlockStart(frames: i32): void {
  blockStart = frames;
}

export class PolyVoice {
  channel: i32 = -1;
  delay: i32 = 0;
  gate: i32 = 0;
  note: f32 = 0;
  nextNote: f32 = 0;
  nextIn: i32 = -1;
  pitch: f32 = 0;
  velocity: f32 = 0;
  gain: f32 = 0;
  amp: Envelope = new Envelope();
  shape: Envelope = new Envelope();
  filter: StereoFilter = new StereoFilter();
  phases: StaticArray<f64> = new StaticArray<f64>(10);
  random: u32 = 1;
  time: i32 = 0;
  lfo: f64 = 0;
  lastLevel: f32 = 0;
  lastG: f32 = -1;
  bend: f32 = 0;

  get active(): bool {
    return this.channel >= 0;
  }

  /** The sounding voice glides to another note `delay` frames from now. */
  glideTo(delay: i32, note: f32, frames: i32): void {
    this.nextNote = note;
    this.nextIn = delay;
    this.gate = frames + delay;
  }

  /** Ends the note within 10 ms, `delay` frames from now: another one takes its place. */
  cut(delay: i32): void {
    this.gate = min(this.gate, delay);
    this.amp.releaseKeep = min(this.amp.releaseKeep, CUT_KEEP);
  }

  start(channel: i32, delay: i32, note: f32, velocity: f32, frames: i32): void {
    this.channel = channel;
    this.note = note;
    this.gate = frames + delay;
    this.delay = delay;
    this.nextIn = -1;
    this.velocity = velocity;
    const vs = param(channel, P.VELOCITY_AMP);
    this.gain = <f32>1 - vs + vs * velocity * velocity;
    this.random = nextSeed();
    this.pitch = note;
    this.filter.reset();
    this.lastG = -1;
    this.lastLevel = 0;
    this.amp.finish();
    this.shape.finish();
    const spread = param(channel, P.PHASE_RANDOM);
    for (let i = 0; i < 10; i++) {
      this.random = step(this.random);
      unchecked((this.phases[i] = (<f64>bipolar(this.random) * 0.5 + 0.5) * <f64>spread));
    }
    this.lfo = param(channel, P.LFO_RESTART) > <f32>0.5 ? 0 : lfoClock(channel);
    this.time = 0;
    this.bend = 1;
    this.amp.set(param(channel, P.AMP_A), param(channel, P.AMP_D), param(channel, P.AMP_S), param(channel, P.AMP_R));
    this.shape.set(
      param(channel, P.FENV_A),
      param(channel, P.FENV_D),
      param(channel, P.FENV_S),
      param(channel, P.FENV_R),
    );
    this.amp.start();
    this.shape.start();
  }

  /** Adds n frames to the channel's planar buffers. */
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
      if (this.amp.stage == OFF) {
        this.channel = -1;
        return;
      }
      at += count;
    }
  }

  private chunk(left: usize, right: usize, n: i32): void {
    const c = this.channel;
    if (this.gate <= 0) {
      this.amp.release();
      this.shape.release();
    }
    this.gate -= n;
    if (this.nextIn >= 0) {
      this.nextIn -= n;
      if (this.nextIn < 0) this.note = this.nextNote;
    }
    memory.fill(LEFT, 0, 64 * 4);
    memory.fill(RIGHT, 0, 64 * 4);

    const glide = param(c, P.GLIDE_S);
    if (glide > 0) {
      const keep: f32 = <f32>1 - min<f32>(1, (<f32>n * 3) / (glide * <f32>RATE));
      this.pitch = this.note + (this.pitch - this.note) * keep;
    } else this.pitch = this.note;
    let pitch = this.pitch;
    const bendSemi = param(c, P.PITCH_ENV_SEMI);
    if (bendSemi != 0) {
      const bendS = max<f32>(param(c, P.PITCH_ENV_S), 0.001);
      this.bend -= this.bend * min<f32>(1, (<f32>n * <f32>4.6) / (bendS * <f32>RATE));
      pitch += bendSemi * this.bend;
    }
    const seconds: f32 = <f32>this.time / <f32>RATE;
    const vibrato = param(c, P.VIBRATO_SEMI);
    if (vibrato != 0) {
      const wait = max<f32>(param(c, P.VIBRATO_DELAY_S), 0.01);
      const depth: f32 = min<f32>(1, max<f32>(0, seconds / wait - <f32>0.5));
      pitch += vibrato * depth * sin1(seconds * param(c, P.VIBRATO_HZ));
    }

    const unison = <i32>param(c, P.OSC_UNISON);
    const wave = <i32>param(c, P.OSC_WAVE);
    const detune = param(c, P.OSC_DETUNE);
    const spread = param(c, P.OSC_SPREAD);
    let duty = param(c, P.OSC_WIDTH);
    const pwm = param(c, P.OSC_PWM);
    if (pwm > 0) duty += pwm * sin1(seconds * param(c, P.OSC_PWM_HZ));
    const level: f32 = <f32>1 / sqrt<f32>(<f32>unison);
    for (let u = 0; u < unison; u++) {
      // copies alternate sides from the middle outwards
      const last: i32 = unison - 1;
      const x: f32 = last == 0 ? 0 : (<f32>u * <f32>2) / <f32>last - <f32>1;
      const side: f32 = (u & 1) == 1 ? -x : x;
      const inc = noteIncrement(pitch + x * detune * <f32>0.5);
      const phase = unchecked(this.phases[u]);
      const next = addOscillator(
        wave,
        phase,
        inc,
        duty,
        level * (<f32>1 - side * spread),
        level * (<f32>1 + side * spread),
        LEFT,
        RIGHT,
        n,
      );
      unchecked((this.phases[u] = next));
    }
    const second = param(c, P.OSC2_LEVEL);
    if (second > 0) {
      const inc = noteIncrement(pitch + param(c, P.OSC2_SEMI));
      const w = <i32>param(c, P.OSC2_WAVE);
      const next = addOscillator(w, unchecked(this.phases[8]), inc, 0.5, second, second, LEFT, RIGHT, n);
      unchecked((this.phases[8] = next));
    }
    const sub = param(c, P.SUB_LEVEL);
    if (sub > 0) {
      const inc = noteIncrement(pitch + param(c, P.SUB_SEMI));
      const w = <i32>param(c, P.SUB_WAVE);
      const next = addOscillator(w, unchecked(this.phases[9]), inc, 0.5, sub, sub, LEFT, RIGHT, n);
      unchecked((this.phases[9] = next));
    }
    const noise = param(c, P.NOISE_LEVEL);
    if (noise > 0) {
      let r = this.random;
      for (let i = 0; i < n; i++) {
        const o = <usize>(i << 2);
        r = step(r);
        store<f32>(LEFT + o, load<f32>(LEFT + o) + bipolar(r) * noise);
        r = step(r);
        store<f32>(RIGHT + o, load<f32>(RIGHT + o) + bipolar(r) * noise);
      }
      this.random = r;
    }

    const drive = param(c, P.FILTER_DRIVE);
    if (drive > 0) {
      const d = f32x4.splat(<f32>1 + drive);
      const back = f32x4.splat(<f32>1 / sqrt<f32>(<f32>1 + drive));
      for (let o: usize = 0; o < <usize>(n << 2); o += 16) {
        v128.store(LEFT + o, f32x4.mul(back, soft4(f32x4.mul(d, v128.load(LEFT + o)))));
        v128.store(RIGHT + o, f32x4.mul(back, soft4(f32x4.mul(d, v128.load(RIGHT + o)))));
      }
    }

    const shape = this.shape.advance(n);
    let cutoff =
      param(c, P.FILTER_CUTOFF) +
      shape * param(c, P.FILTER_ENV) +
      (pitch - 60) * param(c, P.FILTER_KEY) +
      (this.velocity - <f32>0.7) * param(c, P.FILTER_VELOCITY);
    const lfoDepth = param(c, P.LFO_CUTOFF);
    if (lfoDepth != 0) {
      cutoff -= lfoDepth * (<f32>0.5 + <f32>0.5 * sin1(<f32>this.lfo + <f32>0.25));
      this.lfo += (<f64>param(c, P.LFO_HZ) * <f64>n) / RATE;
      this.lfo -= floor(this.lfo);
    }
    const type = <i32>param(c, P.FILTER_TYPE);
    if (cutoff < 134 || type > P.FILTER_LP12) {
      const g = noteTangent(min<f32>(cutoff, 134));
      const k: f32 = <f32>2 - <f32>1.95 * param(c, P.FILTER_RES);
      const mode = type == P.FILTER_BP ? BAND : type == P.FILTER_HP ? HIGH : LOW;
      this.filter.process(LEFT, RIGHT, n, this.lastG < 0 ? g : this.lastG, g, k, mode, type == P.FILTER_LP24);
      this.lastG = g;
    }

    const from = this.lastLevel;
    const to = this.amp.advance(n) * this.gain;
    this.lastLevel = to;
    const slope: f32 = (to - from) / <f32>n;
    let e: f32 = from;
    for (let i = 0; i < n; i++) {
      const o = <usize>(i << 2);
      e += slope;
      store<f32>(left + o, load<f32>(left + o) + load<f32>(LEFT + o) * e);
      store<f32>(right + o, load<f32>(right + o) + load<f32>(RIGHT + o) * e);
    }
    this.time += n;
  }
}
