/**
 * The library as the main thread sees it. Lists are views: the worker holds what was found, this side asks for the rows on
 * screen.
 * Thread: main, at human rate. Every call rejects with `LibraryError`.
 */
import { type Endpoint, proxy, type Remote, transfer, wrap } from 'comlink';
import { Value } from '../../control-bus/observable.ts';
import type { LibraryEvent } from './library.ts';
import type { LibraryApi, LibraryCalls, LibraryState } from './messages.ts';
import type { PartReply, PartRow, PartSearch } from './part-views.ts';
import { value } from './remote.ts';
import { askToPersist, type StorageState, storageState } from './storage.ts';
import type { SearchReply, SearchSpec, ViewRow } from './views.ts';

export type { TrackChange, TrackEdit } from './changes.ts';
export type { Crate, CrateEdit, CratePatch } from './crates.ts';
export type { DuplicateGroup } from './duplicates.ts';
export { LibraryError, type LibraryProblem } from './errors.ts';
export type { HistoryEdit, Play, PlayedSet } from './history.ts';
export type { LibraryEvent } from './library.ts';
export type { LibraryState } from './messages.ts';
export * from './model.ts';
export type { SortColumn, SortOrder } from './order.ts';
export type { PartColumn, PartOrder, PartReply, PartRow, PartSearch } from './part-views.ts';
export type { Completions } from './query/complete.ts';
export type { Trouble } from './query/parse.ts';
export type { RestoreReport } from './restore.ts';
export { type Findings, findingsOf } from './rules.ts';
export type { StorageState } from './storage.ts';
export type { TrackRow } from './track-index.ts';
export { partsOf, type TrackPart } from './track-parts.ts';
export type { SearchReply, SearchSpec, ViewRow } from './views.ts';

/** A list on screen. */
export interface LibraryView {
  /** Searches. Null when a later search of this view was started in the meantime: its answer is the one to show. */
  search(spec: SearchSpec): Promise<SearchReply | null>;
  /** Rows of the last search; null where a track was removed since. At most 1000 at a time. */
  rows(from: number, count: number): Promise<readonly (ViewRow | null)[]>;
  keys(from: number, count: number): Promise<readonly string[]>;
  /** Where a track stands, −1 when it is not in the list: keeps a selection after a new search. */
  position(key: string): Promise<number>;
  close(): Promise<void>;
}

/** The list of all sections and phrases on screen, as `LibraryView` is of tracks. */
export interface PartsView {
  search(spec: PartSearch): Promise<PartReply | null>;
  rows(from: number, count: number): Promise<readonly (PartRow | null)[]>;
  /** Where a part of a track stands, −1 when it is not in the list. */
  position(key: string, place: number): Promise<number>;
  close(): Promise<void>;
}

export interface LibraryClient extends Omit<LibraryCalls, ViewCalls> {
  readonly state: { get(): LibraryState; subscribe(listener: (state: LibraryState) => void): () => void };
  /** Tells what changed, here or in another tab; views that show it search again. */
  onEvent(listener: (event: LibraryEvent) => void): () => void;
  view(): Promise<LibraryView>;
  parts(): Promise<PartsView>;
  /** A port to the library for another worker (`remote.ts`). */
  connect(): MessagePort;
  storage(): Promise<StorageState>;
  /** Asks the browser to keep the library; after tracks were added. */
  askToPersist(): Promise<StorageState>;
}
type ViewCalls =
  | ('openView' | 'closeView' | 'search' | 'rows' | 'keys' | 'position')
  | ('openParts' | 'closeParts' | 'searchParts' | 'partRows' | 'partPosition');

/** Lets the newest of several searches under way through; the others get null. */
function newestOnly<S, R>(search: (spec: S) => Promise<R>): (spec: S) => Promise<R | null> {
  let newest = 0;
  return async (spec) => {
    const mine = ++newest;
    const reply = await search(spec);
    return mine === newest ? reply : null;
  };
}

async function openView(api: Remote<LibraryApi>): Promise<LibraryView> {
  const id = value(await api.openView());
  return {
    search: newestOnly(async (spec: SearchSpec) => value(await api.search(id, spec))),
    rows: async (from, count) => value(await api.rows(id, from, count)),
    keys: async (from, count) => value(await api.keys(id, from, count)),
    position: async (key) => value(await api.position(id, key)),
    close: async () => value(await api.closeView(id)),
  };
}

async function openParts(api: Remote<LibraryApi>): Promise<PartsView> {
  const id = value(await api.openParts());
  return {
    search: newestOnly(async (spec: PartSearch) => value(await api.searchParts(id, spec))),
    rows: async (from, count) => value(await api.partRows(id, from, count)),
    position: async (key, place) => value(await api.partPosition(id, key, place)),
    close: async () => value(await api.closeParts(id)),
  };
}

/** Starts the library worker (or uses `endpoint`, in tests). Call `open` before anything else. */
export function createLibrary(endpoint: Endpoint = startWorker()): LibraryClient {
  const api = wrap<LibraryApi>(endpoint);
  const state = new Value<LibraryState>({ kind: 'opening' });
  const listeners = new Set<(event: LibraryEvent) => void>();
  const listening = api.listen(
    proxy((event: LibraryEvent) => {
      for (const listener of listeners) listener(event);
    }),
    proxy((now: LibraryState) => state.set(now)),
  );
  return {
    state,
    onEvent: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    view: () => openView(api),
    parts: () => openParts(api),
    connect: () => {
      const { port1, port2 } = new MessageChannel();
      void api.connect(transfer(port2, [port2]));
      return port1;
    },
    storage: () => storageState(navigator.storage),
    askToPersist: () => askToPersist(navigator.storage),
    open: async () => {
      await listening;
      return value(await api.open());
    },
    record: async (key) => value(await api.record(key)),
    records: async (keys) => value(await api.records(keys)),
    byFileId: async (fileId) => value(await api.byFileId(fileId)),
    apply: async (edits) => value(await api.apply(edits)),
    removeTracks: async (keys) => value(await api.removeTracks(keys)),
    putBack: async (records) => value(await api.putBack(records)),
    cover: async (id) => value(await api.cover(id)),
    features: async (key) => value(await api.features(key)),
    duplicates: async () => value(await api.duplicates()),
    complete: async (text, caret) => value(await api.complete(text, caret)),
    crates: async () => value(await api.crates()),
    editCrates: async (edit) => value(await api.editCrates(edit)),
    history: async () => value(await api.history()),
    editHistory: async (edit) => value(await api.editHistory(edit)),
    removeSet: async (id) => value(await api.removeSet(id)),
    setting: async (name) => value(await api.setting(name)),
    putSetting: async (setting) => value(await api.putSetting(setting)),
    backup: async () => value(await api.backup()),
    restore: async (file) => value(await api.restore(file)),
  };
}

function startWorker(): Worker {
  return new Worker(new URL('./worker.ts', import.meta.url), { type: 'module', name: 'library' });
}
