/**
 * Names by content. `fileId` says which samples a file must become: SHA-256 of its bytes, the decoder and the
 * resampler. `pcmId` says which samples it became: SHA-256 over the SHA-256 of each 65 536-frame chunk, of interleaved
 * stereo as the engine reads it (little-endian float32, or int16 for long tracks).
 * Match by fileId, verify by pcmId; a list of chunk hashes finds the first bad chunk.
 *
 * Thread: any worker (Web Crypto; needs a secure context in browsers).
 */
import { PcmFormat } from '../../control-bus/layouts.ts';
import { resamplerId } from './resample.ts';

export const CHUNK_FRAMES = 65_536;

/** Hashes of every 65 536-frame chunk, in order, and their root. Lower-case hexadecimal. */
export interface PcmIdentity {
  pcmId: string;
  chunks: readonly string[];
}

export function fileIdOf(contentHash: string, decoderId: string, sessionRateHz: number): string {
  return `${contentHash}+${decoderId}+${resamplerId(sessionRateHz)}`;
}

/** Int16 as `PcmStore` stores it. */
export function toInt16(sample: number): number {
  return Math.min(32767, Math.max(-32768, Math.round(sample * 32768)));
}

export function toHex(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) text += byte.toString(16).padStart(2, '0');
  return text;
}

async function sha256(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
}

/** Root of chunk digests: SHA-256 of their bytes one after another. */
async function rootOf(digests: readonly Uint8Array[]): Promise<string> {
  const joined = new Uint8Array(digests.length * 32);
  digests.forEach((digest, i) => {
    joined.set(digest, i * 32);
  });
  return toHex(await sha256(joined));
}

/** Root of a list of chunk hashes: proves that the list itself is whole. */
export async function pcmIdOf(chunks: readonly string[]): Promise<string> {
  return rootOf(chunks.map((hex) => Uint8Array.from(hex.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16))));
}

/** Computes a `PcmIdentity` while samples pass by. Digests run beside the decoder. */
export class PcmHasher {
  private readonly format: number;
  private chunk: Float32Array<ArrayBuffer> | Int16Array<ArrayBuffer>;
  private filled = 0;
  private readonly digests: Promise<Uint8Array>[] = [];

  /** `format`: a `PcmFormat`. */
  constructor(format: number) {
    this.format = format;
    this.chunk = this.freshChunk();
  }

  private freshChunk(): Float32Array<ArrayBuffer> | Int16Array<ArrayBuffer> {
    return this.format === PcmFormat.int16 ? new Int16Array(CHUNK_FRAMES * 2) : new Float32Array(CHUNK_FRAMES * 2);
  }

  /** Takes `frames` frames of interleaved stereo from `interleaved`. */
  update(interleaved: Float32Array, frames: number): void {
    const samples = frames * 2;
    for (let done = 0; done < samples; ) {
      const n = Math.min(samples - done, CHUNK_FRAMES * 2 - this.filled);
      const { chunk } = this;
      if (chunk instanceof Float32Array) chunk.set(interleaved.subarray(done, done + n), this.filled);
      else for (let i = 0; i < n; i++) chunk[this.filled + i] = toInt16(interleaved[done + i] as number);
      this.filled += n;
      done += n;
      if (this.filled === CHUNK_FRAMES * 2) this.closeChunk();
    }
  }

  private closeChunk(): void {
    const bytes = new Uint8Array(this.chunk.buffer, 0, this.filled * this.chunk.BYTES_PER_ELEMENT);
    this.digests.push(sha256(bytes));
    this.chunk = this.freshChunk();
    this.filled = 0;
  }

  /** Waits for digests under way, so that no more than a few chunks are alive at once. */
  async settle(): Promise<void> {
    if (this.digests.length > 2) await this.digests[this.digests.length - 3];
  }

  async finish(): Promise<PcmIdentity> {
    if (this.filled > 0) this.closeChunk();
    const digests = await Promise.all(this.digests);
    return { pcmId: await rootOf(digests), chunks: digests.map(toHex) };
  }
}

export type PcmVerdict =
  | { same: true }
  /** `chunk` is the first that differs (or is missing, or too many), `frame` where it starts. */
  | { same: false; chunk: number; frame: number };

/** Compares two lists of chunk hashes. */
export function comparePcm(expected: readonly string[], actual: readonly string[]): PcmVerdict {
  const count = Math.max(expected.length, actual.length);
  for (let i = 0; i < count; i++)
    if (expected[i] !== actual[i]) return { same: false, chunk: i, frame: i * CHUNK_FRAMES };
  return { same: true };
}

/**
 * Hashes samples that lie in memory: `readFrames(from, n, target)` fills `target` with interleaved stereo, as
 * `PcmStore.readFrames` does.
 */
export async function identifyPcm(
  format: number,
  totalFrames: number,
  readFrames: (from: number, n: number, target: Float32Array) => void,
): Promise<PcmIdentity> {
  const hasher = new PcmHasher(format);
  const target = new Float32Array(CHUNK_FRAMES * 2);
  for (let from = 0; from < totalFrames; from += CHUNK_FRAMES) {
    const n = Math.min(CHUNK_FRAMES, totalFrames - from);
    readFrames(from, n, target);
    hasher.update(target, n);
    await hasher.settle();
  }
  return hasher.finish();
}
