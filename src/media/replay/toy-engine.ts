/**
 * A small engine for tests of the replay: one voice per deck, gain, seek, events as the real one reports them.
 * It also plays live: with a log writer attached it writes what the log worker would.
 * Thread: tests.
 */
import type { MissingFrames } from '../../../worklets/missing-frames.ts';
import { type Command, EventType, makeCommand, Op } from '../../control-bus/commands.ts';
import { BLOCK_FRAMES, DECK_COUNT } from '../../control-bus/constants.ts';
import { EVENT } from '../../control-bus/layouts.ts';
import type { PcmStore } from '../../control-bus/pcm.ts';
import { createStruct, type ValueOf } from '../../shmem-ipc/layout.ts';
import type { SessionLogWriter } from '../session-log/writer.ts';
import type { ReplayEngine } from './replay-types.ts';

type EngineEvent = ValueOf<typeof EVENT>;

export class ToyEngine implements ReplayEngine {
  frame = 0;
  readonly master = new Float32Array(BLOCK_FRAMES * 2);
  missing: MissingFrames | null = null;
  private readonly pcm: PcmStore;
  private readonly voice = new Float32Array(BLOCK_FRAMES * 2);
  private readonly decks = Array.from({ length: DECK_COUNT }, () => ({ source: -1, position: 0, playing: false }));
  private gain = 1;
  private waiting: Command[] = [];
  private events: EngineEvent[] = [];

  constructor(pcm: PcmStore) {
    this.pcm = pcm;
  }

  pushCommand(command: Command): void {
    this.waiting.push(command);
  }

  readEvents(): EngineEvent[] {
    return this.events;
  }

  renderBlock(): number {
    this.events = [];
    const commands = this.waiting;
    this.waiting = [];
    for (const command of commands) this.emit({ type: EventType.arrived, command });
    for (const command of commands) this.execute(command);
    this.master.fill(0);
    this.decks.forEach((deck, voice) => {
      if (!deck.playing) return;
      let missing = this.pcm.readFrames(deck.source, deck.position, BLOCK_FRAMES, this.voice, 0);
      missing += this.missing?.silence(this.frame, voice, deck.position, BLOCK_FRAMES, this.voice, 0) ?? 0;
      if (missing > 0) {
        const a = deck.position + BLOCK_FRAMES - missing;
        this.emit({ type: EventType.chunkMissing, deck: voice, a, b: missing });
      }
      for (let i = 0; i < this.master.length; i++)
        this.master[i] = (this.master[i] as number) + (this.voice[i] as number) * this.gain;
      deck.position += BLOCK_FRAMES;
    });
    this.frame += BLOCK_FRAMES;
    return this.events.length;
  }

  private emit(fields: { type: number; command?: Command; deck?: number; a?: number; b?: number }): void {
    const event = createStruct(EVENT);
    const command = fields.command ?? makeCommand({ op: Op.play });
    Object.assign(event, { id: command.id, op: command.op, deck: command.deck, frame: this.frame }, fields);
    event.command = { ...command, spare: 0 };
    this.events.push(event);
  }

  private execute(command: Command): void {
    const deck = this.decks[command.deck];
    if (command.op === Op.setControl) this.gain = command.a;
    else if (deck === undefined) {
      this.emit({ type: EventType.refused, command });
      return;
    } else if (command.op === Op.load) Object.assign(deck, { source: command.target, position: 0, playing: false });
    else if (command.op === Op.play) deck.playing = true;
    else if (command.op === Op.seek) deck.position = command.a;
    this.emit({ type: EventType.executed, command, a: deck?.position ?? 0 });
  }

  /** Renders a block and logs its events; returns a copy of the master. */
  renderLive(writer: SessionLogWriter): Float32Array {
    this.renderBlock();
    for (const { command, ...event } of this.events) {
      if (event.type !== EventType.arrived) writer.add({ kind: 'event', event });
      else {
        const { spare: _, ...fields } = command;
        writer.add({ kind: 'arrival', frame: event.frame, command: fields as Command, executedAtOnce: false });
      }
    }
    return this.master.slice();
  }
}
