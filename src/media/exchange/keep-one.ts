/**
 * Several tracks that are one: what is known of them is brought together on the one that is kept, crates name that one, and
 * the others leave the library. Everything can be taken back.
 * Thread: exchange worker (tests run it in Node).
 */
import type { Crate } from '../library/crates.ts';
import { LibraryError } from '../library/errors.ts';
import { GROUPS, type TrackRecord } from '../library/model.ts';
import type { RemoteLibrary } from '../library/remote.ts';
import { merged } from '../library/rules.ts';
import type { MergeUndo } from './messages.ts';

/** Another encoding may begin some milliseconds earlier: of it, only what has no place in the audio holds. */
function withoutPlaces(other: TrackRecord, keep: TrackRecord): TrackRecord {
  const groups = Object.fromEntries(GROUPS.map((name) => [name, keep[name]]));
  return { ...other, ...groups, lastPositionFrame: keep.lastPositionFrame };
}

/** What is known of both. Plays were counted on each. */
export function brought(keep: TrackRecord, other: TrackRecord, sameAudio: boolean): TrackRecord {
  const both = merged(keep, sameAudio ? other : withoutPlaces(other, keep));
  return { ...both, playCount: keep.playCount + other.playCount };
}

/** The crates that change: each names the kept track where it first named one of them. */
export function cratesKeeping(
  crates: readonly Crate[],
  keep: string,
  others: ReadonlySet<string>,
  atMs: number,
): Crate[] {
  return crates.flatMap((crate): Crate[] => {
    if (crate.kind !== 'list' || !crate.trackKeys.some((key) => others.has(key))) return [];
    const trackKeys = [...new Set(crate.trackKeys.map((key) => (others.has(key) ? keep : key)))];
    return [{ ...crate, trackKeys, changedAtMs: atMs }];
  });
}

export async function keepOne(
  keepKey: string,
  otherKeys: readonly string[],
  sameAudio: boolean,
  library: RemoteLibrary,
  atMs: number,
): Promise<MergeUndo> {
  const [keep, ...others] = await library.records([keepKey, ...otherKeys.filter((key) => key !== keepKey)]);
  if (keep == null) throw new LibraryError('missing', 'The track to keep is no longer in the library.');
  const known = others.filter((other) => other !== null);
  await library.putBack([known.reduce((record, other) => brought(record, other, sameAudio), keep)]);
  const gone = known.map(({ key }) => key);
  const put = cratesKeeping(await library.crates(), keepKey, new Set(gone), atMs);
  const crates = put.length > 0 ? await library.editCrates({ put, remove: [] }) : { put: [], remove: [] };
  await library.removeTracks(gone);
  return { records: [keep, ...known], crates };
}
