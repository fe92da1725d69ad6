/**
 * The real engine on a paged track beside the same engine on the whole track: what it plays is the same, except for
 * silence where a page was not there, and that is counted.
 */
import { beforeAll, expect, test } from 'vitest';
import { type EngineModules, loadModules } from '../../../tools/load-engine.ts';
import { EngineCore } from '../../../worklets/engine-core.ts';
import { type Command, makeCommand, Op } from '../../control-bus/commands.ts';
import { PAGE_FRAMES, PAGE_SLOTS, SLAB_SLOTS } from '../../control-bus/constants.ts';
import { deckControlIndex } from '../../control-bus/controls.ts';
import { createEngineMemory } from '../../control-bus/engine-host.ts';
import { PcmFormat } from '../../control-bus/layouts.ts';
import { PcmStore, SLAB_BYTES, SOURCE_TABLE_BYTES } from '../../control-bus/pcm.ts';
import { MemoryFiles } from '../byte-files/memory.ts';
import { exclusiveHere, StoreTable } from '../store/store-table.ts';
import { EngineView } from './engine-view.ts';
import { PageFiles } from './page-files.ts';
import { PagedSource } from './paged-source.ts';

const SOURCE = 7;
const PAGES = 80;
const FRAMES = PAGES * PAGE_FRAMES;
/** Blocks between two turns: 5 ms. */
const TURN_BLOCKS = 2;

let modules: EngineModules;
let track: Int16Array<ArrayBuffer>;
beforeAll(async () => {
  modules = await loadModules();
  // Quiet enough for the limiter to stay out of it, and different in every page.
  track = new Int16Array(FRAMES * 2);
  for (let frame = 0; frame < FRAMES; frame++) {
    const sample = ((frame % 200) - 100) * 20 + (Math.floor(frame / PAGE_FRAMES) % 50) * 30 - 700;
    track[frame * 2] = sample;
    track[frame * 2 + 1] = -sample;
  }
});

const slabs = (count: number): SharedArrayBuffer[] =>
  Array.from({ length: count }, () => new SharedArrayBuffer(SLAB_BYTES));

function wholeEngine(): EngineCore {
  const pcm = new PcmStore(new SharedArrayBuffer(SOURCE_TABLE_BYTES));
  const count = Math.ceil(PAGES / SLAB_SLOTS);
  for (const [i, slab] of slabs(count).entries()) pcm.addSlab(i, slab);
  const slots = Array.from({ length: PAGES }, (_, i) => i);
  pcm.openSource(SOURCE, PcmFormat.int16, 2, FRAMES, slots);
  const floats = new Float32Array(PAGE_FRAMES * 2);
  for (let page = 0; page < PAGES; page++) {
    for (let i = 0; i < floats.length; i++) floats[i] = (track[page * floats.length + i] as number) / 32_768;
    pcm.writeFrames(SOURCE, floats, 0, PAGE_FRAMES);
  }
  pcm.completeSource(SOURCE, FRAMES);
  return new EngineCore({ ...modules, sampleRateHz: 48_000, pcm });
}

async function pagedEngine() {
  const memory = createEngineMemory();
  const pcm = new PcmStore(memory.sources);
  const store = new PcmStore(memory.sources);
  for (const [i, slab] of slabs(1).entries()) {
    pcm.addSlab(i, slab);
    store.addSlab(i, slab);
  }
  const engine = new EngineCore({ ...modules, sampleRateHz: 48_000, pcm, memory });
  const files = new PageFiles(new StoreTable(new MemoryFiles(), exclusiveHere()));
  const pages = await files.begin(FRAMES * 4);
  const slots = Array.from({ length: PAGE_SLOTS }, (_, i) => i);
  const paged = new PagedSource(store, SOURCE, files, pages, 0, FRAMES, slots);
  await paged.append(track);
  paged.finish();
  const view = new EngineView(memory.fast, memory.slow);
  return {
    engine,
    turn: () => {
      if (view.refresh()) paged.turn(view);
    },
  };
}

const START: readonly Command[] = [
  makeCommand({ id: 1, op: Op.setControl, target: deckControlIndex(0, 'keylock'), a: 0 }),
  makeCommand({ id: 2, op: Op.sourceLength, target: SOURCE, a: FRAMES }),
  makeCommand({ id: 3, op: Op.load, deck: 0, target: SOURCE, a: 11 }),
  makeCommand({ id: 4, op: Op.hotCueSet, deck: 0, target: 0, a: 70.5 * PAGE_FRAMES }),
  makeCommand({ id: 5, op: Op.play, deck: 0 }),
];

interface Heard {
  /** Blocks that differ from the whole track's. */
  readonly differing: number;
  readonly missing: number;
  readonly peak: number;
}

async function bench() {
  const whole = wholeEngine();
  const { engine, turn } = await pagedEngine();
  let block = 0;
  turn();
  return {
    /** Both engines play `blocks` blocks from a command on. */
    play(blocks: number, ...commands: Command[]): Heard {
      for (const command of commands) {
        whole.pushCommand(command);
        engine.pushCommand(command);
      }
      const before = engine.chunksMissing;
      let differing = 0;
      let peak = 0;
      for (let i = 0; i < blocks; i++) {
        whole.renderBlock();
        engine.renderBlock();
        const same = whole.master.every((x, at) => Math.abs(x - (engine.master[at] as number)) < 1e-6);
        if (!same) differing++;
        for (const x of engine.master) peak = Math.max(peak, Math.abs(x));
        if (block++ % TURN_BLOCKS === TURN_BLOCKS - 1) turn();
      }
      return { differing, missing: engine.chunksMissing - before, peak };
    },
  };
}

const seek = (page: number): Command => makeCommand({ id: 9, op: Op.seek, deck: 0, a: page * PAGE_FRAMES });

test('played through, a paged track sounds as the whole one, sample for sample', async () => {
  const { play } = await bench();
  const heard = play(6000, ...START);
  expect(heard).toMatchObject({ differing: 0, missing: 0 });
  expect(heard.peak).toBeGreaterThan(0.01);
});

test('a jump to a page on disk is a few blocks of counted silence, then the right samples; a jump to a cue is neither', async () => {
  const { play } = await bench();
  play(2000, ...START);
  const jump = play(1000, seek(50.25));
  expect(jump.missing).toBeGreaterThan(0);
  expect(jump.missing).toBeLessThanOrEqual(2 * TURN_BLOCKS);
  expect(play(2000)).toMatchObject({ differing: 0, missing: 0 });
  const cue = play(2000, makeCommand({ id: 10, op: Op.hotCueJump, deck: 0, target: 0 }));
  expect(cue).toMatchObject({ differing: 0, missing: 0 });
  expect(play(2000, seek(0))).toMatchObject({ differing: 0, missing: 0 });
});

test('whatever a hand does, no sample of another page is heard', async () => {
  const { play } = await bench();
  play(400, ...START);
  let state = 7;
  const random = (n: number): number => {
    state = (Math.imul(state, 48_271) >>> 0) % 2_147_483_647;
    return state % n;
  };
  for (let i = 0; i < 40; i++) {
    const command = [
      seek(random(PAGES * 8) / 8),
      makeCommand({ id: 11, op: Op.censorStart, deck: 0 }),
      makeCommand({ id: 12, op: Op.censorEnd, deck: 0 }),
      makeCommand({ id: 13, op: Op.loopSet, deck: 0, a: 30 * PAGE_FRAMES, b: 30 * PAGE_FRAMES + 30_000, c: 1 }),
      makeCommand({ id: 14, op: Op.loopExit, deck: 0 }),
    ][random(5)] as Command;
    const after = play(60, command);
    // What was missing is heard as silence, and the mixer needs a moment to forget it.
    if (after.missing > 0) play(400);
    expect(play(100)).toMatchObject({ differing: 0, missing: 0 });
  }
});
