/**
 * Writes a session log: records are added as they come, `seal` makes one checksummed frame of what has gathered.
 * Consecutive moves of one control become a run; a plain move that executed at its own arrival frame costs one bit.
 *
 * Thread: log worker (or any off the audio thread); allocates. Throws RangeError on values no log can hold.
 */
import { EventType, Op } from '../../control-bus/commands.ts';
import { ByteWriter } from './byte-codec.ts';
import {
  DeltaState,
  isPlainControlMove,
  isPlainScratchMove,
  type Move,
  writeCommand,
  writeControlRun,
  writeEvent,
  writeFrame,
  writeScratchRun,
} from './command-codec.ts';
import {
  encodeFrame,
  encodePreamble,
  type LoggedControl,
  type LoggedEvent,
  type LogHeader,
  type LogRecord,
  RecordKind,
} from './format.ts';
import { writeDeckState, writeHeartbeat, writeIntent } from './snapshot-codec.ts';

/** Records gathered before a frame is sealed by itself, so that no frame grows beyond reason. */
const RECORDS_PER_FRAME_MAX = 16_384;

type Arrival = Extract<LogRecord, { kind: 'arrival' }>;
type Body = (w: ByteWriter, state: DeltaState) => void;

export class SessionLogWriter {
  private readonly controls: readonly LoggedControl[];
  private pending: LogRecord[] = [];
  /** Plain moves of this frame whose execution has not been seen yet, by command id. */
  private readonly unexecuted = new Map<number, Arrival>();
  private readonly sealed: Uint8Array<ArrayBuffer>[] = [];
  private readonly payload = new ByteWriter(16_384);
  private readonly body = new ByteWriter(4096);
  private nextIndex: number;

  /** A new log when `header` is given; its preamble and header frame are the first thing `seal` returns. */
  constructor(header: LogHeader) {
    this.controls = header.controls;
    this.nextIndex = 0;
    this.sealed.push(encodePreamble());
    this.pending.push({ kind: 'header', header });
    this.sealPending();
  }

  /** Records waiting for the next `seal`. */
  get waiting(): number {
    return this.pending.length;
  }

  /** Adds a record. An execution of a plain move seen in the same frame as its arrival folds into it. */
  add(record: LogRecord): void {
    if (record.kind === 'arrival') this.addArrival(record);
    else if (record.kind === 'event' && this.foldExecution(record.event)) return;
    else this.pending.push(record);
    if (this.pending.length >= RECORDS_PER_FRAME_MAX) this.sealPending();
  }

  private addArrival(record: Arrival): void {
    this.pending.push(record);
    if (isPlainControlMove(record.command) || isPlainScratchMove(record.command))
      this.unexecuted.set(record.command.id, record);
  }

  private foldExecution(event: LoggedEvent): boolean {
    if (event.type !== EventType.executed || (event.op !== Op.setControl && event.op !== Op.scratchMove)) return false;
    const arrival = this.unexecuted.get(event.id);
    if (arrival === undefined || arrival.frame !== event.frame || arrival.command.op !== event.op) return false;
    arrival.executedAtOnce = true;
    this.unexecuted.delete(event.id);
    return true;
  }

  /** The bytes to append to the file now; null when nothing waits. */
  seal(): Uint8Array<ArrayBuffer> | null {
    this.sealPending();
    const { sealed } = this;
    if (sealed.length === 0) return null;
    if (sealed.length === 1) return sealed.pop() as Uint8Array<ArrayBuffer>;
    const total = sealed.reduce((n, part) => n + part.length, 0);
    const bytes = new Uint8Array(total);
    let at = 0;
    for (const part of sealed) {
      bytes.set(part, at);
      at += part.length;
    }
    sealed.length = 0;
    return bytes;
  }

  private sealPending(): void {
    const { pending } = this;
    if (pending.length === 0) return;
    this.payload.clear();
    const state = new DeltaState(this.controls);
    for (let i = 0; i < pending.length; ) i += this.encode(pending, i, state);
    this.sealed.push(encodeFrame(this.nextIndex++, this.payload.peek()));
    this.pending = [];
    this.unexecuted.clear();
  }

  /** Encodes the record at `i`, or the run that begins there; returns how many records that took. */
  private encode(pending: readonly LogRecord[], i: number, state: DeltaState): number {
    const record = pending[i] as LogRecord;
    if (record.kind === 'arrival') {
      const run = moveRun(pending, i);
      if (run !== null) {
        const control = record.command.op === Op.setControl;
        this.record(control ? RecordKind.controlRun : RecordKind.scratchRun, state, (w, s) =>
          control ? writeControlRun(w, s, run) : writeScratchRun(w, s, run),
        );
        return run.length;
      }
    }
    this.encodeSingle(record, state);
    return 1;
  }

  private encodeSingle(record: LogRecord, state: DeltaState): void {
    switch (record.kind) {
      case 'arrival':
        this.record(RecordKind.arrival, state, (w, s) => {
          writeFrame(w, s, record.frame);
          writeCommand(w, s, record.command, record.executedAtOnce);
        });
        break;
      case 'event':
        this.record(RecordKind.event, state, (w, s) => writeEvent(w, s, record.event));
        break;
      case 'heartbeat':
        this.record(RecordKind.heartbeat, state, (w, s) => writeHeartbeat(w, s, record.heartbeat));
        break;
      case 'deckState':
        this.record(RecordKind.deckState, state, (w, s) => writeDeckState(w, s, record.state));
        break;
      case 'intent':
        this.record(RecordKind.intent, state, (w, s) => writeIntent(w, s, record.intent));
        break;
      case 'header':
        this.json(RecordKind.header, state, record.header);
        break;
      case 'track':
        this.json(RecordKind.track, state, record.track);
        break;
      case 'refusal':
        this.json(RecordKind.refusal, state, record.refusal);
        break;
      case 'host':
        this.json(RecordKind.host, state, record.host);
        break;
      case 'source':
        this.json(RecordKind.source, state, record.source);
        break;
      case 'end':
        this.json(RecordKind.end, state, record.end);
        break;
    }
  }

  private json(kind: RecordKind, state: DeltaState, value: object): void {
    const text = new TextEncoder().encode(JSON.stringify(value));
    this.record(kind, state, (w) => w.raw(text));
  }

  private record(kind: RecordKind, state: DeltaState, write: Body): void {
    this.body.clear();
    write(this.body, state);
    this.payload.varint(kind);
    this.payload.varint(this.body.length);
    this.payload.raw(this.body.peek());
  }
}

/** The longest run of plain moves of one control (or one platter) and source from `i`; null when there is none. */
function moveRun(pending: readonly LogRecord[], i: number): Move[] | null {
  const first = pending[i] as Arrival;
  const plain = isPlainControlMove(first.command)
    ? isPlainControlMove
    : isPlainScratchMove(first.command)
      ? isPlainScratchMove
      : null;
  if (plain === null || first.command.target < 0) return null;
  const run: Move[] = [];
  let frame = first.frame;
  for (let k = i; k < pending.length; k++) {
    const next = pending[k] as LogRecord;
    if (next.kind !== 'arrival' || next.frame < frame || !plain(next.command)) break;
    const { target, deck, source } = next.command;
    if (target !== first.command.target || deck !== first.command.deck || source !== first.command.source) break;
    frame = next.frame;
    run.push(next);
  }
  return run;
}

/** One whole frame holding only an end record: appended to a recovered log as its frame `index`. */
export function encodeEndFrame(
  index: number,
  end: Extract<LogRecord, { kind: 'end' }>['end'],
): Uint8Array<ArrayBuffer> {
  const text = new TextEncoder().encode(JSON.stringify(end));
  const w = new ByteWriter(64);
  w.varint(RecordKind.end);
  w.varint(text.length);
  w.raw(text);
  return encodeFrame(index, w.peek());
}
