/** Runs the compiled mixer alone: voices and controls in, buses and meters out. Thread: tests, Node. */
import { BLOCK_FRAMES, SESSION_RATE_HZ, VOICE_COUNT } from '../../../../src/control-bus/constants.ts';
import { CONTROL_COUNT, controlIndex } from '../../../../src/control-bus/controls.ts';
import { FAST_STATE } from '../../../../src/control-bus/layouts.ts';
import { createStruct, readStruct, type ValueOf } from '../../../../src/shmem-ipc/layout.ts';
import { compileAssembly } from '../../../../tools/assembly.ts';
import { KERNEL_PAGES } from '../../../abi.ts';

interface MixExports {
  init(rateHz: number): void;
  mixSpan(from: number, n: number): void;
  mixPublish(fast: number): void;
  mixResetMeters(): void;
  mixLatencyFrames(): number;
  controls(): number;
  voice(index: number): number;
  setActive(index: number, active: number): void;
  master(): number;
  booth(): number;
  phones(): number;
  fastState(): number;
}

export type FastState = ValueOf<typeof FAST_STATE>;

/** Two channels of equal length. */
export interface Stereo {
  readonly left: Float32Array;
  readonly right: Float32Array;
}

export interface Step {
  readonly frame: number;
  readonly control: string;
  readonly value: number;
}

export interface RunOptions {
  readonly frames: number;
  /** What each voice plays; voices not named are inactive, and so is a voice past the end of its signal. */
  readonly voices: { readonly [voice: number]: Stereo };
  /** Control changes, at any frame: the block is split there. */
  readonly steps?: readonly Step[];
  /** Further frames at which to split blocks. */
  readonly splits?: readonly number[];
  /** Called after each block, with the state just published. */
  readonly onBlock?: (state: FastState, block: number) => void;
}

export interface Rendered {
  readonly master: Stereo;
  readonly booth: Stereo;
  readonly phones: Stereo;
}

const THRU = 1;

let compiled: Promise<WebAssembly.Module> | undefined;

export function stereo(frames: number): Stereo {
  return { left: new Float32Array(frames), right: new Float32Array(frames) };
}

/** The same signal on both channels, or a different one on the right. */
export function signal(frames: number, left: (frame: number) => number, right = left): Stereo {
  const out = stereo(frames);
  for (let i = 0; i < frames; i++) {
    out.left[i] = left(i);
    out.right[i] = right(i);
  }
  return out;
}

/** Uniform noise in −1…1, seeded (xorshift32). */
export function noise(seed: number): () => number {
  let s = seed | 0 || 1;
  return () => {
    s ^= s << 13;
    s ^= s >>> 17;
    s ^= s << 5;
    return s / 2147483648;
  };
}

export class Mixer {
  readonly rateHz: number;
  readonly #exports: MixExports;
  readonly #memory: WebAssembly.Memory;
  readonly #controls: Float64Array;
  readonly #state = createStruct(FAST_STATE);

  static async create(rateHz = SESSION_RATE_HZ): Promise<Mixer> {
    compiled ??= compileAssembly('worklets/kernel/assembly/mix/test-entry.ts').then((bytes) =>
      WebAssembly.compile(bytes),
    );
    const memory = new WebAssembly.Memory({ initial: KERNEL_PAGES, maximum: KERNEL_PAGES });
    const instance = await WebAssembly.instantiate(await compiled, { env: { memory } });
    return new Mixer(instance.exports as unknown as MixExports, memory, rateHz);
  }

  private constructor(exports: MixExports, memory: WebAssembly.Memory, rateHz: number) {
    this.rateHz = rateHz;
    this.#exports = exports;
    this.#memory = memory;
    exports.init(rateHz);
    this.#controls = new Float64Array(memory.buffer, exports.controls(), CONTROL_COUNT);
    // Every channel past the crossfader, so that a test hears its strip at full level unless it says otherwise.
    for (const deck of 'abcd') this.#controls[controlIndex(`deck.${deck}.crossfader.side`)] = THRU;
  }

  get latencyFrames(): number {
    return this.#exports.mixLatencyFrames();
  }

  /** The whole memory, for comparing states. */
  get memory(): Uint8Array {
    return new Uint8Array(this.#memory.buffer);
  }

  set(values: { readonly [control: string]: number }): void {
    for (const [name, value] of Object.entries(values)) this.#controls[controlIndex(name)] = value;
  }

  resetMeters(): void {
    this.#exports.mixResetMeters();
  }

  /** Publishes and reads the meters. */
  state(): FastState {
    const at = this.#exports.fastState();
    this.#exports.mixPublish(at);
    readStruct(FAST_STATE, new DataView(this.#memory.buffer), at, this.#state);
    return this.#state;
  }

  /** Renders whole blocks; `frames` is rounded up to one. */
  run(options: RunOptions): Rendered {
    const blocks = Math.ceil(options.frames / BLOCK_FRAMES);
    const out = { master: stereo(blocks * 128), booth: stereo(blocks * 128), phones: stereo(blocks * 128) };
    const steps = [...(options.steps ?? [])].sort((a, b) => a.frame - b.frame);
    const cuts = new Set([...(options.splits ?? []), ...steps.map((s) => s.frame)]);
    const e = this.#exports;
    for (let block = 0; block < blocks; block++) {
      const start = block * BLOCK_FRAMES;
      for (let v = 0; v < VOICE_COUNT; v++) this.#feed(v, options.voices[v], start);
      let from = 0;
      for (let i = 1; i <= BLOCK_FRAMES; i++) {
        if (i < BLOCK_FRAMES && !cuts.has(start + i)) continue;
        while (steps[0] !== undefined && steps[0].frame <= start + from) {
          this.#controls[controlIndex(steps[0].control)] = steps[0].value;
          steps.shift();
        }
        e.mixSpan(from, i - from);
        from = i;
      }
      this.#collect(e.master(), out.master, start);
      this.#collect(e.booth(), out.booth, start);
      this.#collect(e.phones(), out.phones, start);
      if (options.onBlock !== undefined) options.onBlock(this.state(), block);
    }
    return out;
  }

  #feed(voice: number, from: Stereo | undefined, start: number): void {
    const active = from !== undefined && start < from.left.length;
    this.#exports.setActive(voice, active ? 1 : 0);
    if (!active) return;
    const buffer = new Float32Array(this.#memory.buffer, this.#exports.voice(voice), BLOCK_FRAMES * 2);
    for (let i = 0; i < BLOCK_FRAMES; i++) {
      buffer[2 * i] = from.left[start + i] ?? 0;
      buffer[2 * i + 1] = from.right[start + i] ?? 0;
    }
  }

  #collect(address: number, to: Stereo, start: number): void {
    const buffer = new Float32Array(this.#memory.buffer, address, BLOCK_FRAMES * 2);
    for (let i = 0; i < BLOCK_FRAMES; i++) {
      to.left[start + i] = buffer[2 * i] as number;
      to.right[start + i] = buffer[2 * i + 1] as number;
    }
  }
}
