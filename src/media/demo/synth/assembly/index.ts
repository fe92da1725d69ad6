// The demo synth: notes and parameters in, interleaved stereo out, RENDER_FRAMES at a time. Runs in a worker or Node.
import { bakeSlot, recipe } from './bake';
import { master, param, table } from './channel-params';
import { FmVoice } from './fm';
import { LIMITER_FRAMES } from './limiter';
import { BUSES, clearBuses, configureMix, limiter, mixDown } from './mix';
import { OneShotVoice } from './oneshot';
import * as P from './params';
import { PolyVoice, setBlockStart } from './poly';
import { StringVoice } from './strings';
import { Strip } from './strip';
import { BLOCK, RATE } from './tables';

const POLY_VOICES = 56;
const FM_VOICES = 40;
const STRING_VOICES = 24;
const SHOT_VOICES = 64;

const polys = new StaticArray<PolyVoice>(POLY_VOICES);
const fms = new StaticArray<FmVoice>(FM_VOICES);
const strings = new StaticArray<StringVoice>(STRING_VOICES);
const shots = new StaticArray<OneShotVoice>(SHOT_VOICES);
const strips = new StaticArray<Strip>(P.CHANNEL_COUNT);
for (let i = 0; i < POLY_VOICES; i++) polys[i] = new PolyVoice();
for (let i = 0; i < FM_VOICES; i++) fms[i] = new FmVoice();
for (let i = 0; i < STRING_VOICES; i++) strings[i] = new StringVoice();
for (let i = 0; i < SHOT_VOICES; i++) shots[i] = new OneShotVoice();
for (let i = 0; i < P.CHANNEL_COUNT; i++) strips[i] = new Strip();

const instruments = new StaticArray<i32>(P.CHANNEL_COUNT);
const sounding = new StaticArray<i32>(P.CHANNEL_COUNT);
const buffers = memory.data(24 * 1024, 16);
const ducks = memory.data(512, 16);
const out = memory.data(1024, 16);

let framesDone: i32 = 0;
let lost: i32 = 0;

/** Parameter ramps under way. */
class Ramp {
  channel: i32 = -1;
  index: i32 = 0;
  step: f64 = 0;
  value: f64 = 0;
  target: f32 = 0;
  left: i32 = 0;
}
const RAMPS = 96;
const ramps = new StaticArray<Ramp>(RAMPS);
for (let i = 0; i < RAMPS; i++) ramps[i] = new Ramp();
const MASTER_CHANNEL = -2;

export function outputPointer(): usize {
  return out;
}

/** Frames between a note's offset and its sound in the output. */
export function latencyFrames(): i32 {
  return LIMITER_FRAMES;
}

/** Notes dropped because every voice of their kind was busy. */
export function lostNotes(): i32 {
  return lost;
}

/** Deepest gain reduction of the limiter so far. */
export function deepestReduction(): f32 {
  return limiter.deepest;
}

export function setInstrument(channel: i32, instrument: i32): void {
  instruments[channel] = instrument;
}

export function setParam(channel: i32, index: i32, value: f32): void {
  table[channel * P.PARAM_COUNT + index] = value;
}

export function setMaster(index: i32, value: f32): void {
  master[index] = value;
}

/** Moves a parameter linearly to `value` over `frames`; channel −2 is the master. */
export function rampParam(channel: i32, index: i32, value: f32, frames: i32): void {
  for (let i = 0; i < RAMPS; i++) {
    const r = ramps[i];
    if (r.left > 0 && r.channel == channel && r.index == index) r.left = 0;
  }
  if (frames < BLOCK) {
    if (channel == MASTER_CHANNEL) setMaster(index, value);
    else setParam(channel, index, value);
    return;
  }
  for (let i = 0; i < RAMPS; i++) {
    const r = ramps[i];
    if (r.left > 0) continue;
    r.channel = channel;
    r.index = index;
    r.value = channel == MASTER_CHANNEL ? master[index] : table[channel * P.PARAM_COUNT + index];
    r.target = value;
    r.left = frames / BLOCK;
    r.step = (<f64>value - r.value) / <f64>r.left;
    return;
  }
  lost++;
}

export function setRecipe(index: i32, value: f64): void {
  recipe[index] = value;
}

export function bake(slot: i32, kind: i32, frames: i32): void {
  bakeSlot(slot, kind, frames);
}

/** Call once, after the parameters are set and before the first `render`. */
export function configure(): void {
  configureMix();
}

/** A note `offset` < RENDER_FRAMES frames into the next block. For one-shots `note` is the slot. */
export function noteOn(channel: i32, offset: i32, note: f32, velocity: f32, frames: i32): void {
  const kind = instruments[channel];
  const mono = param(channel, P.MONO) > 0;
  const pitch: f32 = note + param(channel, P.TUNE);
  if (kind == P.INSTRUMENT_ONESHOT) {
    let free: i32 = -1;
    for (let i = 0; i < SHOT_VOICES; i++) {
      const v = shots[i];
      if (v.channel < 0) free = i;
      else if (mono && v.channel == channel) v.cut(offset);
    }
    if (free < 0) lost++;
    else shots[free].start(channel, offset, <i32>note, velocity, frames);
  } else if (kind == P.INSTRUMENT_POLY) {
    let free: i32 = -1;
    for (let i = 0; i < POLY_VOICES; i++) {
      const v = polys[i];
      if (v.channel < 0) free = i;
      else if (mono && v.channel == channel) {
        if (v.gate > offset + 1 && param(channel, P.GLIDE_S) > 0) {
          v.glideTo(offset, pitch, frames);
          return;
        }
        v.cut(offset);
      }
    }
    if (free < 0) lost++;
    else polys[free].start(channel, offset, pitch, velocity, frames);
  } else if (kind == P.INSTRUMENT_FM) {
    let free: i32 = -1;
    for (let i = 0; i < FM_VOICES; i++) {
      const v = fms[i];
      if (v.channel < 0) free = i;
      else if (mono && v.channel == channel) v.cut(offset);
    }
    if (free < 0) lost++;
    else fms[free].start(channel, offset, pitch, velocity, frames);
  } else {
    let free: i32 = -1;
    for (let i = 0; i < STRING_VOICES; i++) {
      const v = strings[i];
      if (v.channel < 0) free = i;
      else if (mono && v.channel == channel) v.cut(offset);
    }
    if (free < 0) lost++;
    else strings[free].start(channel, offset, pitch, velocity, frames);
  }
}

let duckAt: i32 = -1;
let duckTime: i32 = 0x3fffffff;
let duckValue: f32 = 0;

/** The kick falls `offset` frames into the next block: everything that ducks, ducks. */
export function duck(offset: i32): void {
  duckAt = offset;
}

/** 2 ms down, then a smooth recovery over DUCK_S. */
function computeDuck(): void {
  const total: f32 = max<f32>(unchecked(master[P.DUCK_S]) * <f32>RATE, 480);
  for (let i = 0; i < BLOCK; i++) {
    if (i == duckAt) duckTime = 0;
    const attack: i32 = 96 - duckTime;
    if (attack > 0) duckValue += (<f32>1 - duckValue) / <f32>attack;
    else {
      const x: f32 = min<f32>(1, <f32>-attack / total);
      const y: f32 = <f32>1 - x * x;
      duckValue = y * y;
    }
    if (duckTime < 0x3fffffff) duckTime++;
    store<f32>(ducks + (<usize>i << 2), duckValue);
  }
  duckAt = -1;
}

@inline
function open(channel: i32): usize {
  const at: usize = buffers + <usize>channel * 1024;
  if (unchecked(sounding[channel]) == 0) {
    memory.fill(at, 0, 1024);
    unchecked((sounding[channel] = 1));
  }
  return at;
}

/** Renders RENDER_FRAMES frames to `outputPointer()`. */
export function render(): void {
  setBlockStart(framesDone);
  computeDuck();
  clearBuses();
  for (let c = 0; c < P.CHANNEL_COUNT; c++) unchecked((sounding[c] = 0));
  for (let i = 0; i < RAMPS; i++) {
    const r = unchecked(ramps[i]);
    if (r.left <= 0) continue;
    r.left--;
    r.value += r.step;
    const value: f32 = r.left == 0 ? r.target : <f32>r.value;
    if (r.channel == MASTER_CHANNEL) unchecked((master[r.index] = value));
    else unchecked((table[r.channel * P.PARAM_COUNT + r.index] = value));
  }
  for (let i = 0; i < SHOT_VOICES; i++) {
    const v = unchecked(shots[i]);
    if (v.channel < 0) continue;
    const at = open(v.channel);
    v.render(at, at + 512, BLOCK);
  }
  for (let i = 0; i < POLY_VOICES; i++) {
    const v = unchecked(polys[i]);
    if (v.channel < 0) continue;
    const at = open(v.channel);
    v.render(at, at + 512, BLOCK);
  }
  for (let i = 0; i < FM_VOICES; i++) {
    const v = unchecked(fms[i]);
    if (v.channel < 0) continue;
    const at = open(v.channel);
    v.render(at, at + 512, BLOCK);
  }
  for (let i = 0; i < STRING_VOICES; i++) {
    const v = unchecked(strings[i]);
    if (v.channel < 0) continue;
    const at = open(v.channel);
    v.render(at, at + 512, BLOCK);
  }
  for (let c = 0; c < P.CHANNEL_COUNT; c++) {
    const s = unchecked(strips[c]);
    // after the last voice the strip runs 0.3 s more: filters and chorus ring out
    if (unchecked(sounding[c]) == 1) s.quiet = 0;
    else if (s.quiet++ > 112) continue;
    const at = open(c);
    s.process(c, at, at + 512, ducks, BUSES);
  }
  mixDown(ducks, out);
  framesDone += BLOCK;
}
