/**
 * Tells a file's format from its content, never from its name.
 * Thread: any worker.
 */
import type { ByteSource } from './byte-source.ts';
import { AudioFormat } from './decoder.ts';
import { mediaError } from './errors.ts';
import { readMpegHeader, sameMpegStream } from './mpeg-frames.ts';
import { fourCc } from './wav.ts';

export interface Sniffed {
  format: AudioFormat;
  /** Byte at which the format's own header starts, past any ID3 tag and junk. */
  audioFrom: number;
}

/** How far past tags the first MPEG or AAC frame may lie. */
const SEARCH_BYTES = 128 * 1024;
const ID3_TAGS_MAX = 16;
/** Frames in a row that make a bare MPEG or AAC stream credible. */
const FRAMES_IN_A_ROW = 3;

/** Things people drop by mistake, by their first bytes. */
const OTHERS: readonly (readonly [at: number, magic: string, name: string])[] = [
  [0, '\x1aE\xdf\xa3', 'a Matroska or WebM file'],
  [0, '\x89PNG', 'a PNG picture'],
  [0, '\xff\xd8\xff\xe0', 'a JPEG picture'],
  [0, '\xff\xd8\xff\xe1', 'a JPEG picture'],
  [0, 'GIF8', 'a GIF picture'],
  [0, '%PDF', 'a PDF document'],
  [0, 'PK\x03\x04', 'a ZIP archive'],
  [0, 'Rar!', 'a RAR archive'],
  [0, '7z\xbc\xaf', 'a 7-Zip archive'],
  [0, 'MThd', 'a MIDI file, which has no sound of its own'],
  [0, '0&\xb2u', 'a Windows Media file'],
  [0, 'wvpk', 'a WavPack file'],
  [0, 'MAC ', 'a Monkey’s Audio file'],
  [0, 'MPCK', 'a Musepack file'],
  [0, 'MP+', 'a Musepack file'],
  [0, 'TTA1', 'a True Audio file'],
  [0, 'DSD ', 'a DSD file'],
  [0, 'FRM8', 'a DSD file'],
  [0, 'caff', 'a Core Audio file'],
  [0, '#!AMR', 'an AMR recording'],
  [0, 'FLV\x01', 'a Flash video'],
  [0, '\x00\x00\x01\xba', 'an MPEG program stream'],
  [0, '#EXTM3U', 'a playlist'],
  [0, '[playlist]', 'a playlist'],
];

function hasMagic(bytes: Uint8Array, at: number, magic: string): boolean {
  for (let i = 0; i < magic.length; i++) if (bytes[at + i] !== magic.charCodeAt(i)) return false;
  return true;
}

/** Byte after all ID3v2 tags at the start (sizes are sync-safe: 7 bits a byte). */
async function afterId3(source: ByteSource): Promise<number> {
  let at = 0;
  for (let count = 0; count < ID3_TAGS_MAX; count++) {
    const tag = await source.read(at, 10);
    if (tag.length < 10 || !hasMagic(tag, 0, 'ID3')) return at;
    const [b0 = 0, b1 = 0, b2 = 0, b3 = 0] = tag.subarray(6);
    const footer = (tag[5] ?? 0) & 0x10 ? 10 : 0;
    at += 10 + footer + (((b0 & 127) << 21) | ((b1 & 127) << 14) | ((b2 & 127) << 7) | (b3 & 127));
  }
  return at;
}

/** Bytes of the ADTS frame at `at`, or 0 when there is no ADTS header (ISO 13818-7). */
function adtsFrameBytes(bytes: Uint8Array, at: number): number {
  const [b0 = 0, b1 = 0, b2 = 0, b3 = 0, b4 = 0, b5 = 0] = bytes.subarray(at, at + 6);
  if (b0 !== 0xff || (b1 & 0xf6) !== 0xf0 || ((b2 >> 2) & 15) > 12) return 0;
  const length = ((b3 & 3) << 11) | (b4 << 3) | (b5 >> 5);
  return length >= 7 ? length : 0;
}

function mpegChain(bytes: Uint8Array, at: number, toEnd: boolean): boolean {
  const first = readMpegHeader(bytes, at);
  if (first === null) return false;
  let cursor = at;
  for (let count = 0; count < FRAMES_IN_A_ROW; count++) {
    if (toEnd && count > 0 && cursor >= bytes.length - 3) return true;
    const header = readMpegHeader(bytes, cursor);
    if (header === null || !sameMpegStream(header, first)) return toEnd && count > 0 && hasMagic(bytes, cursor, 'TAG');
    cursor += header.frameBytes;
  }
  return true;
}

function adtsChain(bytes: Uint8Array, at: number, toEnd: boolean): boolean {
  let cursor = at;
  for (let count = 0; count < FRAMES_IN_A_ROW; count++) {
    if (toEnd && count > 0 && cursor >= bytes.length - 6) return true;
    const length = adtsFrameBytes(bytes, cursor);
    if (length === 0) return false;
    cursor += length;
  }
  return true;
}

/** Which codec an Ogg file's first pages name. */
async function sniffOgg(source: ByteSource, from: number): Promise<AudioFormat> {
  let at = from;
  let foreign = '';
  for (let page = 0; page < 16; page++) {
    const bytes = await source.read(at, 27 + 255 + 16);
    if (bytes.length < 28 || !hasMagic(bytes, 0, 'OggS') || ((bytes[5] ?? 0) & 2) === 0) break;
    const segments = bytes[26] ?? 0;
    const body = 27 + segments;
    let length = 0;
    for (let i = 0; i < segments; i++) length += bytes[27 + i] ?? 0;
    if (hasMagic(bytes, body, '\x01vorbis')) return AudioFormat.oggVorbis;
    if (hasMagic(bytes, body, 'OpusHead')) return AudioFormat.oggOpus;
    if (hasMagic(bytes, body, '\x7fFLAC')) return AudioFormat.oggFlac;
    if (hasMagic(bytes, body, 'Speex   ')) foreign = 'Speex';
    else if (hasMagic(bytes, body, '\x80theora')) foreign ||= 'video';
    at += body + length;
  }
  if (foreign === 'video') throw mediaError('noAudio', source.name, 'this Ogg file holds video without sound.');
  if (foreign !== '') throw mediaError('unsupported', source.name, `this Ogg file is coded as ${foreign}.`);
  throw mediaError('corrupt', source.name, 'this Ogg file names no codec that is known.');
}

/** Finds the format, or throws `unrecognised`, `unsupported` or `noAudio`. */
export async function sniff(source: ByteSource): Promise<Sniffed> {
  const { name } = source;
  const at = await afterId3(source);
  if (at >= source.size) throw mediaError('truncated', name, 'the file holds tags but no sound.');
  const head = await source.read(at, 64);
  const id = fourCc(head, 0);
  const kind = fourCc(head, 8);
  const box = fourCc(head, 4);
  if ((id === 'RIFF' || id === 'RF64' || id === 'BW64') && kind === 'WAVE')
    return { format: AudioFormat.wav, audioFrom: at };
  if (id === 'RIFF' && kind === 'AVI ') throw mediaError('unsupported', name, 'this is an AVI video.');
  if (id === 'FORM' && (kind === 'AIFF' || kind === 'AIFC')) return { format: AudioFormat.aiff, audioFrom: at };
  if (id === 'fLaC') return { format: AudioFormat.flac, audioFrom: at };
  if (id === 'OggS') return { format: await sniffOgg(source, at), audioFrom: at };
  if (['ftyp', 'moov', 'mdat', 'wide', 'free', 'skip', 'pnot'].includes(box))
    return { format: AudioFormat.mp4, audioFrom: at };
  for (const [offset, magic, what] of OTHERS)
    if (hasMagic(head, offset, magic)) throw mediaError('unsupported', name, `this is ${what}.`);

  const bytes = await source.read(at, SEARCH_BYTES);
  const toEnd = at + bytes.length >= source.size;
  for (let i = 0; i + 4 <= bytes.length; i++) {
    if (bytes[i] !== 0xff) continue;
    if (adtsChain(bytes, i, toEnd)) return { format: AudioFormat.adts, audioFrom: at + i };
    if (mpegChain(bytes, i, toEnd)) return { format: AudioFormat.mpeg, audioFrom: at + i };
  }
  if (at > 0) throw mediaError('corrupt', name, 'there are tags in it, but no sound could be found.');
  throw mediaError('unrecognised', name, 'this is not an audio file in a known format.');
}
