/**
 * What every format offers: facts known before decoding, then blocks of samples in order.
 * Thread: any worker.
 */
import type { ByteSource } from './byte-source.ts';
import { MediaError } from './errors.ts';

export const AudioFormat = {
  mpeg: 'mpeg',
  flac: 'flac',
  wav: 'wav',
  aiff: 'aiff',
  oggVorbis: 'oggVorbis',
  oggOpus: 'oggOpus',
  oggFlac: 'oggFlac',
  mp4: 'mp4',
  adts: 'adts',
} as const;
export type AudioFormat = (typeof AudioFormat)[keyof typeof AudioFormat];

/** Rates that files may have. */
export const RATE_MIN_HZ = 4_000;
export const RATE_MAX_HZ = 384_000;

export interface TrackFacts {
  /** Which decoder and version makes the samples: part of the track's identity. */
  decoderId: string;
  /** The codec in plain words, 'MP3', 'FLAC 24 bit'. */
  codec: string;
  sampleRateHz: number;
  channels: number;
  /** Frames at the file's rate that decoding gives at most; delay and padding of the encoder are not in it. */
  frames: number;
  /** Frames that the header promises, where that is more than the file can hold. */
  promisedFrames: number;
}

/** A run of samples of the front pair; mono has the same array twice. Valid until the next call. */
export interface PcmBlock {
  left: Float32Array;
  right: Float32Array;
  frames: number;
}

export interface TrackDecoder {
  readonly facts: TrackFacts;
  /** The next block, or null at the end. Throws MediaError. */
  next(): Promise<PcmBlock | null>;
  /** Places where the decoder had to leave something out, so far. */
  readonly damagedParts: number;
  /** Gives memory back; call it once, whatever happened. */
  close(): void;
}

export type OpenDecoder = (source: ByteSource, audioFrom: number) => Promise<TrackDecoder>;

/** Which two channels are the front pair, in WAV, FLAC and AAC order (left, right, centre, …). */
export function frontPair(channels: number): readonly [number, number] {
  return channels === 1 ? [0, 0] : [0, 1];
}

/** The front pair in Vorbis and Opus order (left, centre, right for 3, 5 and more channels). */
export function frontPairVorbis(channels: number): readonly [number, number] {
  if (channels === 1) return [0, 0];
  return channels === 3 || channels >= 5 ? [0, 2] : [0, 1];
}

/**
 * What `work` gives, or null when a library threw inside: its parser is finished then, so what came before plays and
 * the caller counts the rest as damaged. Our own errors pass.
 */
export async function unlessBroken<T>(work: () => Promise<T>): Promise<T | null> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof MediaError) throw error;
    return null;
  }
}

/** Cuts blocks so that `skip` frames go at the start and `frames` remain at most. */
export class Trimmer {
  private skip: number;
  private left: number;

  constructor(skip: number, frames: number) {
    this.skip = skip;
    this.left = frames;
  }

  get done(): boolean {
    return this.left <= 0;
  }

  /** The part of the block that is kept, or null. */
  trim(block: PcmBlock): PcmBlock | null {
    const drop = Math.min(this.skip, block.frames);
    this.skip -= drop;
    const frames = Math.min(block.frames - drop, this.left);
    if (frames <= 0) return null;
    this.left -= frames;
    if (drop === 0 && frames === block.frames) return block;
    return {
      left: block.left.subarray(drop, drop + frames),
      right: block.right.subarray(drop, drop + frames),
      frames,
    };
  }
}
