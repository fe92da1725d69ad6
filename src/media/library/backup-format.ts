/**
 * The backup file: JSON, one object a line. The first line names the format, the last one says that it is whole; between
 * them stand tracks, crates, sets, settings and covers. Audio is not in it.
 * Thread: library worker; pure. A file that is read is hostile until a schema has passed it.
 */
import * as v from 'valibot';
import type { Crate } from './crates.ts';
import type { PlayedSet } from './history.ts';
import { HOT_CUE_COUNT, type Location, Origin, SECTION_KINDS, type TrackRecord } from './model.ts';

export const BACKUP_VERSION = 1;
/** A cover of a megabyte in base64 stays far below. */
export const MAX_LINE_CHARACTERS = 8 * 2 ** 20;

const name = v.pipe(v.string(), v.maxLength(1000));
const id = v.pipe(v.string(), v.minLength(1), v.maxLength(200));
const finite = v.pipe(v.number(), v.finite());
const frame = v.pipe(finite, v.minValue(-(2 ** 53)), v.maxValue(2 ** 53));
const frames = v.pipe(frame, v.minValue(0));
const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const time = v.pipe(finite, v.minValue(0), v.maxValue(8.64e15));
const bpm = v.pipe(finite, v.gtValue(0), v.maxValue(1000));
const colour = v.nullable(v.pipe(v.string(), v.regex(/^#[0-9a-f]{6}$/i)));
const many = <S extends v.GenericSchema>(schema: S, most: number) => v.pipe(v.array(schema), v.maxLength(most));

const provenance = v.object({
  origin: v.picklist(Object.values(Origin)),
  producer: v.nullable(name),
  version: finite,
  confidence: v.nullable(finite),
  atMs: time,
});
const tagNames = ['title', 'artist', 'album', 'genre', 'label', 'comment', 'year', 'rating', 'colour'] as const;
const tags = v.object({
  title: name,
  artist: name,
  album: name,
  genre: name,
  label: name,
  comment: v.pipe(v.string(), v.maxLength(20_000)),
  year: v.nullable(v.pipe(finite, v.minValue(-9999), v.maxValue(9999))),
  rating: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(5)),
  colour,
});
const hotCue = v.object({
  slot: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(HOT_CUE_COUNT)),
  frame: frames,
  name,
  colour,
  quantised: v.boolean(),
});
const loop = v.pipe(
  v.object({ id, startFrame: frames, endFrame: frames, name, colour, quantised: v.boolean() }),
  v.check((l) => l.endFrame > l.startFrame, 'a loop must end after its start'),
);
/** A file of the performer's cannot be named in a backup; only its path is. */
const location = v.pipe(
  v.object({ kind: v.picklist(['stored', 'reference', 'missing', 'rendered']), path: v.optional(name, '') }),
  v.transform(({ kind, path }): Location => (kind === 'rendered' ? { kind } : { kind: 'missing', path })),
);

export const TRACK = v.object({
  key: id,
  fileId: v.pipe(v.string(), v.maxLength(500)),
  pcmId: v.nullable(id),
  location,
  fileName: name,
  sizeBytes: v.nullable(count),
  lengthFrames: count,
  addedAtMs: time,
  tags: v.object({ values: tags, byHand: many(v.picklist(tagNames), 9), by: provenance, handAtMs: time }),
  grid: v.object({
    grid: v.nullable(
      v.object({
        downbeatFrame: frame,
        bpm,
        beatsPerBar: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(32)),
      }),
    ),
    segments: many(v.object({ startFrame: frame, bpm }), 100_000),
    reason: v.nullable(name),
    by: provenance,
  }),
  musicalKey: v.object({
    camelot: v.nullable(v.pipe(v.string(), v.regex(/^(1[0-2]|[1-9])[AB]$/))),
    name: v.nullable(name),
    by: provenance,
  }),
  loudness: v.object({ integratedLufs: v.nullable(finite), truePeakDbtp: v.nullable(finite), by: provenance }),
  energy: v.object({ level: v.nullable(v.pipe(finite, v.minValue(1), v.maxValue(5))), by: provenance }),
  structure: v.object({
    sections: many(v.object({ kind: v.picklist(SECTION_KINDS), startFrame: frame, endFrame: frame, name }), 10_000),
    phrases: many(v.object({ startFrame: frame, endFrame: frame, bars: finite }), 10_000),
    by: provenance,
  }),
  cues: v.object({
    hotCues: v.pipe(
      many(hotCue, HOT_CUE_COUNT),
      v.check((cues) => new Set(cues.map(({ slot }) => slot)).size === cues.length, 'two hot cues have one number'),
    ),
    loops: many(loop, 1000),
    by: provenance,
  }),
  markers: v.object({
    introStartFrame: v.nullable(frame),
    introEndFrame: v.nullable(frame),
    outroStartFrame: v.nullable(frame),
    outroEndFrame: v.nullable(frame),
    by: provenance,
  }),
  playCount: count,
  lastPlayedAtMs: v.nullable(time),
  lastPositionFrame: v.nullable(frame),
  coverId: v.nullable(id),
  problem: v.nullable(name),
}) satisfies v.GenericSchema<unknown, TrackRecord>;

const crateBase = { id, name, parentId: v.nullable(id), position: finite, colour, changedAtMs: time };
export const CRATE = v.variant('kind', [
  v.object({ ...crateBase, kind: v.literal('list'), trackKeys: many(id, 1_000_000) }),
  v.object({ ...crateBase, kind: v.literal('smart'), query: v.pipe(v.string(), v.maxLength(10_000)) }),
]) satisfies v.GenericSchema<unknown, Crate>;

export const PLAYED_SET = v.object({
  id,
  name,
  startedAtMs: time,
  endedAtMs: v.nullable(time),
  plays: many(
    v.object({ trackKey: id, title: name, artist: name, deck: count, atMs: time, forS: v.nullable(frames) }),
    100_000,
  ),
}) satisfies v.GenericSchema<unknown, PlayedSet>;

const SETTING = v.object({ name: id, value: v.unknown(), changedAtMs: time });
const COVER = v.object({
  id: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/)),
  type: v.picklist(['image/jpeg', 'image/png', 'image/webp', 'image/gif', 'image/avif']),
  base64: v.pipe(v.string(), v.base64()),
});

export const HEADER = v.object({
  echelon: v.literal('library'),
  version: v.pipe(v.number(), v.integer(), v.minValue(1)),
  madeAtMs: time,
});
export const LINE = v.union([
  v.object({ track: TRACK }),
  v.object({ crate: CRATE }),
  v.object({ set: PLAYED_SET }),
  v.object({ setting: SETTING }),
  v.object({ cover: COVER }),
  v.object({ end: v.object({ lines: count }) }),
]);
export type BackupLine = v.InferOutput<typeof LINE>;

/** Names the field in words: 'track.grid.grid.bpm: Invalid type …'. */
export function issueWords(issues: readonly v.BaseIssue<unknown>[]): string {
  const first = issues[0];
  if (first === undefined) return 'not what was expected';
  // Of a line that fits no kind, the issue of the kind it names says more.
  const inner = first.issues?.find((issue) => (issue.path?.length ?? 0) > 1) ?? first;
  const path = inner.path?.map((item) => String(item.key)).join('.') ?? '';
  return `${path === '' ? '' : `${path}: `}${inner.message}`.slice(0, 300);
}
