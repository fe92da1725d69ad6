/**
 * Follows a running engine for the log: its event ring, and its snapshots for heartbeats and deck states.
 * Thread: log worker. Allocates per record kept.
 */
import { type Command, EventType } from '../../control-bus/commands.ts';
import { LOG_RING } from '../../control-bus/engine-host.ts';
import { DeckFlag, EVENT, FAST_STATE, SLOW_STATE } from '../../control-bus/layouts.ts';
import { createStruct, readStruct, type ValueOf } from '../../shmem-ipc/layout.ts';
import { RecordRing } from '../../shmem-ipc/ring.ts';
import { SeqlockReader } from '../../shmem-ipc/seqlock.ts';
import type { DeckState, Heartbeat, HeartbeatDeck, LogRecord } from '../session-log/format.ts';
import type { LogSources } from './log-messages.ts';

export class EngineWatch {
  private readonly ring: RecordRing;
  private readonly words = new Int32Array(EVENT.byteSize / 4);
  private readonly view = new DataView(this.words.buffer);
  private readonly event = createStruct(EVENT);
  private readonly fastReader: SeqlockReader;
  private readonly slowReader: SeqlockReader;
  private readonly fast = createStruct(FAST_STATE);
  private readonly slow = createStruct(SLOW_STATE);
  private readonly lastStates = new Map<number, string>();
  private droppedSeen = 0;

  constructor(sources: LogSources) {
    this.ring = new RecordRing(sources.logEvents, LOG_RING);
    this.fastReader = new SeqlockReader(sources.fast, FAST_STATE.byteSize);
    this.slowReader = new SeqlockReader(sources.slow, SLOW_STATE.byteSize);
  }

  /** Engine frame of the newest snapshot read. */
  get engineFrame(): number {
    return this.fast.engineFrame;
  }

  /** Hands every waiting event to `add`. Returns how many records the ring had to drop since the last call. */
  drain(add: (record: LogRecord) => void): number {
    while (this.ring.pop(this.words, 0)) {
      readStruct(EVENT, this.view, 0, this.event);
      add(recordOf(this.event));
    }
    const { dropped } = this.ring;
    const lost = (dropped - this.droppedSeen) | 0;
    this.droppedSeen = dropped;
    return lost;
  }

  /** Takes fresh snapshots; false when the engine kept writing over them (the next call will do). */
  refresh(): boolean {
    if (!this.fastReader.read() || !this.slowReader.read()) return false;
    readStruct(FAST_STATE, this.fastReader.view, 0, this.fast);
    readStruct(SLOW_STATE, this.slowReader.view, 0, this.slow);
    return true;
  }

  heartbeat(wallMs: number): Heartbeat {
    const { fast, slow } = this;
    const decks: HeartbeatDeck[] = [];
    fast.decks.forEach((d, deck) => {
      if ((d.flags & DeckFlag.loaded) === 0) return;
      const looped = (d.flags & DeckFlag.loopActive) !== 0;
      decks.push({
        deck,
        loadToken: (slow.decks[deck] as ValueOf<typeof SLOW_STATE>['decks'][number]).loadToken,
        // While slip, roll or censor is on, play will go on elsewhere than what is heard.
        positionFrames: (d.flags & DeckFlag.slipping) !== 0 ? d.slipPosition : d.position,
        flags: d.flags,
        loopInFrame: looped ? d.loopInFrame : -1,
        loopOutFrame: looped ? d.loopOutFrame : -1,
      });
    });
    return {
      engineFrame: fast.engineFrame,
      wallMs,
      transportBeat: fast.transportBeat,
      transportPlaying: fast.transportPlaying !== 0,
      slowVersion: slow.version,
      decks,
    };
  }

  /** The decks whose stepping state differs from what this returned last. */
  changedDecks(): DeckState[] {
    const changed: DeckState[] = [];
    this.slow.decks.forEach((d, deck) => {
      const content = JSON.stringify(d);
      const last = this.lastStates.get(deck);
      if (content === last || (last === undefined && d.loadToken === 0)) return;
      this.lastStates.set(deck, content);
      changed.push({ ...d, hotCueFrames: [...d.hotCueFrames], deck, engineFrame: this.fast.engineFrame });
    });
    return changed;
  }
}

function recordOf(event: ValueOf<typeof EVENT>): LogRecord {
  const { command, ...plain } = event;
  if (event.type !== EventType.arrived) return { kind: 'event', event: plain };
  const { spare: _, ...fields } = command;
  // The kernel copied a command that the scheduler wrote: its numbers are of the vocabulary.
  return { kind: 'arrival', frame: event.frame, command: fields as Command, executedAtOnce: false };
}
