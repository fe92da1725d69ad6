import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Command, EventType, makeCommand, Op } from '../src/control-bus/commands.ts';
import { SESSION_RATE_HZ } from '../src/control-bus/constants.ts';
import { decodeTrack } from '../src/media/decode/decode-track.ts';
import { encodeWavHead, quantise24, RecordingState, WAV_HEAD_BYTES } from '../src/media/recorder/wav.ts';
import { ReplayPcm } from '../src/media/replay/replay-pcm.ts';
import type { ReplayReport } from '../src/media/replay/replay-types.ts';
import { SessionLogError, shortHash, type TrackFact } from '../src/media/session-log/format.ts';
import { joinBytes, sampleHeader } from '../src/media/session-log/log-fixtures.ts';
import { SessionLogWriter } from '../src/media/session-log/writer.ts';
import { loadEngine, loadModules } from './load-engine.ts';
import { parseCommand, runReplay } from './replay.ts';

const FRAMES = 3 * SESSION_RATE_HZ;
const BLOCKS = 900;
const folder = mkdtempSync(join(tmpdir(), 'echelon-replay-'));
const logPath = join(folder, 'set.elog');
let sha256: string;

/** A track as a file of ours: a slow triangle, 24 bit. */
function writeTrack(): Uint8Array<ArrayBuffer> {
  const samples = Float32Array.from({ length: FRAMES * 2 }, (_, i) => Math.abs(((i % 400) - 200) / 400) - 0.25);
  const bytes = new Uint8Array(WAV_HEAD_BYTES + FRAMES * 6);
  const head = { sampleRateHz: SESSION_RATE_HZ, frames: FRAMES, state: RecordingState.closed, gaps: 0 };
  bytes.set(encodeWavHead({ ...head, startedAtMs: 0, firstEngineFrame: 0 }));
  quantise24(samples, samples.length, bytes, WAV_HEAD_BYTES);
  writeFileSync(join(folder, 'some name.bin'), bytes);
  return bytes;
}

beforeAll(async () => {
  const pcm = new ReplayPcm();
  const decoded = await decodeTrack({
    file: new Blob([writeTrack()]),
    fileName: 'track.wav',
    sessionRateHz: SESSION_RATE_HZ,
    sink: pcm.sinkFor(2),
  });
  const { kernelId, stretcherId } = await loadModules();
  const engine = await loadEngine({ pcm: pcm.store });
  const writer = new SessionLogWriter({ ...sampleHeader(), kernelId, stretcherId, stretchPreset: 'full' });
  const { fileId, pcmId, pcmChunks, totalFrames: lengthFrames } = decoded;
  const chunkHashes = pcmChunks.map(shortHash);
  const track: TrackFact = { loadToken: 8, sourceSlot: 2, fileId, pcmId, chunkHashes, title: 'Triangle', lengthFrames };
  writer.add({ kind: 'track', track });
  const hash = createHash('sha256');
  for (let block = 0; block < BLOCKS; block++) {
    if (block === 1) engine.pushCommand(makeCommand({ id: 1, op: Op.load, deck: 0, target: 2, a: 8 }));
    if (block === 2) engine.pushCommand(makeCommand({ id: 2, op: Op.play, deck: 0 }));
    engine.renderBlock();
    hash.update(engine.master.slice());
    for (const { command, ...event } of engine.readEvents()) {
      const { spare: _, ...fields } = command;
      if (event.type !== EventType.arrived) writer.add({ kind: 'event', event });
      else writer.add({ kind: 'arrival', frame: event.frame, command: fields as Command, executedAtOnce: false });
    }
  }
  writer.add({ kind: 'end', end: { how: 'closed', wallMs: 1, engineFrame: engine.frame } });
  writeFileSync(logPath, joinBytes([writer.seal() as Uint8Array]));
  sha256 = hash.digest('hex');
});
afterAll(() => rmSync(folder, { recursive: true }));

test('renders the set to the same bytes, its track found by content', async () => {
  const out = join(folder, 'float.wav');
  const report = await runReplay({ log: logPath, out, float: true, tracks: folder, seconds: null });
  expect(report).toMatchObject({ exact: true, doubts: [], sha256, frames: BLOCKS * 128 });
  expect(report.tracks[0]?.verdict).toEqual({ state: 'verified' });
  const file = readFileSync(out);
  expect(file.length).toBe(56 + BLOCKS * 128 * 8);
  expect(createHash('sha256').update(file.subarray(56)).digest('hex')).toBe(sha256);
  expect(file.subarray(56).some((byte) => byte !== 0)).toBe(true);
});

test('without the audio the replay is silent, and says so', async () => {
  const out = join(folder, 'silent.wav');
  const report = await runReplay({ log: logPath, out, float: false, tracks: null, seconds: 0.5 });
  expect(report.exact).toBe(false);
  expect(report.doubts[0]).toMatch(/"Triangle" is silent: no file with SHA-256/);
  expect(readFileSync(out).length).toBe(WAV_HEAD_BYTES + report.frames * 6);
});

/** The same command on a folder that holds one file only. */
async function replayWith(name: string, bytes: Uint8Array): Promise<ReplayReport> {
  const own = mkdtempSync(join(tmpdir(), 'echelon-flipped-'));
  writeFileSync(join(own, name), bytes);
  try {
    return await runReplay({ log: logPath, out: null, float: false, tracks: own, seconds: 0.2 });
  } finally {
    rmSync(own, { recursive: true });
  }
}

test('a flipped byte of the audio is reported with the chunk where the samples begin to differ', async () => {
  const whole = readFileSync(join(folder, 'some name.bin'));
  for (const frame of [0, 1, 65_535, 65_536, 100_000, 131_072, FRAMES - 1])
    for (const byte of [0, 5]) {
      const flipped = Buffer.from(whole);
      const at = WAV_HEAD_BYTES + frame * 6 + byte;
      flipped[at] = (flipped[at] as number) ^ 1;
      const report = await replayWith('03 Somebody - Triangle.wav', flipped);
      const chunk = Math.floor(frame / 65_536);
      expect(report.tracks[0]?.verdict).toEqual({ state: 'different', chunk, frame: chunk * 65_536 });
      expect(report.exact).toBe(false);
      expect(report.doubts).toEqual([
        `"Triangle" in "03 Somebody - Triangle.wav" has other samples than in the set, from source frame ${chunk * 65_536} (chunk ${chunk}) on.`,
      ]);
    }
});

test('a flipped byte beside the samples makes it another file with the same sound, and is told', async () => {
  const flipped = Buffer.from(readFileSync(join(folder, 'some name.bin')));
  flipped[90] = (flipped[90] as number) ^ 1; // when it was recorded
  const report = await replayWith('Triangle.wav', flipped);
  expect(report).toMatchObject({ exact: true, tracks: [{ verdict: { state: 'verified' }, standIn: 'Triangle.wav' }] });
});

test('a flipped byte that leaves no readable file, or no file with that name, leaves the track missing', async () => {
  const flipped = Buffer.from(readFileSync(join(folder, 'some name.bin')));
  flipped[0] = 0;
  expect((await replayWith('Triangle.wav', flipped)).doubts).toEqual([
    expect.stringMatching(/"Triangle" is silent: no file with SHA-256/),
  ]);
  flipped.set(Buffer.from('RIFF'));
  flipped[200] = 1;
  expect((await replayWith('Square.wav', flipped)).tracks[0]?.verdict.state).toBe('missing');
});

test('a flipped byte of the log is reported with its place in the file', async () => {
  const whole = readFileSync(logPath);
  const path = join(folder, 'flipped.elog');
  for (let at = 0; at < whole.length; at += 97) {
    const flipped = Buffer.from(whole);
    flipped[at] = (flipped[at] as number) ^ 4;
    writeFileSync(path, flipped);
    const outcome = await runReplay({ log: path, out: null, float: false, tracks: folder, seconds: 0.01 }).catch(
      (error: unknown) => error,
    );
    if (outcome instanceof SessionLogError) {
      expect(outcome.byteOffset).toBeLessThanOrEqual(at);
      continue;
    }
    const { exact, doubts } = outcome as ReplayReport;
    expect(exact, `byte ${at}`).toBe(false);
    expect(doubts[0], `byte ${at}`).toMatch(/^The log is damaged: .*\bbytes? \d+/);
  }
});

test('a command line that makes no sense is refused', () => {
  expect(parseCommand(['a.elog', '--out', 'b.wav', '--seconds', '3'])).toEqual({
    log: 'a.elog',
    out: 'b.wav',
    float: false,
    tracks: null,
    seconds: 3,
  });
  expect(parseCommand([])).toBeNull();
  expect(parseCommand(['a', 'b'])).toBeNull();
  expect(parseCommand(['a', '--seconds', '0'])).toBeNull();
  expect(() => parseCommand(['a', '--loud'])).toThrow(/loud/);
});

test('a file that is no log is refused with a reason', async () => {
  const notALog = join(folder, 'some name.bin');
  await expect(runReplay({ log: notALog, out: null, float: false, tracks: null, seconds: null })).rejects.toMatchObject(
    {
      name: 'SessionLogError',
      code: 'notALog',
    },
  );
});
