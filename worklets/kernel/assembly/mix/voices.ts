/**
 * What the voices played in this block, collected span by span. A voice that is inactive in a span counts as silence
 * there, whatever its buffer holds.
 * Thread: audio; static memory only.
 */
import { BLOCK_FRAMES, VOICE_COUNT } from '../generated/layout';
import { voiceActive, voiceOut } from '../shared';
import { Ramp, rampCurve } from './ramp';
import { PAIRS_BYTES } from './sizes';

export namespace InputState {
  export const silent: i32 = 0;
  export const sounding: i32 = 1;
}

/** Samples beyond this amplitude (+60 dB), infinities and NaN are taken as 0: none can enter a filter's state. */
export const INPUT_LIMIT: f64 = 1000.0;

const VOICE_BYTES: usize = BLOCK_FRAMES * 8;
const STATES: usize = memory.data(16, 16);
const INPUTS: usize = memory.data(VOICE_COUNT * BLOCK_FRAMES * 8, 16);

@inline
function input(voice: i32): usize {
  return INPUTS + VOICE_BYTES * <usize>voice;
}

/** Whether the voice sounded anywhere in this block so far. */
@inline
export function inputState(voice: i32): i32 {
  return load<u8>(STATES + <usize>voice);
}

/** Takes frames [from, from + n) of every voice. */
export function collectSpan(from: i32, n: i32): void {
  if (from == 0) memory.fill(STATES, 0, VOICE_COUNT);
  const at = (<usize>from) << 3;
  const bytes = (<usize>n) << 3;
  for (let v = 0; v < VOICE_COUNT; v++) {
    if (voiceActive(v)) {
      if (inputState(v) == InputState.silent) {
        store<u8>(STATES + <usize>v, InputState.sounding);
        memory.fill(input(v), 0, at);
      }
      memory.copy(input(v) + at, voiceOut(v) + at, bytes);
    } else if (inputState(v) == InputState.sounding) memory.fill(input(v) + at, 0, bytes);
  }
}

/** Writes the voice's block × gain as f64 pairs; silence when it did not sound. */
export function inputPairs(voice: i32, pairs: usize, gain: Ramp): void {
  if (inputState(voice) == InputState.silent) {
    memory.fill(pairs, 0, BLOCK_FRAMES * 16);
    return;
  }
  const limit = f64x2.splat(INPUT_LIMIT);
  let curve = rampCurve(gain);
  const stride = gain.stride;
  let from = input(voice);
  for (let at = pairs, end = pairs + BLOCK_FRAMES * 16; at < end; at += 16, from += 8) {
    const x = f64x2.promote_low_f32x4(v128.load64_zero(from));
    const finite = v128.and(x, f64x2.le(f64x2.abs(x), limit));
    v128.store(at, f64x2.mul(finite, v128.load64_splat(curve)));
    curve += stride;
  }
}

/** bus += signal. */
export function addPairs(signal: usize, bus: usize): void {
  for (let i: usize = 0; i < <usize>PAIRS_BYTES; i += 16)
    v128.store(bus + i, f64x2.add(v128.load(bus + i), v128.load(signal + i)));
}

/** bus += signal × gain. */
export function addPairsBy(signal: usize, bus: usize, gain: Ramp): void {
  let curve = rampCurve(gain);
  const stride = gain.stride;
  for (let i: usize = 0; i < <usize>PAIRS_BYTES; i += 16) {
    v128.store(
      bus + i,
      f64x2.add(v128.load(bus + i), f64x2.mul(v128.load(signal + i), v128.load64_splat(curve))),
    );
    curve += stride;
  }
}
