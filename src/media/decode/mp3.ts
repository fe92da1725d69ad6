/**
 * MP3 (and MPEG layers I and II) through mpg123. The frames are counted before decoding, so the length is exact even
 * without a header; mpg123 is only ever fed whole frames that the walker found.
 *
 * Delay: LAME's field plus the 529 samples every decoder adds are cut at the start, its padding at the end. A file
 * without that field keeps everything: nobody can tell encoder delay from music.
 * Thread: any worker.
 */
import { MPEGDecoder } from 'mpg123-decoder';
import type { ByteSource } from './byte-source.ts';
import { type PcmBlock, type TrackDecoder, type TrackFacts, Trimmer } from './decoder.ts';
import { mediaError } from './errors.ts';
import { type InfoFrame, type MpegFrameHeader, MpegWalker, readInfoFrame, readMpegHeader } from './mpeg-frames.ts';

export const MP3_DECODER_ID = 'mpg123-decoder@1.0.3';
/** Synthesis filter and overlap of any layer III decoder. */
const DECODER_DELAY = 529;

/** Where audio ends: before an ID3v1 tag (128 bytes) and an APEv2 tag. */
async function audioEnd(source: ByteSource): Promise<number> {
  let end = source.size;
  const tail = await source.read(Math.max(0, end - 128), 128);
  if (tail[0] === 0x54 && tail[1] === 0x41 && tail[2] === 0x47) end -= 128;
  const footer = await source.read(Math.max(0, end - 32), 32);
  if (footer.length === 32 && String.fromCharCode(...footer.subarray(0, 8)) === 'APETAGEX') {
    const view = new DataView(footer.buffer, footer.byteOffset);
    const bytes = view.getUint32(12, true) + (view.getUint32(20, true) & 0x80000000 ? 32 : 0);
    if (bytes < end) end -= bytes;
  }
  return end;
}

/** Opens the MPEG stream whose first frame header is at byte `from`. */
export async function openMp3(source: ByteSource, from: number): Promise<TrackDecoder> {
  const { name } = source;
  const end = await audioEnd(source);
  const head = await source.read(from, 4);
  const header = readMpegHeader(head, 0);
  if (header === null) throw mediaError('corrupt', name, 'its first MPEG frame cannot be read.');
  const firstFrame = await source.read(from, header.frameBytes);
  const info = header.layer === 3 ? readInfoFrame(firstFrame, header) : null;
  const audioFrom = info === null ? from : from + header.frameBytes;
  const counter = new MpegWalker(source, header, audioFrom, end);
  let frames = 0;
  for (let run = await counter.next(); run !== null; run = await counter.next()) frames += run.frames;
  if (frames === 0) throw mediaError('truncated', name, 'the file ends before its first whole MPEG frame.');
  return Mp3Decoder.create(source, header, info, frames, new MpegWalker(source, header, audioFrom, end));
}

class Mp3Decoder implements TrackDecoder {
  readonly facts: TrackFacts;
  private readonly walker: MpegWalker;
  private readonly decoder: MPEGDecoder;
  private readonly trimmer: Trimmer;
  private readonly name: string;
  private errors = 0;

  private constructor(name: string, facts: TrackFacts, walker: MpegWalker, decoder: MPEGDecoder, trimmer: Trimmer) {
    this.name = name;
    this.facts = facts;
    this.walker = walker;
    this.decoder = decoder;
    this.trimmer = trimmer;
  }

  static async create(
    source: ByteSource,
    header: MpegFrameHeader,
    info: InfoFrame | null,
    frames: number,
    walker: MpegWalker,
  ): Promise<Mp3Decoder> {
    const samples = frames * header.frameSamples;
    const skip = info?.delay === null || info === null ? 0 : Math.min(info.delay + DECODER_DELAY, samples);
    // With fewer frames than promised the end is missing, and so is its padding.
    const whole = info === null || info.frames === null || frames >= info.frames;
    const padding = whole && info?.padding ? Math.max(0, info.padding - DECODER_DELAY) : 0;
    const kept = Math.max(0, samples - skip - padding);
    if (kept === 0) throw mediaError('truncated', source.name, 'nothing is left of it but the encoder’s own delay.');
    const promised = info?.frames ? info.frames * header.frameSamples - skip - (info.padding ?? 0) : 0;
    const decoder = new MPEGDecoder({ enableGapless: false });
    await decoder.ready;
    return new Mp3Decoder(
      source.name,
      {
        decoderId: MP3_DECODER_ID,
        codec: `MP${header.layer}`,
        sampleRateHz: header.sampleRateHz,
        channels: header.channels,
        frames: kept,
        promisedFrames: whole ? kept : Math.max(kept, promised),
      },
      walker,
      decoder,
      new Trimmer(skip, kept),
    );
  }

  get damagedParts(): number {
    return this.errors + this.walker.gaps;
  }

  async next(): Promise<PcmBlock | null> {
    while (!this.trimmer.done) {
      const run = await this.walker.next();
      if (run === null) return null;
      const { channelData, samplesDecoded, errors } = this.decoder.decode(run.bytes);
      this.errors += errors.length;
      const left = channelData[0];
      if (left === undefined || samplesDecoded === 0) continue;
      if (left.length < samplesDecoded) throw mediaError('decoderFailed', this.name, 'the MP3 decoder broke.');
      const block = this.trimmer.trim({ left, right: channelData[1] ?? left, frames: samplesDecoded });
      if (block !== null) return block;
    }
    return null;
  }

  close(): void {
    this.decoder.free();
  }
}
