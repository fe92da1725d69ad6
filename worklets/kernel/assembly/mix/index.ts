/**
 * The mixer. Thread: audio; static memory only, nothing allocates.
 *
 *   decks    trim → EQ → filter ┬→ meter, headphone switch → cue bus
 *                               └→ fader × crossfader → master bus
 *   sampler  × level → master bus          preview  × level, metronome → cue bus
 *   master   × level → limiter → meter → master, booth, phones (outputs.ts)
 *
 * Deck meters read after trim, EQ and filter and before the fader: the level to set by trim. The cue meter reads the
 * cue bus before the phones' controls. Controls and voices are read span by span; the sound itself is computed once a
 * block, when its last span has come, so that nothing depends on how the block was cut.
 */
import {
  BLOCK_FRAMES,
  DECK_COUNT,
  DECK_FAST_METER,
  FAST_STATE_CUE,
  FAST_STATE_DECKS,
  FAST_STATE_DECKS_STRIDE,
  FAST_STATE_GAIN_REDUCTION_DB,
  FAST_STATE_MASTER,
  GC_MASTER_LEVEL,
  GC_PREVIEW_LEVEL,
  GC_SAMPLER_1_LEVEL,
  PREVIEW_VOICE,
  SAMPLER_COUNT,
  SAMPLER_VOICE_FIRST,
} from '../generated/layout';
import { CLICKS, clicksSound, controlValue } from '../shared';
import { eqInit } from './eq';
import { filterInit } from './filter';
import { interpolateInit } from './interpolate';
import { crossfaderInit, crossfaderUpdate, dbFromGain, levelGain } from './laws';
import { LATENCY_MAX, limit, limiterInit, limiterLatency, limiterLeastGain } from './limiter';
import { weightingInit } from './loudness';
import { METER_STATE_BYTES, ballisticsInit, meterBlock, meterInit, meterPublish, meterReset } from './meter';
import { outputsInit, outputsRender, outputsSpan } from './outputs';
import { RAMP_BYTES, Ramp, rampCurve, rampInit, rampIs, rampSnap, rampSpan } from './ramp';
import { PAIRS_BYTES } from './sizes';
import {
  GAIN_TAU_S,
  stripInit,
  stripReachesCue,
  stripReachesMaster,
  stripRender,
  stripSpan,
  stripToCue,
  stripToMaster,
} from './strip';
import { InputState, addPairs, collectSpan, inputPairs, inputState } from './voices';

const MASTER: usize = memory.data(PAIRS_BYTES, 16);
const CUE: usize = memory.data(PAIRS_BYTES, 16);
const VOICE: usize = memory.data(PAIRS_BYTES, 16);

/** Ramps of the master, the preview and the sampler levels, in this order. */
const MASTER_LEVEL: i32 = 0;
const PREVIEW_LEVEL: i32 = 1;
const SAMPLER_LEVEL: i32 = 2;
const LEVELS: i32 = SAMPLER_LEVEL + SAMPLER_COUNT;
const LEVEL_RAMPS: usize = memory.data(RAMP_BYTES * LEVELS, 16);

/** Meters of the decks, then master, then cue. */
const MASTER_METER: i32 = DECK_COUNT;
const CUE_METER: i32 = DECK_COUNT + 1;
const METER_COUNT: i32 = DECK_COUNT + 2;
const METERS: usize = memory.data(METER_STATE_BYTES * METER_COUNT, 16);

/** i32: 1 until the first span after init has been seen. */
const FRESH: usize = memory.data(4, 4);
/** i32: blocks in which nothing reached the master. */
const QUIET: usize = memory.data(4, 4);
/** By so many blocks whatever was in the limiter's delay has left it. */
const QUIET_BLOCKS: i32 = LATENCY_MAX / BLOCK_FRAMES + 2;

@inline
function level(which: i32): Ramp {
  return changetype<Ramp>(LEVEL_RAMPS + <usize>(RAMP_BYTES * which));
}

@inline
function meter(which: i32): usize {
  return METERS + <usize>(METER_STATE_BYTES * which);
}

/** Clears state and builds tables. Once; the first span takes the controls as they are then. */
export function mixInit(sampleRate: f64): void {
  eqInit(sampleRate);
  filterInit(sampleRate);
  interpolateInit();
  limiterInit(sampleRate);
  weightingInit(sampleRate);
  ballisticsInit(sampleRate);
  crossfaderInit();
  for (let d = 0; d < DECK_COUNT; d++) stripInit(d, sampleRate);
  for (let i = 0; i < LEVELS; i++) rampInit(level(i), 0.0, GAIN_TAU_S, sampleRate);
  outputsInit(sampleRate, GAIN_TAU_S);
  for (let i = 0; i < METER_COUNT; i++) meterInit(meter(i));
  store<i32>(FRESH, 1);
}

/** Frames from a voice's buffer to every output: the limiter's look-ahead. */
export function mixLatencyFrames(): i32 {
  return limiterLatency();
}

function levelSpan(which: i32, control: i32, from: i32, n: i32, fresh: bool): void {
  const r = level(which);
  const db = controlValue(control);
  if (db != r.raw) {
    r.raw = db;
    r.target = levelGain(db);
  }
  if (fresh) rampSnap(r, r.target);
  else rampSpan(r, from, n);
}

/** Takes frames [from, from + n) of the block; the span that ends the block renders it. */
export function mixSpan(from: i32, n: i32): void {
  const fresh = load<i32>(FRESH) != 0;
  store<i32>(FRESH, 0);
  crossfaderUpdate();
  collectSpan(from, n);
  for (let d = 0; d < DECK_COUNT; d++) stripSpan(d, from, n);
  levelSpan(MASTER_LEVEL, GC_MASTER_LEVEL, from, n, fresh);
  levelSpan(PREVIEW_LEVEL, GC_PREVIEW_LEVEL, from, n, fresh);
  for (let i = 0; i < SAMPLER_COUNT; i++) levelSpan(SAMPLER_LEVEL + i, GC_SAMPLER_1_LEVEL + i, from, n, fresh);
  outputsSpan(from, n, fresh);
  if (from + n >= BLOCK_FRAMES) render();
}

function render(): void {
  memory.fill(MASTER, 0, PAIRS_BYTES);
  memory.fill(CUE, 0, PAIRS_BYTES);
  let master = false;
  let cue = false;
  for (let d = 0; d < DECK_COUNT; d++) {
    const signal = stripRender(d);
    meterBlock(meter(d), signal);
    if (signal == 0) continue;
    if (stripReachesMaster(d)) {
      stripToMaster(d, signal, MASTER);
      master = true;
    }
    if (stripReachesCue(d)) {
      stripToCue(d, signal, CUE);
      cue = true;
    }
  }
  for (let i = 0; i < SAMPLER_COUNT; i++) {
    if (inputState(SAMPLER_VOICE_FIRST + i) == InputState.silent) continue;
    inputPairs(SAMPLER_VOICE_FIRST + i, VOICE, level(SAMPLER_LEVEL + i));
    addPairs(VOICE, MASTER);
    master = true;
  }
  if (inputState(PREVIEW_VOICE) != InputState.silent) {
    inputPairs(PREVIEW_VOICE, VOICE, level(PREVIEW_LEVEL));
    addPairs(VOICE, CUE);
    cue = true;
  }
  if (clicksSound()) {
    addClicks(CUE);
    cue = true;
  }
  if (master && !rampIs(level(MASTER_LEVEL), 1.0)) scale(MASTER, level(MASTER_LEVEL));
  limit(MASTER);
  const quiet = master ? 0 : min<i32>(load<i32>(QUIET) + 1, QUIET_BLOCKS);
  store<i32>(QUIET, quiet);
  meterBlock(meter(MASTER_METER), quiet == QUIET_BLOCKS ? 0 : MASTER);
  meterBlock(meter(CUE_METER), cue ? CUE : 0);
  outputsRender(MASTER, CUE, limiterLatency());
}

/** bus += the metronome, on both channels. */
function addClicks(bus: usize): void {
  for (let i = 0; i < BLOCK_FRAMES; i++) {
    const at = bus + ((<usize>i) << 4);
    v128.store(at, f64x2.add(v128.load(at), v128.load64_splat(CLICKS + ((<usize>i) << 3))));
  }
}

function scale(pairs: usize, gain: Ramp): void {
  let curve = rampCurve(gain);
  const stride = gain.stride;
  for (let at = pairs, end = pairs + PAIRS_BYTES; at < end; at += 16) {
    v128.store(at, f64x2.mul(v128.load(at), v128.load64_splat(curve)));
    curve += stride;
  }
}

/** Once a block: writes the meters into the `FAST_STATE` at `fast`. */
export function mixPublish(fast: usize): void {
  for (let d = 0; d < DECK_COUNT; d++)
    meterPublish(meter(d), fast + FAST_STATE_DECKS + <usize>d * FAST_STATE_DECKS_STRIDE + DECK_FAST_METER);
  meterPublish(meter(MASTER_METER), fast + FAST_STATE_MASTER);
  meterPublish(meter(CUE_METER), fast + FAST_STATE_CUE);
  const least = limiterLeastGain();
  store<f32>(fast + FAST_STATE_GAIN_REDUCTION_DB, least == 1.0 ? 0 : <f32>dbFromGain(least));
}

/** Clears integrated loudness, maximum true peak and clip counts of every bus. */
export function mixResetMeters(): void {
  for (let i = 0; i < METER_COUNT; i++) meterReset(meter(i));
}
