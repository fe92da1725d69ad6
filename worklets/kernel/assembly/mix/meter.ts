/**
 * Level meters of one bus, fed with whole blocks of f64 pairs:
 *   peak         sample peak, rising at once, falling 26 dB/s
 *   RMS          mean square with a 300 ms time constant
 *   true peak    largest since the last reset, 5× interpolated (see interpolate.ts)
 *   clips        samples at or over full scale since the last reset, both channels
 *   loudness     momentary, short-term, integrated (see loudness.ts)
 * Thread: audio; static memory only.
 */
import { BLOCK_FRAMES, Meter } from '../generated/layout';
import { HISTORY, PLANAR_BYTES, keepHistory, toPlanar, truePeak } from './interpolate';
import { dbFromGain } from './laws';
import {
  LOUDNESS_BYTES,
  Loudness,
  loudnessBlock,
  loudnessIdle,
  loudnessInit,
  loudnessQuiet,
  loudnessReset,
} from './loudness';
import { PAIRS_BYTES } from './sizes';

const PEAK_FALL_DB_PER_S: f64 = 26.0;
const RMS_TAU_S: f64 = 0.3;
/** Peaks and mean squares below this are 0. */
const NOTHING: f64 = 1e-14;

/** Per block: factor of a falling peak, share of the way of a mean square. */
const BALLISTICS: usize = memory.data(16, 16);
const SILENCE: usize = memory.data(PAIRS_BYTES, 16);
/** Pairs: the block's largest magnitudes, sums of squares, counts at full scale. */
const LEVELS: usize = memory.data(48, 16);

@unmanaged
class MeterState {
  peakL: f64;
  peakR: f64;
  meanSquareL: f64;
  meanSquareR: f64;
  truePeak: f32;
  truePeakDb: f32;
  clips: u32;
  /** Nothing is left of the last sound. */
  idle: i32;
  /** Largest frame of the last block. */
  lastPeak: f32;
  spare: f32;
}

const LEFT_AT: i32 = 64;
const RIGHT_AT: i32 = LEFT_AT + PLANAR_BYTES;
const LOUDNESS_AT: i32 = RIGHT_AT + PLANAR_BYTES;
export const METER_STATE_BYTES: i32 = (LOUDNESS_AT + LOUDNESS_BYTES + 15) & ~15;

export function ballisticsInit(rateHz: f64): void {
  const blockS = <f64>BLOCK_FRAMES / rateHz;
  store<f64>(BALLISTICS, NativeMath.pow(10.0, (-PEAK_FALL_DB_PER_S * blockS) / 20.0));
  store<f64>(BALLISTICS, 1.0 - NativeMath.exp(-blockS / RMS_TAU_S), 8);
}

export function meterInit(meter: usize): void {
  memory.fill(meter, 0, METER_STATE_BYTES);
  const m = changetype<MeterState>(meter);
  m.truePeakDb = <f32>dbFromGain(0.0);
  m.idle = 1;
  loudnessInit(changetype<Loudness>(meter + LOUDNESS_AT));
}

/** Clears integrated loudness, maximum true peak and clip count. */
export function meterReset(meter: usize): void {
  const m = changetype<MeterState>(meter);
  m.truePeak = 0;
  m.truePeakDb = <f32>dbFromGain(0.0);
  m.clips = 0;
  loudnessReset(changetype<Loudness>(meter + LOUDNESS_AT));
}

/** Measures a block; `pairs` = 0 is silence, which costs next to nothing once the last sound has died away. */
export function meterBlock(meter: usize, pairs: usize): void {
  const m = changetype<MeterState>(meter);
  const loudness = changetype<Loudness>(meter + LOUDNESS_AT);
  if (pairs == 0) {
    if (m.idle) {
      loudnessIdle(loudness);
      return;
    }
    pairs = SILENCE;
  }
  m.idle = 0;
  memory.fill(LEVELS, 0, 48);
  loudnessBlock(loudness, pairs, LEVELS);
  toPlanar(pairs, meter + LEFT_AT + HISTORY * 4, meter + RIGHT_AT + HISTORY * 4);
  measure(m, meter);
  if (pairs == SILENCE) {
    m.idle = i32(
      m.lastPeak == 0 && m.peakL + m.peakR == 0.0 && m.meanSquareL + m.meanSquareR == 0.0 && loudnessQuiet(loudness),
    );
  }
}

/** Peaks, squares, clips and true peak of the block whose levels are in LEVELS. */
function measure(m: MeterState, meter: usize): void {
  const peak = v128.load(LEVELS, 0);
  const squares = v128.load(LEVELS, 16);
  const clips = v128.load(LEVELS, 32);
  const fall = load<f64>(BALLISTICS);
  const share = load<f64>(BALLISTICS, 8);
  const peakL = max(f64x2.extract_lane(peak, 0), m.peakL * fall);
  const peakR = max(f64x2.extract_lane(peak, 1), m.peakR * fall);
  m.peakL = peakL < NOTHING ? 0.0 : peakL;
  m.peakR = peakR < NOTHING ? 0.0 : peakR;
  const scale = 1.0 / <f64>BLOCK_FRAMES;
  const squareL = m.meanSquareL + share * (f64x2.extract_lane(squares, 0) * scale - m.meanSquareL);
  const squareR = m.meanSquareR + share * (f64x2.extract_lane(squares, 1) * scale - m.meanSquareR);
  m.meanSquareL = squareL < NOTHING ? 0.0 : squareL;
  m.meanSquareR = squareR < NOTHING ? 0.0 : squareR;
  m.clips += <u32>(i64x2.extract_lane(clips, 0) + i64x2.extract_lane(clips, 1));
  // The planar copies are f32: their largest may lie a rounding above.
  const blockPeak = <f32>(max(f64x2.extract_lane(peak, 0), f64x2.extract_lane(peak, 1)) * 1.0000001);
  const before = m.truePeak;
  m.truePeak = truePeak(meter + LEFT_AT, meter + RIGHT_AT, max(before, blockPeak), max(blockPeak, m.lastPeak));
  m.lastPeak = blockPeak;
  if (m.truePeak != before) m.truePeakDb = <f32>dbFromGain(<f64>m.truePeak);
  keepHistory(meter + LEFT_AT);
  keepHistory(meter + RIGHT_AT);
}

/** Writes the readings. */
export function meterPublish(meter: usize, to: usize): void {
  const m = changetype<MeterState>(meter);
  const loudness = changetype<Loudness>(meter + LOUDNESS_AT);
  const out = changetype<Meter>(to);
  out.peakL = <f32>m.peakL;
  out.peakR = <f32>m.peakR;
  out.rmsL = <f32>sqrt(m.meanSquareL);
  out.rmsR = <f32>sqrt(m.meanSquareR);
  out.truePeakDb = m.truePeakDb;
  out.momentaryLufs = <f32>loudness.momentary;
  out.shortTermLufs = <f32>loudness.shortTerm;
  out.integratedLufs = <f32>loudness.integrated;
  out.clips = m.clips;
}
