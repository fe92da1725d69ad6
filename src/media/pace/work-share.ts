/**
 * Lets background workers rest while decks play: decoding is many times faster than playing, and where there are few cores an
 * audio thread without priority waits behind whoever is busy.
 * Thread: any worker; pure but for the switch it reads.
 */
import { EngineSwitch } from '../../control-bus/engine-host.ts';
import { Rests } from './rests.ts';

export class WorkShare {
  private switches: Int32Array | null = null;
  private readonly rests = new Rests();

  /** Follows the switch from now on. `switches`: `EngineMemory.switches`. */
  follow(switches: SharedArrayBuffer): void {
    this.switches = new Int32Array(switches);
  }

  /** Notes a piece of work, milliseconds, and returns how long to rest after it: mostly 0. */
  restAfter(workedMs: number): number {
    const percent = this.switches === null ? 0 : Atomics.load(this.switches, EngineSwitch.workPercent);
    return this.rests.after(workedMs, percent > 0 ? percent / 100 : 1);
  }

  /**
   * A worker's pause: lets events in and rests when it is time to. Jobs that take turns in one worker share one pause: while it
   * is time to rest, none of them works. `yieldToEvents` resolves when events that are due are done.
   */
  pausing(yieldToEvents: () => Promise<void>): () => Promise<void> {
    let since = performance.now();
    let resting: Promise<void> = Promise.resolve();
    return async () => {
      const rest = this.restAfter(performance.now() - since);
      if (rest > 0) resting = new Promise((resolve) => setTimeout(resolve, rest));
      await yieldToEvents();
      for (let awaited: Promise<void> | null = null; awaited !== resting; ) {
        awaited = resting;
        await awaited;
      }
      since = performance.now();
    };
  }
}
