/**
 * FLAC through libFLAC (WASM). Metadata is read here, so that pictures of any size are stepped over; the decoder gets
 * the STREAMINFO block and the frames.
 * Thread: any worker.
 */
import { type FLACDecodedAudio, FLACDecoder } from '@wasm-audio-decoders/flac';
import type { ByteSource } from './byte-source.ts';
import {
  frontPair,
  type PcmBlock,
  RATE_MAX_HZ,
  RATE_MIN_HZ,
  type TrackDecoder,
  type TrackFacts,
  Trimmer,
  unlessBroken,
} from './decoder.ts';
import { mediaError } from './errors.ts';

export const FLAC_DECODER_ID = '@wasm-audio-decoders/flac@0.2.11';

const FEED_BYTES = 64 * 1024;
/** The last frame is looked for in this much of the file's end. */
const TAIL_BYTES = 1024 * 1024;
const BLOCKS_MAX = 10_000;

export interface StreamInfo {
  sampleRateHz: number;
  channels: number;
  bits: number;
  /** 0: unknown. */
  frames: number;
}

/** Reads the 34 bytes of STREAMINFO. */
export function readStreamInfo(bytes: Uint8Array): StreamInfo {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const packed = view.getUint32(10);
  return {
    sampleRateHz: packed >>> 12,
    channels: ((packed >>> 9) & 7) + 1,
    bits: ((packed >>> 4) & 31) + 1,
    frames: (packed & 15) * 4294967296 + view.getUint32(14),
  };
}

const BLOCK_SIZES = [0, 192, 576, 1152, 2304, 4608, 0, 0, 256, 512, 1024, 2048, 4096, 8192, 16384, 32768] as const;

/** CRC-8 with polynomial 0x07, as FLAC frame headers end with. */
function crc8(bytes: Uint8Array, from: number, to: number): number {
  let crc = 0;
  for (let i = from; i < to; i++) {
    crc ^= bytes[i] ?? 0;
    for (let bit = 0; bit < 8; bit++) crc = crc & 0x80 ? ((crc << 1) ^ 7) & 0xff : crc << 1;
  }
  return crc;
}

/** Frame after the last one of the FLAC frame whose header is at `at`, or null when there is no header. */
function frameEnd(bytes: Uint8Array, at: number, fixedBlock: number): number | null {
  const byte = (i: number): number => bytes[at + i] ?? 0;
  if (byte(0) !== 0xff || (byte(1) & 0xfe) !== 0xf8) return null;
  const sizeCode = byte(2) >> 4;
  const rateCode = byte(2) & 15;
  if (sizeCode === 0 || rateCode === 15) return null;
  let ones = 0;
  while (ones < 8 && byte(4) & (0x80 >> ones)) ones++;
  if (ones === 1 || ones === 8) return null;
  const extra = ones === 0 ? 0 : ones - 1;
  let coded = ones === 0 ? byte(4) : byte(4) & (0x7f >> ones);
  for (let i = 1; i <= extra; i++) {
    if ((byte(4 + i) & 0xc0) !== 0x80) return null;
    coded = coded * 64 + (byte(4 + i) & 0x3f);
  }
  let cursor = 5 + extra;
  let block: number = BLOCK_SIZES[sizeCode] ?? 0;
  if (sizeCode === 6) block = byte(cursor++) + 1;
  else if (sizeCode === 7) {
    block = byte(cursor) * 256 + byte(cursor + 1) + 1;
    cursor += 2;
  }
  if (rateCode === 12) cursor++;
  else if (rateCode > 12) cursor += 2;
  if (at + cursor >= bytes.length || crc8(bytes, at, at + cursor) !== byte(cursor)) return null;
  return (byte(1) & 1 ? coded : coded * fixedBlock) + block;
}

/** Length of a stream whose STREAMINFO does not say it: from the last frame header in the file's end. */
async function framesFromTail(source: ByteSource, from: number, fixedBlock: number): Promise<number> {
  const start = Math.max(from, source.size - TAIL_BYTES);
  const bytes = await source.read(start, source.size - start);
  for (let at = bytes.length - 6; at >= 0; at--) {
    const end = bytes[at] === 0xff ? frameEnd(bytes, at, fixedBlock) : null;
    if (end !== null) return end;
  }
  return 0;
}

/** Opens the FLAC stream whose marker is at byte `from`. */
export async function openFlac(source: ByteSource, from: number): Promise<TrackDecoder> {
  const { name } = source;
  let at = from + 4;
  let prefix: Uint8Array | null = null;
  let last = false;
  for (let count = 0; !last; count++) {
    const header = await source.read(at, 4);
    if (header.length < 4 || count > BLOCKS_MAX)
      throw mediaError('truncated', name, 'the file ends inside its FLAC header.');
    const view = new DataView(header.buffer, header.byteOffset);
    last = view.getUint8(0) >= 128;
    const length = view.getUint32(0) & 0xffffff;
    if ((view.getUint8(0) & 127) === 0 && prefix === null) {
      const block = await source.read(at + 4, 34);
      if (block.length < 34) throw mediaError('truncated', name, 'the file ends inside its FLAC header.');
      prefix = new Uint8Array(42);
      prefix.set([0x66, 0x4c, 0x61, 0x43, 0x80, 0, 0, 34]);
      prefix.set(block, 8);
    }
    at += 4 + length;
  }
  if (prefix === null) throw mediaError('corrupt', name, 'its FLAC header lacks the stream description.');
  const info = readStreamInfo(prefix.subarray(8));
  if (info.sampleRateHz < RATE_MIN_HZ || info.sampleRateHz > RATE_MAX_HZ)
    throw mediaError('corrupt', name, `its header names a sample rate of ${info.sampleRateHz} Hz.`);
  const fixedBlock = ((prefix[8] ?? 0) << 8) | (prefix[9] ?? 0);
  const frames = info.frames > 0 ? info.frames : await framesFromTail(source, at, fixedBlock);
  if (frames === 0) throw mediaError('truncated', name, 'the file ends before its first FLAC frame.');
  const decoder = new FLACDecoder();
  await decoder.ready;
  return new FlacTrackDecoder(
    source,
    {
      decoderId: FLAC_DECODER_ID,
      codec: `FLAC ${info.bits} bit`,
      sampleRateHz: info.sampleRateHz,
      channels: info.channels,
      frames,
      promisedFrames: frames,
    },
    prefix,
    at,
    info.bits,
    decoder,
  );
}

/**
 * The library divides by 2^(bits − 1) − 1; here a sample is the integer over 2^(bits − 1), as in WAV, so that both give
 * the same bytes. Exact up to 24 bits.
 */
export function toPowerOfTwoScale(samples: Float32Array, bits: number): void {
  const full = bits === 32 ? 2147483648 : 1 << (bits - 1);
  for (let i = 0; i < samples.length; i++) samples[i] = Math.round((samples[i] as number) * (full - 1)) / full;
}

class FlacTrackDecoder implements TrackDecoder {
  readonly facts: TrackFacts;
  damagedParts = 0;
  private readonly source: ByteSource;
  private readonly decoder: FLACDecoder;
  private readonly trimmer: Trimmer;
  private readonly bits: number;
  private prefix: Uint8Array | null;
  private at: number;
  private flushed = false;

  constructor(
    source: ByteSource,
    facts: TrackFacts,
    prefix: Uint8Array,
    at: number,
    bits: number,
    decoder: FLACDecoder,
  ) {
    this.bits = bits;
    this.source = source;
    this.facts = facts;
    this.prefix = prefix;
    this.at = at;
    this.decoder = decoder;
    this.trimmer = new Trimmer(0, facts.frames);
  }

  async next(): Promise<PcmBlock | null> {
    while (!this.trimmer.done && !this.flushed) {
      const decoded = await unlessBroken(() => this.decodeMore());
      if (decoded === null) {
        this.flushed = true;
        this.damagedParts++;
        break;
      }
      this.damagedParts += decoded.errors.length;
      if (decoded.samplesDecoded === 0) continue;
      const [first, second] = frontPair(decoded.channelData.length);
      const left = decoded.channelData[first];
      const right = decoded.channelData[second];
      if (left === undefined || right === undefined) continue;
      toPowerOfTwoScale(left, this.bits);
      if (right !== left) toPowerOfTwoScale(right, this.bits);
      const block = this.trimmer.trim({ left, right, frames: Math.min(left.length, right.length) });
      if (block !== null) return block;
    }
    return null;
  }

  private async decodeMore(): Promise<FLACDecodedAudio> {
    if (this.prefix !== null) {
      const prefix = this.prefix;
      this.prefix = null;
      return this.decoder.decode(prefix);
    }
    const bytes = await this.source.read(this.at, FEED_BYTES);
    this.at += bytes.length;
    this.flushed = bytes.length === 0;
    return this.flushed ? this.decoder.flush() : this.decoder.decode(bytes);
  }

  close(): void {
    this.decoder.free();
  }
}
