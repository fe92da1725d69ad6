/**
 * Pins the library's audio in the content store, so that room is never made at its cost. What is removed from the library
 * stays pinned until the next session, so that an undo still finds its sound.
 * Thread: main, at human rate.
 */
import type { LibraryClient, LibraryEvent } from '../media/library/client.ts';
import type { ContentStore } from '../media/store/client.ts';

/** An import adds tracks one by one; the store is told of many at once. Until then the newest are evicted last. */
const TELL_AFTER_MS = 2000;

export class Pins {
  private readonly library: Pick<LibraryClient, 'view' | 'onEvent'>;
  private readonly store: Pick<ContentStore, 'setPinned'>;
  private readonly notice: (text: string) => void;
  private readonly keys = new Set<string>();
  private timer: ReturnType<typeof setTimeout> | null = null;

  constructor(
    library: Pick<LibraryClient, 'view' | 'onEvent'>,
    store: Pick<ContentStore, 'setPinned'>,
    notice: (text: string) => void,
  ) {
    this.library = library;
    this.store = store;
    this.notice = notice;
  }

  /** Pins what there is and follows what comes. Call once the library is open. */
  async follow(): Promise<void> {
    this.library.onEvent((event) => this.hear(event));
    await this.readAll();
  }

  private hear(event: LibraryEvent): void {
    if (event.kind !== 'tracks') return;
    if (event.keys === null) {
      this.readAll().catch((error: unknown) => this.failed(error));
      return;
    }
    const before = this.keys.size;
    for (const key of event.keys) this.keys.add(key);
    if (this.keys.size > before) this.tellSoon();
  }

  private async readAll(): Promise<void> {
    const view = await this.library.view();
    try {
      const window = { from: 0, count: 0 };
      const found = await view.search({ text: '', order: null, crateId: null, fits: null, window });
      for (const key of await view.keys(0, found?.count ?? 0)) this.keys.add(key);
    } finally {
      await view.close();
    }
    this.tellSoon();
  }

  private tellSoon(): void {
    this.timer ??= setTimeout(() => {
      this.timer = null;
      this.store.setPinned([...this.keys]).catch((error: unknown) => this.failed(error));
    }, TELL_AFTER_MS);
  }

  private failed(error: unknown): void {
    this.notice(error instanceof Error ? error.message : String(error));
  }
}
