/**
 * Finds the audio files in what was dropped or chosen: files and folders, folders in folders, within limits and in a
 * stable order, whichever of the browser's two interfaces gave them.
 * Thread: main, at human rate; touches names and sizes only.
 */

/** A file or folder, whichever interface it comes from. */
export type FolderNode =
  | { readonly kind: 'file'; readonly name: string; readonly file: () => Promise<File> }
  | { readonly kind: 'folder'; readonly name: string; readonly list: () => Promise<readonly FolderNode[]> };

export interface FoundFile {
  readonly file: File;
  /** Names from the first folder's content down to the file; just the file's for one dropped by itself. */
  readonly path: readonly string[];
}

export interface FolderWalk {
  readonly files: readonly FoundFile[];
  /** Files that are no audio by their names. */
  readonly skipped: number;
  /** Files and folders that could not be read, by path. */
  readonly unreadable: readonly string[];
  /** Set when a limit ended the walk: there is more than was found. */
  readonly limit: 'files' | 'depth' | null;
}

export const FOLDER_DEPTH_MAX = 24;
export const FOLDER_FILES_MAX = 100_000;
const UNREADABLE_MAX = 1000;

const AUDIO = /\.(mp3|mp2|mp1|mpga|flac|wav|wave|bwf|aif|aiff|aifc|ogg|oga|opus|m4a|m4b|mp4|aac|adts)$/i;
/** Hidden files, and the second halves that macOS leaves on foreign disks ("._track.mp3"). */
const HIDDEN = /^\./;
const byName = (a: FolderNode, b: FolderNode): number => {
  const [x, y] = [a.name.toLowerCase(), b.name.toLowerCase()];
  return x < y || (x === y && a.name < b.name) ? -1 : 1;
};

export function isAudioName(name: string): boolean {
  return AUDIO.test(name) && !HIDDEN.test(name);
}

interface Progress {
  files: FoundFile[];
  skipped: number;
  unreadable: string[];
  limit: FolderWalk['limit'];
}

/**
 * Walks nodes depth first, a folder's files and folders in the order of their names. A file dropped by itself is taken
 * whatever its name: its content decides later. `signal` ends the walk with what was found.
 */
export async function findAudio(
  nodes: readonly FolderNode[],
  options: { signal?: AbortSignal; filesMax?: number } = {},
): Promise<FolderWalk> {
  const filesMax = options.filesMax ?? FOLDER_FILES_MAX;
  const walk: Progress = { files: [], skipped: 0, unreadable: [], limit: null };
  const fail = (path: readonly string[]): void => {
    if (walk.unreadable.length < UNREADABLE_MAX) walk.unreadable.push(path.join('/'));
  };
  const visit = async (node: FolderNode, path: readonly string[], depth: number): Promise<void> => {
    if (options.signal?.aborted || walk.limit === 'files') return;
    try {
      if (node.kind === 'file') {
        if (depth > 0 && !isAudioName(node.name)) walk.skipped++;
        else if (walk.files.length >= filesMax) walk.limit = 'files';
        else walk.files.push({ file: await node.file(), path });
        return;
      }
      if (depth > 0 && HIDDEN.test(node.name)) return;
      if (depth >= FOLDER_DEPTH_MAX) {
        walk.limit = 'depth';
        return;
      }
      for (const child of [...(await node.list())].sort(byName)) await visit(child, [...path, child.name], depth + 1);
    } catch {
      fail(path); // told in the result: one locked folder must not keep the others out
    }
  };
  for (const node of nodes) await visit(node, node.kind === 'file' ? [node.name] : [], 0);
  return walk;
}

/** From a handle of the File System Access API. */
export function nodeOfHandle(handle: FileSystemHandle): FolderNode {
  if (handle.kind === 'file') {
    const file = handle as FileSystemFileHandle;
    return { kind: 'file', name: file.name, file: () => file.getFile() };
  }
  const directory = handle as FileSystemDirectoryHandle;
  return {
    kind: 'folder',
    name: directory.name,
    async list() {
      const nodes: FolderNode[] = [];
      for await (const child of directory.values()) nodes.push(nodeOfHandle(child));
      return nodes;
    },
  };
}

/** The older interface (`webkitGetAsEntry`), as much of it as is used. */
export interface LegacyEntry {
  readonly isFile: boolean;
  readonly name: string;
  file?(done: (file: File) => void, failed: (error: unknown) => void): void;
  createReader?(): { readEntries(done: (entries: LegacyEntry[]) => void, failed: (error: unknown) => void): void };
}

export function nodeOfEntry(entry: LegacyEntry): FolderNode {
  const { name } = entry;
  if (entry.isFile)
    return { kind: 'file', name, file: () => new Promise((done, failed) => entry.file?.(done, failed)) };
  return {
    kind: 'folder',
    name,
    async list() {
      const reader = entry.createReader?.();
      const nodes: FolderNode[] = [];
      // A reader gives a hundred at a time, and none at the end.
      for (;;) {
        const some = await new Promise<LegacyEntry[]>((done, failed) =>
          reader === undefined ? done([]) : reader.readEntries(done, failed),
        );
        if (some.length === 0) return nodes;
        nodes.push(...some.map(nodeOfEntry));
      }
    },
  };
}

/** One item of a drop, as much of it as is used. */
export interface DroppedItem {
  readonly kind: string;
  getAsFile(): File | null;
  getAsFileSystemHandle?(): Promise<FileSystemHandle | null>;
  webkitGetAsEntry?(): LegacyEntry | null;
}

export interface Dropped {
  readonly node: FolderNode;
  /** Lets the browser find it again in later sessions; null where the browser gives none. */
  readonly handle: FileSystemHandle | null;
}

/** What was dropped. Call it in the event itself: the list is empty once the event is over. */
export function droppedNodes(items: Iterable<DroppedItem>): Promise<readonly Dropped[]> {
  const found = [...items]
    .filter(({ kind }) => kind === 'file')
    .map(async (item): Promise<Dropped | null> => {
      const [pending, entry, file] = [
        item.getAsFileSystemHandle?.(),
        item.webkitGetAsEntry?.() ?? null,
        item.getAsFile(),
      ];
      // A handle may be refused although the file itself is given.
      const handle = (await pending?.catch(() => null)) ?? null;
      if (handle !== null) return { node: nodeOfHandle(handle), handle };
      if (entry !== null) return { node: nodeOfEntry(entry), handle: null };
      return file === null ? null : { node: { kind: 'file', name: file.name, file: async () => file }, handle: null };
    });
  return Promise.all(found).then((all) => all.filter((dropped) => dropped !== null));
}
