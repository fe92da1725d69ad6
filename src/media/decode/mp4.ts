/**
 * MP4, M4A, QuickTime and ADTS: Mediabunny takes the packets out, the browser's WebCodecs decodes them (AAC, and
 * whatever else it knows). Nothing outside a browser decodes these; there the track replays from frozen PCM.
 *
 * Delay: packets before time zero (edit list), or the samples that iTunSMPB names, are cut at the start; iTunSMPB also
 * gives the end. ADTS carries neither, so it keeps everything.
 * Thread: decode worker.
 */
import {
  ADTS,
  CustomSource,
  type EncodedPacket,
  EncodedPacketSink,
  Input,
  type InputAudioTrack,
  Logging,
  LogLevel,
  MP4,
  QTFF,
} from 'mediabunny';
import type { ByteSource } from './byte-source.ts';
import {
  frontPair,
  type PcmBlock,
  RATE_MAX_HZ,
  RATE_MIN_HZ,
  type TrackDecoder,
  type TrackFacts,
  Trimmer,
} from './decoder.ts';
import { MediaError, mediaError } from './errors.ts';
import { fourCc } from './wav.ts';

/** The browser's decoder has no version of its own: the samples are pinned by pcmId alone. */
export const WEBCODECS_DECODER_ID = 'webcodecs@1+mediabunny@1.61.0';

// What it would print is told in our own words, to the performer.
Logging.level = LogLevel.Silent;

/** Packets the decoder may hold at a time. */
const IN_FLIGHT_MAX = 24;
/** Bad packets after which the rest counts as lost. */
const RESTARTS_MAX = 1_000;
const TOP_BOXES_MAX = 10_000;
const ENCRYPTED = ['drms', 'drmi', 'enca', 'encv'];
const CODEC_NAMES: { readonly [fourCc: string]: string } = {
  alac: 'Apple Lossless (ALAC)',
  'ac-3': 'Dolby Digital (AC-3)',
  'ec-3': 'Dolby Digital Plus (E-AC-3)',
  samr: 'AMR',
  QDM2: 'QDesign Music',
};

/** The bytes of the `moov` box, or null when there is none. */
async function movieBox(source: ByteSource, from: number): Promise<Uint8Array | null> {
  let at = from;
  for (let count = 0; count < TOP_BOXES_MAX && at + 8 <= source.size; count++) {
    const header = await source.read(at, 16);
    const view = new DataView(header.buffer, header.byteOffset, header.byteLength);
    let length = view.getUint32(0);
    if (length === 1 && header.length === 16) length = Number(view.getBigUint64(8));
    if (length === 0) length = source.size - at;
    if (length < 8) return null;
    if (fourCc(header, 4) === 'moov') return source.read(at, length);
    at += length;
  }
  return null;
}

function findText(bytes: Uint8Array, text: string, from = 0): number {
  outer: for (
    let at = bytes.indexOf(text.charCodeAt(0), from);
    at >= 0;
    at = bytes.indexOf(text.charCodeAt(0), at + 1)
  ) {
    for (let i = 1; i < text.length; i++) if (bytes[at + i] !== text.charCodeAt(i)) continue outer;
    return at;
  }
  return -1;
}

/** Four-character codes of all sample descriptions in a `moov` box. */
export function sampleEntries(moov: Uint8Array): string[] {
  const entries: string[] = [];
  for (let at = findText(moov, 'stsd'); at >= 0; at = findText(moov, 'stsd', at + 4))
    entries.push(fourCc(moov, at + 16));
  return entries;
}

/** What iTunes wrote about delay, padding and length; null when it wrote nothing. */
export function readITunesGap(moov: Uint8Array): { delay: number; padding: number; frames: number } | null {
  const at = findText(moov, 'iTunSMPB');
  if (at < 0) return null;
  const text = String.fromCharCode(...moov.subarray(at + 8, at + 200));
  const match = / 0{8} ([0-9A-F]{8}) ([0-9A-F]{8}) ([0-9A-F]{16})/i.exec(text);
  if (match === null) return null;
  const [, delay = '', padding = '', frames = ''] = match;
  return {
    delay: Number.parseInt(delay, 16),
    padding: Number.parseInt(padding, 16),
    frames: Number.parseInt(frames, 16),
  };
}

/** Opens an MP4 family or ADTS file. */
export async function openMp4(source: ByteSource, from: number): Promise<TrackDecoder> {
  const { name } = source;
  const moov = await movieBox(source, from);
  const entries = moov === null ? [] : sampleEntries(moov);
  if (entries.some((entry) => ENCRYPTED.includes(entry)))
    throw mediaError('encrypted', name, 'it is protected (DRM), so nothing but its own player can open it.');
  const input = new Input({
    source: new CustomSource({
      getSize: () => source.size,
      read: (start, end) => source.read(start, end - start),
      maxCacheSize: 2 * 1024 * 1024,
    }),
    formats: [MP4, QTFF, ADTS],
  });
  try {
    const track = await input.getPrimaryAudioTrack();
    if (track === null) throw mediaError('noAudio', name, 'there is no sound in it.');
    return await openTrack(source, input, track, moov, entries);
  } catch (error) {
    input.dispose();
    if (error instanceof MediaError) throw error;
    const detail = error instanceof Error ? error.message : String(error);
    throw mediaError('corrupt', name, `its structure cannot be read (${detail}).`, { cause: error });
  }
}

async function openTrack(
  source: ByteSource,
  input: Input,
  track: InputAudioTrack,
  moov: Uint8Array | null,
  entries: readonly string[],
): Promise<TrackDecoder> {
  const { name } = source;
  const config = await track.getDecoderConfig();
  if (config === null) {
    const entry = entries.find((code) => code in CODEC_NAMES) ?? entries[0] ?? 'an unknown codec';
    throw mediaError('unsupported', name, `its sound is coded as ${CODEC_NAMES[entry] ?? `“${entry}”`}.`);
  }
  const startS = await track.getFirstTimestamp();
  const endS = await track.computeDuration();
  if (typeof AudioDecoder === 'undefined')
    throw mediaError('needsBrowser', name, `its codec (${config.codec}) is decoded by browsers only.`);
  const { supported } = await AudioDecoder.isConfigSupported(config);
  if (supported !== true)
    throw mediaError('unsupported', name, `this browser does not decode its codec (${config.codec}).`);
  const decoder = new WebCodecsDecoder(name, input, track, config);
  try {
    await decoder.start(startS, endS, moov === null ? null : readITunesGap(moov));
  } catch (error) {
    decoder.close();
    throw error;
  }
  return decoder;
}

class WebCodecsDecoder implements TrackDecoder {
  facts: TrackFacts = {
    decoderId: WEBCODECS_DECODER_ID,
    codec: '',
    sampleRateHz: 0,
    channels: 0,
    frames: 0,
    promisedFrames: 0,
  };
  damagedParts = 0;
  private readonly name: string;
  private readonly input: Input;
  private readonly sink: EncodedPacketSink;
  private readonly config: AudioDecoderConfig;
  private decoder: AudioDecoder;
  private packet: EncodedPacket | null = null;
  private packetsEnded = false;
  private flushed = false;
  private readonly decoded: AudioData[] = [];
  private failure: unknown = null;
  private wake: () => void = () => undefined;
  private trimmer = new Trimmer(0, 0);
  private left = new Float32Array(0);
  private right = new Float32Array(0);

  constructor(name: string, input: Input, track: InputAudioTrack, config: AudioDecoderConfig) {
    this.name = name;
    this.input = input;
    this.sink = new EncodedPacketSink(track);
    this.config = config;
    this.decoder = this.createDecoder();
  }

  private createDecoder(): AudioDecoder {
    const decoder = new AudioDecoder({
      output: (data) => {
        this.decoded.push(data);
        this.wake();
      },
      error: (error) => {
        this.failure = error;
        this.wake();
      },
    });
    decoder.configure(this.config);
    decoder.addEventListener('dequeue', () => this.wake());
    return decoder;
  }

  /** Decodes the first packets: only they tell the true rate (HE-AAC doubles what its header says). */
  async start(startS: number, endS: number, gap: ReturnType<typeof readITunesGap>): Promise<void> {
    this.packet = await this.sink.getFirstPacket();
    await this.fill();
    const first = this.decoded[0];
    if (first === undefined) throw mediaError('corrupt', this.name, 'not one sample of its sound could be decoded.');
    const { sampleRate, numberOfChannels } = first;
    if (sampleRate < RATE_MIN_HZ || sampleRate > RATE_MAX_HZ)
      throw mediaError('corrupt', this.name, `its sound has a rate of ${sampleRate} Hz.`);
    const raw = Math.round((endS - startS) * sampleRate);
    const editSkip = Math.max(0, Math.round(-startS * sampleRate));
    const byITunes = editSkip === 0 && gap !== null && gap.delay + gap.frames <= raw;
    const skip = byITunes ? gap.delay : editSkip;
    const frames = byITunes ? gap.frames : raw - skip;
    if (!(frames > 0)) throw mediaError('truncated', this.name, 'the file ends before its first sound.');
    this.trimmer = new Trimmer(skip, frames);
    this.facts = {
      decoderId: WEBCODECS_DECODER_ID,
      codec: this.config.codec.startsWith('mp4a.40') ? 'AAC' : this.config.codec,
      sampleRateHz: sampleRate,
      channels: numberOfChannels,
      frames,
      promisedFrames: frames,
    };
  }

  async next(): Promise<PcmBlock | null> {
    while (!this.trimmer.done) {
      if (this.decoded.length === 0) await this.fill();
      const data = this.decoded.shift();
      if (data === undefined) return null;
      const block = this.takeOut(data);
      const kept = block === null ? null : this.trimmer.trim(block);
      if (kept !== null) return kept;
    }
    return null;
  }

  private takeOut(data: AudioData): PcmBlock | null {
    const frames = data.numberOfFrames;
    const [first, second] = frontPair(data.numberOfChannels);
    const usable = data.sampleRate === this.facts.sampleRateHz;
    if (usable) {
      if (this.left.length < frames) {
        this.left = new Float32Array(frames);
        this.right = new Float32Array(frames);
      }
      data.copyTo(this.left, { planeIndex: first, format: 'f32-planar' });
      data.copyTo(this.right, { planeIndex: second, format: 'f32-planar' });
    } else this.damagedParts++;
    data.close();
    return usable ? { left: this.left, right: this.right, frames } : null;
  }

  /** Feeds packets until something is decoded, or nothing is left. */
  private async fill(): Promise<void> {
    while (this.decoded.length === 0 && !this.flushed) {
      if (this.failure !== null) this.restart();
      if (this.packet === null) this.packetsEnded = true;
      if (this.packetsEnded) {
        this.flushed = true;
        await this.decoder.flush().catch((error: unknown) => this.noteDamage(error));
        return;
      }
      if (this.decoder.decodeQueueSize < IN_FLIGHT_MAX && this.packet !== null) {
        this.decoder.decode(this.packet.toEncodedAudioChunk());
        this.packet = await this.sink.getNextPacket(this.packet).catch((error: unknown) => {
          this.noteDamage(error);
          return null;
        });
      } else
        await new Promise<void>((resolve) => {
          this.wake = resolve;
        });
    }
  }

  private noteDamage(error: unknown): void {
    this.failure = error;
    this.damagedParts++;
  }

  /** WebCodecs closes a decoder at its first bad packet: go on with a new one behind it. */
  private restart(): void {
    this.noteDamage(null);
    if (this.damagedParts > RESTARTS_MAX) this.packet = null;
    if (this.decoder.state !== 'closed') this.decoder.close();
    this.decoder = this.createDecoder();
  }

  close(): void {
    for (const data of this.decoded.splice(0)) data.close();
    if (this.decoder.state !== 'closed') this.decoder.close();
    this.input.dispose();
  }
}
