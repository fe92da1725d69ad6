/**
 * MPEG-1/2/2.5 audio frames (ISO 11172-3, 13818-3): headers, the Xing/Info and VBRI frames with LAME's delay field, and
 * a walker that finds frames in a file and steps over what is not one.
 * Thread: any worker.
 */
import type { ByteSource } from './byte-source.ts';

export interface MpegFrameHeader {
  /** 1, 2 or 2.5. */
  version: number;
  layer: number;
  sampleRateHz: number;
  channels: number;
  frameBytes: number;
  frameSamples: number;
}

const BITRATES_V1: readonly (readonly number[])[] = [
  [0, 32, 64, 96, 128, 160, 192, 224, 256, 288, 320, 352, 384, 416, 448],
  [0, 32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384],
  [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320],
];
const BITRATES_V2: readonly (readonly number[])[] = [
  [0, 32, 48, 56, 64, 80, 96, 112, 128, 144, 160, 176, 192, 224, 256],
  [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160],
  [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160],
];
const RATES_V1 = [44100, 48000, 32000] as const;

/** Reads the header at `at`, or null when there is none (free-format streams count as none). */
export function readMpegHeader(bytes: Uint8Array, at: number): MpegFrameHeader | null {
  const b0 = bytes[at];
  const b1 = bytes[at + 1];
  const b2 = bytes[at + 2];
  const b3 = bytes[at + 3];
  if (b0 !== 0xff || b1 === undefined || b2 === undefined || b3 === undefined || (b1 & 0xe0) !== 0xe0) return null;
  const versionBits = (b1 >> 3) & 3;
  const layerBits = (b1 >> 1) & 3;
  const rateBits = (b2 >> 2) & 3;
  if (versionBits === 1 || layerBits === 0 || rateBits === 3 || (b3 & 3) === 2) return null;
  const layer = 4 - layerBits;
  const lowRate = versionBits !== 3;
  const kilobits = (lowRate ? BITRATES_V2 : BITRATES_V1)[layer - 1]?.[b2 >> 4];
  if (kilobits === undefined || kilobits === 0) return null;
  const divisor = versionBits === 3 ? 1 : versionBits === 2 ? 2 : 4;
  const sampleRateHz = (RATES_V1[rateBits] ?? 0) / divisor;
  const padding = (b2 >> 1) & 1;
  const frameSamples = layer === 1 ? 384 : layer === 3 && lowRate ? 576 : 1152;
  const frameBytes =
    layer === 1
      ? (Math.floor((12_000 * kilobits) / sampleRateHz) + padding) * 4
      : Math.floor(((frameSamples / 8) * 1000 * kilobits) / sampleRateHz) + padding;
  return {
    version: versionBits === 3 ? 1 : versionBits === 2 ? 2 : 2.5,
    layer,
    sampleRateHz,
    channels: b3 >> 6 === 3 ? 1 : 2,
    frameBytes,
    frameSamples,
  };
}

/** True when both headers can belong to one stream. */
export function sameMpegStream(a: MpegFrameHeader, b: MpegFrameHeader): boolean {
  return a.version === b.version && a.layer === b.layer && a.sampleRateHz === b.sampleRateHz;
}

export interface InfoFrame {
  /** Frames the header promises, without itself; null when it does not say. */
  frames: number | null;
  /** Samples that the encoder put before and after the music; null without LAME's field. */
  delay: number | null;
  padding: number | null;
}

/** Reads a Xing, Info or VBRI header from a whole frame; null when the frame is plain audio. */
export function readInfoFrame(frame: Uint8Array, header: MpegFrameHeader): InfoFrame | null {
  const view = new DataView(frame.buffer, frame.byteOffset, frame.byteLength);
  if (frame.length >= 54 && view.getUint32(36) === 0x56425249)
    return { frames: view.getUint32(50), delay: null, padding: null };
  const side = header.version === 1 ? (header.channels === 1 ? 17 : 32) : header.channels === 1 ? 9 : 17;
  const at = 4 + side;
  if (frame.length < at + 8) return null;
  const id = view.getUint32(at);
  if (id !== 0x58696e67 && id !== 0x496e666f) return null;
  const flags = view.getUint32(at + 4);
  let cursor = at + 8;
  const frames = flags & 1 && frame.length >= cursor + 4 ? view.getUint32(cursor) : null;
  cursor += (flags & 1 ? 4 : 0) + (flags & 2 ? 4 : 0) + (flags & 4 ? 100 : 0) + (flags & 8 ? 4 : 0);
  if (frame.length < cursor + 24 || view.getUint8(cursor) === 0) return { frames, delay: null, padding: null };
  const packed = (view.getUint8(cursor + 21) << 16) | (view.getUint8(cursor + 22) << 8) | view.getUint8(cursor + 23);
  return { frames, delay: packed >> 12, padding: packed & 0xfff };
}

/** Consecutive frames that lie next to each other in the file. */
export interface MpegRun {
  bytes: Uint8Array;
  frames: number;
}

const RUN_BYTES = 64 * 1024;

/** Steps through the frames between two byte positions. */
export class MpegWalker {
  /** Bytes inside the stream that belonged to no frame, counted in stretches. */
  gaps = 0;
  private readonly source: ByteSource;
  private readonly like: MpegFrameHeader;
  private readonly end: number;
  private at: number;
  private synced = true;

  constructor(source: ByteSource, like: MpegFrameHeader, from: number, end: number) {
    this.source = source;
    this.like = like;
    this.at = from;
    this.end = end;
  }

  /** The next run of whole frames, at most 64 KiB (or one frame), or null at the end. */
  async next(): Promise<MpegRun | null> {
    while (this.at < this.end) {
      const bytes = await this.source.read(this.at, Math.min(RUN_BYTES, this.end - this.at));
      let used = 0;
      let frames = 0;
      while (used + 4 <= bytes.length) {
        const header = readMpegHeader(bytes, used);
        if (header === null || !sameMpegStream(header, this.like)) break;
        if (used + header.frameBytes > bytes.length) break;
        // After a gap one header is not proof enough: noise looks like one every few kilobytes.
        if (!this.synced && frames === 0) {
          const follower = readMpegHeader(bytes, used + header.frameBytes);
          if (follower === null || !sameMpegStream(follower, this.like)) break;
        }
        this.synced = true;
        used += header.frameBytes;
        frames++;
      }
      if (frames > 0) {
        this.at += used;
        return { bytes: bytes.subarray(0, used), frames };
      }
      const skip = this.nextCandidate(bytes);
      if (this.at + skip >= this.end || skip >= bytes.length - 3) {
        if (bytes.length < RUN_BYTES) return null;
      }
      if (this.synced) this.gaps++;
      this.synced = false;
      this.at += skip;
    }
    return null;
  }

  /** Offset of the next header that fits the stream, after the first byte. */
  private nextCandidate(bytes: Uint8Array): number {
    for (let i = 1; i + 4 <= bytes.length; i++) {
      if (bytes[i] !== 0xff) continue;
      const header = readMpegHeader(bytes, i);
      if (header !== null && sameMpegStream(header, this.like)) return i;
    }
    return Math.max(1, bytes.length - 3);
  }
}
