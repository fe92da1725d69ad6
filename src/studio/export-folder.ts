/** Exports of several files, in a folder that the performer chooses. Thread: main. */
import type { NamedFile } from '../media/exchange/client.ts';

interface FolderPicker {
  showDirectoryPicker?(options: { mode: 'readwrite' }): Promise<FileSystemDirectoryHandle>;
}

const two = (n: number): string => String(n).padStart(2, '0');

/** '2026-11-24 21.04' in local time: fits every file system. */
export function stamp(at: Date): string {
  const day = `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
  return `${day} ${two(at.getHours())}.${two(at.getMinutes())}`;
}

/** Call from a user gesture. Null where the browser has no such dialogue. Rejects when the folder is refused. */
export async function pickFolder(): Promise<FileSystemDirectoryHandle | null | 'cancelled'> {
  const picker: FolderPicker = globalThis as FolderPicker;
  if (picker.showDirectoryPicker === undefined) return null;
  try {
    return await picker.showDirectoryPicker({ mode: 'readwrite' });
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') return 'cancelled';
    throw error;
  }
}

/** Writes into a new folder inside, so that nothing that is there is written over; returns what it is called. */
export async function writeInto(folder: FileSystemDirectoryHandle, files: readonly NamedFile[]): Promise<string> {
  const name = `Echelon ${stamp(new Date())}`;
  const inside = await folder.getDirectoryHandle(name, { create: true });
  for (const { name: fileName, file } of files) {
    const stream = await (await inside.getFileHandle(fileName, { create: true })).createWritable();
    await stream.write(file);
    await stream.close();
  }
  return `${folder.name}/${name}`;
}
