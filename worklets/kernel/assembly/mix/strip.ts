/**
 * A deck's channel strip: trim → isolator EQ → one-knob filter → (meter and headphone taps) → fader × crossfader.
 * A strip sleeps while its voice is silent and its filters have died away (below −140 dB); parameters of a sleeping
 * strip follow their controls at once. Whether it sleeps is decided at block borders only.
 * Thread: audio; static memory only.
 */
import {
  BLOCK_FRAMES,
  DC_CROSSFADER_SIDE,
  DC_EQ_HIGH,
  DC_EQ_HIGH_KILL,
  DC_EQ_LOW,
  DC_EQ_LOW_KILL,
  DC_EQ_MID,
  DC_EQ_MID_KILL,
  DC_FILTER,
  DC_FILTER_RESONANCE,
  DC_LEVEL,
  DC_PFL,
  DC_TRIM,
  DECK_COUNT,
} from '../generated/layout';
import { deckControl } from '../shared';
import { EQ_STATE_BYTES, eqBands, eqKills } from './eq';
import { FILTER_STATE_BYTES, filterClear, filterPairs, resonanceDamping } from './filter';
import { crossfaderGain, faderGain, gainFromDb } from './laws';
import { RAMP_BYTES, Ramp, rampInit, rampIs, rampSnap, rampSpan } from './ramp';
import { PAIRS_BYTES } from './sizes';
import { InputState, addPairsBy, inputPairs, inputState } from './voices';

/** Smoothing of gains and of the filter's knob, seconds per smoother. */
export const GAIN_TAU_S: f64 = 0.002;
export const KNOB_TAU_S: f64 = 0.006;
/** Blocks of silence from the voice and below `ASLEEP` from the strip before it sleeps. */
const QUIET_BLOCKS: i32 = 4;
const ASLEEP: f64 = 1e-7;

const TRIM: i32 = 0;
const LOW: i32 = 1;
const MID: i32 = 2;
const HIGH: i32 = 3;
const KILL_LOW: i32 = 4;
const KILL_MID: i32 = 5;
const KILL_HIGH: i32 = 6;
const KNOB: i32 = 7;
const DAMPING: i32 = 8;
const FADER: i32 = 9;
const PFL: i32 = 10;
const RAMPS: i32 = 11;

const HEAD: i32 = 16;
const RAMPS_AT: i32 = HEAD;
const EQ_AT: i32 = RAMPS_AT + RAMP_BYTES * RAMPS;
const FILTER_AT: i32 = EQ_AT + EQ_STATE_BYTES;
const STRIP_BYTES: i32 = FILTER_AT + FILTER_STATE_BYTES;

@unmanaged
class Strip {
  awake: i32;
  quietBlocks: i32;
  /** Parameters snap to their controls until the first span has been seen. */
  fresh: i32;
  spare: i32;
}

const STRIPS: usize = memory.data(STRIP_BYTES * DECK_COUNT, 16);
/** The strip's signal of this block after EQ and filter, f64 pairs; one deck at a time. */
const SIGNAL: usize = memory.data(PAIRS_BYTES, 16);

@inline
function strip(deck: i32): Strip {
  return changetype<Strip>(STRIPS + <usize>(STRIP_BYTES * deck));
}

@inline
function ramp(deck: i32, which: i32): Ramp {
  return changetype<Ramp>(STRIPS + <usize>(STRIP_BYTES * deck + RAMPS_AT + RAMP_BYTES * which));
}

export function stripInit(deck: i32, rateHz: f64): void {
  memory.fill(changetype<usize>(strip(deck)), 0, STRIP_BYTES);
  for (let i = 0; i < RAMPS; i++) {
    const tau = i == KNOB || i == DAMPING ? KNOB_TAU_S : GAIN_TAU_S;
    rampInit(ramp(deck, i), 0.0, tau, rateHz);
  }
  strip(deck).fresh = 1;
}

function aimBand(deck: i32, band: i32, control: i32, kill: i32, killControl: i32): void {
  const killed = deckControl(deck, killControl) > 0.5;
  const db = deckControl(deck, control);
  const r = ramp(deck, band);
  const raw = killed ? Infinity : db;
  if (raw != r.raw) {
    r.raw = raw;
    r.target = killed ? 0.0 : gainFromDb(db);
  }
  ramp(deck, kill).target = killed ? 1.0 : 0.0;
}

/** Reads the deck's controls and computes its parameters for frames [from, from + n). */
export function stripSpan(deck: i32, from: i32, n: i32): void {
  const trim = ramp(deck, TRIM);
  const db = deckControl(deck, DC_TRIM);
  if (db != trim.raw) {
    trim.raw = db;
    trim.target = gainFromDb(db);
  }
  aimBand(deck, LOW, DC_EQ_LOW, KILL_LOW, DC_EQ_LOW_KILL);
  aimBand(deck, MID, DC_EQ_MID, KILL_MID, DC_EQ_MID_KILL);
  aimBand(deck, HIGH, DC_EQ_HIGH, KILL_HIGH, DC_EQ_HIGH_KILL);
  ramp(deck, KNOB).target = deckControl(deck, DC_FILTER);
  const damping = ramp(deck, DAMPING);
  const resonance = deckControl(deck, DC_FILTER_RESONANCE);
  if (resonance != damping.raw) {
    damping.raw = resonance;
    damping.target = resonanceDamping(resonance);
  }
  ramp(deck, FADER).target =
    faderGain(deckControl(deck, DC_LEVEL)) * crossfaderGain(deckControl(deck, DC_CROSSFADER_SIDE));
  ramp(deck, PFL).target = deckControl(deck, DC_PFL);

  const s = strip(deck);
  const snap = s.fresh || (!s.awake && inputState(deck) == InputState.silent);
  if (snap) {
    s.fresh = 0;
    for (let i = 0; i < RAMPS; i++) rampSnap(ramp(deck, i), ramp(deck, i).target);
  } else {
    for (let i = 0; i < RAMPS; i++) rampSpan(ramp(deck, i), from, n);
  }
}

/**
 * Renders the block. Returns the address of the signal before the fader, as f64 pairs, or 0 when the strip sleeps.
 * It stays valid until the next strip is rendered.
 */
export function stripRender(deck: i32): usize {
  const s = strip(deck);
  const sounding = inputState(deck) != InputState.silent;
  if (!sounding && !s.awake) return 0;
  s.awake = 1;
  const base = changetype<usize>(s);
  inputPairs(deck, SIGNAL, ramp(deck, TRIM));
  eqBands(base + EQ_AT, SIGNAL, ramp(deck, LOW), ramp(deck, MID), ramp(deck, HIGH));
  eqKills(base + EQ_AT, SIGNAL, ramp(deck, KILL_LOW), ramp(deck, KILL_MID), ramp(deck, KILL_HIGH));
  filterPairs(base + FILTER_AT, SIGNAL, ramp(deck, KNOB), ramp(deck, DAMPING));
  if (sounding) s.quietBlocks = 0;
  else if (isQuiet()) {
    if (++s.quietBlocks >= QUIET_BLOCKS) {
      s.awake = 0;
      s.quietBlocks = 0;
      memory.fill(base + EQ_AT, 0, EQ_STATE_BYTES);
      filterClear(base + FILTER_AT);
    }
  } else s.quietBlocks = 0;
  return SIGNAL;
}

function isQuiet(): bool {
  let peak = f64x2.splat(0);
  for (let at = SIGNAL; at < SIGNAL + BLOCK_FRAMES * 16; at += 16) peak = f64x2.pmax(peak, f64x2.abs(v128.load(at)));
  return max(f64x2.extract_lane(peak, 0), f64x2.extract_lane(peak, 1)) < ASLEEP;
}

/** True when the deck's fader, or its headphone switch, lets something through in this block. */
export function stripReachesMaster(deck: i32): bool {
  return !rampIs(ramp(deck, FADER), 0.0);
}
export function stripReachesCue(deck: i32): bool {
  return !rampIs(ramp(deck, PFL), 0.0);
}

/** Adds the rendered signal to a bus of f64 pairs, by the fader or by the headphone switch. */
export function stripToMaster(deck: i32, signal: usize, bus: usize): void {
  addPairsBy(signal, bus, ramp(deck, FADER));
}
export function stripToCue(deck: i32, signal: usize, bus: usize): void {
  addPairsBy(signal, bus, ramp(deck, PFL));
}
