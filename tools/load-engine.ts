/**
 * An engine in Node, for tests, the replayer and benchmarks: the same modules, the same `EngineCore`, no host.
 * Thread: Node.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { SESSION_RATE_HZ, SLAB_SLOTS } from '../src/control-bus/constants.ts';
import type { EngineMemory } from '../src/control-bus/engine-host.ts';
import { formatFor, PcmStore, SLAB_BYTES, SOURCE_TABLE_BYTES, slotsFor } from '../src/control-bus/pcm.ts';
import { StretchPreset } from '../src/ts-shift/instance.ts';
import { EngineCore } from '../worklets/engine-core.ts';
import { compileAssembly } from './assembly.ts';
import { KERNEL_ENTRY, moduleId } from './build-kernel.ts';
import { stretcherBytes } from './stretcher.ts';

export interface EngineModules {
  readonly kernel: WebAssembly.Module;
  readonly stretcher: WebAssembly.Module;
  readonly kernelId: string;
  readonly stretcherId: string;
}

let current: Promise<EngineModules> | undefined;

/** Kernel and stretcher of this source tree, compiled once per process. */
export function loadModules(): Promise<EngineModules> {
  current ??= (async () => modulesOf(await compileAssembly(KERNEL_ENTRY), stretcherBytes()))();
  return current;
}

const KERNELS = fileURLToPath(new URL('../public/kernels/', import.meta.url));

/**
 * The pair a session log names: this tree's when the ids are its own, else released ones. Undefined when either is not
 * there: the log can then be replayed only approximately, on another kernel.
 */
export async function findModules(kernelId: string, stretcherId: string): Promise<EngineModules | undefined> {
  const here = await loadModules();
  if (here.kernelId === kernelId && here.stretcherId === stretcherId) return here;
  const kernel = readModule('kernel', kernelId);
  const stretcher = readModule('stretcher', stretcherId);
  return kernel === undefined || stretcher === undefined ? undefined : modulesOf(kernel, stretcher);
}

function readModule(kind: string, id: string): Uint8Array<ArrayBuffer> | undefined {
  if (!/^[0-9a-f]+$/.test(id)) return undefined;
  for (const folder of ['', 'dev']) {
    const path = join(KERNELS, folder, `${kind}-${id}.wasm`);
    if (existsSync(path)) return new Uint8Array(readFileSync(path));
  }
  return undefined;
}

function modulesOf(kernel: Uint8Array<ArrayBuffer>, stretcher: Uint8Array<ArrayBuffer>): EngineModules {
  return {
    kernel: new WebAssembly.Module(kernel),
    stretcher: new WebAssembly.Module(stretcher),
    kernelId: moduleId(kernel),
    stretcherId: moduleId(stretcher),
  };
}

export interface LoadEngineOptions {
  readonly sampleRateHz?: number;
  readonly preset?: StretchPreset;
  readonly pcm?: PcmStore;
  readonly memory?: EngineMemory;
  readonly modules?: EngineModules;
}

/** An engine with an empty PCM store of its own unless one is given. */
export async function loadEngine(options: LoadEngineOptions = {}): Promise<EngineCore> {
  const { kernel, stretcher } = options.modules ?? (await loadModules());
  return new EngineCore({
    kernel,
    stretcher,
    sampleRateHz: options.sampleRateHz ?? SESSION_RATE_HZ,
    preset: options.preset ?? StretchPreset.full,
    pcm: options.pcm ?? new PcmStore(options.memory?.sources ?? new SharedArrayBuffer(SOURCE_TABLE_BYTES)),
    ...(options.memory === undefined ? {} : { memory: options.memory }),
  });
}

/**
 * Fills source `source` of a store with interleaved stereo samples, complete; adds the slabs it needs. The store's sources
 * must have been made here alone: slots are handed out in order. Returns the first slot that is still free.
 */
export function fillSource(pcm: PcmStore, source: number, samples: Float32Array, firstSlot = 0): number {
  const frames = samples.length / 2;
  const format = formatFor(frames);
  const count = slotsFor(frames, format, 2);
  while (pcm.slabCount * SLAB_SLOTS < firstSlot + count) pcm.addSlab(pcm.slabCount, new SharedArrayBuffer(SLAB_BYTES));
  pcm.openSource(
    source,
    format,
    2,
    frames,
    Array.from({ length: count }, (_, i) => firstSlot + i),
  );
  pcm.writeFrames(source, samples, 0, frames);
  pcm.completeSource(source, frames);
  return firstSlot + count;
}
