/**
 * The engine without a host: kernel, stretchers, rings and snapshots, one block at a time. The worklet's shell, the
 * replayer in a worker, an OfflineAudioContext and Node all run this same class and get the same bytes.
 *
 * Thread: audio, or whoever renders offline. After construction `renderBlock` neither allocates, waits, posts nor
 * catches: a kernel trap is thrown to the caller, which decides (the shell plays silence and says so).
 */
import type { Command } from '../src/control-bus/commands.ts';
import { BLOCK_FRAMES, COMMANDS_PER_BLOCK_MAX } from '../src/control-bus/constants.ts';
import { COMMAND_RING, type EngineMemory, EVENT_RING, LOG_RING } from '../src/control-bus/engine-host.ts';
import { COMMAND, EVENT, FAST_STATE, SLOW_STATE } from '../src/control-bus/layouts.ts';
import type { PcmStore } from '../src/control-bus/pcm.ts';
import { RecorderBlockFlag, RecorderTapWriter } from '../src/control-bus/recorder-ring.ts';
import { createStruct, readStruct, type ValueOf, writeStruct } from '../src/shmem-ipc/layout.ts';
import { RecordRing } from '../src/shmem-ipc/ring.ts';
import { SeqlockWriter } from '../src/shmem-ipc/seqlock.ts';
import { StretchBank } from '../src/ts-shift/bank.ts';
import { type StretchCheckpoint, StretchPreset } from '../src/ts-shift/instance.ts';
import { KERNEL_ABI, KERNEL_PAGES, type KernelExports } from './abi.ts';
import type { MissingFrames } from './missing-frames.ts';

const COMMAND_WORDS = COMMAND.byteSize / 4;
const EVENT_WORDS = EVENT.byteSize / 4;
const FAST_WORDS = FAST_STATE.byteSize / 4;
const CONTEXT_TIME = FAST_STATE.offsets.contextTimeS / 8;
const BUS_SAMPLES = BLOCK_FRAMES * 2;

export interface EngineOptions {
  readonly kernel: WebAssembly.Module;
  readonly stretcher: WebAssembly.Module;
  readonly sampleRateHz: number;
  readonly pcm: PcmStore;
  readonly preset?: StretchPreset;
  /** Rings and snapshots of a live engine; absent when commands are handed in and events read directly. */
  readonly memory?: EngineMemory;
}

/** Everything that decides what the engine will produce next, PCM and waiting ring records aside. Plain data. */
export interface EngineCheckpoint {
  readonly frame: number;
  readonly kernel: Uint8Array<ArrayBuffer>;
  readonly globals: readonly (number | bigint)[];
  readonly stretchers: readonly StretchCheckpoint[];
}

export type EngineEvent = ValueOf<typeof EVENT>;

export class EngineCore {
  /** Buses of the block rendered last: interleaved stereo, BLOCK_FRAMES frames, in kernel memory. */
  readonly master: Float32Array;
  readonly phones: Float32Array;
  readonly booth: Float32Array;
  /** Set for a replay; frames recorded as missing are then played as zeros. */
  missing: MissingFrames | null = null;
  /** Context time of the frame after the next block, set by a live host before `renderBlock`. */
  contextTimeS = 0;
  /** Frames voices asked for above a watermark, since construction. */
  chunksMissing = 0;
  /** Events the kernel or a ring had no room for. */
  eventsLost = 0;
  /** Events of the block rendered last. */
  eventCount = 0;

  readonly pcm: PcmStore;
  private readonly kernel: KernelExports;
  private readonly globals: readonly WebAssembly.Global[];
  private readonly bank: StretchBank;
  private readonly bytes: Uint8Array<ArrayBuffer>;
  private readonly words: Int32Array;
  private readonly floats: Float32Array;
  private readonly doubles: Float64Array;
  private readonly view: DataView;
  private readonly commandAt: number;
  private readonly eventAt: number;
  private readonly fastAt: number;
  private readonly slowAt: number;
  private readonly slowVersionAt: number;
  private slowVersion = -1;
  private blockFrame = 0;
  private kernelEventsLost = 0;

  private readonly commands: RecordRing | null = null;
  private readonly logEvents: RecordRing | null = null;
  private readonly resultEvents: RecordRing | null = null;
  private readonly tap: RecorderTapWriter | null = null;
  private readonly fastWriter: SeqlockWriter | null = null;
  private readonly slowWriter: SeqlockWriter | null = null;
  private readonly fastCopy = new Int32Array(new ArrayBuffer(FAST_STATE.byteSize));
  private readonly fastDoubles = new Float64Array(this.fastCopy.buffer);
  private direct: Int32Array = new Int32Array(COMMANDS_PER_BLOCK_MAX * COMMAND_WORDS);
  private directView = new DataView(this.direct.buffer);
  private directCount = 0;

  /** Allocates everything. Throws with the reason when the kernel does not fit this shell. */
  constructor(options: EngineOptions) {
    const memory = new WebAssembly.Memory({ initial: KERNEL_PAGES, maximum: KERNEL_PAGES });
    this.pcm = options.pcm;
    this.pcm.latch();
    this.bytes = new Uint8Array(memory.buffer) as Uint8Array<ArrayBuffer>;
    this.words = new Int32Array(memory.buffer);
    this.floats = new Float32Array(memory.buffer);
    this.doubles = new Float64Array(memory.buffer);
    this.view = new DataView(memory.buffer);
    this.bank = new StretchBank(options.stretcher, memory, options.sampleRateHz, options.preset ?? StretchPreset.full);
    const instance = new WebAssembly.Instance(options.kernel, {
      env: {
        memory,
        fetch: (voice: number, source: number, from: number, n: number, target: number): number =>
          this.fetch(voice, source, from, n, target),
        stretch: (deck: number, framesIn: number, framesOut: number): void =>
          this.bank.stretch(deck, framesIn, framesOut),
      },
    });
    const kernel = instance.exports as unknown as KernelExports;
    this.kernel = kernel;
    this.globals = mutableGlobals(instance.exports);
    const abi = kernel.abiVersion();
    if (abi !== KERNEL_ABI)
      throw new Error(
        `the kernel speaks ABI ${abi}, this shell ${KERNEL_ABI}: rebuild it, or use the app version it belongs to`,
      );
    kernel.init(options.sampleRateHz);
    kernel.setStretchLatency(this.bank.inputLatencyFrames, this.bank.outputLatencyFrames);
    this.bank.attach(kernel);
    this.commandAt = kernel.commandBuffer() >> 2;
    this.eventAt = kernel.eventBuffer() >> 2;
    this.fastAt = kernel.fastState() >> 2;
    this.slowAt = kernel.slowState() >> 2;
    this.slowVersionAt = (kernel.slowState() + SLOW_STATE.offsets.version) >> 3;
    this.master = new Float32Array(memory.buffer, kernel.masterOut(), BUS_SAMPLES);
    this.phones = new Float32Array(memory.buffer, kernel.phonesOut(), BUS_SAMPLES);
    this.booth = new Float32Array(memory.buffer, kernel.boothOut(), BUS_SAMPLES);

    const shared = options.memory;
    if (shared === undefined) return;
    this.commands = new RecordRing(shared.commands, COMMAND_RING);
    this.logEvents = new RecordRing(shared.logEvents, LOG_RING);
    this.resultEvents = new RecordRing(shared.resultEvents, EVENT_RING);
    this.tap = new RecorderTapWriter(shared.tap);
    this.fastWriter = new SeqlockWriter(shared.fast, FAST_STATE.byteSize);
    this.slowWriter = new SeqlockWriter(shared.slow, SLOW_STATE.byteSize);
  }

  /** Engine frame of the next block. */
  get frame(): number {
    return this.blockFrame;
  }

  /** Bytes of memory: the kernel's and the stretchers'. */
  get memoryBytes(): { readonly kernel: number; readonly stretchers: number } {
    return { kernel: this.bytes.byteLength, stretchers: this.bank.heapBytes };
  }

  get inputLatencyFrames(): number {
    return this.bank.inputLatencyFrames;
  }

  get outputLatencyFrames(): number {
    return this.bank.outputLatencyFrames;
  }

  /** Commands that wait in the ring. */
  get commandsWaiting(): number {
    return this.commands === null ? this.directCount : this.commands.size;
  }

  /** Hands in a command for the next block with room, before those of the ring. Offline only; may allocate. */
  pushCommand(command: Command): void {
    if ((this.directCount + 1) * COMMAND_WORDS > this.direct.length) {
      const larger = new Int32Array(this.direct.length * 2);
      larger.set(this.direct);
      this.direct = larger;
      this.directView = new DataView(larger.buffer);
    }
    writeStruct(COMMAND, this.directView, this.directCount * COMMAND.byteSize, { ...command, spare: 0 });
    this.directCount++;
  }

  /**
   * Renders the next BLOCK_FRAMES frames into `master`, `phones` and `booth`, publishes snapshots and events.
   * Returns the number of events. Does not allocate. Throws when the kernel traps.
   */
  renderBlock(): number {
    this.pcm.latch();
    const events = this.kernel.process(this.takeCommands());
    this.eventCount = events;
    this.publishEvents(events);
    if (this.tap !== null) this.tap.push(this.blockFrame, 0, this.master, 0);
    this.blockFrame += BLOCK_FRAMES;
    this.publishState();
    return events;
  }

  /**
   * Instead of `renderBlock` after a trap: one block of silence, told as such to the recorder, so that a recording keeps
   * its length. The kernel is not called. Does not allocate.
   */
  renderSilence(): void {
    this.master.fill(0);
    this.phones.fill(0);
    this.booth.fill(0);
    this.eventCount = 0;
    if (this.tap !== null) this.tap.push(this.blockFrame, RecorderBlockFlag.engineFault, this.master, 0);
    this.blockFrame += BLOCK_FRAMES;
  }

  /**
   * Renders `blocks` blocks one after another; interleaved stereo goes to `outputs` from frame 0 on. Offline only.
   * `onBlock` runs after each, while its events can still be read.
   */
  renderBlocks(
    blocks: number,
    outputs: { readonly master?: Float32Array; readonly phones?: Float32Array; readonly booth?: Float32Array } = {},
    onBlock?: (block: number) => void,
  ): void {
    for (let block = 0; block < blocks; block++) {
      this.renderBlock();
      outputs.master?.set(this.master, block * BUS_SAMPLES);
      outputs.phones?.set(this.phones, block * BUS_SAMPLES);
      outputs.booth?.set(this.booth, block * BUS_SAMPLES);
      onBlock?.(block);
    }
  }

  /** The events of the block rendered last, as plain values. Allocates. */
  readEvents(): EngineEvent[] {
    return Array.from({ length: this.eventCount }, (_, i) => {
      const event = createStruct(EVENT);
      readStruct(EVENT, this.view, this.eventAt * 4 + i * EVENT.byteSize, event);
      return event;
    });
  }

  /** The kernel's FAST_STATE as it stands. Allocates. */
  readFast(): ValueOf<typeof FAST_STATE> {
    const state = createStruct(FAST_STATE);
    readStruct(FAST_STATE, this.view, this.fastAt * 4, state);
    return state;
  }

  /** The kernel's SLOW_STATE as it stands. Allocates. */
  readSlow(): ValueOf<typeof SLOW_STATE> {
    const state = createStruct(SLOW_STATE);
    readStruct(SLOW_STATE, this.view, this.slowAt * 4, state);
    return state;
  }

  /** Copies the state between two blocks. Allocates; never while playing on the audio thread. */
  checkpoint(): EngineCheckpoint {
    return {
      frame: this.blockFrame,
      kernel: this.bytes.slice(),
      globals: this.globals.map((global) => global.value as number | bigint),
      stretchers: this.bank.checkpoint(),
    };
  }

  /** Continues from a checkpoint of an engine with the same kernel, stretcher, rate and preset. Throws when it is not one. */
  restore(checkpoint: EngineCheckpoint): void {
    if (checkpoint.kernel.byteLength !== this.bytes.byteLength || checkpoint.globals.length !== this.globals.length)
      throw new RangeError(
        `the checkpoint holds ${checkpoint.kernel.byteLength} bytes and ${checkpoint.globals.length} globals of kernel state, this kernel has ${this.bytes.byteLength} and ${this.globals.length}: it was saved by another kernel`,
      );
    this.bytes.set(checkpoint.kernel);
    this.globals.forEach((global, i) => {
      global.value = checkpoint.globals[i];
    });
    this.bank.restore(checkpoint.stretchers);
    this.blockFrame = checkpoint.frame;
    this.kernelEventsLost = this.kernel.eventsLost();
    this.slowVersion = -1;
  }

  private takeCommands(): number {
    const { words, commandAt } = this;
    let count = 0;
    const waiting = this.directCount;
    if (waiting > 0) {
      count = Math.min(waiting, COMMANDS_PER_BLOCK_MAX);
      const taken = count * COMMAND_WORDS;
      for (let i = 0; i < taken; i++) words[commandAt + i] = this.direct[i] as number;
      this.direct.copyWithin(0, taken, waiting * COMMAND_WORDS);
      this.directCount = waiting - count;
    }
    const ring = this.commands;
    if (ring !== null)
      while (count < COMMANDS_PER_BLOCK_MAX && ring.pop(words, commandAt + count * COMMAND_WORDS)) count++;
    return count;
  }

  private publishEvents(count: number): void {
    const lost = this.kernel.eventsLost();
    if (lost !== this.kernelEventsLost) {
      this.eventsLost += lost - this.kernelEventsLost;
      this.kernelEventsLost = lost;
    }
    const log = this.logEvents;
    const results = this.resultEvents;
    if (log === null || results === null) return;
    for (let i = 0; i < count; i++) {
      const at = this.eventAt + i * EVENT_WORDS;
      if (!log.push(this.words, at)) this.eventsLost++;
      if (!results.push(this.words, at)) this.eventsLost++;
    }
  }

  private publishState(): void {
    const { fastWriter, slowWriter, fastCopy, words, fastAt } = this;
    if (fastWriter === null || slowWriter === null) return;
    for (let i = 0; i < FAST_WORDS; i++) fastCopy[i] = words[fastAt + i] as number;
    this.fastDoubles[CONTEXT_TIME] = this.contextTimeS;
    fastWriter.publish(fastCopy, 0);
    const version = this.doubles[this.slowVersionAt] as number;
    if (version !== this.slowVersion) {
      this.slowVersion = version;
      slowWriter.publish(words, this.slowAt);
    }
  }

  private fetch(voice: number, source: number, from: number, n: number, target: number): number {
    const at = target >> 2;
    let missing = this.pcm.readFrames(source, from, n, this.floats, at, this.doubles);
    if (this.missing !== null) missing += this.missing.silence(this.blockFrame, voice, from, n, this.floats, at);
    if (missing > 0) this.chunksMissing++;
    return missing;
  }
}

/** Globals the build exported because they can change (see tools/assembly.ts), in the order of the module. */
function mutableGlobals(exports: WebAssembly.Exports): WebAssembly.Global[] {
  const found: WebAssembly.Global[] = [];
  for (const [name, value] of Object.entries(exports))
    if (name.startsWith('global:') && value instanceof WebAssembly.Global) found.push(value);
  return found;
}
