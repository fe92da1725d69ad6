/**
 * What exchange worker and client say to each other. Failures travel as words: nobody acts on them but the performer.
 * Thread: any.
 */
import type { CratePatch } from '../library/crates.ts';
import type { TrackRecord } from '../library/model.ts';
import type { Note } from './notes.ts';

export interface NamedFile {
  readonly name: string;
  readonly file: Blob;
}

/** Audio of a track of the library. */
export interface KeyedFile extends NamedFile {
  readonly key: string;
}

export interface SeratoReport {
  /** Files with tags of Serato. */
  readonly found: number;
  readonly changed: number;
  readonly keptByHand: number;
  readonly notes: readonly Note[];
}

export interface ImportReport {
  /** What was read: 'rekordbox XML'. */
  readonly formats: readonly string[];
  readonly tracks: number;
  readonly matched: number;
  /** Tracks of the library that know more now. */
  readonly changed: number;
  /** Statements that differ from what a hand made here, and were left out. */
  readonly keptByHand: number;
  /** Tracks that may be several of the library; nothing was done with them. */
  readonly ambiguous: readonly string[];
  readonly ambiguousCount: number;
  /** Tracks whose audio is not in the library. */
  readonly missing: readonly string[];
  readonly missingCount: number;
  /** Whether what is missing is remembered until its audio comes. */
  readonly waits: boolean;
  readonly cratesMade: number;
  readonly cratesFilled: number;
  /** What could not be taken over, or made no sense. */
  readonly notes: readonly Note[];
  /** Takes the crates back, in this order. */
  readonly undo: readonly CratePatch[];
}

export const TrackFormat = {
  rekordbox: 'rekordbox',
  traktor: 'traktor',
  itunes: 'itunes',
  m3u: 'm3u',
  serato: 'serato',
} as const;
export type TrackFormat = (typeof TrackFormat)[keyof typeof TrackFormat];

export const HistoryFormat = { text: 'historyText', csv: 'historyCsv' } as const;
export type HistoryFormat = (typeof HistoryFormat)[keyof typeof HistoryFormat];

export interface ExportRequest {
  readonly format: TrackFormat;
  /** Null for the whole library. */
  readonly crateId: string | null;
  /** Where the music lies for the other program, '/Users/mira/Music'; '' when the performer did not say. */
  readonly folder: string;
}

export interface HistoryRequest {
  readonly format: HistoryFormat;
  readonly setId: string;
  /** Local time minus UTC when the set was played. */
  readonly utcOffsetMinutes: number;
}

export interface ExportReport {
  readonly files: readonly NamedFile[];
  readonly tracks: number;
  readonly lists: number;
  readonly notes: readonly Note[];
}

/** What tracks found their waiting entries, and how many still wait. */
export interface SettleReport {
  readonly found: number;
  readonly left: number;
}

/** What takes a merging of duplicates back. */
export interface MergeUndo {
  readonly records: readonly TrackRecord[];
  readonly crates: CratePatch;
}

export interface Progress {
  /** 'Reading collection.xml' */
  readonly words: string;
  readonly done: number;
  /** 0 where it is not known. */
  readonly total: number;
}
export type OnProgress = (progress: Progress) => void;

export interface ExchangeCalls {
  /** Reads all files first: when one of them is broken, nothing is changed. */
  take(files: readonly NamedFile[], onProgress: OnProgress): Promise<ImportReport>;
  /** Cues, loops and grids that Serato left in these files. */
  takeSerato(files: readonly KeyedFile[]): Promise<SeratoReport>;
  give(request: ExportRequest, onProgress: OnProgress): Promise<ExportReport>;
  giveHistory(request: HistoryRequest): Promise<ExportReport>;
  /** Looks whether these tracks of the library (null: all) are ones that wait. */
  settle(keys: readonly string[] | null): Promise<SettleReport>;
  waitingCount(): Promise<number>;
  forgetWaiting(): Promise<void>;
  /** Makes one track of several. `sameAudio`: grids and cues of the others hold for the one that is kept. */
  keepOne(keep: string, others: readonly string[], sameAudio: boolean): Promise<MergeUndo>;
}

export type ExchangeReply<T> = { readonly value: T } | { readonly problem: string };

export type ExchangeApi = {
  [M in keyof ExchangeCalls]: (
    ...given: Parameters<ExchangeCalls[M]>
  ) => Promise<ExchangeReply<Awaited<ReturnType<ExchangeCalls[M]>>>>;
} & {
  /** First of all: the way to the library. */
  connect(library: MessagePort): void;
};
