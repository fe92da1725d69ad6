/**
 * The platter under a hand. Stamped positions form a path that is played back late enough to lie between two stamps;
 * the platter follows it as a critically damped mass, so its speed never steps. Thread: audio; no allocation.
 */
import { DECK_COUNT } from './generated/layout';
import { deckAt, motorAt } from './deck-state';
import { sampleRate } from './shared';

/** Stamps a path holds; the oldest falls out. */
const PATH: i32 = 64;
/** Per stamp: engine frame, platter position in source frames. */
const STAMPS: usize = memory.data(DECK_COUNT * 64 * 16, 16);
/** How stiffly the platter follows the hand, radians per second (time constant 4 ms). */
const STIFFNESS: f64 = 250.0;
/** No platter turns faster, source frames per engine frame. */
const FASTEST: f64 = 32.0;

@inline
function stamp(d: i32, i: i32): usize {
  return STAMPS + ((<usize>(d * PATH + i)) << 4);
}

/** The hand takes hold at engine frame `frame`. */
export function beginScratch(d: i32, frame: f64): void {
  const deck = deckAt(d);
  const motor = motorAt(d);
  deck.pathCount = 1;
  deck.pathDelay = 0.0;
  motor.pathHead = 0;
  motor.platter = 0.0;
  store<f64>(stamp(d, 0), frame - 0.05 * sampleRate());
  store<f64>(stamp(d, 0), 0.0, 8);
}

function dropOldest(d: i32, count: i32): void {
  const deck = deckAt(d);
  const motor = motorAt(d);
  memory.copy(stamp(d, 0), stamp(d, count), <usize>(deck.pathCount - count) << 4);
  deck.pathCount -= count;
  motor.pathHead = max(0, motor.pathHead - count);
}

function append(d: i32, frame: f64, position: f64): void {
  const deck = deckAt(d);
  if (deck.pathCount == PATH) dropOldest(d, 1);
  store<f64>(stamp(d, deck.pathCount), frame);
  store<f64>(stamp(d, deck.pathCount), position, 8);
  deck.pathCount++;
}

/** The platter is at `position` (relative to the grab) as of engine frame `frame`; the stamp arrived at `arrival`. */
export function moveScratch(d: i32, frame: f64, position: f64, arrival: f64): void {
  const deck = deckAt(d);
  const motor = motorAt(d);
  if (motor.pathHead > 0) dropOldest(d, motor.pathHead);
  const last = stamp(d, deck.pathCount - 1);
  // Stamps from the future or out of order say nothing about when; take them as of now, after the last one.
  const at = max(min(frame, arrival), load<f64>(last) + 1.0);
  const gap = 0.012 * sampleRate();
  const rested = at - load<f64>(last) > 2.5 * gap;
  // Late enough to lie between two stamps until the next one comes, forgetting slowly; never later than 40 ms.
  const lag = arrival - (rested ? at - gap : load<f64>(last));
  if (rested) append(d, at - gap, load<f64>(last, 8));
  append(d, at, position);
  deck.pathDelay = min(max(lag, deck.pathDelay * 0.999), 0.04 * sampleRate());
}

/** Speed of the platter over the frame that starts at engine frame `frame`; moves the follower. */
export function stepScratch(d: i32, frame: f64): f64 {
  const deck = deckAt(d);
  const motor = motorAt(d);
  const at = frame - deck.pathDelay;
  while (motor.pathHead + 1 < deck.pathCount && load<f64>(stamp(d, motor.pathHead + 1)) <= at) motor.pathHead++;
  const here = stamp(d, motor.pathHead);
  let target = load<f64>(here, 8);
  let speed = 0.0;
  if (motor.pathHead + 1 < deck.pathCount && at > load<f64>(here)) {
    const next = stamp(d, motor.pathHead + 1);
    speed = (load<f64>(next, 8) - target) / (load<f64>(next) - load<f64>(here));
    target += speed * (at - load<f64>(here));
  }
  const w = STIFFNESS / sampleRate();
  const pull = w * w * (target - motor.platter) + 2.0 * w * (speed - motor.rate);
  const rate = min(max(motor.rate + pull, -FASTEST), FASTEST);
  motor.platter += rate;
  return rate;
}
