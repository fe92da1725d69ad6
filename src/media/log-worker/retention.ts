/**
 * Which session logs are kept: all of them up to a cap; beyond it the oldest go, but never the newest twenty, a log that
 * a set is offered to be resumed from, or one that is still open in some tab.
 * Thread: log worker; tests use files in memory.
 */
import { type ByteFileEntry, ByteFileError, type ByteFiles } from '../byte-files/byte-files.ts';
import { LOG_FILE_SUFFIX } from '../session-log/format.ts';

/** Bytes all logs together may take: some hundred hours of busy sets. */
export const LOG_CAP_BYTES = 200_000_000;
/** Newest logs that stay whatever they take. At least as many as are looked through for a crashed one. */
export const LOG_KEEP_NEWEST = 20;

export interface RetentionRule {
  readonly capBytes: number;
  readonly keepNewest: number;
}

export const LOG_RETENTION: RetentionRule = { capBytes: LOG_CAP_BYTES, keepNewest: LOG_KEEP_NEWEST };

/** The logs of a folder, oldest first: their names begin with the moment at which they began. */
export async function listLogs(files: ByteFiles): Promise<ByteFileEntry[]> {
  return (await files.list()).filter(({ name }) => name.endsWith(LOG_FILE_SUFFIX));
}

/**
 * Removes what the rule no longer keeps, oldest first, and returns the names. Logs in `spare` stay; so does one that is
 * open anywhere. Rejects with `ByteFileError` when storage fails; what was removed before stays removed.
 */
export async function pruneLogs(
  files: ByteFiles,
  spare: readonly string[],
  rule: RetentionRule = LOG_RETENTION,
): Promise<string[]> {
  const logs = await listLogs(files);
  let used = logs.reduce((sum, { bytes }) => sum + bytes, 0);
  const removed: string[] = [];
  for (const { name, bytes } of logs.slice(0, Math.max(0, logs.length - rule.keepNewest))) {
    if (used <= rule.capBytes) break;
    if (spare.includes(name) || !(await removeUnlessOpen(files, name))) continue;
    used -= bytes;
    removed.push(name);
  }
  return removed;
}

/** False when somebody has it open. One that another tab removed meanwhile counts as removed. */
async function removeUnlessOpen(files: ByteFiles, name: string): Promise<boolean> {
  try {
    await files.remove(name);
    return true;
  } catch (error) {
    if (error instanceof ByteFileError && error.code === 'inUse') return false;
    if (error instanceof ByteFileError && error.code === 'missing') return true;
    throw error;
  }
}
