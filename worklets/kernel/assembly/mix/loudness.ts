/**
 * Loudness of one bus after ITU-R BS.1770-4: K-weighting, 400 ms blocks every 100 ms, absolute gate at −70 LUFS,
 * relative gate 10 LU below the mean. Gated blocks are kept as counts and energy sums in bins of 0.1 LU, so that memory
 * is constant; the running sum above the relative gate moves with it, so that a block costs a few operations.
 * K-weighting for any rate: the analogue prototypes of the standard's 48 kHz filters (as found by B. De Man, "Evaluation
 * of implementations of the EBU R128 loudness measurement", AES 145, 2018), by the bilinear transform.
 * Thread: audio; static memory only.
 */
import { BLOCK_FRAMES } from '../generated/layout';

/** Published when there is nothing to measure. */
export const SILENCE_LUFS: f64 = -200.0;
const OFFSET: f64 = -0.691;
const BIN_FIRST: f64 = -70.0;
const BINS: i32 = 1000;
const SUBS: i32 = 30;
const PI: f64 = 3.141592653589793;
/** Filter state smaller than this is cleared; that of the high-pass is up to 40 000 times the signal. */
const FLUSH: f64 = 1e-11;

/** Shelf b0 b1 b2 a1 a2, high-pass a1 a2, frames of 100 ms, spare. */
const WEIGHTING: usize = memory.data(72, 16);

@unmanaged
export class Loudness {
  /** K filter state, four pairs. */
  s10: f64;
  s11: f64;
  s20: f64;
  s21: f64;
  t10: f64;
  t11: f64;
  t20: f64;
  t21: f64;
  /** Energy of the 100 ms piece under way, left and right. */
  energyL: f64;
  energyR: f64;
  frames: i32;
  ringAt: i32;
  /** Pieces since the last reset. */
  pieces: i32;
  /** Bin of the relative gate. */
  gateBin: i32;
  /** Over all blocks above the absolute gate. */
  gatedEnergy: f64;
  gatedCount: f64;
  /** Over those in bins from gateBin up. */
  loudEnergy: f64;
  loudCount: f64;
  momentary: f64;
  shortTerm: f64;
  integrated: f64;
}

const RING_AT: i32 = 192;
const BIN_ENERGY_AT: i32 = RING_AT + SUBS * 8;
const BIN_COUNT_AT: i32 = BIN_ENERGY_AT + BINS * 8;
export const LOUDNESS_BYTES: i32 = BIN_COUNT_AT + BINS * 4;

/** Uses tan and pow: init only. */
export function weightingInit(rateHz: f64): void {
  const k = NativeMath.tan((PI * 1681.974450955533) / rateHz);
  const q = 0.7071752369554196;
  const vh = NativeMath.pow(10.0, 3.999843853973347 / 20.0);
  const vb = NativeMath.pow(vh, 0.4996667741545416);
  const a0 = 1.0 + k / q + k * k;
  store<f64>(WEIGHTING, (vh + (vb * k) / q + k * k) / a0);
  store<f64>(WEIGHTING, (2.0 * (k * k - vh)) / a0, 8);
  store<f64>(WEIGHTING, (vh - (vb * k) / q + k * k) / a0, 16);
  store<f64>(WEIGHTING, (2.0 * (k * k - 1.0)) / a0, 24);
  store<f64>(WEIGHTING, (1.0 - k / q + k * k) / a0, 32);
  const h = NativeMath.tan((PI * 38.13547087602444) / rateHz);
  const p = 0.5003270373238773;
  const c0 = 1.0 + h / p + h * h;
  store<f64>(WEIGHTING, (2.0 * (h * h - 1.0)) / c0, 40);
  store<f64>(WEIGHTING, (1.0 - h / p + h * h) / c0, 48);
  store<f64>(WEIGHTING, floor(rateHz / 10.0 + 0.5), 56);
}

export function loudnessInit(m: Loudness): void {
  memory.fill(changetype<usize>(m), 0, LOUDNESS_BYTES);
  m.momentary = SILENCE_LUFS;
  m.shortTerm = SILENCE_LUFS;
  m.integrated = SILENCE_LUFS;
}

/** Forgets the integrated loudness; momentary and short-term go on. */
export function loudnessReset(m: Loudness): void {
  const base = changetype<usize>(m);
  memory.fill(base + BIN_ENERGY_AT, 0, LOUDNESS_BYTES - BIN_ENERGY_AT);
  m.pieces = 0;
  m.gateBin = 0;
  m.gatedEnergy = 0;
  m.gatedCount = 0;
  m.loudEnergy = 0;
  m.loudCount = 0;
  m.integrated = SILENCE_LUFS;
}

@inline
function lufs(energy: f64): f64 {
  return energy > 1e-19 ? OFFSET + 10.0 * NativeMath.log10(energy) : SILENCE_LUFS;
}

@inline
function binOf(loudness: f64): i32 {
  return max<i32>(0, min<i32>(BINS - 1, <i32>floor((loudness - BIN_FIRST) * 10.0)));
}

@inline
function binEnergy(base: usize, bin: i32): f64 {
  return load<f64>(base + BIN_ENERGY_AT + ((<usize>bin) << 3));
}

@inline
function binCount(base: usize, bin: i32): f64 {
  return <f64>load<u32>(base + BIN_COUNT_AT + ((<usize>bin) << 2));
}

/** A 400 ms block of mean energy `energy` enters the gated histogram. */
function gateBlock(m: Loudness, energy: f64, loudness: f64): void {
  if (loudness <= BIN_FIRST) return;
  const base = changetype<usize>(m);
  const bin = binOf(loudness);
  const energyAt = base + BIN_ENERGY_AT + ((<usize>bin) << 3);
  const countAt = base + BIN_COUNT_AT + ((<usize>bin) << 2);
  store<f64>(energyAt, load<f64>(energyAt) + energy);
  store<u32>(countAt, load<u32>(countAt) + 1);
  m.gatedEnergy += energy;
  m.gatedCount += 1.0;
  if (bin >= m.gateBin) {
    m.loudEnergy += energy;
    m.loudCount += 1.0;
  }
  const gate = binOf(lufs(m.gatedEnergy / m.gatedCount) - 10.0);
  while (m.gateBin < gate) {
    m.loudEnergy -= binEnergy(base, m.gateBin);
    m.loudCount -= binCount(base, m.gateBin);
    m.gateBin++;
  }
  while (m.gateBin > gate) {
    m.gateBin--;
    m.loudEnergy += binEnergy(base, m.gateBin);
    m.loudCount += binCount(base, m.gateBin);
  }
  m.integrated = m.loudCount > 0.0 ? lufs(m.loudEnergy / m.loudCount) : SILENCE_LUFS;
}

/** A 100 ms piece is complete. */
function endPiece(m: Loudness): void {
  const base = changetype<usize>(m);
  const length = load<f64>(WEIGHTING, 56);
  store<f64>(base + RING_AT + ((<usize>m.ringAt) << 3), (m.energyL + m.energyR) / length);
  m.ringAt = m.ringAt + 1 == SUBS ? 0 : m.ringAt + 1;
  m.energyL = 0;
  m.energyR = 0;
  m.frames = 0;
  let four: f64 = 0;
  let all: f64 = 0;
  for (let i = 1; i <= SUBS; i++) {
    const at = m.ringAt - i;
    const e = load<f64>(base + RING_AT + ((<usize>(at < 0 ? at + SUBS : at)) << 3));
    all += e;
    if (i <= 4) four += e;
  }
  const energy = four / 4.0;
  m.momentary = lufs(energy);
  m.shortTerm = lufs(all / <f64>SUBS);
  m.pieces++;
  if (m.pieces >= 4) gateBlock(m, energy, m.momentary);
}

/** Measures a block of f64 pairs; `levels` is as for `weigh`. */
export function loudnessBlock(m: Loudness, pairs: usize, levels: usize): void {
  const base = changetype<usize>(m);
  const length = <i32>load<f64>(WEIGHTING, 56);
  let done = 0;
  while (done < BLOCK_FRAMES) {
    const n = min<i32>(BLOCK_FRAMES - done, length - m.frames);
    weigh(base, pairs + ((<usize>done) << 4), n, levels);
    done += n;
    m.frames += n;
    if (m.frames == length) endPiece(m);
  }
  const size = f64x2.splat(FLUSH);
  const alive = v128.or(
    v128.or(f64x2.gt(f64x2.abs(v128.load(base, 0)), size), f64x2.gt(f64x2.abs(v128.load(base, 16)), size)),
    v128.or(f64x2.gt(f64x2.abs(v128.load(base, 32)), size), f64x2.gt(f64x2.abs(v128.load(base, 48)), size)),
  );
  if (!v128.any_true(alive)) memory.fill(base, 0, 64);
}

/** A block of silence through a filter that has died away. */
export function loudnessIdle(m: Loudness): void {
  const length = <i32>load<f64>(WEIGHTING, 56);
  let left = BLOCK_FRAMES;
  while (left > 0) {
    const n = min<i32>(left, length - m.frames);
    left -= n;
    m.frames += n;
    if (m.frames == length) endPiece(m);
  }
}

/** True when the filter holds nothing. */
export function loudnessQuiet(m: Loudness): bool {
  const base = changetype<usize>(m);
  return !v128.any_true(
    v128.or(
      v128.or(v128.load(base, 0), v128.load(base, 16)),
      v128.or(v128.load(base, 32), v128.load(base, 48)),
    ),
  );
}

/**
 * K-weights n pairs and adds their squares to the piece under way; on the same pass, their largest magnitudes, squares
 * and full-scale counts go into the three pairs at `levels`. Direct form II: its recursion is the shortest.
 */
function weigh(base: usize, pairs: usize, n: i32, levels: usize): void {
  const b0 = v128.load64_splat(WEIGHTING, 0);
  const b1 = v128.load64_splat(WEIGHTING, 8);
  const b2 = v128.load64_splat(WEIGHTING, 16);
  const a1 = v128.load64_splat(WEIGHTING, 24);
  const a2 = v128.load64_splat(WEIGHTING, 32);
  const c1 = v128.load64_splat(WEIGHTING, 40);
  const c2 = v128.load64_splat(WEIGHTING, 48);
  const full = f64x2.splat(1);
  let s1 = v128.load(base, 0);
  let s2 = v128.load(base, 16);
  let t1 = v128.load(base, 32);
  let t2 = v128.load(base, 48);
  let energy = v128.load(base, 64);
  let peak = v128.load(levels, 0);
  let squares = v128.load(levels, 16);
  let clips = v128.load(levels, 32);
  for (let at = pairs, end = pairs + ((<usize>n) << 4); at < end; at += 16) {
    const x = v128.load(at);
    const size = f64x2.abs(x);
    peak = f64x2.pmax(peak, size);
    squares = f64x2.add(squares, f64x2.mul(x, x));
    clips = i64x2.sub(clips, f64x2.ge(size, full));
    const s = f64x2.sub(f64x2.sub(x, f64x2.mul(a2, s2)), f64x2.mul(a1, s1));
    const y = f64x2.add(f64x2.add(f64x2.mul(b1, s1), f64x2.mul(b2, s2)), f64x2.mul(b0, s));
    s2 = s1;
    s1 = s;
    const t = f64x2.sub(f64x2.sub(y, f64x2.mul(c2, t2)), f64x2.mul(c1, t1));
    const z = f64x2.add(f64x2.sub(t2, f64x2.add(t1, t1)), t);
    t2 = t1;
    t1 = t;
    energy = f64x2.add(energy, f64x2.mul(z, z));
  }
  v128.store(base, s1, 0);
  v128.store(base, s2, 16);
  v128.store(base, t1, 32);
  v128.store(base, t2, 48);
  v128.store(base, energy, 64);
  v128.store(levels, peak, 0);
  v128.store(levels, squares, 16);
  v128.store(levels, clips, 32);
}
