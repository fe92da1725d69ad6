/**
 * Several tracks that are one: what is known of them is brought together on the one that is kept, crates name that one, and
 * the others leave the library. Everything can be taken back.
 * Thread: exchange worker (tests run it in Node).
 */
import type { Crate } from '../library/crates.ts';
import { LibraryError } from '../library/errors.ts';
import {
  GROUPS,
  type GroupName,
  Origin,
  originRank,
  type Provenance,
  TAG_NAMES,
  type TagGroup,
  type TagName,
  type Tags,
  type TrackRecord,
} from '../library/model.ts';
import type { RemoteLibrary } from '../library/remote.ts';
import type { MergeUndo } from './messages.ts';

/** Places in the audio: of another encoding, which may begin some milliseconds earlier, they do not hold. */
const PLACES: readonly GroupName[] = ['grid', 'cues', 'markers', 'structure'];

/** Of equal origins the kept track's; of two hands the later one. */
function stronger(keep: Provenance, other: Provenance): boolean {
  const difference = originRank(other.origin) - originRank(keep.origin);
  return difference > 0 || (difference === 0 && keep.origin === Origin.hand && other.atMs > keep.atMs);
}

/** What a hand wrote on either, then what the kept track says, then what only the other one does. */
function broughtTags(keep: TagGroup, other: TagGroup): TagGroup {
  const values: Partial<Record<TagName, Tags[TagName]>> = {};
  for (const name of TAG_NAMES) {
    const [mine, theirs] = [keep.byHand.includes(name), other.byHand.includes(name)];
    const theirHand = theirs && (!mine || other.handAtMs > keep.handAtMs);
    if (theirHand || (!mine && !keep.values[name])) values[name] = other.values[name];
  }
  const byHand = TAG_NAMES.filter((name) => keep.byHand.includes(name) || other.byHand.includes(name));
  const handAtMs = Math.max(keep.handAtMs, other.handAtMs);
  return { values: { ...keep.values, ...values } as Tags, byHand, by: keep.by, handAtMs };
}

/** What is known of both. Plays were counted on each. */
export function brought(keep: TrackRecord, other: TrackRecord, sameAudio: boolean): TrackRecord {
  const names = GROUPS.filter(
    (name) => (sameAudio || !PLACES.includes(name)) && stronger(keep[name].by, other[name].by),
  );
  const played = [keep.lastPlayedAtMs, other.lastPlayedAtMs].filter((atMs) => atMs !== null);
  return {
    ...keep,
    ...Object.fromEntries(names.map((name) => [name, other[name]])),
    tags: broughtTags(keep.tags, other.tags),
    addedAtMs: Math.min(keep.addedAtMs, other.addedAtMs),
    playCount: keep.playCount + other.playCount,
    lastPlayedAtMs: played.length === 0 ? null : Math.max(...played),
    coverId: keep.coverId ?? other.coverId,
  };
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
