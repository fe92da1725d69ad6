import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { type Command, makeCommand, Op } from '../../control-bus/commands.ts';
import { formatFor } from '../../control-bus/pcm.ts';
import { PcmHasher } from '../decode/identity.ts';
import { FRAME_HEAD_BYTES, type LogRecord, PREAMBLE_BYTES, shortHash, type TrackFact } from '../session-log/format.ts';
import { joinBytes, sampleHeader, seededRandom } from '../session-log/log-fixtures.ts';
import { openLog } from '../session-log/reader.ts';
import { SessionLogWriter } from '../session-log/writer.ts';
import { replayLog } from './replay.ts';
import { ReplayPcm } from './replay-pcm.ts';
import type { FoundTrack, PcmSink, ReplayReport, TrackFinder } from './replay-types.ts';
import { ToyEngine } from './toy-engine.ts';

const TRACK_FRAMES = 150_000;

function trackSamples(seed: number): Float32Array {
  const random = seededRandom(seed);
  return Float32Array.from({ length: TRACK_FRAMES * 2 }, () => Math.fround(random() - 0.5));
}

async function identify(samples: Float32Array): Promise<FoundTrack> {
  const hasher = new PcmHasher(formatFor(samples.length / 2));
  hasher.update(samples, samples.length / 2);
  return hasher.finish();
}

async function fill(sink: PcmSink, samples: Float32Array): Promise<void> {
  await sink.open(samples.length / 2);
  await sink.write(samples, samples.length / 2);
  sink.complete(samples.length / 2);
}

/** Tracks by file id, as samples in memory. */
const finder = (library: Readonly<Record<string, Float32Array>>): TrackFinder => ({
  async load(track, sink) {
    const samples = library[track.fileId];
    if (samples === undefined) return 'it is not in the folder';
    await fill(sink, samples);
    return identify(samples);
  },
});

const LIBRARY = { one: trackSamples(1), two: trackSamples(2) };

async function fact(fileId: keyof typeof LIBRARY, loadToken: number, sourceSlot: number): Promise<TrackFact> {
  const { pcmId, chunks } = await identify(LIBRARY[fileId]);
  const chunkHashes = chunks.map(shortHash);
  return { loadToken, sourceSlot, fileId, pcmId, chunkHashes, title: fileId, lengthFrames: TRACK_FRAMES };
}

interface LiveSet {
  log: Uint8Array<ArrayBuffer>;
  sha256: string;
}

/** A set of 900 blocks, played "live": two tracks, one still decoding when it starts, seeks, faders moving. */
async function playLive(seed: number): Promise<LiveSet> {
  const random = seededRandom(seed);
  const pcm = new ReplayPcm();
  const engine = new ToyEngine(pcm.store);
  const writer = new SessionLogWriter(sampleHeader());
  const parts = [writer.seal() as Uint8Array];
  const hash = createHash('sha256');
  let id = 0;
  const send = (fields: Partial<Command> & { op: Command['op'] }): void =>
    engine.pushCommand(makeCommand({ id: ++id, ...fields }));
  await fill(pcm.sinkFor(3), LIBRARY.one);
  const one = await fact('one', 11, 3);
  writer.add({ kind: 'track', track: one });
  // A note from before it was decoded may come late.
  writer.add({ kind: 'track', track: { ...one, fileId: '', pcmId: null, chunkHashes: null } });
  const slow = pcm.sinkFor(7);
  await slow.open(TRACK_FRAMES);
  await slow.write(LIBRARY.two.subarray(0, 6000), 3000);
  for (let block = 0; block < 900; block++) {
    if (block === 2) send({ op: Op.load, deck: 0, target: 3, a: 11 });
    if (block === 3) send({ op: Op.play, deck: 0 });
    if (block === 10) send({ op: Op.load, deck: 1, target: 7, a: 12 });
    if (block === 11) send({ op: Op.play, deck: 1 });
    if (block === 200) {
      await slow.write(LIBRARY.two.subarray(6000), TRACK_FRAMES - 3000);
      slow.complete(TRACK_FRAMES);
      writer.add({ kind: 'track', track: await fact('two', 12, 7) });
    }
    if (random() < 0.3) send({ op: Op.setControl, target: 4, a: random() });
    if (random() < 0.02) send({ op: Op.seek, deck: 0, a: Math.floor(random() * 100_000) });
    hash.update(engine.renderLive(writer));
    if (block % 60 !== 59) continue;
    const beat = { wallMs: 1, transportBeat: 0, transportPlaying: false, slowVersion: 0, decks: [] };
    writer.add({ kind: 'heartbeat', heartbeat: { engineFrame: engine.frame, ...beat } });
    parts.push(writer.seal() as Uint8Array);
  }
  writer.add({ kind: 'end', end: { how: 'closed', wallMs: 1, engineFrame: engine.frame } });
  parts.push(writer.seal() as Uint8Array);
  return { log: joinBytes(parts), sha256: hash.digest('hex') };
}

function replay(bytes: Uint8Array, library: Readonly<Record<string, Float32Array>> = LIBRARY): Promise<ReplayReport> {
  const pcm = new ReplayPcm();
  return replayLog({ log: openLog(bytes), engine: new ToyEngine(pcm.store), pcm, tracks: finder(library) });
}

test('a replayed set has the bytes of the live one, frames that were missing then included', async () => {
  const live = await playLive(5);
  const report = await replay(live.log);
  expect(report).toMatchObject({
    sha256: live.sha256,
    frames: 900 * 128,
    exact: true,
    doubts: [],
    firstDifference: null,
  });
  expect(report.tracks.map((t) => [t.title, t.verdict.state])).toEqual([
    ['one', 'verified'],
    ['two', 'verified'],
  ]);
});

test('the frames given to onBlock are the hashed ones; a maximum ends early', async () => {
  const live = await playLive(6);
  const pcm = new ReplayPcm();
  const hash = createHash('sha256');
  const report = await replayLog({
    log: openLog(live.log),
    engine: new ToyEngine(pcm.store),
    pcm,
    tracks: finder(LIBRARY),
    onBlock: (master) => {
      hash.update(master.slice());
    },
    maxFrames: 1000,
  });
  expect(report.frames).toBe(1024);
  expect(report.sha256).toBe(hash.digest('hex'));
});

test('one changed sample is named by its chunk, a missing track by its title', async () => {
  const live = await playLive(5);
  const two = LIBRARY.two.slice();
  two[70_000 * 2] = 0.75;
  const report = await replay(live.log, { ...LIBRARY, two });
  expect(report.exact).toBe(false);
  expect(report.tracks[1]?.verdict).toEqual({ state: 'different', chunk: 1, frame: 65_536 });
  expect(report.doubts).toEqual([expect.stringMatching(/"two".*source frame 65536 \(chunk 1\)/)]);
  expect((await replay(live.log, { one: LIBRARY.one })).doubts[0]).toMatch(/"two" is silent: it is not in the folder/);
});

/** The log written again with one record changed. */
function rewrite(bytes: Uint8Array, change: (record: LogRecord) => LogRecord | null): Uint8Array {
  const writer = new SessionLogWriter(sampleHeader());
  for (const record of openLog(bytes).records()) {
    const changed = record.kind === 'header' ? null : change(record);
    if (changed !== null) writer.add(changed);
  }
  return writer.seal() as Uint8Array;
}

test('an execution that is logged otherwise is the first difference', async () => {
  const live = await playLive(5);
  let seeks = 0;
  const moved = rewrite(live.log, (record) =>
    record.kind === 'event' && record.event.op === Op.seek && ++seeks === 2
      ? { kind: 'event', event: { ...record.event, a: record.event.a + 1 } }
      : record,
  );
  const report = await replay(moved);
  expect(report.firstDifference?.text).toMatch(/seek executed at frame \d+ .* the replay seek executed/);
  expect(report.firstDifference?.blockFrame).toBe(report.firstDifference?.expected?.frame);
  const gone = await replay(rewrite(live.log, (r) => (r.kind === 'event' && r.event.op === Op.seek ? null : r)));
  expect(gone.firstDifference).toMatchObject({ expected: null, actual: { op: Op.seek } });
});

test('any flipped byte of the log is told', async () => {
  const live = await playLive(5);
  const view = new DataView(live.log.buffer);
  const afterHeader = PREAMBLE_BYTES + FRAME_HEAD_BYTES + view.getUint32(PREAMBLE_BYTES, true);
  const random = seededRandom(3);
  for (let n = 0; n < 12; n++) {
    const at = afterHeader + Math.floor(random() * (live.log.length - afterHeader));
    const copy = live.log.slice();
    copy[at] = (copy[at] as number) ^ 64;
    const log = openLog(copy);
    const [problem] = log.problems;
    expect(at).toBeGreaterThanOrEqual(problem?.byteOffset ?? Number.NaN);
    expect(at).toBeLessThan((problem?.byteOffset ?? 0) + (problem?.bytes ?? 0));
    const report = await replay(copy).catch((error: unknown) => error);
    if (!(report instanceof Error)) expect(report).toMatchObject({ exact: false });
  }
});

test('a torn log replays exactly up to where it was torn', async () => {
  const live = await playLive(5);
  const report = await replay(live.log.subarray(0, live.log.length - 200));
  expect(report.exact).toBe(true);
  expect(report.frames).toBe(840 * 128);
});

test('a log that leads nowhere is refused, a cancelled replay stops', async () => {
  const writer = new SessionLogWriter(sampleHeader());
  writer.add({ kind: 'end', end: { how: 'closed', wallMs: 1, engineFrame: 1e15 } });
  const endless = writer.seal() as Uint8Array;
  await expect(replay(endless)).rejects.toMatchObject({ name: 'ReplayError', code: 'tooLong' });
  const back = new SessionLogWriter(sampleHeader());
  for (const frame of [1280, 128])
    back.add({ kind: 'arrival', frame, command: makeCommand({ op: Op.play, deck: 0 }), executedAtOnce: false });
  await expect(replay(back.seal() as Uint8Array)).rejects.toMatchObject({ code: 'outOfOrder' });
  const live = await playLive(5);
  const pcm = new ReplayPcm();
  const engine = new ToyEngine(pcm.store);
  const options = { log: openLog(live.log), engine, pcm, tracks: finder(LIBRARY), signal: AbortSignal.abort() };
  await expect(replayLog(options)).rejects.toMatchObject({ code: 'cancelled' });
});
