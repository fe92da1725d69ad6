// Drum and effect recipes: each is computed once, sample by sample in f64, into a stereo slot, with its own room.
import { Biquad } from './filter';
import { slotFrames, slotStart } from './oneshot';
import * as P from './params';
import { Reverb } from './reverb';
import { nextSeed, step } from './tables';

export const recipe = new StaticArray<f64>(P.BAKE_PARAM_COUNT);
const TWO_PI: f64 = 2 * NativeMath.PI;

let random: u32 = 1;
function noise(): f64 {
  random = step(random);
  return <f64>(<i32>random) * 4.656612873077393e-10;
}

@inline
function fall(t: f64, seconds: f64): f64 {
  return NativeMath.exp((-4.605 * t) / max(seconds, 0.0002));
}

function squash(x: f64, drive: f64): f64 {
  return drive <= 0 ? x : NativeMath.tanh(x * (1 + drive)) / NativeMath.tanh(1 + drive * 0.6);
}

let room: Reverb | null = null;
const wet = memory.data(4 * 128 * 4, 16);

/** Adds a short diffuse room to a slot, in place. */
function addRoom(start: usize, frames: i32, amount: f64, seconds: f64, size: f64, damp: f64): void {
  if (amount <= 0) return;
  if (room === null) room = new Reverb();
  const r = room!;
  r.set(<f32>seconds, <f32>size, <f32>damp);
  const left = wet;
  const right: usize = wet + 512;
  const outL: usize = wet + 1024;
  const outR: usize = wet + 1536;
  // silence first: what the room still holds from the slot before dies away
  memory.fill(left, 0, 1024);
  for (let i = 0; i < 500; i++) r.process(left, right, outL, outR);
  for (let at = 0; at + 128 <= frames; at += 128) {
    for (let i = 0; i < 128; i++) {
      const from = start + (<usize>(at + i) << 3);
      store<f32>(left + (<usize>i << 2), load<f32>(from));
      store<f32>(right + (<usize>i << 2), load<f32>(from, 4));
    }
    r.process(left, right, outL, outR);
    for (let i = 0; i < 128; i++) {
      const to = start + (<usize>(at + i) << 3);
      const o = <usize>i << 2;
      store<f32>(to, load<f32>(to) + <f32>amount * load<f32>(outL + o));
      store<f32>(to, load<f32>(to, 4) + <f32>amount * load<f32>(outR + o), 4);
    }
  }
}

/** Fades the last 12 ms and brings the peak to 1. */
function finish(start: usize, frames: i32): void {
  const fadeFrames = 576;
  let peak: f32 = 1e-9;
  for (let i = 0; i < frames; i++) {
    const a = start + (<usize>i << 3);
    const f: f32 = i > frames - fadeFrames ? <f32>(frames - i) / <f32>fadeFrames : 1;
    store<f32>(a, load<f32>(a) * f);
    store<f32>(a, load<f32>(a, 4) * f, 4);
    peak = max<f32>(peak, max<f32>(abs(load<f32>(a)), abs(load<f32>(a, 4))));
  }
  const scale: f32 = <f32>1 / peak;
  for (let i = 0; i < frames * 2; i++) {
    const a = start + (<usize>i << 2);
    store<f32>(a, load<f32>(a) * scale);
  }
}

@inline
function put(start: usize, i: i32, l: f64, r: f64): void {
  store<f32>(start + (<usize>i << 3), <f32>l);
  store<f32>(start + (<usize>i << 3), <f32>r, 4);
}

/** 0 end Hz, 1 start Hz, 2 sweep s, 3 decay s, 4 hold s, 5 click, 6 drive, 7 noise, 8 snap Hz, 9 room. */
function kick(start: usize, frames: i32): void {
  const endHz = recipe[0];
  const click = new Biquad();
  click.highPass(1800, 0.7);
  const hiss = new Biquad();
  hiss.bandPass(4200, 0.6);
  let phase: f64 = 0;
  for (let i = 0; i < frames; i++) {
    const t: f64 = <f64>i / 48000;
    const hz = endHz + (recipe[1] - endHz) * fall(t, recipe[2]) + recipe[8] * fall(t, 0.006);
    phase += hz / 48000;
    const env = t < recipe[4] ? 1 : fall(t - recipe[4], recipe[3]);
    const attack = min(1, t / 0.0006);
    const body = squash(NativeMath.sin(TWO_PI * phase) * env * attack, recipe[6]);
    const n = noise();
    const c = click.tick(n) * fall(t, 0.004) * recipe[5];
    const h = hiss.tick(n) * fall(t, 0.05) * recipe[7];
    const x = body + c + h;
    put(start, i, x, x);
  }
  addRoom(start, frames, recipe[9], 0.25, 0.18, 0.5);
}

/** 0 tone Hz, 1 tone decay, 2 tone level, 3 noise decay, 4 noise colour Hz, 5 snap, 6 drive, 7 room, 8 room s, 9 tail level. */
function snare(start: usize, frames: i32): void {
  const hpL = new Biquad();
  const hpR = new Biquad();
  const bpL = new Biquad();
  const bpR = new Biquad();
  hpL.highPass(recipe[4], 0.7);
  hpR.highPass(recipe[4], 0.7);
  bpL.bandPass(recipe[4] * 2.2, 0.5);
  bpR.bandPass(recipe[4] * 2.4, 0.5);
  const top = new Biquad();
  top.highPass(5200, 0.7);
  let p1: f64 = 0;
  let p2: f64 = 0;
  for (let i = 0; i < frames; i++) {
    const t: f64 = <f64>i / 48000;
    const bend = 1 + 0.9 * fall(t, 0.018);
    p1 += (recipe[0] * bend) / 48000;
    p2 += (recipe[0] * 1.83 * (1 + 0.5 * fall(t, 0.012))) / 48000;
    const tone =
      (NativeMath.sin(TWO_PI * p1) * fall(t, recipe[1]) + 0.45 * NativeMath.sin(TWO_PI * p2) * fall(t, recipe[1] * 0.6)) *
      recipe[2] *
      min(1, t / 0.0005);
    const common = noise();
    const l = 0.75 * common + 0.4 * noise();
    const r = 0.75 * common + 0.4 * noise();
    const env = fall(t, recipe[3]) * (0.7 + 0.3 * fall(t, recipe[3] * 0.3)) + recipe[9] * fall(t, recipe[3] * 2.5);
    const snap = top.tick(common) * fall(t, 0.011) * recipe[5];
    const left = squash(tone + (hpL.tick(l) * 0.6 + bpL.tick(l) * 0.9) * env + snap, recipe[6]);
    const right = squash(tone + (hpR.tick(r) * 0.6 + bpR.tick(r) * 0.9) * env + snap, recipe[6]);
    put(start, i, left, right);
  }
  addRoom(start, frames, recipe[7], recipe[8], 0.32, 0.35);
}

/** 0 centre Hz, 1 bursts, 2 spacing s, 3 decay s, 4 drive, 5 room, 6 room s, 7 width, 8 brightness. */
function clap(start: usize, frames: i32): void {
  const bl = new Biquad();
  const br = new Biquad();
  const hl = new Biquad();
  const hr = new Biquad();
  bl.bandPass(recipe[0], 1.1);
  br.bandPass(recipe[0] * 1.07, 1.1);
  hl.highPass(2600, 0.6);
  hr.highPass(2800, 0.6);
  const bursts = <i32>recipe[1];
  for (let i = 0; i < frames; i++) {
    const t: f64 = <f64>i / 48000;
    let env: f64 = 0;
    for (let b = 0; b < bursts; b++) {
      const u = t - <f64>b * recipe[2] * (b == 1 ? 0.9 : 1);
      if (u >= 0) {
        const last = b == bursts - 1;
        env = max(env, (last ? 1 : 0.75) * min(1, u / 0.0004) * fall(u, last ? recipe[3] : 0.012));
      }
    }
    const common = noise();
    const l = common + recipe[7] * noise();
    const r = common + recipe[7] * noise();
    const left = (bl.tick(l) * 1.6 + hl.tick(l) * recipe[8]) * env;
    const right = (br.tick(r) * 1.6 + hr.tick(r) * recipe[8]) * env;
    put(start, i, squash(left, recipe[4]), squash(right, recipe[4]));
  }
  addRoom(start, frames, recipe[5], recipe[6], 0.4, 0.3);
}

function metalHz(n: i32): f64 {
  if (n == 0) return 205.3;
  if (n == 1) return 304.4;
  if (n == 2) return 369.6;
  if (n == 3) return 522.7;
  if (n == 4) return 635.2;
  return 800.0;
}

const metalPhase = new StaticArray<f64>(6);

/** Six band-limited squares, the partials of an analogue cymbal; call once a frame. */
function metal(scale: f64): f64 {
  let sum: f64 = 0;
  for (let n = 0; n < 6; n++) {
    const inc = (metalHz(n) * scale) / 48000;
    let p = metalPhase[n] + inc;
    p -= floor(p);
    metalPhase[n] = p;
    let v: f64 = p < 0.5 ? 1 : -1;
    v += blep(p, inc) - blep(p < 0.5 ? p + 0.5 : p - 0.5, inc);
    sum += v;
  }
  return sum / 6;
}

function blep(t: f64, dt: f64): f64 {
  if (t < dt) {
    const x = t / dt;
    return x + x - x * x - 1;
  }
  if (t > 1 - dt) {
    const x = (t - 1) / dt;
    return x * x + x + x + 1;
  }
  return 0;
}

/** 0 decay s, 1 metal scale, 2 metal level, 3 noise level, 4 high-pass Hz, 5 attack s, 6 width, 7 second decay level, 8 ring Hz, 9 drive. */
function hat(start: usize, frames: i32): void {
  const a = new Biquad();
  const b = new Biquad();
  const c = new Biquad();
  const d = new Biquad();
  const e = new Biquad();
  const f = new Biquad();
  a.highPass(recipe[4], 0.8);
  b.highPass(recipe[4], 0.8);
  c.highPass(recipe[4] * 0.9, 0.6);
  d.highPass(recipe[4] * 0.9, 0.6);
  e.bandPass(7600, 0.7);
  f.bandPass(8100, 0.7);
  const airL = new Biquad();
  const airR = new Biquad();
  airL.lowPass(10000, 0.6);
  airR.lowPass(10000, 0.6);
  for (let n = 0; n < 6; n++) metalPhase[n] = 0.5 + 0.5 * noise();
  let ring: f64 = 0;
  for (let i = 0; i < frames; i++) {
    const t: f64 = <f64>i / 48000;
    ring += recipe[8] / 48000;
    const m = metal(recipe[1]) * recipe[2] + 0.4 * recipe[2] * metalPhase[0] * NativeMath.sin(TWO_PI * ring);
    const common = noise();
    const l = m + (common + recipe[6] * noise()) * recipe[3];
    const r = m + (common + recipe[6] * noise()) * recipe[3];
    const env = min(1, t / max(recipe[5], 0.0004)) * (fall(t, recipe[0]) + recipe[7] * fall(t, recipe[0] * 3));
    const left = airL.tick(c.tick(a.tick(l)) + 0.7 * e.tick(l));
    const right = airR.tick(d.tick(b.tick(r)) + 0.7 * f.tick(r));
    put(start, i, squash(left * env, recipe[9]), squash(right * env, recipe[9]));
  }
}

/** 0 attack s, 1 decay s, 2 high-pass Hz, 3 grain, 4 width. */
function shaker(start: usize, frames: i32): void {
  const a = new Biquad();
  const b = new Biquad();
  a.highPass(recipe[2], 0.8);
  b.highPass(recipe[2] * 1.08, 0.8);
  const airL = new Biquad();
  const airR = new Biquad();
  airL.lowPass(9500, 0.6);
  airR.lowPass(9500, 0.6);
  let grain: f64 = 0;
  for (let i = 0; i < frames; i++) {
    const t: f64 = <f64>i / 48000;
    if (noise() > 0.86) grain = 1;
    grain *= 0.93;
    const env = t < recipe[0] ? t / recipe[0] : fall(t - recipe[0], recipe[1]);
    const common = noise();
    const g = 1 - recipe[3] + recipe[3] * grain;
    const left = airL.tick(a.tick(common + recipe[4] * noise()));
    const right = airR.tick(b.tick(common + recipe[4] * noise()));
    put(start, i, left * env * g, right * env * g);
  }
}

/** 0 end Hz, 1 sweep ratio, 2 sweep s, 3 decay s, 4 slap, 5 slap Hz, 6 second partial ratio, 7 its level, 8 room, 9 drive. */
function tom(start: usize, frames: i32): void {
  const slap = new Biquad();
  slap.bandPass(recipe[5], 0.9);
  let p: f64 = 0;
  let q: f64 = 0;
  for (let i = 0; i < frames; i++) {
    const t: f64 = <f64>i / 48000;
    const bend = 1 + (recipe[1] - 1) * fall(t, recipe[2]);
    p += (recipe[0] * bend) / 48000;
    q += (recipe[0] * recipe[6] * bend) / 48000;
    const env = min(1, t / 0.0008);
    const x =
      NativeMath.sin(TWO_PI * p) * fall(t, recipe[3]) * env +
      recipe[7] * NativeMath.sin(TWO_PI * q) * fall(t, recipe[3] * 0.5) * env +
      slap.tick(noise()) * fall(t, 0.02) * recipe[4];
    const y = squash(x, recipe[9]);
    put(start, i, y, y);
  }
  addRoom(start, frames, recipe[8], 0.5, 0.35, 0.4);
}

/** 0 Hz, 1 second Hz, 2 decay s, 3 noise, 4 drive, 5 room, 6 room s, 7 square share. */
function rim(start: usize, frames: i32): void {
  const n1 = new Biquad();
  n1.highPass(2000, 0.7);
  for (let i = 0; i < frames; i++) {
    const t: f64 = <f64>i / 48000;
    const s1 = NativeMath.sin(TWO_PI * recipe[0] * t);
    const s2 = NativeMath.sin(TWO_PI * recipe[1] * t);
    const tone = (s1 + 0.7 * s2) * (1 - recipe[7]) + recipe[7] * 0.8 * NativeMath.tanh(4 * (s1 + s2));
    const x = squash((tone * fall(t, recipe[2]) + n1.tick(noise()) * fall(t, 0.008) * recipe[3]) * min(1, t / 0.0003), recipe[4]);
    put(start, i, x, x);
  }
  addRoom(start, frames, recipe[5], recipe[6], 0.3, 0.25);
}

/** 0 decay s, 1 metal scale, 2 metal, 3 noise, 4 high-pass Hz, 5 bell Hz, 6 bell level, 7 room, 8 room s. */
function cymbal(start: usize, frames: i32): void {
  const a = new Biquad();
  const b = new Biquad();
  const c = new Biquad();
  a.highPass(recipe[4], 0.7);
  b.highPass(recipe[4] * 1.05, 0.7);
  c.bandPass(3600, 0.5);
  const airL = new Biquad();
  const airR = new Biquad();
  airL.lowPass(10000, 0.6);
  airR.lowPass(10000, 0.6);
  for (let n = 0; n < 6; n++) metalPhase[n] = 0.5 + 0.5 * noise();
  for (let i = 0; i < frames; i++) {
    const t: f64 = <f64>i / 48000;
    const m = metal(recipe[1]) * recipe[2];
    const bell =
      recipe[6] *
      (NativeMath.sin(TWO_PI * recipe[5] * t) + 0.6 * NativeMath.sin(TWO_PI * recipe[5] * 1.503 * t) + 0.4 * NativeMath.sin(TWO_PI * recipe[5] * 2.137 * t)) *
      fall(t, recipe[0] * 0.4);
    const n0 = noise();
    const l = m + n0 * recipe[3] * 0.7 + noise() * recipe[3] * 0.7;
    const r = m + n0 * recipe[3] * 0.7 + noise() * recipe[3] * 0.7;
    const env = min(1, t / 0.0008) * (0.6 * fall(t, recipe[0]) + 0.4 * fall(t, recipe[0] * 0.25));
    const dark = 0.5 * c.tick(n0 * recipe[3]) * fall(t, recipe[0] * 0.3);
    put(start, i, airL.tick(a.tick(l)) * env + dark + bell * 0.3, airR.tick(b.tick(r)) * env + dark + bell * 0.3);
  }
  addRoom(start, frames, recipe[7], recipe[8], 0.8, 0.3);
}

/** 0 start Hz, 1 end Hz, 2 sweep s, 3 decay s, 4 noise level, 5 noise decay, 6 room, 7 room s, 8 drive. */
function impact(start: usize, frames: i32): void {
  const a = new Biquad();
  const b = new Biquad();
  let p: f64 = 0;
  for (let i = 0; i < frames; i++) {
    const t: f64 = <f64>i / 48000;
    if ((i & 127) == 0) {
      const hz = 300 + 7000 * fall(t, recipe[5]);
      a.lowPass(hz, 0.7);
      b.lowPass(hz * 1.1, 0.7);
    }
    p += (recipe[1] + (recipe[0] - recipe[1]) * fall(t, recipe[2])) / 48000;
    const boom = squash(NativeMath.sin(TWO_PI * p) * fall(t, recipe[3]) * min(1, t / 0.001), recipe[8]);
    const env = fall(t, recipe[5]) * recipe[4];
    put(start, i, boom + a.tick(noise()) * env, boom + b.tick(noise()) * env);
  }
  addRoom(start, frames, recipe[6], recipe[7], 1.2, 0.4);
}

/** 0 clicks per second, 1 hiss level, 2 low rumble: the surface of a worn record. */
function crackle(start: usize, frames: i32): void {
  const band = new Biquad();
  const hissL = new Biquad();
  const hissR = new Biquad();
  band.bandPass(3200, 0.8);
  hissL.bandPass(5200, 0.4);
  hissR.bandPass(5600, 0.4);
  const chance = recipe[0] / 48000;
  for (let i = 0; i < frames; i++) {
    const u = noise() * 0.5 + 0.5;
    const size = noise();
    const pop = u < chance ? size * size * size * 9 : 0;
    const x = band.tick(pop);
    const pan = noise() * 0.2;
    put(start, i, x * (1 + pan) + hissL.tick(noise()) * recipe[1], x * (1 - pan) + hissR.tick(noise()) * recipe[1]);
  }
}

/** Computes a recipe into a slot. Called before the first frame. */
export function bakeSlot(slot: i32, kind: i32, frames: i32): void {
  const start = heap.alloc(<usize>(frames + 2) << 3);
  memory.fill(start, 0, <usize>(frames + 2) << 3);
  slotStart[slot] = start;
  slotFrames[slot] = frames;
  random = nextSeed();
  if (kind == P.BAKE_KICK) kick(start, frames);
  else if (kind == P.BAKE_SNARE) snare(start, frames);
  else if (kind == P.BAKE_CLAP) clap(start, frames);
  else if (kind == P.BAKE_HAT) hat(start, frames);
  else if (kind == P.BAKE_SHAKER) shaker(start, frames);
  else if (kind == P.BAKE_TOM) tom(start, frames);
  else if (kind == P.BAKE_RIM) rim(start, frames);
  else if (kind == P.BAKE_CYMBAL) cymbal(start, frames);
  else if (kind == P.BAKE_IMPACT) impact(start, frames);
  else crackle(start, frames);
  finish(start, frames);
}
