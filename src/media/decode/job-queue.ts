/**
 * One job at a time, by priority. A job of higher priority that arrives later starts at once; the one under way waits
 * at its next pause until it has ended.
 * Thread: any worker.
 */

export const JobPriority = {
  /** A deck waits for it. */
  deck: 0,
  /** Nobody is waiting: analysis, sampler fills. */
  background: 1,
} as const;
export type JobPriority = (typeof JobPriority)[keyof typeof JobPriority];

export interface JobControl {
  readonly signal: AbortSignal;
  /** Lets messages in, then waits while a job of higher priority runs. Returns at once when cancelled. */
  pause(): Promise<void>;
}

interface Job {
  priority: JobPriority;
  abort: AbortController;
  run: () => Promise<void>;
}

export class JobQueue {
  private readonly yieldToEvents: () => Promise<void>;
  private readonly waiting: Job[] = [];
  /** Started jobs; the last one has the turn. */
  private readonly started: Job[] = [];
  private turnChanged: (() => void)[] = [];

  /** `yieldToEvents` resolves after events that are already due have been handled. */
  constructor(yieldToEvents: () => Promise<void>) {
    this.yieldToEvents = yieldToEvents;
  }

  /** Adds a job; it settles as `work` does. A job cancelled while it waits is still called, with an aborted signal. */
  add<T>(priority: JobPriority, work: (control: JobControl) => Promise<T>): { result: Promise<T>; cancel: () => void } {
    const abort = new AbortController();
    let resolve: (outcome: Promise<T>) => void = () => undefined;
    const promise = new Promise<T>((settle) => {
      resolve = settle;
    });
    const job: Job = {
      priority,
      abort,
      run: async () => {
        const outcome = work({ signal: abort.signal, pause: () => this.pause(job) });
        resolve(outcome);
        await outcome.then(
          () => undefined,
          () => undefined, // the caller hears of it through `result`
        );
      },
    };
    this.waiting.push(job);
    this.startNext();
    return { result: promise, cancel: () => this.cancel(job) };
  }

  private cancel(job: Job): void {
    job.abort.abort();
    const at = this.waiting.indexOf(job);
    if (at >= 0) {
      this.waiting.splice(at, 1);
      void job.run();
    }
    this.announceTurn();
  }

  private startNext(): void {
    const urgent = this.waiting.reduce<Job | null>(
      (best, job) => (best === null || job.priority < best.priority ? job : best),
      null,
    );
    const current = this.started.at(-1);
    if (urgent === null || (current !== undefined && current.priority <= urgent.priority)) return;
    this.waiting.splice(this.waiting.indexOf(urgent), 1);
    this.started.push(urgent);
    void urgent.run().then(() => {
      this.started.splice(this.started.indexOf(urgent), 1);
      this.startNext();
      this.announceTurn();
    });
  }

  private announceTurn(): void {
    const listeners = this.turnChanged;
    this.turnChanged = [];
    for (const listener of listeners) listener();
  }

  private async pause(job: Job): Promise<void> {
    await this.yieldToEvents();
    while (!job.abort.signal.aborted && this.started.includes(job) && this.started.at(-1) !== job)
      await new Promise<void>((resolve) => this.turnChanged.push(resolve));
  }
}
