import { describe, expect, test } from 'vitest';
import { FileReferences, type Root, type RootHandle, type RootStore } from './references.ts';
import { sourceOfTrack } from './sources.ts';

class MemoryRoots implements RootStore {
  readonly roots = new Map<string, Root>();
  async all(): Promise<Root[]> {
    return [...this.roots.values()];
  }
  async put(root: Root): Promise<void> {
    this.roots.set(root.id, root);
  }
  async remove(id: string): Promise<void> {
    this.roots.delete(id);
  }
}

type Content = { [name: string]: string | Content };

/** A folder or file as the browser's API shows it; its content and permission can be changed afterwards. */
function fake(
  name: string,
  content: string | Content,
  permission = { state: 'granted' as PermissionState, asked: 0 },
  parent: Content | null = null,
) {
  const missing = (): DOMException => new DOMException('gone', 'NotFoundError');
  const handle = {
    kind: typeof content === 'string' ? 'file' : 'directory',
    name,
    isSameEntry: async (other: unknown) => other === handle,
    queryPermission: async () => permission.state,
    requestPermission: async () => {
      permission.asked++;
      permission.state = 'granted';
      return permission.state;
    },
    getFile: async () => new File([content as string], name),
    async resolve(other: { readonly inside?: unknown }) {
      return other.inside === content ? [] : null;
    },
    inside: parent,
    async getFileHandle(child: string) {
      const found = (content as Content)[child];
      if (found === undefined) throw missing();
      if (typeof found !== 'string') throw new DOMException('a folder', 'TypeMismatchError');
      return fake(child, found, permission, content as Content);
    },
    async getDirectoryHandle(child: string) {
      const found = (content as Content)[child];
      if (found === undefined) throw missing();
      return fake(child, found, permission);
    },
  };
  return handle as unknown as RootHandle;
}

describe('references', () => {
  test('a file below a folder, and a file by itself, open in this and in later sessions', async () => {
    const store = new MemoryRoots();
    const references = await FileReferences.open(store);
    const music = await references.addRoot(fake('Music', { 'A / B': { 'a%.mp3': 'sound' } }));
    const single = await references.addRoot(fake('one.mp3', 'one'));
    const source = references.sourceOf(music, ['A / B', 'a%.mp3']);
    for (const session of [references, await FileReferences.open(store)]) {
      expect(await (await session.open(source)).text()).toBe('sound');
      expect(await (await session.open(session.sourceOf(single, []))).text()).toBe('one');
      expect(session.isLasting(source)).toBe(true);
    }
  });

  test('the same folder chosen again keeps its name; a removed one is told', async () => {
    const references = await FileReferences.open(new MemoryRoots());
    const folder = fake('Music', { 'a.mp3': 'x' });
    const id = await references.addRoot(folder);
    expect(await references.addRoot(folder)).toBe(id);
    expect(await references.addRoot(fake('Music', {}))).not.toBe(id);
    await references.removeRoot(id);
    await expect(references.open(references.sourceOf(id, ['a.mp3']))).rejects.toMatchObject({ code: 'gone' });
  });

  test('a locked folder says so without asking; a click opens it', async () => {
    const permission = { state: 'prompt' as PermissionState, asked: 0 };
    const references = await FileReferences.open(new MemoryRoots());
    const id = await references.addRoot(fake('Music', { 'a.mp3': 'x' }, permission));
    const source = references.sourceOf(id, ['a.mp3']);
    await expect(references.open(source)).rejects.toMatchObject({ name: 'SourceError', code: 'permission' });
    expect(permission.asked).toBe(0);
    expect((await references.locked()).map((root) => root.id)).toEqual([id]);
    expect(await references.ask(id)).toBe(true);
    expect(await references.locked()).toEqual([]);
    expect(await (await references.open(source)).text()).toBe('x');
    expect(await references.ask('none')).toBe(false);
  });

  test("a track opens by its file's own handle, and asks for the folder when that is locked", async () => {
    const permission = { state: 'granted' as PermissionState, asked: 0 };
    const references = await FileReferences.open(new MemoryRoots());
    const id = await references.addRoot(fake('Music', { 'a.mp3': 'x', 'b.mp3': 'y' }, permission));
    const source = references.sourceOf(id, ['a.mp3']);
    const { handle, path } = await references.handleOf(source);
    expect(path).toBe('Music/a.mp3');
    expect(await (await references.openHandle(handle, path)).text()).toBe('x');
    expect(permission.asked).toBe(0);
    permission.state = 'prompt';
    expect(await (await references.openHandle(handle, path)).text()).toBe('x');
    expect(permission.asked).toBe(1);
    permission.state = 'prompt';
    await references.unlock([source, references.sourceOf(id, ['b.mp3']), 'now:1']);
    expect(permission).toEqual({ state: 'granted', asked: 2 });
    permission.state = 'prompt';
    await expect(references.readHandle(handle, path)).rejects.toMatchObject({ code: 'permission' });
    expect(permission.asked).toBe(2);
    await references.unlock([sourceOfTrack('key')]);
    expect(await (await references.readHandle(handle, path)).text()).toBe('x');
    const stubborn = Object.assign(fake('c.mp3', 'z', { state: 'prompt', asked: 0 }), {
      requestPermission: async (): Promise<PermissionState> => 'denied',
    }) as FileSystemFileHandle;
    await expect(references.openHandle(stubborn, 'c.mp3')).rejects.toMatchObject({ code: 'permission' });
  });

  test('moved, replaced and unreadable files are told apart, with a remedy each', async () => {
    const content: Content = { 'a.mp3': 'x', folder: { 'b.mp3': 'y' } };
    const references = await FileReferences.open(new MemoryRoots());
    const id = await references.addRoot(fake('Music', content));
    const open = (...path: string[]): Promise<Blob> => references.open(references.sourceOf(id, path));
    delete content['a.mp3'];
    await expect(open('a.mp3')).rejects.toMatchObject({ code: 'moved', remedy: /Find it/ });
    await expect(open('folder')).rejects.toMatchObject({ code: 'moved' });
    await expect(open('none', 'b.mp3')).rejects.toMatchObject({ code: 'moved' });
    const broken = fake('broken.mp3', 'x');
    Object.assign(broken, { getFile: () => Promise.reject(new DOMException('disk', 'NotReadableError')) });
    const single = await references.addRoot(broken);
    await expect(references.open(references.sourceOf(single, []))).rejects.toMatchObject({ code: 'unreadable' });
  });

  test('a file without a handle lasts for the session', async () => {
    const store = new MemoryRoots();
    const references = await FileReferences.open(store);
    const source = references.sourceForSession(new Blob(['x']));
    expect(references.isLasting(source)).toBe(false);
    expect(await (await references.open(source)).text()).toBe('x');
    const later = await FileReferences.open(store);
    await expect(later.open(source)).rejects.toMatchObject({ code: 'gone', remedy: 'Add it again.' });
    references.release(source);
    await expect(references.open(source)).rejects.toMatchObject({ code: 'gone' });
  });
});
