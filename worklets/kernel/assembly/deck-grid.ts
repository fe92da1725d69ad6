/** Places that depend on a deck's grid. Thread: audio; no allocation. */
import { CommandFlag, DC_QUANTISE, DC_QUANTISE_STEP, QUANTISE_BEATS, Command } from './generated/layout';
import { beatOf, beatSpan, frameOfBeat, hasGrid } from './deck-beats';
import { deckAt, Mode, motorAt, motorRate } from './deck-state';
import { deckControl } from './shared';

/** The deck's quantise step, in beats. */
function quantiseStep(d: i32): f64 {
  return load<f64>(QUANTISE_BEATS + ((<usize>(<i32>deckControl(d, DC_QUANTISE_STEP))) << 3));
}

/**
 * The frame that a mark made now belongs to: the heard position less the lateness of the command, and with quantise on
 * the nearest grid line of the deck's step. A mark never moves by more than half a beat: longer steps count as one.
 * @param late engine frames since the moment the command belongs to
 * @param finest no coarser step than this, beats
 */
export function markHere(d: i32, late: f64, finest: f64 = 1.0): f64 {
  const motor = motorAt(d);
  const here = motor.pos - late * motor.rate;
  if (!hasGrid(d) || deckControl(d, DC_QUANTISE) == 0.0) return max(0.0, here);
  const step = min(quantiseStep(d), min(finest, 1.0));
  let snapped = frameOfBeat(d, step * Math.floor(beatOf(d, here) / step + 0.5));
  if (snapped < 0.0) snapped = frameOfBeat(d, step * Math.ceil(beatOf(d, 0.0) / step));
  return snapped;
}

/**
 * Where a jump to `target` really lands. A command that waited for a boundary and came late lands as much later. One
 * marked phase-true without a boundary keeps the heard phase within its step, by the shortest way.
 */
export function landing(d: i32, target: f64, command: Command, late: f64): f64 {
  const flags = <i32>command.flags;
  const deck = deckAt(d);
  if ((flags & CommandFlag.nextBoundary) != 0 || (flags & CommandFlag.phaseTrue) == 0 || late >= 1.0)
    return late >= 1.0 ? target + late * motorRate(d) : target;
  const step = command.step;
  if (deck.mode != Mode.playing || !hasGrid(d) || step <= 0.0) return target;
  let arc = beatOf(d, motorAt(d).pos) - beatOf(d, target);
  arc -= step * Math.floor(arc / step + 0.5);
  const landed = target + beatSpan(d, target, arc);
  return landed < 0.0 ? landed + beatSpan(d, landed, step) : landed;
}
