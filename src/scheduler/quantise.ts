/**
 * Turns a hand's press on a quantised deck into a command for the next boundary. The boundary itself is found by the
 * kernel, on the engine's own clock, so that a tempo change on the way is followed.
 *
 * Thread: scheduler worker. Changes the command in place; does not allocate.
 */
import { Clock, type Command, CommandFlag, Op } from '../control-bus/commands.ts';
import { QUANTISE_BEATS } from '../control-bus/constants.ts';
import type { World } from './world.ts';

/** Presses that wait for the grid when the deck's quantise is on. Jumps keep their phase when they come late. */
const QUANTISED_OPS: ReadonlySet<number> = new Set([
  Op.hotCueJump,
  Op.beatJump,
  Op.loopIn,
  Op.loopOut,
  Op.loopBeats,
  Op.reloop,
  Op.rollStart,
]);
const DEFAULT_STEP_INDEX = 2;

/** Applies the deck's quantise setting to a command that names no time of its own. */
export function quantise(command: Command, world: World): void {
  if (command.clock !== Clock.now || (command.flags & CommandFlag.hardCut) !== 0) return;
  if (!QUANTISED_OPS.has(command.op)) return;
  const deck = world.decks[command.deck];
  if (deck === undefined || !deck.quantise || !deck.hasGrid || !deck.playing) return;
  command.clock = Clock.deckBeat;
  command.flags |= CommandFlag.nextBoundary | CommandFlag.phaseTrue;
  command.step = QUANTISE_BEATS[deck.quantiseStep] ?? (QUANTISE_BEATS[DEFAULT_STEP_INDEX] as number);
}
