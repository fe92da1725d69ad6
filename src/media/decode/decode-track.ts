/**
 * One file to session-rate stereo in a sink, block by block: sniff, open, decode, take the front pair, resample, hash.
 *
 * Length and sample format: `frames` of the opened track (counted or promised by its headers, never guessed from a
 * name or from memory) decides both before the first sample. That number is a function of the file's bytes alone.
 * A file that gives more is cut there; one that gives less keeps the format chosen, loads, and brings a notice.
 *
 * Thread: decode worker (and Node, for formats that do not need the browser).
 */
import { TRACK_MAX_FRAMES } from '../../control-bus/constants.ts';
import { formatFor } from '../../control-bus/pcm.ts';
import { openAiff } from './aiff.ts';
import { ByteSource } from './byte-source.ts';
import { AudioFormat, type OpenDecoder, type PcmBlock, type TrackDecoder, unlessBroken } from './decoder.ts';
import { MediaError, type MediaNotice, mediaError } from './errors.ts';
import { openFlac } from './flac.ts';
import { fileIdOf, PcmHasher } from './identity.ts';
import { openMp3 } from './mp3.ts';
import { openMp4 } from './mp4.ts';
import { openOggFlac, openOggOpus, openOggVorbis } from './ogg.ts';
import { resampledFrames, StereoResampler } from './resample.ts';
import { sniff } from './sniff.ts';
import { openWav } from './wav.ts';

/** No 30-minute track needs more (32-bit stereo at 384 kHz is 5.5 GB), nor four hours of 24 bits at 48 kHz (4.1 GB). */
export const FILE_MAX_BYTES = 6_000_000_000;
/** Longest block that reaches the sink, so that pauses come often. */
const SLICE_FRAMES = 32_768;
/** Samples beyond ±16 (+24 dBFS) are held there; NaN becomes silence. */
const SAMPLE_LIMIT = 16;

/** Where decoded frames go. */
export interface PcmSink {
  /** Once, before the first frame; the estimate is an upper limit. Throws MediaError `noMemory` when there is no room. */
  open(estimatedFrames: number): Promise<void>;
  /** Takes `frames` frames of interleaved stereo; the array is reused afterwards. */
  write(interleaved: Float32Array, frames: number): void | Promise<void>;
  /** Once, after the last frame. Not called after a failure. */
  complete(totalFrames: number): void | Promise<void>;
}

/** What is known when decoding starts. */
export interface TrackOpened {
  format: AudioFormat;
  codec: string;
  decoderId: string;
  sourceRateHz: number;
  channels: number;
  /** Frames at the session rate, at most. */
  estimatedFrames: number;
}

/** What is known when decoding has ended. */
export interface DecodedTrack extends TrackOpened {
  totalFrames: number;
  /** SHA-256 of the file's bytes: its name in the content store. */
  contentId: string;
  fileId: string;
  pcmId: string;
  /** Hash of each 65 536-frame chunk. */
  pcmChunks: readonly string[];
  notices: readonly MediaNotice[];
}

export interface DecodeOptions {
  file: Blob;
  fileName: string;
  sessionRateHz: number;
  sink: PcmSink;
  signal?: AbortSignal;
  /** Awaited between slices: lets other work run. */
  pause?: () => Promise<void>;
  onOpened?: (opened: TrackOpened) => void;
  /** 0 … 1. */
  onProgress?: (share: number) => void;
  /** Longest track that is taken; by default what memory holds for a deck. */
  maxFrames?: number;
  /** SHA-256 of the file's bytes where the caller has it: the file is then not hashed again. */
  contentId?: string;
}

const OPENERS: { readonly [F in AudioFormat]: OpenDecoder } = {
  [AudioFormat.mpeg]: openMp3,
  [AudioFormat.flac]: openFlac,
  [AudioFormat.wav]: openWav,
  [AudioFormat.aiff]: openAiff,
  [AudioFormat.oggVorbis]: openOggVorbis,
  [AudioFormat.oggOpus]: openOggOpus,
  [AudioFormat.oggFlac]: openOggFlac,
  [AudioFormat.mp4]: openMp4,
  [AudioFormat.adts]: openMp4,
};

/** Decodes one file. Throws MediaError, whatever went wrong; the sink then holds what came before. */
export async function decodeTrack(options: DecodeOptions): Promise<DecodedTrack> {
  try {
    return await decode(options);
  } catch (error) {
    if (error instanceof MediaError) throw error;
    const detail = error instanceof Error ? error.message : String(error);
    throw mediaError('decoderFailed', options.fileName, `the decoder gave up (${detail}).`, { cause: error });
  }
}

async function decode(options: DecodeOptions): Promise<DecodedTrack> {
  const { file, fileName, sessionRateHz } = options;
  const pause = options.pause ?? (() => Promise.resolve());
  const checkpoint = async (): Promise<void> => {
    await pause();
    if (options.signal?.aborted) throw mediaError('cancelled', fileName, 'loading was cancelled.');
  };
  await checkpoint();
  if (file.size === 0) throw mediaError('empty', fileName, 'the file is empty.');
  if (file.size > FILE_MAX_BYTES)
    throw mediaError(
      'tooLarge',
      fileName,
      `the file is ${(file.size / 1e9).toFixed(1)} GB; the limit is ${FILE_MAX_BYTES / 1e9} GB.`,
    );
  const source = await ByteSource.open(file, fileName, options.contentId);
  const { format, audioFrom } = await sniff(source);
  const decoder = await OPENERS[format](source, audioFrom);
  try {
    const opened = openedFrom(format, decoder, options);
    options.onOpened?.(opened);
    await checkpoint();
    await options.sink.open(opened.estimatedFrames);
    const run = new Run(decoder, opened, options);
    await run.decodeAll(checkpoint);
    const contentId = await source.contentHash(checkpoint);
    const { pcmId, chunks } = await run.hasher.finish();
    await options.sink.complete(run.frames);
    return {
      ...opened,
      totalFrames: run.frames,
      contentId,
      fileId: fileIdOf(contentId, opened.decoderId, sessionRateHz),
      pcmId,
      pcmChunks: chunks,
      notices: noticesOf(decoder, run, fileName),
    };
  } finally {
    // A library that broke may break again on its way out; its memory then goes with its instance.
    await unlessBroken(async () => decoder.close());
  }
}

function openedFrom(format: AudioFormat, decoder: TrackDecoder, options: DecodeOptions): TrackOpened {
  const { facts } = decoder;
  const { fileName, sessionRateHz } = options;
  const maxFrames = options.maxFrames ?? TRACK_MAX_FRAMES;
  const estimatedFrames = resampledFrames(facts.frames, facts.sampleRateHz, sessionRateHz);
  if (estimatedFrames > maxFrames) {
    const minutes = (seconds: number): string => (seconds / 60).toFixed(1);
    throw mediaError(
      'tooLong',
      fileName,
      `it is ${minutes(estimatedFrames / sessionRateHz)} minutes long; a track may have ${minutes(maxFrames / sessionRateHz)} at most.`,
    );
  }
  return {
    format,
    codec: facts.codec,
    decoderId: facts.decoderId,
    sourceRateHz: facts.sampleRateHz,
    channels: facts.channels,
    estimatedFrames,
  };
}

/** The loop from decoder to sink. */
class Run {
  readonly hasher: PcmHasher;
  frames = 0;
  sourceFrames = 0;
  private readonly decoder: TrackDecoder;
  private readonly opened: TrackOpened;
  private readonly options: DecodeOptions;
  private readonly resampler: StereoResampler;
  /** Resampled frames of one slice, on their way to the sink. */
  private staged = new Float32Array(0);
  private stagedFrames = 0;

  constructor(decoder: TrackDecoder, opened: TrackOpened, options: DecodeOptions) {
    this.decoder = decoder;
    this.opened = opened;
    this.options = options;
    this.hasher = new PcmHasher(formatFor(opened.estimatedFrames));
    this.resampler = new StereoResampler(opened.sourceRateHz, options.sessionRateHz);
  }

  async decodeAll(checkpoint: () => Promise<void>): Promise<void> {
    for (let block = await this.decoder.next(); block !== null; block = await this.decoder.next()) {
      makeFinite(block);
      for (let at = 0; at < block.frames; at += SLICE_FRAMES) {
        const n = Math.min(SLICE_FRAMES, block.frames - at);
        this.resampler.process(block.left, block.right, at, n, this.stage);
        await this.flush();
        await checkpoint();
      }
      this.sourceFrames += block.frames;
      this.options.onProgress?.(Math.min(1, this.frames / this.opened.estimatedFrames));
    }
    if (this.sourceFrames === 0)
      throw mediaError('corrupt', this.options.fileName, 'its header is fine, but not one sample could be decoded.');
    this.resampler.finish(this.stage);
    await this.flush();
  }

  private readonly stage = (interleaved: Float32Array, frames: number): void => {
    const needed = (this.stagedFrames + frames) * 2;
    if (this.staged.length < needed) {
      const larger = new Float32Array(needed * 2);
      larger.set(this.staged.subarray(0, this.stagedFrames * 2));
      this.staged = larger;
    }
    this.staged.set(interleaved.subarray(0, frames * 2), this.stagedFrames * 2);
    this.stagedFrames += frames;
  };

  private async flush(): Promise<void> {
    const frames = this.stagedFrames;
    if (frames === 0) return;
    this.stagedFrames = 0;
    this.hasher.update(this.staged, frames);
    await this.options.sink.write(this.staged, frames);
    await this.hasher.settle();
    this.frames += frames;
  }
}

function makeFinite(block: PcmBlock): void {
  clampAll(block.left, block.frames);
  if (block.right !== block.left) clampAll(block.right, block.frames);
}

function clampAll(samples: Float32Array, count: number): void {
  for (let i = 0; i < count; i++) {
    const x = samples[i] as number;
    if (!(x >= -SAMPLE_LIMIT && x <= SAMPLE_LIMIT)) samples[i] = x > 0 ? SAMPLE_LIMIT : x < 0 ? -SAMPLE_LIMIT : 0;
  }
}

function noticesOf(decoder: TrackDecoder, run: Run, fileName: string): MediaNotice[] {
  const { facts } = decoder;
  const notices: MediaNotice[] = [];
  const missing = Math.max(facts.promisedFrames, facts.frames) - run.sourceFrames;
  // A codec frame or two may be missing at the seams of damaged parts; less than 50 ms is not worth a word.
  if (missing > facts.sampleRateHz / 20)
    notices.push({
      kind: 'truncated',
      fileName,
      text: `${fileName}: the file ends ${(missing / facts.sampleRateHz).toFixed(1)} s early. What is there plays; copy it again for the rest.`,
    });
  if (decoder.damagedParts > 0)
    notices.push({
      kind: 'damaged',
      fileName,
      text: `${fileName}: ${decoder.damagedParts} damaged ${decoder.damagedParts === 1 ? 'part was' : 'parts were'} left out. Copy or export it again.`,
    });
  if (facts.channels > 2)
    notices.push({
      kind: 'channels',
      fileName,
      text: `${fileName}: only the front left and right of its ${facts.channels} channels are heard.`,
    });
  return notices;
}
