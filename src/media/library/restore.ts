/**
 * Backup of a whole library, and its return: what a hand made wins, then what is newer.
 * Thread: library worker.
 */
import { BackupWriter, bytesOf, readBackup, type SpoiltLine } from './backup.ts';
import type { BackupLine } from './backup-format.ts';
import type { Crate } from './crates.ts';
import type { PlayedSet } from './history.ts';
import type { Library } from './library.ts';
import type { CoverRecord, SettingRecord, TrackRecord } from './model.ts';

export interface RestoreReport {
  readonly madeTracks: number;
  readonly mergedTracks: number;
  readonly crates: number;
  readonly sets: number;
  readonly settings: number;
  readonly covers: number;
  /** Lines that were left out, the first hundred of them. */
  readonly spoilt: readonly SpoiltLine[];
  readonly spoiltCount: number;
}

const CHUNK = 500;
const SPOILT_TOLD = 100;

/** Everything but the audio, as one file. */
export async function backup(library: Library, madeAtMs: number): Promise<Blob> {
  const writer = new BackupWriter(madeAtMs);
  const keys = library.index.rows.flatMap((row) => row?.key ?? []);
  for (let at = 0; at < keys.length; at += CHUNK)
    for (const track of await library.getMany(keys.slice(at, at + CHUNK)))
      if (track !== undefined) writer.add({ track: { ...track, location: plainLocation(track) } });
  for (const crate of library.crates.values()) writer.add({ crate });
  for (const set of await library.history()) writer.add({ set });
  for (const setting of await library.settings()) writer.add({ setting });
  for (const id of new Set(library.index.rows.flatMap((row) => row?.coverId ?? []))) {
    const cover = await library.cover(id);
    if (cover !== undefined) writer.addCover(cover);
  }
  return writer.finish();
}

/** A file handle means nothing outside this browser. */
function plainLocation({ location }: TrackRecord): { kind: string; path: string } {
  return { kind: location.kind, path: 'path' in location ? location.path : '' };
}

/** What waits to be written. */
class Pile {
  tracks: TrackRecord[] = [];
  crates: Crate[] = [];
  sets: PlayedSet[] = [];
  settings: SettingRecord[] = [];
  covers: CoverRecord[] = [];

  add(entry: BackupLine): void {
    if ('track' in entry) this.tracks.push(entry.track);
    else if ('crate' in entry) this.crates.push(entry.crate);
    else if ('set' in entry) this.sets.push(entry.set);
    else if ('setting' in entry) this.settings.push(entry.setting);
    else if ('cover' in entry) {
      const { id, type, base64 } = entry.cover;
      this.covers.push({ id, type, bytes: bytesOf(base64) });
    }
  }
}

/** Merges a backup into the library. Rejects with `LibraryError` when the file is none; spoilt lines are left out and told. */
export async function restore(library: Library, file: Blob): Promise<RestoreReport> {
  const spoilt: SpoiltLine[] = [];
  let spoiltCount = 0;
  const before = library.index.trackCount;
  let tracks = 0;
  let coverCount = 0;
  let pile = new Pile();
  const rest = new Pile();
  const onSpoilt = (line: SpoiltLine): void => {
    spoiltCount++;
    if (spoilt.length < SPOILT_TOLD) spoilt.push(line);
  };
  const write = async (): Promise<void> => {
    const { tracks: records, covers } = pile;
    pile = new Pile();
    tracks += records.length;
    await library.putRecords(records, 'merge');
    await library.putCovers(covers);
    coverCount += covers.length;
  };
  for await (const { entry } of readBackup(file, onSpoilt)) {
    if ('track' in entry || 'cover' in entry) pile.add(entry);
    else rest.add(entry);
    if (pile.tracks.length + pile.covers.length >= CHUNK) await write();
  }
  await write();
  await restoreCrates(library, rest.crates);
  await restoreSets(library, rest.sets);
  await restoreSettings(library, rest.settings);
  const madeTracks = library.index.trackCount - before;
  return {
    madeTracks,
    mergedTracks: tracks - madeTracks,
    crates: rest.crates.length,
    sets: rest.sets.length,
    settings: rest.settings.length,
    covers: coverCount,
    spoilt,
    spoiltCount,
  };
}

/** All at once: a parent may come after its child. */
async function restoreCrates(library: Library, crates: readonly Crate[]): Promise<void> {
  const newer = crates.filter(({ id, changedAtMs }) => changedAtMs > (library.crates.get(id)?.changedAtMs ?? -1));
  if (newer.length > 0) await library.editCrates({ put: newer, remove: [] });
}

/** A set is only ever written on: the longer one is the newer one. */
async function restoreSets(library: Library, sets: readonly PlayedSet[]): Promise<void> {
  const known = new Map((await library.history()).map((set) => [set.id, set]));
  const newer = sets.filter(({ id, plays }) => plays.length > (known.get(id)?.plays.length ?? -1));
  if (newer.length > 0) await library.putSets(newer);
}

async function restoreSettings(library: Library, settings: readonly SettingRecord[]): Promise<void> {
  const known = new Map((await library.settings()).map((setting) => [setting.name, setting]));
  const newer = settings.filter(({ name, changedAtMs }) => changedAtMs > (known.get(name)?.changedAtMs ?? -1));
  if (newer.length > 0) await library.putSettings(newer);
}
