/**
 * Bytes in and out for the session log: little-endian scalars, variable-length integers (7 bits a byte, low first),
 * zigzag for signed ones, and numbers in the shortest form that gives back the same double.
 *
 * Thread: any off the audio thread. The writer allocates when it grows; the reader allocates for texts only and never
 * reads outside its window.
 */

/** Bytes that do not mean what their place says. Caught by the log reader, which tells where. */
export class MalformedBytes extends Error {
  override readonly name = 'MalformedBytes';
  readonly byteOffset: number;
  constructor(message: string, byteOffset: number) {
    super(message);
    this.byteOffset = byteOffset;
  }
}

/** Signed integers travel as zigzag up to this size, so that twice the value stays exact. */
export const ZIGZAG_MAX = 2 ** 51;

/** How a number is written; two bits. */
export const NumberForm = { zero: 0, integer: 1, float32: 2, float64: 3 } as const;
export type NumberForm = (typeof NumberForm)[keyof typeof NumberForm];

/** The shortest form that gives back exactly `value` (sign of zero included; any NaN counts as NaN). */
export function numberForm(value: number): NumberForm {
  if (Object.is(value, 0)) return NumberForm.zero;
  if (Number.isInteger(value) && value !== 0 && Math.abs(value) < ZIGZAG_MAX) return NumberForm.integer;
  return Object.is(Math.fround(value), value) ? NumberForm.float32 : NumberForm.float64;
}

export class ByteWriter {
  private bytes: Uint8Array;
  private view: DataView;
  length = 0;

  constructor(capacity = 4096) {
    this.bytes = new Uint8Array(capacity);
    this.view = new DataView(this.bytes.buffer);
  }

  clear(): void {
    this.length = 0;
  }

  /** A copy of what was written. */
  toBytes(): Uint8Array<ArrayBuffer> {
    return this.bytes.slice(0, this.length) as Uint8Array<ArrayBuffer>;
  }

  /** What was written, valid until the next write. */
  peek(): Uint8Array {
    return this.bytes.subarray(0, this.length);
  }

  /** Makes room and returns its offset; `bytes` and `view` may be new afterwards, so read them after the call. */
  private room(n: number): number {
    const at = this.length;
    if (at + n > this.bytes.length) {
      const grown = new Uint8Array(Math.max(this.bytes.length * 2, at + n));
      grown.set(this.bytes);
      this.bytes = grown;
      this.view = new DataView(grown.buffer);
    }
    this.length = at + n;
    return at;
  }

  u8(value: number): void {
    const at = this.room(1);
    this.bytes[at] = value;
  }

  u32(value: number): void {
    const at = this.room(4);
    this.view.setUint32(at, value, true);
  }

  f32(value: number): void {
    const at = this.room(4);
    this.view.setFloat32(at, value, true);
  }

  f64(value: number): void {
    const at = this.room(8);
    this.view.setFloat64(at, value, true);
  }

  /** An unsigned integer below 2⁵³. */
  varint(value: number): void {
    if (!Number.isSafeInteger(value) || value < 0) throw new RangeError(`${value} is no unsigned integer below 2^53`);
    let v = value;
    while (v >= 128) {
      this.u8((v % 128) + 128);
      v = Math.floor(v / 128);
    }
    this.u8(v);
  }

  /** A signed integer of magnitude below 2⁵¹. */
  zigzag(value: number): void {
    if (Math.abs(value) > ZIGZAG_MAX) throw new RangeError(`${value} is beyond ±2^51`);
    this.varint(value < 0 ? -value * 2 - 1 : value * 2);
  }

  /** A number whose form the reader learns elsewhere. */
  numberAs(form: NumberForm, value: number): void {
    if (form === NumberForm.integer) this.zigzag(value);
    else if (form === NumberForm.float32) this.f32(value);
    else if (form === NumberForm.float64) this.f64(value);
  }

  raw(source: Uint8Array): void {
    const at = this.room(source.length);
    this.bytes.set(source, at);
  }
}

export class ByteReader {
  private readonly bytes: Uint8Array;
  private readonly view: DataView;
  private readonly end: number;
  at: number;

  /** A window on `bytes[from…to)`. */
  constructor(bytes: Uint8Array, from: number, to: number) {
    this.bytes = bytes;
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.at = from;
    this.end = Math.min(to, bytes.length);
  }

  get left(): number {
    return this.end - this.at;
  }

  private take(n: number): number {
    const { at } = this;
    if (n > this.end - at) throw new MalformedBytes(`${n} bytes expected, ${this.end - at} left`, at);
    this.at = at + n;
    return at;
  }

  u8(): number {
    return this.bytes[this.take(1)] as number;
  }

  u32(): number {
    return this.view.getUint32(this.take(4), true);
  }

  f32(): number {
    return this.view.getFloat32(this.take(4), true);
  }

  f64(): number {
    return this.view.getFloat64(this.take(8), true);
  }

  varint(): number {
    const start = this.at;
    let value = 0;
    let scale = 1;
    for (;;) {
      const byte = this.u8();
      value += (byte & 127) * scale;
      if (value > Number.MAX_SAFE_INTEGER) throw new MalformedBytes('an integer is beyond 2^53', start);
      if (byte < 128) return value;
      scale *= 128;
      if (scale > 2 ** 49) throw new MalformedBytes('an integer is longer than 8 bytes', start);
    }
  }

  zigzag(): number {
    const value = this.varint();
    return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
  }

  numberAs(form: NumberForm): number {
    if (form === NumberForm.integer) return this.zigzag();
    if (form === NumberForm.float32) return this.f32();
    return form === NumberForm.float64 ? this.f64() : 0;
  }

  /** A window of `n` bytes that follow; this reader goes on after it. */
  window(n: number): ByteReader {
    const at = this.take(n);
    return new ByteReader(this.bytes, at, at + n);
  }

  /** The rest as UTF-8 text. */
  text(): string {
    const from = this.at;
    try {
      const text = new TextDecoder('utf-8', { fatal: true }).decode(this.bytes.subarray(from, this.end));
      this.at = this.end;
      return text;
    } catch (cause) {
      throw new MalformedBytes(`no UTF-8 text (${String(cause)})`, from);
    }
  }
}
