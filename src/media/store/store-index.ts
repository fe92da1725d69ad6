/**
 * The store's table of contents: two files written in turn, each with a generation and a checksum, so that a write cut
 * short leaves the other one whole. A file is visible only through this table.
 * Thread: as the byte files given.
 */
import { type ByteFiles, readAll } from '../byte-files/byte-files.ts';
import { isCount, jsonObject } from '../byte-files/json-object.ts';
import { crc32c } from '../session-log/crc32c.ts';

export interface IndexEntry {
  id: string;
  fileName: string;
  bytes: number;
  /** Value of `StoreIndex.uses` when it was last used. */
  lastUse: number;
}

export interface StoreIndex {
  generation: number;
  capBytes: number;
  /** Counts uses; the clock of "least recently". */
  uses: number;
  /** Number of the next file, so that no name is used twice. */
  nextFile: number;
  entries: IndexEntry[];
}

const NAMES = ['index-a', 'index-b'] as const;

export function isIndexFile(name: string): boolean {
  return name === NAMES[0] || name === NAMES[1];
}

function isEntry(value: unknown): value is IndexEntry {
  if (typeof value !== 'object' || value === null) return false;
  const { id, fileName, bytes, lastUse } = value as Record<string, unknown>;
  return typeof id === 'string' && typeof fileName === 'string' && isCount(bytes) && isCount(lastUse);
}

function parse(text: string): StoreIndex | null {
  const value = jsonObject(text);
  if (value === null) return null;
  const { generation, capBytes, uses, nextFile, entries } = value;
  if (!isCount(generation) || !isCount(capBytes) || !isCount(uses) || !isCount(nextFile)) return null;
  if (!Array.isArray(entries) || !entries.every(isEntry)) return null;
  return { generation, capBytes, uses, nextFile, entries };
}

/** Reads the newer whole table; null when there is none. */
export async function readIndex(files: ByteFiles): Promise<StoreIndex | null> {
  let newest: StoreIndex | null = null;
  const present = new Set((await files.list()).map(({ name }) => name));
  for (const name of NAMES) {
    if (!present.has(name)) continue;
    const bytes = new Uint8Array(await (await files.blob(name)).arrayBuffer());
    if (bytes.length < 4) continue;
    const checksum = new DataView(bytes.buffer).getUint32(0, true);
    if (crc32c(bytes, 4) !== checksum) continue;
    const index = parse(new TextDecoder().decode(bytes.subarray(4)));
    if (index !== null && index.generation > (newest?.generation ?? -1)) newest = index;
  }
  return newest;
}

/** Writes the table as the next generation. */
export async function writeIndex(files: ByteFiles, index: StoreIndex): Promise<void> {
  index.generation++;
  const body = new TextEncoder().encode(JSON.stringify(index));
  const bytes = new Uint8Array(4 + body.length);
  bytes.set(body, 4);
  new DataView(bytes.buffer).setUint32(0, crc32c(bytes, 4), true);
  const file = await files.open(NAMES[index.generation % 2] as string, true);
  try {
    file.write(bytes, 0);
    file.truncate(bytes.length);
    file.flush();
    // Read back: a disk that keeps less than it took must not lose the older table as well.
    if (readAll(file).length !== bytes.length) throw new Error('the table of contents was not stored whole');
  } finally {
    file.close();
  }
}
