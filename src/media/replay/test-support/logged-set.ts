/**
 * A set on the real engine with its rings, logged by the real log session: what the replay tests play and play again.
 * Thread: Node; allocates.
 */
import { createHash } from 'node:crypto';
import type { EngineModules } from '../../../../tools/load-engine.ts';
import { EngineCore } from '../../../../worklets/engine-core.ts';
import { SET_STEP_FRAMES, syntheticTrack, TRACK_SECONDS } from '../../../../worklets/test-support/scripted-set.ts';
import { type Command, Op } from '../../../control-bus/commands.ts';
import { BLOCK_FRAMES, DECK_COUNT, SESSION_RATE_HZ } from '../../../control-bus/constants.ts';
import { createEngineMemory } from '../../../control-bus/engine-host.ts';
import { MemoryFiles } from '../../byte-files/memory.ts';
import { LogSession } from '../../log-worker/log-session.ts';
import { openNewLog } from '../../log-worker/log-shelf.ts';
import type { TrackFact } from '../../session-log/format.ts';
import { openLog } from '../../session-log/reader.ts';
import { replayLog } from '../replay.ts';
import { ReplayPcm } from '../replay-pcm.ts';
import type { ReplayReport, TrackFinder } from '../replay-types.ts';

export const TRACK_FRAMES = TRACK_SECONDS * SESSION_RATE_HZ;
const START_MS = 1_800_000_000_000;
/** Blocks between two looks of the log session: it empties its ring as often as the worker does. */
const BLOCKS_PER_TICK = 5;

let made: Float32Array[] | undefined;
/** The four tracks every scripted set plays; track n sits in source slot n. */
const tracks = (): Float32Array[] => {
  made ??= Array.from({ length: DECK_COUNT }, (_, track) => syntheticTrack(track, TRACK_FRAMES));
  return made;
};

const fact = (track: number, loadToken: number): TrackFact => ({
  loadToken,
  sourceSlot: track,
  fileId: `synthetic:${track}`,
  pcmId: null,
  chunkHashes: null,
  title: `Track ${track}`,
  lengthFrames: TRACK_FRAMES,
});

const finder: TrackFinder = {
  async load(track, sink) {
    await sink.open(TRACK_FRAMES);
    await sink.write(tracks()[track.sourceSlot] as Float32Array, TRACK_FRAMES);
    sink.complete(TRACK_FRAMES);
    return { pcmId: '', chunks: [] };
  },
};

export interface LoggedSet {
  readonly log: Uint8Array<ArrayBuffer>;
  /** SHA-256 of the master's float32 bytes as they were played. */
  readonly sha256: string;
  /** Frames that were not decoded in time, over all voices. */
  readonly missing: number;
  /** Of every second of the set: the master's peak, linear. */
  readonly peaks: readonly number[];
}

export interface SetToPlay {
  readonly modules: EngineModules;
  readonly steps: number;
  /** What the scheduler sends at a multiple of `SET_STEP_FRAMES`. */
  commandsAt(frame: number): Command[];
  /** Frames of track 3 that are decoded in each block until step 60 brings the rest; whole from the start when absent. */
  readonly lateFrames?: number;
}

/** Plays a set as the worklet does and gives its log. */
export async function playLogged({ modules, steps, commandsAt, lateFrames }: SetToPlay): Promise<LoggedSet> {
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
  for (let track = 0; track < 3; track++) await finder.load(fact(track, 0), pcm.sinkFor(track));
  const last = tracks()[3] as Float32Array;
  const late = pcm.sinkFor(3);
  await late.open(TRACK_FRAMES);
  let decoded = lateFrames ?? TRACK_FRAMES;
  await late.write(last, decoded);
  const hash = createHash('sha256');
  const peaks: number[] = [];
  for (let step = 0; step < steps; step++) {
    for (const command of commandsAt(step * SET_STEP_FRAMES)) {
      if (command.op === Op.load) session.accept({ kind: 'track', track: fact(command.target, command.a) }, START_MS);
      engine.pushCommand(command);
    }
    for (let block = 0; block < SET_STEP_FRAMES / BLOCK_FRAMES; block++) {
      const second = Math.floor(engine.frame / SESSION_RATE_HZ);
      engine.renderBlock();
      hash.update(new Uint8Array(engine.master.buffer, engine.master.byteOffset, engine.master.byteLength));
      let peak = peaks[second] ?? 0;
      for (const sample of engine.master) peak = Math.max(peak, Math.abs(sample));
      peaks[second] = peak;
      if (block % BLOCKS_PER_TICK === 0) session.tick(START_MS + (engine.frame / SESSION_RATE_HZ) * 1000);
      const more = step < 60 ? Math.min(lateFrames ?? 0, TRACK_FRAMES - decoded) : TRACK_FRAMES - decoded;
      if (more === 0) continue;
      await late.write(last.subarray(decoded * 2, (decoded + more) * 2), more);
      decoded += more;
    }
  }
  session.end(START_MS + (engine.frame / SESSION_RATE_HZ) * 1000);
  const [entry] = await files.list();
  const log = new Uint8Array(await (await files.blob(entry?.name ?? '')).arrayBuffer());
  return { log, sha256: hash.digest('hex'), missing: engine.chunksMissing, peaks };
}

/** Replays such a log on a fresh engine. */
export function replayLogged(modules: EngineModules, bytes: Uint8Array): Promise<ReplayReport> {
  const pcm = new ReplayPcm();
  const engine = new EngineCore({ ...modules, sampleRateHz: SESSION_RATE_HZ, pcm: pcm.store });
  return replayLog({ log: openLog(bytes), engine, pcm, tracks: finder });
}
