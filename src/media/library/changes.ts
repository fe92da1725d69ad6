/**
 * What can be said about a track, as data that crosses threads; `rules.ts` decides what comes of it.
 * Thread: any; pure.
 */
import {
  type GroupName,
  type Location,
  type NewTrack,
  Origin,
  type Provenance,
  type Tags,
  type TrackRecord,
} from './model.ts';
import {
  type Findings,
  type HandGroup,
  released,
  withFindings,
  withHand,
  withHandTags,
  withPlay,
  withTags,
} from './rules.ts';

/** A group by its name. */
type OfGroup<Kind extends string, Value extends { readonly [G in GroupName]: unknown }> = {
  [G in GroupName]: { readonly kind: Kind; readonly group: G; readonly value: Value[G] };
}[GroupName];

export type TrackChange =
  /** Decoding has told what the audio is. */
  | {
      readonly kind: 'identified';
      readonly fileId: string;
      readonly pcmId: string | null;
      readonly lengthFrames: number;
      readonly sizeBytes: number | null;
    }
  | { readonly kind: 'tags'; readonly tags: Partial<Tags>; readonly by: Provenance }
  | { readonly kind: 'handTags'; readonly tags: Partial<Tags> }
  /** From an analysis or another program. */
  | { readonly kind: 'findings'; readonly findings: Findings }
  | OfGroup<'hand', { readonly [G in GroupName]: HandGroup<G> }>
  /** Undo of a hand's edit: the group as it stood before, with who made it. */
  | OfGroup<'asItWas', { readonly [G in GroupName]: TrackRecord[G] }>
  /** The hand lets go: the next analysis may replace the group. */
  | { readonly kind: 'release'; readonly group: GroupName }
  | { readonly kind: 'location'; readonly location: Location }
  | { readonly kind: 'played'; readonly atMs: number }
  /** Plays that another program counted; the larger number stands. */
  | { readonly kind: 'playCount'; readonly atLeast: number }
  | { readonly kind: 'position'; readonly frame: number }
  | { readonly kind: 'problem'; readonly problem: string | null };

export interface TrackEdit {
  readonly key: string;
  /** Makes the record when there is none yet; a known track keeps what is known of it. */
  readonly create?: Omit<NewTrack, 'key'>;
  readonly changes: readonly TrackChange[];
  /** A thumbnail; null takes it away. */
  readonly cover?: { readonly type: string; readonly bytes: Uint8Array<ArrayBuffer> } | null;
  /** What the analysis kept of the sound (`AnalysisResult.features`); replaces what was kept before. */
  readonly features?: Uint8Array;
}

export function changed(record: TrackRecord, change: TrackChange, nowMs: number): TrackRecord {
  switch (change.kind) {
    case 'identified': {
      const { fileId, lengthFrames } = change;
      const pcmId = change.pcmId ?? record.pcmId;
      return { ...record, fileId, lengthFrames, pcmId, sizeBytes: change.sizeBytes ?? record.sizeBytes, problem: null };
    }
    case 'tags':
      return withTags(record, change.tags, change.by);
    case 'handTags':
      return withHandTags(record, change.tags, nowMs);
    case 'findings':
      return withFindings(record, change.findings);
    case 'hand':
      return withHand(record, change.group, change.value, nowMs);
    case 'asItWas':
      return { ...record, [change.group]: change.value };
    case 'release':
      return released(record, change.group);
    case 'location':
      return { ...record, location: change.location };
    case 'played':
      return withPlay(record, change.atMs);
    case 'playCount':
      return record.playCount >= change.atLeast ? record : { ...record, playCount: change.atLeast };
    case 'position':
      return { ...record, lastPositionFrame: change.frame };
    case 'problem':
      return { ...record, problem: change.problem };
  }
}

/** Work that nothing could bring back: it is written through to the disk before it is acknowledged. */
export function isHandWork(change: TrackChange): boolean {
  if (change.kind === 'findings')
    return Object.values(change.findings).some((group) => group?.by.origin === Origin.exchange);
  return change.kind === 'hand' || change.kind === 'handTags' || change.kind === 'asItWas' || change.kind === 'release';
}
