import { expect, test } from 'vitest';
import { BLOCK_FRAMES } from './constants.ts';
import {
  createRecorderTap,
  RECORDER_RING,
  RecorderBlockFlag,
  RecorderTapReader,
  RecorderTapWriter,
} from './recorder-ring.ts';

const block = (seed: number): Float32Array =>
  Float32Array.from({ length: BLOCK_FRAMES * 2 }, (_, i) => (seed + i) / 512);

test('a closed tap takes nothing, an open one hands over frame, flags and samples', () => {
  const tap = createRecorderTap();
  const writer = new RecorderTapWriter(tap);
  const reader = new RecorderTapReader(tap);
  writer.push(0, 0, block(1), 0);
  expect(reader.pop()).toBe(false);
  reader.setOpen(true);
  expect(writer.isOpen).toBe(true);
  writer.push(2 ** 40, RecorderBlockFlag.engineFault, block(7), 0);
  expect(reader.pop()).toBe(true);
  expect(reader.engineFrame).toBe(2 ** 40);
  expect(reader.frames).toBe(BLOCK_FRAMES);
  expect(reader.flags).toBe(RecorderBlockFlag.engineFault);
  expect(reader.samples).toEqual(block(7));
  reader.setOpen(false);
  writer.push(2 ** 40 + 128, 0, block(9), 0);
  expect(reader.pop()).toBe(false);
});

test('a full ring counts what it lost and keeps the oldest blocks whole', () => {
  const tap = createRecorderTap();
  const writer = new RecorderTapWriter(tap);
  const reader = new RecorderTapReader(tap);
  reader.setOpen(true);
  for (let i = 0; i < RECORDER_RING.capacity + 3; i++) writer.push(i * BLOCK_FRAMES, 0, block(i), 0);
  expect(reader.dropped).toBe(3);
  for (let i = 0; i < RECORDER_RING.capacity; i++) {
    expect(reader.pop()).toBe(true);
    expect(reader.engineFrame).toBe(i * BLOCK_FRAMES);
    expect(reader.samples[5]).toBe(block(i)[5]);
  }
  expect(reader.pop()).toBe(false);
});
