/**
 * What an import needs of others: a library that knows tracks, a place that keeps the queue, one that opens the files,
 * one that keeps their audio.
 * Thread: main, at human rate. Everything may be asynchronous; failures reject.
 */
import type { ContentStanding, ImportedTrack, TaggedTrack } from './import-track.ts';
import type { AudioFile } from './messages.ts';
import type { ItemRecord } from './queue.ts';

/** Where a track's audio is from now on. */
export type AudioPlace =
  /** Copied into the content store, under the content's hash. */
  | { readonly kind: 'stored'; readonly contentId: string }
  /** Left where it is; `source` opens it (`references.ts`). */
  | { readonly kind: 'referenced'; readonly source: string };

interface Placed {
  readonly fileName: string;
  readonly sizeBytes: number;
  readonly audio: AudioPlace;
}
export interface NewTrack extends ImportedTrack, Placed {}
export interface NewTags extends TaggedTrack, Placed {}

/** The library's records. */
export interface ImportLibrary {
  /** What is known of exactly this file content. Asked before anything is decoded. */
  standingOf(contentId: string): Promise<ContentStanding>;
  /**
   * Takes a track in, whole or not at all. The same content may arrive twice (a crash between this call and the queue's
   * own record): it then answers with the track it has. `duplicate` also where another file holds the same samples
   * (`decoded.pcmId`) and the library wants one track of both.
   */
  add(track: NewTrack): Promise<{ readonly kind: 'added' | 'duplicate'; readonly trackId: string }>;
  /**
   * Takes over the tags of a track that a deck has decoded and analysed. False where that is not so (any more): then it has
   * to be imported whole.
   */
  addTags(tagged: NewTags): Promise<boolean>;
  /** The audio of a track that it has. Rejects with `SourceError` or `StoreError`. */
  open(trackId: string): Promise<AudioFile>;
  /** Takes over what a new analysis found of a track that it has: what a hand or other software said stays. */
  renew(trackId: string, track: ImportedTrack): Promise<void>;
}

/** Decks decode and analyse what they load: what they have in hand is not done twice. */
export interface HeardElsewhere {
  /** Resolves with true when the library knows what was found, false when the deck gave up. Null when none is at it. */
  heard(contentId: string): Promise<boolean> | null;
}

/** Keeps the queue between sessions. */
export interface QueueStore {
  load(): Promise<readonly ItemRecord[]>;
  /** All of them, or none. */
  put(records: readonly ItemRecord[]): Promise<void>;
  remove(ids: readonly number[]): Promise<void>;
}

/** Opens what waits in the queue by its `source`. Rejects with `SourceError`. */
export interface AudioSources {
  open(source: string): Promise<AudioFile>;
}

/** Keeps a track's audio. Rejects with `SourceError` or `StoreError`. */
export interface AudioKeeper {
  keep(source: string, file: AudioFile, contentId: string): Promise<AudioPlace>;
}

export const SourceErrorCode = {
  /** The browser wants to be asked again: a click opens the way. */
  permission: 'permission',
  /** Not where it was. */
  moved: 'moved',
  /** Dropped in an earlier session, and gone with it. */
  gone: 'gone',
  /** There, but not to be read. */
  unreadable: 'unreadable',
} as const;
export type SourceErrorCode = (typeof SourceErrorCode)[keyof typeof SourceErrorCode];

const REMEDIES: { readonly [C in SourceErrorCode]: string } = {
  permission: 'Allow access to the folder, then go on.',
  moved: 'Find it again, or add its new folder.',
  gone: 'Add it again.',
  unreadable: 'Check that its disk is connected, then try again.',
};

export class SourceError extends Error {
  override readonly name = 'SourceError';
  readonly code: SourceErrorCode;
  readonly reason: string;
  readonly remedy: string;

  constructor(code: SourceErrorCode, reason: string, cause?: unknown) {
    super(`${reason} ${REMEDIES[code]}`, cause === undefined ? {} : { cause });
    this.code = code;
    this.reason = reason;
    this.remedy = REMEDIES[code];
  }
}
