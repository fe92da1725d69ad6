/** Start, stop, seek, cue, brake, spin-back and scratch. Thread: audio; no allocation. Functions return a `Refusal` code or 0. */
import { Command, DC_SLIP, EventType, HOT_CUE_COUNT, Refusal } from './generated/layout';
import { AfterRamp, deckAt, hotCue, Internal, Mode, motorAt, motorRate, setHotCue, touchSlow } from './deck-state';
import { fadeOr, heldInTrack, jumpTo, startMotor, stopAt, takeHermite } from './deck-jump';
import { landing, markHere } from './deck-grid';
import { LayerKind, pushLayer } from './deck-layers';
import { beginScratch, moveScratch } from './deck-scratch';
import { beginSlip, endSlip } from './deck-loop';
import { bridgeKind, spoilPriming } from './deck-stretch';
import { emit } from './events';
import { jumpFadeFrames } from './fade';
import { deckControl, sampleRate } from './shared';
import { nowFrame } from './transport';

/** From a hand's speed to the motor's, or to rest, seconds. */
const RELEASE_S: f64 = 0.04;
/** A cue counts as reached within this many source frames. */
const AT_CUE: f64 = 2.0;

function beginRamp(d: i32, to: f64, seconds: f64, after: i32): void {
  const deck = deckAt(d);
  const motor = motorAt(d);
  deck.mode = Mode.ramp;
  deck.rampFrom = motor.rate;
  deck.rampTo = to;
  deck.rampLength = max(1.0, Math.floor(seconds * sampleRate()));
  deck.afterRamp = after;
  motor.rampFrames = 0.0;
}

export function play(d: i32, late: f64, hard: bool): i32 {
  const deck = deckAt(d);
  const motor = motorAt(d);
  deck.cueHeld = 0;
  if (deck.mode == Mode.stopped) {
    if (late >= 1.0) {
      motor.pos += late * motorRate(d);
      motor.unwrapped = motor.pos;
      spoilPriming(d);
    }
    startMotor(d, hard);
  } else if (deck.mode == Mode.ramp) beginRamp(d, motorRate(d), RELEASE_S, AfterRamp.play);
  deck.playing = 1;
  return 0;
}

export function pause(d: i32, hard: bool): i32 {
  const deck = deckAt(d);
  deck.playing = 0;
  deck.cueHeld = 0;
  if (deck.mode == Mode.scratch || deck.mode == Mode.stopped) return 0;
  stopAt(d, motorAt(d).pos, hard);
  return 0;
}

/** A move to a place the performer names. Slip time, unless a roll or censor holds it, goes along. */
export function seekTo(d: i32, target: f64, hard: bool): void {
  const deck = deckAt(d);
  if (deck.slipping != 0) {
    if (deck.rolling == 0 && deck.censoring == 0) deck.slipping = 0;
    else motorAt(d).slipPos = target;
  }
  jumpTo(d, target, hard);
}

export function seek(d: i32, command: Command, late: f64, hard: bool): i32 {
  seekTo(d, heldInTrack(d, landing(d, command.a, command, late)), hard);
  return 0;
}

/** Plays from `frame` now: a paused deck starts there. */
function playFrom(d: i32, frame: f64, command: Command, late: f64, hard: bool): void {
  const deck = deckAt(d);
  seekTo(d, heldInTrack(d, landing(d, frame, command, late)), hard);
  if (deck.mode == Mode.stopped) startMotor(d, hard);
  deck.cueHeld = 0;
}

export function hotCueSet(d: i32, pad: i32, frame: f64, late: f64): i32 {
  if (pad < 0 || pad >= HOT_CUE_COUNT) return Refusal.badArgument;
  setHotCue(d, pad, heldInTrack(d, frame >= 0.0 ? frame : markHere(d, late)));
  touchSlow();
  return 0;
}

export function hotCueJump(d: i32, pad: i32, command: Command, late: f64, hard: bool): i32 {
  if (pad < 0 || pad >= HOT_CUE_COUNT) return Refusal.badArgument;
  const frame = hotCue(d, pad);
  if (frame < 0.0) return Refusal.nothingThere;
  playFrom(d, frame, command, late, hard);
  return 0;
}

export function hotCueClear(d: i32, pad: i32): i32 {
  if (pad < 0 || pad >= HOT_CUE_COUNT) return Refusal.badArgument;
  if (hotCue(d, pad) < 0.0) return Refusal.nothingThere;
  setHotCue(d, pad, -1.0);
  touchSlow();
  return 0;
}

export function cuePress(d: i32, late: f64, hard: bool): i32 {
  const deck = deckAt(d);
  if (deck.mode != Mode.stopped) {
    stopAt(d, deck.cuePoint, hard);
    return 0;
  }
  const pos = motorAt(d).pos;
  if (Math.abs(pos - deck.cuePoint) > AT_CUE) {
    deck.cuePoint = heldInTrack(d, markHere(d, late));
    jumpTo(d, deck.cuePoint, hard);
    touchSlow();
    return 0;
  }
  startMotor(d, hard);
  deck.cueHeld = 1;
  return 0;
}

export function cueRelease(d: i32, hard: bool): i32 {
  const deck = deckAt(d);
  if (deck.cueHeld == 0) return 0;
  stopAt(d, deck.cuePoint, hard);
  return 0;
}

export function brake(d: i32, seconds: f64): i32 {
  if (deckAt(d).mode != Mode.playing && deckAt(d).mode != Mode.ramp) return Refusal.nothingThere;
  takeHermite(d);
  beginRamp(d, 0.0, min(max(seconds, 0.02), 20.0), AfterRamp.stop);
  return 0;
}

export function spinBack(d: i32, seconds: f64, speed: f64): i32 {
  const deck = deckAt(d);
  if (deck.mode != Mode.playing && deck.mode != Mode.ramp) return Refusal.nothingThere;
  const whole = min(max(seconds, 0.04), 20.0);
  const turn = min(0.04, whole * 0.25);
  takeHermite(d);
  beginRamp(d, -min(Math.abs(speed), 32.0), turn, AfterRamp.decay);
  deck.decayLength = (whole - turn) * sampleRate();
  return 0;
}

export function scratchStart(d: i32): i32 {
  const deck = deckAt(d);
  const motor = motorAt(d);
  if (deckControl(d, DC_SLIP) != 0.0 && deck.mode == Mode.playing) beginSlip(d);
  if (deck.mode == Mode.stopped) {
    spoilPriming(d);
    pushLayer(d, LayerKind.hermite, jumpFadeFrames());
    motor.still = 0.0;
    motor.rate = 0.0;
  } else takeHermite(d);
  deck.mode = Mode.scratch;
  beginScratch(d, nowFrame());
  return 0;
}

export function scratchMove(d: i32, position: f64, frame: f64): i32 {
  if (deckAt(d).mode != Mode.scratch) return Refusal.nothingThere;
  moveScratch(d, frame, position, nowFrame());
  return 0;
}

export function scratchEnd(d: i32, hard: bool): i32 {
  const deck = deckAt(d);
  if (deck.mode != Mode.scratch) return Refusal.nothingThere;
  if (deck.playing == 0) {
    beginRamp(d, 0.0, RELEASE_S, AfterRamp.stop);
    return 0;
  }
  if (deck.slipping != 0 && deck.rolling == 0 && deck.censoring == 0) {
    pushLayer(d, LayerKind.hermite, fadeOr(jumpFadeFrames(), hard));
    deck.mode = Mode.playing;
    motorAt(d).still = 1.0;
    endSlip(d, hard);
    return 0;
  }
  beginRamp(d, motorRate(d), RELEASE_S, AfterRamp.play);
  return 0;
}

/** What the motor met by itself at this frame. */
export function handleInternal(d: i32, kind: i32): void {
  const deck = deckAt(d);
  const motor = motorAt(d);
  if (kind == Internal.engageLoop) {
    motor.engaged = 1;
    return;
  }
  if (kind == Internal.end) {
    const end = motor.rate < 0.0 ? 0.0 : deck.frames;
    stopAt(d, end, false);
    emit(EventType.endOfTrack, 0, d, 0, 0, nowFrame(), end, 0.0);
    return;
  }
  if (deck.afterRamp == AfterRamp.decay) {
    const length = deck.decayLength;
    deck.rampFrom = deck.rampTo;
    deck.rampTo = 0.0;
    deck.rampLength = max(1.0, Math.floor(length));
    deck.afterRamp = AfterRamp.stop;
    motor.rampFrames = 0.0;
  } else if (deck.afterRamp == AfterRamp.play) {
    deck.mode = Mode.playing;
    motor.rate = motorRate(d);
    motor.still = 1.0;
    if (bridgeKind(d) == LayerKind.silent) pushLayer(d, LayerKind.silent, jumpFadeFrames());
  } else {
    stopAt(d, motor.pos, false);
  }
}
