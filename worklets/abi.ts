/**
 * The border between the shell and the kernel: what the kernel's WASM module exports and imports.
 * Thread: audio (or whoever renders offline). Version it: a session log names the kernel it was played on.
 */

/** Raised when an export, an import or a layout changes its meaning. */
export const KERNEL_ABI = 1;

/** Pages (64 KiB) of the kernel's memory: fixed, so that nothing can grow after `init`. */
export const KERNEL_PAGES = 128;

/** WASM exports. Addresses are bytes in the imported memory and constant after `init`. Buses are interleaved stereo f32, 128 frames. */
export interface KernelExports {
  /** Clears state, builds tables. Once, before anything else. */
  init(sampleRateHz: number): void;
  abiVersion(): number;
  /** Room for COMMANDS_PER_BLOCK_MAX records of `COMMAND`. */
  commandBuffer(): number;
  /** Room for EVENTS_PER_BLOCK_MAX records of `EVENT`. */
  eventBuffer(): number;
  /** A `FAST_STATE`; the shell adds contextTimeS when it copies it. */
  fastState(): number;
  /** A `SLOW_STATE`; its `version` tells whether anything changed. */
  slowState(): number;
  masterOut(): number;
  boothOut(): number;
  phonesOut(): number;
  /** Planar f32 input and output of a deck's stretcher, channel 0 or 1. */
  stretchIn(deck: number, channel: number): number;
  stretchOut(deck: number, channel: number): number;
  /** A `STRETCH_PARAMS` for the deck. */
  stretchParams(deck: number): number;
  /** Frames of latency of the stretcher as configured: the kernel must know them before `init` returns to play. */
  setStretchLatency(inputFrames: number, outputFrames: number): void;
  /** Takes `commandCount` commands from the buffer, renders one block; returns the number of events written. */
  process(commandCount: number): number;
  /** Events that found no room, since init. */
  eventsLost(): number;
}

/** WASM imports, module `env` (with `memory`). Neither allocates. */
export interface KernelImports {
  /** Writes `n` frames of interleaved stereo f32 at `dst`, from source frame `from`; returns frames missing (above the watermark, or on disk only). */
  fetch(voice: number, source: number, from: number, n: number, dst: number): number;
  /**
   * nOut > 0: consumes nIn input frames, produces nOut output frames.
   * nOut = 0, nIn > 0: seek: takes nIn frames of input as history (before what comes next).
   * nIn = −1: reset.
   */
  stretch(deck: number, nIn: number, nOut: number): void;
}
