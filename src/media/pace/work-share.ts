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

  /** A worker's pause: lets events in and rests when it is time to. `yieldToEvents` resolves when events that are due are done. */
  pausing(yieldToEvents: () => Promise<void>): () => Promise<void> {
    let since = performance.now();
    return async () => {
      const rest = this.restAfter(performance.now() - since);
      await yieldToEvents();
      if (rest > 0) await new Promise<void>((resolve) => setTimeout(resolve, rest));
      since = performance.now();
    };
  }
}
