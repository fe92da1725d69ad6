/**
 * One tab writes the library; the others read, and the longest waiting one takes over when it closes.
 * Thread: library worker. Web Locks: the browser frees the lock when a tab is closed or dies.
 */

/** What is used of `navigator.locks`. */
export interface Locks {
  request(
    name: string,
    options: { ifAvailable?: boolean; signal?: AbortSignal },
    work: (lock: unknown) => Promise<void>,
  ): Promise<unknown>;
}

export const WRITER_LOCK = 'echelon-library-writer';

export interface WriterLease {
  readonly isWriter: boolean;
  /** Gives the lock back, or stops waiting for it. */
  release(): void;
}

/**
 * Asks for the lock. Resolves at once with or without it; without it, goes on waiting and calls `onGranted` when it is this
 * tab's turn. `onFailed` hears when the browser refuses: this tab then stays a reader.
 */
export function requestWriter(
  locks: Locks,
  onGranted: () => void,
  onFailed: (error: unknown) => void,
): Promise<WriterLease> {
  const stop = new AbortController();
  let free: () => void = () => undefined;
  const held = new Promise<void>((resolve) => {
    free = resolve;
  });
  const lease = (isWriter: boolean): WriterLease => ({
    isWriter,
    release: () => {
      free();
      stop.abort();
    },
  });
  const wait = (): void => {
    locks
      .request(WRITER_LOCK, { signal: stop.signal }, async () => {
        onGranted();
        await held;
      })
      .catch((error: unknown) => {
        if (!stop.signal.aborted) onFailed(error);
      });
  };
  return new Promise((resolve, reject) => {
    locks
      .request(WRITER_LOCK, { ifAvailable: true }, async (lock) => {
        resolve(lease(lock !== null));
        if (lock !== null) await held;
        else wait();
      })
      .catch(reject);
  });
}
