/**
 * What a voice is: decks 0…3, the preview voice and the sampler voices share one record; the last two use little of it.
 * Thread: audio; everything at static addresses.
 */
import {
  BLOCK_FRAMES,
  DC_KEY_SHIFT,
  DC_KEYLOCK,
  DC_NUDGE,
  DC_REVERSE,
  DC_SLIP,
  DC_TEMPO,
  DC_TEMPO_RANGE,
  DECK_COUNT,
  TEMPO_RANGES,
  TRACK_MAX_FRAMES,
  VOICE_COUNT,
} from './generated/layout';
import { deckControl } from './shared';

/** What moves a voice. */
export namespace Mode {
  export const stopped: i32 = 0;
  export const playing: i32 = 1;
  /** Speed on its way from one value to another: brake, spin-back, release of a scratch. */
  export const ramp: i32 = 2;
  export const scratch: i32 = 3;
}

/** What a ramp leads to. */
export namespace AfterRamp {
  export const stop: i32 = 0;
  export const play: i32 = 1;
  export const decay: i32 = 2;
}

/** Something the motor meets by itself; the block is split there. */
export namespace Internal {
  export const none: i32 = 0;
  export const end: i32 = 1;
  export const engageLoop: i32 = 2;
  export const rampEnd: i32 = 3;
}

/** The stretcher of a deck. */
export namespace Stretcher {
  export const idle: i32 = 0;
  export const priming: i32 = 1;
  /** Primed for a paused position. */
  export const ready: i32 = 2;
  /** Its output is heard. */
  export const active: i32 = 3;
  /** Its output is fading out. */
  export const leaving: i32 = 4;
}

/** The part of a deck that moves by itself while frames pass. Saved where a plan starts, so that a plan can be cut short. */
@unmanaged
export class Motor {
  /** Heard position, source frames. */
  pos: f64;
  /** Position had loops not wrapped since the last jump. */
  unwrapped: f64;
  /** Source frames per engine frame, now. */
  rate: f64;
  slipPos: f64;
  rampFrames: f64;
  /** Scratch: platter relative to the grab. */
  platter: f64;
  /** Gain that fades a resting platter out, 0 … 1 before shaping. */
  still: f64;
  /** The loop's end leads to its start (false until the position has entered the loop). */
  engaged: i32;
  /** Scratch: oldest point of the path still in use. */
  pathHead: i32;
}

@unmanaged
export class Deck {
  // Track
  source: i32;
  hasSource: i32;
  frames: f64;
  loadToken: f64;
  /** Slot let go by a load or eject that is still fading out; −1 none. */
  leavingSource: i32;
  /** Event type to report when it is gone; 0 none. */
  leavingEvent: i32;
  leavingToken: f64;

  // Motor
  mode: i32;
  playing: i32;
  cueHeld: i32;
  rampFrom: f64;
  rampTo: f64;
  rampLength: f64;
  afterRamp: i32;
  decayLength: f64;
  censoring: i32;
  rolling: i32;

  // Slip
  slipping: i32;
  slipRate: f64;
  slipLoopOn: i32;
  slipLoopIn: f64;
  slipLoopOut: f64;

  // Loop. loopOut ≤ loopIn: none. loopMark ≥ 0: a loop-in waits for its loop-out.
  loopOn: i32;
  loopIn: f64;
  loopOut: f64;
  loopMark: f64;
  loopBeats: f64;

  // Grid
  downbeat: f64;
  /** Tempo at the downbeat, BPM; 0 none. */
  gridTempo: f64;
  beatsPerBar: f64;
  /** Tempo changes in the deck's table (deck-beats.ts). */
  gridChanges: i32;
  metronome: i32;

  // Cues
  cuePoint: f64;

  // Scratch
  pathCount: i32;
  pathDelay: f64;

  // Plan of this block
  planned: i32;
  planStart: i32;
  /** Positions are known up to this index, inclusive. */
  planEnd: i32;
  internalAt: i32;
  internalKind: i32;

  // Layers
  layerCount: i32;

  // Stretcher
  stretcher: i32;
  primeStep: i32;
  primeRate: f64;
  primeSemitones: f64;
  primeWait: i32;
  /** Next source frame to feed, exact. */
  feedPos: f64;
  /** Fraction of a frame owed to the stretcher. */
  feedDebt: f64;
  feedEngaged: i32;
  feedLoopOn: i32;
  feedLoopIn: f64;
  feedLoopOut: f64;
  feedSource: i32;
  feedSemitones: f64;
  /** Timing correction applied and due, frames. */
  correction: f64;
  correctionDue: f64;
  /** Output of this block is there up to this index. */
  stretchedTo: i32;
  rateHead: i32;
  rateCount: i32;
}

export const NO_INTERNAL: i32 = 1 << 20;

const DECKS: usize = memory.data(offsetof<Deck>() * VOICE_COUNT, 16);
const MOTORS: usize = memory.data(offsetof<Motor>() * VOICE_COUNT, 16);
const SAVED: usize = memory.data(offsetof<Motor>() * VOICE_COUNT, 16);
/** f64[BLOCK_FRAMES + 1] per voice: heard position at each frame of the block, and at its end. */
const POSITIONS: usize = memory.data(VOICE_COUNT * (BLOCK_FRAMES + 2) * 8, 16);
/** The same without loop wraps. */
const UNWRAPPED: usize = memory.data(VOICE_COUNT * (BLOCK_FRAMES + 2) * 8, 16);
/** f32[BLOCK_FRAMES] per voice: gain of a slow platter. */
const STILL: usize = memory.data(VOICE_COUNT * (BLOCK_FRAMES + 2) * 4, 16);
/** f64[HOT_CUE_COUNT] per deck, −1 empty. */
const HOT_CUES: usize = memory.data(DECK_COUNT * 8 * 8, 16);
/** Bit 0: the slow state changed. */
const DIRTY: usize = memory.data(8, 8);

@inline
export function deckAt(d: i32): Deck {
  return changetype<Deck>(DECKS + <usize>d * offsetof<Deck>());
}

@inline
export function motorAt(d: i32): Motor {
  return changetype<Motor>(MOTORS + <usize>d * offsetof<Motor>());
}

export function saveMotor(d: i32): void {
  const at = <usize>d * offsetof<Motor>();
  memory.copy(SAVED + at, MOTORS + at, offsetof<Motor>());
}

export function restoreMotor(d: i32): void {
  const at = <usize>d * offsetof<Motor>();
  memory.copy(MOTORS + at, SAVED + at, offsetof<Motor>());
}

/** Address of a voice's position at a frame of the block. */
@inline
export function positionAt(d: i32, index: i32): usize {
  return POSITIONS + ((<usize>(d * (BLOCK_FRAMES + 2) + index)) << 3);
}

@inline
export function unwrappedAt(d: i32, index: i32): usize {
  return UNWRAPPED + ((<usize>(d * (BLOCK_FRAMES + 2) + index)) << 3);
}

@inline
export function stillAt(d: i32, index: i32): usize {
  return STILL + ((<usize>(d * (BLOCK_FRAMES + 2) + index)) << 2);
}

@inline
export function hotCue(d: i32, pad: i32): f64 {
  return load<f64>(HOT_CUES + ((<usize>(d * 8 + pad)) << 3));
}

export function setHotCue(d: i32, pad: i32, frame: f64): void {
  store<f64>(HOT_CUES + ((<usize>(d * 8 + pad)) << 3), frame);
}

/** Marks the slow state as changed. */
@inline
export function touchSlow(): void {
  store<i32>(DIRTY, 1);
}

/** Whether the slow state changed since the last call. */
export function takeSlow(): bool {
  const dirty = load<i32>(DIRTY);
  store<i32>(DIRTY, 0);
  return dirty != 0;
}

@inline
export function isDeck(d: i32): bool {
  return d >= 0 && d < DECK_COUNT;
}

/** Largest part of the speed that the tempo fader can add or take. */
@inline
export function tempoRange(d: i32): f64 {
  return load<f64>(TEMPO_RANGES + ((<usize>(<i32>deckControl(d, DC_TEMPO_RANGE))) << 3));
}

/** Whether a deck control (its DC_ offset) changes how the deck moves or which voice is heard. */
export function movesDeck(key: i32): bool {
  return (
    key == DC_TEMPO ||
    key == DC_TEMPO_RANGE ||
    key == DC_KEYLOCK ||
    key == DC_KEY_SHIFT ||
    key == DC_NUDGE ||
    key == DC_REVERSE ||
    key == DC_SLIP
  );
}

/** Speed set by the tempo fader alone. Voices that are no decks run at 1. */
@inline
export function nominalRate(d: i32): f64 {
  return isDeck(d) ? 1.0 + deckControl(d, DC_TEMPO) * tempoRange(d) : 1.0;
}

@inline
export function isReversed(d: i32): bool {
  return isDeck(d) && (deckAt(d).censoring != 0 || deckControl(d, DC_REVERSE) != 0.0);
}

/** Speed of the motor: fader, held nudge (±4 %) and direction. */
export function motorRate(d: i32): f64 {
  if (!isDeck(d)) return 1.0;
  const speed = nominalRate(d) + 0.04 * deckControl(d, DC_NUDGE);
  return isReversed(d) ? -speed : speed;
}

/** The stretched voice is the one this deck should be heard with. */
export function wantsStretch(d: i32): bool {
  const deck = deckAt(d);
  if (!isDeck(d) || deck.hasSource == 0) return false;
  if (deck.mode != Mode.playing && deck.mode != Mode.stopped) return false;
  if (isReversed(d) || deckControl(d, DC_NUDGE) != 0.0) return false;
  if (deckControl(d, DC_KEYLOCK) == 0.0 && deckControl(d, DC_KEY_SHIFT) == 0.0) return false;
  const rate = nominalRate(d);
  return rate >= 0.5 && rate <= 2.0;
}

/** A voice with nothing in it. */
export function clearDeck(d: i32): void {
  memory.fill(changetype<usize>(deckAt(d)), 0, offsetof<Deck>());
  memory.fill(changetype<usize>(motorAt(d)), 0, offsetof<Motor>());
  const deck = deckAt(d);
  deck.source = -1;
  deck.leavingSource = -1;
  deck.frames = <f64>TRACK_MAX_FRAMES;
  deck.loopMark = -1.0;
  deck.loopBeats = 4.0;
  deck.beatsPerBar = 4.0;
  deck.internalAt = NO_INTERNAL;
  motorAt(d).still = 1.0;
  if (isDeck(d)) for (let pad = 0; pad < 8; pad++) setHotCue(d, pad, -1.0);
}
