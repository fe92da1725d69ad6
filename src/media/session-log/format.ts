/**
 * The session log's format: an append-only file of checksummed frames, each a list of records.
 *
 * ```
 * file    := preamble frame*
 * preamble:= magic[8] version:u32 crc32c(magic, version):u32
 * frame   := length:u32 index:u32 crc32c(length, index):u32 crc32c(payload):u32 payload[length]
 * payload := record*            frames are self-contained: no delta reaches back into another frame
 * record  := kind:varint length:varint body[length]
 * ```
 * The head has its own checksum, so that a damaged payload can be stepped over and a damaged head is never obeyed.
 * A reader skips kinds it does not know. What the numbers of commands, events and refusals mean is append-only
 * (control-bus/commands.ts); the header carries the table of controls.
 *
 * Thread: any off the audio thread; pure data.
 */
import type { Command } from '../../control-bus/commands.ts';
import { crc32c } from './crc32c.ts';

/** Changes only when an old reader would misread a new file; new record kinds need no new version. */
export const LOG_VERSION = 1;
/** As in PNG: a byte no text has, the name, and line ends that a text transfer would spoil. */
export const LOG_MAGIC = Uint8Array.of(0x89, 0x45, 0x4c, 0x4f, 0x47, 0x0d, 0x0a, 0x1a);
export const PREAMBLE_BYTES = 16;
export const FRAME_HEAD_BYTES = 16;
/** A frame's payload at most; a writer seals earlier. */
export const FRAME_PAYLOAD_MAX = 4 * 1024 * 1024;
export const LOG_FILE_SUFFIX = '.elog';

/** Numbers in files: append only. */
export const RecordKind = {
  header: 1,
  track: 2,
  arrival: 3,
  controlRun: 4,
  scratchRun: 5,
  event: 6,
  intent: 7,
  refusal: 8,
  host: 9,
  heartbeat: 10,
  deckState: 11,
  source: 12,
  end: 13,
} as const;
export type RecordKind = (typeof RecordKind)[keyof typeof RecordKind];

/** A control as the header lists it; the index in the list is its id in commands. */
export interface LoggedControl {
  name: string;
  unit: string;
  min: number;
  max: number;
}

export interface LogHeader {
  /** Milliseconds since the Unix epoch. */
  startedAtMs: number;
  /** Version of the application. */
  app: string;
  /** Id of the kernel's file (public/kernels). */
  kernelId: string;
  kernelAbi: number;
  /** Id of the stretcher's file; null when the engine ran without one. */
  stretcherId: string | null;
  /** Key of `StretchPreset`: 'full', 'light'; null without a stretcher. */
  stretchPreset: string | null;
  sessionRateHz: number;
  /** Configuration files in force, by name. */
  configs: Record<string, unknown>;
  controls: LoggedControl[];
  /** Name of the log whose set this one resumes; null for a fresh set. */
  resumes: string | null;
}

/** A track the set used. Logged when its load is staged, and again when decoding ended and `pcmId` is known. */
export interface TrackFact {
  /** Host's token of the load: `a` of the `load` command. */
  loadToken: number;
  /** Slot of the source table it was decoded into. */
  sourceSlot: number;
  /** The decoder's `fileId`: hash of the file's bytes with decoder and resampler ids; `demo:<name>` for demo tracks. */
  fileId: string;
  /** Root over SHA-256 of 65 536-frame chunks; null while decoding. */
  pcmId: string | null;
  /** `shortHash` of each chunk of `pcmId`, when known: tells which chunk is bad. */
  chunkHashes: string[] | null;
  title: string;
  /** Frames at the session rate; provisional while `pcmId` is null. */
  lengthFrames: number;
}

/** Something about a source that depends on the moment. */
export interface SourceFact {
  sourceSlot: number;
  loadToken: number;
  /** `opened`: decoding began. `length`: exact length known. `complete`: all frames decoded. `evicted`: memory given back. `failed`: decoding stopped. */
  what: 'opened' | 'length' | 'complete' | 'evicted' | 'failed';
  frames: number;
  engineFrame: number;
}

/** Something outside the engine that the set depended on. */
export interface HostEvent {
  /** `gap`: media time in which the engine did not render. `eventsLost`: the log itself lacks `frames` records. */
  what: 'deviceChanged' | 'deviceLost' | 'contextRebuilt' | 'gap' | 'eventsLost' | 'engineFault' | 'note';
  /** One sentence for people. */
  text: string;
  engineFrame: number;
  wallMs: number;
  /** Length of a gap, or a count of lost records; 0 where it means nothing. */
  frames: number;
}

/** An intent of a discrete kind as it reached the scheduler. Permitted continuous moves are not repeated: arrivals have them. */
export interface LoggedIntent {
  command: Command;
  /** Input event time, ms since the Unix epoch; stored to the microsecond. */
  eventTimeMs: number;
  gesture: number;
}

/** An intent the scheduler refused. Refusals by the kernel are events of type `refused`. */
export interface LoggedRefusal {
  id: number;
  op: number;
  deck: number;
  target: number;
  /** The value asked for; null when it was not finite. */
  a: number | null;
  gesture: number;
  eventTimeMs: number;
  /** The permission function's reason: its `kind` and what belongs to it ('audible', lufs; 'outOfRange', min, max; …). */
  reason: { kind: string; [detail: string]: unknown };
}

/** An engine event other than an arrival. `a` of an execution is the position after it. */
export interface LoggedEvent {
  type: number;
  code: number;
  deck: number;
  id: number;
  op: number;
  frame: number;
  a: number;
  b: number;
}

export interface HeartbeatDeck {
  deck: number;
  loadToken: number;
  /** Heard position, source frames, rounded to a whole frame. */
  positionFrames: number;
  /** `DeckFlag` bits. */
  flags: number;
  /** Active loop, frames; both −1 without one. */
  loopInFrame: number;
  loopOutFrame: number;
}

/**
 * Written about twice a second: engine time against wall time, and where each loaded deck is. Every event before
 * `engineFrame` stands before it in the log.
 */
export interface Heartbeat {
  engineFrame: number;
  /** Whole milliseconds since the Unix epoch. */
  wallMs: number;
  transportBeat: number;
  transportPlaying: boolean;
  /** `SlowState.version` at that time. */
  slowVersion: number;
  decks: HeartbeatDeck[];
}

/** The stepping state of one deck as the engine published it; written when it changed. */
export interface DeckState {
  deck: number;
  engineFrame: number;
  loadToken: number;
  sourceSlot: number;
  sourceFrames: number;
  gridDownbeatFrame: number;
  gridTempo: number;
  gridBeatsPerBar: number;
  cuePointFrame: number;
  /** −1 where the pad is empty. */
  hotCueFrames: number[];
  loopBeats: number;
}

/** The log's last record when nothing crashed. */
export interface LogEnd {
  /** `closed`: the page was left in order. `recovered`: a crashed log, settled at a later start. */
  how: 'closed' | 'recovered';
  wallMs: number;
  engineFrame: number;
}

export type LogRecord =
  | { kind: 'header'; header: LogHeader }
  | { kind: 'track'; track: TrackFact }
  /** `frame`: first frame of the block that dequeued it. `executedAtOnce`: executed at that same frame. */
  | { kind: 'arrival'; frame: number; command: Command; executedAtOnce: boolean }
  | { kind: 'event'; event: LoggedEvent }
  | { kind: 'intent'; intent: LoggedIntent }
  | { kind: 'refusal'; refusal: LoggedRefusal }
  | { kind: 'host'; host: HostEvent }
  | { kind: 'heartbeat'; heartbeat: Heartbeat }
  | { kind: 'deckState'; state: DeckState }
  | { kind: 'source'; source: SourceFact }
  | { kind: 'end'; end: LogEnd };

/** What can be wrong with a log as a whole. */
export type LogErrorCode = 'notALog' | 'damagedPreamble' | 'unknownVersion' | 'damagedHeader';

/** A file that cannot be read as a session log at all. `byteOffset` tells where. */
export class SessionLogError extends Error {
  override readonly name = 'SessionLogError';
  readonly code: LogErrorCode;
  readonly byteOffset: number;
  constructor(code: LogErrorCode, message: string, byteOffset: number) {
    super(message);
    this.code = code;
    this.byteOffset = byteOffset;
  }
}

/** Damage that leaves the rest readable. */
export interface LogProblem {
  /**
   * `tornTail`: the file ends inside a frame, as after a crash. `damagedHead`, `damagedPayload`: bytes changed.
   * `missingFrames`: whole frames are absent. `malformedRecord`: checksums hold, the content does not.
   */
  what: 'tornTail' | 'damagedHead' | 'damagedPayload' | 'missingFrames' | 'malformedRecord';
  /** First byte concerned, from the start of the file. */
  byteOffset: number;
  /** Bytes concerned. */
  bytes: number;
  /** Index of the frame concerned. */
  frameIndex: number;
  /** A sentence. */
  text: string;
}

/** The 16 bytes every log begins with. */
export function encodePreamble(version: number = LOG_VERSION): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(PREAMBLE_BYTES);
  const view = new DataView(bytes.buffer);
  bytes.set(LOG_MAGIC);
  view.setUint32(8, version, true);
  view.setUint32(12, crc32c(bytes, 0, 12), true);
  return bytes;
}

/** Puts head and checksums before a payload. */
export function encodeFrame(index: number, payload: Uint8Array): Uint8Array<ArrayBuffer> {
  if (payload.length > FRAME_PAYLOAD_MAX)
    throw new RangeError(`a log frame of ${payload.length} bytes is longer than ${FRAME_PAYLOAD_MAX}`);
  const bytes = new Uint8Array(FRAME_HEAD_BYTES + payload.length);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, payload.length, true);
  view.setUint32(4, index, true);
  view.setUint32(8, crc32c(bytes, 0, 8), true);
  view.setUint32(12, crc32c(payload), true);
  bytes.set(payload, FRAME_HEAD_BYTES);
  return bytes;
}

/** First 16 hex digits of a chunk's hash: enough to find the bad one, short enough for a log. */
export function shortHash(hash: string): string {
  return hash.slice(0, 16);
}
