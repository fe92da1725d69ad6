/**
 * Keeps the audio of imported tracks: what lies in a chosen folder stays there, everything else is copied into the
 * content store. Never at the cost of another track: the store's limit is raised while the disk has room, and when it
 * has none the import is told so before anything is evicted.
 * Thread: main; bytes go through the store's worker.
 */
import { type ContentStore, StoreError } from '../store/content-store.ts';
import type { AudioFile } from './messages.ts';
import type { AudioKeeper, AudioPlace } from './ports.ts';

/** Left free for logs, recordings and records. */
export const RESERVE_BYTES = 200_000_000;

/** `navigator.storage.estimate()`, or a stub. */
export type EstimateStorage = () => Promise<{ quota?: number; usage?: number }>;

export interface KeeperOptions {
  readonly store: Pick<ContentStore, 'has' | 'touch' | 'put' | 'usage' | 'setCap'>;
  readonly estimate: EstimateStorage;
  /** True where a source opens in later sessions too, and is to be left where it is. */
  readonly staysInPlace: (source: string) => boolean;
}

const mega = (bytes: number): string => `${Math.ceil(bytes / 1e6)} MB`;

export class ImportedAudioKeeper implements AudioKeeper {
  private readonly options: KeeperOptions;
  /** One at a time: room that was found must still be there when it is used. */
  private last: Promise<unknown> = Promise.resolve();

  constructor(options: KeeperOptions) {
    this.options = options;
  }

  async keep(source: string, file: AudioFile, contentId: string): Promise<AudioPlace> {
    if (this.options.staysInPlace(source)) return { kind: 'referenced', source };
    if (await this.options.store.has(contentId)) {
      await this.options.store.touch(contentId);
      return { kind: 'stored', contentId };
    }
    const id = await this.copy(file instanceof Blob ? file : await file.getFile());
    if (id !== contentId)
      throw new StoreError(
        'failed',
        'The file changed while it was imported.',
        'Add it again once nothing writes to it.',
      );
    return { kind: 'stored', contentId };
  }

  /** Copies a file into the store and returns its id. Rejects with `StoreError`. */
  copy(blob: Blob): Promise<string> {
    const work = async (): Promise<string> => {
      await this.makeRoom(blob.size);
      return this.options.store.put(blob);
    };
    const stored = this.last.then(work, work);
    this.last = stored;
    return stored;
  }

  private async makeRoom(bytes: number): Promise<void> {
    const { store, estimate } = this.options;
    const [{ quota, usage }, kept] = await Promise.all([estimate(), store.usage()]);
    const free = quota === undefined || usage === undefined ? Number.POSITIVE_INFINITY : quota - usage;
    if (bytes + RESERVE_BYTES > free)
      throw new StoreError(
        'full',
        `It needs ${mega(bytes)}, and the browser has ${mega(Math.max(0, free - RESERVE_BYTES))} left for music.`,
        'Free disk space, or add the folder by reference instead of copying it; then go on.',
      );
    // The limit is there for files that decks loaded in passing; the library's own must not be evicted for it.
    if (kept.bytes + bytes > kept.capBytes) await store.setCap(kept.bytes + bytes);
  }
}
