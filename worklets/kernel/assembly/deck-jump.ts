/**
 * Changes of place and of voice: every one is a new layer over the old sound. Thread: audio; no allocation.
 */
import { dropSlip } from './deck-loop';
import { reschedule } from './pending';
import { deckAt, Mode, motorAt, wantsStretch } from './deck-state';
import { LayerKind, pushLayer, topKind } from './deck-layers';
import { bridgeKind, spoilPriming, startStretched, stretchFollowsRate, voiceLaw } from './deck-stretch';
import { jumpFadeFrames, stopFadeFrames } from './fade';
import { deckControl } from './shared';
import { DC_KEY_SHIFT } from './generated/layout';

@inline
export function fadeOr(frames: i32, hard: bool): i32 {
  return hard ? 0 : frames;
}

/** Puts the voice at `target` without touching what is heard; a loop that does not hold the target is left. */
function place(d: i32, target: f64): void {
  const deck = deckAt(d);
  const motor = motorAt(d);
  motor.pos = target;
  motor.unwrapped = target;
  const inside = target >= deck.loopIn && target < deck.loopOut;
  if (deck.loopOn != 0 && !inside) deck.loopOn = 0;
  motor.engaged = deck.loopOn;
  spoilPriming(d);
}

/** Position := `target`; what is heard crossfades to it. */
export function jumpTo(d: i32, target: f64, hard: bool): void {
  if (deckAt(d).mode != Mode.stopped) pushLayer(d, bridgeKind(d), fadeOr(jumpFadeFrames(), hard));
  place(d, target);
  reschedule(d);
}

/** Held inside the track. */
export function heldInTrack(d: i32, frame: f64): f64 {
  return min(max(frame, 0.0), deckAt(d).frames);
}

/** The motor stands still at once, at `target`; slip, roll and censor end. */
export function stopAt(d: i32, target: f64, hard: bool): void {
  const deck = deckAt(d);
  if (topKind(d) != LayerKind.silent) pushLayer(d, LayerKind.silent, fadeOr(stopFadeFrames(), hard));
  dropSlip(d);
  deck.mode = Mode.stopped;
  deck.playing = 0;
  deck.cueHeld = 0;
  motorAt(d).rate = 0.0;
  motorAt(d).still = 1.0;
  place(d, target);
  reschedule(d);
}

/** The motor runs at once from where the voice stands. */
export function startMotor(d: i32, hard: bool): void {
  const deck = deckAt(d);
  deck.mode = Mode.playing;
  deck.playing = 1;
  motorAt(d).still = 1.0;
  const frames = fadeOr(stopFadeFrames(), hard);
  if (!startStretched(d, frames)) {
    spoilPriming(d);
    pushLayer(d, bridgeKind(d), frames);
  }
}

/** The Hermite voice is heard from now on: the hand or a ramp rules the speed. */
export function takeHermite(d: i32): void {
  if (topKind(d) != LayerKind.hermite) pushLayer(d, LayerKind.hermite, jumpFadeFrames(), voiceLaw(d));
  spoilPriming(d);
}

/** After a control changed: the voice heard is still one that may be heard. */
export function reviewVoice(d: i32): void {
  if (deckAt(d).mode != Mode.playing) return;
  const top = topKind(d);
  const wants = wantsStretch(d);
  if (top == LayerKind.stretched) {
    if (!wants || !stretchFollowsRate(d)) pushLayer(d, LayerKind.hermite, jumpFadeFrames(), voiceLaw(d));
  } else if (top == LayerKind.silent && !(wants && deckControl(d, DC_KEY_SHIFT) != 0.0))
    pushLayer(d, LayerKind.hermite, jumpFadeFrames());
}
