/**
 * Records of database version 1 (names, grids, hot cues) as records of version 2. Old records are believed field by field:
 * one spoilt field must not cost the others.
 * Thread: any; pure.
 */
import {
  byHand,
  type ConstantGrid,
  emptyTrack,
  HOT_CUE_COUNT,
  type HotCue,
  NO_TAGS,
  NOBODY,
  Origin,
  type Provenance,
  type TrackRecord,
} from './model.ts';

/** As version 1 stored it. */
export interface TrackRecordV1 {
  readonly key: string;
  readonly fileId: string;
  readonly fileName: string;
  readonly title: string;
  readonly artist: string;
  readonly lengthFrames: number;
  readonly grid: ConstantGrid | null;
  readonly gridOrigin: 'none' | 'score' | 'analysis' | 'hand';
  /** 'quick tempo 1', 'score 1' or 'hand'. */
  readonly gridProducer: string | null;
  readonly gridConfidence: number | null;
  readonly musicalKey: string | null;
  readonly keyName: string | null;
  /** −1 where a pad is empty. */
  readonly hotCueFrames: readonly number[];
  readonly addedAtMs: number;
}

const text = (value: unknown): string => (typeof value === 'string' ? value : '');
const textOrNull = (value: unknown): string | null => (typeof value === 'string' ? value : null);
const number = (value: unknown): number | null => (typeof value === 'number' && Number.isFinite(value) ? value : null);

function gridOf(value: unknown): ConstantGrid | null {
  if (typeof value !== 'object' || value === null) return null;
  const { downbeatFrame, bpm, beatsPerBar } = value as Record<string, unknown>;
  const [first, tempo, beats] = [number(downbeatFrame), number(bpm), number(beatsPerBar)];
  return first === null || tempo === null || tempo <= 0
    ? null
    : { downbeatFrame: first, bpm: tempo, beatsPerBar: beats ?? 4 };
}

const isOrigin = (value: unknown): value is Origin => Object.values(Origin).some((origin) => origin === value);

/** 'quick tempo 3' → name and version. */
function producerOf(value: unknown): { producer: string | null; version: number } {
  const named = /^(.*?)(?: (\d+))?$/.exec(text(value));
  return { producer: named?.[1] || null, version: Number(named?.[2] ?? 0) };
}

function hotCuesOf(value: unknown): HotCue[] {
  const frames: unknown[] = Array.isArray(value) ? value.slice(0, HOT_CUE_COUNT) : [];
  return frames.flatMap((given, i) => {
    const frame = number(given);
    return frame === null || frame < 0 ? [] : [{ slot: i + 1, frame, name: '', colour: null, quantised: true }];
  });
}

/** `old` is a stored object with a string `key`; nothing else is taken for granted. */
export function migratedTrack(old: { readonly key: string } & Partial<Record<string, unknown>>): TrackRecord {
  const addedAtMs = number(old.addedAtMs) ?? 0;
  const fileName = text(old.fileName) || old.key;
  const fresh = emptyTrack({
    key: old.key,
    fileName,
    location: { kind: old.key.startsWith('demo:') ? 'rendered' : 'stored' },
    addedAtMs,
  });
  const origin = isOrigin(old.gridOrigin) ? old.gridOrigin : Origin.none;
  const gridBy: Provenance =
    origin === Origin.hand
      ? byHand(addedAtMs)
      : { origin, ...producerOf(old.gridProducer), confidence: number(old.gridConfidence), atMs: addedAtMs };
  const camelot = textOrNull(old.musicalKey);
  // Version 1 kept no producer for keys: any key analysis is newer.
  const keyBy = camelot === null ? NOBODY : { ...NOBODY, origin: Origin.analysis, atMs: addedAtMs };
  const hotCues = hotCuesOf(old.hotCueFrames);
  return {
    ...fresh,
    fileId: text(old.fileId),
    lengthFrames: number(old.lengthFrames) ?? 0,
    tags: {
      ...fresh.tags,
      values: { ...NO_TAGS, title: text(old.title) || fileName, artist: text(old.artist) },
    },
    grid: { grid: gridOf(old.grid), segments: [], reason: null, by: gridBy },
    musicalKey: { camelot, name: textOrNull(old.keyName), by: keyBy },
    // Pads were only ever set by a hand.
    cues: { hotCues, loops: [], by: hotCues.length === 0 ? NOBODY : byHand(addedAtMs) },
  };
}
