/**
 * An engine at work for timing: n decks playing with EQ, filter, headphones and faders away from rest.
 * More than four decks are several kernels side by side, as one kernel has four. Thread: any.
 */

import type { Command } from '../../src/control-bus/commands.ts';
import { makeCommand, Op } from '../../src/control-bus/commands.ts';
import { BLOCK_FRAMES, DECK_COUNT } from '../../src/control-bus/constants.ts';
import { deckControlIndex } from '../../src/control-bus/controls.ts';
import { createEngineMemory, type EngineMemory } from '../../src/control-bus/engine-host.ts';
import type { PcmStore } from '../../src/control-bus/pcm.ts';
import type { StretchPreset } from '../../src/ts-shift/instance.ts';
import { EngineCore } from '../../worklets/engine-core.ts';
import { openTracks, startDecks } from '../../worklets/test-support/scripted-set.ts';
import { lowestOf, type Times, timeEach } from './timing.ts';

export interface Modules {
  readonly kernel: WebAssembly.Module;
  readonly stretcher: WebAssembly.Module;
}

/** Decks 0…n−1 with everything on. */
export function loadedDecks(decks: number, stretched: boolean): Command[] {
  const commands = startDecks(decks, stretched);
  const set = (deck: number, key: Parameters<typeof deckControlIndex>[1], a: number): void => {
    commands.push(makeCommand({ op: Op.setControl, target: deckControlIndex(deck, key), a }));
  };
  for (let deck = 0; deck < decks; deck++) {
    set(deck, 'eq.high', -4);
    set(deck, 'eq.mid', 3);
    set(deck, 'eq.low', -8);
    set(deck, 'filter', deck % 2 === 0 ? 0.3 : -0.3);
    set(deck, 'trim', 2);
    set(deck, 'level', 0.7);
    set(deck, 'pfl', 1);
  }
  return commands;
}

/** Blocks before every voice is primed and every path compiled. */
const WARM_UP_BLOCKS = 1500;
/** 12 s of audio: the tracks are 40 s long. */
const TIMED_BLOCKS = 4500;

/** A live engine's own work a block, rings and snapshots included: lowest of `runs`. */
export function timeDecks(
  modules: Modules,
  decks: number,
  stretched: boolean,
  preset: StretchPreset,
  runs: number,
): Times {
  const memory = createEngineMemory();
  const { pcm } = openTracks(memory.sources);
  const all: Times[] = [];
  for (let run = 0; run < runs; run++) {
    const engines = enginesFor(modules, decks, stretched, preset, pcm, memory);
    all.push(
      timeEach(
        () => {
          for (let i = 0; i < engines.length; i++) (engines[i] as EngineCore).renderBlock();
        },
        TIMED_BLOCKS,
        WARM_UP_BLOCKS,
      ),
    );
  }
  return lowestOf(all);
}

function enginesFor(
  modules: Modules,
  decks: number,
  stretched: boolean,
  preset: StretchPreset,
  pcm: PcmStore,
  memory: EngineMemory,
): EngineCore[] {
  const engines: EngineCore[] = [];
  for (let left = decks; left > 0; left -= DECK_COUNT) {
    const own = { ...createEngineMemory(), sources: memory.sources };
    const engine = new EngineCore({ ...modules, sampleRateHz: 48_000, preset, pcm, memory: own });
    for (const command of loadedDecks(Math.min(left, DECK_COUNT), stretched)) engine.pushCommand(command);
    engines.push(engine);
  }
  return engines;
}

/** A loop that only reads the clock: the tail that the machine and the clock add to any timing. */
export function timeNothing(runs: number): Times {
  let kept = 0;
  const all: Times[] = [];
  for (let run = 0; run < runs; run++)
    all.push(
      timeEach(
        () => {
          kept = (kept + 1) | 0;
        },
        TIMED_BLOCKS,
        WARM_UP_BLOCKS,
      ),
    );
  return lowestOf(all);
}

/** Microseconds of one block of audio at 48 kHz. */
export const QUANTUM_US = (BLOCK_FRAMES / 48_000) * 1e6;
