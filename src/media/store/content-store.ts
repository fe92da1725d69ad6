/**
 * Files kept under the SHA-256 of their bytes, within a limit: what a deck loaded is there again after a crash, and the
 * library keeps its audio here.
 * Thread: any; calls at human rate.
 */

export const StoreErrorCode = {
  /** No room: the limit is taken up by pinned files, or the disk is full. */
  full: 'full',
  /** Larger than the whole limit. */
  tooLarge: 'tooLarge',
  missing: 'missing',
  /** What is stored is not what was put in; it has been removed. */
  damaged: 'damaged',
  /** The browser refused. */
  failed: 'failed',
} as const;
export type StoreErrorCode = (typeof StoreErrorCode)[keyof typeof StoreErrorCode];

/** Plain data, so that it crosses threads. `reason` and `remedy` are sentences. */
export interface StoreProblem {
  code: StoreErrorCode;
  reason: string;
  remedy: string;
}

const REMEDIES: { readonly [C in StoreErrorCode]: string } = {
  full: 'Free disk space, raise the limit in the settings, or eject a track.',
  tooLarge: 'Raise the limit in the settings.',
  missing: 'Add the file again.',
  damaged: 'Add the file again.',
  failed: 'Check that the browser may store data for this page, then try again.',
};

export class StoreError extends Error implements StoreProblem {
  override readonly name = 'StoreError';
  readonly code: StoreErrorCode;
  readonly reason: string;
  readonly remedy: string;

  constructor(code: StoreErrorCode, reason: string, remedy: string = REMEDIES[code]) {
    super(`${reason} ${remedy}`);
    this.code = code;
    this.reason = reason;
    this.remedy = remedy;
  }

  toProblem(): StoreProblem {
    return { code: this.code, reason: this.reason, remedy: this.remedy };
  }
}

export interface StoreEntry {
  /** SHA-256 of the content, lower-case hexadecimal. */
  id: string;
  bytes: number;
  pinned: boolean;
}

export interface StoreUsage {
  /** Bytes of all files kept. */
  bytes: number;
  capBytes: number;
  files: number;
  pinnedBytes: number;
}

/** Every method rejects with `StoreError`. */
export interface ContentStore {
  /** Keeps a file and returns its id; content that is there already is only marked as used. */
  put(content: Blob | ReadableStream<Uint8Array>): Promise<string>;
  /** The id that a file has or would have; nothing is kept. */
  identify(content: Blob): Promise<string>;
  /** The content, marked as used. */
  get(id: string): Promise<Blob>;
  has(id: string): Promise<boolean>;
  /** Marks as used: it is evicted after everything used before. */
  touch(id: string): Promise<void>;
  delete(id: string): Promise<void>;
  /** Names the files that must stay (loaded in decks); replaces the earlier names. */
  setPinned(ids: readonly string[]): Promise<void>;
  usage(): Promise<StoreUsage>;
  /** Changes the limit; evicts what no longer fits, least recently used first, pinned files never. */
  setCap(capBytes: number): Promise<void>;
  /** Most recently used first. */
  list(): Promise<StoreEntry[]>;
}
