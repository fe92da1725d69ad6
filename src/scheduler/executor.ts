/**
 * Drains the intent rings, asks permission, quantises, and writes the command ring, whose only producer it is.
 * Pure of threads: the worker calls `drain`, and so do tests and the headless studio.
 *
 * Thread: scheduler worker. Allocates only for refusals and the log batch.
 */
import { type Command, makeCommand, Op } from '../control-bus/commands.ts';
import { COMMAND_RING, INTENT_RING } from '../control-bus/engine-host.ts';
import { CLOCK_MAP, COMMAND, INTENT } from '../control-bus/layouts.ts';
import { createStruct, readStruct, writeStruct } from '../shmem-ipc/layout.ts';
import { RecordRing } from '../shmem-ipc/ring.ts';
import { SeqlockReader } from '../shmem-ipc/seqlock.ts';
import { decide, type RefusalReason } from './permission.ts';
import { quantise } from './quantise.ts';
import { WorldReader } from './world.ts';

/** One decided intent, for the session log. */
export interface DecidedIntent {
  readonly command: Command;
  readonly eventTimeMs: number;
  readonly gesture: number;
  readonly refused: RefusalReason | null;
}

export interface ExecutorMemory {
  readonly intentRings: readonly SharedArrayBuffer[];
  readonly commandRing: SharedArrayBuffer;
  readonly fast: SharedArrayBuffer;
  readonly slow: SharedArrayBuffer;
  /** A seqlock of `CLOCK_MAP`. */
  readonly clockMap: SharedArrayBuffer;
  readonly sampleRateHz: number;
}

export class Executor {
  private readonly intents: readonly RecordRing[];
  private readonly commands: RecordRing;
  private readonly world: WorldReader;
  private readonly clockReader: SeqlockReader;
  private readonly clockMap = createStruct(CLOCK_MAP);
  private readonly framesPerMs: number;
  private readonly intentWords = new Int32Array(INTENT.byteSize / 4);
  private readonly intentView = new DataView(this.intentWords.buffer);
  private readonly intent = createStruct(INTENT);
  private readonly commandWords = new Int32Array(COMMAND.byteSize / 4);
  private readonly commandView = new DataView(this.commandWords.buffer);

  constructor(memory: ExecutorMemory) {
    this.intents = memory.intentRings.map((ring) => new RecordRing(ring, INTENT_RING));
    this.commands = new RecordRing(memory.commandRing, COMMAND_RING);
    this.world = new WorldReader(memory.fast, memory.slow);
    this.clockReader = new SeqlockReader(memory.clockMap, CLOCK_MAP.byteSize);
    this.framesPerMs = memory.sampleRateHz / 1000;
  }

  /** Decides everything that waits, ring by ring in turn so that no source starves another. Returns what was decided. */
  drain(): DecidedIntent[] {
    const decided: DecidedIntent[] = [];
    for (let more = true; more; ) {
      more = false;
      for (const ring of this.intents) {
        if (!ring.pop(this.intentWords, 0)) continue;
        more = true;
        decided.push(this.decideOne());
      }
    }
    return decided;
  }

  private decideOne(): DecidedIntent {
    readStruct(INTENT, this.intentView, 0, this.intent);
    const { eventTimeMs, gesture } = this.intent;
    // The record's fields are plain numbers until `decide` has checked them.
    const command = makeCommand(this.intent.command as Command);
    const world = this.world.read();
    if (command.op === Op.scratchMove && command.b === 0)
      command.b = this.frameRenderedAt(eventTimeMs, world.engineFrame);
    const verdict = decide(command, gesture, world);
    if (!verdict.permitted) return { command, eventTimeMs, gesture, refused: verdict.reason };
    quantise(command, world);
    writeStruct(COMMAND, this.commandView, 0, { ...command, spare: 0 });
    if (!this.commands.push(this.commandWords, 0))
      return { command, eventTimeMs, gesture, refused: { kind: 'engineBusy' } };
    return { command, eventTimeMs, gesture, refused: null };
  }

  /** The engine frame that was being rendered at a moment of wall time; the newest frame when no clock is known yet. */
  private frameRenderedAt(epochMs: number, engineFrame: number): number {
    if (this.clockReader.read()) readStruct(CLOCK_MAP, this.clockReader.view, 0, this.clockMap);
    const map = this.clockMap;
    if (map.epochMs === 0 || epochMs === 0) return engineFrame;
    return map.heardFrame + map.latencyFrames + (epochMs - map.epochMs) * this.framesPerMs;
  }
}
