/** Loops, loop rolls, slip and censor. Thread: audio; no allocation. Functions return a `Refusal` code or 0. */
import { DC_SLIP, Refusal } from './generated/layout';
import { markHere } from './deck-grid';
import { beatOf, beatsBetween, beatSpan, framesPerBeatAt, hasGrid, isEven } from './deck-beats';
import { deckAt, isReversed, Mode, motorAt } from './deck-state';
import { LayerKind, pushLayer, topKind } from './deck-layers';
import { bridgeKind, spoilPriming, stretchFollowsLoop } from './deck-stretch';
import { jumpFadeFrames, loopFadeFrames } from './fade';
import { fadeOr, heldInTrack, jumpTo } from './deck-jump';
import { reschedule } from './pending';
import { deckControl } from './shared';

/** Shortest loop, source frames. */
const SHORTEST: f64 = 64.0;
/** Beats a beat loop may have. */
const LEAST_BEATS: f64 = 1.0 / 32.0;
const MOST_BEATS: f64 = 32.0;
const ROUNDING: f64 = 1e-6;

function mod(x: f64, m: f64): f64 {
  return x - m * Math.floor(x / m);
}

@inline
function hasLoop(d: i32): bool {
  return deckAt(d).loopOut > deckAt(d).loopIn;
}

@inline
function inZone(pos: f64, loopIn: f64, loopOut: f64): bool {
  return pos > loopOut - loopFadeFrames(loopOut - loopIn);
}

/**
 * The loop becomes `loopIn` … `loopOut`, on or off. The position stays; where the sound at it changes (inside a loop's
 * crossfade, or because the stretcher has already been fed past the change) it crossfades.
 */
function setLoop(d: i32, on: bool, loopIn: f64, loopOut: f64): void {
  const deck = deckAt(d);
  const motor = motorAt(d);
  const engages = on && motor.pos >= loopIn && motor.pos < loopOut;
  const differs =
    (motor.engaged != 0 && inZone(motor.pos, deck.loopIn, deck.loopOut)) || (engages && inZone(motor.pos, loopIn, loopOut));
  if (deck.mode != Mode.stopped && topKind(d) == LayerKind.hermite && differs)
    pushLayer(d, LayerKind.hermite, jumpFadeFrames());
  deck.loopOn = on ? 1 : 0;
  deck.loopIn = loopIn;
  deck.loopOut = loopOut;
  motor.engaged = engages ? 1 : 0;
  if (deck.mode != Mode.stopped && topKind(d) == LayerKind.stretched && !stretchFollowsLoop(d))
    pushLayer(d, bridgeKind(d), jumpFadeFrames());
  spoilPriming(d);
  if (motor.unwrapped != motor.pos) {
    motor.unwrapped = motor.pos;
    reschedule(d);
  }
}

/** Switches a loop on; with slip, the time outside it goes on. */
function enterLoop(d: i32, loopIn: f64, loopOut: f64): void {
  const deck = deckAt(d);
  if (deckControl(d, DC_SLIP) != 0.0 && deck.loopOn == 0 && deck.mode != Mode.stopped) beginSlip(d);
  deck.loopMark = -1.0;
  setLoop(d, true, loopIn, loopOut);
}

/** A position at or past the loop's end continues inside, in phase. */
function wrapInto(d: i32, hard: bool): void {
  const deck = deckAt(d);
  const pos = motorAt(d).pos;
  if (pos < deck.loopOut) return;
  jumpTo(d, deck.loopIn + mod(pos - deck.loopIn, deck.loopOut - deck.loopIn), hard);
}

export function loopInHere(d: i32, late: f64): i32 {
  const deck = deckAt(d);
  const mark = markHere(d, late);
  if (deck.loopOn != 0 && mark < deck.loopOut - SHORTEST) setLoop(d, true, mark, deck.loopOut);
  else {
    if (deck.loopOn != 0) setLoop(d, false, deck.loopIn, deck.loopOut);
    deck.loopMark = mark;
  }
  return 0;
}

export function loopOutHere(d: i32, late: f64, hard: bool): i32 {
  const deck = deckAt(d);
  const start = deck.loopMark >= 0.0 ? deck.loopMark : deck.loopOn != 0 ? deck.loopIn : -1.0;
  if (start < 0.0) return Refusal.nothingThere;
  const end = max(markHere(d, late), start + (hasGrid(d) ? beatSpan(d, start, LEAST_BEATS) : SHORTEST));
  if (end - start < SHORTEST) return Refusal.outOfRange;
  enterLoop(d, start, end);
  wrapInto(d, hard);
  return 0;
}

/** A loop of `beats`; a loop that is on keeps its start. */
export function loopOfBeats(d: i32, beats: f64, late: f64, hard: bool): i32 {
  const deck = deckAt(d);
  if (!hasGrid(d)) return Refusal.noGrid;
  if (!(beats >= LEAST_BEATS - ROUNDING && beats <= MOST_BEATS + ROUNDING)) return Refusal.outOfRange;
  const keeps = deck.loopOn != 0 && motorAt(d).engaged != 0;
  const start = keeps ? deck.loopIn : markHere(d, late, beats);
  const length = beatSpan(d, start, beats);
  if (length < SHORTEST) return Refusal.outOfRange;
  deck.loopBeats = beats;
  enterLoop(d, start, start + length);
  wrapInto(d, hard);
  return 0;
}

export function loopBetween(d: i32, from: f64, to: f64, on: bool): i32 {
  const loopIn = max(0.0, from);
  if (to - loopIn < SHORTEST) return Refusal.badArgument;
  if (on) enterLoop(d, loopIn, to);
  else setLoop(d, false, loopIn, to);
  return 0;
}

export function loopExit(d: i32, hard: bool): i32 {
  const deck = deckAt(d);
  if (deck.loopOn == 0) return Refusal.nothingThere;
  if (deck.slipping != 0 && deck.rolling == 0 && deck.censoring == 0) {
    const loopIn = deck.loopIn;
    const loopOut = deck.loopOut;
    endSlip(d, hard);
    if (deck.loopOn == 0) {
      deck.loopIn = loopIn;
      deck.loopOut = loopOut;
    }
    return 0;
  }
  setLoop(d, false, deck.loopIn, deck.loopOut);
  return 0;
}

export function reloop(d: i32, late: f64, hard: bool): i32 {
  const deck = deckAt(d);
  if (!hasLoop(d)) return Refusal.nothingThere;
  if (deck.loopOn != 0) return 0;
  const pos = motorAt(d).pos;
  const inside = pos >= deck.loopIn && pos < deck.loopOut;
  if (inside) {
    enterLoop(d, deck.loopIn, deck.loopOut);
    return 0;
  }
  if (deckControl(d, DC_SLIP) != 0.0 && deck.mode != Mode.stopped) beginSlip(d);
  const length = deck.loopOut - deck.loopIn;
  const offset = late >= 1.0 ? mod(late * motorAt(d).rate, length) : 0.0;
  deck.loopOn = 1;
  jumpTo(d, deck.loopIn + offset, hard);
  return 0;
}

/** Halves (0.5) or doubles (2) the loop; with no loop on, the length the next one will have. */
export function loopScale(d: i32, factor: f64, hard: bool): i32 {
  const deck = deckAt(d);
  if (deck.loopOn == 0) {
    const beats = deck.loopBeats * factor;
    if (beats < LEAST_BEATS - ROUNDING || beats > MOST_BEATS + ROUNDING) return Refusal.outOfRange;
    deck.loopBeats = beats;
    return 0;
  }
  const length = isEven(d)
    ? (deck.loopOut - deck.loopIn) * factor
    : beatSpan(d, deck.loopIn, beatsBetween(d, deck.loopIn, deck.loopOut) * factor);
  if (length < SHORTEST) return Refusal.outOfRange;
  if (hasGrid(d)) {
    const beats = isEven(d)
      ? length / framesPerBeatAt(d, deck.loopIn)
      : beatsBetween(d, deck.loopIn, deck.loopIn + length);
    if (factor < 1.0 && beats < LEAST_BEATS - ROUNDING) return Refusal.outOfRange;
    if (factor > 1.0 && beats > MOST_BEATS + ROUNDING) return Refusal.outOfRange;
    deck.loopBeats = min(max(beats, LEAST_BEATS), MOST_BEATS);
  } else if (length > deck.frames) return Refusal.outOfRange;
  setLoop(d, true, deck.loopIn, deck.loopIn + length);
  wrapInto(d, hard);
  return 0;
}

/** Moves the loop, and a position inside it, by beats; as far as the track's start allows in whole steps of the same size. */
export function loopMove(d: i32, beats: f64, hard: bool): i32 {
  const deck = deckAt(d);
  if (!hasGrid(d)) return Refusal.noGrid;
  if (!hasLoop(d)) return Refusal.nothingThere;
  const by = beatSpan(d, deck.loopIn, beats);
  if (deck.loopIn + by < 0.0 || deck.loopIn + by >= deck.frames) return Refusal.outOfRange;
  const outBy = beatSpan(d, deck.loopOut, beats);
  const engaged = motorAt(d).engaged != 0;
  const pos = motorAt(d).pos;
  if (!engaged) {
    setLoop(d, deck.loopOn != 0, deck.loopIn + by, deck.loopOut + outBy);
    return 0;
  }
  // The layer left behind keeps the old loop, so it is pushed before the loop moves.
  if (deck.mode != Mode.stopped) pushLayer(d, bridgeKind(d), fadeOr(jumpFadeFrames(), hard));
  deck.loopIn += by;
  deck.loopOut += outBy;
  jumpTo(d, pos + beatSpan(d, pos, beats), hard);
  return 0;
}

/** The time that play would keep goes on from here, beside what is heard. */
export function beginSlip(d: i32): void {
  const deck = deckAt(d);
  if (deck.slipping != 0) return;
  deck.slipping = 1;
  motorAt(d).slipPos = motorAt(d).pos;
  deck.slipRate = isReversed(d) ? -1.0 : 1.0;
  deck.slipLoopOn = motorAt(d).engaged;
  deck.slipLoopIn = deck.loopIn;
  deck.slipLoopOut = deck.loopOut;
}

/** Back to where play would be, in its loop if it had one. */
export function endSlip(d: i32, hard: bool): void {
  const deck = deckAt(d);
  if (deck.slipping == 0) return;
  const target = motorAt(d).slipPos;
  if (deck.mode != Mode.stopped) pushLayer(d, bridgeKind(d), fadeOr(jumpFadeFrames(), hard));
  dropSlip(d);
  jumpTo(d, target, hard);
}

/** Slip time ends where the deck is; the loop that play was in is the deck's loop again. */
export function dropSlip(d: i32): void {
  const deck = deckAt(d);
  if (deck.slipping == 0) return;
  if (deck.rolling != 0 || deck.slipLoopOn != 0) {
    deck.loopIn = deck.slipLoopIn;
    deck.loopOut = deck.slipLoopOut;
  }
  deck.loopOn = deck.slipLoopOn;
  motorAt(d).engaged = 0;
  deck.slipping = 0;
  deck.rolling = 0;
  deck.censoring = 0;
}

export function rollStart(d: i32, beats: f64, late: f64, hard: bool): i32 {
  const deck = deckAt(d);
  if (!hasGrid(d)) return Refusal.noGrid;
  if (deck.mode == Mode.stopped) return Refusal.nothingThere;
  const start = deck.rolling != 0 ? deck.loopIn : markHere(d, late, beats);
  const length = beatSpan(d, start, beats);
  if (!(beats <= MOST_BEATS + ROUNDING && length >= SHORTEST)) return Refusal.outOfRange;
  beginSlip(d);
  deck.rolling = 1;
  setLoop(d, true, start, start + length);
  wrapInto(d, hard);
  return 0;
}

export function rollEnd(d: i32, hard: bool): i32 {
  if (deckAt(d).rolling == 0) return Refusal.nothingThere;
  endSlip(d, hard);
  return 0;
}

export function censorStart(d: i32): i32 {
  const deck = deckAt(d);
  if (deck.mode != Mode.playing) return Refusal.nothingThere;
  if (deck.censoring != 0) return 0;
  beginSlip(d);
  turnRound(d);
  deck.censoring = 1;
  return 0;
}

export function censorEnd(d: i32, hard: bool): i32 {
  if (deckAt(d).censoring == 0) return Refusal.nothingThere;
  endSlip(d, hard);
  return 0;
}

/** The direction of play is about to change: what was heard goes on for the length of a crossfade. */
export function turnRound(d: i32): void {
  if (deckAt(d).mode == Mode.playing) pushLayer(d, LayerKind.hermite, jumpFadeFrames());
  spoilPriming(d);
}

/** Position += `beats`; a jump out of the track lands inside, on the same beat phase. */
export function beatJump(d: i32, beats: f64, hard: bool): i32 {
  if (!hasGrid(d)) return Refusal.noGrid;
  const deck = deckAt(d);
  const from = beatOf(d, motorAt(d).pos);
  let target = from + beats;
  const first = beatOf(d, 0.0);
  const last = beatOf(d, deck.frames);
  if (target < first) target += Math.ceil(first - target);
  if (target > last) target -= Math.ceil(target - last);
  const pos = motorAt(d).pos + beatSpan(d, motorAt(d).pos, target - from);
  jumpTo(d, heldInTrack(d, pos), hard);
  return 0;
}
