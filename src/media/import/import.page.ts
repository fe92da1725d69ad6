/** Page of the import's browser test: real workers, covers, handles and storage. Thread: main of a test page. */

import { PIECE_RATE, renderPiece } from '../analysis/pieces.ts';
import { wavFile } from '../decode/test-audio.ts';
import { createContentStore } from '../store/client.ts';
import { type ImportLibrary, type NewTrack, openImport } from './client.ts';
import { id3, pictureFrame, textFrame } from './test-tags.ts';

export interface Seen {
  readonly name: string;
  readonly phase: string;
  readonly code: string | null;
}

export interface TrackSeen {
  readonly title: string;
  readonly contentId: string;
  readonly pcmId: string;
  readonly bpm: number | null;
  readonly tempo: string;
  readonly audio: string;
  readonly cover: {
    readonly type: string;
    readonly bytes: number;
    readonly width: number;
    readonly height: number;
  } | null;
}

class MemoryLibrary implements ImportLibrary {
  readonly tracks: NewTrack[] = [];
  async standingOf(contentId: string): ReturnType<ImportLibrary['standingOf']> {
    const known = this.tracks.find(({ decoded }) => decoded.contentId === contentId);
    return known === undefined ? { kind: 'new' } : { kind: 'known', trackId: known.fileName };
  }
  async add(track: NewTrack): Promise<{ kind: 'added'; trackId: string }> {
    this.tracks.push(track);
    return { kind: 'added', trackId: track.fileName };
  }
  addTags(): Promise<never> {
    throw new Error('this test has no decks');
  }
  open(): Promise<never> {
    throw new Error('this test analyses nothing again');
  }
  renew(): Promise<never> {
    throw new Error('this test analyses nothing again');
  }
}

async function picture(side: number): Promise<Uint8Array<ArrayBuffer>> {
  const canvas = new OffscreenCanvas(side, side / 2);
  const context = canvas.getContext('2d');
  for (let i = 0; context !== null && i < 400; i++) {
    context.fillStyle = `hsl(${(i * 47) % 360} 80% 50%)`;
    context.fillRect((i * 131) % side, (i * 71) % side, 60, 60);
  }
  return new Uint8Array(await (await canvas.convertToBlob({ type: 'image/jpeg' })).arrayBuffer());
}

function piece(): Uint8Array<ArrayBuffer> {
  const pcm = renderPiece({ groove: 'house', bpm: 124, seconds: 30, offsetS: 0.2, seed: 1 });
  const side = (c: number): Float32Array<ArrayBuffer> =>
    Float32Array.from({ length: pcm.length / 2 }, (_, i) => pcm[i * 2 + c] as number);
  return wavFile({ sampleRateHz: PIECE_RATE, channels: [side(0), side(1)], encoding: 'int16' });
}

async function seen({ tags, decoded, findings, thumbnail, audio }: NewTrack): Promise<TrackSeen> {
  const bitmap = thumbnail === null ? null : await createImageBitmap(thumbnail);
  return {
    title: tags.title,
    contentId: decoded.contentId,
    pcmId: decoded.pcmId,
    bpm: findings.analysis?.grid?.bpm ?? null,
    tempo: JSON.stringify(findings.analysis?.grid),
    audio: audio.kind,
    cover:
      thumbnail === null || bitmap === null
        ? null
        : { type: thumbnail.type, bytes: thumbnail.size, width: bitmap.width, height: bitmap.height },
  };
}

/** Imports a folder of good, bad and duplicate files (`mp3`: a bare MP3 in base64) by reference, and one file by copy. */
export async function importFolder(
  mp3: string,
): Promise<{ items: Seen[]; tracks: TrackSeen[]; stored: number; second: string }> {
  const bare = Uint8Array.from(atob(mp3), (c) => c.charCodeAt(0));
  const root = await navigator.storage.getDirectory();
  const folder = await root.getDirectoryHandle('music', { create: true });
  const write = async (name: string, parts: BlobPart[]): Promise<void> => {
    const stream = await (await folder.getFileHandle(name, { create: true })).createWritable();
    await stream.write(new Blob(parts));
    await stream.close();
  };
  const wav = piece();
  await write('1 piece.wav', [wav]);
  await write('2 same.wav', [wav]);
  await write('3 tagged.mp3', [
    id3([textFrame('TIT2', 'Tagged'), pictureFrame('image/jpeg', 3, await picture(900))]),
    bare,
  ]);
  await write('4 broken.mp3', ['no music at all']);
  await write('5 notes.txt', ['no music by its name']);
  const library = new MemoryLibrary();
  const store = createContentStore();
  const { importer, add, addHandle, close } = await openImport({ library, store });
  const second = await openImport({ library, store }).then(
    () => 'opened',
    (error: Error) => error.name,
  );
  const walks = await addHandle(folder);
  if (walks[0]?.skipped !== 1) throw new Error(`${walks[0]?.skipped} files were skipped, expected 1`);
  const copied = new File([bare], 'copied.mp3');
  await add([{ node: { kind: 'file', name: copied.name, file: async () => copied }, handle: null }]);
  await new Promise<void>((resolve) => {
    const stop = importer.status.subscribe(({ counts, total }) => {
      if (counts.done + counts.failed + counts.duplicate < total) return;
      resolve();
      queueMicrotask(() => stop());
    });
  });
  const result = {
    items: importer.items().map(({ name, phase, problem }) => ({ name, phase, code: problem?.code ?? null })),
    tracks: await Promise.all(library.tracks.map(seen)),
    stored: (await store.usage()).files,
    /** What became of a second import beside this one. */
    second,
  };
  await close();
  return result;
}

/** A new session on the same origin: handles and records as the browser kept them. Returns what opens. */
export async function openAgain(): Promise<{ items: Seen[]; bytes: number; moved: string }> {
  const { importer, references, close } = await openImport({
    library: new MemoryLibrary(),
    store: createContentStore(),
  });
  const items = importer.items();
  const source = items[0]?.source ?? '';
  const bytes = (await references.open(source)).size;
  const root = await navigator.storage.getDirectory();
  await (await root.getDirectoryHandle('music')).removeEntry('1 piece.wav');
  const moved = await references.open(source).then(
    () => 'still there',
    (error: { code: string }) => error.code,
  );
  const result = {
    items: items.map(({ name, phase, problem }) => ({ name, phase, code: problem?.code ?? null })),
    bytes,
    moved,
  };
  await close();
  return result;
}
