/**
 * The stretchers of all decks behind the kernel's `stretch` import (`worklets/abi.ts`): copies a deck's planar input from
 * the kernel's memory into its instance, calls it, and copies the output back.
 *
 * What the kernel's decks need to know to stay aligned is in `timing.ts`.
 *
 * Thread: any; `stretch` may be called on the audio thread: it does not allocate. Construction and checkpoints do.
 */
import { DECK_COUNT } from '../control-bus/constants.ts';
import { STRETCH_PARAMS } from '../control-bus/layouts.ts';
import { STRETCH_MAX_FRAMES, type StretchCheckpoint, StretchInstance, type StretchPreset } from './instance.ts';

/** Where the kernel keeps a deck's buffers and parameters: the addresses of `KernelExports`. */
export interface StretchAddresses {
  stretchIn(deck: number, channel: number): number;
  stretchOut(deck: number, channel: number): number;
  stretchParams(deck: number): number;
}

const SEMITONES = STRETCH_PARAMS.offsets.semitones / 8;
const RATE = STRETCH_PARAMS.offsets.rate / 8;
const SEED = 0x5eed;

export class StretchBank {
  readonly inputLatencyFrames: number;
  readonly outputLatencyFrames: number;
  private readonly instances: StretchInstance[] = [];
  private readonly kernelFloats: Float32Array;
  private readonly kernelDoubles: Float64Array;
  /** Float indices in kernel memory: deck × 4 + (in left, in right, out left, out right). */
  private readonly buffers = new Int32Array(DECK_COUNT * 4);
  private readonly params = new Int32Array(DECK_COUNT);

  /** All instances are made here, before anything plays: about 6 ms and 1.7 MB each. */
  constructor(
    module: WebAssembly.Module,
    kernelMemory: WebAssembly.Memory,
    sampleRateHz: number,
    preset: StretchPreset,
  ) {
    this.kernelFloats = new Float32Array(kernelMemory.buffer);
    this.kernelDoubles = new Float64Array(kernelMemory.buffer);
    for (let deck = 0; deck < DECK_COUNT; deck++)
      this.instances.push(new StretchInstance(module, sampleRateHz, preset, SEED + deck));
    const first = this.instances[0] as StretchInstance;
    this.inputLatencyFrames = first.inputLatencyFrames;
    this.outputLatencyFrames = first.outputLatencyFrames;
  }

  /** Learns the kernel's addresses, which are constant after its `init`. */
  attach(kernel: StretchAddresses): void {
    for (let deck = 0; deck < DECK_COUNT; deck++) {
      for (let channel = 0; channel < 2; channel++) {
        this.buffers[deck * 4 + channel] = kernel.stretchIn(deck, channel) >> 2;
        this.buffers[deck * 4 + 2 + channel] = kernel.stretchOut(deck, channel) >> 2;
      }
      this.params[deck] = kernel.stretchParams(deck) >> 3;
    }
  }

  get heapBytes(): number {
    let bytes = 0;
    for (let deck = 0; deck < DECK_COUNT; deck++) bytes += (this.instances[deck] as StretchInstance).heapBytes;
    return bytes;
  }

  /** The kernel's import: see `KernelImports.stretch`. Counts above STRETCH_MAX_FRAMES throw: a kernel bug. */
  stretch(deck: number, framesIn: number, framesOut: number): void {
    const instance = this.instances[deck] as StretchInstance;
    if (framesIn < 0) {
      instance.reset();
      return;
    }
    if (framesIn > STRETCH_MAX_FRAMES || framesOut > STRETCH_MAX_FRAMES)
      throw new RangeError('the kernel asked the stretcher for more frames than its buffers hold');
    const kernel = this.kernelFloats;
    const params = this.params[deck] as number;
    instance.setSemitones(this.kernelDoubles[params + SEMITONES] as number);
    let heap = instance.heap;
    const at = instance.bufferAt;
    const left = this.buffers[deck * 4] as number;
    const right = this.buffers[deck * 4 + 1] as number;
    for (let i = 0; i < framesIn; i++) {
      heap[at + i] = kernel[left + i] as number;
      heap[at + STRETCH_MAX_FRAMES + i] = kernel[right + i] as number;
    }
    if (framesOut === 0) {
      instance.seek(framesIn, this.kernelDoubles[params + RATE] as number);
      return;
    }
    instance.process(framesIn, framesOut);
    heap = instance.heap;
    const outLeft = this.buffers[deck * 4 + 2] as number;
    const outRight = this.buffers[deck * 4 + 3] as number;
    const from = at + STRETCH_MAX_FRAMES * 2;
    for (let i = 0; i < framesOut; i++) {
      kernel[outLeft + i] = heap[from + i] as number;
      kernel[outRight + i] = heap[from + STRETCH_MAX_FRAMES + i] as number;
    }
  }

  /** Copies every instance's state. Never on the audio thread while it plays. */
  checkpoint(): StretchCheckpoint[] {
    return this.instances.map((instance) => instance.checkpoint());
  }

  restore(checkpoints: readonly StretchCheckpoint[]): void {
    if (checkpoints.length !== DECK_COUNT)
      throw new RangeError(`${checkpoints.length} stretcher states given, ${DECK_COUNT} expected`);
    this.instances.forEach((instance, deck) => {
      instance.restore(checkpoints[deck] as StretchCheckpoint);
    });
  }
}
