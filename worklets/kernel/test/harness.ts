/**
 * The compiled kernel in Node, with audio from arrays or functions and a stretcher that is an ideal time map of known
 * latency. Thread: Node, tests only.
 */
import { Clock, type Command, makeCommand, Op, type OpName } from '../../../src/control-bus/commands.ts';
import { BLOCK_FRAMES, DECK_COUNT, VOICE_COUNT } from '../../../src/control-bus/constants.ts';
import { controlIndex } from '../../../src/control-bus/controls.ts';
import { COMMAND, EVENT, FAST_STATE, SLOW_STATE, STRETCH_PARAMS } from '../../../src/control-bus/layouts.ts';
import { createStruct, readStruct, type ValueOf, writeStruct } from '../../../src/shmem-ipc/layout.ts';
import { StretchBank } from '../../../src/ts-shift/bank.ts';
import { StretchPreset } from '../../../src/ts-shift/instance.ts';
import { compileAssembly } from '../../../tools/assembly.ts';
import { stretcherBytes } from '../../../tools/stretcher.ts';
import { KERNEL_PAGES, type KernelExports } from '../../abi.ts';

export const RATE_HZ = 48_000;
export const INPUT_LATENCY = 2880;
export const OUTPUT_LATENCY = 4320;

interface TestExports extends KernelExports {
  voiceBuffer(voice: number): number;
  voiceSounds(voice: number): number;
}

/** A track: sample of a channel at a whole frame, and its length. `readable`: frames decoded so far. */
export interface Track {
  readonly frames: number;
  readonly sample: (frame: number, channel: number) => number;
  readable?: number;
}

/** A track whose sample value is its frame (left) and minus its frame (right). */
export const indexTrack = (frames: number): Track => ({ frames, sample: (f, c) => (c === 0 ? f : -f) });
/** −6 dBFS at 200 Hz by default; the right channel a quarter turn later. */
export const sineTrack = (frames: number, hz = 200, amplitude = 0.5): Track => {
  const left = new Float32Array(RATE_HZ);
  const right = new Float32Array(RATE_HZ);
  for (let i = 0; i < RATE_HZ; i++) {
    left[i] = amplitude * Math.sin((2 * Math.PI * hz * i) / RATE_HZ);
    right[i] = amplitude * Math.cos((2 * Math.PI * hz * i) / RATE_HZ);
  }
  return { frames, sample: (f, c) => (c === 0 ? left : right)[f % RATE_HZ] as number };
};
export const constantTrack = (frames: number, value: number): Track => ({ frames, sample: () => value });

export type Event = ValueOf<typeof EVENT>;
export type Fast = ValueOf<typeof FAST_STATE>;
export type Slow = ValueOf<typeof SLOW_STATE>;

/** What an ideal stretcher would do: output frame t is the input fed at t − output latency, less the input latency. */
class IdealStretcher {
  history: number[] = [];
  /** Frames consumed before each output frame so far. */
  private consumed: number[] = [];
  private fed = 0;
  private rate = 1;

  reset(): void {
    this.history = [];
    this.consumed = [];
    this.fed = 0;
  }

  take(left: Float32Array, right: Float32Array): void {
    for (let i = 0; i < left.length; i++) this.history.push(left[i] as number, right[i] as number);
  }

  seek(left: Float32Array, right: Float32Array, rate: number): void {
    this.take(left, right);
    this.fed = left.length;
    this.consumed = [];
    this.rate = rate;
  }

  process(left: Float32Array, right: Float32Array, outLeft: Float32Array, outRight: Float32Array): void {
    const n = outLeft.length;
    const step = n === 0 ? 0 : left.length / n;
    this.take(left, right);
    for (let i = 0; i < n; i++) this.consumed.push(this.fed + i * step);
    const first = this.consumed.length - n;
    for (let i = 0; i < n; i++) {
      const t = first + i - OUTPUT_LATENCY;
      const start = (this.consumed[0] as number) + this.rate * Math.min(0, t);
      const x = (t < 0 ? start : (this.consumed[t] as number)) - INPUT_LATENCY;
      const whole = Math.floor(x);
      const part = x - whole;
      for (let c = 0; c < 2; c++) {
        const a = this.history[whole * 2 + c] ?? 0;
        const b = this.history[whole * 2 + 2 + c] ?? 0;
        (c === 0 ? outLeft : outRight)[i] = a + (b - a) * part;
      }
    }
    this.fed += left.length;
  }
}

export interface EngineOptions {
  /** false: no stretcher, every deck stays on the Hermite voice. 'real': the package's, as the shell hosts it. */
  readonly stretch?: boolean | 'real';
}

let stretcherModule: WebAssembly.Module | null = null;
let compiled: Promise<WebAssembly.Module> | null = null;

/** Bytes of the kernel with its voices laid open. */
export const kernelBytes = (): Promise<Uint8Array<ArrayBuffer>> =>
  compileAssembly('worklets/kernel/assembly/deck-test-entry.ts');

export class TestEngine {
  readonly memory: WebAssembly.Memory;
  readonly kernel: TestExports;
  readonly tracks: Track[] = [];
  readonly events: Event[] = [];
  /** Events of the last block. */
  lastEvents: Event[] = [];
  readonly fast: Fast = createStruct(FAST_STATE);
  readonly slow: Slow = createStruct(SLOW_STATE);
  /** Sizes of calls to the stretcher: deck, in, out. */
  readonly stretchCalls: (readonly [number, number, number])[] = [];
  recordStretch = false;
  private readonly view: DataView;
  private readonly floats: Float32Array;
  private readonly stretchers = Array.from({ length: DECK_COUNT }, () => new IdealStretcher());
  private queue: Command[] = [];
  private nextId = 1;
  private bank: StretchBank | null = null;
  /** Everything each voice played since `capture` was set, left channel. */
  capture = false;
  readonly played: number[][] = Array.from({ length: VOICE_COUNT }, () => []);
  readonly master: number[] = [];

  constructor(module: WebAssembly.Module, options: EngineOptions = {}) {
    this.memory = new WebAssembly.Memory({ initial: KERNEL_PAGES, maximum: KERNEL_PAGES });
    this.view = new DataView(this.memory.buffer);
    this.floats = new Float32Array(this.memory.buffer);
    const env = {
      memory: this.memory,
      fetch: (voice: number, source: number, from: number, n: number, to: number) =>
        this.fetch(voice, source, from, n, to),
      stretch: (deck: number, nIn: number, nOut: number) => this.stretch(deck, nIn, nOut),
    };
    this.kernel = new WebAssembly.Instance(module, { env }).exports as unknown as TestExports;
    this.kernel.init(RATE_HZ);
    if (options.stretch === 'real') {
      stretcherModule ??= new WebAssembly.Module(stretcherBytes());
      this.bank = new StretchBank(stretcherModule, this.memory, RATE_HZ, StretchPreset.full);
      this.kernel.setStretchLatency(this.bank.inputLatencyFrames, this.bank.outputLatencyFrames);
      this.bank.attach(this.kernel);
    } else if (options.stretch !== false) this.kernel.setStretchLatency(INPUT_LATENCY, OUTPUT_LATENCY);
  }

  static async create(options: EngineOptions = {}): Promise<TestEngine> {
    compiled ??= kernelBytes().then((bytes) => WebAssembly.compile(bytes));
    return new TestEngine(await compiled, options);
  }

  private fetch(_voice: number, source: number, from: number, n: number, to: number): number {
    const track = this.tracks[source];
    const readable = track === undefined ? 0 : (track.readable ?? track.frames);
    let missing = 0;
    for (let i = 0; i < n; i++) {
      const frame = from + i;
      const inside = track !== undefined && frame >= 0 && frame < readable;
      if (track !== undefined && frame >= readable && frame < track.frames) missing++;
      this.floats[(to >> 2) + i * 2] = inside ? track.sample(frame, 0) : 0;
      this.floats[(to >> 2) + i * 2 + 1] = inside ? track.sample(frame, 1) : 0;
    }
    return missing;
  }

  private stretch(deck: number, nIn: number, nOut: number): void {
    if (this.recordStretch) this.stretchCalls.push([deck, nIn, nOut]);
    if (this.bank !== null) {
      this.bank.stretch(deck, nIn, nOut);
      return;
    }
    const s = this.stretchers[deck] as IdealStretcher;
    if (nIn < 0) {
      s.reset();
      return;
    }
    const k = this.kernel;
    const at = (address: number, n: number): Float32Array => this.floats.subarray(address >> 2, (address >> 2) + n);
    const left = at(k.stretchIn(deck, 0), nIn);
    const right = at(k.stretchIn(deck, 1), nIn);
    const rate = this.view.getFloat64(k.stretchParams(deck) + STRETCH_PARAMS.offsets.rate, true);
    if (nOut === 0) s.seek(left, right, rate);
    else s.process(left, right, at(k.stretchOut(deck, 0), nOut), at(k.stretchOut(deck, 1), nOut));
  }

  /** Queues a command for the next block; returns its id. */
  send(op: OpName, fields: Partial<Command> = {}): number {
    const id = this.nextId++;
    this.queue.push(makeCommand({ id, ...fields, op: Op[op] }));
    return id;
  }

  set(control: string, value: number, fields: Partial<Command> = {}): number {
    return this.send('setControl', { target: controlIndex(control), a: value, ...fields });
  }

  /** Renders one block with what is queued. */
  block(): Event[] {
    const commands = this.queue.splice(0, 64);
    const at = this.kernel.commandBuffer();
    commands.forEach((c, i) => {
      writeStruct(COMMAND, this.view, at + i * COMMAND.byteSize, { ...c, spare: 0 });
    });
    const count = this.kernel.process(commands.length);
    this.lastEvents = [];
    for (let i = 0; i < count; i++) {
      const event = createStruct(EVENT);
      readStruct(EVENT, this.view, this.kernel.eventBuffer() + i * EVENT.byteSize, event);
      this.lastEvents.push(event);
    }
    this.events.push(...this.lastEvents);
    readStruct(FAST_STATE, this.view, this.kernel.fastState(), this.fast);
    readStruct(SLOW_STATE, this.view, this.kernel.slowState(), this.slow);
    if (this.capture) this.record();
    return this.lastEvents;
  }

  private record(): void {
    for (let v = 0; v < VOICE_COUNT; v++) {
      const sounds = this.kernel.voiceSounds(v) !== 0;
      const at = this.kernel.voiceBuffer(v) >> 2;
      const out = this.played[v] as number[];
      for (let i = 0; i < BLOCK_FRAMES; i++) out.push(sounds ? (this.floats[at + i * 2] as number) : 0);
    }
    const master = this.kernel.masterOut() >> 2;
    for (let i = 0; i < BLOCK_FRAMES; i++) this.master.push(this.floats[master + i * 2] as number);
  }

  blocks(n: number): void {
    for (let i = 0; i < n; i++) this.block();
  }

  /** Loads `track` into a voice; the next block has it. Slot = number of tracks so far. */
  load(voice: number, track: Track): void {
    const source = this.tracks.push(track) - 1;
    this.send('sourceLength', { target: source, a: track.frames });
    this.send('load', { deck: voice, target: source, a: 100 + source });
  }

  /** A deck with a track and, with a tempo, a grid; quantise and key lock off. Renders one block. */
  prepare(deck: number, track: Track, tempo = 0, downbeat = 0): void {
    this.load(deck, track);
    if (tempo > 0) this.send('setGrid', { deck, a: downbeat, b: tempo, c: 4 });
    this.set(`deck.${'abcd'[deck]}.keylock`, 0);
    this.set(`deck.${'abcd'[deck]}.quantise`, 0);
    this.block();
  }

  deck(d: number): Fast['decks'][number] {
    return this.fast.decks[d] as Fast['decks'][number];
  }

  /** The event of this type for a command, or undefined. */
  find(type: number, id: number): Event | undefined {
    return this.events.find((e) => e.type === type && e.id === id);
  }

  /** A copy of the kernel's memory. */
  checkpoint(): Uint8Array<ArrayBuffer> {
    return new Uint8Array(this.memory.buffer.slice(0)) as Uint8Array<ArrayBuffer>;
  }

  restore(bytes: Uint8Array): void {
    new Uint8Array(this.memory.buffer).set(bytes);
  }
}

export { Clock, Op };
