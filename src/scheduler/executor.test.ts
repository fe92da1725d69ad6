import { describe, expect, it } from 'vitest';
import { Clock, CommandFlag, makeCommand, Op } from '../control-bus/commands.ts';
import { CONTROLS, controlIndex, deckControlIndex } from '../control-bus/controls.ts';
import { COMMAND_RING, INTENT_RING } from '../control-bus/engine-host.ts';
import { CLOCK_MAP, COMMAND, DeckFlag, FAST_STATE, Gesture, INTENT, SLOW_STATE } from '../control-bus/layouts.ts';
import { createStruct, readStruct, type Struct, type ValueOf, writeStruct } from '../shmem-ipc/layout.ts';
import { createRing, RecordRing } from '../shmem-ipc/ring.ts';
import { createSeqlock, SeqlockWriter } from '../shmem-ipc/seqlock.ts';
import { Executor } from './executor.ts';

function publish<S extends Struct>(layout: S, buffer: SharedArrayBuffer, value: ValueOf<S>): void {
  const words = new Int32Array(layout.byteSize / 4);
  writeStruct(layout, new DataView(words.buffer), 0, value as ValueOf<Struct>);
  new SeqlockWriter(buffer, layout.byteSize).publish(words, 0);
}

function bench(sources = 1) {
  const intentRings = Array.from({ length: sources }, () => createRing(INTENT_RING));
  const memory = {
    intentRings,
    commandRing: createRing(COMMAND_RING),
    fast: createSeqlock(FAST_STATE.byteSize),
    slow: createSeqlock(SLOW_STATE.byteSize),
    clockMap: createSeqlock(CLOCK_MAP.byteSize),
    sampleRateHz: 48_000,
  };
  const slow = createStruct(SLOW_STATE);
  CONTROLS.forEach((c, i) => {
    slow.controls[i] = c.default;
  });
  publish(SLOW_STATE, memory.slow, slow);
  const executor = new Executor(memory);
  const words = new Int32Array(INTENT.byteSize / 4);
  const commandWords = new Int32Array(COMMAND.byteSize / 4);
  const commands = new RecordRing(memory.commandRing, COMMAND_RING);
  return {
    memory,
    slow,
    executor,
    send(
      fields: Parameters<typeof makeCommand>[0],
      options: { eventTimeMs?: number; gesture?: number; source?: number } = {},
    ) {
      writeStruct(INTENT, new DataView(words.buffer), 0, {
        command: { ...makeCommand(fields), spare: 0 },
        eventTimeMs: options.eventTimeMs ?? 0,
        gesture: options.gesture ?? Gesture.plain,
      });
      return new RecordRing(intentRings[options.source ?? 0] as SharedArrayBuffer, INTENT_RING).push(words, 0);
    },
    next() {
      if (!commands.pop(commandWords, 0)) return null;
      const command = createStruct(COMMAND);
      readStruct(COMMAND, new DataView(commandWords.buffer), 0, command);
      return command;
    },
  };
}

function playing(b: ReturnType<typeof bench>, flags: number): void {
  const fast = createStruct(FAST_STATE);
  fast.engineFrame = 5000;
  const deck = fast.decks[0];
  if (deck) {
    deck.flags = flags;
    deck.meter.shortTermLufs = -12;
  }
  publish(FAST_STATE, b.memory.fast, fast);
}

describe('Executor', () => {
  it('passes a permitted intent on unchanged', () => {
    const b = bench();
    b.send({ op: Op.setControl, target: controlIndex('mixer.crossfader'), a: -0.5, id: 7 });
    expect(b.executor.drain()).toHaveLength(1);
    expect(b.next()).toMatchObject({ id: 7, op: Op.setControl, a: -0.5, clock: Clock.now });
    expect(b.next()).toBeNull();
  });

  it('keeps a refused intent away from the engine and says why', () => {
    const b = bench();
    playing(b, DeckFlag.playing | DeckFlag.loaded);
    b.send({ op: Op.load, deck: 0, target: 1, id: 3 });
    expect(b.executor.drain()[0]).toMatchObject({ command: { id: 3 }, refused: { kind: 'audible', deck: 0 } });
    expect(b.next()).toBeNull();
    b.send({ op: Op.load, deck: 0, target: 1, id: 4 }, { gesture: Gesture.override });
    expect(b.executor.drain()[0]?.refused).toBeNull();
    expect(b.next()).toMatchObject({ id: 4 });
  });

  it('sends a jump on a quantised playing deck to its next boundary, and only such a one', () => {
    const b = bench();
    playing(b, DeckFlag.playing | DeckFlag.loaded | DeckFlag.hasGrid);
    b.slow.controls[deckControlIndex(0, 'quantise.step')] = 4;
    publish(SLOW_STATE, b.memory.slow, b.slow);
    b.send({ op: Op.hotCueJump, deck: 0, target: 2 });
    b.send({ op: Op.hotCueJump, deck: 1, target: 2 });
    b.send({ op: Op.play, deck: 0 });
    b.send({ op: Op.hotCueJump, deck: 0, target: 2, flags: CommandFlag.hardCut });
    b.executor.drain();
    expect(b.next()).toMatchObject({
      clock: Clock.deckBeat,
      flags: CommandFlag.nextBoundary | CommandFlag.phaseTrue,
      step: 4,
    });
    expect(b.next()).toMatchObject({ clock: Clock.now, deck: 1 });
    expect(b.next()).toMatchObject({ clock: Clock.now, op: Op.play });
    expect(b.next()).toMatchObject({ clock: Clock.now, flags: CommandFlag.hardCut });
  });

  it('stamps scratch positions with the frame that was rendered when the hand moved', () => {
    const b = bench();
    playing(b, DeckFlag.playing | DeckFlag.loaded);
    b.send({ op: Op.scratchMove, deck: 0, a: 10 }, { eventTimeMs: 1000 });
    b.executor.drain();
    expect(b.next()?.b).toBe(5000);
    publish(CLOCK_MAP, b.memory.clockMap, { epochMs: 1000, heardFrame: 48_000, latencyFrames: 480 });
    b.send({ op: Op.scratchMove, deck: 0, a: 20 }, { eventTimeMs: 1002.5 });
    b.executor.drain();
    expect(b.next()?.b).toBe(48_600);
  });

  it('serves every source in turn', () => {
    const b = bench(2);
    for (let i = 0; i < 3; i++) {
      b.send({ op: Op.play, deck: 0, id: 10 + i }, { source: 0 });
      b.send({ op: Op.play, deck: 1, id: 20 + i }, { source: 1 });
    }
    b.executor.drain();
    expect(Array.from({ length: 6 }, () => b.next()?.id)).toEqual([10, 20, 11, 21, 12, 22]);
  });

  it('reports a full command ring instead of losing a command', () => {
    const b = bench();
    let refused = 0;
    for (let i = 0; i < COMMAND_RING.capacity + 5; i++) {
      b.send({ op: Op.play, deck: 0 });
      refused += b.executor.drain().filter((d) => d.refused?.kind === 'engineBusy').length;
    }
    expect(refused).toBe(5);
  });
});
