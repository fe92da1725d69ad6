/**
 * Page of the library benchmark. Thread: main (of the harness page); the library runs in its worker as in the app.
 */

import type { SearchSpec } from '../../src/media/library/client.ts';
import {
  createLibrary,
  type LibraryClient,
  type LibraryView,
  type TrackEdit,
  type TrackRow,
} from '../../src/media/library/client.ts';
import { openDatabase, writeBatch } from '../../src/media/library/database.ts';
import { Library } from '../../src/media/library/library.ts';
import { seededNumbers, syntheticLibrary, syntheticTrack } from '../../src/media/library/test-library.ts';

const WINDOW = { from: 0, count: 40 };
const spec = (text: string, order: SearchSpec['order'] = null): SearchSpec => ({
  text,
  order,
  crateId: null,
  fits: null,
  window: WINDOW,
});

/** Writes a synthetic library into the database. */
export async function fill(count: number, seed: number): Promise<void> {
  const database = await openDatabase();
  const tracks = syntheticLibrary(count, seed);
  for (let at = 0; at < count; at += 2000)
    await writeBatch(database, { put: { tracks: tracks.slice(at, at + 2000) } }, 'relaxed', 'Filling');
  database.close();
}

/** Writes the listing, as the library does in a quiet moment. */
export async function list(): Promise<void> {
  const database = await openDatabase();
  const filled = await Library.open(database, { nowMs: () => 0, onEvent: () => undefined });
  filled.isWriter = true;
  await filled.list();
  database.close();
}

let library: LibraryClient;
let view: LibraryView;

/** From nothing to the first rows: worker, database, index, search. */
export async function coldOpen(): Promise<{ readonly ms: number; readonly rows: number }> {
  const from = performance.now();
  library = createLibrary();
  const state = await library.open();
  if (state.kind !== 'writer') throw new Error(`the library is ${state.kind}`);
  view = await library.view();
  const first = await view.search(spec('', { column: 'title', descending: false }));
  return { ms: performance.now() - from, rows: first?.count ?? 0 };
}

/** The floor: only reading the records. */
export async function readOnly(): Promise<number> {
  const database = await openDatabase();
  const from = performance.now();
  await database.getAll('tracks');
  const ms = performance.now() - from;
  database.close();
  return ms;
}

const TYPED = [
  'velvet motor',
  'bpm:120-126 key:8A genre:house rating:>3',
  'played:never artist:"glass river" -live added:<30d',
  'deja OR (signal bpm:>140)',
  'e',
];

/** Milliseconds from key press to rows, for queries typed letter by letter. */
export async function keystrokes(): Promise<number[]> {
  const times: number[] = [];
  for (let round = 0; round < 4; round++)
    for (const query of TYPED)
      for (let length = 1; length <= query.length; length++) {
        const order = {
          column: (['bpm', 'title', 'key', 'played'] as const)[round] ?? 'bpm',
          descending: round % 2 === 1,
        };
        const from = performance.now();
        await view.search(spec(query.slice(0, length), order));
        times.push(performance.now() - from);
      }
  return times;
}

/** Every word of the filter must stand somewhere in title, artist, key or tempo. */
function matches(row: TrackRow, filter: string): boolean {
  const words = filter.toLocaleLowerCase().split(/\s+/).filter(Boolean);
  const text = [row.title, row.artist, row.camelot ?? '', row.keyName ?? '', row.bpm?.toFixed(1) ?? '']
    .join(' ')
    .toLocaleLowerCase();
  return words.every((word) => text.includes(word));
}

/** The same by filtering objects on the main thread, as a list without a library does; words only. */
export async function filteredHere(): Promise<number[]> {
  const all = await view.search(spec(''));
  const entries: TrackRow[] = [];
  for (let from = 0; from < (all?.count ?? 0); from += 1000)
    for (const found of await view.rows(from, 1000)) if (found !== null) entries.push(found.row);
  const times: number[] = [];
  const query = 'velvet motor';
  for (let length = 1; length <= query.length; length++) {
    const from = performance.now();
    entries.filter((entry) => matches(entry, query.slice(0, length)));
    times.push(performance.now() - from);
  }
  return times;
}

/** Of a track of five minutes: what the analysis keeps of its sound. */
const FEATURE_BYTES = 135_000;

/**
 * Milliseconds a track, as an import writes them: added, identified, tagged, analysed, `atOnce` tracks at a time. `from`:
 * number of the first track.
 */
export async function bookkeeping(
  from: number,
  count: number,
  { features, atOnce }: { readonly features: boolean; readonly atOnce: number },
): Promise<number> {
  const random = seededNumbers(from);
  const edits = Array.from({ length: count }, (_, i): TrackEdit => {
    const track = syntheticTrack(from + i, random);
    const { fileName, location, addedAtMs, fileId, pcmId, lengthFrames, sizeBytes } = track;
    return {
      key: track.key,
      create: { fileName, location, addedAtMs },
      changes: [
        { kind: 'identified', fileId, pcmId, lengthFrames, sizeBytes },
        { kind: 'tags', tags: track.tags.values, by: track.tags.by },
        {
          kind: 'findings',
          findings: {
            grid: track.grid,
            musicalKey: track.musicalKey,
            structure: track.structure,
            energy: track.energy,
          },
        },
      ],
      ...(features ? { features: Uint8Array.from({ length: FEATURE_BYTES }, () => random() * 256) } : {}),
    };
  });
  const start = performance.now();
  for (let at = 0; at < count; at += atOnce)
    await Promise.all(edits.slice(at, at + atOnce).map((edit) => library.apply([edit])));
  return (performance.now() - start) / count;
}
