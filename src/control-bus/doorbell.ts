/**
 * A counter in shared memory that producers ring and one worker waits on, so that several rings share one sleep.
 * Thread: `ring` any but the audio thread; `wait` workers only (it is asynchronous and never blocks).
 */

/** Every thread that waits has it, but this file is typed for none in particular. */
declare const setTimeout: (callback: () => void, ms: number) => unknown;

/** Bytes of shared memory. */
export const DOORBELL_BYTES = 4;

export class Doorbell {
  private readonly count: Int32Array;

  constructor(buffer: SharedArrayBuffer) {
    this.count = new Int32Array(buffer, 0, 1);
  }

  /** Wakes the waiting worker. */
  ring(): void {
    Atomics.add(this.count, 0, 1);
    Atomics.notify(this.count, 0);
  }

  /** What `wait` must be given so that a ring between looking and waiting is not lost. */
  get seen(): number {
    return Atomics.load(this.count, 0);
  }

  /** Resolves when the bell rang after `seen`, or after `timeoutMs`. */
  async wait(seen: number, timeoutMs: number): Promise<void> {
    if (typeof Atomics.waitAsync !== 'function') {
      await new Promise<void>((resolve) => setTimeout(resolve, Math.min(timeoutMs, 2)));
      return;
    }
    await Atomics.waitAsync(this.count, 0, seen, timeoutMs).value;
  }
}
