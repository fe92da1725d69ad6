/**
 * Hands a track too long for memory to the page worker, chunk by chunk, and draws its waveform on the way: nobody else
 * sees all of its samples.
 * Thread: decode worker.
 */
import { transfer } from 'comlink';
import { PAGE_SLOTS } from '../../control-bus/constants.ts';
import { createWaveform } from '../../control-bus/waveform-layout.ts';
import { WaveformWriter } from '../analysis/waveform.ts';
import type { PageReply, PageWriterApi } from '../pages/page-messages.ts';
import type { PcmSink } from './decode-track.ts';
import { mediaError } from './errors.ts';
import { CHUNK_FRAMES, toInt16 } from './identity.ts';
import type { RequestSlots } from './pcm-sink.ts';

const CHUNK_SAMPLES = CHUNK_FRAMES * 2;

/** `PageWriterApi`, here or behind a port. */
type PageWriter = { [M in keyof PageWriterApi]: (...given: Parameters<PageWriterApi[M]>) => Promise<PageReply<null>> };

export interface PageSinkOptions {
  pages: PageWriter;
  /** Index in the source table, reserved by the owner. */
  source: number;
  fileName: string;
  rateHz: number;
  requestSlots: RequestSlots;
  /** Awaited before the first sample can be played. */
  onWaveform: (buffer: SharedArrayBuffer) => Promise<void>;
}

export class PageSink implements PcmSink {
  private readonly options: PageSinkOptions;
  private chunk = new Int16Array(CHUNK_SAMPLES);
  private filled = 0;
  private waveform: WaveformWriter | null = null;
  /** The chunk on its way: one at a time, so that a slow disk holds the decoder back. */
  private underWay: Promise<PageReply<null>> = Promise.resolve({ value: null });

  constructor(options: PageSinkOptions) {
    this.options = options;
  }

  async open(estimatedFrames: number): Promise<void> {
    const { pages, source, fileName, rateHz, requestSlots, onWaveform } = this.options;
    const grant = await requestSlots(PAGE_SLOTS, PAGE_SLOTS);
    if (grant === null) throw mediaError('noMemory', fileName, 'the memory for loaded tracks is full.');
    const buffer = createWaveform(estimatedFrames);
    this.waveform = new WaveformWriter(buffer, rateHz);
    await onWaveform(buffer);
    this.check(await pages.begin(source, estimatedFrames, grant));
  }

  async write(interleaved: Float32Array, frames: number): Promise<void> {
    this.waveform?.push(interleaved, frames);
    const samples = frames * 2;
    for (let done = 0; done < samples; ) {
      const n = Math.min(samples - done, CHUNK_SAMPLES - this.filled);
      for (let i = 0; i < n; i++) this.chunk[this.filled + i] = toInt16(interleaved[done + i] as number);
      this.filled += n;
      done += n;
      if (this.filled === CHUNK_SAMPLES) await this.send();
    }
  }

  async complete(): Promise<void> {
    if (this.filled > 0) await this.send();
    this.check(await this.underWay);
    this.waveform?.finish();
    this.check(await this.options.pages.complete(this.options.source));
  }

  private async send(): Promise<void> {
    this.check(await this.underWay);
    const samples = this.chunk.subarray(0, this.filled);
    this.underWay = this.options.pages.append(this.options.source, transfer(samples, [samples.buffer]));
    this.chunk = new Int16Array(CHUNK_SAMPLES);
    this.filled = 0;
  }

  private check(reply: PageReply<null>): void {
    if ('value' in reply) return;
    const { reason, remedy } = reply.problem;
    throw mediaError('noDisk', this.options.fileName, reason, { remedy });
  }
}
