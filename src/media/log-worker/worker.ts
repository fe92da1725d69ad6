// Thread: log worker (entry).
import * as Comlink from 'comlink';
import type { ByteFiles } from '../byte-files/byte-files.ts';
import { openOpfsFiles } from '../byte-files/opfs.ts';
import type { IntentsForLog, LogWorkerApi } from './log-messages.ts';
import { LogSession } from './log-session.ts';
import { findCrashed, LOG_FOLDER, openNewLog, settle } from './log-shelf.ts';
import { listLogs, pruneLogs } from './retention.ts';

/** How often the engine's ring is emptied; it has room for many seconds. */
const TICK_MS = 40;

let folder: Promise<ByteFiles> | null = null;
let session: LogSession | null = null;

const files = (): Promise<ByteFiles> => {
  folder ??= openOpfsFiles(LOG_FOLDER);
  return folder;
};

function follow(current: LogSession): void {
  if (session !== current) return;
  current.tick(Date.now());
  setTimeout(() => follow(current), TICK_MS);
}

/** Old logs go when a new one has begun. A failure is put on record; it costs nothing but space. */
async function makeRoom(current: LogSession, resumes: string | null): Promise<void> {
  try {
    await pruneLogs(await files(), resumes === null ? [] : [resumes]);
  } catch (error) {
    const text = `old session logs could not be removed: ${error instanceof Error ? error.message : String(error)}`;
    current.accept({ kind: 'host', host: { what: 'note', text, engineFrame: 0, frames: 0 } }, Date.now());
  }
}

const api: LogWorkerApi = {
  async begin(identity, sources, schedulerPort) {
    const now = Date.now();
    const current = new LogSession(await openNewLog(await files(), now), identity, sources, now);
    session = current;
    schedulerPort.onmessage = ({ data }: MessageEvent<IntentsForLog>) => current.accept(data, Date.now());
    follow(current);
    // The set need not wait for it.
    void makeRoom(current, identity.resumes);
    return current.status;
  },
  report(message) {
    session?.accept(message, Date.now());
  },
  status() {
    return session?.status ?? null;
  },
  end(ended) {
    session?.end(Date.now());
    session = null;
    Atomics.store(new Int32Array(ended), 0, 1);
  },
  async findCrashed() {
    return findCrashed(await files());
  },
  async settle(name) {
    await settle(await files(), name, Date.now());
  },
  async list() {
    session?.commit(Date.now());
    return listLogs(await files());
  },
  async read(name) {
    session?.commit(Date.now());
    return (await files()).blob(name);
  },
  async remove(name) {
    await (await files()).remove(name);
  },
};

Comlink.expose(api);
