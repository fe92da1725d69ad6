/**
 * Commands, moves and events as record bodies. `DeltaState` is the memory that deltas lean on; it lives for one frame.
 * Thread: any off the audio thread.
 */
import { Clock, type Command, Op } from '../../control-bus/commands.ts';
import { BLOCK_FRAMES, NO_DECK } from '../../control-bus/constants.ts';
import { CONTROL_STEPS } from '../../control-bus/controls.ts';
import { type ByteReader, type ByteWriter, MalformedBytes, type NumberForm, numberForm } from './byte-codec.ts';
import type { LoggedControl, LoggedEvent } from './format.ts';

/** What deltas lean on; made anew for each frame of the file. */
export class DeltaState {
  frame = 0;
  id = 0;
  timeUs = 0;
  readonly controls: readonly LoggedControl[];
  private readonly steps = new Map<number, number>();

  constructor(controls: readonly LoggedControl[]) {
    this.controls = controls;
  }

  lastStep(control: number): number {
    return this.steps.get(control) ?? 0;
  }

  setStep(control: number, step: number): void {
    this.steps.set(control, step);
  }
}

const NUMBER_FIELDS = ['time', 'step', 'a', 'b', 'c'] as const;

/** An engine frame as a signed distance from the one before: in blocks where it divides, else in frames. */
export function writeFrame(w: ByteWriter, state: DeltaState, frame: number): void {
  const d = frame - state.frame;
  const inBlocks = d % BLOCK_FRAMES === 0;
  const n = inBlocks ? d / BLOCK_FRAMES : d;
  const zigzag = n < 0 ? -n * 2 - 1 : n * 2;
  w.varint(zigzag * 2 + (inBlocks ? 0 : 1));
  state.frame = frame;
}

export function readFrame(r: ByteReader, state: DeltaState): number {
  const coded = r.varint();
  const zigzag = Math.floor(coded / 2);
  const n = zigzag % 2 === 0 ? zigzag / 2 : -(zigzag + 1) / 2;
  state.frame += coded % 2 === 0 ? n * BLOCK_FRAMES : n;
  return state.frame;
}

function writeId(w: ByteWriter, state: DeltaState, id: number): void {
  w.zigzag(id - state.id);
  state.id = id;
}

function readId(r: ByteReader, state: DeltaState): number {
  const at = r.at;
  const id = state.id + r.zigzag();
  if (id < 0 || id > 0xffff_ffff) throw new MalformedBytes(`${id} is no command id`, at);
  state.id = id;
  return id;
}

function inRange(value: number, min: number, max: number, what: string, at: number): number {
  if (value < min || value > max) throw new MalformedBytes(`${what} is ${value}`, at);
  return value;
}

/** A whole command with `flag` (one bit the caller needs) in its head. */
export function writeCommand(w: ByteWriter, state: DeltaState, command: Command, flag: boolean): void {
  let forms = 0;
  for (let i = NUMBER_FIELDS.length - 1; i >= 0; i--)
    forms = forms * 4 + numberForm(command[NUMBER_FIELDS[i] as (typeof NUMBER_FIELDS)[number]]);
  const bits =
    (flag ? 1 : 0) |
    (command.deck !== NO_DECK ? 2 : 0) |
    (command.flags !== 0 ? 4 : 0) |
    (command.source !== 0 ? 8 : 0) |
    (command.target !== 0 ? 16 : 0) |
    (command.clock << 5);
  w.varint(bits + forms * 128);
  w.varint(command.op);
  writeId(w, state, command.id);
  if ((bits & 2) !== 0) w.u8(command.deck);
  if ((bits & 4) !== 0) w.varint(command.flags);
  if ((bits & 8) !== 0) w.u8(command.source);
  if ((bits & 16) !== 0) w.zigzag(command.target);
  for (const field of NUMBER_FIELDS) w.numberAs(numberForm(command[field]), command[field]);
}

export function readCommand(r: ByteReader, state: DeltaState): { command: Command; flag: boolean } {
  const at = r.at;
  const head = r.varint();
  const bits = head % 128;
  let forms = Math.floor(head / 128);
  // Numbers this version does not know stay numbers: kernel and views answer for them.
  const op = inRange(r.varint(), 0, 0xffff, 'an operation', at) as Op;
  const id = readId(r, state);
  const command: Command = {
    id,
    op,
    deck: (bits & 2) !== 0 ? r.u8() : NO_DECK,
    clock: ((bits >> 5) & 3) as Clock,
    flags: (bits & 4) !== 0 ? inRange(r.varint(), 0, 0xffff, 'a set of flags', at) : 0,
    source: ((bits & 8) !== 0 ? r.u8() : 0) as Command['source'],
    target: (bits & 16) !== 0 ? inRange(r.zigzag(), -(2 ** 31), 2 ** 31 - 1, 'a target', at) : 0,
    time: 0,
    step: 0,
    a: 0,
    b: 0,
    c: 0,
  };
  for (const field of NUMBER_FIELDS) {
    command[field] = r.numberAs((forms % 4) as NumberForm);
    forms = Math.floor(forms / 4);
  }
  return { command, flag: (bits & 1) !== 0 };
}

/** True when a command can travel in a run of control moves. */
export function isPlainControlMove(c: Command): boolean {
  return c.op === Op.setControl && c.clock === Clock.now && c.flags === 0 && isBare(c) && Object.is(c.b, 0);
}

/** True when a command can travel in a run of scratch positions. */
export function isPlainScratchMove(c: Command): boolean {
  return c.op === Op.scratchMove && c.clock === Clock.now && c.flags === 0 && c.target === 0 && isBare(c);
}

const isBare = (c: Command): boolean => Object.is(c.time, 0) && Object.is(c.step, 0) && Object.is(c.c, 0);

/** Entry heads: value form in bits 0–1, executed at once in bit 2, id is the last one + 1 in bit 3, frame distance above. */
function writeEntryHead(
  w: ByteWriter,
  state: DeltaState,
  frame: number,
  id: number,
  form: number,
  executed: boolean,
): void {
  const d = frame - state.frame;
  const inBlocks = d % BLOCK_FRAMES === 0;
  const next = id === state.id + 1;
  const distance = inBlocks ? (d / BLOCK_FRAMES) * 2 : d * 2 + 1;
  w.varint(form + (executed ? 4 : 0) + (next ? 8 : 0) + distance * 16);
  state.frame = frame;
  if (next) state.id = id;
  else writeId(w, state, id);
}

function readEntryHead(
  r: ByteReader,
  state: DeltaState,
): { form: number; executed: boolean; frame: number; id: number } {
  const head = r.varint();
  const distance = Math.floor(head / 16);
  state.frame += distance % 2 === 0 ? (distance / 2) * BLOCK_FRAMES : (distance - 1) / 2;
  const at = r.at;
  if ((head & 8) === 0) readId(r, state);
  else if (state.id >= 0xffff_ffff) throw new MalformedBytes('a command id overflows', at);
  else state.id += 1;
  return { form: head % 4, executed: (head & 4) !== 0, frame: state.frame, id: state.id };
}

/** How a move's value is written. `steps`: signed distance on the value's own grid. */
const MoveForm = { steps: 0, float32: 1, float64: 2 } as const;

export interface Move {
  frame: number;
  command: Command;
  executedAtOnce: boolean;
}

function controlGrid(state: DeltaState, control: number): { min: number; step: number } {
  const spec = state.controls[control];
  return spec === undefined || !(spec.max > spec.min)
    ? { min: 0, step: 1 / CONTROL_STEPS }
    : { min: spec.min, step: (spec.max - spec.min) / CONTROL_STEPS };
}

/** A run of moves of one control by one source; frames never decrease inside it. */
export function writeControlRun(w: ByteWriter, state: DeltaState, moves: readonly Move[]): void {
  const first = (moves[0] as Move).command;
  w.varint(first.target);
  w.u8(first.deck);
  w.u8(first.source);
  const { min, step } = controlGrid(state, first.target);
  writeFrame(w, state, (moves[0] as Move).frame);
  for (const { frame, command, executedAtOnce } of moves) {
    const value = command.a;
    const k = Math.round((value - min) / step);
    const onGrid = Math.abs(k) < 2 ** 31 && Object.is(min + k * step, value);
    const form = onGrid ? MoveForm.steps : Object.is(Math.fround(value), value) ? MoveForm.float32 : MoveForm.float64;
    writeEntryHead(w, state, frame, command.id, form, executedAtOnce);
    if (form === MoveForm.steps) {
      w.zigzag(k - state.lastStep(first.target));
      state.setStep(first.target, k);
    } else if (form === MoveForm.float32) w.f32(value);
    else w.f64(value);
  }
}

export function* readControlRun(r: ByteReader, state: DeltaState): Generator<Move> {
  const at = r.at;
  const target = inRange(r.varint(), 0, 2 ** 31 - 1, 'a control', at);
  const deck = r.u8();
  const source = r.u8();
  const { min, step } = controlGrid(state, target);
  readFrame(r, state);
  while (r.left > 0) {
    const { form, executed, frame, id } = readEntryHead(r, state);
    let value: number;
    if (form === MoveForm.steps) {
      const k = state.lastStep(target) + r.zigzag();
      state.setStep(target, k);
      value = min + k * step;
    } else value = readFloat(r, form);
    yield { frame, executedAtOnce: executed, command: bareMove(Op.setControl, id, deck, source, target, value, 0) };
  }
}

/** Scratch positions lie on this grid where the sender can choose: a 1/256 of a source frame. */
const SCRATCH_STEP = 1 / 256;

/** A run of platter positions of one deck. */
export function writeScratchRun(w: ByteWriter, state: DeltaState, moves: readonly Move[]): void {
  const first = (moves[0] as Move).command;
  w.u8(first.deck);
  w.u8(first.source);
  writeFrame(w, state, (moves[0] as Move).frame);
  let last = 0;
  for (const { frame, command, executedAtOnce } of moves) {
    const k = command.a / SCRATCH_STEP;
    const onGrid = Number.isInteger(k) && Math.abs(k) < 2 ** 40 && !Object.is(command.a, -0);
    const form = onGrid
      ? MoveForm.steps
      : Object.is(Math.fround(command.a), command.a)
        ? MoveForm.float32
        : MoveForm.float64;
    writeEntryHead(w, state, frame, command.id, form, executedAtOnce);
    if (form === MoveForm.steps) {
      w.zigzag(k - last);
      last = k;
    } else if (form === MoveForm.float32) w.f32(command.a);
    else w.f64(command.a);
    // The stamp is near the dequeue frame: on a 1/256 grid as a distance (low bit 0), else as it is (a lone 1, then f64).
    const d = (command.b - frame) / SCRATCH_STEP;
    const near = Number.isInteger(d) && Math.abs(d) < 2 ** 40 && Object.is(frame + d * SCRATCH_STEP, command.b);
    if (near) w.varint((d < 0 ? -d * 2 - 1 : d * 2) * 2);
    else {
      w.varint(1);
      w.f64(command.b);
    }
  }
}

export function* readScratchRun(r: ByteReader, state: DeltaState): Generator<Move> {
  const deck = r.u8();
  const source = r.u8();
  readFrame(r, state);
  let last = 0;
  while (r.left > 0) {
    const { form, executed, frame, id } = readEntryHead(r, state);
    let a: number;
    if (form === MoveForm.steps) {
      last += r.zigzag();
      a = last * SCRATCH_STEP;
    } else a = readFloat(r, form);
    const stamp = r.varint();
    const zigzag = Math.floor(stamp / 2);
    const d = zigzag % 2 === 0 ? zigzag / 2 : -(zigzag + 1) / 2;
    const b = stamp % 2 === 0 ? frame + d * SCRATCH_STEP : r.f64();
    yield { frame, executedAtOnce: executed, command: bareMove(Op.scratchMove, id, deck, source, 0, a, b) };
  }
}

function readFloat(r: ByteReader, form: number): number {
  if (form === MoveForm.float32) return r.f32();
  if (form === MoveForm.float64) return r.f64();
  throw new MalformedBytes(`a move has value form ${form}`, r.at);
}

function bareMove(op: Op, id: number, deck: number, source: number, target: number, a: number, b: number): Command {
  const sourceClass = source as Command['source'];
  return { id, op, deck, clock: Clock.now, flags: 0, source: sourceClass, target, time: 0, step: 0, a, b, c: 0 };
}

/** Any event but an arrival. */
export function writeEvent(w: ByteWriter, state: DeltaState, e: LoggedEvent): void {
  w.varint(e.type);
  w.varint(numberForm(e.a) + numberForm(e.b) * 4 + (e.code !== 0 ? 16 : 0));
  writeFrame(w, state, e.frame);
  w.u8(e.deck);
  w.varint(e.op);
  w.varint(e.id);
  if (e.code !== 0) w.zigzag(e.code);
  w.numberAs(numberForm(e.a), e.a);
  w.numberAs(numberForm(e.b), e.b);
}

export function readEvent(r: ByteReader, state: DeltaState): LoggedEvent {
  const at = r.at;
  const type = inRange(r.varint(), 0, 0xffff, 'an event type', at);
  const forms = r.varint();
  const frame = readFrame(r, state);
  const deck = r.u8();
  const op = inRange(r.varint(), 0, 0xffff, 'an operation', at);
  const id = inRange(r.varint(), 0, 0xffff_ffff, 'a command id', at);
  const code = (forms & 16) !== 0 ? inRange(r.zigzag(), -(2 ** 31), 2 ** 31 - 1, 'an event code', at) : 0;
  const a = r.numberAs((forms & 3) as NumberForm);
  const b = r.numberAs(((forms >> 2) & 3) as NumberForm);
  return { type, code, deck, id, op, frame, a, b };
}
