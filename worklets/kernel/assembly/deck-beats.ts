/**
 * A deck's beats: the grid's first tempo reaches from its downbeat, which is beat 0, back to the track's start and on to
 * the first tempo change; each change is a whole number of beats after the one before. Between two changes the beats lie
 * evenly, so the tempo there is what fits, and the last tempo goes on to the track's end.
 *
 * A grid without changes is a line, and is computed as one. Thread: audio; tables at static addresses, no allocation.
 */
import { DECK_COUNT, GRID_SEGMENTS_MAX, Refusal } from './generated/layout';
import { deckAt, touchSlow } from './deck-state';
import { refuseWithoutGrid, reschedule } from './pending';
import { sampleRate } from './shared';

const LEAST_BPM: f64 = 10.0;
const MOST_BPM: f64 = 1000.0;

/** A stretch of even beats. */
@unmanaged
class Segment {
  /** First frame, which is beat `beat`. */
  frame: f64;
  beat: f64;
  framesPerBeat: f64;
}

/** Per deck: GRID_SEGMENTS_MAX segments; the first starts at the downbeat. Filled only where a grid has changes. */
const SEGMENTS: usize = memory.data(DECK_COUNT * GRID_SEGMENTS_MAX * 24, 16);
/** Changes handed in for the next grid, per deck: frame and BPM each, f64. */
const STAGED: usize = memory.data(DECK_COUNT * GRID_SEGMENTS_MAX * 16, 16);
/** i32 per deck: how many. */
const STAGED_COUNT: usize = memory.data(DECK_COUNT * 4, 4);

@inline
function segmentAt(d: i32, i: i32): Segment {
  return changetype<Segment>(SEGMENTS + <usize>((d * GRID_SEGMENTS_MAX + i) * 24));
}

@inline
function stagedAt(d: i32, i: i32): usize {
  return STAGED + <usize>((d * GRID_SEGMENTS_MAX + i) << 4);
}

@inline
function stagedCount(d: i32): usize {
  return STAGED_COUNT + ((<usize>d) << 2);
}

@inline
export function hasGrid(d: i32): bool {
  return deckAt(d).gridTempo > 0.0;
}

/** Source frames per beat up to the first tempo change. */
@inline
function firstFramesPerBeat(d: i32): f64 {
  return (60.0 * sampleRate()) / deckAt(d).gridTempo;
}

/** The segment that holds `frame`; the first reaches back to the track's start. */
function segmentOfFrame(d: i32, frame: f64): Segment {
  let low = 0;
  let high = deckAt(d).gridChanges;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (segmentAt(d, middle).frame <= frame) low = middle;
    else high = middle - 1;
  }
  return segmentAt(d, low);
}

function segmentOfBeat(d: i32, beat: f64): Segment {
  let low = 0;
  let high = deckAt(d).gridChanges;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (segmentAt(d, middle).beat <= beat) low = middle;
    else high = middle - 1;
  }
  return segmentAt(d, low);
}

/** Source frames per beat at `frame`. */
export function framesPerBeatAt(d: i32, frame: f64): f64 {
  return deckAt(d).gridChanges == 0 ? firstFramesPerBeat(d) : segmentOfFrame(d, frame).framesPerBeat;
}

/** The track's own tempo at `frame`, BPM. */
export function gridTempoAt(d: i32, frame: f64): f64 {
  const deck = deckAt(d);
  return deck.gridChanges == 0 ? deck.gridTempo : (60.0 * sampleRate()) / segmentOfFrame(d, frame).framesPerBeat;
}

export function beatOf(d: i32, frame: f64): f64 {
  const deck = deckAt(d);
  if (deck.gridChanges == 0) return (frame - deck.downbeat) / firstFramesPerBeat(d);
  const segment = segmentOfFrame(d, frame);
  return segment.beat + (frame - segment.frame) / segment.framesPerBeat;
}

export function frameOfBeat(d: i32, beat: f64): f64 {
  const deck = deckAt(d);
  if (deck.gridChanges == 0) return deck.downbeat + beat * firstFramesPerBeat(d);
  const segment = segmentOfBeat(d, beat);
  return segment.frame + (beat - segment.beat) * segment.framesPerBeat;
}

/** Source frames from `from` to the place `beats` later (earlier where negative). */
export function beatSpan(d: i32, from: f64, beats: f64): f64 {
  if (deckAt(d).gridChanges == 0) return beats * firstFramesPerBeat(d);
  return frameOfBeat(d, beatOf(d, from) + beats) - from;
}

/** Beats between two frames. */
export function beatsBetween(d: i32, from: f64, to: f64): f64 {
  return beatOf(d, to) - beatOf(d, from);
}

/** Whether the beats are as long everywhere: the grid has no tempo changes. */
@inline
export function isEven(d: i32): bool {
  return deckAt(d).gridChanges == 0;
}

/**
 * The beat that play has come to since the last jump, rounds of the loop included: the heard beat, and the loop's beats
 * for every time it was wrapped.
 * @param pos heard position
 * @param unwrapped position had loops not wrapped
 */
export function playedBeat(d: i32, pos: f64, unwrapped: f64): f64 {
  const deck = deckAt(d);
  if (deck.gridChanges == 0) return beatOf(d, unwrapped);
  const beat = beatOf(d, pos);
  const length = deck.loopOut - deck.loopIn;
  if (unwrapped == pos || length <= 0.0) return beat;
  return beat + Math.floor((unwrapped - pos) / length + 0.5) * beatsBetween(d, deck.loopIn, deck.loopOut);
}

/** No grid, and nothing handed in for the next. */
export function clearGrid(d: i32): void {
  const deck = deckAt(d);
  deck.downbeat = 0.0;
  deck.gridTempo = 0.0;
  deck.beatsPerBar = 4.0;
  deck.gridChanges = 0;
  deck.metronome = 0;
  if (d < DECK_COUNT) store<i32>(stagedCount(d), 0);
}

/** Hands in tempo change `index` of the next grid. Out of turn or out of range it is refused. */
export function stageChange(d: i32, index: i32, frame: f64, tempo: f64): i32 {
  if (index < 1 || index >= GRID_SEGMENTS_MAX || !(tempo >= LEAST_BPM && tempo <= MOST_BPM)) return Refusal.badArgument;
  if (index != 1 && index != load<i32>(stagedCount(d)) + 1) return Refusal.badArgument;
  const at = stagedAt(d, index);
  store<f64>(at, frame);
  store<f64>(at, tempo, 8);
  store<i32>(stagedCount(d), index);
  return 0;
}

/** Whether the changes handed in are in time order, at least half a beat apart, and can be a grid's. */
function fits(d: i32, downbeat: f64, tempo: f64, changes: i32): bool {
  let frame = downbeat;
  let bpm = tempo;
  for (let i = 1; i <= changes; i++) {
    const at = stagedAt(d, i);
    const next = load<f64>(at);
    if (!(next - frame >= (30.0 * sampleRate()) / bpm)) return false;
    frame = next;
    bpm = load<f64>(at, 8);
  }
  return true;
}

function fillTable(d: i32, downbeat: f64, tempo: f64, changes: i32): void {
  const first = segmentAt(d, 0);
  first.frame = downbeat;
  first.beat = 0.0;
  first.framesPerBeat = (60.0 * sampleRate()) / tempo;
  for (let i = 1; i <= changes; i++) {
    const at = stagedAt(d, i);
    const before = segmentAt(d, i - 1);
    const segment = segmentAt(d, i);
    segment.frame = load<f64>(at);
    const length = segment.frame - before.frame;
    const beats = max(1.0, Math.floor(length / before.framesPerBeat + 0.5));
    before.framesPerBeat = length / beats;
    segment.beat = before.beat + beats;
    segment.framesPerBeat = (60.0 * sampleRate()) / load<f64>(at, 8);
  }
}

/**
 * Grid := downbeat at frame `downbeat`, `tempo` BPM, and `changes` tempo changes as handed in; tempo 0 removes it. Nothing
 * heard changes: the position stays, and what waits for a beat waits for the new one.
 */
export function setGrid(d: i32, downbeat: f64, tempo: f64, beatsPerBar: f64, changes: i32): i32 {
  const deck = deckAt(d);
  const staged = load<i32>(stagedCount(d));
  store<i32>(stagedCount(d), 0);
  if (tempo != 0.0 && !(tempo >= LEAST_BPM && tempo <= MOST_BPM)) return Refusal.badArgument;
  if (changes != 0 && (tempo == 0.0 || changes != staged || !fits(d, downbeat, tempo, changes)))
    return Refusal.badArgument;
  if (changes > 0) fillTable(d, downbeat, tempo, changes);
  deck.downbeat = downbeat;
  deck.gridTempo = tempo;
  deck.beatsPerBar = beatsPerBar >= 1.0 ? beatsPerBar : 4.0;
  deck.gridChanges = changes;
  touchSlow();
  if (tempo == 0.0) refuseWithoutGrid(d);
  else reschedule(d);
  return 0;
}
