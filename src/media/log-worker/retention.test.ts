import { expect, test } from 'vitest';
import type { ByteFile } from '../byte-files/byte-files.ts';
import { MemoryFiles } from '../byte-files/memory.ts';
import { openNewLog } from './log-shelf.ts';
import { LOG_KEEP_NEWEST, LOG_RETENTION, listLogs, pruneLogs } from './retention.ts';

const DAY_MS = 86_400_000;
const START_MS = Date.UTC(2026, 0, 1);

/** Logs of `bytes` each, one a day, left open. */
async function addLogs(files: MemoryFiles, count: number, bytes: number): Promise<ByteFile[]> {
  const logs: ByteFile[] = [];
  for (let day = 0; day < count; day++) {
    const file = await openNewLog(files, START_MS + day * DAY_MS);
    file.write(new Uint8Array(bytes), 0);
    logs.push(file);
  }
  return logs;
}

async function closedLogs(files: MemoryFiles, count: number, bytes: number): Promise<string[]> {
  const logs = await addLogs(files, count, bytes);
  for (const log of logs) log.close();
  return logs.map(({ name }) => name);
}

const namesIn = async (files: MemoryFiles): Promise<string[]> => (await listLogs(files)).map(({ name }) => name);

test('below the cap nothing goes; beyond it the oldest go until the rest fits', async () => {
  const files = new MemoryFiles();
  const names = await closedLogs(files, 10, 100);
  expect(await pruneLogs(files, [], { capBytes: 1000, keepNewest: 3 })).toEqual([]);
  expect(await pruneLogs(files, [], { capBytes: 999, keepNewest: 3 })).toEqual(names.slice(0, 1));
  expect(await pruneLogs(files, [], { capBytes: 550, keepNewest: 3 })).toEqual(names.slice(1, 5));
  expect(await namesIn(files)).toEqual(names.slice(5));
});

test('the newest stay whatever they take', async () => {
  const files = new MemoryFiles();
  const names = await closedLogs(files, LOG_KEEP_NEWEST + 2, 1000);
  expect(await pruneLogs(files, [], { ...LOG_RETENTION, capBytes: 0 })).toEqual(names.slice(0, 2));
  expect(await pruneLogs(files, [], { ...LOG_RETENTION, capBytes: 0 })).toEqual([]);
});

test('a log that is offered for resume or open in a tab stays, and younger ones go in its place', async () => {
  const files = new MemoryFiles();
  const logs = await addLogs(files, 8, 100);
  for (const log of logs.filter((_, i) => i !== 2)) log.close();
  const names = logs.map(({ name }) => name);
  const removed = await pruneLogs(files, [names[0] ?? ''], { capBytes: 500, keepNewest: 2 });
  expect(removed).toEqual([names[1], names[3], names[4]]);
  expect(await namesIn(files)).toEqual([names[0], names[2], ...names.slice(5)]);
});

test('files that are no logs are neither counted nor touched', async () => {
  const files = new MemoryFiles();
  const other = await files.open('a-recording.wav', true);
  other.write(new Uint8Array(5000), 0);
  other.close();
  const names = await closedLogs(files, 3, 100);
  expect(await pruneLogs(files, [], { capBytes: 300, keepNewest: 0 })).toEqual([]);
  expect(await pruneLogs(files, [], { capBytes: 0, keepNewest: 0 })).toEqual(names);
  expect(await files.list()).toEqual([{ name: 'a-recording.wav', bytes: 5000 }]);
});

test('storage that fails is not passed over', async () => {
  const files = new MemoryFiles();
  await closedLogs(files, 2, 100);
  files.remove = () => Promise.reject(new Error('the disk is gone'));
  await expect(pruneLogs(files, [], { capBytes: 0, keepNewest: 0 })).rejects.toThrow('the disk is gone');
});
