/**
 * Clicks on the beats of decks, for the cue bus: a bar's first beat is higher. A click starts in the very frame that its
 * beat is heard in, whatever moves the deck. Thread: audio; static memory, no allocation.
 */
import { BLOCK_FRAMES, DECK_COUNT, Refusal } from './generated/layout';
import { beatOf, hasGrid } from './deck-beats';
import { deckAt, isDeck, Mode, positionAt, unwrappedAt } from './deck-state';
import { CLICKS, clicksSound, setClicksSound } from './shared';

const BEAT_HZ: f64 = 1000.0;
const DOWNBEAT_HZ: f64 = 1600.0;
const LENGTH_S: f64 = 0.03;
/** A click falls to 1/e in this time. */
const DECAY_S: f64 = 0.006;
const LEVEL: f64 = 0.5;
/** Frames a click has at most: 192 kHz. */
const FRAMES_MAX: i32 = 5760;
/** A jump that lands this close before or after a beat meets it. */
const NEAR_BEATS: f64 = 1e-7;

/** f64[FRAMES_MAX] of the beat's click, then of the downbeat's. */
const TABLE: usize = memory.data(FRAMES_MAX * 2 * 8, 16);
/** Per deck, i32 each: frames of the sounding click played so far (its length: none sounds), 1 for a downbeat. */
const STATE: usize = memory.data(DECK_COUNT * 8, 8);
/** i32: a click's frames. */
const LENGTH: usize = memory.data(4, 4);

@inline
function clickFrames(): i32 {
  return load<i32>(LENGTH);
}

@inline
function stateOf(d: i32): usize {
  return STATE + ((<usize>d) << 3);
}

export function metronomeInit(rateHz: f64): void {
  const frames = min(FRAMES_MAX, <i32>(LENGTH_S * rateHz));
  store<i32>(LENGTH, frames);
  setClicksSound(false);
  for (let i = 0; i < frames; i++) {
    const t = <f64>i / rateHz;
    // Ends at nothing, so that its last frame is no click of its own.
    const envelope = LEVEL * NativeMath.exp(-t / DECAY_S) * (1.0 - <f64>i / <f64>frames);
    store<f64>(TABLE + ((<usize>i) << 3), envelope * NativeMath.sin(2.0 * NativeMath.PI * BEAT_HZ * t));
    const high = envelope * NativeMath.sin(2.0 * NativeMath.PI * DOWNBEAT_HZ * t);
    store<f64>(TABLE + ((<usize>(FRAMES_MAX + i)) << 3), high);
  }
  for (let d = 0; d < DECK_COUNT; d++) store<i32>(stateOf(d), frames);
}

export function setMetronome(d: i32, on: bool): i32 {
  if (!isDeck(d)) return Refusal.badArgument;
  if (on && !hasGrid(d)) return Refusal.noGrid;
  deckAt(d).metronome = on ? 1 : 0;
  return 0;
}

/** A block begins: nothing clicks yet. */
export function metronomeBegin(): void {
  if (!clicksSound()) return;
  setClicksSound(false);
  memory.fill(CLICKS, 0, BLOCK_FRAMES * 8);
}

/** Adds what sounds of deck `d` to frames [from, to). */
function sound(d: i32, from: i32, to: i32): void {
  const state = stateOf(d);
  let played = load<i32>(state);
  const frames = clickFrames();
  if (played >= frames || from >= to) return;
  const table = TABLE + ((<usize>(load<i32>(state, 4) * FRAMES_MAX)) << 3);
  setClicksSound(true);
  for (let i = from; i < to && played < frames; i++, played++) {
    const at = CLICKS + ((<usize>i) << 3);
    store<f64>(at, load<f64>(at) + load<f64>(table + ((<usize>played) << 3)));
  }
  store<i32>(state, played);
}

@inline
function strike(d: i32, beat: f64): void {
  const perBar = deckAt(d).beatsPerBar;
  const bars = beat / perBar;
  store<i32>(stateOf(d), 0);
  store<i32>(stateOf(d), bars == Math.floor(bars) ? 1 : 0, 4);
}

/** The clicks of frames [from, to), whose positions are known. Beats lie in the way from each frame to the next. */
function clickSpan(d: i32, from: i32, to: i32): void {
  let begun = from;
  for (let i = from; i < to; i++) {
    const pos = load<f64>(positionAt(d, i));
    const moved = load<f64>(unwrappedAt(d, i + 1)) - load<f64>(unwrappedAt(d, i));
    if (moved == 0.0) continue;
    const here = beatOf(d, pos);
    const next = beatOf(d, pos + moved);
    const beat = moved > 0.0 ? Math.ceil(here - NEAR_BEATS) : Math.floor(here + NEAR_BEATS);
    const met = moved > 0.0 ? beat < next - NEAR_BEATS : beat > next + NEAR_BEATS;
    if (!met) continue;
    sound(d, begun, i);
    begun = i;
    strike(d, beat);
  }
  sound(d, begun, to);
}

/** Renders the clicks of frames [from, to) of the block. */
export function metronomeSpan(from: i32, to: i32): void {
  for (let d = 0; d < DECK_COUNT; d++) {
    const deck = deckAt(d);
    if (deck.metronome != 0 && hasGrid(d) && deck.mode != Mode.stopped) clickSpan(d, from, to);
    else sound(d, from, to);
  }
}
