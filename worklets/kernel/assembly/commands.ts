/** Commands as they come from the shell: reported, checked, executed or put into the table. Thread: audio; no allocation. */
import {
  Clock,
  Command,
  COMMAND_BYTES,
  CommandFlag,
  COMMANDS_PER_BLOCK_MAX,
  DECK_COUNT,
  EventType,
  Refusal,
} from './generated/layout';
import { hasGrid } from './deck-beats';
import { emit, emitCommand } from './events';
import { execute } from './execute';
import { admit, judgedLate, latchDue, takeDue } from './pending';
import { nowFrame } from './transport';

export const COMMANDS: usize = memory.data(COMMANDS_PER_BLOCK_MAX * <i32>COMMAND_BYTES, 16);
const CURRENT: usize = memory.data(64, 16);
/** Longest step of a boundary, beats. */
const LONGEST_STEP: f64 = 4096.0;

@inline
function isFinite64(x: f64): bool {
  return x - x == 0.0;
}

/** Why a command cannot even be considered; 0 when it can. */
function check(command: Command): i32 {
  const numbers =
    isFinite64(command.time) &&
    isFinite64(command.step) &&
    isFinite64(command.a) &&
    isFinite64(command.b) &&
    isFinite64(command.c);
  if (!numbers) return Refusal.badArgument;
  const clock = <i32>command.clock;
  if (clock > Clock.deckBeat) return Refusal.badArgument;
  const stepped = ((<i32>command.flags) & CommandFlag.nextBoundary) != 0;
  if (stepped && clock >= Clock.transportBeat && !(command.step > 0.0 && command.step <= LONGEST_STEP))
    return Refusal.badArgument;
  if (clock != Clock.deckBeat) return 0;
  if (<i32>command.deck >= DECK_COUNT) return Refusal.badArgument;
  return hasGrid(<i32>command.deck) ? 0 : Refusal.noGrid;
}

/**
 * Lateness that an operation is to make up for: always for a boundary, else only where the command asks for its phase.
 */
function lateFor(command: Command, late: f64): f64 {
  const flags = <i32>command.flags;
  return (flags & (CommandFlag.nextBoundary | CommandFlag.phaseTrue)) != 0 ? late : 0.0;
}

function arrive(at: usize): void {
  const command = changetype<Command>(at);
  emit(
    EventType.arrived,
    0,
    <i32>command.deck,
    command.id,
    <i32>command.op,
    nowFrame(),
    0.0,
    0.0,
    at,
  );
  const wrong = check(command);
  if (wrong != 0) {
    emitCommand(EventType.refused, wrong, command, nowFrame(), 0.0);
    return;
  }
  const verdict = admit(command);
  if (verdict == 1) execute(command, lateFor(command, judgedLate()));
  else if (verdict == 2) emitCommand(EventType.refused, Refusal.stale, command, nowFrame(), 0.0);
  else if (verdict == 3) emitCommand(EventType.refused, Refusal.tableFull, command, nowFrame(), 0.0);
}

/** Takes the shell's commands in order, at the block's first frame. */
export function takeCommands(count: i32): void {
  const n = min(max(count, 0), COMMANDS_PER_BLOCK_MAX);
  for (let i = 0; i < n; i++) arrive(COMMANDS + <usize>i * COMMAND_BYTES);
}

/** Executes everything due at index `at`; true if there was anything. */
export function executeDue(at: i32): bool {
  latchDue(at);
  let any = false;
  while (takeDue(CURRENT)) {
    any = true;
    const command = changetype<Command>(CURRENT);
    execute(command, lateFor(command, judgedLate()));
  }
  return any;
}
