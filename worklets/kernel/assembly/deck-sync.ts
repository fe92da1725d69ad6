/** Tempo and phase of one deck taken over from another, once. Thread: audio; no allocation. */
import { DC_LEVEL, DC_TEMPO, DECK_COUNT, DECK_CONTROL_COUNT, NO_DECK, Refusal } from './generated/layout';
import { beatOf, beatSpan, gridTempoAt, hasGrid } from './deck-beats';
import { deckAt, isDeck, Mode, motorAt, nominalRate, positionAt, tempoRange, touchSlow } from './deck-state';
import { LayerKind, topKind } from './deck-layers';
import { heldInTrack, reviewVoice } from './deck-jump';
import { seekTo } from './deck-play';
import { deckLoudness } from './publish';
import { deckControl, storeControl } from './shared';
import { cursor } from './transport';

const ROUNDING: f64 = 1e-9;

/** Heard position of any deck at this frame. */
function heardAt(d: i32): f64 {
  return deckAt(d).planned != 0 ? load<f64>(positionAt(d, cursor())) : motorAt(d).pos;
}

/** The tempo fader goes where the deck runs at `rate`; the voice follows. */
function setRate(d: i32, rate: f64): void {
  storeControl(d * DECK_CONTROL_COUNT + DC_TEMPO, (rate - 1.0) / tempoRange(d));
  touchSlow();
}

/** Tempo here := `bpm`, as far as the fader's range allows. */
export function setTempo(d: i32, bpm: f64): i32 {
  if (!hasGrid(d)) return Refusal.noGrid;
  if (!(bpm > 0.0)) return Refusal.badArgument;
  setRate(d, bpm / gridTempoAt(d, motorAt(d).pos));
  reviewVoice(d);
  return 0;
}

/** The loudest other playing deck with a grid: by its meter, then by its fader, then the first. */
function findLeader(d: i32): i32 {
  let found = -1;
  let most = -1.0;
  for (let other = 0; other < DECK_COUNT; other++) {
    if (other == d || !hasGrid(other) || deckAt(other).mode != Mode.playing) continue;
    const loudness = deckLoudness(other) + 1e-6 * deckControl(other, DC_LEVEL);
    if (loudness > most) {
      most = loudness;
      found = other;
    }
  }
  return found;
}

/** Distance of a ratio from 1, the same for a ratio and its inverse. */
@inline
function strain(ratio: f64): f64 {
  return ratio >= 1.0 ? ratio : 1.0 / ratio;
}

/**
 * Tempo and phase := those of deck `target` (NO_DECK: `findLeader`). Half or double tempo is taken where it is nearer to
 * the deck's own. The phase is that of the beat, never of the bar, and is met by the shortest way.
 */
export function syncOnce(d: i32, target: i32): i32 {
  if (!hasGrid(d)) return Refusal.noGrid;
  const leader = target == NO_DECK ? findLeader(d) : target;
  if (leader == -1) return Refusal.nothingThere;
  if (!isDeck(leader) || leader == d) return Refusal.badArgument;
  if (deckAt(leader).hasSource == 0) return Refusal.nothingThere;
  if (!hasGrid(leader)) return Refusal.noGrid;
  const tempo = gridTempoAt(leader, heardAt(leader)) * nominalRate(leader);
  const own = gridTempoAt(d, motorAt(d).pos);
  let factor = 1.0;
  if (strain(tempo * 0.5 / own) < strain((tempo * factor) / own)) factor = 0.5;
  if (strain(tempo * 2.0 / own) < strain((tempo * factor) / own)) factor = 2.0;
  const rate = (tempo * factor) / own;
  const range = tempoRange(d);
  if (Math.abs(rate - 1.0) > range + ROUNDING) return Refusal.outOfRange;
  const before = nominalRate(d);
  setRate(d, rate);
  const changed = nominalRate(d) != before;
  if (deckAt(d).mode != Mode.playing || deckAt(leader).mode != Mode.playing) {
    reviewVoice(d);
    return 0;
  }
  const period = min(1.0, factor);
  const pos = motorAt(d).pos;
  let arc = beatOf(leader, heardAt(leader)) * factor - beatOf(d, pos);
  arc -= period * Math.floor(arc / period + 0.5);
  const by = beatSpan(d, pos, arc);
  // Through the stretcher a new tempo is heard late, so a change of tempo is a jump even when the phase fits.
  const stretched = topKind(d) == LayerKind.stretched;
  if (Math.abs(by) > 1e-3 || (changed && stretched)) {
    let goal = pos + by;
    if (goal < 0.0) goal += beatSpan(d, goal, period);
    seekTo(d, heldInTrack(d, goal), false);
  } else reviewVoice(d);
  return 0;
}
