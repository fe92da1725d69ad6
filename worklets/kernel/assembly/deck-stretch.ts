/**
 * The stretched voice: feeds a deck's stretcher so far ahead that steady play has no latency, primes it in the
 * background after a change, and hands the sound over when its output is aligned with what is heard.
 *
 * For what is heard to start at source position p, the stretcher must have consumed the input up to
 * F(p) = p + input latency + rate · output latency (+ a small measured correction); see src/ts-shift/timing.ts.
 * Thread: audio; no allocation.
 */
import {
  BLOCK_FRAMES,
  DC_KEY_SHIFT,
  DC_KEYLOCK,
  DECK_COUNT,
  STRETCH_PARAMS_BYTES,
  StretchParams,
} from './generated/layout';
import { dropRates, fedBetween, fedRate, pushRate, resetRates } from './deck-rates';
import { deckAt, isDeck, Mode, motorAt, nominalRate, Stretcher, wantsStretch } from './deck-state';
import { FadeLaw, LayerKind, pushLayer, topKind } from './deck-layers';
import { setStretchTiming, stretchTimingCorrection } from './deck-stretch-timing';
import { fadeAt, jumpFadeFrames, loopFadeFrames } from './fade';
import { deckControl, sampleRate } from './shared';
import { readWindow, WINDOW, WINDOW_FRAMES } from './source';
import { blockFrame, cursor } from './transport';

@external('env', 'stretch')
declare function stretch(deck: i32, nIn: i32, nOut: i32): void;

/** Quanta over which a stretcher is primed. */
const PRIME_STEPS: i32 = 16;
/** Blocks to wait after audio for a paused deck was not there yet. */
const RETRY_BLOCKS: i32 = 64;
const NEAR: f64 = 1e-7;

const CAPACITY: i32 = 16384;
/** Planar input and output, used by one deck at a time. */
const INPUT: usize = memory.data(16384 * 2 * 4, 16);
const OUTPUT: usize = memory.data(1024 * 2 * 4, 16);
/** Output of this block, interleaved, per deck. */
const STRETCHED: usize = memory.data(DECK_COUNT * BLOCK_FRAMES * 8, 16);
const PARAMS: usize = memory.data(DECK_COUNT * <i32>STRETCH_PARAMS_BYTES, 16);
/** f64 input latency, f64 output latency; 0: there is no stretcher. */
const LATENCY: usize = memory.data(16, 8);

export function stretchInput(channel: i32): usize {
  return INPUT + <usize>channel * CAPACITY * 4;
}

export function stretchOutput(channel: i32): usize {
  return OUTPUT + <usize>channel * 1024 * 4;
}

export function stretchParamsOf(d: i32): usize {
  return PARAMS + <usize>d * STRETCH_PARAMS_BYTES;
}

/** Address of a deck's stretched output at a frame of the block. */
export function stretchedOut(d: i32, index: i32): usize {
  return STRETCHED + ((<usize>(d * BLOCK_FRAMES + index)) << 3);
}

export function setStretchLatencies(input: f64, output: f64): void {
  store<f64>(LATENCY, input);
  store<f64>(LATENCY, output, 8);
  setStretchTiming(input, sampleRate());
}

@inline
function inputLatency(): f64 {
  return load<f64>(LATENCY);
}

@inline
export function stretchOutputLatency(): f64 {
  return load<f64>(LATENCY, 8);
}

@inline
function available(): bool {
  return inputLatency() > 0.0;
}

/** Frames run and thrown away while priming: one output latency, in equal steps. */
function primeFrames(): i32 {
  return <i32>Math.ceil(stretchOutputLatency() / <f64>PRIME_STEPS);
}

/** With key lock the shift alone; without, the shift on top of the pitch the speed gives. */
function semitonesOf(d: i32): f64 {
  const shift = deckControl(d, DC_KEY_SHIFT);
  return deckControl(d, DC_KEYLOCK) != 0.0 ? shift : shift + 12.0 * NativeMath.log2(nominalRate(d));
}

/** The kind of layer to hear at once after a change: Hermite, or silence where Hermite would play the wrong key. */
export function bridgeKind(d: i32): i32 {
  return available() && wantsStretch(d) && deckControl(d, DC_KEY_SHIFT) != 0.0 ? LayerKind.silent : LayerKind.hermite;
}

function mod(x: f64, m: f64): f64 {
  return x - m * Math.floor(x / m);
}

/** Takes over the deck's loop for feeding, from feed position on. */
function adoptLoop(d: i32): void {
  const deck = deckAt(d);
  deck.feedLoopOn = deck.loopOn;
  deck.feedLoopIn = deck.loopIn;
  deck.feedLoopOut = deck.loopOut;
}

function feedZone(d: i32): f64 {
  const deck = deckAt(d);
  return deck.feedLoopOut - loopFadeFrames(deck.feedLoopOut - deck.feedLoopIn);
}

/** Moves the feed position `frames` on through the loop, from the heard position. */
function placeFeed(d: i32, frames: f64): void {
  const deck = deckAt(d);
  const from = motorAt(d).pos;
  let p = from + frames;
  deck.feedEngaged = motorAt(d).engaged;
  if (deck.feedLoopOn != 0) {
    const enters = deck.feedEngaged != 0 || from < deck.feedLoopIn;
    if (enters && p >= deck.feedLoopIn) deck.feedEngaged = 1;
    if (deck.feedEngaged != 0 && p >= deck.feedLoopOut - NEAR)
      p = deck.feedLoopIn + mod(p - deck.feedLoopIn, deck.feedLoopOut - deck.feedLoopIn);
  }
  deck.feedPos = p;
}

/** Copies `n` window frames to planar input at frame `at`. */
function deinterleave(at: i32, n: i32): void {
  const left = INPUT + ((<usize>at) << 2);
  const right = left + CAPACITY * 4;
  for (let i = 0; i < n; i++) {
    const frame = WINDOW + (<usize>i << 3);
    store<f32>(left + (<usize>i << 2), load<f32>(frame));
    store<f32>(right + (<usize>i << 2), load<f32>(frame, 4));
  }
}

/** Blends the run [at, at + n) of planar input, which starts at source position `pos`, into what leads to the loop's start. */
function blendLoopEnd(d: i32, at: i32, n: i32, pos: f64): i32 {
  const deck = deckAt(d);
  const length = deck.feedLoopOut - deck.feedLoopIn;
  const zone = feedZone(d);
  const first = <i32>max(0.0, Math.ceil(zone - pos));
  if (first >= n) return 0;
  const missing = readWindow(d, deck.feedSource, Math.floor(pos + <f64>first - length + 0.5), n - first, deck.playing == 0);
  for (let i = first; i < n; i++) {
    const w = <f32>fadeAt((pos + <f64>i - zone) / (deck.feedLoopOut - zone));
    const left = INPUT + ((<usize>(at + i)) << 2);
    const right = left + CAPACITY * 4;
    const frame = WINDOW + ((<usize>(i - first)) << 3);
    const l = load<f32>(left);
    const r = load<f32>(right);
    store<f32>(left, l + (load<f32>(frame) - l) * w);
    store<f32>(right, r + (load<f32>(frame, 4) - r) * w);
  }
  return missing;
}

/** Writes the next `count` source frames to the planar input, through loops; returns frames that were not decoded yet. */
function fillInput(d: i32, count: i32): i32 {
  const deck = deckAt(d);
  const quiet = deck.playing == 0;
  let at = 0;
  let missing = 0;
  while (at < count) {
    let n = min(count - at, WINDOW_FRAMES);
    const pos = deck.feedPos;
    if (deck.feedLoopOn != 0) {
      if (deck.feedEngaged == 0 && pos >= deck.feedLoopIn - NEAR && pos < feedZone(d)) deck.feedEngaged = 1;
      if (deck.feedEngaged != 0) n = min(n, max(1, <i32>Math.ceil(deck.feedLoopOut - NEAR - pos)));
      else if (pos < deck.feedLoopIn) n = min(n, max(1, <i32>Math.ceil(min(deck.feedLoopIn - NEAR - pos, 1e6))));
    }
    missing += readWindow(d, deck.feedSource, Math.floor(pos + 0.5), n, quiet);
    deinterleave(at, n);
    if (deck.feedEngaged != 0) missing += blendLoopEnd(d, at, n, pos);
    deck.feedPos = pos + <f64>n;
    if (deck.feedEngaged != 0 && deck.feedPos >= deck.feedLoopOut - NEAR)
      deck.feedPos -= deck.feedLoopOut - deck.feedLoopIn;
    at += n;
  }
  return missing;
}

/** Feeds what `n` output frames take and runs the stretcher; returns frames that were not decoded yet. */
function runStretcher(d: i32, rate: f64, n: i32): i32 {
  const deck = deckAt(d);
  const slew = min(max(deck.correctionDue - deck.correction, -1.0), 1.0);
  deck.correction += slew;
  const total = <f64>n * rate + slew + deck.feedDebt;
  const count = <i32>max(0.0, Math.floor(total + 1e-9));
  deck.feedDebt = total - <f64>count;
  const missing = fillInput(d, count);
  const params = changetype<StretchParams>(stretchParamsOf(d));
  params.semitones = deck.feedSemitones;
  params.rate = rate;
  stretch(d, count, n);
  return missing;
}

/** Resets the stretcher and gives it the history before its first input. `later`: frames until it is heard. */
function beginPriming(d: i32, later: f64): i32 {
  const deck = deckAt(d);
  const rate = nominalRate(d);
  deck.feedSource = deck.source;
  deck.primeRate = rate;
  deck.primeStep = 0;
  deck.feedDebt = 0.0;
  deck.feedSemitones = semitonesOf(d);
  deck.correction = stretchTimingCorrection(rate);
  deck.correctionDue = deck.correction;
  resetRates(d, rate);
  adoptLoop(d);
  const run = <f64>(primeFrames() * PRIME_STEPS);
  const ahead = rate * (later + stretchOutputLatency() - run) + inputLatency() + deck.correction;
  placeFeed(d, ahead);
  // The history runs back through a short loop, straight back otherwise.
  const history = min(CAPACITY, <i32>(2.0 * inputLatency()));
  const first = deck.feedPos;
  let from = first - <f64>history;
  const length = deck.feedLoopOut - deck.feedLoopIn;
  if (deck.feedEngaged != 0 && length < <f64>history)
    from = deck.feedLoopIn + mod(from - deck.feedLoopIn, length);
  deck.feedPos = from;
  const missing = fillInput(d, history);
  deck.feedPos = first;
  stretch(d, -1, 0);
  const params = changetype<StretchParams>(stretchParamsOf(d));
  params.semitones = deck.feedSemitones;
  params.rate = rate;
  stretch(d, history, 0);
  deck.stretcher = Stretcher.priming;
  return missing;
}

/** Priming for what will not be played after all: start again. */
export function spoilPriming(d: i32): void {
  const deck = deckAt(d);
  if (deck.stretcher == Stretcher.priming || deck.stretcher == Stretcher.ready) deck.stretcher = Stretcher.idle;
  deck.primeWait = 0;
}

function primingHolds(d: i32): bool {
  const deck = deckAt(d);
  return wantsStretch(d) && nominalRate(d) == deck.primeRate && semitonesOf(d) == deck.feedSemitones;
}

/** Law of a crossfade between the two voices at one position: like sounds at speed 1, unlike ones elsewhere. */
export function voiceLaw(d: i32): i32 {
  const near = Math.abs(nominalRate(d) - 1.0) < 0.002 && deckControl(d, DC_KEY_SHIFT) == 0.0;
  return near ? FadeLaw.gain : FadeLaw.power;
}

function takeOver(d: i32, frames: i32, law: i32): void {
  const deck = deckAt(d);
  pushLayer(d, LayerKind.stretched, frames, law);
  deck.stretcher = Stretcher.active;
  deck.stretchedTo = cursor();
}

/** A paused deck starts: the stretched voice at once when it was primed for this position. True if it was. */
export function startStretched(d: i32, frames: i32): bool {
  const deck = deckAt(d);
  if (deck.stretcher != Stretcher.ready || !primingHolds(d)) return false;
  takeOver(d, frames, FadeLaw.gain);
  return true;
}

/** Once a block, at its start: primes, hands over, starts to prime. Decks take turns, so that bursts never coincide. */
export function serviceStretcher(d: i32): void {
  const deck = deckAt(d);
  if (!available()) return;
  if (deck.primeWait > 0) deck.primeWait--;
  if (deck.stretcher == Stretcher.active) {
    dropRates(d, blockFrame() - stretchOutputLatency());
    return;
  }
  if (deck.stretcher == Stretcher.leaving) return;
  if (deck.stretcher != Stretcher.idle && !primingHolds(d)) deck.stretcher = Stretcher.idle;
  if (deck.stretcher == Stretcher.ready) return;
  const playing = deck.mode == Mode.playing;
  if (deck.stretcher == Stretcher.priming) {
    let missing = 0;
    if (deck.primeStep < PRIME_STEPS) {
      missing = runStretcher(d, deck.primeRate, primeFrames());
      deck.primeStep++;
    } else if (playing) takeOver(d, jumpFadeFrames(), topKind(d) == LayerKind.silent ? FadeLaw.gain : voiceLaw(d));
    if (!playing && missing > 0) {
      deck.stretcher = Stretcher.idle;
      deck.primeWait = RETRY_BLOCKS;
    } else if (!playing && deck.primeStep == PRIME_STEPS) deck.stretcher = Stretcher.ready;
    return;
  }
  const turn = ((<i32>(blockFrame() / <f64>BLOCK_FRAMES)) & 3) == d;
  if (!turn || deck.primeWait > 0 || !wantsStretch(d)) return;
  if (!playing && deck.layerCount > 1) return;
  const missing = beginPriming(d, playing ? <f64>(PRIME_STEPS * BLOCK_FRAMES) : 0.0);
  if (!playing && missing > 0) {
    deck.stretcher = Stretcher.idle;
    deck.primeWait = RETRY_BLOCKS;
    return;
  }
  runStretcher(d, deck.primeRate, primeFrames());
  deck.primeStep = 1;
}

/** Whether the stretcher's output is part of what is heard. */
@inline
export function stretcherSounds(d: i32): bool {
  const state = deckAt(d).stretcher;
  return state == Stretcher.active || state == Stretcher.leaving;
}

/** Makes the stretched output of this block known up to index `to`. */
export function stretchTo(d: i32, to: i32): void {
  const deck = deckAt(d);
  const from = deck.stretchedTo;
  if (to <= from) return;
  if (deck.stretcher == Stretcher.active) deck.feedSemitones = semitonesOf(d);
  const n = to - from;
  runStretcher(d, fedRate(d), n);
  deck.stretchedTo = to;
  for (let i = 0; i < n; i++) {
    const at = <usize>i << 2;
    const l = load<f32>(OUTPUT + at);
    const r = load<f32>(OUTPUT + at, 4096);
    const frame = stretchedOut(d, from + i);
    store<f32>(frame, l - l == 0 ? l : 0);
    store<f32>(frame, r - r == 0 ? r : 0, 4);
  }
}

/**
 * The motor's speed changed while the stretched voice is heard. False when the change cannot be followed and the voice
 * has to change.
 */
export function stretchFollowsRate(d: i32): bool {
  const deck = deckAt(d);
  const rate = nominalRate(d);
  if (!pushRate(d, blockFrame() + <f64>max(cursor(), deck.stretchedTo), rate)) return false;
  deck.correctionDue = stretchTimingCorrection(rate);
  return true;
}

/**
 * The deck's loop changed while the stretched voice is heard. True, and the loop adopted, when nothing fed ahead of what
 * is heard depends on the old loop or the new one.
 */
export function stretchFollowsLoop(d: i32): bool {
  const deck = deckAt(d);
  const pos = motorAt(d).pos;
  const heard = blockFrame() + <f64>cursor();
  const lead =
    inputLatency() +
    deck.correction +
    fedBetween(d, heard - stretchOutputLatency(), blockFrame() + <f64>max(cursor(), deck.stretchedTo));
  if (Math.abs(deck.feedPos - (pos + lead)) > 4.0) return false;
  if (deck.feedLoopOn != 0 && deck.feedEngaged != 0 && deck.feedPos > feedZone(d)) return false;
  adoptLoop(d);
  deck.feedEngaged = 0;
  if (deck.feedLoopOn == 0) return true;
  if (pos < deck.feedLoopOut && deck.feedPos > feedZone(d)) return false;
  if (deck.feedPos >= deck.feedLoopIn) deck.feedEngaged = deck.feedPos < feedZone(d) ? 1 : 0;
  return true;
}

/** The block ended. */
export function endStretchBlock(d: i32): void {
  if (isDeck(d)) deckAt(d).stretchedTo = 0;
}
