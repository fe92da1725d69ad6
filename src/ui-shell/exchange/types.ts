/**
 * What the interface asks of the exchange with other programs, of backups and of duplicates.
 * Thread: main; types only.
 */
import type { Observable } from '../../control-bus/observable.ts';
import type { TrackEntry, Undo } from '../library/types.ts';

/** What is under way. */
export interface ExchangeWork {
  /** 'Reading collection.xml' */
  readonly words: string;
  readonly done: number;
  /** 0 where it is not known. */
  readonly total: number;
}

/** Something that could not be taken over or written. */
export interface ExchangeNote {
  readonly text: string;
  /** Of how many tracks, lists or cues it is true. */
  readonly count: number;
  readonly examples: readonly string[];
}

/** How an import, an export, a backup or a restore ended. Sentences for the performer. */
export interface ExchangeOutcome {
  readonly what: string;
  readonly failed: boolean;
  readonly facts: readonly string[];
  /** Tracks that were not found, by name. */
  readonly missing: readonly string[];
  readonly notes: readonly ExchangeNote[];
  /** Takes back the crates that an import made; null where there is nothing to take back. */
  readonly undo: Undo | null;
}

export type ExportFormat = 'rekordbox' | 'traktor' | 'itunes' | 'm3u' | 'serato';
export type SetFormat = 'historyText' | 'historyCsv';

export interface ExportChoice {
  readonly format: ExportFormat;
  /** Null for the whole library. */
  readonly crateId: string | null;
  /** Where the music lies for the other program; '' when it was not said. */
  readonly folder: string;
}

export interface DuplicateTrack {
  readonly track: TrackEntry;
  readonly fileName: string;
}
export interface DuplicateSet {
  /** True: the same samples. False: the same names and nearly the same length. */
  readonly sameAudio: boolean;
  readonly tracks: readonly DuplicateTrack[];
}

/** Imports, exports, backups and restores tell how they ended by `outcome`, and never reject. */
export interface ExchangePort {
  readonly work: Observable<ExchangeWork | null>;
  readonly outcome: Observable<ExchangeOutcome | null>;
  /** Tracks of earlier imports whose audio has not come yet. */
  readonly waiting: Observable<number>;
  /** The music folder that was named last. */
  readonly folder: Observable<string>;
  /** Whether a file's name is one of another program's collections, lists or crates, or of a backup. */
  takes(fileName: string): boolean;
  /** Collections, lists and crates of other programs; a backup is restored. */
  import(files: readonly File[]): Promise<void>;
  /** Cues, loops and grids that Serato left in the audio files of the library. */
  importSeratoTags(): Promise<void>;
  /** Call from a user gesture: several files go into a folder that the performer chooses. */
  export(choice: ExportChoice): Promise<void>;
  exportSet(setId: string, format: SetFormat): Promise<void>;
  /** Tracks that wait are forgotten. */
  forgetWaiting(): Promise<void>;
  /** Everything but audio, as one file. */
  backup(): Promise<void>;
  /** Rejects with a sentence. */
  duplicates(): Promise<readonly DuplicateSet[]>;
  /** Keeps one track of a set, with what is known of all. Rejects with a sentence. */
  keepOne(set: DuplicateSet, trackId: string): Promise<Undo>;
}
