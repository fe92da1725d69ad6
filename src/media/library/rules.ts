/**
 * Who may change what on a track. What a hand made stays, whatever analysis, tags or another program say later; a newer
 * analysis is offered, never forced.
 * Thread: any; pure functions that return a new record, or the same one when nothing changes.
 */
import { PRODUCERS, type Producer } from '../analysis/producers.ts';
import type { AnalysisResult } from '../analysis/result.ts';
import {
  byHand,
  type CueGroup,
  type EnergyGroup,
  GROUPS,
  type GridGroup,
  type GroupName,
  type KeyGroup,
  type LoudnessGroup,
  type MarkerGroup,
  Origin,
  originRank,
  type Provenance,
  type StructureGroup,
  TAG_NAMES,
  type TagGroup,
  type TagName,
  type Tags,
  type TrackRecord,
} from './model.ts';
import { stretchesOf } from './stretches.ts';
import { segmentsOf } from './tempo-segments.ts';

/** What an analysis or another program found: each group with its own producer; what is absent was not looked at. */
export interface Findings {
  readonly grid?: GridGroup;
  readonly musicalKey?: KeyGroup;
  readonly loudness?: LoudnessGroup;
  readonly energy?: EnergyGroup;
  readonly structure?: StructureGroup;
  readonly cues?: CueGroup;
  readonly markers?: MarkerGroup;
}

/** What a hand sets: groups without provenance. */
export type HandGroup<G extends GroupName> = Omit<TrackRecord[G], 'by'>;

/** An older version of the same producer does not replace a newer one; a weaker origin never replaces a stronger one. */
export function mayReplace(standing: Provenance, offered: Provenance): boolean {
  if (standing.origin === Origin.hand) return offered.origin === Origin.hand;
  const difference = originRank(offered.origin) - originRank(standing.origin);
  if (difference !== 0) return difference > 0;
  return standing.producer !== offered.producer || offered.version >= standing.version;
}

/** Whether a group says anything at all. */
const SPEAKS: { readonly [G in GroupName]: (group: TrackRecord[G]) => boolean } = {
  grid: ({ grid }) => grid !== null,
  musicalKey: ({ camelot }) => camelot !== null,
  loudness: ({ integratedLufs, truePeakDbtp }) => integratedLufs !== null || truePeakDbtp !== null,
  energy: ({ level }) => level !== null,
  structure: ({ sections, phrases }) => sections.length + phrases.length > 0,
  cues: ({ hotCues, loops }) => hotCues.length + loops.length > 0,
  markers: ({ by: _, ...frames }) => Object.values(frames).some((frame) => frame !== null),
};

/** That somebody found nothing is no reason to drop what another origin gave: a grid of tags or of a score, a key. */
function withGroup<G extends GroupName>(record: TrackRecord, name: G, group: TrackRecord[G] | undefined): TrackRecord {
  if (group === undefined) return record;
  const standing = record[name];
  if (!mayReplace(standing.by, group.by)) return record;
  const dropsAnothers = standing.by.origin !== group.by.origin && SPEAKS[name](standing) && !SPEAKS[name](group);
  return dropsAnothers ? record : { ...record, [name]: group };
}

/** Takes over what may be taken over. */
export function withFindings(record: TrackRecord, findings: Findings): TrackRecord {
  return GROUPS.reduce((known, name) => withGroup(known, name, findings[name]), record);
}

/**
 * The findings of the analysis worker, in the library's groups. Where it listened and found nothing, a group says so: it is
 * not to be listened to again before a newer version can.
 */
export function findingsOf(result: AnalysisResult, atMs: number): Findings {
  const by = (of: Producer & { readonly confidence?: number }): Provenance => ({
    origin: Origin.analysis,
    producer: of.producer,
    version: of.version,
    confidence: of.confidence ?? null,
    atMs,
  });
  const varying = result.variableGrid ? segmentsOf(result.variableGrid, result.rateHz) : null;
  const grid: GridGroup =
    varying === null
      ? { grid: result.grid, segments: [], reason: result.gridReason, by: by(result) }
      : { ...varying, segments: varying.segments.length > 1 ? varying.segments : [], reason: null, by: by(result) };
  const { key, loudness, energy, structure, rateHz, frames } = result;
  const constant = result.grid;
  const form =
    structure == null || constant === null
      ? { sections: [], phrases: [] }
      : stretchesOf(structure, (beat) => constant.downbeatFrame + (beat * 60 * rateHz) / constant.bpm, frames);
  return {
    grid,
    musicalKey: { camelot: key?.camelot ?? null, name: key?.name ?? null, by: by(key ?? PRODUCERS.musicalKey) },
    ...(loudness === undefined
      ? {}
      : {
          loudness: {
            integratedLufs: loudness.integratedLufs,
            truePeakDbtp: loudness.truePeakDb,
            by: by(loudness),
          },
        }),
    ...(energy === undefined ? {} : { energy: { level: energy?.figure ?? null, by: by(energy ?? PRODUCERS.energy) } }),
    ...(structure === undefined ? {} : { structure: { ...form, by: by(structure ?? PRODUCERS.structure) } }),
  };
}

export function withAnalysis(record: TrackRecord, result: AnalysisResult, atMs: number): TrackRecord {
  return withFindings(record, findingsOf(result, atMs));
}

/** Tags from a file or another program. What a hand wrote, and what the source does not give, stays. */
export function withTags(record: TrackRecord, tags: Partial<Tags>, by: Provenance): TrackRecord {
  const { values, byHand: kept, by: standing, handAtMs } = record.tags;
  if (originRank(by.origin) < originRank(standing.origin)) return record;
  const next = mergedTags(values, tags, (name) => !kept.includes(name));
  return { ...record, tags: { values: next, byHand: kept, by, handAtMs } };
}

function mergedTags(values: Tags, given: Partial<Tags>, wanted: (name: TagName) => boolean): Tags {
  const chosen = TAG_NAMES.filter((name) => given[name] !== undefined && wanted(name));
  return { ...values, ...Object.fromEntries(chosen.map((name) => [name, given[name]])) };
}

export function withHandTags(record: TrackRecord, tags: Partial<Tags>, atMs: number): TrackRecord {
  const touched = TAG_NAMES.filter((name) => tags[name] !== undefined || record.tags.byHand.includes(name));
  const values = mergedTags(record.tags.values, tags, () => true);
  return { ...record, tags: { values, byHand: touched, by: record.tags.by, handAtMs: atMs } };
}

/** A group as a hand left it: grid, key, cues, structure, markers, energy. */
export function withHand<G extends GroupName>(
  record: TrackRecord,
  name: G,
  group: HandGroup<G>,
  atMs: number,
): TrackRecord {
  return { ...record, [name]: { ...group, by: byHand(atMs) } };
}

export function withHandGrid(record: TrackRecord, grid: HandGroup<'grid'>, atMs: number): TrackRecord {
  return withHand(record, 'grid', grid, atMs);
}

/** Gives a group back to the machine: the next analysis may replace it. What stands stays until then. */
export function released(record: TrackRecord, name: GroupName): TrackRecord {
  const group = record[name];
  if (group.by.origin !== Origin.hand) return record;
  return { ...record, [name]: { ...group, by: { ...group.by, origin: Origin.none } } };
}

export function withPlay(record: TrackRecord, atMs: number): TrackRecord {
  const lastPlayedAtMs = Math.max(atMs, record.lastPlayedAtMs ?? atMs);
  return { ...record, playCount: record.playCount + 1, lastPlayedAtMs };
}

/** Of two statements the hand's, else the newer; the standing one when they are equally old. */
function better<T extends { readonly by: Provenance }>(standing: T, other: T): T {
  const [a, b] = [standing.by, other.by];
  if ((a.origin === Origin.hand) !== (b.origin === Origin.hand)) return a.origin === Origin.hand ? standing : other;
  if ((a.origin === Origin.none) !== (b.origin === Origin.none)) return a.origin === Origin.none ? other : standing;
  return b.atMs > a.atMs ? other : standing;
}

function betterTags(standing: TagGroup, other: TagGroup): TagGroup {
  const base = better(standing, other);
  const [older, newer] = standing.handAtMs >= other.handAtMs ? [other, standing] : [standing, other];
  const values = [older, newer].reduce(
    (tags, from) => mergedTags(tags, from.values, (name) => from.byHand.includes(name)),
    base.values,
  );
  const hands = TAG_NAMES.filter((name) => standing.byHand.includes(name) || other.byHand.includes(name));
  return { values, byHand: hands, by: base.by, handAtMs: newer.handAtMs };
}

const later = (a: number | null, b: number | null): number | null => (a === null ? b : b === null ? a : Math.max(a, b));

/** Two records of one track (a backup's, or another library's) as one: hand-made wins, then newer wins. */
export function merged(standing: TrackRecord, other: TrackRecord): TrackRecord {
  const groups = Object.fromEntries(GROUPS.map((name) => [name, betterGroup(standing, other, name)]));
  const newerPlay = (other.lastPlayedAtMs ?? 0) > (standing.lastPlayedAtMs ?? 0);
  return {
    ...standing,
    ...groups,
    fileId: standing.fileId || other.fileId,
    pcmId: standing.pcmId ?? other.pcmId,
    location: standing.location.kind === 'missing' ? other.location : standing.location,
    sizeBytes: standing.sizeBytes ?? other.sizeBytes,
    lengthFrames: standing.lengthFrames || other.lengthFrames,
    addedAtMs: Math.min(standing.addedAtMs, other.addedAtMs),
    tags: betterTags(standing.tags, other.tags),
    playCount: Math.max(standing.playCount, other.playCount),
    lastPlayedAtMs: later(standing.lastPlayedAtMs, other.lastPlayedAtMs),
    lastPositionFrame: (newerPlay ? other.lastPositionFrame : standing.lastPositionFrame) ?? null,
    coverId: standing.coverId ?? other.coverId,
  };
}

function betterGroup<G extends GroupName>(standing: TrackRecord, other: TrackRecord, name: G): TrackRecord[G] {
  return better(standing[name] as { by: Provenance }, other[name] as { by: Provenance }) as TrackRecord[G];
}
