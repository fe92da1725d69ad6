/**
 * The worklet's shell outside a worklet: a global scope of a few lines and a host that calls `process` at any quantum.
 * Thread: Node or a worker; one shell module per process.
 */

import type { Command } from '../../src/control-bus/commands.ts';
import { COMMAND_RING, createEngineMemory, type EngineMemory } from '../../src/control-bus/engine-host.ts';
import { COMMAND } from '../../src/control-bus/layouts.ts';
import { writeStruct } from '../../src/shmem-ipc/layout.ts';
import { RecordRing } from '../../src/shmem-ipc/ring.ts';
import type { EngineProcessorOptions, EngineReply, EngineRequest } from '../processor-options.ts';

interface Processor {
  readonly port: { onmessage: ((event: { data: EngineRequest }) => void) | null };
  process(inputs: Float32Array[][], outputs: Float32Array[][]): boolean;
}
type ProcessorClass = new (init: { processorOptions: EngineProcessorOptions }) => Processor;

let shell: Promise<ProcessorClass> | undefined;
const scope = globalThis as unknown as { currentFrame: number; [name: string]: unknown };

function loadShell(): Promise<ProcessorClass> {
  shell ??= (async () => {
    const found: { create?: ProcessorClass } = {};
    scope.AudioWorkletProcessor = class {
      port = { onmessage: null, postMessage: (reply: EngineReply) => replies.push(reply) };
    };
    scope.registerProcessor = (_name: string, create: ProcessorClass) => {
      found.create = create;
    };
    scope.currentFrame = 0;
    // By variable: the module's types belong to another global scope than the one this file is checked in.
    const shellPath: string = '../engine.worklet.ts';
    await import(/* @vite-ignore */ shellPath);
    if (found.create === undefined) throw new Error('engine.worklet.ts registered no processor');
    return found.create;
  })();
  return shell;
}

const replies: EngineReply[] = [];

export interface ShellHostOptions extends Partial<Omit<EngineProcessorOptions, 'memory'>> {
  readonly kernel: WebAssembly.Module;
  readonly stretcher: WebAssembly.Module;
  readonly quantum: number;
  readonly memory?: EngineMemory;
}

/** One engine in its shell, driven by hand. */
export class ShellHost {
  readonly memory: EngineMemory;
  readonly quantum: number;
  /** Output n, channel c of the quantum rendered last: `outputs[n][c]`. */
  readonly outputs: Float32Array[][];
  frame = 0;
  private readonly processor: Processor;
  private readonly commands: RecordRing;
  private readonly record = new DataView(new ArrayBuffer(COMMAND.byteSize));
  private readonly recordWords = new Int32Array(this.record.buffer);
  private readonly replies: EngineReply[];

  private constructor(create: ProcessorClass, options: ShellHostOptions) {
    const { quantum, memory = createEngineMemory(), ...rest } = options;
    this.memory = memory;
    this.quantum = quantum;
    this.outputs = [0, 1, 2].map(() => [new Float32Array(quantum), new Float32Array(quantum)]);
    this.commands = new RecordRing(memory.commands, COMMAND_RING);
    replies.length = 0;
    this.processor = new create({
      processorOptions: { sampleRateHz: 48_000, preset: 0, baseLatencyS: 0.01, slabs: [], ...rest, memory },
    });
    this.replies = replies.splice(0);
  }

  static async create(options: ShellHostOptions): Promise<ShellHost> {
    return new ShellHost(await loadShell(), options);
  }

  /** What the processor posted since it was made, and forgets it. */
  takeReplies(): EngineReply[] {
    return this.replies.splice(0);
  }

  send(request: EngineRequest): void {
    replies.length = 0;
    this.processor.port.onmessage?.({ data: request });
    this.replies.push(...replies.splice(0));
  }

  /** Puts a command in the ring. Throws when it is full. */
  push(command: Command): void {
    writeStruct(COMMAND, this.record, 0, { ...command, spare: 0 });
    if (!this.commands.push(this.recordWords, 0)) throw new Error('the command ring is full');
  }

  /** One callback. */
  process(): void {
    scope.currentFrame = this.frame;
    this.processor.process([], this.outputs);
    this.frame += this.quantum;
  }
}
