/**
 * The import as the main thread sees it: what was dropped or chosen goes in, tracks arrive in the library.
 * Thread: main, at human rate.
 */
import type { ContentStore } from '../store/client.ts';
import { openImportDatabase, sessionImportDatabase } from './database.ts';
import { type Dropped, type FolderWalk, findAudio, nodeOfHandle } from './folders.ts';
import { Importer } from './importer.ts';
import { ImportedAudioKeeper } from './keeper.ts';
import { ImportPool, type ImportThread } from './pool.ts';
import type { HeardElsewhere, ImportLibrary } from './ports.ts';
import type { NewItem } from './queue.ts';
import { FileReferences } from './references.ts';

export { partsOfFileName } from './file-names.ts';
export { type Dropped, droppedNodes, type FolderNode, type FolderWalk } from './folders.ts';
export type { ImportedTrack } from './import-track.ts';
export type { Importer, ImportStatus } from './importer.ts';
export { createImportLibrary } from './into-library.ts';
export type { AudioPlace, ImportLibrary, NewTrack } from './ports.ts';
export type { ImportItem, NewItem, QueueCounts } from './queue.ts';
export type { FileReferences } from './references.ts';
export { sourceOfTrack } from './sources.ts';

export interface ImportClientOptions {
  readonly library: ImportLibrary;
  readonly store: ContentStore;
  readonly elsewhere?: HeardElsewhere;
  readonly startThread?: () => ImportThread;
}

export interface ImportClient {
  readonly importer: Importer;
  readonly references: FileReferences;
  /**
   * Adds what was dropped or chosen. Files with a handle stay where they are and are found again in later sessions;
   * others are copied. Answers with what was found and what was not, for the performer.
   */
  add(dropped: readonly Dropped[], signal?: AbortSignal): Promise<FolderWalk[]>;
  /** Adds a folder or file chosen in the browser's own dialogue. */
  addHandle(handle: FileSystemHandle, signal?: AbortSignal): Promise<FolderWalk[]>;
  /**
   * Copies a file into the content store at once and returns its id, with room made as for an imported one: for what is
   * to be played before its turn comes. Rejects with `StoreError`.
   */
  copy(file: Blob): Promise<string>;
  /** Ends the workers and lets another tab import. */
  close(): Promise<void>;
}

/** Another tab of this browser imports: two would do everything twice. */
export class ImportElsewhereError extends Error {
  override readonly name = 'ImportElsewhereError';
  constructor() {
    super('Another tab is importing. Go on there, or close it and load this page anew.');
  }
}

const LOCK = 'echelon-import';

/** Takes the right to import, over all tabs; resolves with what gives it back. A tab that dies gives it back, too. */
function takeLock(): Promise<() => void> {
  return new Promise((resolve, reject) => {
    navigator.locks
      .request(LOCK, { ifAvailable: true }, (lock) => {
        if (lock === null) throw new ImportElsewhereError();
        return new Promise<void>((release) => resolve(release));
      })
      .catch(reject);
  });
}

function startWorker(): ImportThread {
  const worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module', name: 'import' });
  const thread: ImportThread = { endpoint: worker, terminate: () => worker.terminate(), onCrash: null };
  worker.onerror = (event) => {
    event.preventDefault();
    thread.onCrash?.(event.message || 'it could not be started');
  };
  return thread;
}

/**
 * Opens the import and takes up what an earlier session left. Rejects with `ImportElsewhereError` when another tab
 * imports.
 */
export async function openImport(options: ImportClientOptions): Promise<ImportClient> {
  const release = await takeLock();
  try {
    return await openLocked(options, release);
  } catch (error) {
    release();
    throw error;
  }
}

async function openLocked(options: ImportClientOptions, release: () => void): Promise<ImportClient> {
  // The library says in its own words that this browser keeps nothing.
  const database = await openImportDatabase().catch(() => sessionImportDatabase());
  const references = await FileReferences.open(database.roots);
  const keeper = new ImportedAudioKeeper({
    store: options.store,
    estimate: () => navigator.storage.estimate(),
    staysInPlace: (source) => references.isLasting(source),
  });
  const importer = await Importer.open({
    pool: new ImportPool({ startThread: options.startThread ?? startWorker }),
    library: options.library,
    queueStore: database.queue,
    sources: references,
    keeper,
    ...(options.elsewhere === undefined ? {} : { elsewhere: options.elsewhere }),
    cores: navigator.hardwareConcurrency ?? 2,
    now: () => performance.now(),
  });
  const add = async (dropped: readonly Dropped[], signal?: AbortSignal): Promise<FolderWalk[]> => {
    const walks: FolderWalk[] = [];
    for (const { node, handle } of dropped) {
      const walk = await findAudio([node], signal === undefined ? {} : { signal });
      const rootId = handle === null ? null : await references.addRoot(handle as FileSystemFileHandle);
      const items = walk.files.map(({ file, path }): NewItem => {
        const below = node.kind === 'file' ? [] : path;
        const source = rootId === null ? references.sourceForSession(file) : references.sourceOf(rootId, below);
        return { source, name: file.name, bytes: file.size };
      });
      importer.add(items);
      walks.push(walk);
    }
    return walks;
  };
  return {
    importer,
    references,
    add,
    addHandle: (handle, signal) => add([{ node: nodeOfHandle(handle), handle }], signal),
    copy: (file) => keeper.copy(file),
    async close() {
      await importer.close();
      database.close();
      release();
    },
  };
}
