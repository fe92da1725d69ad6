/**
 * WAV: RIFF, RF64 and BW64 (EBU Tech 3306), PCM 8 … 32 bit, float 32 and 64, WAVE_FORMAT_EXTENSIBLE.
 * A data chunk of size 0 or 2^32 − 1 (a recorder that could not go back) lasts until the end of the file.
 * Thread: any worker.
 */
import type { ByteSource } from './byte-source.ts';
import { RATE_MAX_HZ, RATE_MIN_HZ, type TrackDecoder } from './decoder.ts';
import { mediaError } from './errors.ts';
import { RAW_PCM_DECODER_ID, RawPcmDecoder, SAMPLE_BYTES, SampleEncoding } from './raw-pcm.ts';

const CODEC_NAMES: { readonly [tag: number]: string } = {
  2: 'Microsoft ADPCM',
  6: 'A-law',
  7: 'µ-law',
  17: 'IMA ADPCM',
  49: 'GSM 6.10',
  80: 'MPEG',
  85: 'MP3 in WAV',
  255: 'AAC in WAV',
};
const CHUNKS_MAX = 10_000;

export function fourCc(bytes: Uint8Array, at: number): string {
  return String.fromCharCode(bytes[at] ?? 0, bytes[at + 1] ?? 0, bytes[at + 2] ?? 0, bytes[at + 3] ?? 0);
}

interface Format {
  tag: number;
  channels: number;
  sampleRateHz: number;
  frameBytes: number;
  bits: number;
}

function readFormat(bytes: Uint8Array): Format {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let tag = view.getUint16(0, true);
  // extensible: the first two bytes of the sub-format's GUID are the plain tag
  if (tag === 0xfffe && bytes.length >= 26) tag = view.getUint16(24, true);
  return {
    tag,
    channels: view.getUint16(2, true),
    sampleRateHz: view.getUint32(4, true),
    frameBytes: view.getUint16(12, true),
    bits: view.getUint16(14, true),
  };
}

function encodingOf(format: Format): SampleEncoding | null {
  const bytes = Math.floor(format.frameBytes / format.channels);
  if (format.tag === 3) return bytes === 4 ? SampleEncoding.float32 : bytes === 8 ? SampleEncoding.float64 : null;
  if (format.tag !== 1) return null;
  return [null, SampleEncoding.uint8, SampleEncoding.int16, SampleEncoding.int24, SampleEncoding.int32][bytes] ?? null;
}

/** Opens the WAV file that starts at byte `from`. */
export async function openWav(source: ByteSource, from: number): Promise<TrackDecoder> {
  const { name, size } = source;
  let at = from + 12;
  let format: Format | null = null;
  let longDataBytes: number | null = null;
  for (let count = 0; count < CHUNKS_MAX && at + 8 <= size; count++) {
    const header = await source.read(at, 8);
    const id = fourCc(header, 0);
    let length = new DataView(header.buffer, header.byteOffset).getUint32(4, true);
    const body = at + 8;
    if (id === 'ds64') {
      const bytes = await source.read(body, 24);
      if (bytes.length < 24) break;
      longDataBytes = Number(new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(8, true));
    } else if (id === 'fmt ') {
      const bytes = await source.read(body, Math.min(length, 40));
      if (bytes.length < 16) break;
      format = readFormat(bytes);
    } else if (id === 'data') {
      if (format === null) throw mediaError('corrupt', name, 'its samples come before their format.');
      const open = length === 0 || length === 0xffffffff;
      if (length === 0xffffffff && longDataBytes !== null) length = longDataBytes;
      else if (open) length = size - body;
      return openData(source, format, body, length);
    }
    at = body + length + (length & 1);
  }
  if (format === null) throw mediaError('truncated', name, 'the file ends before the format of its samples.');
  throw mediaError('truncated', name, 'the file ends before its first sample.');
}

function openData(source: ByteSource, format: Format, dataAt: number, dataBytes: number): TrackDecoder {
  const { name, size } = source;
  if (format.channels === 0 || format.frameBytes < format.channels)
    throw mediaError('corrupt', name, 'its header names no channels.');
  const encoding = encodingOf(format);
  if (encoding === null) {
    const codec = CODEC_NAMES[format.tag] ?? `codec ${format.tag} with ${format.bits} bits`;
    throw mediaError('unsupported', name, `its samples are coded as ${codec}, which is not supported in WAV files.`);
  }
  if (format.sampleRateHz < RATE_MIN_HZ || format.sampleRateHz > RATE_MAX_HZ)
    throw mediaError('corrupt', name, `its header names a sample rate of ${format.sampleRateHz} Hz.`);
  const available = Math.max(0, Math.min(dataBytes, size - dataAt));
  const frames = Math.floor(available / format.frameBytes);
  if (frames === 0) throw mediaError('truncated', name, 'the file ends before its first sample.');
  const kind = encoding === SampleEncoding.float32 || encoding === SampleEncoding.float64 ? 'float' : 'bit';
  return new RawPcmDecoder(
    source,
    {
      decoderId: RAW_PCM_DECODER_ID,
      codec: `WAV ${SAMPLE_BYTES[encoding] * 8} ${kind}`,
      sampleRateHz: format.sampleRateHz,
      channels: format.channels,
      frames,
      promisedFrames: Math.max(frames, Math.floor(dataBytes / format.frameBytes)),
    },
    { encoding, littleEndian: true, channels: format.channels, frameBytes: format.frameBytes, dataAt },
  );
}
