/**
 * The table of commands that wait for their moment, on three clocks, each executed on its exact frame. Nothing blocks the
 * head: every entry is looked at, and entries due at the same frame execute in the order of arrival.
 *
 * A command with `nextBoundary` waits for the next multiple of its step; where the clock jumps meanwhile, for the next
 * multiple after that. On a deck the multiple is counted on the beat play would have without loop wraps, so a step longer
 * than the loop is still reached. An absolute beat is met by the heard position. Thread: audio; no allocation.
 */
import {
  BLOCK_FRAMES,
  Clock,
  Command,
  COMMAND_BYTES,
  CommandFlag,
  DECK_CONTROL_COUNT,
  EventType,
  GLOBAL_CONTROL_FIRST,
  NO_DECK,
  Op,
  PENDING_MAX,
  Refusal,
} from './generated/layout';
import { beatOf, frameOfBeat, framesPerBeatAt, hasGrid, isEven, playedBeat } from './deck-beats';
import {
  deckAt,
  Mode,
  motorAt,
  motorRate,
  movesDeck,
  nominalRate,
  positionAt,
  touchSlow,
  unwrappedAt,
} from './deck-state';
import { emitCommand } from './events';
import { beatsPerFrame, blockFrame, cursor, nowFrame, transportBeatAt, transportPlaying } from './transport';

@unmanaged
export class Entry {
  // A `Command`, copied.
  command0: f64;
  command1: f64;
  command2: f64;
  command3: f64;
  command4: f64;
  command5: f64;
  command6: f64;
  /** Boundary on its clock: frame or beat. */
  boundary: f64;
  totalBeats: f64;
  /** Engine frames between the moment it was due and its execution. */
  late: f64;
  /** Index in this block at which it executes; NOT_NOW, or UNKNOWN. */
  fireAt: i32;
  /** Due now: nothing moves it any more. */
  due: i32;
}

const NOT_NOW: i32 = 1 << 20;
const UNKNOWN: i32 = -1;
/** A press this long after a boundary, in beats, still belongs to it (15°). */
const GRACE_BEATS: f64 = 1.0 / 24.0;
/** Rounding allowed when a clock meets its boundary. */
const NEAR_BEATS: f64 = 1e-9;
const NEAR_FRAMES: f64 = 1e-6;

const TABLE: usize = memory.data(offsetof<Entry>() * (PENDING_MAX + 1), 16);
const COUNT: usize = memory.data(8, 8);
/** What `arrivalAt` found: whether it executes at once, how late, else its boundary. */
const LATE: usize = memory.data(24, 8);

namespace Verdict {
  export const wait: i32 = 0;
  export const now: i32 = 1;
  export const stale: i32 = 2;
}

@inline
export function pendingCount(): i32 {
  return load<i32>(COUNT);
}

@inline
export function pendingAt(i: i32): Entry {
  return changetype<Entry>(TABLE + <usize>i * offsetof<Entry>());
}

@inline
export function pendingCommand(i: i32): Command {
  return changetype<Command>(TABLE + <usize>i * offsetof<Entry>());
}

export function clearPending(): void {
  store<i32>(COUNT, 0);
}

function removePending(i: i32): void {
  const count = pendingCount();
  const size = offsetof<Entry>();
  const at = TABLE + <usize>i * size;
  memory.copy(at, at + size, <usize>(count - 1 - i) * size);
  store<i32>(COUNT, count - 1);
  touchSlow();
}

@inline
function foundLate(): f64 {
  return load<f64>(LATE);
}

@inline
function foundBoundary(): f64 {
  return load<f64>(LATE, 8);
}

/** Beat at which a stepped clock is met next, and how many beats ago it was met last; forward or backward. */
function judgeStep(beat: f64, step: f64, forward: bool): i32 {
  const b = forward ? beat : -beat;
  const last = Math.floor(b / step + NEAR_BEATS) * step;
  const since = max(0.0, b - last);
  store<f64>(LATE, since);
  const next = last + step;
  store<f64>(LATE, forward ? next : -next, 8);
  return since <= GRACE_BEATS ? Verdict.now : Verdict.wait;
}

function judgeAbsolute(beat: f64, target: f64, forward: bool): i32 {
  const since = forward ? beat - target : target - beat;
  store<f64>(LATE, max(0.0, since));
  store<f64>(LATE, target, 8);
  if (since < -NEAR_BEATS) return Verdict.wait;
  return since <= 1.0 + NEAR_BEATS ? Verdict.now : Verdict.stale;
}

/** Engine frames in a beat of a command's deck, or of the transport where it has none. */
function beatFrames(command: Command): f64 {
  const d = <i32>command.deck;
  if (d < 4 && hasGrid(d)) return framesPerBeatAt(d, motorAt(d).pos) / max(0.1, nominalRate(d));
  return 1.0 / beatsPerFrame();
}

/** Whether a command executes now; leaves lateness (engine frames) and boundary behind. */
function judge(command: Command): i32 {
  const clock = <i32>command.clock;
  const stepped = ((<i32>command.flags) & CommandFlag.nextBoundary) != 0;
  store<f64>(LATE, 0.0);
  store<f64>(LATE, 0.0, 8);
  if (clock == Clock.now) return Verdict.now;
  if (clock == Clock.frame) {
    const late = nowFrame() - command.time;
    store<f64>(LATE, max(0.0, late));
    store<f64>(LATE, command.time, 8);
    if (late < 0.0) return Verdict.wait;
    return late <= beatFrames(command) ? Verdict.now : Verdict.stale;
  }
  if (clock == Clock.transportBeat) {
    const beat = transportBeatAt(nowFrame());
    if (stepped && !transportPlaying()) return Verdict.now;
    const verdict = stepped ? judgeStep(beat, command.step, true) : judgeAbsolute(beat, command.time, true);
    store<f64>(LATE, foundLate() / beatsPerFrame());
    return verdict;
  }
  const d = <i32>command.deck;
  const steady = deckAt(d).mode == Mode.playing;
  if (stepped && !steady) return Verdict.now;
  const motor = motorAt(d);
  const rate = steady ? motorRate(d) : motor.rate;
  const forward = rate >= 0.0;
  const verdict = stepped
    ? judgeStep(playedBeat(d, motor.pos, motor.unwrapped), command.step, forward)
    : judgeAbsolute(beatOf(d, motor.pos), command.time, forward);
  const speed = Math.abs(rate);
  store<f64>(LATE, speed > 0.01 ? (foundLate() * framesPerBeatAt(d, motor.pos)) / speed : 0.0);
  return verdict;
}

/** How many engine frames late the command judged last is. */
export function judgedLate(): f64 {
  return foundLate();
}

/** Judges an arriving command: 0 it waits now, 1 execute it, 2 it is stale, 3 the table is full. */
export function admit(command: Command): i32 {
  const verdict = judge(command);
  if (verdict != Verdict.wait) return verdict;
  const count = pendingCount();
  if (count >= PENDING_MAX) return 3;
  const entry = pendingAt(count);
  memory.copy(changetype<usize>(entry), changetype<usize>(command), COMMAND_BYTES);
  entry.boundary = foundBoundary();
  entry.totalBeats = 0.0;
  if (<i32>command.clock == Clock.transportBeat)
    entry.totalBeats = Math.abs(entry.boundary - transportBeatAt(nowFrame()));
  else if (<i32>command.clock == Clock.deckBeat) {
    const d = <i32>command.deck;
    entry.totalBeats = Math.abs(entry.boundary - playedBeat(d, motorAt(d).pos, motorAt(d).unwrapped));
  }
  entry.late = 0.0;
  entry.fireAt = UNKNOWN;
  entry.due = 0;
  store<i32>(COUNT, count + 1);
  touchSlow();
  return 0;
}

/** Judges waiting entries again after their clock jumped: a deck (`d` ≥ 0) or the transport (−1). */
function rejudge(d: i32): void {
  for (let i = 0; i < pendingCount(); i++) {
    const entry = pendingAt(i);
    const command = pendingCommand(i);
    if (entry.due != 0) continue;
    const mine = d < 0 ? <i32>command.clock == Clock.transportBeat : isOnDeck(command, d);
    if (!mine) continue;
    touchSlow();
    const stepped = ((<i32>command.flags) & CommandFlag.nextBoundary) != 0;
    // A clock that stands still keeps what waits for it.
    const stands = d < 0 ? !transportPlaying() : deckAt(d).mode == Mode.stopped;
    const verdict = stepped && stands ? Verdict.wait : judge(command);
    if (stepped && stands) {
      const beat = d < 0 ? transportBeatAt(nowFrame()) : playedBeat(d, motorAt(d).pos, motorAt(d).unwrapped);
      judgeStep(beat, command.step, true);
    }
    if (verdict == Verdict.stale) {
      emitCommand(EventType.refused, Refusal.stale, command, nowFrame(), 0.0);
      removePending(i);
      i--;
      continue;
    }
    entry.boundary = foundBoundary();
    entry.fireAt = UNKNOWN;
    if (verdict == Verdict.now) {
      entry.due = 1;
      entry.late = foundLate();
      entry.fireAt = cursor();
    }
  }
}

@inline
function isOnDeck(command: Command, d: i32): bool {
  return <i32>command.clock == Clock.deckBeat && <i32>command.deck == d;
}

/** Deck `d` jumped or its grid changed. */
export function reschedule(d: i32): void {
  rejudge(d);
}

/** The transport jumped. */
export function rescheduleTransport(): void {
  rejudge(-1);
}

/** Deck `d` was planned anew. */
export function forgetDeckTimes(d: i32): void {
  for (let i = 0; i < pendingCount(); i++)
    if (pendingAt(i).due == 0 && isOnDeck(pendingCommand(i), d)) pendingAt(i).fireAt = UNKNOWN;
}

/** The transport's tempo changed, or a block begins. */
export function forgetTimes(): void {
  for (let i = 0; i < pendingCount(); i++) if (pendingAt(i).due == 0) pendingAt(i).fireAt = UNKNOWN;
}

/** Deck `d` lost its grid: what waits for its beats will not happen. */
export function refuseWithoutGrid(d: i32): void {
  for (let i = pendingCount() - 1; i >= 0; i--) {
    const command = pendingCommand(i);
    if (!isOnDeck(command, d)) continue;
    emitCommand(EventType.refused, Refusal.noGrid, command, nowFrame(), 0.0);
    removePending(i);
  }
}

/** Takes the entry with id `id` out, reporting it as cancelled; false when there is none. */
export function cancelPending(id: u32): bool {
  for (let i = 0; i < pendingCount(); i++) {
    const command = pendingCommand(i);
    if (command.id != id) continue;
    emitCommand(EventType.cancelled, 0, command, nowFrame(), 0.0);
    removePending(i);
    return true;
  }
  return false;
}

function fireOnTransport(boundary: f64, from: i32): i32 {
  if (!transportPlaying()) return NOT_NOW;
  const start = blockFrame();
  const goal = boundary - NEAR_BEATS;
  if (transportBeatAt(start + <f64>(BLOCK_FRAMES - 1)) < goal) return NOT_NOW;
  let i = <i32>max(<f64>from, Math.ceil((goal - transportBeatAt(start)) / beatsPerFrame()) - 1.0);
  while (i < BLOCK_FRAMES && transportBeatAt(start + <f64>i) < goal) i++;
  return i;
}

/** Frames moved from index `i` to the next; the arrays reach one index past the block. */
@inline
function moveFrom(at: usize, next: usize): f64 {
  return load<f64>(next) - load<f64>(at);
}

/** A boundary that lies between the last frame of the block before and `from` is met at `from`. */
function fireOnStep(d: i32, boundary: f64, from: i32, to: i32): i32 {
  if (!isEven(d)) return fireOnPlayedBeat(d, boundary, from, to);
  const frame = frameOfBeat(d, boundary);
  const here = load<f64>(unwrappedAt(d, from));
  const moved = moveFrom(unwrappedAt(d, from), unwrappedAt(d, from + 1));
  const rising = moved < 0.0 ? here < frame + moved : here <= frame + moved;
  for (let i = from; i <= to; i++) {
    const p = load<f64>(unwrappedAt(d, i));
    if (rising ? p >= frame - NEAR_FRAMES : p <= frame + NEAR_FRAMES) return i;
  }
  return NOT_NOW;
}

/** The same where the tempo changes: rounds of a loop are no frames further on in the grid, so beats are compared. */
function fireOnPlayedBeat(d: i32, boundary: f64, from: i32, to: i32): i32 {
  const here = playedBeatAt(d, from);
  const moved = moveFrom(unwrappedAt(d, from), unwrappedAt(d, from + 1));
  const slack = Math.abs(moved) / framesPerBeatAt(d, load<f64>(positionAt(d, from)));
  const rising = moved < 0.0 ? here < boundary - slack : here <= boundary + slack;
  for (let i = from; i <= to; i++) {
    const beat = playedBeatAt(d, i);
    if (rising ? beat >= boundary - NEAR_BEATS : beat <= boundary + NEAR_BEATS) return i;
  }
  return NOT_NOW;
}

@inline
function playedBeatAt(d: i32, index: i32): f64 {
  return playedBeat(d, load<f64>(positionAt(d, index)), load<f64>(unwrappedAt(d, index)));
}

/** True when a move of `moved` frames that ended at `after` met the position `frame`. */
@inline
function meets(after: f64, moved: f64, frame: f64): bool {
  const before = after - moved;
  return moved > 0.0
    ? before < frame - NEAR_FRAMES && after >= frame - NEAR_FRAMES
    : moved < 0.0 && before > frame + NEAR_FRAMES && after <= frame + NEAR_FRAMES;
}

function fireOnBeat(d: i32, boundary: f64, from: i32, to: i32): i32 {
  const frame = frameOfBeat(d, boundary);
  // What was met on the way into `from` belongs to `from`: the block before could not see it.
  const first = load<f64>(positionAt(d, from));
  if (meets(first, moveFrom(unwrappedAt(d, from), unwrappedAt(d, from + 1)), frame)) return from;
  for (let i = from + 1; i <= to; i++) {
    const before = load<f64>(positionAt(d, i - 1));
    const after = load<f64>(positionAt(d, i));
    const moved = moveFrom(unwrappedAt(d, i - 1), unwrappedAt(d, i));
    if (meets(before + moved, moved, frame)) return i;
    if (moved > 0.0 && after < before && after >= frame - NEAR_FRAMES && frame >= deckAt(d).loopIn) return i;
    if (moved < 0.0 && after > before && after <= frame + NEAR_FRAMES && frame <= deckAt(d).loopOut) return i;
  }
  return NOT_NOW;
}

function timeOf(i: i32, from: i32): i32 {
  const entry = pendingAt(i);
  const command = pendingCommand(i);
  const clock = <i32>command.clock;
  if (clock == Clock.frame) {
    const at = Math.ceil(entry.boundary - blockFrame());
    return at < <f64>BLOCK_FRAMES ? <i32>max(at, <f64>from) : NOT_NOW;
  }
  if (clock == Clock.transportBeat) return fireOnTransport(entry.boundary, from);
  const d = <i32>command.deck;
  const deck = deckAt(d);
  if (deck.mode == Mode.stopped) return NOT_NOW;
  const to = min(deck.planEnd, BLOCK_FRAMES - 1);
  const stepped = ((<i32>command.flags) & CommandFlag.nextBoundary) != 0;
  return stepped ? fireOnStep(d, entry.boundary, from, to) : fireOnBeat(d, entry.boundary, from, to);
}

/** Index of the next execution in this block at or after `from`, or beyond the block. All decks must be planned. */
export function nextFire(from: i32): i32 {
  let least = NOT_NOW;
  for (let i = 0; i < pendingCount(); i++) {
    const entry = pendingAt(i);
    if (entry.fireAt == UNKNOWN) entry.fireAt = timeOf(i, from);
    if (entry.fireAt < least) least = entry.fireAt;
  }
  return least;
}

/** The voice whose motion a command changes, or one that is none. */
function ownerOf(command: Command): i32 {
  if (<i32>command.op != Op.setControl) return <i32>command.deck;
  const index = command.target;
  if (index < 0 || index >= GLOBAL_CONTROL_FIRST) return NO_DECK;
  return movesDeck(index % DECK_CONTROL_COUNT) ? index / DECK_CONTROL_COUNT : NO_DECK;
}

/** Index after `from` at which the next command on voice `d` itself executes in this block, at most its end. */
export function nextOwnFire(d: i32, from: i32): i32 {
  let least = BLOCK_FRAMES;
  for (let i = 0; i < pendingCount(); i++)
    if (pendingAt(i).fireAt > from && ownerOf(pendingCommand(i)) == d) least = min(least, pendingAt(i).fireAt);
  return least;
}

/** Fixes everything due at index `at`: from here on no jump of a clock moves it. */
export function latchDue(at: i32): void {
  for (let i = 0; i < pendingCount(); i++) {
    const entry = pendingAt(i);
    if (entry.due != 0 || entry.fireAt != at) continue;
    const command = pendingCommand(i);
    entry.due = 1;
    const clock = <i32>command.clock;
    if (clock == Clock.frame) entry.late = max(0.0, nowFrame() - entry.boundary);
    else if (clock == Clock.transportBeat)
      entry.late = max(0.0, (transportBeatAt(nowFrame()) - entry.boundary) / beatsPerFrame());
    else {
      const d = <i32>command.deck;
      const speed = Math.abs(motorAt(d).rate);
      const stepped = ((<i32>command.flags) & CommandFlag.nextBoundary) != 0;
      const pos = load<f64>(positionAt(d, at));
      let past: f64;
      if (stepped && !isEven(d)) past = Math.abs(playedBeatAt(d, at) - entry.boundary) * framesPerBeatAt(d, pos);
      else past = Math.abs((stepped ? load<f64>(unwrappedAt(d, at)) : pos) - frameOfBeat(d, entry.boundary));
      entry.late = speed > 0.01 ? min(past / speed, 1.0 - 1e-9) : 0.0;
    }
  }
}

/**
 * Takes the first entry due at this frame out of the table, copied to `target`; returns false when none is left.
 * Its lateness is then in `judgedLate`.
 */
export function takeDue(target: usize): bool {
  for (let i = 0; i < pendingCount(); i++) {
    const entry = pendingAt(i);
    if (entry.due == 0) continue;
    memory.copy(target, changetype<usize>(entry), COMMAND_BYTES);
    store<f64>(LATE, entry.late);
    removePending(i);
    return true;
  }
  return false;
}
