/**
 * Speeds a deck's stretcher was fed at, over the time they take to be heard: heard speed at frame t is the speed fed
 * at t − output latency. Run-length coded, one ring per deck. Thread: audio; no allocation.
 */
import { DECK_COUNT } from './generated/layout';
import { deckAt } from './deck-state';

/** Changes a ring holds; more within the latency is no hand's work. */
const RING: i32 = 64;
/** Per entry: engine frame from which the speed was fed, speed. */
const ENTRIES: usize = memory.data(DECK_COUNT * 64 * 16, 16);

@inline
function entry(d: i32, i: i32): usize {
  return ENTRIES + ((<usize>(d * RING + ((deckAt(d).rateHead + i) & (RING - 1)))) << 4);
}

/** Forgets everything: the speed has always been `rate`. */
export function resetRates(d: i32, rate: f64): void {
  const deck = deckAt(d);
  deck.rateHead = 0;
  deck.rateCount = 1;
  store<f64>(entry(d, 0), -1e18);
  store<f64>(entry(d, 0), rate, 8);
}

/** Speed fed now. */
export function fedRate(d: i32): f64 {
  return load<f64>(entry(d, deckAt(d).rateCount - 1), 8);
}

/** From engine frame `frame` the speed fed is `rate`. False when the ring is full. */
export function pushRate(d: i32, frame: f64, rate: f64): bool {
  const deck = deckAt(d);
  const last = entry(d, deck.rateCount - 1);
  if (load<f64>(last, 8) == rate) return true;
  if (load<f64>(last) == frame) {
    store<f64>(last, rate, 8);
    return true;
  }
  if (deck.rateCount == RING) return false;
  deck.rateCount++;
  const at = entry(d, deck.rateCount - 1);
  store<f64>(at, frame);
  store<f64>(at, rate, 8);
  return true;
}

/** Forgets speeds that ended before engine frame `frame`. */
export function dropRates(d: i32, frame: f64): void {
  const deck = deckAt(d);
  while (deck.rateCount > 1 && load<f64>(entry(d, 1)) <= frame) {
    deck.rateHead = (deck.rateHead + 1) & (RING - 1);
    deck.rateCount--;
  }
}

/** Index of the entry in force at `frame`. */
export function rateIndex(d: i32, frame: f64): i32 {
  let i = deckAt(d).rateCount - 1;
  while (i > 0 && load<f64>(entry(d, i)) > frame) i--;
  return i;
}

export function rateAt(d: i32, index: i32): f64 {
  return load<f64>(entry(d, index), 8);
}

/** Frame at which the entry after `index` takes over; far away for the last. */
export function rateEnds(d: i32, index: i32): f64 {
  return index + 1 < deckAt(d).rateCount ? load<f64>(entry(d, index + 1)) : 1e18;
}

/** Source frames fed between two engine frames. */
export function fedBetween(d: i32, from: f64, to: f64): f64 {
  let sum = 0.0;
  let at = from;
  let i = rateIndex(d, from);
  while (at < to) {
    const end = min(rateEnds(d, i), to);
    sum += (end - at) * rateAt(d, i);
    at = end;
    i++;
  }
  return sum;
}
