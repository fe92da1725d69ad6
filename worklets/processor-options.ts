/**
 * What the host hands to the processor 'echelon-engine', and the messages between them.
 * Thread: main writes, audio reads; plain data only.
 */
import type { EngineMemory } from '../src/control-bus/engine-host.ts';
import type { StretchPreset } from '../src/ts-shift/instance.ts';
import type { EngineCheckpoint } from './engine-core.ts';

export const ENGINE_PROCESSOR = 'echelon-engine';

/** Outputs of the node, each stereo: `outputChannelCount: [2, 2, 2]`. */
export const EngineOutput = { main: 0, phones: 1, booth: 2 } as const;

/** `processorOptions` of the node. Modules are compiled by the host: compiling in the worklet stalls it for 80–250 ms. */
export interface EngineProcessorOptions {
  readonly memory: EngineMemory;
  readonly kernel: WebAssembly.Module;
  readonly stretcher: WebAssembly.Module;
  readonly sampleRateHz: number;
  readonly preset: StretchPreset;
  /** The context's baseLatency, for the measure of lateness. */
  readonly baseLatencyS: number;
  /** PCM slabs that exist already, in order. */
  readonly slabs: readonly SharedArrayBuffer[];
  /** Continue from here (a context rebuilt for another latency or device). */
  readonly checkpoint?: EngineCheckpoint;
}

/** Host → processor. */
export type EngineRequest =
  | { readonly type: 'slab'; readonly index: number; readonly slab: SharedArrayBuffer }
  /** Stop for good and answer `parked`: the engine moves to another context. */
  | { readonly type: 'park' };

/** Processor → host, never from inside `process()`. */
export type EngineReply =
  | { readonly type: 'ready'; readonly inputLatencyFrames: number; readonly outputLatencyFrames: number }
  | { readonly type: 'failed'; readonly message: string }
  /** The slab can be named by sources from now on. */
  | { readonly type: 'slab'; readonly index: number }
  | { readonly type: 'parked'; readonly checkpoint: EngineCheckpoint };

/** `Telemetry.fault`. */
export const EngineFault = {
  none: 0,
  /** The kernel trapped while rendering; silence since. */
  kernelTrap: 1,
  /** The engine could not be built; `failed` says why. */
  notBuilt: 2,
} as const;
export type EngineFault = (typeof EngineFault)[keyof typeof EngineFault];
