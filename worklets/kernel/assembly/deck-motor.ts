/**
 * The motor: where a voice is at every frame of a block. A plan runs from a frame to the block's end, or to the first
 * thing the voice meets by itself (track end, loop entry, end of a brake); a command on the deck cuts it short.
 * Positions come from base + i · rate within a span, so nothing accumulates. Thread: audio; no allocation.
 */
import { BLOCK_FRAMES } from './generated/layout';
import {
  deckAt,
  Internal,
  Mode,
  motorAt,
  motorRate,
  NO_INTERNAL,
  positionAt,
  restoreMotor,
  saveMotor,
  stillAt,
  unwrappedAt,
} from './deck-state';
import { loopFadeFrames } from './fade';
import { LayerKind, topKind } from './deck-layers';
import { rateAt, rateEnds, rateIndex } from './deck-rates';
import { stepScratch } from './deck-scratch';
import { stretchOutputLatency } from './deck-stretch';
import { sampleRate } from './shared';
import { blockFrame } from './transport';

/** Rounding allowed when a position meets a limit, source frames. */
const NEAR: f64 = 1e-7;
const FAR: f64 = 1e18;
/** Speed below which a platter counts as resting. */
const RESTING: f64 = 0.01;

/** Position at which something happens to a voice moving in `direction`, and what. */
@unmanaged
class Limit {
  at: f64;
  wrap: i32;
  kind: i32;
}
const LIMIT: usize = memory.data(offsetof<Limit>(), 8);

function findLimit(d: i32, forward: bool): Limit {
  const deck = deckAt(d);
  const motor = motorAt(d);
  const limit = changetype<Limit>(LIMIT);
  limit.wrap = 0;
  limit.kind = Internal.none;
  // A hand may pull before the start; backwards under slip, silence before the start is no end.
  const free = deck.mode == Mode.scratch || (deck.slipping != 0 && !forward);
  if (deck.loopOn != 0) {
    if (motor.engaged != 0) {
      limit.wrap = 1;
      limit.at = forward ? deck.loopOut : deck.loopIn;
      return limit;
    }
    const zone = deck.loopOut - loopFadeFrames(deck.loopOut - deck.loopIn);
    if (forward && motor.pos < deck.loopIn - NEAR) {
      limit.kind = Internal.engageLoop;
      limit.at = deck.loopIn;
      return limit;
    }
    if (!forward && motor.pos >= zone) {
      limit.kind = Internal.engageLoop;
      limit.at = zone;
      return limit;
    }
  }
  limit.at = forward ? FAR : -FAR;
  if (!free) {
    limit.kind = Internal.end;
    limit.at = forward ? deck.frames : 0.0;
  }
  return limit;
}

/** Steps of `speed` > 0 until the limit is met. Backwards, a loop's first frame still belongs to it. */
function stepsTo(limit: Limit, base: f64, speed: f64, forward: bool): f64 {
  if (forward) return max(0.0, Math.ceil((limit.at - NEAR - base) / speed));
  if (limit.wrap != 0) return max(0.0, Math.floor((base - limit.at + NEAR) / speed) + 1.0);
  return max(0.0, Math.ceil((base - limit.at - NEAR) / speed));
}

@inline
function isMet(limit: Limit, pos: f64, forward: bool): bool {
  if (forward) return pos >= limit.at - NEAR;
  return limit.wrap != 0 ? pos < limit.at - NEAR : pos <= limit.at + NEAR;
}

@inline
function writeFrame(d: i32, index: i32, pos: f64, unwrapped: f64): void {
  store<f64>(positionAt(d, index), pos);
  store<f64>(unwrappedAt(d, index), unwrapped);
}

/** Moves at one speed from index `from` to `to`; returns the index reached (less when something was met). */
function runConstant(d: i32, from: i32, to: i32, rate: f64): i32 {
  const deck = deckAt(d);
  const motor = motorAt(d);
  motor.rate = rate;
  let at = from;
  while (at < to) {
    const base = motor.pos;
    const unwrapped = motor.unwrapped;
    let reach = to;
    const limit = findLimit(d, rate > 0.0);
    let met = false;
    if (rate != 0.0) {
      const steps = stepsTo(limit, base, Math.abs(rate), rate > 0.0);
      if (steps <= <f64>(to - at)) {
        met = true;
        reach = at + <i32>steps;
      }
    }
    for (let i = 1; i <= reach - at; i++) {
      const moved = <f64>i * rate;
      writeFrame(d, at + i, base + moved, unwrapped + moved);
    }
    const moved = <f64>(reach - at) * rate;
    motor.pos = base + moved;
    motor.unwrapped = unwrapped + moved;
    at = reach;
    if (!met) continue;
    if (limit.wrap != 0) {
      const length = deck.loopOut - deck.loopIn;
      if (rate > 0.0) motor.pos -= length;
      else motor.pos += length;
      writeFrame(d, at, motor.pos, motor.unwrapped);
      continue;
    }
    deck.internalAt = at;
    deck.internalKind = limit.kind;
    return at;
  }
  return at;
}

/** One frame at a speed that changes; true when something was met at `index` + 1. */
function stepVariable(d: i32, index: i32, rate: f64): bool {
  const deck = deckAt(d);
  const motor = motorAt(d);
  const limit = findLimit(d, rate > 0.0);
  motor.rate = rate;
  motor.pos += rate;
  motor.unwrapped += rate;
  let met = false;
  if (rate != 0.0 && isMet(limit, motor.pos, rate > 0.0)) {
    if (limit.wrap != 0) {
      const length = deck.loopOut - deck.loopIn;
      motor.pos += rate > 0.0 ? -length : length;
    } else if (limit.kind != Internal.none) {
      deck.internalAt = index + 1;
      deck.internalKind = limit.kind;
      met = true;
    }
  }
  const step = 1.0 / (0.005 * sampleRate());
  motor.still = Math.abs(rate) > RESTING ? min(1.0, motor.still + step) : max(0.0, motor.still - step);
  writeFrame(d, index + 1, motor.pos, motor.unwrapped);
  store<f32>(stillAt(d, index + 1), <f32>motor.still);
  return met;
}

/** Speed of a ramp at its frame `at`. */
function rampRate(d: i32, at: f64): f64 {
  const deck = deckAt(d);
  const x = deck.rampLength <= 0.0 ? 1.0 : min(1.0, at / deck.rampLength);
  return deck.rampFrom + (deck.rampTo - deck.rampFrom) * x;
}

function runRamp(d: i32, from: i32, to: i32): i32 {
  const deck = deckAt(d);
  const motor = motorAt(d);
  for (let i = from; i < to; i++) {
    if (motor.rampFrames >= deck.rampLength) {
      deck.internalAt = i;
      deck.internalKind = Internal.rampEnd;
      return i;
    }
    const rate = rampRate(d, motor.rampFrames);
    motor.rampFrames += 1.0;
    if (stepVariable(d, i, rate)) return i + 1;
  }
  return to;
}

function runScratch(d: i32, from: i32, to: i32): i32 {
  for (let i = from; i < to; i++) if (stepVariable(d, i, stepScratch(d, blockFrame() + <f64>i))) return i + 1;
  return to;
}

/** Heard through the stretcher: the speeds fed one output latency ago. */
function runDelayed(d: i32, from: i32, to: i32): i32 {
  const delay = stretchOutputLatency();
  let at = from;
  while (at < to) {
    const fed = blockFrame() + <f64>at - delay;
    const index = rateIndex(d, fed);
    const end = rateEnds(d, index) - fed;
    const stop = end >= <f64>(to - at) ? to : at + max(1, <i32>Math.ceil(end));
    const reached = runConstant(d, at, stop, rateAt(d, index));
    if (reached < stop || deckAt(d).internalAt != NO_INTERNAL) return reached;
    at = reached;
  }
  return at;
}

/** Slip time goes on by `frames` at the speed play would have. */
function runSlip(d: i32, frames: i32): void {
  const deck = deckAt(d);
  const motor = motorAt(d);
  if (deck.slipping == 0) return;
  const before = motor.slipPos;
  let p = before + <f64>frames * deck.slipRate;
  if (deck.slipLoopOn != 0) {
    const length = deck.slipLoopOut - deck.slipLoopIn;
    if (before < deck.slipLoopOut && p >= deck.slipLoopOut - NEAR)
      p = deck.slipLoopIn + mod(p - deck.slipLoopIn + NEAR, length) - NEAR;
    else if (before >= deck.slipLoopIn && p < deck.slipLoopIn - NEAR)
      p = deck.slipLoopIn + mod(p - deck.slipLoopIn, length);
  }
  if (deck.slipRate < 0.0) p = max(p, 0.0);
  motor.slipPos = min(p, deck.frames);
}

function mod(x: f64, m: f64): f64 {
  return x - m * Math.floor(x / m);
}

function run(d: i32, from: i32, to: i32): i32 {
  const deck = deckAt(d);
  const motor = motorAt(d);
  writeFrame(d, from, motor.pos, motor.unwrapped);
  store<f32>(stillAt(d, from), <f32>motor.still);
  let reached = to;
  if (deck.mode == Mode.stopped) {
    motor.rate = 0.0;
    for (let i = from + 1; i <= to; i++) writeFrame(d, i, motor.pos, motor.unwrapped);
  } else if (deck.mode == Mode.playing)
    reached = topKind(d) == LayerKind.stretched ? runDelayed(d, from, to) : runConstant(d, from, to, motorRate(d));
  else if (deck.mode == Mode.ramp) reached = runRamp(d, from, to);
  else reached = runScratch(d, from, to);
  runSlip(d, reached - from);
  return reached;
}

/** Plans voice `d` from index `from` to the end of the block, or to the first thing it meets. */
export function planDeck(d: i32, from: i32): void {
  const deck = deckAt(d);
  deck.internalAt = NO_INTERNAL;
  deck.internalKind = Internal.none;
  settleLoop(d);
  deck.slipRate = deck.slipping != 0 ? slipSpeed(d) : 0.0;
  saveMotor(d);
  deck.planned = 1;
  deck.planStart = from;
  deck.planEnd = run(d, from, BLOCK_FRAMES);
}

/** Cuts a plan short: the motor's state is that at `index`. */
export function cutPlan(d: i32, index: i32): void {
  const deck = deckAt(d);
  if (deck.planned == 0) return;
  deck.planned = 0;
  if (index >= deck.planEnd) return;
  restoreMotor(d);
  run(d, deck.planStart, index);
  deck.internalAt = NO_INTERNAL;
}

/** Speed of slip time: fader and nudge, forward unless the deck itself is set to reverse and that is no slip of its own. */
function slipSpeed(d: i32): f64 {
  const rate = Math.abs(motorRate(d));
  return deckAt(d).slipRate < 0.0 ? -rate : rate;
}

/** A position that already lies in the body of a loop that is on belongs to it. */
function settleLoop(d: i32): void {
  const deck = deckAt(d);
  const motor = motorAt(d);
  if (deck.loopOn == 0) {
    motor.engaged = 0;
    return;
  }
  if (motor.engaged != 0) return;
  const zone = deck.loopOut - loopFadeFrames(deck.loopOut - deck.loopIn);
  if (motor.pos >= deck.loopIn - NEAR && motor.pos < zone) motor.engaged = 1;
}
