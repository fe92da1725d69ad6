/**
 * The folder of session logs: new names, crashed logs, settling them, downloads.
 * Thread: log worker; tests use files in memory. Allocates.
 */
import { type ByteFile, ByteFileError, type ByteFiles, readAll } from '../byte-files/byte-files.ts';
import { planResume, type ResumePlan } from '../resume/plan.ts';
import { LOG_FILE_SUFFIX, SessionLogError } from '../session-log/format.ts';
import { openLog } from '../session-log/reader.ts';
import { encodeEndFrame } from '../session-log/writer.ts';
import type { CrashedLog } from './log-messages.ts';
import { LOG_KEEP_NEWEST, listLogs } from './retention.ts';

export const LOG_FOLDER = 'session-logs';

/** Opens an empty file for a session that begins now. */
export async function openNewLog(files: ByteFiles, nowMs: number): Promise<ByteFile> {
  const stem = `set-${new Date(nowMs).toISOString().replace(/[:.]/g, '-')}`;
  for (let n = 1; ; n++) {
    const name = `${stem}${n === 1 ? '' : `-${n}`}${LOG_FILE_SUFFIX}`;
    try {
      const file = await files.open(name, true);
      if (file.size() === 0) return file;
      file.close();
    } catch (error) {
      if (!(error instanceof ByteFileError) || error.code !== 'inUse') throw error;
    }
  }
}

/**
 * The newest set that ended in a crash and can be resumed. Logs open in another tab and logs that cannot be read are
 * passed over; a sound log that ended in order stops the search, because what is older was answered for already.
 */
export async function findCrashed(files: ByteFiles): Promise<CrashedLog | null> {
  const logs = (await listLogs(files)).reverse();
  // As many as are always kept: a set that can be resumed is not pruned away.
  for (const { name } of logs.slice(0, LOG_KEEP_NEWEST)) {
    const bytes = await readUnlessInUse(files, name);
    if (bytes === null) continue;
    const plan = planOf(bytes);
    if (plan === null) continue;
    if (plan.ended) return null;
    if (plan.decks.some((deck) => deck !== null)) return { name, plan };
  }
  return null;
}

async function readUnlessInUse(files: ByteFiles, name: string): Promise<Uint8Array<ArrayBuffer> | null> {
  try {
    const file = await files.open(name, false);
    try {
      return readAll(file);
    } finally {
      file.close();
    }
  } catch (error) {
    if (error instanceof ByteFileError && (error.code === 'inUse' || error.code === 'missing')) return null;
    throw error;
  }
}

function planOf(bytes: Uint8Array): ResumePlan | null {
  try {
    return planResume(openLog(bytes));
  } catch (error) {
    if (error instanceof SessionLogError) return null;
    throw error;
  }
}

/** Cuts a crashed log after its last whole frame and ends it, so that it is not offered again. */
export async function settle(files: ByteFiles, name: string, nowMs: number): Promise<void> {
  const file = await files.open(name, false);
  try {
    const log = openLog(readAll(file));
    let engineFrame = 0;
    for (const record of log.records()) if (record.kind === 'heartbeat') engineFrame = record.heartbeat.engineFrame;
    file.truncate(log.soundBytes);
    file.write(encodeEndFrame(log.nextIndex, { how: 'recovered', wallMs: nowMs, engineFrame }), log.soundBytes);
    file.flush();
  } finally {
    file.close();
  }
}
