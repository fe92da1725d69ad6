import { expose } from 'comlink';
import { expect, test } from 'vitest';
import { SOURCE_COUNT } from '../../control-bus/constants.ts';
import { PcmStore, SLAB_BYTES, SOURCE_TABLE_BYTES } from '../../control-bus/pcm.ts';
import { DecodeClient, type DecodeListener, JobPriority, type SlotPool } from './client.ts';
import { DecodeService } from './decode-service.ts';
import type { DecodedTrack } from './decode-track.ts';
import type { MediaProblem } from './errors.ts';
import { sineWithClick, wavFile } from './test-audio.ts';

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

function setUp(options: { slots?: number; stuck?: boolean; patienceMs?: number } = {}) {
  const table = new SharedArrayBuffer(SOURCE_TABLE_BYTES);
  const store = new PcmStore(table);
  const slabs: SharedArrayBuffer[] = [];
  let next = 0;
  const pool: SlotPool = {
    slabs,
    takeSlots: async (_source, count) => {
      if (next + count > (options.slots ?? 128)) return null;
      while (slabs.length * 64 < next + count) {
        slabs.push(new SharedArrayBuffer(SLAB_BYTES));
        store.addSlab(slabs.length - 1, slabs[slabs.length - 1] as SharedArrayBuffer);
      }
      next += count;
      return Array.from({ length: count }, (_, i) => next - count + i);
    },
  };
  const ports: MessagePort[] = [];
  let starts = 0;
  const client = new DecodeClient({
    sourceTable: table,
    sessionRateHz: 48_000,
    pool,
    patienceMs: options.patienceMs ?? 60_000,
    startThread: () => {
      const { port1, port2 } = new MessageChannel();
      ports.push(port1, port2);
      starts++;
      if (!options.stuck || starts > 1) expose(new DecodeService(turn), port1);
      return {
        endpoint: port2,
        terminate: () => {
          port1.close();
          port2.close();
        },
      };
    },
  });
  return { client, store, starts: () => starts };
}

type End = { track: DecodedTrack } | { problem: MediaProblem };

function decode(
  client: DecodeClient,
  file: Blob,
  source: number,
  priority: JobPriority = JobPriority.deck,
  more: Partial<DecodeListener> = {},
): { end: Promise<End>; cancel: () => void } {
  let cancel = (): void => undefined;
  const end = new Promise<End>((resolve) => {
    ({ cancel } = client.decode(
      { file, fileName: `track ${source}.wav`, source, priority },
      { ...more, done: (track) => resolve({ track }), failed: (problem) => resolve({ problem }) },
    ));
  });
  return { end, cancel };
}

const wav = (seconds: number): Blob => new Blob([wavFile({ ...sineWithClick(48_000, seconds), encoding: 'int16' })]);

test('a file arrives in the pool, sample for sample, and progress is told', async () => {
  const { client, store } = setUp();
  const shares: number[] = [];
  const { end } = decode(client, wav(3), 5, JobPriority.deck, { progress: (share) => shares.push(share) });
  const result = await end;
  if (!('track' in result)) throw new Error(result.problem.reason);
  expect(result.track.totalFrames).toBe(144_000);
  expect(shares.at(-1)).toBe(1);
  const info = { format: 0, channels: 0, readableFrames: 0, totalFrames: 0, complete: false };
  store.readInfo(5, info);
  expect(info).toEqual({ format: 1, channels: 2, readableFrames: 144_000, totalFrames: 144_000, complete: true });
  const heard = new Float32Array(288_000);
  expect(store.readFrames(5, 0, 144_000, heard, 0)).toBe(0);
  const { channels } = sineWithClick(48_000, 3);
  for (let i = 0; i < 144_000; i += 997) expect(heard[2 * i]).toBeCloseTo(channels[0]?.[i] as number, 4);
  client.dispose();
});

test('a deck load overtakes a background job', async () => {
  const { client } = setUp();
  const order: string[] = [];
  const background = decode(client, wav(20), 1, JobPriority.background).end.then(() => order.push('background'));
  await turn();
  const deck = decode(client, wav(1), 2, JobPriority.deck).end.then(() => order.push('deck'));
  await Promise.all([background, deck]);
  expect(order).toEqual(['deck', 'background']);
  client.dispose();
});

test('cancelling ends a running and a waiting job, and leaves others alone', async () => {
  const { client } = setUp();
  const running = decode(client, wav(20), 1);
  const waiting = decode(client, wav(20), 2);
  const third = decode(client, wav(1), 3);
  await turn();
  waiting.cancel();
  running.cancel();
  for (const job of [running, waiting]) expect(await job.end).toMatchObject({ problem: { code: 'cancelled' } });
  expect(await third.end).toHaveProperty('track');
  client.dispose();
});

test('a full pool is told, and the next load works when there is room', async () => {
  const { client } = setUp({ slots: 2 });
  expect(await decode(client, wav(10), 1).end).toMatchObject({
    problem: { code: 'noMemory', fileName: 'track 1.wav' },
  });
  expect(await decode(client, wav(1), 2).end).toHaveProperty('track');
  client.dispose();
});

test('a worker that never answers is replaced; the job it had not started goes to the new one', async () => {
  const { client, starts } = setUp({ stuck: true, patienceMs: 20 });
  expect(await decode(client, wav(1), SOURCE_COUNT - 1).end).toHaveProperty('track');
  expect(starts()).toBe(2);
  client.dispose();
});
