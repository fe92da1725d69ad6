/**
 * AIFF and AIFF-C (Apple, 1989/1991): big-endian PCM, `sowt`, `twos`, `fl32`, `fl64`.
 * Thread: any worker.
 */
import type { ByteSource } from './byte-source.ts';
import { RATE_MAX_HZ, RATE_MIN_HZ, type TrackDecoder } from './decoder.ts';
import { mediaError } from './errors.ts';
import { RAW_PCM_DECODER_ID, RawPcmDecoder, SAMPLE_BYTES, SampleEncoding } from './raw-pcm.ts';
import { fourCc } from './wav.ts';

const CHUNKS_MAX = 10_000;

interface Common {
  channels: number;
  frames: number;
  bits: number;
  sampleRateHz: number;
  compression: string;
}

/** An 80-bit extended float, as far as whole sample rates need it. */
function readExtended(view: DataView, at: number): number {
  const exponent = (view.getUint16(at) & 0x7fff) - 16383 - 63;
  let value = view.getUint32(at + 2) * 4294967296 + view.getUint32(at + 6);
  if (exponent < -63 || exponent > 0) return 0;
  for (let i = exponent; i < 0; i++) value /= 2;
  return value;
}

function readCommon(bytes: Uint8Array, compressed: boolean): Common {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return {
    channels: view.getInt16(0),
    frames: view.getUint32(2),
    bits: view.getInt16(6),
    sampleRateHz: Math.round(readExtended(view, 8)),
    compression: compressed && bytes.length >= 22 ? fourCc(bytes, 18) : 'NONE',
  };
}

function encodingOf(common: Common): SampleEncoding | null {
  switch (common.compression.toLowerCase()) {
    case 'none':
    case 'twos':
    case 'sowt':
      return (
        [null, SampleEncoding.int8, SampleEncoding.int16, SampleEncoding.int24, SampleEncoding.int32][
          Math.ceil(common.bits / 8)
        ] ?? null
      );
    case 'fl32':
      return SampleEncoding.float32;
    case 'fl64':
      return SampleEncoding.float64;
    default:
      return null;
  }
}

/** Opens the AIFF file that starts at byte `from`. */
export async function openAiff(source: ByteSource, from: number): Promise<TrackDecoder> {
  const { name, size } = source;
  const compressed = fourCc(await source.read(from, 12), 8) === 'AIFC';
  let at = from + 12;
  let common: Common | null = null;
  let sound: { dataAt: number; bytes: number } | null = null;
  for (let count = 0; count < CHUNKS_MAX && at + 8 <= size && (common === null || sound === null); count++) {
    const header = await source.read(at, 16);
    const id = fourCc(header, 0);
    const view = new DataView(header.buffer, header.byteOffset, header.byteLength);
    const length = view.getUint32(4);
    const body = at + 8;
    if (id === 'COMM') {
      const bytes = await source.read(body, 22);
      if (bytes.length < 18) break;
      common = readCommon(bytes, compressed);
    } else if (id === 'SSND' && header.length === 16) {
      const offset = view.getUint32(8);
      sound = { dataAt: body + 8 + offset, bytes: Math.max(0, length - 8 - offset) };
    }
    at = body + length + (length & 1);
  }
  if (common === null) throw mediaError('truncated', name, 'the file ends before the format of its samples.');
  if (common.channels <= 0) throw mediaError('corrupt', name, 'its header names no channels.');
  const encoding = encodingOf(common);
  if (encoding === null)
    throw mediaError(
      'unsupported',
      name,
      `its samples are coded as “${common.compression}” with ${common.bits} bits, which is not supported in AIFF files.`,
    );
  if (common.sampleRateHz < RATE_MIN_HZ || common.sampleRateHz > RATE_MAX_HZ)
    throw mediaError('corrupt', name, `its header names a sample rate of ${common.sampleRateHz} Hz.`);
  if (sound === null) throw mediaError('truncated', name, 'the file ends before its first sample.');
  const frameBytes = common.channels * SAMPLE_BYTES[encoding];
  const available = Math.max(0, Math.min(sound.bytes, size - sound.dataAt));
  const frames = Math.min(common.frames, Math.floor(available / frameBytes));
  if (frames <= 0) throw mediaError('truncated', name, 'the file ends before its first sample.');
  return new RawPcmDecoder(
    source,
    {
      decoderId: RAW_PCM_DECODER_ID,
      codec: `AIFF ${SAMPLE_BYTES[encoding] * 8} ${encoding.startsWith('float') ? 'float' : 'bit'}`,
      sampleRateHz: common.sampleRateHz,
      channels: common.channels,
      frames,
      promisedFrames: common.frames,
    },
    {
      encoding,
      littleEndian: common.compression === 'sowt',
      channels: common.channels,
      frameBytes,
      dataAt: sound.dataAt,
    },
  );
}
