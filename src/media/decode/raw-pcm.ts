/**
 * Uncompressed samples in a file (WAV, AIFF) to floats.
 * Thread: any worker.
 */
import type { ByteSource } from './byte-source.ts';
import { frontPair, type PcmBlock, type TrackDecoder, type TrackFacts } from './decoder.ts';

export const RAW_PCM_DECODER_ID = 'echelon-pcm@1';

export const SampleEncoding = {
  uint8: 'uint8',
  int8: 'int8',
  int16: 'int16',
  int24: 'int24',
  int32: 'int32',
  float32: 'float32',
  float64: 'float64',
} as const;
export type SampleEncoding = (typeof SampleEncoding)[keyof typeof SampleEncoding];

export const SAMPLE_BYTES: { readonly [E in SampleEncoding]: number } = {
  uint8: 1,
  int8: 1,
  int16: 2,
  int24: 3,
  int32: 4,
  float32: 4,
  float64: 8,
};

/** Where the samples lie. `frameBytes` may exceed channels × sample size (padded frames). */
export interface RawPcmLayout {
  encoding: SampleEncoding;
  littleEndian: boolean;
  channels: number;
  frameBytes: number;
  dataAt: number;
}

type ReadSample = (view: DataView, at: number, littleEndian: boolean) => number;

const READERS: { readonly [E in SampleEncoding]: ReadSample } = {
  uint8: (view, at) => (view.getUint8(at) - 128) / 128,
  int8: (view, at) => view.getInt8(at) / 128,
  int16: (view, at, little) => view.getInt16(at, little) / 32768,
  int24: (view, at, little) => {
    const high = view.getInt8(little ? at + 2 : at);
    const low = little ? view.getUint16(at, true) : view.getUint16(at + 1, false);
    return (high * 65536 + low) / 8388608;
  },
  int32: (view, at, little) => view.getInt32(at, little) / 2147483648,
  float32: (view, at, little) => view.getFloat32(at, little),
  float64: (view, at, little) => view.getFloat64(at, little),
};

const BLOCK_BYTES = 128 * 1024;

export class RawPcmDecoder implements TrackDecoder {
  readonly facts: TrackFacts;
  readonly damagedParts = 0;
  private readonly source: ByteSource;
  private readonly layout: RawPcmLayout;
  private readonly blockFrames: number;
  private readonly left: Float32Array;
  private readonly right: Float32Array;
  private frame = 0;

  constructor(source: ByteSource, facts: TrackFacts, layout: RawPcmLayout) {
    this.source = source;
    this.facts = facts;
    this.layout = layout;
    this.blockFrames = Math.max(1, Math.floor(BLOCK_BYTES / layout.frameBytes));
    this.left = new Float32Array(this.blockFrames);
    this.right = layout.channels === 1 ? this.left : new Float32Array(this.blockFrames);
  }

  async next(): Promise<PcmBlock | null> {
    const { encoding, littleEndian, channels, frameBytes, dataAt } = this.layout;
    const wanted = Math.min(this.blockFrames, this.facts.frames - this.frame);
    if (wanted <= 0) return null;
    const bytes = await this.source.read(dataAt + this.frame * frameBytes, wanted * frameBytes);
    const frames = Math.floor(bytes.length / frameBytes);
    if (frames === 0) return null;
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const readSample = READERS[encoding];
    const [first, second] = frontPair(channels);
    const size = SAMPLE_BYTES[encoding];
    for (let i = 0, at = first * size; i < frames; i++, at += frameBytes)
      this.left[i] = readSample(view, at, littleEndian);
    if (channels > 1)
      for (let i = 0, at = second * size; i < frames; i++, at += frameBytes)
        this.right[i] = readSample(view, at, littleEndian);
    this.frame += frames;
    return { left: this.left, right: this.right, frames };
  }

  close(): void {
    this.frame = this.facts.frames;
  }
}
