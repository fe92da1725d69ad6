/** What a voice reads: load, eject, length. Thread: audio; no allocation. Functions return a `Refusal` code or 0. */
import { EventType, Refusal, SOURCE_COUNT, TRACK_MAX_FRAMES, VOICE_COUNT } from './generated/layout';
import { deckAt, isDeck, Mode, motorAt, setHotCue, touchSlow } from './deck-state';
import { clearGrid } from './deck-beats';
import { stopAt } from './deck-jump';
import { dropLeft, stillReads } from './deck-layers';
import { cutPlan } from './deck-motor';
import { emit } from './events';
import { refuseWithoutGrid } from './pending';
import { cursor, nowFrame } from './transport';

/** Frames in all per source slot, as last told; 0 unknown. */
const LENGTHS: usize = memory.data(SOURCE_COUNT << 3, 16);

export function clearLengths(): void {
  memory.fill(LENGTHS, 0, SOURCE_COUNT << 3);
}

function lengthOf(source: i32): f64 {
  const frames = load<f64>(LENGTHS + (<usize>source << 3));
  return frames > 0.0 ? frames : <f64>TRACK_MAX_FRAMES;
}

/** Grid, cues and loops go with the track they belong to. */
function clearTrack(d: i32): void {
  const deck = deckAt(d);
  deck.loopOn = 0;
  deck.loopIn = 0.0;
  deck.loopOut = 0.0;
  deck.loopMark = -1.0;
  deck.loopBeats = 4.0;
  clearGrid(d);
  deck.cuePoint = 0.0;
  motorAt(d).engaged = 0;
  if (isDeck(d)) for (let pad = 0; pad < 8; pad++) setHotCue(d, pad, -1.0);
  refuseWithoutGrid(d);
}

/** Reports the slot let go, once nothing reads it any more. */
export function reportLeft(d: i32): void {
  const deck = deckAt(d);
  if (deck.leavingEvent == 0) return;
  if (deck.leavingSource >= 0 && stillReads(d, deck.leavingSource)) return;
  emit(deck.leavingEvent, deck.source, d, 0, 0, nowFrame(), deck.leavingToken, <f64>deck.leavingSource);
  deck.leavingEvent = 0;
  deck.leavingSource = -1;
}

function letGo(d: i32, event: i32, token: f64): void {
  const deck = deckAt(d);
  if (deck.leavingEvent != 0) {
    dropLeft(d);
    reportLeft(d);
  }
  stopAt(d, 0.0, false);
  deck.leavingSource = deck.source;
  deck.leavingEvent = event;
  deck.leavingToken = token;
}

/** Voice `d` := source slot `source`, paused at 0. `loaded` follows when the slot before is silent, 5 ms later at most. */
export function loadSource(d: i32, source: i32, token: f64): i32 {
  if (source < 0 || source >= SOURCE_COUNT) return Refusal.badArgument;
  letGo(d, EventType.loaded, token);
  const deck = deckAt(d);
  clearTrack(d);
  deck.source = source;
  deck.hasSource = 1;
  deck.frames = lengthOf(source);
  deck.loadToken = token;
  touchSlow();
  reportLeft(d);
  return 0;
}

export function ejectSource(d: i32): i32 {
  const deck = deckAt(d);
  if (deck.hasSource == 0) return Refusal.noSource;
  letGo(d, EventType.ejected, deck.loadToken);
  clearTrack(d);
  deck.source = -1;
  deck.hasSource = 0;
  deck.frames = <f64>TRACK_MAX_FRAMES;
  deck.loadToken = 0.0;
  touchSlow();
  reportLeft(d);
  return 0;
}

export function setLength(source: i32, frames: f64): i32 {
  if (source < 0 || source >= SOURCE_COUNT || frames < 0.0) return Refusal.badArgument;
  store<f64>(LENGTHS + (<usize>source << 3), frames);
  for (let d = 0; d < VOICE_COUNT; d++) {
    const deck = deckAt(d);
    if (deck.source != source) continue;
    cutPlan(d, cursor());
    deck.frames = lengthOf(source);
    if (deck.mode == Mode.stopped && motorAt(d).pos > deck.frames) stopAt(d, deck.frames, false);
    touchSlow();
  }
  return 0;
}
