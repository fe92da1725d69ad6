/**
 * Reads a session log that anything may have happened to. `openLog` maps the frames and checks every checksum;
 * `records` decodes frame by frame, so that memory stays bounded by the file's size whatever it holds.
 *
 * Thread: any off the audio thread; allocates. Only `openLog` throws, and only `SessionLogError`.
 */
import * as v from 'valibot';
import { ByteReader, MalformedBytes } from './byte-codec.ts';
import { DeltaState, readCommand, readControlRun, readEvent, readFrame, readScratchRun } from './command-codec.ts';
import { crc32c } from './crc32c.ts';
import { EndSchema, HeaderSchema, HostSchema, RefusalSchema, SourceSchema, TrackSchema } from './facts.ts';
import {
  FRAME_HEAD_BYTES,
  FRAME_PAYLOAD_MAX,
  LOG_MAGIC,
  LOG_VERSION,
  type LogHeader,
  type LogProblem,
  type LogRecord,
  PREAMBLE_BYTES,
  RecordKind,
  SessionLogError,
} from './format.ts';
import { readDeckState, readHeartbeat, readIntent } from './snapshot-codec.ts';

/** A frame whose checksums hold. */
interface FrameAt {
  readonly index: number;
  readonly byteOffset: number;
  readonly bytes: number;
}

export interface SessionLog {
  readonly header: LogHeader;
  /** What is wrong with frames, in file order. Empty for a sound log. */
  readonly problems: readonly LogProblem[];
  readonly frameCount: number;
  /** Bytes up to the end of the last whole frame: where a settled log is cut and continued. */
  readonly soundBytes: number;
  /** Index the next frame would have. */
  readonly nextIndex: number;
  /** Unknown kinds are left out. `onProblem` hears of records that say nonsense under a right checksum. */
  records(onProblem?: (problem: LogProblem) => void): Generator<LogRecord>;
}

/** Maps and checks a log. Throws `SessionLogError` when nothing of it can be used. */
export function openLog(bytes: Uint8Array): SessionLog {
  readPreamble(bytes);
  const problems: LogProblem[] = [];
  const frames = mapFrames(bytes, problems);
  const header = readHeader(bytes, frames[0]);
  const last = frames[frames.length - 1] as FrameAt;
  return {
    header,
    problems,
    frameCount: frames.length,
    soundBytes: last.byteOffset + FRAME_HEAD_BYTES + last.bytes,
    nextIndex: last.index + 1,
    *records(onProblem) {
      for (const frame of frames) yield* frameRecords(bytes, frame, header, onProblem);
    },
  };
}

function readPreamble(bytes: Uint8Array): void {
  let wrong = 0;
  let firstWrong = -1;
  for (let i = 0; i < LOG_MAGIC.length; i++) {
    if (bytes[i] === LOG_MAGIC[i]) continue;
    wrong++;
    if (firstWrong < 0) firstWrong = i;
  }
  if (bytes.length < PREAMBLE_BYTES)
    throw new SessionLogError('notALog', `${bytes.length} bytes are too few for a session log`, 0);
  if (wrong > 2)
    throw new SessionLogError('notALog', 'this file is no Echelon session log: choose one that ends in .elog', 0);
  if (wrong > 0) throw new SessionLogError('damagedPreamble', `byte ${firstWrong} of the log is damaged`, firstWrong);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (view.getUint32(12, true) !== crc32c(bytes, 0, 12))
    throw new SessionLogError('damagedPreamble', 'bytes 8–15 of the log, its version, are damaged', 8);
  const version = view.getUint32(8, true);
  if (version !== LOG_VERSION)
    throw new SessionLogError(
      'unknownVersion',
      `the log has format version ${version}; this Echelon reads version ${LOG_VERSION}: open it with the one that wrote it`,
      8,
    );
}

/** A head that can be obeyed: its own checksum holds and its length is allowed. */
function headHolds(bytes: Uint8Array, view: DataView, at: number): boolean {
  if (at + FRAME_HEAD_BYTES > bytes.length) return false;
  return view.getUint32(8 + at, true) === crc32c(bytes, at, at + 8) && view.getUint32(at, true) <= FRAME_PAYLOAD_MAX;
}

function mapFrames(bytes: Uint8Array, problems: LogProblem[]): FrameAt[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const frames: FrameAt[] = [];
  let at = PREAMBLE_BYTES;
  let expected = 0;
  const report = (
    what: LogProblem['what'],
    byteOffset: number,
    count: number,
    frameIndex: number,
    text: string,
  ): void => {
    problems.push({ what, byteOffset, bytes: count, frameIndex, text });
  };
  while (at < bytes.length) {
    const left = bytes.length - at;
    if (!headHolds(bytes, view, at)) {
      const next = left < FRAME_HEAD_BYTES ? -1 : findHead(bytes, view, at + 1, expected);
      if (next < 0) {
        const torn = left < FRAME_HEAD_BYTES || isZero(bytes, at);
        const what = torn ? 'tornTail' : 'damagedHead';
        const why = torn ? 'the file ends inside' : 'damaged bytes hide';
        report(what, at, left, expected, `${why} frame ${expected}: nothing after byte ${at} can be read`);
        break;
      }
      report('damagedHead', at, next - at, expected, `frame ${expected} at byte ${at} has a damaged head`);
      expected = -1;
      at = next;
      continue;
    }
    const length = view.getUint32(at, true);
    const index = view.getUint32(at + 4, true);
    // After a damaged head the index says by itself how many frames that hid.
    if (expected >= 0 && index !== expected) {
      const text = `frame ${expected} was expected at byte ${at}, frame ${index} is there`;
      report('missingFrames', at, 0, expected, text);
    }
    if (FRAME_HEAD_BYTES + length > left) {
      report('tornTail', at, left, index, `the file ends inside frame ${index}, at byte ${at}`);
      break;
    }
    const body = at + FRAME_HEAD_BYTES;
    if (view.getUint32(at + 12, true) === crc32c(bytes, body, body + length))
      frames.push({ index, byteOffset: at, bytes: length });
    else {
      const last = body + length - 1;
      const text = `frame ${index}, bytes ${at + 12}–${last}, does not match its checksum`;
      report('damagedPayload', at + 12, length + 4, index, text);
    }
    expected = index + 1;
    at = body + length;
  }
  return frames;
}

/** The next place where a head holds, with an index that can follow. Linear in the bytes passed over. */
function findHead(bytes: Uint8Array, view: DataView, from: number, expected: number): number {
  for (let at = from; at + FRAME_HEAD_BYTES <= bytes.length; at++) {
    if (view.getUint32(at + 4, true) < expected) continue;
    if (view.getUint32(at, true) > FRAME_PAYLOAD_MAX) continue;
    if (headHolds(bytes, view, at)) return at;
  }
  return -1;
}

function isZero(bytes: Uint8Array, from: number): boolean {
  for (let i = from; i < bytes.length; i++) if (bytes[i] !== 0) return false;
  return true;
}

function readHeader(bytes: Uint8Array, frame: FrameAt | undefined): LogHeader {
  const damaged = (why: string): SessionLogError =>
    new SessionLogError('damagedHeader', `the log's header cannot be read: ${why}`, PREAMBLE_BYTES);
  if (frame === undefined || frame.index !== 0) throw damaged('its frame is damaged or missing');
  const from = frame.byteOffset + FRAME_HEAD_BYTES;
  const r = new ByteReader(bytes, from, from + frame.bytes);
  try {
    if (r.varint() !== RecordKind.header) throw damaged('another record stands in its place');
    return parse(HeaderSchema, r.window(r.varint()));
  } catch (error) {
    if (error instanceof MalformedBytes) throw damaged(error.message);
    throw error;
  }
}

function parse<T>(schema: v.GenericSchema<unknown, T>, body: ByteReader): T {
  const at = body.at;
  let value: unknown;
  try {
    value = JSON.parse(body.text());
  } catch (error) {
    throw error instanceof MalformedBytes ? error : new MalformedBytes(`no JSON: ${String(error)}`, at);
  }
  const result = v.safeParse(schema, value, { abortEarly: true });
  if (result.success) return result.output;
  const issue = result.issues[0];
  throw new MalformedBytes(`${v.getDotPath(issue) ?? 'the record'}: ${issue.message}`, at);
}

function* frameRecords(
  bytes: Uint8Array,
  frame: FrameAt,
  header: LogHeader,
  onProblem: ((problem: LogProblem) => void) | undefined,
): Generator<LogRecord> {
  const from = frame.byteOffset + FRAME_HEAD_BYTES;
  const r = new ByteReader(bytes, from, from + frame.bytes);
  const state = new DeltaState(header.controls);
  try {
    while (r.left > 0) {
      const kind = r.varint();
      yield* decode(kind, r.window(r.varint()), state, header);
    }
  } catch (error) {
    if (!(error instanceof MalformedBytes)) throw error;
    const { byteOffset } = error;
    const text = `frame ${frame.index}, byte ${byteOffset}: ${error.message}`;
    onProblem?.({
      what: 'malformedRecord',
      byteOffset,
      bytes: from + frame.bytes - byteOffset,
      frameIndex: frame.index,
      text,
    });
  }
}

function* decode(kind: number, body: ByteReader, state: DeltaState, header: LogHeader): Generator<LogRecord> {
  switch (kind) {
    case RecordKind.header:
      yield { kind: 'header', header };
      return;
    case RecordKind.track:
      yield { kind: 'track', track: parse(TrackSchema, body) };
      return;
    case RecordKind.arrival: {
      const frame = readFrame(body, state);
      const { command, flag } = readCommand(body, state);
      yield { kind: 'arrival', frame, command, executedAtOnce: flag };
      return;
    }
    case RecordKind.controlRun:
      for (const move of readControlRun(body, state)) yield { kind: 'arrival', ...move };
      return;
    case RecordKind.scratchRun:
      for (const move of readScratchRun(body, state)) yield { kind: 'arrival', ...move };
      return;
    case RecordKind.event:
      yield { kind: 'event', event: readEvent(body, state) };
      return;
    case RecordKind.intent:
      yield { kind: 'intent', intent: readIntent(body, state) };
      return;
    case RecordKind.refusal:
      yield { kind: 'refusal', refusal: parse(RefusalSchema, body) };
      return;
    case RecordKind.host:
      yield { kind: 'host', host: parse(HostSchema, body) };
      return;
    case RecordKind.heartbeat:
      yield { kind: 'heartbeat', heartbeat: readHeartbeat(body, state) };
      return;
    case RecordKind.deckState:
      yield { kind: 'deckState', state: readDeckState(body, state) };
      return;
    case RecordKind.source:
      yield { kind: 'source', source: parse(SourceSchema, body) };
      return;
    case RecordKind.end:
      yield { kind: 'end', end: parse(EndSchema, body) };
      return;
  }
}
