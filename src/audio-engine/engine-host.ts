/**
 * Boots the audio context and the engine's worklet, keeps them alive through device changes, and moves the engine to a
 * new context by checkpoint when the latency changes.
 *
 * Thread: main. Everything here happens at human rate; nothing of it can reach the audio thread but a port message.
 */

import type { EngineCheckpoint } from '../../worklets/engine-core.ts';
import {
  ENGINE_PROCESSOR,
  type EngineProcessorOptions,
  type EngineReply,
  type EngineRequest,
} from '../../worklets/processor-options.ts';
import { BLOCK_FRAMES } from '../control-bus/constants.ts';
import type { EngineMemory } from '../control-bus/engine-host.ts';
import { errorText } from '../control-bus/error-text.ts';
import { type Observable, Signal, Value } from '../control-bus/observable.ts';
import { type EnginePhase, missingNeed } from './phase.ts';
import { CueRouting, connectOutputs } from './routing.ts';

export const LatencySetting = { lowest: 'lowest', interactive: 'interactive', playback: 'playback' } as const;
export type LatencySetting = (typeof LatencySetting)[keyof typeof LatencySetting];

/** `lowest` asks for one block; the browser gives what the device can do. */
const latencyHint = (setting: LatencySetting, rateHz: number): number | AudioContextLatencyCategory =>
  setting === LatencySetting.lowest ? BLOCK_FRAMES / rateHz : setting;

const PARK_TIMEOUT_MS = 1500;
const WATCH_MS = 1000;
/** Seconds of wall time without progress of a running context before the device counts as lost. */
const STALL_CHECKS = 3;

export interface EngineAssets {
  readonly kernel: WebAssembly.Module;
  readonly stretcher: WebAssembly.Module;
  readonly workletUrl: string;
}

export interface EngineHostOptions {
  readonly assets: EngineAssets;
  readonly memory: EngineMemory;
  readonly sampleRateHz: number;
  readonly preset: EngineProcessorOptions['preset'];
  /** PCM slabs that exist when a context is built. */
  readonly slabs: () => readonly SharedArrayBuffer[];
}

/** A change of the host that the session log keeps. */
export interface HostEvent {
  readonly kind: 'start' | 'rebuild' | 'device' | 'deviceLost' | 'recovered';
  readonly text: string;
  readonly gapMs: number;
}

interface Running {
  readonly context: AudioContext;
  readonly node: AudioWorkletNode;
  disconnect: () => void;
}

export class EngineHost {
  readonly phase: Observable<EnginePhase>;
  readonly events = new Signal<HostEvent>();
  private readonly phaseValue = new Value<EnginePhase>({ kind: 'starting' });
  private readonly options: EngineHostOptions;
  private running: Running | null = null;
  private latency: LatencySetting = LatencySetting.interactive;
  private routing: CueRouting = CueRouting.off;
  private sinkId = '';
  private readonly slabWaiters = new Map<number, () => void>();
  private parked: ((checkpoint: EngineCheckpoint) => void) | null = null;
  private watch: ReturnType<typeof setInterval> | null = null;
  private lastTimeS = -1;
  private stalled = 0;
  private lostByStall = false;

  constructor(options: EngineHostOptions) {
    this.options = options;
    this.phase = this.phaseValue;
  }

  get context(): AudioContext | null {
    return this.running?.context ?? null;
  }

  /** Builds the context and the engine. The phase tells how it went; this resolves in every case. */
  async start(latency: LatencySetting = this.latency): Promise<void> {
    const missing = missingNeed();
    if (missing !== null) {
      this.phaseValue.set(missing);
      return;
    }
    this.latency = latency;
    try {
      await this.build(undefined);
      this.events.emit({ kind: 'start', text: `context at ${this.options.sampleRateHz} Hz, ${latency}`, gapMs: 0 });
    } catch (error) {
      this.fail(error);
    }
    this.watch ??= setInterval(() => this.checkProgress(), WATCH_MS);
    navigator.mediaDevices?.addEventListener('devicechange', this.onDeviceChange);
  }

  /** Asks the browser to start the sound; call from a gesture. */
  async resume(): Promise<void> {
    const { running } = this;
    if (running === null) return;
    try {
      await running.context.resume();
    } catch (error) {
      this.fail(error);
    }
  }

  /** Tells the engine of a PCM slab; resolves when it can be read there. */
  readonly addSlab = (index: number, slab: SharedArrayBuffer): Promise<void> => {
    if (this.running === null) return Promise.resolve(); // the next context is built with it
    return new Promise((resolve) => {
      this.slabWaiters.set(index, resolve);
      this.post({ type: 'slab', index, slab });
    });
  };

  /** Moves the engine, as it is, to a context with another latency. Resolves when it plays there; the gap is an event. */
  async setLatency(latency: LatencySetting): Promise<void> {
    if (latency === this.latency && this.running !== null) return;
    this.latency = latency;
    await this.rebuild('latency');
  }

  /** Chooses the output device; '' is the system's default. Rejects with the reason and keeps the old one. */
  async setOutputDevice(id: string): Promise<void> {
    const { running } = this;
    if (running !== null) await this.applySink(running.context, id);
    this.sinkId = id;
    this.events.emit({ kind: 'device', text: id === '' ? 'system default' : id, gapMs: 0 });
    if (this.phaseValue.get().kind === 'deviceLost') await this.recover();
  }

  /** Rewires main, phones and booth. Throws a RangeError when the device has too few channels; the old wiring stays. */
  setRouting(routing: CueRouting): void {
    const { running } = this;
    if (running !== null) {
      const previous = this.routing;
      running.disconnect();
      try {
        running.disconnect = connectOutputs(running.node, routing);
      } catch (error) {
        running.disconnect = connectOutputs(running.node, previous);
        throw error;
      }
    }
    this.routing = routing;
  }

  /** After a lost device: tries the chosen output, then the system's default, then a new context. */
  async recover(): Promise<void> {
    const { running } = this;
    if (running === null) {
      await this.start();
      return;
    }
    try {
      await this.applySink(running.context, this.sinkId);
    } catch (first) {
      this.sinkId = '';
      try {
        await this.applySink(running.context, '');
      } catch (second) {
        this.deviceLost(`${errorText(first)}; the system's default: ${errorText(second)}`);
        return;
      }
    }
    this.stalled = 0;
    await this.rebuild('recovery');
    this.events.emit({ kind: 'recovered', text: this.sinkId === '' ? 'system default' : this.sinkId, gapMs: 0 });
  }

  async stop(): Promise<void> {
    if (this.watch !== null) clearInterval(this.watch);
    this.watch = null;
    navigator.mediaDevices?.removeEventListener('devicechange', this.onDeviceChange);
    const { running } = this;
    this.running = null;
    await running?.context.close();
  }

  private async build(checkpoint: EngineCheckpoint | undefined): Promise<void> {
    const { assets, memory, sampleRateHz, preset, slabs } = this.options;
    const context = new AudioContext({
      sampleRate: sampleRateHz,
      latencyHint: latencyHint(this.latency, sampleRateHz),
    });
    try {
      await context.audioWorklet.addModule(assets.workletUrl);
      if (this.sinkId !== '') await this.applySink(context, this.sinkId);
      const processorOptions: EngineProcessorOptions = {
        memory,
        kernel: assets.kernel,
        stretcher: assets.stretcher,
        sampleRateHz,
        preset,
        baseLatencyS: context.baseLatency,
        slabs: slabs(),
        ...(checkpoint === undefined ? {} : { checkpoint }),
      };
      const node = new AudioWorkletNode(context, ENGINE_PROCESSOR, {
        numberOfInputs: 0,
        numberOfOutputs: 3,
        outputChannelCount: [2, 2, 2],
        processorOptions,
      });
      const ready = new Promise<void>((resolve, reject) => {
        node.port.onmessage = ({ data }: MessageEvent<EngineReply>) => {
          if (data.type === 'ready') resolve();
          else if (data.type === 'failed') {
            const error = new Error(data.message);
            reject(error);
            if (this.running?.node === node) this.fail(error);
          } else this.hear(data);
        };
        node.onprocessorerror = () => reject(new Error('the audio processor could not be constructed'));
      });
      await ready;
      this.running = { context, node, disconnect: connectOutputs(node, this.routing) };
    } catch (error) {
      await context.close();
      throw error;
    }
    context.onstatechange = () => this.readState(context);
    context.addEventListener('error', () => this.deviceLost('the output device reported an error'));
    this.lastTimeS = -1;
    this.stalled = 0;
    this.lostByStall = false;
    this.readState(context);
  }

  private async rebuild(why: string): Promise<void> {
    const { running } = this;
    if (running === null) return;
    const began = performance.now();
    try {
      const checkpoint = await this.park();
      running.disconnect();
      await running.context.close();
      this.running = null;
      await this.build(checkpoint);
      if (this.running !== null && this.phaseValue.get().kind === 'suspended') await this.resume();
      this.events.emit({ kind: 'rebuild', text: `${why}: ${this.latency}`, gapMs: performance.now() - began });
    } catch (error) {
      this.fail(error);
    }
  }

  private park(): Promise<EngineCheckpoint> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(
        () => reject(new Error('the engine did not answer, so it could not be moved')),
        PARK_TIMEOUT_MS,
      );
      this.parked = (checkpoint) => {
        clearTimeout(timer);
        resolve(checkpoint);
      };
      this.post({ type: 'park' });
    });
  }

  private hear(reply: EngineReply): void {
    if (reply.type === 'slab') {
      this.slabWaiters.get(reply.index)?.();
      this.slabWaiters.delete(reply.index);
    } else if (reply.type === 'parked') {
      this.parked?.(reply.checkpoint);
      this.parked = null;
    }
  }

  private post(request: EngineRequest): void {
    this.running?.node.port.postMessage(request);
  }

  private async applySink(context: AudioContext, id: string): Promise<void> {
    if (typeof context.setSinkId !== 'function') {
      if (id === '') return;
      throw new Error('this browser cannot choose an output device; set it in the system instead');
    }
    await context.setSinkId(id);
  }

  private readState(context: AudioContext): void {
    if (this.running?.context !== context) return;
    if (context.state === 'running') this.phaseValue.set({ kind: 'running' });
    else if (context.state === 'suspended') this.phaseValue.set({ kind: 'suspended' });
  }

  /** A running context whose time stands still has lost its device. */
  private checkProgress(): void {
    const { running } = this;
    if (running === null || running.context.state !== 'running') return;
    const now = running.context.currentTime;
    this.stalled = now === this.lastTimeS ? this.stalled + 1 : 0;
    this.lastTimeS = now;
    if (this.stalled === STALL_CHECKS) {
      this.deviceLost('the output device takes no more sound');
      this.lostByStall = true;
    } else if (this.stalled === 0 && this.lostByStall) {
      this.lostByStall = false;
      this.phaseValue.set({ kind: 'running' });
    }
  }

  private readonly onDeviceChange = (): void => {
    if (this.phaseValue.get().kind === 'deviceLost') void this.recover();
  };

  private deviceLost(what: string): void {
    if (this.phaseValue.get().kind === 'deviceLost') return;
    this.phaseValue.set({
      kind: 'deviceLost',
      what: `No sound comes out: ${what}.`,
      remedy:
        'Plug the device in again, or continue on the system’s default output. Decks, positions and the recording are kept.',
    });
    this.events.emit({ kind: 'deviceLost', text: what, gapMs: 0 });
  }

  private fail(error: unknown): void {
    this.phaseValue.set({
      kind: 'failed',
      what: `The sound engine stopped: ${errorText(error)}.`,
      remedy: 'Reload the page; Echelon then offers to resume the set where it was.',
    });
  }
}
