/**
 * Ogg Vorbis, Opus and FLAC through libvorbis, libopus and libFLAC (WASM). The length is the last page's position,
 * found by walking all pages; Opus loses its pre-skip (RFC 7845), and its header gain is applied here.
 * Thread: any worker.
 */
import { FLACDecoder } from '@wasm-audio-decoders/flac';
import { OggVorbisDecoder } from '@wasm-audio-decoders/ogg-vorbis';
import { OggOpusDecoder } from 'ogg-opus-decoder';
import { fromDecibels } from '../../dsp-utils/portable-maths.ts';
import type { ByteSource } from './byte-source.ts';
import {
  frontPair,
  frontPairVorbis,
  type OpenDecoder,
  type PcmBlock,
  RATE_MAX_HZ,
  RATE_MIN_HZ,
  type TrackDecoder,
  type TrackFacts,
  Trimmer,
  unlessBroken,
} from './decoder.ts';
import { mediaError } from './errors.ts';
import { FLAC_DECODER_ID, readStreamInfo, toPowerOfTwoScale } from './flac.ts';
import { type OggPage, OggWalker } from './ogg-pages.ts';

export const VORBIS_DECODER_ID = '@wasm-audio-decoders/ogg-vorbis@0.1.20';
export const OPUS_DECODER_ID = 'ogg-opus-decoder@1.7.5';

const FEED_BYTES = 32 * 1024;
const OPUS_RATE_HZ = 48_000;
/** A first page this late means a stream cut out of a longer one (a recording of a broadcast). */
const LATE_START_S = 10;

interface Header {
  sampleRateHz: number;
  channels: number;
  /** Positions before the first sample. */
  preSkip: number;
  /** Bits of a FLAC stream, else 0. */
  bits: number;
  /** Factor on every sample. */
  gain: number;
  codec: string;
  decoderId: string;
}

/** The part of a library decoder that is used here. */
interface PageDecoder {
  readonly ready: Promise<void>;
  decode(bytes: Uint8Array): DecodedPages | Promise<DecodedPages>;
  flush(): Promise<DecodedPages>;
  free(): void;
}
interface DecodedPages {
  channelData: Float32Array[];
  samplesDecoded: number;
  errors: readonly unknown[];
}

interface OggCodec {
  magic: string;
  read(body: DataView, bytes: Uint8Array): Header | null;
  create(): PageDecoder;
  pair(channels: number): readonly [number, number];
}

const VORBIS: OggCodec = {
  magic: '\x01vorbis',
  read: (body) =>
    body.byteLength < 30
      ? null
      : {
          sampleRateHz: body.getUint32(12, true),
          channels: body.getUint8(11),
          preSkip: 0,
          bits: 0,
          gain: 1,
          codec: 'Ogg Vorbis',
          decoderId: VORBIS_DECODER_ID,
        },
  create: () => new OggVorbisDecoder(),
  pair: frontPairVorbis,
};

const OPUS: OggCodec = {
  magic: 'OpusHead',
  read: (body) =>
    body.byteLength < 19
      ? null
      : {
          sampleRateHz: OPUS_RATE_HZ,
          channels: body.getUint8(9),
          preSkip: body.getUint16(10, true),
          bits: 0,
          gain: body.getInt16(16, true) === 0 ? 1 : fromDecibels(body.getInt16(16, true) / 256),
          codec: 'Opus',
          decoderId: OPUS_DECODER_ID,
        },
  create: () => new OggOpusDecoder(),
  pair: frontPairVorbis,
};

const FLAC: OggCodec = {
  magic: '\x7fFLAC',
  read: (body, bytes) => {
    if (body.byteLength < 51) return null;
    const info = readStreamInfo(bytes.subarray(17));
    return { ...info, preSkip: 0, gain: 1, codec: `Ogg FLAC ${info.bits} bit`, decoderId: FLAC_DECODER_ID };
  },
  create: () => new FLACDecoder(),
  pair: frontPair,
};

const opener =
  (codec: OggCodec): OpenDecoder =>
  (source, from) =>
    openOgg(codec, source, from);

export const openOggVorbis: OpenDecoder = opener(VORBIS);
export const openOggOpus: OpenDecoder = opener(OPUS);
export const openOggFlac: OpenDecoder = opener(FLAC);

async function openOgg(codec: OggCodec, source: ByteSource, from: number): Promise<TrackDecoder> {
  const { name } = source;
  const walker = (): OggWalker =>
    new OggWalker(source, from, ({ body }) =>
      [...codec.magic].every((character, i) => body[i] === character.charCodeAt(0)),
    );
  const counter = walker();
  const firstPage = await counter.next();
  if (firstPage === null) throw mediaError('corrupt', name, 'the first page of this Ogg file is damaged.');
  const { body } = firstPage;
  const header = codec.read(new DataView(body.buffer, body.byteOffset, body.byteLength), body);
  if (header === null) throw mediaError('corrupt', name, 'its stream header is too short.');
  const { sampleRateHz, channels, preSkip } = header;
  if (sampleRateHz < RATE_MIN_HZ || sampleRateHz > RATE_MAX_HZ || channels === 0)
    throw mediaError('corrupt', name, `its header names ${channels} channels at ${sampleRateHz} Hz.`);
  let start: number | null = null;
  let end = 0;
  let last = false;
  for (let page = await counter.next(); page !== null; page = await counter.next()) {
    if (page.granule === null || page.granule === 0) continue;
    start ??= page.granule > LATE_START_S * sampleRateHz ? page.granule : 0;
    end = Math.max(end, page.granule);
    last ||= page.last;
  }
  // A late start is only known to within the first page, so a second is allowed on top.
  const late = start !== null && start > 0;
  const frames = end - (start ?? 0) - preSkip + (late ? sampleRateHz : 0);
  if (frames <= 0) throw mediaError('truncated', name, 'the file ends before its first sound.');
  const decoder = codec.create();
  await decoder.ready;
  return new OggTrackDecoder(
    {
      decoderId: header.decoderId,
      codec: header.codec,
      sampleRateHz,
      channels,
      frames,
      promisedFrames: late ? 0 : frames,
    },
    codec,
    header,
    walker(),
    decoder,
    last,
  );
}

class OggTrackDecoder implements TrackDecoder {
  readonly facts: TrackFacts;
  private readonly codec: OggCodec;
  private readonly header: Header;
  private readonly walker: OggWalker;
  private readonly decoder: PageDecoder;
  private readonly trimmer: Trimmer;
  private readonly cutShort: boolean;
  private errors = 0;
  private flushed = false;

  constructor(
    facts: TrackFacts,
    codec: OggCodec,
    header: Header,
    walker: OggWalker,
    decoder: PageDecoder,
    hasEnd: boolean,
  ) {
    this.facts = facts;
    this.codec = codec;
    this.header = header;
    this.walker = walker;
    this.decoder = decoder;
    this.trimmer = new Trimmer(0, facts.frames);
    this.cutShort = !hasEnd;
  }

  get damagedParts(): number {
    return this.errors + this.walker.gaps + (this.cutShort ? 1 : 0);
  }

  async next(): Promise<PcmBlock | null> {
    while (!this.trimmer.done && !this.flushed) {
      const decoded = await unlessBroken(() => this.decodeMore());
      if (decoded === null) {
        this.flushed = true;
        this.errors++;
        break;
      }
      this.errors += decoded.errors.length;
      const [first, second] = this.codec.pair(decoded.channelData.length);
      const left = decoded.channelData[first];
      const right = decoded.channelData[second];
      const frames = Math.min(left?.length ?? 0, right?.length ?? 0);
      if (left === undefined || right === undefined || frames === 0) continue;
      this.scale(left);
      if (right !== left) this.scale(right);
      const block = this.trimmer.trim({ left, right, frames });
      if (block !== null) return block;
    }
    return null;
  }

  private scale(samples: Float32Array): void {
    const { bits, gain } = this.header;
    if (bits > 0) toPowerOfTwoScale(samples, bits);
    if (gain !== 1) for (let i = 0; i < samples.length; i++) samples[i] = (samples[i] as number) * gain;
  }

  private async decodeMore(): Promise<DecodedPages> {
    const pages: OggPage[] = [];
    let bytes = 0;
    while (bytes < FEED_BYTES) {
      const page = await this.walker.next();
      if (page === null) break;
      pages.push(page);
      bytes += page.bytes.length;
    }
    if (pages.length === 0) {
      this.flushed = true;
      return this.decoder.flush();
    }
    const feed = new Uint8Array(bytes);
    let at = 0;
    for (const page of pages) {
      feed.set(page.bytes, at);
      at += page.bytes.length;
    }
    return this.decoder.decode(feed);
  }

  close(): void {
    this.decoder.free();
  }
}
