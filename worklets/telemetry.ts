/**
 * The shell's own measurements: load, lateness, counts. Published by seqlock once a second of media time and whenever a
 * count changed.
 *
 * Load and lateness need the wall clock, and `Date.now()` boxes its result (23 bytes a callback), so they are measured
 * only while `EngineSwitch.timing` is on. Lateness L = wall − media time; a callback is late when L exceeds its running
 * minimum by 2.5 × base latency. After an event the minimum starts anew, so that one stall counts once. Within a burst of callbacks
 * L falls by up to one base latency; what lies 1.6 above the minimum was kept waiting, and is a close call.
 *
 * Thread: audio. Does not allocate after construction (the clock aside).
 */
import { type EngineMemory, EngineSwitch } from '../src/control-bus/engine-host.ts';
import { TELEMETRY } from '../src/control-bus/layouts.ts';
import { SeqlockWriter } from '../src/shmem-ipc/seqlock.ts';

const LATE_BASE_LATENCIES = 2.5;
const CLOSE_BASE_LATENCIES = 1.6;
/** Below this base latency the threshold would be the clock's own coarseness. */
const MIN_BASE_LATENCY_MS = 4;

const at8 = (field: 'blocks' | 'load' | 'maxProcessMs'): number => TELEMETRY.offsets[field] / 8;
const at4 = (
  field:
    | 'lateEvents'
    | 'closeCalls'
    | 'eventsLost'
    | 'commandsWaiting'
    | 'chunksMissing'
    | 'fifoLatencyFrames'
    | 'fault',
): number => TELEMETRY.offsets[field] / 4;
const BLOCKS = at8('blocks');
const LOAD = at8('load');
const MAX_PROCESS_MS = at8('maxProcessMs');
const LATE_EVENTS = at4('lateEvents');
const CLOSE_CALLS = at4('closeCalls');
const EVENTS_LOST = at4('eventsLost');
const COMMANDS_WAITING = at4('commandsWaiting');
const CHUNKS_MISSING = at4('chunksMissing');
const FIFO_LATENCY = at4('fifoLatencyFrames');
const FAULT = at4('fault');

export class TelemetryMeter {
  private readonly writer: SeqlockWriter;
  private readonly switches: Int32Array;
  private readonly doubles = new Float64Array(TELEMETRY.byteSize / 8);
  private readonly words = new Int32Array(this.doubles.buffer);
  private readonly lateMs: number;
  private readonly closeMs: number;
  private close = false;
  private readonly framesPerSecond: number;
  /** [0] wall at entry, [1] wall spent this second, [2] longest, [3] lowest lateness, [4] media ms since the meter began. */
  private readonly clock = new Float64Array(5);
  private timing = false;
  private frames = 0;
  private changed = true;

  constructor(memory: EngineMemory, sampleRateHz: number, baseLatencyS: number) {
    this.writer = new SeqlockWriter(memory.telemetry, TELEMETRY.byteSize);
    this.switches = new Int32Array(memory.switches);
    const latencyMs = Math.max(baseLatencyS * 1000, MIN_BASE_LATENCY_MS);
    this.lateMs = LATE_BASE_LATENCIES * latencyMs;
    this.closeMs = CLOSE_BASE_LATENCIES * latencyMs;
    this.framesPerSecond = sampleRateHz;
  }

  /** At the start of a callback. */
  enter(): void {
    const timing = Atomics.load(this.switches, EngineSwitch.timing) === 1;
    if (timing !== this.timing) this.startTiming(timing);
    if (!timing) return;
    const { clock } = this;
    const now = Date.now();
    const lateness = now - (clock[4] as number);
    clock[0] = now;
    const close = lateness - (clock[3] as number) > this.closeMs;
    if (close && !this.close) {
      this.words[CLOSE_CALLS] = (this.words[CLOSE_CALLS] as number) + 1;
      this.changed = true;
    }
    this.close = close;
    if (lateness < (clock[3] as number)) clock[3] = lateness;
    else if (lateness - (clock[3] as number) > this.lateMs) {
      this.words[LATE_EVENTS] = (this.words[LATE_EVENTS] as number) + 1;
      clock[3] = lateness;
      this.changed = true;
    }
  }

  /** At the end of a callback that played `frames`. */
  leave(frames: number): void {
    const { clock } = this;
    if (this.timing) {
      const spent = Date.now() - (clock[0] as number);
      clock[1] = (clock[1] as number) + spent;
      if (spent > (clock[2] as number)) clock[2] = spent;
      clock[4] = (clock[4] as number) + (frames * 1000) / this.framesPerSecond;
    }
    this.frames += frames;
    const second = this.frames >= this.framesPerSecond;
    if (!second && !this.changed) return;
    if (second) {
      this.doubles[LOAD] = ((clock[1] as number) * this.framesPerSecond) / (1000 * this.frames);
      this.doubles[MAX_PROCESS_MS] = clock[2] as number;
      clock[1] = 0;
      clock[2] = 0;
      this.frames = 0;
    }
    this.changed = false;
    this.writer.publish(this.words, 0);
  }

  /** Counts of the engine, after a callback. */
  count(blocks: number, eventsLost: number, commandsWaiting: number, chunksMissing: number): void {
    const { words } = this;
    this.doubles[BLOCKS] = blocks;
    words[COMMANDS_WAITING] = commandsWaiting;
    if (words[EVENTS_LOST] === eventsLost && words[CHUNKS_MISSING] === chunksMissing) return;
    words[EVENTS_LOST] = eventsLost;
    words[CHUNKS_MISSING] = chunksMissing;
    this.changed = true;
  }

  set fifoLatencyFrames(frames: number) {
    if (this.words[FIFO_LATENCY] === frames) return;
    this.words[FIFO_LATENCY] = frames;
    this.changed = true;
  }

  set fault(fault: number) {
    this.words[FAULT] = fault;
    this.changed = true;
  }

  private startTiming(on: boolean): void {
    const { clock } = this;
    this.timing = on;
    clock.fill(0);
    clock[3] = Number.POSITIVE_INFINITY;
    this.doubles[LOAD] = 0;
    this.doubles[MAX_PROCESS_MS] = 0;
  }
}
