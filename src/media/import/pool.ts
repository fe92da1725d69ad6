/**
 * A pool of import workers: started as they are needed, ended when they are not, replaced when they crash or fall
 * silent. It knows nothing of queues: whoever owns it asks `free`, hands in a job and hears one outcome.
 *
 * Thread: main; all work happens in the workers.
 */
import { type Endpoint, proxy, type Remote, releaseProxy, wrap } from 'comlink';
import type { ImportJob, ImportJobEvents, ImportWorkerApi, JobOutcome } from './messages.ts';
import type { ImportProblem } from './phases.ts';
import type { ImportAllowance } from './throttle.ts';

/** A worker, or what stands for it in a test. */
export interface ImportThread {
  readonly endpoint: Endpoint;
  terminate(): void;
  /** Called once when the worker ends by itself; set by the pool. */
  onCrash: ((reason: string) => void) | null;
}

export interface PoolClock {
  setTimer(run: () => void, ms: number): unknown;
  clearTimer(timer: unknown): void;
}

export interface ImportPoolOptions {
  readonly startThread: () => ImportThread;
  /** Silence after which a worker is asked whether it lives, and as long again to answer. */
  readonly patienceMs?: number;
  readonly clock?: PoolClock;
}

export type PoolOutcome = JobOutcome | { readonly kind: 'lost'; readonly problem: ImportProblem };

/** One job in a worker's hands. */
export interface RunningJob {
  /** Settles once, and never rejects. */
  readonly outcome: Promise<PoolOutcome>;
  cancel(): void;
}

const PATIENCE_MS = 20_000;

const realClock: PoolClock = {
  setTimer: (run, ms) => setTimeout(run, ms),
  clearTimer: (timer) => clearTimeout(timer as ReturnType<typeof setTimeout>),
};

const silent: ImportProblem = {
  code: 'stalled',
  reason: 'reading it never came to an end.',
  remedy: 'Convert it to WAV or FLAC, then add it again.',
};

const crashed = (reason: string): ImportProblem => ({
  code: 'crashed',
  reason: `the worker that read it broke down (${reason}).`,
  remedy: 'Convert it to WAV or FLAC, then add it again.',
});

/** One worker and the job it holds. */
class Member {
  readonly thread: ImportThread;
  readonly api: Remote<ImportWorkerApi>;
  settle: ((outcome: PoolOutcome) => void) | null = null;
  timer: unknown = null;
  /** As the worker was told. */
  duty = 1;

  constructor(thread: ImportThread) {
    this.thread = thread;
    this.api = wrap<ImportWorkerApi>(thread.endpoint);
  }

  end(): void {
    this.thread.onCrash = null;
    this.api[releaseProxy]();
    this.thread.terminate();
  }
}

export class ImportPool {
  private readonly startThread: () => ImportThread;
  private readonly patienceMs: number;
  private readonly clock: PoolClock;
  private readonly members = new Set<Member>();
  private allowance: ImportAllowance = { workers: 1, duty: 1 };

  constructor(options: ImportPoolOptions) {
    this.startThread = options.startThread;
    this.patienceMs = options.patienceMs ?? PATIENCE_MS;
    this.clock = options.clock ?? realClock;
  }

  /** Jobs that may be started now. None while the duty is 0. */
  get free(): number {
    return this.allowance.duty === 0 ? 0 : Math.max(0, this.allowance.workers - this.running);
  }

  get running(): number {
    let running = 0;
    for (const member of this.members) if (member.settle !== null) running++;
    return running;
  }

  get threads(): number {
    return this.members.size;
  }

  /** Takes effect at the next slice of work. Workers beyond the number end with their job, and not in the middle of it. */
  allow(allowance: ImportAllowance): void {
    this.allowance = allowance;
    this.dismissIdle(allowance.workers);
    this.shareDuty();
  }

  /** With more files under way than allowed, they share what the allowed ones would take. */
  private shareDuty(): void {
    const { workers, duty } = this.allowance;
    const share = this.running > workers ? (duty * workers) / this.running : duty;
    for (const member of this.members) {
      if (member.duty === share) continue;
      member.duty = share;
      void member.api.setDuty(share);
    }
  }

  /** Gives a job to a worker. Throws when `free` is 0. */
  run(job: ImportJob, events: ImportJobEvents): RunningJob {
    if (this.free === 0) throw new Error('the import pool has no free worker');
    const member = [...this.members].find(({ settle }) => settle === null) ?? this.hire();
    const outcome = new Promise<PoolOutcome>((resolve) => {
      member.settle = resolve;
    });
    this.shareDuty();
    this.keepWatch(member);
    const heard = (): boolean => {
      if (member.settle === null) return false;
      this.keepWatch(member);
      return true;
    };
    const relay: ImportJobEvents = {
      phase: (phase) => {
        if (heard()) events.phase(phase);
      },
      progress: (share, audioSeconds) => {
        if (heard()) events.progress(share, audioSeconds);
      },
      standingOf: async (contentId) => (heard() ? events.standingOf(contentId) : { kind: 'new' }),
    };
    member.api.run(job, proxy(relay)).then(
      (result) => this.settled(member, result),
      // The worker's entry answers with data; a rejection means that its code broke.
      (error: unknown) => this.lose(member, crashed(error instanceof Error ? error.message : String(error))),
    );
    return { outcome, cancel: () => void member.api.cancel() };
  }

  /** Ends all workers; jobs under way settle as lost. */
  dispose(): void {
    for (const member of [...this.members]) this.lose(member, crashed('the import was closed'));
  }

  /** Ends workers without a job beyond `keep` in all: an idle one still holds the memory of its decoders. */
  dismissIdle(keep: number): void {
    for (const member of [...this.members])
      if (member.settle === null && this.members.size > keep) {
        this.members.delete(member);
        member.end();
      }
  }

  private hire(): Member {
    const member = new Member(this.startThread());
    member.thread.onCrash = (reason) => this.lose(member, crashed(reason));
    this.members.add(member);
    return member;
  }

  private settled(member: Member, outcome: PoolOutcome): void {
    const { settle } = member;
    if (settle === null) return;
    member.settle = null;
    this.clock.clearTimer(member.timer);
    this.dismissIdle(this.allowance.workers);
    this.shareDuty();
    settle(outcome);
  }

  /** A worker is gone or no longer to be trusted: it ends, and so does its job. The next job starts another one. */
  private lose(member: Member, problem: ImportProblem): void {
    if (!this.members.delete(member)) return;
    this.clock.clearTimer(member.timer);
    member.end();
    const { settle } = member;
    member.settle = null;
    settle?.({ kind: 'lost', problem });
  }

  /** Restarts the wait for a sign of life. */
  private keepWatch(member: Member): void {
    this.clock.clearTimer(member.timer);
    member.timer = this.clock.setTimer(() => this.askForLife(member), this.patienceMs);
  }

  private askForLife(member: Member): void {
    if (member.settle === null) return;
    let answered = false;
    member.api.ping().then(
      () => {
        answered = true;
        if (member.settle !== null) this.keepWatch(member);
      },
      (error: unknown) => this.lose(member, crashed(error instanceof Error ? error.message : String(error))),
    );
    member.timer = this.clock.setTimer(() => {
      if (!answered) this.lose(member, silent);
    }, this.patienceMs);
  }
}
