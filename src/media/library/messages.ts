/**
 * What library worker and client say to each other. Failures travel as data: Comlink carries no error classes.
 * Thread: any.
 */
import type { TrackEdit } from './changes.ts';
import type { Crate, CrateEdit, CratePatch } from './crates.ts';
import type { DuplicateGroup } from './duplicates.ts';
import type { LibraryProblem } from './errors.ts';
import type { HistoryEdit, PlayedSet } from './history.ts';
import type { LibraryEvent } from './library.ts';
import type { CoverRecord, SettingRecord, TrackRecord } from './model.ts';
import type { PartReply, PartRow, PartSearch } from './part-views.ts';
import type { Completions } from './query/complete.ts';
import type { RestoreReport } from './restore.ts';
import type { SearchReply, SearchSpec, ViewRow } from './views.ts';

/** How the library stands in this tab. */
export type LibraryState =
  | { readonly kind: 'opening' }
  | { readonly kind: 'writer'; readonly trackCount: number }
  /** Another tab writes. This one shows its changes, and takes over when that tab is closed. */
  | { readonly kind: 'reader'; readonly trackCount: number; readonly words: string }
  /** The browser refuses storage: everything works, and is gone when the page closes. */
  | { readonly kind: 'session'; readonly trackCount: number; readonly words: string }
  | { readonly kind: 'failed'; readonly problem: LibraryProblem };

export interface LibraryCalls {
  /** Opens once; every later call returns the present state. Rejects never: a failure is a state. */
  open(): Promise<LibraryState>;

  record(key: string): Promise<TrackRecord | null>;
  /** In the order of the keys; null for those that are not there. */
  records(keys: readonly string[]): Promise<(TrackRecord | null)[]>;
  byFileId(fileId: string): Promise<TrackRecord | null>;
  /** Adds and changes tracks. Returns the keys of edits without `create` that named no track. */
  apply(edits: readonly TrackEdit[]): Promise<string[]>;
  /** Returns what was removed, for `putBack`. Crates keep the tracks' places. */
  removeTracks(keys: readonly string[]): Promise<TrackRecord[]>;
  putBack(records: readonly TrackRecord[]): Promise<void>;
  cover(id: string): Promise<CoverRecord | null>;
  /** What the analysis kept of a track's sound, for `structureFor`; null where nothing was kept. */
  features(key: string): Promise<Uint8Array | null>;
  duplicates(): Promise<DuplicateGroup[]>;

  openView(): Promise<number>;
  closeView(view: number): Promise<void>;
  search(view: number, spec: SearchSpec): Promise<SearchReply>;
  rows(view: number, from: number, count: number): Promise<(ViewRow | null)[]>;
  keys(view: number, from: number, count: number): Promise<string[]>;
  position(view: number, key: string): Promise<number>;
  complete(text: string, caret: number): Promise<Completions>;

  /** The list of all sections and phrases, as `openView` and what follows it are for tracks. */
  openParts(): Promise<number>;
  closeParts(view: number): Promise<void>;
  searchParts(view: number, spec: PartSearch): Promise<PartReply>;
  partRows(view: number, from: number, count: number): Promise<(PartRow | null)[]>;
  partPosition(view: number, key: string, place: number): Promise<number>;

  crates(): Promise<Crate[]>;
  /** Returns the patch that undoes it; give that to `editCrates` to undo. */
  editCrates(edit: CrateEdit | CratePatch): Promise<CratePatch>;

  history(): Promise<PlayedSet[]>;
  editHistory(edit: HistoryEdit): Promise<void>;
  removeSet(id: string): Promise<void>;

  setting(name: string): Promise<unknown>;
  putSetting(setting: SettingRecord): Promise<void>;

  backup(): Promise<Blob>;
  restore(file: Blob): Promise<RestoreReport>;
}

export type LibraryReply<T> = { readonly value: T } | { readonly problem: LibraryProblem };

/** `LibraryCalls` with replies instead of rejections, and the way for events. */
export type LibraryApi = {
  [M in keyof LibraryCalls]: (
    ...given: Parameters<LibraryCalls[M]>
  ) => Promise<LibraryReply<Awaited<ReturnType<LibraryCalls[M]>>>>;
} & {
  listen(onEvent: (event: LibraryEvent) => void, onState: (state: LibraryState) => void): void;
  /** Answers on another port as well: another worker then reaches the library without the main thread between them. */
  connect(port: MessagePort): void;
};
