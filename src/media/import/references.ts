/**
 * Audio that stays where it is: folders and files that the performer chose are kept as handles of the File System Access
 * API, and a track names its file by folder and path. A folder's one permission opens all of its tracks.
 *
 * The browser forgets permissions between visits. It may be asked again only in answer to a click, so opening never asks:
 * it says `permission`, and `ask` is what the click calls.
 * Thread: main (workers may hold handles, but not ask). At human rate.
 */
import { type AudioSources, SourceError } from './ports.ts';
import { trackOfSource } from './sources.ts';

/** The part of the API that TypeScript's library does not declare yet. */
interface Permitted {
  queryPermission?(options: { mode: 'read' }): Promise<PermissionState>;
  requestPermission?(options: { mode: 'read' }): Promise<PermissionState>;
}

export type RootHandle = (FileSystemDirectoryHandle | FileSystemFileHandle) & Permitted;

export interface Root {
  readonly id: string;
  readonly handle: RootHandle;
}

/** Keeps handles: IndexedDB in a browser, which stores them as they are. */
export interface RootStore {
  all(): Promise<readonly Root[]>;
  put(root: Root): Promise<void>;
  remove(id: string): Promise<void>;
}

const PREFIX = 'ref:';

/** A file given for this session only: nothing in the browser can find it again. */
const SESSION_PREFIX = 'now:';

const kindOf = (error: unknown): string => (error instanceof Error ? error.name : '');

function sourceError(error: unknown, path: string): SourceError {
  if (error instanceof SourceError) return error;
  switch (kindOf(error)) {
    case 'NotFoundError':
    case 'TypeMismatchError':
      return new SourceError('moved', `${path} is no longer there.`, error);
    case 'NotAllowedError':
    case 'SecurityError':
      return new SourceError('permission', `The browser may not read ${path} at the moment.`, error);
    default:
      return new SourceError('unreadable', `${path} cannot be read.`, error);
  }
}

export class FileReferences implements AudioSources {
  private readonly store: RootStore;
  private readonly roots: Map<string, Root>;
  private readonly session = new Map<string, Blob>();
  private nextSession = 1;

  private constructor(store: RootStore, roots: readonly Root[]) {
    this.store = store;
    this.roots = new Map(roots.map((root) => [root.id, root]));
  }

  static async open(store: RootStore): Promise<FileReferences> {
    return new FileReferences(store, await store.all());
  }

  /** Keeps a folder or file; one that is known already gets its old id, so that its tracks stay what they are. */
  async addRoot(handle: RootHandle): Promise<string> {
    for (const root of this.roots.values()) if (await root.handle.isSameEntry(handle)) return root.id;
    let number = 1;
    while (this.roots.has(String(number))) number++;
    const root: Root = { id: String(number), handle };
    await this.store.put(root);
    this.roots.set(root.id, root);
    return root.id;
  }

  /** Forgets a folder; its tracks can no longer be opened. */
  async removeRoot(id: string): Promise<void> {
    await this.store.remove(id);
    this.roots.delete(id);
  }

  /** The source of a file below a root; `path` is empty for a root that is a file. */
  sourceOf(rootId: string, path: readonly string[]): string {
    return `${PREFIX}${[rootId, ...path].map(encodeURIComponent).join('/')}`;
  }

  /** The source of a file without a handle. It opens until the page closes. */
  sourceForSession(file: Blob): string {
    const source = `${SESSION_PREFIX}${this.nextSession++}`;
    this.session.set(source, file);
    return source;
  }

  /** A session's file is no longer needed. */
  release(source: string): void {
    this.session.delete(source);
  }

  /** True where the source opens in later sessions too. */
  isLasting(source: string): boolean {
    return source.startsWith(PREFIX);
  }

  async open(source: string): Promise<Blob> {
    if (source.startsWith(SESSION_PREFIX)) {
      const file = this.session.get(source);
      if (file === undefined)
        throw new SourceError(
          'gone',
          'This file was dropped before the page was loaded anew, and cannot be found again.',
        );
      return file;
    }
    const { root, path } = this.parse(source);
    const label = path.at(-1) ?? root.handle.name;
    try {
      if (!(await mayRead(root.handle)))
        throw new SourceError('permission', `The folder ${root.handle.name} is locked.`);
      return await (await fileBelow(root.handle, path, label)).getFile();
    } catch (error) {
      throw sourceError(error, label);
    }
  }

  /**
   * The file's own handle, for the track's record, and its path with the folder's name in front, for people to read.
   * Rejects with `SourceError`.
   */
  async handleOf(source: string): Promise<{ readonly handle: FileSystemFileHandle; readonly path: string }> {
    const { root, path } = this.parse(source);
    const label = path.at(-1) ?? root.handle.name;
    try {
      return { handle: await fileBelow(root.handle, path, label), path: [root.handle.name, ...path].join('/') };
    } catch (error) {
      throw sourceError(error, label);
    }
  }

  /**
   * Opens the file of a track by its own handle. Where the browser has locked it, its folder is asked for, once for all
   * of its tracks: to be called in answer to a click. Rejects with `SourceError`.
   */
  async openHandle(handle: FileSystemFileHandle & Permitted, path: string): Promise<File> {
    try {
      const root = await this.rootAbove(handle);
      const asked = root?.handle ?? handle;
      if (!(await mayRead(asked)) && !(await askFor(asked)))
        throw new SourceError('permission', `The browser was not allowed to read ${asked.name}.`);
      return await handle.getFile();
    } catch (error) {
      throw sourceError(error, path);
    }
  }

  /** Opens the file of a track where its folder is not locked, without asking. Rejects with `SourceError`. */
  async readHandle(handle: FileSystemFileHandle & Permitted, path: string): Promise<File> {
    try {
      const locked = (await this.rootAbove(handle))?.handle ?? handle;
      if (!(await mayRead(locked))) throw new SourceError('permission', `The folder ${locked.name} is locked.`);
      return await handle.getFile();
    } catch (error) {
      throw sourceError(error, path);
    }
  }

  /**
   * Asks for the locked folders among those that these sources need; to be called in answer to a click. A track of the
   * library may lie in any folder.
   */
  async unlock(sources: Iterable<string>): Promise<void> {
    const needed = new Set<Root>();
    for (const source of sources) {
      if (trackOfSource(source) !== null) for (const root of this.roots.values()) needed.add(root);
      const root = this.isLasting(source) ? this.roots.get(this.idOf(source)) : undefined;
      if (root !== undefined) needed.add(root);
    }
    for (const { handle } of needed) if (!(await mayRead(handle))) await askFor(handle);
  }

  /** Folders that wait for a click. */
  async locked(): Promise<readonly Root[]> {
    const roots = [...this.roots.values()];
    const open = await Promise.all(roots.map(({ handle }) => mayRead(handle)));
    return roots.filter((_, i) => !open[i]);
  }

  /** Asks for a folder; to be called in answer to a click. False when the performer says no. */
  async ask(id: string): Promise<boolean> {
    const handle = this.roots.get(id)?.handle;
    return handle !== undefined && askFor(handle);
  }

  private idOf(source: string): string {
    return decodeURIComponent(source.slice(PREFIX.length).split('/')[0] ?? '');
  }

  private parse(source: string): { root: Root; path: string[] } {
    const [rootId = '', ...path] = source.slice(PREFIX.length).split('/').map(decodeURIComponent);
    const root = this.roots.get(rootId);
    if (root === undefined || !source.startsWith(PREFIX))
      throw new SourceError('gone', 'Its folder is no longer part of the library.');
    return { root, path };
  }

  /** The folder or file among the roots that holds this file, or null. */
  private async rootAbove(handle: FileSystemFileHandle): Promise<Root | null> {
    for (const root of this.roots.values()) {
      if (root.handle.kind === 'file' && (await root.handle.isSameEntry(handle))) return root;
      if (root.handle.kind === 'directory' && (await root.handle.resolve(handle)) !== null) return root;
    }
    return null;
  }
}

async function mayRead(handle: Permitted): Promise<boolean> {
  return handle.queryPermission === undefined || (await handle.queryPermission({ mode: 'read' })) === 'granted';
}

async function askFor(handle: Permitted): Promise<boolean> {
  return handle.requestPermission === undefined || (await handle.requestPermission({ mode: 'read' })) === 'granted';
}

async function fileBelow(root: RootHandle, path: readonly string[], label: string): Promise<FileSystemFileHandle> {
  let place: FileSystemDirectoryHandle | FileSystemFileHandle = root;
  for (const [i, name] of path.entries()) {
    if (place.kind !== 'directory') throw new SourceError('moved', `${label} is no longer there.`);
    place = i === path.length - 1 ? await place.getFileHandle(name) : await place.getDirectoryHandle(name);
  }
  if (place.kind !== 'file') throw new SourceError('moved', `${label} is a folder now.`);
  return place;
}
