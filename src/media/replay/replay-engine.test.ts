import { createHash } from 'node:crypto';
import { beforeAll, expect, test } from 'vitest';
import { type EngineModules, loadModules } from '../../../tools/load-engine.ts';
import { EngineCore } from '../../../worklets/engine-core.ts';
import { ScriptedSet, SET_STEP_FRAMES, syntheticTrack } from '../../../worklets/test-support/scripted-set.ts';
import { type Command, makeCommand, Op } from '../../control-bus/commands.ts';
import { BLOCK_FRAMES, DECK_COUNT, SESSION_RATE_HZ } from '../../control-bus/constants.ts';
import { deckControlIndex } from '../../control-bus/controls.ts';
import { createEngineMemory } from '../../control-bus/engine-host.ts';
import { MemoryFiles } from '../byte-files/memory.ts';
import { LogSession } from '../log-worker/log-session.ts';
import { openNewLog } from '../log-worker/log-shelf.ts';
import { planResume } from '../resume/plan.ts';
import type { TrackFact } from '../session-log/format.ts';
import { openLog } from '../session-log/reader.ts';
import { replayLog } from './replay.ts';
import { ReplayPcm } from './replay-pcm.ts';
import type { ReplayReport, TrackFinder } from './replay-types.ts';

const TRACK_FRAMES = 40 * SESSION_RATE_HZ;
const STEPS = 120;
const START_MS = 1_800_000_000_000;

let modules: EngineModules;
const tracks = Array.from({ length: DECK_COUNT }, (_, track) => syntheticTrack(track, TRACK_FRAMES));
beforeAll(async () => {
  modules = await loadModules();
});

const fact = (track: number): TrackFact => ({
  loadToken: track + 1,
  sourceSlot: track,
  fileId: `synthetic:${track}`,
  pcmId: null,
  chunkHashes: null,
  title: `Track ${track}`,
  lengthFrames: TRACK_FRAMES,
});

const finder: TrackFinder = {
  async load(track, sink) {
    const samples = tracks[track.sourceSlot] as Float32Array;
    await sink.open(TRACK_FRAMES);
    await sink.write(samples, TRACK_FRAMES);
    sink.complete(TRACK_FRAMES);
    return { pcmId: '', chunks: [] };
  },
};

interface LiveSet {
  log: Uint8Array;
  sha256: string;
  missing: number;
}

/**
 * A set on the real engine with its rings, logged by the real log session. `lateFrames`: what track 3 decodes in each
 * block while it plays, until step 60 brings the rest.
 */
async function playLive(commandsAt: (frame: number) => Command[], lateFrames: number): Promise<LiveSet> {
  const pcm = new ReplayPcm();
  const memory = createEngineMemory();
  const engine = new EngineCore({ ...modules, sampleRateHz: SESSION_RATE_HZ, pcm: pcm.store, memory });
  const files = new MemoryFiles();
  const identity = {
    app: 'test',
    kernelId: modules.kernelId,
    kernelAbi: 1,
    stretcherId: modules.stretcherId,
    stretchPreset: 'full',
    sessionRateHz: SESSION_RATE_HZ,
    configs: {},
    resumes: null,
  };
  const session = new LogSession(await openNewLog(files, START_MS), identity, memory, START_MS);
  for (let track = 0; track < 3; track++) await finder.load(fact(track), pcm.sinkFor(track));
  const late = pcm.sinkFor(3);
  await late.open(TRACK_FRAMES);
  let decoded = lateFrames;
  await late.write(tracks[3] as Float32Array, decoded);
  for (let track = 0; track < DECK_COUNT; track++) session.accept({ kind: 'track', track: fact(track) }, START_MS);
  const hash = createHash('sha256');
  for (let step = 0; step < STEPS; step++) {
    for (const command of commandsAt(step * SET_STEP_FRAMES)) engine.pushCommand(command);
    for (let block = 0; block < SET_STEP_FRAMES / BLOCK_FRAMES; block++) {
      engine.renderBlock();
      hash.update(engine.master.slice());
      const now = START_MS + (engine.frame / SESSION_RATE_HZ) * 1000;
      if (block % 5 === 0) session.tick(now);
      const more = step < 60 ? lateFrames : TRACK_FRAMES - decoded;
      await late.write((tracks[3] as Float32Array).subarray(decoded * 2, (decoded + more) * 2), more);
      decoded += more;
    }
  }
  session.end(START_MS + 60_000);
  const [entry] = await files.list();
  const log = new Uint8Array(await (await files.blob(entry?.name ?? '')).arrayBuffer());
  return { log, sha256: hash.digest('hex'), missing: engine.chunksMissing };
}

function replay(bytes: Uint8Array): Promise<ReplayReport> {
  const pcm = new ReplayPcm();
  const engine = new EngineCore({ ...modules, sampleRateHz: SESSION_RATE_HZ, pcm: pcm.store });
  return replayLog({ log: openLog(bytes), engine, pcm, tracks: finder });
}

test('a set on the real engine, logged through the rings, replays to the same bytes and the same executions', async () => {
  const set = new ScriptedSet(20_261);
  const live = await playLive((frame) => set.commandsAt(frame), 30_000);
  expect(live.missing).toBe(0);
  const report = await replay(live.log);
  expect(report.firstDifference).toBeNull();
  expect(report).toMatchObject({ sha256: live.sha256, frames: STEPS * SET_STEP_FRAMES, exact: true });
  const plan = planResume(openLog(live.log));
  expect(plan.ended).toBe(true);
  expect(plan.decks.map((deck) => deck?.fileId)).toEqual(tracks.map((_, i) => `synthetic:${i}`));
});

test('frames that were not decoded in time are silent in the replay as well', async () => {
  const keyLockOff = makeCommand({ id: 1, op: Op.setControl, target: deckControlIndex(3, 'keylock'), a: 0 });
  const load = makeCommand({ id: 2, op: Op.load, deck: 3, target: 3, a: 4 });
  const play = makeCommand({ id: 3, op: Op.play, deck: 3 });
  const live = await playLive((frame) => (frame === 0 ? [keyLockOff, load] : frame === 4096 ? [play] : []), 100);
  expect(live.missing).toBeGreaterThan(0);
  expect(await replay(live.log)).toMatchObject({ sha256: live.sha256, exact: true, firstDifference: null });
});
