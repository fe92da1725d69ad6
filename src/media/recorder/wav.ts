/**
 * The recording's file: 24-bit stereo WAV, RF64 where it outgrows 4 GiB (EBU Tech 3306: a `JUNK` chunk kept free at the
 * start becomes `ds64`). The head has a fixed size, so it can be rewritten while the file grows, and everything that
 * matters follows from the file's length alone, so it can be repaired after a crash.
 *
 * ```
 *   0 RIFF|RF64 size WAVE     12 JUNK|ds64 28 …     48 fmt  16 …     72 eRec 24 …     104 data size     112 samples
 * ```
 * `eRec` is ours: state u32, gaps u32, startedAtMs f64, first engine frame f64. Other programs step over it.
 *
 * Thread: any off the audio thread; pure.
 */

export const WAV_HEAD_BYTES = 112;
export const WAV_FRAME_BYTES = 6;
const RIFF_MAX = 0xffff_ffff;

export const RecordingState = { open: 0, closed: 1, repaired: 2 } as const;
export type RecordingState = (typeof RecordingState)[keyof typeof RecordingState];

export interface WavFacts {
  sampleRateHz: number;
  frames: number;
  state: RecordingState;
  /** Places filled with silence because engine frames were missing. */
  gaps: number;
  /** ms since the Unix epoch. */
  startedAtMs: number;
  firstEngineFrame: number;
}

function tag(bytes: Uint8Array, at: number, text: string): void {
  for (let i = 0; i < 4; i++) bytes[at + i] = text.charCodeAt(i);
}

function tagAt(bytes: Uint8Array, at: number): string {
  return String.fromCharCode(...bytes.subarray(at, at + 4));
}

/** The 112 bytes before the samples. Allocates. */
export function encodeWavHead(facts: WavFacts): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(WAV_HEAD_BYTES);
  const view = new DataView(bytes.buffer);
  const dataBytes = facts.frames * WAV_FRAME_BYTES;
  const riffBytes = WAV_HEAD_BYTES - 8 + dataBytes;
  const large = riffBytes > RIFF_MAX;
  const u64 = (at: number, value: number): void => {
    view.setUint32(at, value % 2 ** 32, true);
    view.setUint32(at + 4, Math.floor(value / 2 ** 32), true);
  };
  tag(bytes, 0, large ? 'RF64' : 'RIFF');
  view.setUint32(4, large ? RIFF_MAX : riffBytes, true);
  tag(bytes, 8, 'WAVE');
  tag(bytes, 12, large ? 'ds64' : 'JUNK');
  view.setUint32(16, 28, true);
  if (large) {
    u64(20, riffBytes);
    u64(28, dataBytes);
    u64(36, facts.frames);
  }
  tag(bytes, 48, 'fmt ');
  view.setUint32(52, 16, true);
  view.setUint16(56, 1, true);
  view.setUint16(58, 2, true);
  view.setUint32(60, facts.sampleRateHz, true);
  view.setUint32(64, facts.sampleRateHz * WAV_FRAME_BYTES, true);
  view.setUint16(68, WAV_FRAME_BYTES, true);
  view.setUint16(70, 24, true);
  tag(bytes, 72, 'eRec');
  view.setUint32(76, 24, true);
  view.setUint32(80, facts.state, true);
  view.setUint32(84, facts.gaps, true);
  view.setFloat64(88, facts.startedAtMs, true);
  view.setFloat64(96, facts.firstEngineFrame, true);
  tag(bytes, 104, 'data');
  view.setUint32(108, large ? RIFF_MAX : dataBytes, true);
  return bytes;
}

export type WavReading =
  | { kind: 'recording'; facts: WavFacts /** Data bytes the head claims. */; claimedDataBytes: number }
  /** The file ends inside the head: nothing was recorded yet. */
  | { kind: 'short' }
  | { kind: 'foreign'; reason: string };

/** Reads the head of a file whose first bytes are `head`. Never throws. */
export function readWavHead(head: Uint8Array): WavReading {
  if (head.length < WAV_HEAD_BYTES) return { kind: 'short' };
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
  const form = tagAt(head, 0);
  if ((form !== 'RIFF' && form !== 'RF64') || tagAt(head, 8) !== 'WAVE')
    return { kind: 'foreign', reason: 'it does not begin like a WAV file' };
  if (tagAt(head, 48) !== 'fmt ' || tagAt(head, 72) !== 'eRec' || tagAt(head, 104) !== 'data')
    return { kind: 'foreign', reason: 'it is a WAV file that Echelon did not record' };
  const sampleRateHz = view.getUint32(60, true);
  const frameBytes = view.getUint16(68, true);
  if (frameBytes !== WAV_FRAME_BYTES || view.getUint16(58, true) !== 2 || view.getUint16(70, true) !== 24)
    return { kind: 'foreign', reason: 'its samples are not 24-bit stereo' };
  if (sampleRateHz < 8000 || sampleRateHz > 384_000)
    return { kind: 'foreign', reason: `its sample rate is ${sampleRateHz} Hz` };
  const state = view.getUint32(80, true);
  const startedAtMs = view.getFloat64(88, true);
  const firstEngineFrame = view.getFloat64(96, true);
  if (state > RecordingState.repaired || !isTime(startedAtMs) || !Number.isFinite(firstEngineFrame))
    return { kind: 'foreign', reason: 'its record of how it was made is damaged' };
  const u64 = (at: number): number => view.getUint32(at, true) + view.getUint32(at + 4, true) * 2 ** 32;
  const claimedDataBytes = form === 'RF64' && tagAt(head, 12) === 'ds64' ? u64(28) : view.getUint32(108, true);
  return {
    kind: 'recording',
    claimedDataBytes,
    facts: {
      sampleRateHz,
      frames: Math.floor(claimedDataBytes / WAV_FRAME_BYTES),
      state: state as RecordingState,
      gaps: view.getUint32(84, true),
      startedAtMs,
      firstEngineFrame,
    },
  };
}

/** Milliseconds a Date can hold. */
const isTime = (ms: number): boolean => Math.abs(ms) <= 8.64e15;

export type RepairPlan =
  /** Closed, and as long as it says. */
  | { kind: 'sound'; facts: WavFacts }
  /** Write `head` at 0 and cut the file at `bytes`. */
  | { kind: 'repair'; facts: WavFacts; head: Uint8Array<ArrayBuffer>; bytes: number }
  /** No frame was written. */
  | { kind: 'empty' }
  /** Not a recording of ours, or its head is damaged: left as it is. */
  | { kind: 'foreign'; reason: string };

/**
 * What to do about a recording found at start: `head` is the file's first bytes (up to 112), `fileBytes` its length.
 * Everything written counts, whatever the head says, down to a whole frame. Pure, never throws.
 */
export function planRepair(head: Uint8Array, fileBytes: number): RepairPlan {
  const reading = readWavHead(head);
  if (reading.kind === 'foreign') return reading;
  if (reading.kind === 'short' || fileBytes < WAV_HEAD_BYTES) return { kind: 'empty' };
  const frames = Math.floor((fileBytes - WAV_HEAD_BYTES) / WAV_FRAME_BYTES);
  const bytes = WAV_HEAD_BYTES + frames * WAV_FRAME_BYTES;
  const closed = reading.facts.state !== RecordingState.open;
  if (closed && bytes === fileBytes && reading.claimedDataBytes === frames * WAV_FRAME_BYTES)
    return { kind: 'sound', facts: reading.facts };
  if (frames === 0) return { kind: 'empty' };
  const facts = { ...reading.facts, frames, state: RecordingState.repaired };
  return { kind: 'repair', facts, head: encodeWavHead(facts), bytes };
}

/**
 * Float samples to 24-bit little-endian: the nearest of 2²³ steps a unit, halves upwards, held to −2²³ … 2²³ − 1, no
 * dither, not-a-number as 0. The same on every machine: one multiplication by a power of two and one rounding.
 * Does not allocate.
 */
export function quantise24(source: Float32Array, count: number, target: Uint8Array, at: number): void {
  let to = at;
  for (let i = 0; i < count; i++) {
    const scaled = Math.floor((source[i] as number) * 8_388_608 + 0.5);
    const q = scaled >= 8_388_607 ? 8_388_607 : scaled <= -8_388_608 ? -8_388_608 : scaled | 0;
    target[to] = q & 255;
    target[to + 1] = (q >> 8) & 255;
    target[to + 2] = (q >> 16) & 255;
    to += 3;
  }
}
