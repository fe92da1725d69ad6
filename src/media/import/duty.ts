/**
 * Lets a worker work for a share of its time only, and lets messages in between slices of work.
 * Thread: import worker; runs anywhere.
 */

import { Rests } from '../pace/rests.ts';

export interface DutyClock {
  /** Milliseconds. */
  now(): number;
  /** Resolves after events that are due have been handled. */
  yieldToEvents(): Promise<void>;
  sleep(ms: number): Promise<void>;
}

export class Duty {
  private readonly clock: DutyClock;
  private share = 1;
  private readonly rests = new Rests();
  private since: number;
  private released: (() => void)[] = [];

  constructor(clock: DutyClock) {
    this.clock = clock;
    this.since = clock.now();
  }

  /** Share of the time that may be worked, 0 … 1. 0 holds everybody at the next breath until it is raised. */
  set(share: number): void {
    this.share = Math.max(0, Math.min(1, share));
    if (this.share > 0) this.release();
  }

  /** Lets those who stand still go on: the duty was raised, or the job was cancelled. */
  release(): void {
    const waiting = this.released;
    this.released = [];
    for (const go of waiting) go();
  }

  /** Between slices of work: rests as long as the share asks for. `signal` ends a standstill. */
  async breathe(signal: AbortSignal): Promise<void> {
    const pieceMs = this.clock.now() - this.since;
    await this.clock.yieldToEvents();
    while (this.share === 0 && !signal.aborted) await new Promise<void>((go) => this.released.push(go));
    const rest = signal.aborted ? 0 : this.rests.after(pieceMs, this.share);
    if (rest > 0) await this.clock.sleep(rest);
    this.since = this.clock.now();
  }
}
