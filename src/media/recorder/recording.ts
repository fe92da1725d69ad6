/**
 * One recording while it is written: blocks in, 24-bit frames out, a head that is brought up to date every second.
 * Missing engine frames become silence of the same length and are reported; the recording is never shortened silently.
 *
 * Thread: recorder worker; tests drive it by hand. Allocates at construction and for reports.
 */
import { BLOCK_FRAMES } from '../../control-bus/constants.ts';
import { type ByteFile, ByteFileError } from '../byte-files/byte-files.ts';
import { encodeWavHead, quantise24, RecordingState, WAV_FRAME_BYTES, WAV_HEAD_BYTES } from './wav.ts';

/** Frames gathered before they are written, at most. */
const CHUNK_FRAMES = 16_384;
/** Frames between two rewrites of the head, in seconds. */
const HEAD_EVERY_S = 1;
/** A jump of the engine frame beyond this is another engine's count, not a gap. */
const GAP_MAX_S = 6 * 3600;

/** Engine frames that never arrived. */
export interface RecordingGap {
  /** Frame of the recording at which the silence begins. */
  atFrame: number;
  engineFrame: number;
  frames: number;
}

export class Recording {
  readonly startedAtMs: number;
  readonly gaps: RecordingGap[] = [];
  /** Why writing ended early, or null. */
  failure: ByteFileError | null = null;
  private readonly file: ByteFile;
  private readonly sampleRateHz: number;
  private readonly chunk = new Uint8Array(CHUNK_FRAMES * WAV_FRAME_BYTES);
  private chunkFrames = 0;
  private framesWritten = 0;
  private headAtFrames = 0;
  private firstEngineFrame = -1;
  private nextEngineFrame = -1;
  private closed = false;

  /** Takes an empty file and writes the head at once. Throws `ByteFileError` when even that finds no room. */
  constructor(file: ByteFile, sampleRateHz: number, startedAtMs: number) {
    this.file = file;
    this.sampleRateHz = sampleRateHz;
    this.startedAtMs = startedAtMs;
    this.writeHead(RecordingState.open);
  }

  get name(): string {
    return this.file.name;
  }

  /** Frames taken, those not yet written included. */
  get frames(): number {
    return this.framesWritten + this.chunkFrames;
  }

  get seconds(): number {
    return this.frames / this.sampleRateHz;
  }

  get bytes(): number {
    return WAV_HEAD_BYTES + this.framesWritten * WAV_FRAME_BYTES;
  }

  /** Takes one block: `frames` interleaved stereo frames that began at `engineFrame`. */
  push(engineFrame: number, samples: Float32Array, frames: number): void {
    if (this.failure !== null || this.closed) return;
    if (this.firstEngineFrame < 0) this.firstEngineFrame = engineFrame;
    else if (engineFrame !== this.nextEngineFrame) this.bridge(engineFrame);
    this.nextEngineFrame = engineFrame + frames;
    this.take(samples, frames);
  }

  /** Silence for frames that are missing. Frames that come twice are kept as they came: they were heard. */
  private bridge(engineFrame: number): void {
    const missing = engineFrame - this.nextEngineFrame;
    const fills = missing > 0 && missing <= GAP_MAX_S * this.sampleRateHz;
    this.gaps.push({ atFrame: this.frames, engineFrame: this.nextEngineFrame, frames: fills ? missing : 0 });
    if (!fills) return;
    const silence = new Float32Array(BLOCK_FRAMES * 2);
    for (let left = missing; left > 0; left -= BLOCK_FRAMES) this.take(silence, Math.min(left, BLOCK_FRAMES));
  }

  private take(samples: Float32Array, frames: number): void {
    if (this.chunkFrames + frames > CHUNK_FRAMES) this.commit();
    quantise24(samples, frames * 2, this.chunk, this.chunkFrames * WAV_FRAME_BYTES);
    this.chunkFrames += frames;
  }

  /** Writes what has gathered, and the head when it is a second old. */
  commit(): void {
    if (this.failure !== null || this.closed || this.chunkFrames === 0) return;
    try {
      this.file.write(this.chunk.slice(0, this.chunkFrames * WAV_FRAME_BYTES), this.bytes);
      this.framesWritten += this.chunkFrames;
      this.chunkFrames = 0;
      if (this.framesWritten - this.headAtFrames >= HEAD_EVERY_S * this.sampleRateHz) {
        this.headAtFrames = this.framesWritten;
        this.writeHead(RecordingState.open);
        this.file.flush();
      }
    } catch (error) {
      if (!(error instanceof ByteFileError)) throw error;
      this.fail(error);
    }
  }

  /** The disk gave out: keep every whole frame that reached it and close the file in order. */
  private fail(error: ByteFileError): void {
    this.failure = error;
    this.chunkFrames = 0;
    try {
      const frames = Math.floor((this.file.size() - WAV_HEAD_BYTES) / WAV_FRAME_BYTES);
      this.framesWritten = Math.max(this.framesWritten, frames);
      this.file.truncate(this.bytes);
      this.finish();
    } catch (second) {
      // `failure` tells the first cause; the head stays open and the next start repairs it.
      if (!(second instanceof ByteFileError)) throw second;
      this.closed = true;
    }
  }

  /** Ends the recording with its final head. Safe to call twice. */
  close(): void {
    if (this.closed) return;
    this.commit();
    if (!this.closed) this.finish();
  }

  private finish(): void {
    this.closed = true;
    try {
      this.writeHead(RecordingState.closed);
    } finally {
      this.file.close();
    }
  }

  private writeHead(state: RecordingState): void {
    const { sampleRateHz, startedAtMs } = this;
    const firstEngineFrame = Math.max(0, this.firstEngineFrame);
    const head = { sampleRateHz, frames: this.framesWritten, state, gaps: this.gaps.length, startedAtMs };
    this.file.write(encodeWavHead({ ...head, firstEngineFrame }), 0);
  }
}
