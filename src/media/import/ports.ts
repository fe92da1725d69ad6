/**
 * What an import needs of others: a library that knows tracks, a place that keeps the queue, one that opens the files,
 * one that keeps their audio.
 * Thread: main, at human rate. Everything may be asynchronous; failures reject.
 */
import type { ImportedTrack } from './import-track.ts';
import type { AudioFile } from './messages.ts';
import type { ItemRecord } from './queue.ts';

/** Where a track's audio is from now on. */
export type AudioPlace =
  /** Copied into the content store, under the content's hash. */
  | { readonly kind: 'stored'; readonly contentId: string }
  /** Left where it is; `source` opens it (`references.ts`). */
  | { readonly kind: 'referenced'; readonly source: string };

export interface NewTrack extends ImportedTrack {
  readonly fileName: string;
  readonly sizeBytes: number;
  readonly audio: AudioPlace;
}

/** The library's records. */
export interface ImportLibrary {
  /** The track with exactly this file content, or null. Asked before anything is decoded. */
  findContent(contentId: string): Promise<string | null>;
  /**
   * Takes a track in, whole or not at all. The same content may arrive twice (a crash between this call and the queue's
   * own record): it then answers with the track it has. `duplicate` also where another file holds the same samples
   * (`decoded.pcmId`) and the library wants one track of both.
   */
  add(track: NewTrack): Promise<{ readonly kind: 'added' | 'duplicate'; readonly trackId: string }>;
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
