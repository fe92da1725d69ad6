/** The session logs kept, as the interface sees them. Thread: main, at human rate. */
import { type Observable, Value } from '../control-bus/observable.ts';
import { type ByteFileEntry, LOG_RETENTION, type LogClient } from '../media/log-worker/client.ts';
import type { SessionLogFile, SessionLogs } from '../ui-shell/port.ts';
import { offerDownload } from './recording.ts';

/** 'set-2026-11-24T17-10-00-000Z.elog' → the moment the set began; the epoch for a name of another kind. */
function beginOf(name: string): Date {
  const parts = /^set-(\d{4}-\d\d-\d\d)T(\d\d)-(\d\d)-(\d\d)-(\d{3})Z/.exec(name);
  return parts === null ? new Date(0) : new Date(`${parts[1]}T${parts[2]}:${parts[3]}:${parts[4]}.${parts[5]}Z`);
}

export class SessionLogDesk {
  readonly state: Observable<SessionLogs>;
  private readonly value: Value<SessionLogs>;
  private readonly log: LogClient;
  /** Why no set is being logged, when none is. */
  private readonly problem: () => string | null;

  constructor(log: LogClient, problem: () => string | null) {
    this.log = log;
    this.problem = problem;
    this.value = new Value<SessionLogs>({ files: [], ...LOG_RETENTION });
    this.state = this.value;
  }

  /** Looks again at what is kept, newest first. */
  async refresh(): Promise<void> {
    const running = (await this.log.status())?.name ?? null;
    const fileOf = ({ name, bytes }: ByteFileEntry): SessionLogFile => ({
      name,
      bytes,
      startedAt: beginOf(name),
      running: name === running,
    });
    const files = (await this.log.list()).map(fileOf).reverse();
    this.value.update((s) => ({ ...s, files }));
  }

  /** Downloads a log; without a name the one of this set. Rejects with a sentence when there is none. */
  async download(name?: string): Promise<void> {
    const wanted = name ?? (await this.log.status())?.name;
    if (wanted === undefined) throw new Error(this.problem() ?? 'No set is being logged.');
    offerDownload(await this.log.read(wanted), wanted);
  }

  async remove(name: string): Promise<void> {
    await this.log.remove(name);
    await this.refresh();
  }
}
