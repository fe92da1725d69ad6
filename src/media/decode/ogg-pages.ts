/**
 * Ogg pages (RFC 3533): walks one logical stream of a file, page by page, and leaves out pages whose checksum is wrong.
 * Only the first link of a chained file is walked.
 * Thread: any worker.
 */
import type { ByteSource } from './byte-source.ts';

const CRC_TABLE = new Uint32Array(256);
for (let i = 0; i < 256; i++) {
  let r = i << 24;
  for (let bit = 0; bit < 8; bit++) r = r & 0x80000000 ? (r << 1) ^ 0x04c11db7 : r << 1;
  CRC_TABLE[i] = r >>> 0;
}

/** Checksum of a page, its own checksum field (bytes 22 … 25) counted as zero. */
export function oggChecksum(page: Uint8Array): number {
  let crc = 0;
  for (let i = 0; i < page.length; i++) {
    const byte = i >= 22 && i < 26 ? 0 : (page[i] as number);
    crc = ((crc << 8) ^ (CRC_TABLE[((crc >>> 24) ^ byte) & 255] as number)) >>> 0;
  }
  return crc;
}

export interface OggPage {
  /** The whole page, header included. */
  bytes: Uint8Array;
  serial: number;
  first: boolean;
  last: boolean;
  /** Position after the page in the codec's units, null when no packet ends on it. */
  granule: number | null;
  body: Uint8Array;
}

const PAGE_MAX = 27 + 255 + 255 * 255;

function readPage(bytes: Uint8Array): OggPage | null {
  if (bytes.length < 27 || bytes[0] !== 0x4f || bytes[1] !== 0x67 || bytes[2] !== 0x67 || bytes[3] !== 0x53)
    return null;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const segments = view.getUint8(26);
  let length = 27 + segments;
  if (bytes.length < length) return null;
  for (let i = 0; i < segments; i++) length += view.getUint8(27 + i);
  if (bytes.length < length) return null;
  const page = bytes.subarray(0, length);
  if (oggChecksum(page) !== view.getUint32(22, true)) return null;
  const granule = view.getBigInt64(6, true);
  return {
    bytes: page,
    serial: view.getUint32(14, true),
    first: (view.getUint8(5) & 2) !== 0,
    last: (view.getUint8(5) & 4) !== 0,
    granule: granule < 0n || granule > BigInt(Number.MAX_SAFE_INTEGER) ? null : Number(granule),
    body: page.subarray(27 + segments),
  };
}

/** Steps through the pages of the stream whose first page satisfies `isOurs`. */
export class OggWalker {
  /** Stretches of bytes that were no sound page. */
  gaps = 0;
  private readonly source: ByteSource;
  private readonly isOurs: (firstPage: OggPage) => boolean;
  private at: number;
  private serial: number | null = null;
  private bodySeen = false;
  private ended = false;
  private synced = true;

  constructor(source: ByteSource, from: number, isOurs: (firstPage: OggPage) => boolean) {
    this.source = source;
    this.at = from;
    this.isOurs = isOurs;
  }

  /** The next page of the stream, or null at its end. */
  async next(): Promise<OggPage | null> {
    while (!this.ended && this.at < this.source.size) {
      const bytes = await this.source.read(this.at, PAGE_MAX);
      const page = readPage(bytes);
      if (page === null) {
        this.skipGap(bytes);
        continue;
      }
      this.at += page.bytes.length;
      this.synced = true;
      if (page.first && this.bodySeen) break; // a new link of a chain
      if (!page.first) this.bodySeen = true;
      if (this.serial === null && page.first && this.isOurs(page)) this.serial = page.serial;
      if (page.serial !== this.serial) continue;
      this.ended = page.last;
      return page;
    }
    this.ended = true;
    return null;
  }

  private skipGap(bytes: Uint8Array): void {
    let skip = 1;
    while (
      skip < bytes.length &&
      !(bytes[skip] === 0x4f && (bytes[skip + 1] ?? 0x67) === 0x67 && (bytes[skip + 2] ?? 0x67) === 0x67)
    )
      skip++;
    if (this.synced) this.gaps++;
    this.synced = false;
    this.at += skip;
  }
}
