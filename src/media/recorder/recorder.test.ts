import { expect, test } from 'vitest';
import { BLOCK_FRAMES } from '../../control-bus/constants.ts';
import {
  createRecorderTap,
  RECORDER_RING,
  RecorderBlockFlag,
  type RecorderTap,
  RecorderTapWriter,
} from '../../control-bus/recorder-ring.ts';
import { MemoryFiles } from '../byte-files/memory.ts';
import { Recorder } from './recorder.ts';
import { quantise24, readWavHead, WAV_FRAME_BYTES, WAV_HEAD_BYTES } from './wav.ts';

const RATE_HZ = 48_000;
const START = Date.UTC(2026, 10, 22, 14, 50, 7);

const sampleAt = (frame: number, channel: number): number => (((frame * 7 + channel * 3) % 2001) - 1000) / 1024;

class FakeEngine {
  readonly tap: RecorderTap = createRecorderTap();
  frame = 0;
  private readonly writer = new RecorderTapWriter(this.tap);
  private readonly block = new Float32Array(BLOCK_FRAMES * 2);

  render(blocks: number, pushed = true, flags = 0): void {
    for (let b = 0; b < blocks; b++) {
      for (let i = 0; i < BLOCK_FRAMES; i++)
        for (let c = 0; c < 2; c++) this.block[i * 2 + c] = sampleAt(this.frame + i, c);
      if (pushed) this.writer.push(this.frame, flags, this.block, 0);
      this.frame += BLOCK_FRAMES;
    }
  }
}

function setup(capacity = Number.POSITIVE_INFINITY): { files: MemoryFiles; engine: FakeEngine; recorder: Recorder } {
  const files = new MemoryFiles(capacity);
  const engine = new FakeEngine();
  return { files, engine, recorder: new Recorder(files, engine.tap, RATE_HZ) };
}

async function bytesOf(files: MemoryFiles, name: string | null): Promise<Uint8Array> {
  return new Uint8Array(await (await files.blob(name ?? '')).arrayBuffer());
}

/** Index of the first byte that differs; −1 when both are the same. */
function firstDifference(a: Uint8Array, b: Uint8Array): number {
  if (a.length !== b.length) return Math.min(a.length, b.length);
  return a.findIndex((byte, i) => byte !== b[i]);
}

/** The data bytes the engine's frames [from, to) must have become; frames in `silent` are zeros. */
function expected(from: number, to: number, silent: readonly [number, number] = [0, 0]): Uint8Array {
  const samples = new Float32Array((to - from) * 2);
  for (let f = from; f < to; f++)
    for (let c = 0; c < 2; c++) samples[(f - from) * 2 + c] = f >= silent[0] && f < silent[1] ? 0 : sampleAt(f, c);
  const bytes = new Uint8Array((to - from) * WAV_FRAME_BYTES);
  quantise24(samples, samples.length, bytes, 0);
  return bytes;
}

test('records what the engine pushed from start to stop, frame by frame', async () => {
  const { files, engine, recorder } = setup();
  engine.render(3);
  await recorder.start(START);
  for (let i = 0; i < 10; i++) {
    engine.render(40);
    recorder.tick();
  }
  engine.render(5);
  const status = await recorder.stop();
  expect(status).toMatchObject({ recording: false, problem: null, gaps: 0, seconds: (405 * 128) / RATE_HZ });
  const bytes = await bytesOf(files, status.name);
  expect(firstDifference(bytes.subarray(WAV_HEAD_BYTES), expected(3 * 128, 408 * 128))).toBe(-1);
  expect(readWavHead(bytes)).toMatchObject({ facts: { frames: 405 * 128, state: 1, firstEngineFrame: 384 } });
  engine.render(9);
  await recorder.start(START + 1);
  engine.render(2);
  expect(await recorder.stop()).toMatchObject({ seconds: 256 / RATE_HZ });
  const list = await recorder.list();
  expect(list.map((r) => [r.startedAtMs, r.repaired])).toEqual([
    [START, false],
    [START + 1, false],
  ]);
  await recorder.remove(status.name ?? '');
  expect((await recorder.list()).length).toBe(1);
});

test('missing engine frames become silence of the same length and are told', async () => {
  const { files, engine, recorder } = setup();
  await recorder.start(START);
  engine.render(10);
  engine.render(7, false);
  engine.render(10);
  const status = await recorder.stop();
  expect(status.gaps).toBe(1);
  expect(status.warning).toMatch(/silence/);
  const bytes = await bytesOf(files, status.name);
  expect(firstDifference(bytes.subarray(WAV_HEAD_BYTES), expected(0, 27 * 128, [1280, 17 * 128]))).toBe(-1);
  expect(readWavHead(bytes)).toMatchObject({ facts: { gaps: 1 } });
});

test('blocks of an engine that failed are kept and told', async () => {
  const { engine, recorder } = setup();
  await recorder.start(START);
  engine.render(2);
  engine.render(1, true, RecorderBlockFlag.engineFault);
  recorder.tick();
  expect(recorder.status).toMatchObject({ warning: expect.stringMatching(/engine failed/), seconds: 384 / RATE_HZ });
});

test('a recorder that slept too long loses blocks but no time', async () => {
  const { engine, recorder } = setup();
  await recorder.start(START);
  engine.render(RECORDER_RING.capacity + 100);
  recorder.tick();
  engine.render(1);
  const status = await recorder.stop();
  expect(status.gaps).toBe(1);
  expect(status.seconds).toBe(((RECORDER_RING.capacity + 101) * 128) / RATE_HZ);
});

test('killed at any tick, the next start repairs the file to what was written', async () => {
  const { files, engine, recorder } = setup();
  await recorder.start(START);
  for (let i = 0; i < 30; i++) {
    engine.render(75);
    recorder.tick();
  }
  engine.render(70);
  files.kill();
  const next = new Recorder(files, engine.tap, RATE_HZ);
  expect(await next.list()).toEqual([]);
  await next.repairAll();
  const [entry] = await next.list();
  expect(entry).toMatchObject({ repaired: true, seconds: (30 * 75 * 128) / RATE_HZ, startedAtMs: START });
  const bytes = await bytesOf(files, entry?.name ?? null);
  expect(firstDifference(bytes.subarray(WAV_HEAD_BYTES), expected(0, 30 * 75 * 128))).toBe(-1);
  await next.repairAll();
  expect((await next.list())[0]?.repaired).toBe(true);
});

test('a disk that fills up ends the recording whole, with what to do', async () => {
  const { files, engine, recorder } = setup();
  await recorder.start(START);
  engine.render(100);
  recorder.tick();
  files.capacity = (recorder.status.bytes ?? 0) + 1000;
  await recorder.watchRoom(START + 6000);
  expect(recorder.status.warning).toMatch(/Room for about 0 s more/);
  engine.render(100);
  recorder.tick();
  const { status } = recorder;
  expect(status.recording).toBe(false);
  expect(status.problem).toMatch(/delete old recordings/);
  const bytes = await bytesOf(files, status.name);
  expect(firstDifference(bytes.subarray(WAV_HEAD_BYTES), expected(0, 100 * 128))).toBe(-1);
  expect(readWavHead(bytes)).toMatchObject({ facts: { state: 1, frames: 12_800 } });
  files.capacity = bytes.length;
  expect((await recorder.start(START + 1)).problem).toMatch(/cannot start/);
  expect((await files.list()).length).toBe(1);
});

test('nothing rendered is nothing kept; repair leaves open and foreign files alone', async () => {
  const { files, engine, recorder } = setup();
  await recorder.start(START);
  expect((await recorder.stop()).problem).toMatch(/engine did not run/);
  expect(await files.list()).toEqual([]);
  const foreign = await files.open('song.wav', true);
  foreign.write(new Uint8Array(500).fill(1), 0);
  foreign.close();
  await recorder.start(START);
  engine.render(4);
  recorder.tick();
  await new Recorder(files, createRecorderTap(), RATE_HZ).repairAll();
  expect((await files.list()).map((f) => f.name)).toContain('song.wav');
  expect(await recorder.stop()).toMatchObject({ problem: null, seconds: 512 / RATE_HZ });
});
