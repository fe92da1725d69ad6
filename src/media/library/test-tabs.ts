/**
 * Stand-ins for the browser's locks and its channel between tabs, for tests in Node.
 * Thread: Node.
 */

import type { LibraryEvent } from './library.ts';
import type { Channel } from './service.ts';
import type { Locks } from './writer-lease.ts';

/** Exclusive locks, first come, first served; freed when the work settles, as in Web Locks. */
export class TabLocks implements Locks {
  private readonly held = new Set<string>();
  private readonly waiting: { readonly name: string; readonly start: () => void }[] = [];

  async request(
    name: string,
    options: { ifAvailable?: boolean; signal?: AbortSignal },
    work: (lock: unknown) => Promise<void>,
  ): Promise<void> {
    if (this.held.has(name)) {
      if (options.ifAvailable === true) return work(null);
      await new Promise<void>((start, reject) => {
        const entry = { name, start };
        this.waiting.push(entry);
        options.signal?.addEventListener('abort', () => {
          const at = this.waiting.indexOf(entry);
          if (at >= 0) this.waiting.splice(at, 1);
          reject(new DOMException('no longer wanted', 'AbortError'));
        });
      });
    }
    this.held.add(name);
    try {
      await work({ name });
    } finally {
      this.held.delete(name);
      const next = this.waiting.findIndex((entry) => entry.name === name);
      if (next >= 0) this.waiting.splice(next, 1)[0]?.start();
    }
  }
}

/** Channels that hear each other, not themselves. */
export class TabChannels {
  private readonly channels: Channel[] = [];

  join(): Channel {
    const channel: Channel = {
      onmessage: null,
      postMessage: (event: LibraryEvent) => {
        const data = structuredClone(event);
        for (const other of this.channels)
          if (other !== channel) queueMicrotask(() => other.onmessage?.({ data } as MessageEvent<LibraryEvent>));
      },
    };
    this.channels.push(channel);
    return channel;
  }
}
