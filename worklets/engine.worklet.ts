/**
 * Thread: audio. The processor 'echelon-engine': a thin shell round `EngineCore`. It owns no musical state; it cuts the
 * engine's blocks to the host's quantum, publishes telemetry, and turns a trap into silence and a fault.
 *
 * The engine renders whole blocks on its own grid. A block is rendered when the host has played the one before, and is
 * played from kernel memory, so a host quantum that is a multiple of a block waits for nothing; any other hears a frame up
 * to 128 − gcd(128, quantum) frames after it was rendered (`Telemetry.fifoLatencyFrames`).
 */
import { BLOCK_FRAMES } from '../src/control-bus/constants.ts';
import { PcmStore } from '../src/control-bus/pcm.ts';
import { EngineCore } from './engine-core.ts';
import {
  ENGINE_PROCESSOR,
  EngineFault,
  EngineOutput,
  type EngineProcessorOptions,
  type EngineReply,
  type EngineRequest,
} from './processor-options.ts';
import { TelemetryMeter } from './telemetry.ts';

class EngineProcessor extends AudioWorkletProcessor {
  private core: EngineCore | null = null;
  private readonly meter: TelemetryMeter;
  private readonly sampleRateHz: number;
  /** Frames of the block rendered last that the host has not played yet. */
  private leftover = 0;
  private quantum = 0;
  /** The kernel trapped: its memory may be half written, so it is never called again. */
  private trapped = false;

  constructor(init: { processorOptions: EngineProcessorOptions }) {
    super();
    const options = init.processorOptions;
    this.sampleRateHz = options.sampleRateHz;
    this.meter = new TelemetryMeter(options.memory, options.sampleRateHz, options.baseLatencyS);
    this.port.onmessage = (event: MessageEvent<EngineRequest>) => this.answer(event.data);
    try {
      const pcm = new PcmStore(options.memory.sources);
      for (let i = 0; i < options.slabs.length; i++) pcm.addSlab(i, options.slabs[i] as SharedArrayBuffer);
      const core = new EngineCore({ ...options, pcm });
      if (options.checkpoint !== undefined) core.restore(options.checkpoint);
      this.core = core;
      this.reply({
        type: 'ready',
        inputLatencyFrames: core.inputLatencyFrames,
        outputLatencyFrames: core.outputLatencyFrames,
      });
    } catch (error) {
      this.meter.fault = EngineFault.notBuilt;
      this.reply({ type: 'failed', message: error instanceof Error ? error.message : String(error) });
    }
  }

  process(_inputs: Float32Array[][], outputs: Float32Array[][]): boolean {
    const main = outputs[EngineOutput.main];
    const frames = main?.[0]?.length ?? 0;
    if (frames === 0) return true;
    this.meter.enter();
    if (frames !== this.quantum) this.learnQuantum(frames);
    const { core } = this;
    if (core === null) silence(outputs);
    else {
      try {
        this.play(core, outputs, frames);
      } catch {
        // The outputs may hold half a block: all silence, now and from here on. Telemetry tells the host.
        this.trapped = true;
        this.leftover = 0;
        this.meter.fault = EngineFault.kernelTrap;
        silence(outputs);
      }
    }
    this.meter.leave(frames);
    return true;
  }

  private play(core: EngineCore, outputs: Float32Array[][], frames: number): void {
    let at = 0;
    while (at < frames) {
      if (this.leftover === 0) {
        core.contextTimeS = (currentFrame + at + BLOCK_FRAMES) / this.sampleRateHz;
        if (this.trapped) core.renderSilence();
        else core.renderBlock();
        this.leftover = BLOCK_FRAMES;
      }
      const n = Math.min(this.leftover, frames - at);
      const from = BLOCK_FRAMES - this.leftover;
      copyBus(core.master, from, n, outputs[EngineOutput.main], at);
      copyBus(core.phones, from, n, outputs[EngineOutput.phones], at);
      copyBus(core.booth, from, n, outputs[EngineOutput.booth], at);
      at += n;
      this.leftover -= n;
    }
    this.meter.count(core.frame / BLOCK_FRAMES, core.eventsLost, core.commandsWaiting, core.chunksMissing);
  }

  private learnQuantum(frames: number): void {
    this.quantum = frames;
    let a = BLOCK_FRAMES;
    let b = frames;
    while (b !== 0) {
      const rest = a % b;
      a = b;
      b = rest;
    }
    this.meter.fifoLatencyFrames = BLOCK_FRAMES - a;
  }

  private answer(request: EngineRequest): void {
    const { core } = this;
    if (core === null || this.trapped) {
      this.reply({ type: 'failed', message: `the engine has stopped and cannot take "${request.type}"` });
      return;
    }
    if (request.type === 'slab') {
      core.pcm.addSlab(request.index, request.slab);
      this.reply({ type: 'slab', index: request.index });
      return;
    }
    this.core = null;
    this.reply({ type: 'parked', checkpoint: core.checkpoint() });
  }

  private reply(reply: EngineReply): void {
    this.port.postMessage(reply);
  }
}

/** Interleaved bus to planar output; an output that the host did not ask for is skipped. */
function copyBus(bus: Float32Array, from: number, n: number, channels: Float32Array[] | undefined, at: number): void {
  const left = channels?.[0];
  const right = channels?.[1];
  if (left === undefined || right === undefined) return;
  for (let i = 0; i < n; i++) {
    left[at + i] = bus[(from + i) * 2] as number;
    right[at + i] = bus[(from + i) * 2 + 1] as number;
  }
}

function silence(outputs: Float32Array[][]): void {
  for (let output = 0; output < outputs.length; output++) {
    const channels = outputs[output] as Float32Array[];
    for (let channel = 0; channel < channels.length; channel++) (channels[channel] as Float32Array).fill(0);
  }
}

registerProcessor(ENGINE_PROCESSOR, EngineProcessor);
