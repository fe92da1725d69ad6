import { describe, expect, test } from 'vitest';
import {
  type DroppedItem,
  droppedNodes,
  FOLDER_DEPTH_MAX,
  type FolderNode,
  findAudio,
  type LegacyEntry,
  nodeOfEntry,
  nodeOfHandle,
} from './folders.ts';

type Tree = { [name: string]: Tree | string };

function nodeOf(name: string, content: Tree | string): FolderNode {
  if (typeof content === 'string') return { kind: 'file', name, file: async () => new File([content], name) };
  return { kind: 'folder', name, list: async () => Object.entries(content).map(([n, c]) => nodeOf(n, c)) };
}
const paths = (walk: { files: readonly { path: readonly string[] }[] }): string[] =>
  walk.files.map(({ path }) => path.join('/'));

describe('finding audio', () => {
  test('in the order of names, folders in folders, and what is no audio is counted', async () => {
    const walk = await findAudio([
      nodeOf('Music', {
        'b.MP3': 'x',
        'a.flac': 'x',
        Album: { '2.wav': 'x', '1.wav': 'x', 'cover.jpg': 'x', '._1.wav': 'x' },
        'notes.txt': 'x',
        '.hidden': { 'c.mp3': 'x' },
      }),
    ]);
    expect(paths(walk)).toEqual(['a.flac', 'Album/1.wav', 'Album/2.wav', 'b.MP3']);
    expect(walk).toMatchObject({ skipped: 3, unreadable: [], limit: null });
  });

  test('a file dropped by itself is taken whatever its name', async () => {
    expect(paths(await findAudio([nodeOf('strange', 'x')]))).toEqual(['strange']);
  });

  test('a folder that cannot be read is named, the others are found', async () => {
    const locked: FolderNode = { kind: 'folder', name: 'locked', list: () => Promise.reject(new Error('no')) };
    const walk = await findAudio([
      { kind: 'folder', name: 'Music', list: async () => [nodeOf('z.mp3', 'x'), locked, nodeOf('a.mp3', 'x')] },
    ]);
    expect(paths(walk)).toEqual(['a.mp3', 'z.mp3']);
    expect(walk.unreadable).toEqual(['locked']);
  });

  test('limits end the walk and are told; an endless chain of folders ends', async () => {
    const many = Object.fromEntries(Array.from({ length: 20 }, (_, i) => [`${i}.mp3`, 'x']));
    expect(await findAudio([nodeOf('Music', many)], { filesMax: 5 })).toMatchObject({
      files: { length: 5 },
      limit: 'files',
    });
    let opened = 0;
    const loop: FolderNode = { kind: 'folder', name: 'again', list };
    async function list(): Promise<FolderNode[]> {
      opened++;
      return [loop];
    }
    expect((await findAudio([loop])).limit).toBe('depth');
    expect(opened).toBe(FOLDER_DEPTH_MAX);
  });

  test('a cancelled walk answers with what it has', async () => {
    const cancel = new AbortController();
    cancel.abort();
    expect((await findAudio([nodeOf('Music', { 'a.mp3': 'x' })], { signal: cancel.signal })).files).toEqual([]);
  });
});

/** The older interface, giving two entries at a time. */
function entryOf(name: string, content: Tree | string): LegacyEntry {
  if (typeof content === 'string') return { isFile: true, name, file: (done) => done(new File([content], name)) };
  return {
    isFile: false,
    name,
    createReader() {
      const left = Object.entries(content).map(([n, c]) => entryOf(n, c));
      return { readEntries: (done) => done(left.splice(0, 2)) };
    },
  };
}

test('the older interface gives everything, batch after batch', async () => {
  const walk = await findAudio([
    nodeOfEntry(entryOf('Music', { 'a.mp3': '', 'b.mp3': '', 'c.mp3': '', D: { 'd.mp3': '' } })),
  ]);
  expect(paths(walk)).toEqual(['a.mp3', 'b.mp3', 'c.mp3', 'D/d.mp3']);
});

test('handles are walked alike', async () => {
  const handle = (name: string, content: Tree | string): FileSystemHandle =>
    ({
      kind: typeof content === 'string' ? 'file' : 'directory',
      name,
      getFile: async () => new File([], name),
      async *values() {
        for (const [n, c] of Object.entries(content)) yield handle(n, c);
      },
    }) as unknown as FileSystemHandle;
  expect(paths(await findAudio([nodeOfHandle(handle('M', { 'b.mp3': '', A: { 'a.mp3': '' } }))]))).toEqual([
    'A/a.mp3',
    'b.mp3',
  ]);
});

test('a drop gives handles where the browser has them, else entries, else files; all are asked for in the event', async () => {
  const file = new File(['x'], 'x.mp3');
  const handle = { kind: 'file', name: 'h.mp3' } as FileSystemHandle;
  let asked = 0;
  const item = (more: Partial<DroppedItem>): DroppedItem => ({
    kind: 'file',
    getAsFile: () => {
      asked++;
      return file;
    },
    ...more,
  });
  const dropped = droppedNodes([
    item({ getAsFileSystemHandle: async () => handle }),
    item({
      getAsFileSystemHandle: () => Promise.reject(new Error('refused')),
      webkitGetAsEntry: () => entryOf('e', {}),
    }),
    item({}),
    { kind: 'string', getAsFile: () => null },
  ]);
  expect(asked).toBe(3);
  const nodes = await dropped;
  expect(nodes.map(({ node, handle: h }) => [node.kind, node.name, h === handle])).toEqual([
    ['file', 'h.mp3', true],
    ['folder', 'e', false],
    ['file', 'x.mp3', false],
  ]);
});
