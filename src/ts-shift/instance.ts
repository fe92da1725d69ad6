/**
 * One stretcher: an instance of the WebAssembly module inside the npm package signalsmith-stretch 1.3.2 (MIT, Geraint
 * Luff), without the package's own AudioWorkletProcessor. The module's bytes are taken out of the package at build time
 * (tools/stretcher.ts), compiled outside the audio thread, and instantiated here with the four functions it imports.
 * So the same bytes run in a worklet, a worker and Node, synchronously, and the whole state is one linear memory.
 *
 * Thread: any; on the audio thread only `seek`, `process` and `reset` after construction. Construction allocates about
 * 1.1 MB; those three do not.
 */

/** Channels of every stretcher. */
export const STRETCH_CHANNELS = 2;
/** Longest run of input or output frames in one call. */
export const STRETCH_MAX_FRAMES = 16_384;
/** Above this the pitch map bends towards the input's own frequencies, as in the package's processor. */
const TONALITY_LIMIT_HZ = 8000;

/** Block and hop of the analysis, milliseconds. Both with split computation: no call costs a whole hop. */
export const StretchPreset = {
  /** 120 ms block, 30 ms hop. */
  full: 0,
  /** 100 ms block, 40 ms hop: two thirds of the cost, softer attacks. */
  light: 1,
} as const;
export type StretchPreset = (typeof StretchPreset)[keyof typeof StretchPreset];

const BLOCK_MS = [120, 100] as const;
const HOP_MS = [30, 40] as const;

/** The module's exports under the names the package's glue gives them; `EXPORT_NAMES` maps them to the minified ones. */
interface StretchExports {
  memory: WebAssembly.Memory;
  construct(): void;
  main(argc: number, argv: number): number;
  setBuffers(channels: number, frames: number): number;
  inputLatency(): number;
  outputLatency(): number;
  reset(): void;
  configure(channels: number, blockFrames: number, hopFrames: number, split: number): void;
  setTransposeSemitones(semitones: number, tonalityLimit: number): void;
  seek(frames: number, rate: number): void;
  process(framesIn: number, framesOut: number): void;
}

/** Export letters of release 1.3.2. The bytes are pinned by their hash, so the letters are as well. */
const EXPORT_NAMES: { readonly [K in keyof StretchExports]: string } = {
  memory: 'e',
  construct: 'f',
  main: 'y',
  setBuffers: 'h',
  inputLatency: 'k',
  outputLatency: 'l',
  reset: 'm',
  configure: 'p',
  setTransposeSemitones: 'r',
  seek: 'v',
  process: 'w',
};

/** A copy of everything that decides what a stretcher will produce. */
export interface StretchCheckpoint {
  readonly heap: Uint8Array<ArrayBuffer>;
}

const PAGE_BYTES = 65_536;
const GROW_MARGIN_BYTES = 100_663_296;

export class StretchInstance {
  /** Frames from what is fed last to the middle of the analysis. */
  readonly inputLatencyFrames: number;
  /** Frames from the middle of the synthesis to what comes out next. */
  readonly outputLatencyFrames: number;
  readonly hopFrames: number;
  readonly preset: StretchPreset;
  /** Float index in `heap` of input channel 0; the other three buffers follow, STRETCH_MAX_FRAMES apart. */
  readonly bufferAt: number;
  private readonly exports: StretchExports;
  private floats: Float32Array;
  private lastSemitones = 0;
  private readonly tonalityLimit: number;

  /** @param seed of the module's random numbers, which it uses only below a rate of 0.5. */
  constructor(module: WebAssembly.Module, sampleRateHz: number, preset: StretchPreset, seed: number) {
    this.exports = instantiate(module, seed);
    this.preset = preset;
    this.tonalityLimit = TONALITY_LIMIT_HZ / sampleRateHz;
    const blockFrames = Math.round((BLOCK_MS[preset] / 1000) * sampleRateHz);
    this.hopFrames = Math.round((HOP_MS[preset] / 1000) * sampleRateHz);
    const { exports } = this;
    exports.construct();
    exports.main(0, 0);
    exports.configure(STRETCH_CHANNELS, blockFrames, this.hopFrames, 1);
    exports.reset();
    this.inputLatencyFrames = exports.inputLatency();
    this.outputLatencyFrames = exports.outputLatency();
    this.bufferAt = exports.setBuffers(STRETCH_CHANNELS, STRETCH_MAX_FRAMES) / 4;
    exports.setTransposeSemitones(0, this.tonalityLimit);
    this.floats = new Float32Array(exports.memory.buffer);
  }

  /** The instance's memory as floats, retaken when it grew (it does so only while it is being configured). */
  get heap(): Float32Array {
    if (this.floats.buffer !== this.exports.memory.buffer) this.floats = new Float32Array(this.exports.memory.buffer);
    return this.floats;
  }

  get heapBytes(): number {
    return this.exports.memory.buffer.byteLength;
  }

  /** Silence inside, as after construction. Keeps the transposition. */
  reset(): void {
    this.exports.reset();
  }

  /** Takes `frames` of the input buffer as history; `rate` is the speed at which the input will be fed from here. */
  seek(frames: number, rate: number): void {
    this.exports.seek(frames, rate);
  }

  setSemitones(semitones: number): void {
    if (semitones === this.lastSemitones) return;
    this.lastSemitones = semitones;
    this.exports.setTransposeSemitones(semitones, this.tonalityLimit);
  }

  process(framesIn: number, framesOut: number): void {
    this.exports.process(framesIn, framesOut);
  }

  /** Copies the state. Allocates; never on the audio thread. */
  checkpoint(): StretchCheckpoint {
    return { heap: new Uint8Array(this.exports.memory.buffer).slice() };
  }

  /** Takes over a state of an instance with the same module, rate and preset. Throws when it cannot be one. */
  restore(checkpoint: StretchCheckpoint): void {
    const { memory } = this.exports;
    const missing = checkpoint.heap.byteLength - memory.buffer.byteLength;
    if (missing < 0 || checkpoint.heap.byteLength % PAGE_BYTES !== 0)
      throw new RangeError(
        `a stretcher heap of ${checkpoint.heap.byteLength} bytes does not fit an instance of ${memory.buffer.byteLength}; it was saved with another stretcher or preset`,
      );
    if (missing > 0) memory.grow(missing / PAGE_BYTES);
    new Uint8Array(memory.buffer).set(checkpoint.heap);
    // Unknown until the next call sets it: the transposition came with the heap.
    this.lastSemitones = Number.NaN;
  }
}

/** Seeded bytes for the module's `random_device` (xorshift32, Marsaglia 2003). */
function fillSeeded(bytes: Uint8Array, seed: number): void {
  let x = seed | 1;
  for (let i = 0; i < bytes.length; i++) {
    x ^= x << 13;
    x ^= x >>> 17;
    x ^= x << 5;
    bytes[i] = x & 255;
  }
}

function instantiate(module: WebAssembly.Module, seed: number): StretchExports {
  const held: { memory: WebAssembly.Memory | undefined; bytes: Uint8Array } = {
    memory: undefined,
    bytes: new Uint8Array(0),
  };
  const bytes = (): Uint8Array => {
    if (held.memory === undefined) throw new Error('the stretcher called out before it was instantiated');
    if (held.bytes.buffer !== held.memory.buffer) held.bytes = new Uint8Array(held.memory.buffer);
    return held.bytes;
  };
  const imports = {
    // random_get(address, count)
    a: (address: number, count: number): number => {
      fillSeeded(bytes().subarray(address, address + count), seed);
      return 0;
    },
    // resize_heap(bytes): the growth rule of the package's glue, so that heaps have the same size.
    b: (requested: number): number => {
      const old = bytes().length;
      const wanted = Math.max(requested, Math.min(old * 1.5, requested + GROW_MARGIN_BYTES));
      held.memory?.grow(Math.ceil((Math.ceil(wanted / PAGE_BYTES) * PAGE_BYTES - old) / PAGE_BYTES));
      return 1;
    },
    // memcpy(to, from, count)
    c: (to: number, from: number, count: number): void => {
      bytes().copyWithin(to, from, from + count);
    },
    d: (): never => {
      throw new Error('the stretcher aborted');
    },
  };
  const raw = new WebAssembly.Instance(module, { a: imports }).exports;
  const named: Record<string, unknown> = {};
  for (const [name, letter] of Object.entries(EXPORT_NAMES)) {
    if (raw[letter] === undefined) throw new Error(`the stretcher module has no export "${letter}" (${name})`);
    named[name] = raw[letter];
  }
  const exports = named as unknown as StretchExports;
  held.memory = exports.memory;
  return exports;
}
