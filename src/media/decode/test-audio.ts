/**
 * Files for tests: a sine with a click whose place is known, and writers for the uncompressed formats.
 * Thread: Node, in tests. Never shipped.
 */
import { PI, sin } from '../../dsp-utils/portable-maths.ts';

export interface TestAudio {
  sampleRateHz: number;
  channels: Float32Array[];
}

/** Second at which the click of `sineWithClick` begins. */
export const CLICK_S = 0.25;

/** A quiet 440 Hz sine with a loud eight-sample click; the right channel is half of the left. */
export function sineWithClick(sampleRateHz: number, seconds: number, channelCount = 2): TestAudio {
  const frames = Math.round(sampleRateHz * seconds);
  const left = new Float32Array(frames);
  for (let i = 0; i < frames; i++) left[i] = 0.1 * sin((2 * PI * 440 * i) / sampleRateHz);
  const click = Math.round(CLICK_S * sampleRateHz);
  for (let j = 0; j < 8 && click + j < frames; j++) left[click + j] = 0.85 * (1 - j / 8);
  const channels = [left];
  for (let c = 1; c < channelCount; c++) channels.push(left.map((x) => x / 2 ** c));
  return { sampleRateHz, channels };
}

export type TestEncoding = 'uint8' | 'int8' | 'int16' | 'int24' | 'int32' | 'float32' | 'float64';
const BYTES: { readonly [E in TestEncoding]: number } = {
  uint8: 1,
  int8: 1,
  int16: 2,
  int24: 3,
  int32: 4,
  float32: 4,
  float64: 8,
};

function encode(audio: TestAudio, encoding: TestEncoding, little: boolean): Uint8Array<ArrayBuffer> {
  const { channels } = audio;
  const frames = channels[0]?.length ?? 0;
  const size = BYTES[encoding];
  const bytes = new Uint8Array(frames * channels.length * size);
  const view = new DataView(bytes.buffer);
  let at = 0;
  for (let i = 0; i < frames; i++) {
    for (const channel of channels) {
      const x = channel[i] as number;
      const full = 2 ** (size * 8 - 1);
      const whole = Math.max(-full, Math.min(full - 1, Math.round(x * full)));
      if (encoding === 'uint8') view.setUint8(at, whole + 128);
      else if (encoding === 'int8') view.setInt8(at, whole);
      else if (encoding === 'int16') view.setInt16(at, whole, little);
      else if (encoding === 'int24') {
        view.setUint8(little ? at : at + 2, whole & 255);
        view.setUint8(at + 1, (whole >> 8) & 255);
        view.setUint8(little ? at + 2 : at, (whole >> 16) & 255);
      } else if (encoding === 'int32') view.setInt32(at, whole, little);
      else if (encoding === 'float32') view.setFloat32(at, x, little);
      else view.setFloat64(at, x, little);
      at += size;
    }
  }
  return bytes;
}

export interface WavOptions extends TestAudio {
  encoding: TestEncoding;
  container?: 'RIFF' | 'RF64';
  extensible?: boolean;
  /** Overrides the size field of the data chunk. */
  dataBytes?: number;
  /** Bytes of another chunk in front of the format. */
  before?: number;
}

export function wavFile(options: WavOptions): Uint8Array<ArrayBuffer> {
  const { encoding, channels, sampleRateHz, container = 'RIFF', extensible = false, before = 0 } = options;
  const data = encode(options, encoding, true);
  const size = BYTES[encoding];
  const tag = encoding.startsWith('float') ? 3 : 1;
  const formatBytes = extensible ? 40 : 16;
  const ds64 = container === 'RF64' ? 36 : 0;
  const junk = before > 0 ? 8 + before + (before & 1) : 0;
  const headBytes = 12 + ds64 + junk + 8 + formatBytes + 8;
  const file = new Uint8Array(headBytes + data.length);
  const view = new DataView(file.buffer);
  const text = (at: number, value: string): void => {
    for (let i = 0; i < value.length; i++) file[at + i] = value.charCodeAt(i);
  };
  text(0, container);
  view.setUint32(4, container === 'RF64' ? 0xffffffff : file.length - 8, true);
  text(8, 'WAVE');
  let at = 12;
  if (ds64 > 0) {
    text(at, 'ds64');
    view.setUint32(at + 4, 28, true);
    view.setBigUint64(at + 8, BigInt(file.length - 8), true);
    view.setBigUint64(at + 16, BigInt(data.length), true);
    at += ds64;
  }
  if (junk > 0) {
    text(at, 'LIST');
    view.setUint32(at + 4, before, true);
    at += junk;
  }
  text(at, 'fmt ');
  view.setUint32(at + 4, formatBytes, true);
  view.setUint16(at + 8, extensible ? 0xfffe : tag, true);
  view.setUint16(at + 10, channels.length, true);
  view.setUint32(at + 12, sampleRateHz, true);
  view.setUint32(at + 16, sampleRateHz * channels.length * size, true);
  view.setUint16(at + 20, channels.length * size, true);
  view.setUint16(at + 22, size * 8, true);
  if (extensible) {
    view.setUint16(at + 24, 22, true);
    view.setUint16(at + 26, size * 8, true);
    view.setUint32(at + 28, 3, true);
    view.setUint16(at + 32, tag, true);
    file.set([0, 0, 0, 0, 16, 0, 128, 0, 0, 170, 0, 56, 155, 113], at + 34);
  }
  at += 8 + formatBytes;
  text(at, 'data');
  view.setUint32(at + 4, options.dataBytes ?? (container === 'RF64' ? 0xffffffff : data.length), true);
  file.set(data, at + 8);
  return file;
}

/** An AIFF file, or AIFF-C with the compression given. */
export function aiffFile(
  audio: TestAudio,
  encoding: TestEncoding,
  compression: 'NONE' | 'sowt' | 'fl32' | 'fl64' | null = null,
): Uint8Array<ArrayBuffer> {
  const data = encode(audio, encoding, compression === 'sowt');
  const commonBytes = compression === null ? 18 : 24;
  const file = new Uint8Array(12 + 8 + commonBytes + 16 + data.length);
  const view = new DataView(file.buffer);
  const text = (at: number, value: string): void => {
    for (let i = 0; i < value.length; i++) file[at + i] = value.charCodeAt(i);
  };
  text(0, 'FORM');
  view.setUint32(4, file.length - 8);
  text(8, compression === null ? 'AIFF' : 'AIFC');
  text(12, 'COMM');
  view.setUint32(16, commonBytes);
  view.setInt16(20, audio.channels.length);
  view.setUint32(22, audio.channels[0]?.length ?? 0);
  view.setInt16(26, BYTES[encoding] * 8);
  // 80-bit extended: the rate shifted up until its top bit is bit 63
  let exponent = 16383 + 63;
  let mantissa = BigInt(audio.sampleRateHz);
  while (mantissa < 1n << 63n) {
    mantissa <<= 1n;
    exponent--;
  }
  view.setUint16(28, exponent);
  view.setBigUint64(30, mantissa);
  if (compression !== null) text(38, compression);
  const at = 20 + commonBytes;
  text(at, 'SSND');
  view.setUint32(at + 4, 8 + data.length);
  file.set(data, at + 16);
  return file;
}
