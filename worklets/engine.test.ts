import { createHash } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { makeCommand, Op } from '../src/control-bus/commands.ts';
import { BLOCK_FRAMES } from '../src/control-bus/constants.ts';
import { createEngineMemory, EngineSwitch, EVENT_RING, LOG_RING } from '../src/control-bus/engine-host.ts';
import { EVENT, FAST_STATE, SLOW_STATE, TELEMETRY } from '../src/control-bus/layouts.ts';
import { RecorderBlockFlag, RecorderTapReader } from '../src/control-bus/recorder-ring.ts';
import { createStruct, readStruct } from '../src/shmem-ipc/layout.ts';
import { RecordRing } from '../src/shmem-ipc/ring.ts';
import { SeqlockReader } from '../src/shmem-ipc/seqlock.ts';
import { type EngineModules, loadModules } from '../tools/load-engine.ts';
import { EngineCore } from './engine-core.ts';
import { MissingFrames } from './missing-frames.ts';
import { EngineFault } from './processor-options.ts';
import { openTracks, ScriptedSet, SET_STEP_FRAMES, startDecks } from './test-support/scripted-set.ts';
import { ShellHost } from './test-support/shell-host.ts';

const SEED = 20_261;
const STEPS = 350;
const FRAMES = STEPS * SET_STEP_FRAMES;

let modules: EngineModules;
const memory = createEngineMemory();
const { pcm, slabs } = openTracks(memory.sources);
beforeAll(async () => {
  modules = await loadModules();
});

const core = (): EngineCore => new EngineCore({ ...modules, sampleRateHz: 48_000, pcm });
const hash = (samples: Float32Array): string =>
  createHash('sha256')
    .update(new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength))
    .digest('hex');

/** Six interleaved channels: main, phones, booth. */
function renderCore(engine: EngineCore, set: ScriptedSet, fromStep: number, toStep: number): Float32Array {
  const out = new Float32Array((toStep - fromStep) * SET_STEP_FRAMES * 6);
  let at = 0;
  for (let step = fromStep; step < toStep; step++) {
    for (const command of set.commandsAt(step * SET_STEP_FRAMES)) engine.pushCommand(command);
    engine.renderBlocks(SET_STEP_FRAMES / BLOCK_FRAMES, {}, () => {
      for (let i = 0; i < BLOCK_FRAMES; i++)
        for (const bus of [engine.master, engine.phones, engine.booth])
          for (let c = 0; c < 2; c++) out[at++] = bus[i * 2 + c] as number;
    });
  }
  return out;
}

async function renderShell(quantum: number): Promise<Float32Array> {
  const own = createEngineMemory();
  new Int32Array(own.sources).set(new Int32Array(memory.sources));
  const host = await ShellHost.create({ ...modules, quantum, memory: own, slabs });
  const set = new ScriptedSet(SEED);
  const out = new Float32Array(FRAMES * 6);
  let at = 0;
  for (let frame = 0; frame < FRAMES; frame += quantum) {
    if (frame % SET_STEP_FRAMES === 0) for (const command of set.commandsAt(frame)) host.push(command);
    host.process();
    for (let i = 0; i < quantum; i++)
      for (const channels of host.outputs) for (const channel of channels) out[at++] = channel[i] as number;
  }
  return out;
}

describe('the engine', () => {
  it('gives one hash at host quanta 64, 128 and 512, and without a host', async () => {
    const direct = renderCore(core(), new ScriptedSet(SEED), 0, STEPS);
    expect(direct.every(Number.isFinite)).toBe(true);
    const loud = direct.reduce((peak, x) => Math.max(peak, Math.abs(x)), 0);
    expect(loud).toBeGreaterThan(0.05);
    for (const quantum of [64, 128, 512])
      expect(hash(await renderShell(quantum)), `quantum ${quantum}`).toBe(hash(direct));
  });

  it('continues bit for bit from a checkpoint in a fresh engine', () => {
    const set = new ScriptedSet(SEED + 1);
    const first = core();
    renderCore(first, set, 0, 60);
    const saved = structuredClone(first.checkpoint());
    const script = Array.from({ length: 60 }, (_, i) => set.commandsAt((60 + i) * SET_STEP_FRAMES));
    const rest = { commandsAt: (frame: number) => script[frame / SET_STEP_FRAMES - 60] ?? [] } as ScriptedSet;
    const expected = hash(renderCore(first, rest, 60, 120));
    const second = core();
    second.restore(saved);
    expect(second.frame).toBe(60 * SET_STEP_FRAMES);
    expect(hash(renderCore(second, rest, 60, 120))).toBe(expected);
  });

  it('refuses a checkpoint of another kernel', () => {
    const saved = core().checkpoint();
    expect(() => core().restore({ ...saved, kernel: new Uint8Array(64) })).toThrow(/another kernel/);
  });

  it('plays as zeros what a log says was missing, and nothing else', () => {
    const play = (missing: MissingFrames | null): Float32Array => {
      const engine = core();
      engine.missing = missing;
      for (const command of startDecks(1, false, 0)) engine.pushCommand(command);
      const out = new Float32Array(400 * BLOCK_FRAMES * 2);
      engine.renderBlocks(400, { master: out });
      return out;
    };
    const none = play(new MissingFrames());
    expect(hash(none)).toBe(hash(play(null)));
    const gap = new MissingFrames();
    for (let block = 200; block < 220; block++) gap.add(block * BLOCK_FRAMES, 0, 0);
    const gapped = play(gap);
    expect(hash(gapped.subarray(0, 190 * 256))).toBe(hash(none.subarray(0, 190 * 256)));
    const energy = (from: number, to: number): number =>
      gapped.subarray(from * 256, to * 256).reduce((sum, x) => sum + x * x, 0);
    expect(energy(206, 218)).toBeLessThan(energy(180, 192) * 1e-3);
  });
});

describe('the shell', () => {
  it('publishes state, events, telemetry and the recorder tap', async () => {
    const own = createEngineMemory();
    new Int32Array(own.sources).set(new Int32Array(memory.sources));
    const host = await ShellHost.create({ ...modules, quantum: 64, memory: own, slabs });
    expect(host.takeReplies()).toEqual([{ type: 'ready', inputLatencyFrames: 2880, outputLatencyFrames: 4320 }]);
    const tap = new RecorderTapReader(own.tap);
    tap.setOpen(true);
    Atomics.store(new Int32Array(own.switches), EngineSwitch.timing, 1);
    const commands = startDecks(2, true);
    for (const command of commands) host.push(command);
    const main = new Float32Array(1024 * 64);
    for (let i = 0; i < 1024; i++) {
      host.process();
      main.set(host.outputs[0]?.[0] as Float32Array, i * 64);
    }

    const fast = new SeqlockReader(own.fast, FAST_STATE.byteSize);
    expect(fast.read()).toBe(true);
    const state = createStruct(FAST_STATE);
    readStruct(FAST_STATE, fast.view, 0, state);
    expect(state.engineFrame).toBe(512 * BLOCK_FRAMES);
    expect(state.contextTimeS).toBeCloseTo((512 * BLOCK_FRAMES) / 48_000, 12);
    expect(state.decks[0]?.position).toBeGreaterThan(40_000);

    const slow = new SeqlockReader(own.slow, SLOW_STATE.byteSize);
    expect(slow.read()).toBe(true);
    const steps = createStruct(SLOW_STATE);
    readStruct(SLOW_STATE, slow.view, 0, steps);
    expect(steps.decks[1]?.loadToken).toBe(2);

    const log = drain(own.logEvents);
    expect(log).toEqual(drain(own.resultEvents, EVENT_RING));
    expect(log.filter((event) => event.type === 1).map((event) => event.command.id)).toEqual(commands.map((c) => c.id));

    const telemetry = new SeqlockReader(own.telemetry, TELEMETRY.byteSize);
    expect(telemetry.read()).toBe(true);
    const counts = createStruct(TELEMETRY);
    readStruct(TELEMETRY, telemetry.view, 0, counts);
    expect(counts.blocks).toBeGreaterThan(370);
    expect([counts.fault, counts.eventsLost, counts.fifoLatencyFrames]).toEqual([0, 0, 64]);

    let blocks = 0;
    while (tap.pop()) {
      expect(tap.engineFrame).toBe(blocks * BLOCK_FRAMES);
      for (let i = 0; i < BLOCK_FRAMES; i++) expect(tap.samples[i * 2]).toBe(main[blocks * BLOCK_FRAMES + i]);
      blocks++;
    }
    expect(blocks).toBe(512);
  });

  it('moves to another host by parking', async () => {
    const own = createEngineMemory();
    new Int32Array(own.sources).set(new Int32Array(memory.sources));
    const first = await ShellHost.create({ ...modules, quantum: 128, memory: own, slabs });
    for (const command of startDecks(1, false)) first.push(command);
    for (let i = 0; i < 300; i++) first.process();
    first.takeReplies();
    first.send({ type: 'park' });
    const parked = first.takeReplies()[0];
    if (parked?.type !== 'parked') throw new Error(`expected "parked", got ${parked?.type}`);
    first.process();
    expect(first.outputs.flat().every((channel) => channel.every((x) => x === 0))).toBe(true);

    const second = await ShellHost.create({
      ...modules,
      quantum: 512,
      memory: own,
      slabs,
      checkpoint: parked.checkpoint,
    });
    second.process();
    expect(second.outputs[0]?.[0]?.some((x) => x !== 0)).toBe(true);
    const fast = new SeqlockReader(own.fast, FAST_STATE.byteSize);
    fast.read();
    expect(fast.view.getFloat64(FAST_STATE.offsets.engineFrame, true)).toBe(304 * BLOCK_FRAMES);
  });

  it('turns a trap into silence and a fault, and a kernel that does not fit into a message', async () => {
    const own = createEngineMemory();
    const host = await ShellHost.create({ ...modules, quantum: 128, memory: own });
    // A slab table that lies: reading the source throws inside the kernel's import, as a trap would.
    lieAboutSource(own.sources);
    const tap = new RecorderTapReader(own.tap);
    tap.setOpen(true);
    for (const command of startDecks(1, false)) host.push(command);
    for (let i = 0; i < 8; i++) host.process();
    expect(host.outputs.flat().every((channel) => channel.every((x) => x === 0))).toBe(true);
    const telemetry = new SeqlockReader(own.telemetry, TELEMETRY.byteSize);
    telemetry.read();
    expect(telemetry.view.getUint32(TELEMETRY.offsets.fault, true)).toBe(EngineFault.kernelTrap);

    let taken = 0;
    while (tap.pop()) taken++;
    expect(tap.flags).toBe(RecorderBlockFlag.engineFault);
    expect(taken).toBeGreaterThan(5);
    host.send({ type: 'park' });
    expect(host.takeReplies().at(-1)?.type).toBe('failed');

    const empty = new WebAssembly.Module(new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0]));
    const broken = await ShellHost.create({ ...modules, kernel: empty, quantum: 128, memory: createEngineMemory() });
    expect(broken.takeReplies()[0]?.type).toBe('failed');
    broken.process();
    expect(broken.outputs.flat().every((channel) => channel.every((x) => x === 0))).toBe(true);
  });

  it('counts events that find no room and goes on', async () => {
    const own = createEngineMemory();
    const host = await ShellHost.create({ ...modules, quantum: 128, memory: own });
    for (let round = 0; round < LOG_RING.capacity / 64 + 8; round++) {
      for (let i = 0; i < 64; i++) host.push(makeCommand({ op: Op.setControl, target: 84, a: 100 + i }));
      host.process();
    }
    expect(drain(own.logEvents)).toHaveLength(LOG_RING.capacity);
    const telemetry = new SeqlockReader(own.telemetry, TELEMETRY.byteSize);
    telemetry.read();
    expect(telemetry.view.getUint32(TELEMETRY.offsets.eventsLost, true)).toBeGreaterThan(0);
  });
});

function drain(buffer: SharedArrayBuffer, spec = LOG_RING): ReturnType<typeof createStruct<typeof EVENT>>[] {
  const ring = new RecordRing(buffer, spec);
  const words = new Int32Array(EVENT.byteSize / 4);
  const events: ReturnType<typeof createStruct<typeof EVENT>>[] = [];
  while (ring.pop(words, 0)) {
    const event = createStruct(EVENT);
    readStruct(EVENT, new DataView(words.buffer), 0, event);
    events.push(event);
  }
  return events;
}

/** Source 0 claims readable frames in a slab that nobody handed over. */
function lieAboutSource(sources: SharedArrayBuffer): void {
  const table = new Int32Array(sources);
  table[0] = 1;
  table[1] = 2;
  table[2] = 1_000_000;
  table[3] = 1_000_000;
  table.fill(640, 5, 64);
}
