/**
 * What stands behind the samples in a page file, so that a long track plays again without being decoded: hashes of its
 * chunks, its waveform, and a foot that says how long everything is.
 *
 * `samples (frames · 4 bytes) · digests (32 bytes a chunk) · waveform · JSON of PageFacts · length of the JSON u32 · magic u32`
 *
 * Thread: page worker. Allocates.
 */
import type { ByteFile } from '../byte-files/byte-files.ts';
import { isCount, jsonObject } from '../byte-files/json-object.ts';
import { CHUNK_FRAMES, toHex } from '../decode/identity.ts';

/** Bytes of one frame on disk: stereo int16. */
export const FRAME_BYTES = 4;
const DIGEST_BYTES = 32;
const FOOT_BYTES = 8;
/** 'PAG1' */
const MAGIC = 0x31474150;
/** More than any facts need; a foot that says more is damage. */
const JSON_MAX_BYTES = 1_000_000;

/** What a decoding found out. */
export interface PageFacts {
  readonly totalFrames: number;
  readonly fileId: string;
  readonly pcmId: string;
  /** SHA-256 of each 65 536-frame chunk, hex. */
  readonly chunkHashes: readonly string[];
  readonly notices: readonly string[];
}

export interface PageTail extends PageFacts {
  /** Bytes of a complete waveform (`waveform-layout.ts`). */
  readonly waveform: Uint8Array<ArrayBuffer>;
}

const fromHex = (hex: string): number[] => (hex.match(/../g) ?? []).map((pair) => Number.parseInt(pair, 16));

/** The bytes that follow the samples. */
export function encodeTail({ chunkHashes, waveform, ...facts }: PageTail): Uint8Array<ArrayBuffer> {
  const json = new TextEncoder().encode(JSON.stringify({ ...facts, waveformBytes: waveform.length }));
  const digestBytes = chunkHashes.length * DIGEST_BYTES;
  const bytes = new Uint8Array(digestBytes + waveform.length + json.length + FOOT_BYTES);
  chunkHashes.forEach((hash, i) => {
    bytes.set(fromHex(hash), i * DIGEST_BYTES);
  });
  bytes.set(waveform, digestBytes);
  bytes.set(json, digestBytes + waveform.length);
  const foot = new DataView(bytes.buffer, bytes.length - FOOT_BYTES);
  foot.setUint32(0, json.length, true);
  foot.setUint32(4, MAGIC, true);
  return bytes;
}

interface Foot {
  totalFrames: number;
  fileId: string;
  pcmId: string;
  notices: string[];
  waveformBytes: number;
}

function parseFoot(text: string): Foot | null {
  const value = jsonObject(text);
  if (value === null) return null;
  const { totalFrames, fileId, pcmId, notices, waveformBytes } = value;
  if (!isCount(totalFrames) || !isCount(waveformBytes)) return null;
  if (typeof fileId !== 'string' || typeof pcmId !== 'string') return null;
  if (!Array.isArray(notices) || !notices.every((notice) => typeof notice === 'string')) return null;
  return { totalFrames, fileId, pcmId, notices, waveformBytes };
}

/** Reads what `encodeTail` wrote; null when the file is not whole. */
export function readTail(file: ByteFile): PageTail | null {
  const size = file.size();
  const foot = new Uint8Array(FOOT_BYTES);
  if (size < FOOT_BYTES || file.read(foot, size - FOOT_BYTES) !== FOOT_BYTES) return null;
  const view = new DataView(foot.buffer);
  const jsonBytes = view.getUint32(0, true);
  if (view.getUint32(4, true) !== MAGIC || jsonBytes > JSON_MAX_BYTES || jsonBytes + FOOT_BYTES > size) return null;
  const json = new Uint8Array(jsonBytes);
  file.read(json, size - FOOT_BYTES - jsonBytes);
  const known = parseFoot(new TextDecoder().decode(json));
  if (known === null) return null;
  const { waveformBytes, ...facts } = known;
  const chunks = Math.ceil(facts.totalFrames / CHUNK_FRAMES);
  const digestsAt = facts.totalFrames * FRAME_BYTES;
  if (digestsAt + chunks * DIGEST_BYTES + waveformBytes + jsonBytes + FOOT_BYTES !== size) return null;
  const digests = new Uint8Array(chunks * DIGEST_BYTES);
  const waveform = new Uint8Array(waveformBytes);
  if (file.read(digests, digestsAt) !== digests.length) return null;
  if (file.read(waveform, digestsAt + digests.length) !== waveform.length) return null;
  const chunkHashes = Array.from({ length: chunks }, (_, i) =>
    toHex(digests.subarray(i * DIGEST_BYTES, (i + 1) * DIGEST_BYTES)),
  );
  return { ...facts, chunkHashes, waveform };
}
