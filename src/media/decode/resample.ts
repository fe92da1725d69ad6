/**
 * Brings a track to the session rate, once: a polyphase windowed-sinc resampler with linear phase and no delay
 * (output frame k is the input at k·in/out). Kaiser window, design after J. F. Kaiser and R. W. Schafer, "On the use of
 * the I0-sinh window for spectrum analysis" (1980). Only + − × ÷, sqrt and portable-maths reach the samples, and sums
 * run in one fixed order (worklets/kernel/assembly/resampler.ts), so every machine gets the same bytes.
 *
 * Flat within 0.01 dB to 0.45 of the lower rate (19.9 kHz at 44.1), 100 dB down from its half on.
 *
 * Thread: any worker. `process` allocates nothing; making a resampler takes 8 MiB of WASM memory and, for
 * a new rate pair, builds a table.
 */
import { PI, sin } from '../../dsp-utils/portable-maths.ts';
import { RESAMPLER_MODULE } from './resampler-module.generated.ts';

/** Part of every track's identity: change it whenever one output sample could change. */
const RESAMPLER_VERSION = 'sinc-2';

/** Taps per output frame when the rate rises; more, in proportion, when it falls. A multiple of 8. */
const BASE_TAPS = 144;
/** Design attenuation, dB; what is measured is at least 100 dB. */
const ATTENUATION_DB = 106;
/** Rate pairs with more phases than this (44 056 Hz and the like) interpolate between `ROWS` of them. */
const PHASES_MAX = 640;
const ROWS = 512;
/** Output frames computed in one call of the module. */
const OUT_FRAMES = 8192;
const MEMORY_PAGES = 128;

/** Identity of the resampling stage for a session rate. */
export function resamplerId(sessionRateHz: number): string {
  return `${RESAMPLER_VERSION}@${sessionRateHz}`;
}

/** Frames at `toHz` that `frames` frames at `fromHz` become: ⌈frames·to/from⌉. */
export function resampledFrames(frames: number, fromHz: number, toHz: number): number {
  return Math.ceil((frames * toHz) / fromHz);
}

function greatestCommonDivisor(a: number, b: number): number {
  let [x, y] = [a, b];
  while (y > 0) [x, y] = [y, x % y];
  return x;
}

/** Modified Bessel function of the first kind, order zero, by its power series. */
function besselI0(x: number): number {
  const quarter = (x * x) / 4;
  let sum = 1;
  let term = 1;
  for (let k = 1; k < 200 && term > sum * 1e-18; k++) {
    term *= quarter / (k * k);
    sum += term;
  }
  return sum;
}

/** The filter of a rate pair: rows of `taps` coefficients, one for each offset between input frames. */
export interface PolyphaseTable {
  /** Reduced output and input rate. */
  up: number;
  down: number;
  taps: number;
  /** 0: one row for each of the `up` phases. Else rows + 1 rows, interpolated. */
  rows: number;
  coefficients: Float32Array;
}

/** Designs the table of a rate pair. Thread: any; allocates. */
export function designTable(fromHz: number, toHz: number): PolyphaseTable {
  const divisor = greatestCommonDivisor(fromHz, toHz);
  const up = toHz / divisor;
  const down = fromHz / divisor;
  const narrowing = up < down ? up / down : 1;
  const taps = 8 * Math.ceil(BASE_TAPS / narrowing / 8);
  const transition = (ATTENUATION_DB - 7.95) / (14.36 * BASE_TAPS);
  const cutoff = narrowing * (0.5 - transition / 2);
  const beta = 0.1102 * (ATTENUATION_DB - 8.7);
  const i0Beta = besselI0(beta);
  const rows = up > PHASES_MAX ? ROWS : 0;
  const steps = rows > 0 ? rows : up;
  const height = rows > 0 ? rows + 1 : up;
  const coefficients = new Float32Array(height * taps);
  const exact = new Float64Array(taps);
  const half = taps / 2;
  for (let row = 0; row < height; row++) {
    let sum = 0;
    for (let j = 0; j < taps; j++) {
      const distance = j - half + 1 - row / steps;
      const ratio = distance / half;
      const window = ratio * ratio >= 1 ? 0 : besselI0(beta * Math.sqrt(1 - ratio * ratio)) / i0Beta;
      const angle = 2 * PI * cutoff * distance;
      const h = (distance === 0 ? 2 * cutoff : sin(angle) / (PI * distance)) * window;
      exact[j] = h;
      sum += h;
    }
    for (let j = 0; j < taps; j++) coefficients[row * taps + j] = (exact[j] as number) / sum;
  }
  return { up, down, taps, rows, coefficients };
}

/** What the module exports (worklets/kernel/assembly/resampler.ts). */
interface ResamplerExports {
  resample(
    table: number,
    taps: number,
    up: number,
    down: number,
    phase: number,
    left: number,
    right: number,
    out: number,
    count: number,
  ): void;
  resampleBetween(
    table: number,
    taps: number,
    rows: number,
    up: number,
    down: number,
    phase: number,
    left: number,
    right: number,
    out: number,
    count: number,
  ): void;
}

/** Tables are built once for each of the few rate pairs in use. */
const TABLES_MAX = 4;
const tables = new Map<string, PolyphaseTable>();

function tableFor(fromHz: number, toHz: number): PolyphaseTable {
  const key = `${fromHz}:${toHz}`;
  const table = tables.get(key) ?? designTable(fromHz, toHz);
  tables.delete(key);
  tables.set(key, table);
  const [oldest] = tables.keys();
  if (tables.size > TABLES_MAX && oldest !== undefined) tables.delete(oldest);
  return table;
}

let compiled: WebAssembly.Module | null = null;

function instantiate(memory: WebAssembly.Memory): ResamplerExports {
  if (compiled === null) {
    const text = atob(RESAMPLER_MODULE);
    const bytes = new Uint8Array(text.length);
    for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i);
    compiled = new WebAssembly.Module(bytes);
  }
  return new WebAssembly.Instance(compiled, { env: { memory } }).exports as unknown as ResamplerExports;
}

/** Takes `frames` frames of interleaved stereo; the array is reused, so it copies what it keeps. */
export type EmitFrames = (interleaved: Float32Array, frames: number) => void;

/** Resamples one stereo stream; at equal rates it passes samples through untouched. */
export class StereoResampler {
  private readonly fromHz: number;
  private readonly toHz: number;
  private readonly table: PolyphaseTable | null;
  private readonly exports: ResamplerExports | null = null;
  /** Input frames that outputs still need, a channel each. */
  private readonly left: Float32Array;
  private readonly right: Float32Array;
  private readonly out: Float32Array;
  /** Frames in `left` and `right`. */
  private filled = 0;
  /** Input frame that they start with; negative at first: silence before the track. */
  private first = 0;
  private inputFrames = 0;
  private outputFrames = 0;

  /** Throws RangeError for rates that are not whole and positive or lie further apart than 1 : 8. */
  constructor(fromHz: number, toHz: number) {
    if (!(Number.isInteger(fromHz) && Number.isInteger(toHz) && fromHz > 0 && toHz > 0 && fromHz <= toHz * 8))
      throw new RangeError(`cannot resample from ${fromHz} to ${toHz} Hz`);
    this.fromHz = fromHz;
    this.toHz = toHz;
    if (fromHz === toHz) {
      this.table = null;
      this.left = new Float32Array(0);
      this.right = this.left;
      this.out = new Float32Array(OUT_FRAMES * 2);
      return;
    }
    const table = tableFor(fromHz, toHz);
    const memory = new WebAssembly.Memory({ initial: MEMORY_PAGES, maximum: MEMORY_PAGES });
    const tableBytes = table.coefficients.byteLength;
    new Float32Array(memory.buffer, 0, table.coefficients.length).set(table.coefficients);
    this.out = new Float32Array(memory.buffer, tableBytes, OUT_FRAMES * 2);
    const leftAt = tableBytes + this.out.byteLength;
    const room = table.taps + OUT_FRAMES;
    this.left = new Float32Array(memory.buffer, leftAt, room);
    this.right = new Float32Array(memory.buffer, leftAt + this.left.byteLength, room);
    this.table = table;
    this.exports = instantiate(memory);
    this.filled = table.taps / 2 - 1;
    this.first = -this.filled;
  }

  /** Takes `count` input frames of both channels from index `at` on and emits the output that is finished by them. */
  process(left: Float32Array, right: Float32Array, at: number, count: number, emit: EmitFrames): void {
    if (this.table === null) this.copy(left, right, at, count, emit);
    else {
      let from = at;
      let remaining = count;
      while (remaining > 0) {
        const n = Math.min(remaining, this.left.length - this.filled);
        this.left.set(left.subarray(from, from + n), this.filled);
        this.right.set(right.subarray(from, from + n), this.filled);
        this.filled += n;
        from += n;
        remaining -= n;
        this.drain(this.table, Number.POSITIVE_INFINITY, emit);
      }
    }
    this.inputFrames += count;
  }

  /** Ends the stream: emits what is left, so that the total is `resampledFrames` of the input. */
  finish(emit: EmitFrames): void {
    const { table } = this;
    if (table === null) return;
    const total = resampledFrames(this.inputFrames, this.fromHz, this.toHz);
    while (this.outputFrames < total) {
      this.left.fill(0, this.filled);
      this.right.fill(0, this.filled);
      this.filled = this.left.length;
      this.drain(table, total, emit);
    }
  }

  private copy(left: Float32Array, right: Float32Array, at: number, count: number, emit: EmitFrames): void {
    const { out } = this;
    for (let done = 0; done < count; ) {
      const n = Math.min(count - done, OUT_FRAMES);
      for (let i = 0; i < n; i++) {
        out[2 * i] = left[at + done + i] as number;
        out[2 * i + 1] = right[at + done + i] as number;
      }
      done += n;
      emit(out, n);
    }
  }

  /** Computes the outputs below `limit` whose taps are all there, then drops input that no output needs again. */
  private drain(table: PolyphaseTable, limit: number, emit: EmitFrames): void {
    const { up, down, taps, rows } = table;
    const half = taps / 2;
    // Output k reads input frames ⌊k·down/up⌋ − half + 1 … ⌊k·down/up⌋ + half; all products stay below 2^53.
    const lastWhole = this.first + this.filled - half - 1;
    const end = Math.min(limit, Math.floor(((lastWhole + 1) * up - 1) / down) + 1);
    while (this.outputFrames < end) {
      const count = Math.min(end - this.outputFrames, OUT_FRAMES);
      const position = this.outputFrames * down;
      const whole = Math.floor(position / up);
      const phase = position - whole * up;
      const skip = 4 * (whole - half + 1 - this.first);
      const left = this.left.byteOffset + skip;
      const right = this.right.byteOffset + skip;
      const out = this.out.byteOffset;
      if (rows > 0) this.exports?.resampleBetween(0, taps, rows, up, down, phase, left, right, out, count);
      else this.exports?.resample(0, taps, up, down, phase, left, right, out, count);
      this.outputFrames += count;
      emit(this.out, count);
    }
    const next = Math.floor((this.outputFrames * down) / up) - half + 1;
    const drop = Math.min(Math.max(next - this.first, 0), this.filled);
    this.left.copyWithin(0, drop, this.filled);
    this.right.copyWithin(0, drop, this.filled);
    this.filled -= drop;
    this.first += drop;
  }
}
