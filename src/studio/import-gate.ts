/**
 * The one way to the import: opened when the library may be written, tried again when it could not be opened.
 * Thread: main.
 */
import { createImportLibrary, type ImportClient, openImport } from '../media/import/client.ts';
import type { LibraryClient } from '../media/library/client.ts';
import type { ContentStore } from '../media/store/client.ts';
import type { Hearing } from './hearing.ts';

export class ImportGate {
  private readonly library: LibraryClient;
  private readonly store: ContentStore;
  private readonly hearing: Hearing;
  private opening: Promise<ImportClient> | null = null;

  constructor(library: LibraryClient, store: ContentStore, hearing: Hearing) {
    this.library = library;
    this.store = store;
    this.hearing = hearing;
  }

  /** Rejects with a sentence when another tab imports. */
  open(): Promise<ImportClient> {
    if (this.opening !== null) return this.opening;
    const opening: Promise<ImportClient> = openImport({
      store: this.store,
      elsewhere: this.hearing,
      library: createImportLibrary({
        library: this.library,
        store: this.store,
        handleOf: async (source) => (await opening).references.handleOf(source),
        readHandle: async (handle, path) => (await opening).references.readHandle(handle, path),
        nowMs: () => Date.now(),
      }),
    });
    this.opening = opening;
    opening.catch(() => {
      this.opening = null;
    });
    return opening;
  }
}
