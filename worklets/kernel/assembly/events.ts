/**
 * Events of one block, on their way to the shell.
 * Thread: audio; no allocation. What finds no room is counted.
 */
import {
  COMMAND_BYTES,
  EVENT_A,
  EVENT_B,
  EVENT_BYTES,
  EVENT_CODE,
  EVENT_COMMAND,
  EVENT_DECK,
  EVENT_FRAME,
  EVENT_ID,
  EVENT_OP,
  EVENT_TYPE,
  EVENTS_PER_BLOCK_MAX,
  Command,
} from './generated/layout';

export const EVENTS: usize = memory.data(EVENTS_PER_BLOCK_MAX * <i32>EVENT_BYTES, 16);
const COUNT: usize = memory.data(16, 8);

export function eventCount(): i32 {
  return load<i32>(COUNT);
}

export function eventsLostCount(): i32 {
  return load<i32>(COUNT, 4);
}

/** Forgets the last block's events. */
export function beginEvents(): void {
  store<i32>(COUNT, 0);
}

/** Writes one event; `command` 0 for all but `arrived`. */
export function emit(
  type: i32,
  code: i32,
  deck: i32,
  id: u32,
  op: i32,
  frame: f64,
  a: f64,
  b: f64,
  command: usize = 0,
): void {
  const count = load<i32>(COUNT);
  if (count >= EVENTS_PER_BLOCK_MAX) {
    store<i32>(COUNT, load<i32>(COUNT, 4) + 1, 4);
    return;
  }
  store<i32>(COUNT, count + 1);
  const at = EVENTS + <usize>count * EVENT_BYTES;
  store<u16>(at + EVENT_TYPE, <u16>type);
  store<i32>(at + EVENT_CODE, code);
  store<u8>(at + EVENT_DECK, <u8>deck);
  store<u32>(at + EVENT_ID, id);
  store<u16>(at + EVENT_OP, <u16>op);
  store<f64>(at + EVENT_FRAME, frame);
  store<f64>(at + EVENT_A, a);
  store<f64>(at + EVENT_B, b);
  if (command != 0) memory.copy(at + EVENT_COMMAND, command, COMMAND_BYTES);
  else memory.fill(at + EVENT_COMMAND, 0, COMMAND_BYTES);
}

/** An event about a command. */
export function emitCommand(type: i32, code: i32, command: Command, frame: f64, a: f64): void {
  emit(type, code, <i32>command.deck, command.id, <i32>command.op, frame, a, 0.0);
}
