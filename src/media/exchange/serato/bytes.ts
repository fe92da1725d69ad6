/**
 * Big-endian reading and writing for Serato's binary forms. Reading never leaves the given bytes: what is not there is
 * an `ExchangeError` with its offset. Thread: any.
 */
import { ExchangeError, type ExchangeErrorCode } from '../errors.ts';

export class BigEndianReader {
  private readonly bytes: Uint8Array;
  private readonly view: DataView;
  private readonly format: string;
  /** Where the bytes lie in the file, for messages. */
  private readonly base: number;
  at = 0;

  constructor(bytes: Uint8Array, format: string, base = 0) {
    this.bytes = bytes;
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.format = format;
    this.base = base;
  }

  get left(): number {
    return this.bytes.length - this.at;
  }

  refuse(code: ExchangeErrorCode, reason: string, at = this.at): never {
    throw new ExchangeError(code, this.format, { byteOffset: this.base + at }, reason);
  }

  private advance(length: number): number {
    if (length > this.left) this.refuse('truncated', `${length} bytes should follow, but ${this.left} do.`);
    const from = this.at;
    this.at += length;
    return from;
  }

  u8(): number {
    return this.view.getUint8(this.advance(1));
  }

  u32(): number {
    return this.view.getUint32(this.advance(4));
  }

  f32(): number {
    return this.view.getFloat32(this.advance(4));
  }

  take(length: number): Uint8Array {
    const from = this.advance(length);
    return this.bytes.subarray(from, from + length);
  }

  /** A reader of the next `length` bytes. */
  inner(length: number): BigEndianReader {
    const base = this.base + this.at;
    return new BigEndianReader(this.take(length), this.format, base);
  }

  expect(values: readonly number[]): void {
    const from = this.at;
    for (const value of values) {
      if (this.u8() !== value) this.refuse('malformed', 'A fixed byte has another value.', from);
    }
  }

  /** UTF-8 up to a zero byte, which is skipped; to the end when there is none and `open` allows it. */
  zeroTerminated(open = false): string {
    const from = this.at;
    const zero = this.bytes.indexOf(0, from);
    if (zero === -1 && !open) this.refuse('truncated', 'A text has no end.');
    const text = this.bytes.subarray(from, zero === -1 ? this.bytes.length : zero);
    this.at = zero === -1 ? this.bytes.length : zero + 1;
    try {
      return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(text);
    } catch (cause) {
      throw new ExchangeError('encoding', this.format, { byteOffset: this.base + from }, 'A text is not UTF-8.', cause);
    }
  }
}

export class BigEndianWriter {
  private readonly bytes: number[] = [];
  private readonly scratch = new DataView(new ArrayBuffer(4));

  u8(...values: readonly number[]): this {
    this.bytes.push(...values);
    return this;
  }

  u32(value: number): this {
    this.scratch.setUint32(0, value);
    return this.pushScratch();
  }

  f32(value: number): this {
    this.scratch.setFloat32(0, value);
    return this.pushScratch();
  }

  raw(bytes: Uint8Array): this {
    for (const byte of bytes) this.bytes.push(byte);
    return this;
  }

  /** UTF-8 and a zero byte; zeros inside the text are left out. */
  zeroTerminated(text: string): this {
    return this.raw(new TextEncoder().encode(text.replaceAll('\u0000', ''))).u8(0);
  }

  toBytes(): Uint8Array<ArrayBuffer> {
    return Uint8Array.from(this.bytes);
  }

  private pushScratch(): this {
    for (let i = 0; i < 4; i++) this.bytes.push(this.scratch.getUint8(i));
    return this;
  }
}
