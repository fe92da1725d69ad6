/**
 * What a voice sounds like while it changes: a chain of up to four layers, each fading in over the mix of those below.
 * The top layer follows the plan; the ones below go on as they were when they were left, until nothing of them is heard.
 * Every jump, start, stop and change of voice is a new layer, so nothing can click. Thread: audio; no allocation.
 */
import { BLOCK_FRAMES, VOICE_COUNT } from './generated/layout';
import { deckAt, Mode, motorAt, positionAt, stillAt, Stretcher } from './deck-state';
import { renderLooped, renderPositions } from './deck-hermite';
import { fadeAt } from './fade';
import { setVoiceActive, voiceOut } from './shared';
import { stretchedOut } from './deck-stretch';

export namespace LayerKind {
  export const silent: i32 = 0;
  export const hermite: i32 = 1;
  export const stretched: i32 = 2;
}

/** How a layer comes in: gains that sum to 1 for like sounds, powers that sum to 1 for unlike ones. */
export namespace FadeLaw {
  export const gain: i32 = 0;
  export const power: i32 = 1;
}

@unmanaged
class Layer {
  kind: i32;
  source: i32;
  /** Left layers only: where they are and how they go on. */
  pos: f64;
  rate: f64;
  gain: f64;
  looped: i32;
  loopIn: f64;
  loopOut: f64;
  elapsed: i32;
  length: i32;
  law: i32;
}

const MAX_LAYERS: i32 = 4;
const LAYERS: usize = memory.data(offsetof<Layer>() * VOICE_COUNT * 4, 16);
const SOUND: usize = memory.data((BLOCK_FRAMES + 2) << 3, 16);
const LEFT_POSITIONS: usize = memory.data((BLOCK_FRAMES + 2) << 3, 16);

@inline
function layerAt(d: i32, i: i32): Layer {
  return changetype<Layer>(LAYERS + <usize>(d * MAX_LAYERS + i) * offsetof<Layer>());
}

@inline
export function topKind(d: i32): i32 {
  const count = deckAt(d).layerCount;
  return count == 0 ? LayerKind.silent : layerAt(d, count - 1).kind;
}

export function resetLayers(d: i32): void {
  memory.fill(changetype<usize>(layerAt(d, 0)), 0, offsetof<Layer>() * MAX_LAYERS);
  deckAt(d).layerCount = 1;
}

/** A layer stopped being heard: its stretcher is free. */
function forget(d: i32, kind: i32): void {
  if (kind == LayerKind.stretched) deckAt(d).stretcher = Stretcher.idle;
}

function removeLayer(d: i32, index: i32): void {
  const deck = deckAt(d);
  forget(d, layerAt(d, index).kind);
  const size = offsetof<Layer>();
  const at = changetype<usize>(layerAt(d, index));
  memory.copy(at, at + size, <usize>(deck.layerCount - 1 - index) * size);
  deck.layerCount--;
}

/** Gain at which a layer comes in now, before its law. */
@inline
function progress(layer: Layer): f64 {
  return layer.length <= 0 ? 1.0 : fadeAt(<f64>layer.elapsed / <f64>layer.length);
}

/** The layer heard least. */
function quietest(d: i32): i32 {
  const count = deckAt(d).layerCount;
  let above = 1.0;
  let least = 2.0;
  let found = 0;
  for (let i = count - 1; i >= 0; i--) {
    const gain = i == 0 ? 1.0 : progress(layerAt(d, i));
    const weight = layerAt(d, i).kind == LayerKind.silent ? above * gain * 0.999 : above * gain;
    if (weight < least) {
      least = weight;
      found = i;
    }
    above *= 1.0 - gain;
  }
  return found;
}

/** Leaves the top layer as it is now: it goes on by itself. Call before the motor's state changes. */
function leaveTop(d: i32): void {
  const deck = deckAt(d);
  const motor = motorAt(d);
  const top = layerAt(d, deck.layerCount - 1);
  if (top.kind == LayerKind.silent) return;
  if (top.kind == LayerKind.stretched) {
    deck.stretcher = Stretcher.leaving;
    return;
  }
  top.source = deck.source;
  top.pos = motor.pos;
  top.rate = motor.rate;
  top.gain = deck.mode == Mode.ramp || deck.mode == Mode.scratch ? fadeAt(motor.still) : 1.0;
  top.looped = motor.engaged;
  top.loopIn = deck.loopIn;
  top.loopOut = deck.loopOut;
}

/**
 * Starts a new top layer that fades in over `frames` (0: at once). Call it before the motor's state changes: the layer
 * left behind is taken from it. A layer that was started at this very frame is replaced, having never been heard.
 */
export function pushLayer(d: i32, kind: i32, frames: i32, law: i32 = FadeLaw.gain): void {
  const deck = deckAt(d);
  const unheard = deck.layerCount > 1 && layerAt(d, deck.layerCount - 1).elapsed == 0;
  if (unheard) removeLayer(d, deck.layerCount - 1);
  else leaveTop(d);
  if (frames <= 0) while (deck.layerCount > 0) removeLayer(d, deck.layerCount - 1);
  else if (deck.layerCount == MAX_LAYERS) removeLayer(d, quietest(d));
  const layer = layerAt(d, deck.layerCount);
  deck.layerCount++;
  layer.kind = kind;
  layer.elapsed = 0;
  layer.length = frames;
  layer.law = law;
  layer.gain = 1.0;
}

/** Whether anything but the top layer is still heard, and reads `source`. */
export function stillReads(d: i32, source: i32): bool {
  const count = deckAt(d).layerCount;
  for (let i = 0; i < count - 1; i++) {
    const layer = layerAt(d, i);
    if (layer.kind == LayerKind.hermite && layer.source == source) return true;
    if (layer.kind == LayerKind.stretched && deckAt(d).feedSource == source) return true;
  }
  return false;
}

/** Drops everything but the top layer at once. */
export function dropLeft(d: i32): void {
  while (deckAt(d).layerCount > 1) removeLayer(d, 0);
}

function renderLeft(d: i32, layer: Layer, n: i32, out: usize): void {
  let p = layer.pos;
  const length = layer.loopOut - layer.loopIn;
  for (let i = 0; i < n; i++) {
    store<f64>(LEFT_POSITIONS + (<usize>i << 3), p);
    p += layer.rate;
    if (layer.looped != 0) {
      if (p >= layer.loopOut) p -= length;
      else if (p < layer.loopIn) p += length;
    }
  }
  layer.pos = p;
  if (layer.looped != 0) renderLooped(d, layer.source, LEFT_POSITIONS, n, layer.loopIn, layer.loopOut, out);
  else renderPositions(d, layer.source, LEFT_POSITIONS, n, out);
  if (layer.gain < 1.0) {
    const gain = <f32>layer.gain;
    for (let i = 0; i < n * 2; i++) store<f32>(out + (<usize>i << 2), load<f32>(out + (<usize>i << 2)) * gain);
  }
}

function renderTop(d: i32, from: i32, n: i32, out: usize): void {
  const deck = deckAt(d);
  const positions = positionAt(d, from);
  if (motorAt(d).engaged != 0) renderLooped(d, deck.source, positions, n, deck.loopIn, deck.loopOut, out);
  else renderPositions(d, deck.source, positions, n, out);
  if (deck.mode != Mode.ramp && deck.mode != Mode.scratch) return;
  for (let i = 0; i < n; i++) {
    const gain = <f32>fadeAt(<f64>load<f32>(stillAt(d, from + i)));
    const at = out + (<usize>i << 3);
    store<f32>(at, load<f32>(at) * gain);
    store<f32>(at, load<f32>(at, 4) * gain, 4);
  }
}

/** Renders layer `i`, or returns false when it is silent. */
function renderLayer(d: i32, i: i32, from: i32, n: i32, out: usize): bool {
  const layer = layerAt(d, i);
  if (layer.kind == LayerKind.silent) return false;
  if (layer.kind == LayerKind.stretched) memory.copy(out, stretchedOut(d, from), <usize>n << 3);
  else if (i == deckAt(d).layerCount - 1) renderTop(d, from, n, out);
  else renderLeft(d, layer, n, out);
  return true;
}

/** Mixes layer `layer`, whose sound is in SOUND (or silence), over `out`. */
function fadeOver(layer: Layer, sounds: bool, n: i32, out: usize): void {
  for (let i = 0; i < n; i++) {
    const g = layer.length <= 0 ? 1.0 : fadeAt(<f64>(layer.elapsed + i) / <f64>layer.length);
    const power = layer.law == FadeLaw.power;
    const rising = <f32>(power ? Math.sqrt(g) : g);
    const falling = <f32>(power ? Math.sqrt(1.0 - g) : 1.0 - g);
    const at = out + (<usize>i << 3);
    const sound = SOUND + (<usize>i << 3);
    const l = sounds ? load<f32>(sound) : <f32>0;
    const r = sounds ? load<f32>(sound, 4) : <f32>0;
    store<f32>(at, load<f32>(at) * falling + l * rising);
    store<f32>(at, load<f32>(at, 4) * falling + r * rising, 4);
  }
}

/** Renders frames [from, from + n) of voice `d` into its buffer and tells the mixer whether it sounds. */
export function renderVoice(d: i32, from: i32, n: i32): void {
  const deck = deckAt(d);
  const out = voiceOut(d) + (<usize>from << 3);
  if (deck.layerCount == 1 && topKind(d) == LayerKind.silent) {
    setVoiceActive(d, false);
    return;
  }
  if (!renderLayer(d, 0, from, n, out)) memory.fill(out, 0, <usize>n << 3);
  let settled = 0;
  for (let i = 1; i < deck.layerCount; i++) {
    const layer = layerAt(d, i);
    const sounds = renderLayer(d, i, from, n, SOUND);
    fadeOver(layer, sounds, n, out);
    layer.elapsed += n;
    if (layer.elapsed >= layer.length) settled = i;
  }
  for (; settled > 0; settled--) removeLayer(d, 0);
  setVoiceActive(d, true);
}
