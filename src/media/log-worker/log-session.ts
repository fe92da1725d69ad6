/**
 * One session's log while it is written: gathers what the engine did and what others report, and commits it to a file
 * about twice a second, each commit one checksummed frame. A kill loses what came after the last commit: half a second.
 *
 * Thread: log worker; tests drive it by hand. Allocates.
 */
import { Op } from '../../control-bus/commands.ts';
import { CONTROLS } from '../../control-bus/controls.ts';
import { type ByteFile, ByteFileError } from '../byte-files/byte-files.ts';
import { isPlainControlMove } from '../session-log/command-codec.ts';
import type { LogRecord } from '../session-log/format.ts';
import { SessionLogWriter } from '../session-log/writer.ts';
import { EngineWatch } from './engine-watch.ts';
import type { DecidedForLog, LogIdentity, LogMessage, LogSources, LogStatus } from './log-messages.ts';

/** Time between two commits at most, less the worker's own tick. */
export const COMMIT_MS = 450;
/** Time between two heartbeats while no deck is loaded and nothing happens. */
const IDLE_HEARTBEAT_MS = 10_000;
/** Bytes kept for a disk that is full; beyond that the log ends. */
const BACKLOG_MAX_BYTES = 8 * 1024 * 1024;

export class LogSession {
  private readonly file: ByteFile;
  private readonly writer: SessionLogWriter;
  private readonly watch: EngineWatch;
  private readonly backlog: Uint8Array<ArrayBuffer>[] = [];
  private backlogBytes = 0;
  private written = 0;
  private lastCommitMs: number;
  private lastHeartbeatMs = Number.NEGATIVE_INFINITY;
  private problem: string | null = null;
  private gaveUp = false;
  private closed = false;

  /** Writes preamble and header at once. `file` is empty and belongs to the session from here on. */
  constructor(file: ByteFile, identity: LogIdentity, sources: LogSources, nowMs: number) {
    this.file = file;
    this.watch = new EngineWatch(sources);
    const controls = CONTROLS.map(({ name, unit, min, max }) => ({ name, unit, min, max }));
    this.writer = new SessionLogWriter({ ...identity, startedAtMs: nowMs, controls });
    this.lastCommitMs = nowMs;
    this.store();
  }

  get status(): LogStatus {
    return { name: this.file.name, bytes: this.written, problem: this.problem };
  }

  /** Takes a report. Permitted moves of continuous controls are left out: their arrivals say it all. */
  accept(message: LogMessage, nowMs: number): void {
    switch (message.kind) {
      case 'intents':
        for (const decided of message.intents) this.acceptIntent(decided);
        break;
      case 'track':
        this.add({ kind: 'track', track: message.track });
        break;
      case 'source':
        this.add({ kind: 'source', source: message.source });
        break;
      case 'host':
        this.add({ kind: 'host', host: { ...message.host, wallMs: nowMs } });
        break;
    }
  }

  /** To be called every few tens of milliseconds: empties the engine's ring and commits when it is time. */
  tick(nowMs: number): void {
    if (this.closed) return;
    this.drain(nowMs);
    // A clock set back must not stop the commits.
    if (nowMs - this.lastCommitMs >= COMMIT_MS || nowMs < this.lastCommitMs) this.commit(nowMs);
  }

  /** Writes everything gathered so far, with a heartbeat where there is something to say. */
  commit(nowMs: number): void {
    if (this.closed) return;
    this.lastCommitMs = nowMs;
    // Snapshot first, events second: every event before the heartbeat's frame is then in the log before it.
    const fresh = this.watch.refresh();
    this.drain(nowMs);
    if (fresh) {
      for (const state of this.watch.changedDecks()) this.add({ kind: 'deckState', state });
      const heartbeat = this.watch.heartbeat(nowMs);
      const idle = heartbeat.decks.length === 0 && this.writer.waiting === 0;
      if (!idle || Math.abs(nowMs - this.lastHeartbeatMs) >= IDLE_HEARTBEAT_MS) {
        this.lastHeartbeatMs = nowMs;
        this.add({ kind: 'heartbeat', heartbeat });
      }
    }
    this.store();
  }

  /** Ends the log in order: the next start will not take it for a crash. Safe to call twice. */
  end(nowMs: number): void {
    if (this.closed) return;
    this.commit(nowMs);
    this.add({ kind: 'end', end: { how: 'closed', wallMs: nowMs, engineFrame: this.watch.engineFrame } });
    this.store();
    this.closed = true;
    this.file.close();
  }

  private drain(nowMs: number): void {
    const lost = this.watch.drain((record) => this.add(record));
    if (lost === 0) return;
    const text = `${lost} engine events found no room: this log replays only approximately from here on`;
    const { engineFrame } = this.watch;
    this.add({ kind: 'host', host: { what: 'eventsLost', text, engineFrame, wallMs: nowMs, frames: lost } });
  }

  private add(record: LogRecord): void {
    if (!this.gaveUp && !this.closed) this.writer.add(record);
  }

  private acceptIntent({ command, eventTimeMs, gesture, refused }: DecidedForLog): void {
    if (refused !== null) {
      const { id, op, deck, target, a } = command;
      const value = Number.isFinite(a) ? a : null;
      const reason = { ...refused };
      this.add({ kind: 'refusal', refusal: { id, op, deck, target, a: value, gesture, eventTimeMs, reason } });
      return;
    }
    if (command.op === Op.scratchMove || isPlainControlMove(command)) return;
    this.add({ kind: 'intent', intent: { command, eventTimeMs, gesture } });
  }

  /** Appends what is sealed; on a full disk it is kept and tried again at the next commit. */
  private store(): void {
    const sealed = this.writer.seal();
    if (sealed !== null) {
      this.backlog.push(sealed);
      this.backlogBytes += sealed.length;
    }
    try {
      while (this.backlog.length > 0) {
        const next = this.backlog[0] as Uint8Array<ArrayBuffer>;
        this.file.write(next, this.written);
        this.written += next.length;
        this.backlogBytes -= next.length;
        this.backlog.shift();
      }
      this.file.flush();
      this.problem = null;
    } catch (error) {
      if (!(error instanceof ByteFileError)) throw error;
      this.refuse(error);
    }
  }

  private refuse(error: ByteFileError): void {
    if (this.backlogBytes > BACKLOG_MAX_BYTES) {
      this.gaveUp = true;
      this.backlog.length = 0;
      this.backlogBytes = 0;
    }
    const remedy = this.gaveUp
      ? 'The log ends here; the music goes on. Free disk space and reload the page to log again.'
      : 'Free disk space or delete old recordings: it goes on by itself.';
    this.problem = `The session log cannot be written (${error.message}). ${remedy}`;
  }
}
