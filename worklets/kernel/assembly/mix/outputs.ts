/**
 * The three outputs from the limited master and the cue bus; the cue bus is delayed by the limiter's latency, so that
 * what the headphones mix is aligned.
 *   master  as limited.
 *   booth   master × booth level.
 *   phones  stereo: cue × cos + master × sin of the cue mix (equal power); split: mono cue left, mono master right, whatever
 *           the mix; × phones level.
 * Booth and phones end in a soft ceiling that leaves samples up to 0.9 (−0.92 dBFS) untouched, which the master never
 * exceeds, and bends what is louder towards 1.
 * Thread: audio; static memory only.
 */
import {
  BLOCK_FRAMES,
  GC_BOOTH_LEVEL,
  GC_PHONES_LEVEL,
  GC_PHONES_MIX,
  GC_PHONES_SPLIT,
} from '../generated/layout';
import { BOOTH_OUT, MASTER_OUT, PHONES_OUT, controlValue } from '../shared';
import { levelGain } from './laws';
import { LATENCY_MAX } from './limiter';
import { RAMP_BYTES, Ramp, rampCurve, rampInit, rampIs, rampSnap, rampSpan } from './ramp';
import { PAIRS_BYTES } from './sizes';

const BOOTH: i32 = 0;
const PHONES: i32 = 1;
const CUE_SHARE: i32 = 2;
const MASTER_SHARE: i32 = 3;
const SPLIT: i32 = 4;
const RAMPS: i32 = 5;
const PI_2: f64 = 1.5707963267948966;
const KNEE: f64 = 0.9;

const RAMP_STATE: usize = memory.data(RAMP_BYTES * RAMPS, 16);
const CUE_DELAY: usize = memory.data((LATENCY_MAX + BLOCK_FRAMES) * 16, 16);
const SCRATCH: usize = memory.data(PAIRS_BYTES, 16);

@inline
function ramp(which: i32): Ramp {
  return changetype<Ramp>(RAMP_STATE + <usize>(RAMP_BYTES * which));
}

export function outputsInit(rateHz: f64, tauS: f64): void {
  for (let i = 0; i < RAMPS; i++) rampInit(ramp(i), 0.0, tauS, rateHz);
  memory.fill(CUE_DELAY, 0, (LATENCY_MAX + BLOCK_FRAMES) * 16);
}

/** Reads the output controls for frames [from, from + n); `fresh`: take them at once. */
export function outputsSpan(from: i32, n: i32, fresh: bool): void {
  const booth = ramp(BOOTH);
  const boothDb = controlValue(GC_BOOTH_LEVEL);
  if (boothDb != booth.raw) {
    booth.raw = boothDb;
    booth.target = levelGain(boothDb);
  }
  const phones = ramp(PHONES);
  const phonesDb = controlValue(GC_PHONES_LEVEL);
  if (phonesDb != phones.raw) {
    phones.raw = phonesDb;
    phones.target = levelGain(phonesDb);
  }
  const share = ramp(CUE_SHARE);
  const mix = controlValue(GC_PHONES_MIX);
  if (mix != share.raw) {
    share.raw = mix;
    share.target = mix >= 1.0 ? 0.0 : NativeMath.cos(PI_2 * mix);
    ramp(MASTER_SHARE).target = mix >= 1.0 ? 1.0 : NativeMath.sin(PI_2 * mix);
  }
  ramp(SPLIT).target = controlValue(GC_PHONES_SPLIT);
  for (let i = 0; i < RAMPS; i++) {
    if (fresh) rampSnap(ramp(i), ramp(i).target);
    else rampSpan(ramp(i), from, n);
  }
}

/** Writes the outputs of the block. `master`: limited f64 pairs; `cue`: the cue bus, not yet delayed. */
export function outputsRender(master: usize, cue: usize, latency: i32): void {
  toFloats(master, MASTER_OUT);
  boothRender(master);
  const delayBytes = (<usize>latency) << 4;
  memory.copy(CUE_DELAY + delayBytes, cue, PAIRS_BYTES);
  phonesRender(master, CUE_DELAY);
  memory.copy(CUE_DELAY, CUE_DELAY + PAIRS_BYTES, delayBytes);
}

function toFloats(pairs: usize, out: usize): void {
  for (let i: usize = 0; i < <usize>BLOCK_FRAMES; i += 2) {
    const a = f32x4.demote_f64x2_zero(v128.load(pairs + (i << 4)));
    const b = f32x4.demote_f64x2_zero(v128.load(pairs + (i << 4), 16));
    v128.store(out + (i << 3), v128.shuffle<i64>(a, b, 0, 2));
  }
}

function boothRender(master: usize): void {
  const gain = ramp(BOOTH);
  if (rampIs(gain, 1.0)) {
    memory.copy(BOOTH_OUT, MASTER_OUT, BLOCK_FRAMES * 8);
    return;
  }
  let curve = rampCurve(gain);
  const stride = gain.stride;
  let peak = f64x2.splat(0);
  for (let i: usize = 0; i < <usize>PAIRS_BYTES; i += 16) {
    const y = f64x2.mul(v128.load(master + i), v128.load64_splat(curve));
    peak = f64x2.pmax(peak, f64x2.abs(y));
    v128.store(SCRATCH + i, y);
    curve += stride;
  }
  finish(peak, BOOTH_OUT);
}

function phonesRender(master: usize, cue: usize): void {
  let level = rampCurve(ramp(PHONES));
  let cueShare = rampCurve(ramp(CUE_SHARE));
  let masterShare = rampCurve(ramp(MASTER_SHARE));
  let split = rampCurve(ramp(SPLIT));
  const levelStride = ramp(PHONES).stride;
  const cueStride = ramp(CUE_SHARE).stride;
  const masterStride = ramp(MASTER_SHARE).stride;
  const splitStride = ramp(SPLIT).stride;
  const half = f64x2.splat(0.5);
  let peak = f64x2.splat(0);
  for (let i: usize = 0; i < <usize>PAIRS_BYTES; i += 16) {
    const c = v128.load(cue + i);
    const m = v128.load(master + i);
    const stereo = f64x2.add(
      f64x2.mul(c, v128.load64_splat(cueShare)),
      f64x2.mul(m, v128.load64_splat(masterShare)),
    );
    const mono = f64x2.mul(half, f64x2.add(v128.shuffle<f64>(c, m, 0, 2), v128.shuffle<f64>(c, m, 1, 3)));
    const mixed = f64x2.add(stereo, f64x2.mul(v128.load64_splat(split), f64x2.sub(mono, stereo)));
    const y = f64x2.mul(mixed, v128.load64_splat(level));
    peak = f64x2.pmax(peak, f64x2.abs(y));
    v128.store(SCRATCH + i, y);
    level += levelStride;
    cueShare += cueStride;
    masterShare += masterStride;
    split += splitStride;
  }
  finish(peak, PHONES_OUT);
}

/** Soft ceiling over SCRATCH, if its peak asks for it, then to floats. */
function finish(peak: v128, out: usize): void {
  if (max(f64x2.extract_lane(peak, 0), f64x2.extract_lane(peak, 1)) > KNEE) {
    const knee = f64x2.splat(KNEE);
    const room = f64x2.splat(1.0 - KNEE);
    const sign = f64x2.splat(-0.0);
    for (let i: usize = 0; i < <usize>PAIRS_BYTES; i += 16) {
      const y = v128.load(SCRATCH + i);
      const size = f64x2.abs(y);
      const over = f64x2.sub(size, knee);
      // Knee + room · t/(1 + t) with t = over/room: slope 1 at the knee, 1 at infinity.
      const bent = f64x2.add(knee, f64x2.div(f64x2.mul(room, over), f64x2.add(room, over)));
      const signed = v128.or(bent, v128.and(y, sign));
      v128.store(SCRATCH + i, v128.bitselect(signed, y, f64x2.gt(size, knee)));
    }
  }
  toFloats(SCRATCH, out);
}
