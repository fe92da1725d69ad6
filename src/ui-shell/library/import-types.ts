/** What the interface asks of the import: what goes in, how far it is, what failed and why. Thread: main; types only. */
import type { Observable } from '../../control-bus/observable.ts';

export interface ImportState {
  /** Files wait or are under way. False: only what failed is left to tell. */
  readonly isRunning: boolean;
  /** Files that are done with, of all but those that failed. */
  readonly done: number;
  readonly total: number;
  /** Of all files in the queue: tracks of the library that are analysed again. */
  readonly again: number;
  readonly failed: number;
  /** 0 … 1 of the work. */
  readonly share: number;
  /** Null while nothing can be said. */
  readonly etaSeconds: number | null;
  /** A file under way, or null. */
  readonly name: string | null;
  /** Why nothing new is started, in a sentence; null when it goes on. */
  readonly paused: string | null;
  /** True while playing decks hold it back. */
  readonly isHeldBack: boolean;
}

export interface ImportFailure {
  readonly id: number;
  readonly name: string;
  readonly reason: string;
  readonly remedy: string;
}

/** Tracks that an older version of the analysis left as they are. */
export interface ReanalysisOffer {
  /** Those that can be analysed again. */
  readonly count: number;
  /** Further ones whose audio is not on this machine. */
  readonly missing: number;
}

/** Methods that return a promise reject with a sentence for the performer. */
export interface ImportPort {
  /** Null when there is nothing to show. */
  readonly state: Observable<ImportState | null>;
  failures(): readonly ImportFailure[];
  /** Files chosen one by one: copied, in the list at once. */
  addFiles(files: readonly File[]): Promise<void>;
  /** The content of a folder that the browser gives as a list of files: copied. */
  addFolderFiles(files: readonly File[]): Promise<void>;
  /** A folder that stays where it is and is found again in later sessions. */
  addFolder(folder: FileSystemDirectoryHandle): Promise<void>;
  /**
   * What was dropped; call it in the event itself. Files are copied, folders stay where they are when the browser allows
   * it. With a deck, the first file is loaded there as soon as it can play.
   */
  addDropped(items: Iterable<DataTransferItem>, deck: number | null): Promise<void>;
  pause(): void;
  /** To be called in answer to a click: a locked folder is asked for. */
  resume(): Promise<void>;
  /** Ends what waits and what is under way; what is done stays. */
  cancel(): void;
  retry(id: number): void;
  retryAll(): void;
  /** Forgets what failed. */
  dismiss(): Promise<void>;
  /** Null when nothing is old, or when it was declined. */
  readonly offer: Observable<ReanalysisOffer | null>;
  /** These tracks, or all that are old: to be called in answer to a click. What a hand corrected stays. */
  analyseAgain(trackIds: readonly string[] | null): Promise<void>;
  /** Not in this session. */
  declineOffer(): void;
}
