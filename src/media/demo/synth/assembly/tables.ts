// Maths shared by the voices: pitch tables, vector sine, seeded noise. Tables come from NativeMath, so every engine
// builds the same bits.

export const RATE: f64 = 48000;
export const BLOCK: i32 = 128;
/** Frames between two updates of envelopes and coefficients. */
export const CHUNK: i32 = 32;

const TABLE_LOW: f32 = -24;
const TABLE_STEPS: f32 = 16;
const TABLE_SIZE: i32 = 180 * 16 + 2;
const increments = new StaticArray<f32>(TABLE_SIZE);
const tangents = new StaticArray<f32>(TABLE_SIZE);

for (let i = 0; i < TABLE_SIZE; i++) {
  const note: f64 = <f64>i / 16 - 24;
  const hz: f64 = 440 * NativeMath.exp2((note - 69) / 12);
  increments[i] = <f32>(hz / RATE);
  tangents[i] = <f32>NativeMath.tan((NativeMath.PI * min(hz, 21500)) / RATE);
}

@inline
function lookup(table: StaticArray<f32>, note: f32): f32 {
  const x: f32 = min<f32>(max<f32>((note - TABLE_LOW) * TABLE_STEPS, 0), <f32>(TABLE_SIZE - 2));
  const i = <i32>x;
  const a = unchecked(table[i]);
  return a + (unchecked(table[i + 1]) - a) * (x - <f32>i);
}

/** Phase increment per frame of a MIDI note number. */
export function noteIncrement(note: f32): f32 {
  return lookup(increments, note);
}

/** tan(π f / rate) of a MIDI note number: the SVF's g. */
export function noteTangent(note: f32): f32 {
  return lookup(tangents, note);
}

export function decibels(db: f64): f64 {
  return NativeMath.exp(db * 0.11512925464970229);
}

/** Multiplier per `frames` of an exponential that falls by 40 dB in `seconds`. */
export function fall40(seconds: f64, frames: f64): f64 {
  return NativeMath.exp((-4.605170185988092 * frames) / (max(seconds, 0.0005) * RATE));
}

/** sin(2πt) of four phases (any real), error below 3·10⁻⁷: fold to a quarter wave, odd polynomial. */
@inline
export function sin4(t: v128): v128 {
  const w = f32x4.sub(t, f32x4.nearest(t));
  const a = f32x4.abs(w);
  const q = f32x4.sub(f32x4.splat(0.25), f32x4.abs(f32x4.sub(f32x4.splat(0.25), a)));
  const z = f32x4.mul(q, q);
  let p = f32x4.splat(39.53672);
  p = f32x4.add(f32x4.mul(p, z), f32x4.splat(-76.549784));
  p = f32x4.add(f32x4.mul(p, z), f32x4.splat(81.601004));
  p = f32x4.add(f32x4.mul(p, z), f32x4.splat(-41.341655));
  p = f32x4.add(f32x4.mul(p, z), f32x4.splat(6.2831853));
  const s = f32x4.mul(p, q);
  return v128.or(s, v128.and(w, i32x4.splat(0x80000000)));
}

@inline
export function sin1(t: f32): f32 {
  const w: f32 = t - nearest(t);
  const q: f32 = <f32>0.25 - abs(<f32>0.25 - abs(w));
  const z = q * q;
  const s: f32 =
    ((((<f32>39.53672 * z - <f32>76.549784) * z + <f32>81.601004) * z - <f32>41.341655) * z + <f32>6.2831853) * q;
  return copysign(s, w);
}

/** Soft limit: odd rational after tanh, exact slope 1 at 0, ±1 from |x| = 3. */
@inline
export function soft1(x: f32): f32 {
  const c: f32 = min<f32>(max<f32>(x, -3), 3);
  const z = c * c;
  return (c * (<f32>27 + z)) / (<f32>27 + <f32>9 * z);
}

@inline
export function soft4(x: v128): v128 {
  const c = f32x4.min(f32x4.max(x, f32x4.splat(-3)), f32x4.splat(3));
  const z = f32x4.mul(c, c);
  return f32x4.div(
    f32x4.mul(c, f32x4.add(f32x4.splat(27), z)),
    f32x4.add(f32x4.splat(27), f32x4.mul(f32x4.splat(9), z)),
  );
}

let seedState: u32 = 0x9e3779b9;

/** A fresh non-zero seed; the sequence starts anew with each instance of the module. */
export function nextSeed(): u32 {
  seedState = seedState * 1664525 + 1013904223;
  const s = seedState ^ (seedState >> 15);
  return s == 0 ? 1 : s;
}

/** Uniform −1 … 1 from a xorshift state (Marsaglia 2003); store the returned state. */
@inline
export function step(state: u32): u32 {
  let s = state;
  s ^= s << 13;
  s ^= s >> 17;
  s ^= s << 5;
  return s;
}

@inline
export function bipolar(state: u32): f32 {
  return <f32>(<i32>state) * <f32>4.6566128730773926e-10;
}
