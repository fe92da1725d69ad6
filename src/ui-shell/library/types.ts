/**
 * What the interface asks of the library: lists by the window, crates, edits with their undo, and how the library stands.
 * Thread: main; types only.
 */
import type { Observable } from '../../control-bus/observable.ts';
import type { PhrasePart } from '../cue-types.ts';

/** A track as lists and decks show it. */
export interface TrackEntry {
  readonly id: string;
  readonly title: string;
  readonly artist: string;
  readonly album: string;
  readonly genre: string;
  readonly origin: 'demo' | 'file';
  readonly bpm: number | null;
  /** Camelot, '8A', or null when unknown. */
  readonly key: string | null;
  /** 'A minor'. */
  readonly keyName: string | null;
  readonly durationS: number | null;
  /** 1…5, or null when unknown. */
  readonly energy: number | null;
  /** Who made grid and tempo, with version, 'score 1' for demo tracks; null when nothing did. */
  readonly gridProducer: string | null;
  /** 0…1, null when unknown. */
  readonly gridConfidence: number | null;
  /** 0 (none) … 5. */
  readonly rating: number;
  readonly plays: number;
  readonly addedAtMs: number;
  readonly lastPlayedAtMs: number | null;
  readonly coverId: string | null;
  /** Name and reason when the file could not be read. */
  readonly problem: string | null;
}

export type ListColumn =
  | 'title'
  | 'artist'
  | 'album'
  | 'genre'
  | 'bpm'
  | 'key'
  | 'energy'
  | 'rating'
  | 'time'
  | 'plays'
  | 'added'
  | 'played';
export interface ListOrder {
  readonly column: ListColumn;
  readonly descending: boolean;
}

export interface ListQuery {
  /** In the query language: words, `bpm:120-126`, `key:8A` …; '' for everything. */
  readonly text: string;
  /** Null: a crate's own order, the best fit first, or the order of adding. */
  readonly order: ListOrder | null;
  readonly crateId: string | null;
  /** Only what fits what this deck plays now; null for everything. */
  readonly fitsDeck: number | null;
}

/** What of a query was not understood; the rest is searched. */
export interface QueryTrouble {
  readonly at: number;
  readonly length: number;
  readonly message: string;
}

export interface TrackFit {
  /** 0…1 */
  readonly score: number;
  /** 'Same key, 8A. 1.2 % faster.' */
  readonly reason: string;
}
export interface ListRow {
  readonly track: TrackEntry;
  /** Null unless the list asks what fits. */
  readonly fit: TrackFit | null;
}
/** What was found of a query, and the rows asked for along; null where a track was removed since. */
export interface Found<Row> {
  readonly count: number;
  readonly troubles: readonly QueryTrouble[];
  readonly rows: readonly (Row | null)[];
}
export type ListReply = Found<ListRow>;

/** A list on screen: the library holds what was found, this side asks for the rows that are looked at. */
export interface LibraryList<Query, Row> {
  /** Null when a later search was started in the meantime: its answer is the one to show. */
  search(query: Query, from: number, count: number): Promise<Found<Row> | null>;
  rows(from: number, count: number): Promise<readonly (Row | null)[]>;
  /** Where a row's track or phrase stands, −1 when it is not in the list. */
  position(row: Row): Promise<number>;
  close(): Promise<void>;
}
export type TrackList = LibraryList<ListQuery, ListRow>;

export type PhraseColumn = ListColumn | 'section' | 'bars';
export interface PhraseOrder {
  readonly column: PhraseColumn;
  readonly descending: boolean;
}
export interface PhraseQuery extends Omit<ListQuery, 'order'> {
  readonly order: PhraseOrder | null;
}
export interface PhraseListRow {
  readonly track: TrackEntry;
  /** Which of its track's phrases it is, as in `DeckTrack.phrases`. */
  readonly place: number;
  readonly phrase: PhrasePart;
  /** Null unless the list asks what fits. */
  readonly fit: TrackFit | null;
}
/** The sections and phrases of all tracks. */
export type PhraseList = LibraryList<PhraseQuery, PhraseListRow>;

export interface CrateEntry {
  readonly id: string;
  readonly name: string;
  readonly parentId: string | null;
  /** Nesting, 0 at the top. */
  readonly depth: number;
  /** The saved query of a smart crate; null for a list of tracks. */
  readonly query: string | null;
  readonly count: number;
}

export type CrateEdit =
  | {
      readonly kind: 'create';
      readonly id: string;
      readonly name: string;
      readonly parentId: string | null;
      /** Makes it a smart crate. */
      readonly query?: string;
    }
  | { readonly kind: 'rename'; readonly id: string; readonly name: string }
  | { readonly kind: 'move'; readonly id: string; readonly parentId: string | null; readonly index: number }
  | { readonly kind: 'remove'; readonly id: string }
  | {
      readonly kind: 'addTracks';
      readonly id: string;
      readonly trackKeys: readonly string[];
      readonly index: number | null;
    }
  | { readonly kind: 'removeTracks'; readonly id: string; readonly trackKeys: readonly string[] }
  | { readonly kind: 'moveTracks'; readonly id: string; readonly trackKeys: readonly string[]; readonly index: number };

/** Takes an edit back. */
export type Undo = () => Promise<void>;

export type LibraryStanding =
  | { readonly kind: 'opening' }
  /** Everything is kept. */
  | { readonly kind: 'kept' }
  /** Another tab writes, or the browser keeps nothing: `words` say what that means. */
  | { readonly kind: 'limited'; readonly words: string };

export interface PlayedTrack {
  readonly title: string;
  readonly artist: string;
  readonly deck: number;
  readonly at: Date;
}
export interface PlayedSetEntry {
  readonly id: string;
  readonly name: string;
  readonly startedAt: Date;
  readonly plays: readonly PlayedTrack[];
}

export interface StorageUse {
  /** One sentence: how much is used, and whether the browser promises to keep it. */
  readonly words: string;
  /** False when asking the browser for its promise may still help. */
  readonly promised: boolean;
}

/** Every method that returns a promise rejects with a sentence for the performer. */
export interface LibraryPort {
  readonly standing: Observable<LibraryStanding>;
  list(): Promise<TrackList>;
  phrases(): Promise<PhraseList>;
  /** Counts changes of tracks: lists that show them search again. */
  readonly revision: Observable<number>;
  /** Counts changes of what the decks play, for "fits now". */
  readonly fitsRevision: Observable<number>;
  /** In the order of the tree. */
  readonly crates: Observable<readonly CrateEntry[]>;
  editCrates(edit: CrateEdit): Promise<Undo>;
  /** 0 (none) … 5. */
  rate(trackId: string, rating: number): Promise<void>;
  rename(trackId: string, names: { readonly title: string; readonly artist: string }): Promise<void>;
  /** Takes tracks out of the library. */
  remove(trackIds: readonly string[]): Promise<Undo>;
  /** An address for an image element, or null. The library gives it up when the page closes. */
  cover(coverId: string): Promise<string | null>;
  /** What could be typed next: each choice replaces the text from `from` to the caret. */
  complete(
    text: string,
    caret: number,
  ): Promise<{
    readonly from: number;
    readonly choices: readonly { readonly insert: string; readonly label: string }[];
  }>;
  /** Newest first. */
  history(): Promise<readonly PlayedSetEntry[]>;
  storage(): Promise<StorageUse>;
  askToKeep(): Promise<StorageUse>;
}
