/**
 * The demo synth's WASM module behind typed calls. One instance renders one track.
 * Thread: demo worker, Node.
 */
import { PARAM_COUNT, RENDER_FRAMES } from './assembly/params.ts';

/** 64 KiB pages of the module's memory: baked drums, reverbs, echo. */
export const DEMO_SYNTH_PAGES = 320;
/** Channel number that stands for the master in `rampParam`. */
export const MASTER_CHANNEL = -2;

export interface SynthExports {
  outputPointer(): number;
  latencyFrames(): number;
  lostNotes(): number;
  deepestReduction(): number;
  setInstrument(channel: number, instrument: number): void;
  setParam(channel: number, index: number, value: number): void;
  setMaster(index: number, value: number): void;
  rampParam(channel: number, index: number, value: number, frames: number): void;
  setRecipe(index: number, value: number): void;
  bake(slot: number, kind: number, frames: number): void;
  configure(): void;
  noteOn(channel: number, offset: number, note: number, velocity: number, frames: number): void;
  duck(offset: number): void;
  render(): void;
}

export interface Synth {
  readonly exports: SynthExports;
  /** Interleaved stereo of the last `render`, RENDER_FRAMES frames. */
  readonly output: Float32Array;
}

/** A fresh synth: nothing of another track is left in it. Throws when memory or module is refused. */
export async function createSynth(module: WebAssembly.Module): Promise<Synth> {
  const memory = new WebAssembly.Memory({ initial: DEMO_SYNTH_PAGES, maximum: DEMO_SYNTH_PAGES });
  const instance = await WebAssembly.instantiate(module, { env: { memory } });
  const exports = instance.exports as unknown as SynthExports;
  const output = new Float32Array(memory.buffer, exports.outputPointer(), RENDER_FRAMES * 2);
  return { exports, output };
}

export { PARAM_COUNT, RENDER_FRAMES };
