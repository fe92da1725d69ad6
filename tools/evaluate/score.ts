/** Scores one estimate against one annotation, and sums up many. Thread: Node. */
import type { Annotation, Estimate } from './annotation.ts';
import {
  isTempoRelated,
  isTempoRight,
  KEY_SCORES,
  type KeyRelation,
  keyRelation,
  matchBeats,
  matchBoundaries,
  mean,
  median,
} from './metrics.ts';

/** Null: the annotation or the analyser does not speak of it. */
export interface PieceScore {
  readonly name: string;
  readonly group: string;
  readonly kinds: readonly string[];
  readonly annotatedBpm: number | null;
  readonly estimatedBpm: number | null;
  readonly acc1: number | null;
  readonly acc2: number | null;
  readonly beatF: number | null;
  readonly downbeatF: number | null;
  /** Median of estimated minus annotated beats, milliseconds; of beats that were hit, on pieces of constant tempo. */
  readonly offsetMs: number | null;
  readonly key: KeyRelation | null;
  readonly keyScore: number | null;
  readonly boundaryHalf: number | null;
  readonly boundaryThree: number | null;
}

/** Fewer hit beats than this tell nothing about the grid's offset. */
const OFFSET_BEATS_MIN = 8;

export function scorePiece(
  item: { name: string; group: string; kinds: readonly string[] },
  truth: Annotation,
  found: Estimate,
): PieceScore {
  const { bpm, beats, downbeats, key, sections } = truth;
  const tempo = bpm === undefined ? null : bpm;
  const matched = beats !== undefined && found.beats !== undefined ? matchBeats(found.beats, beats) : null;
  const bars = downbeats !== undefined && found.downbeats !== undefined ? matchBeats(found.downbeats, downbeats) : null;
  const isPlaced = matched !== null && truth.isConstant === true && matched.offsets.length >= OFFSET_BEATS_MIN;
  const relation = key !== undefined && found.key !== undefined ? keyRelation(found.key, key) : null;
  const boundaries = (window: number): number | null =>
    sections !== undefined && sections.length > 1 && found.boundaries !== undefined
      ? matchBoundaries(
          found.boundaries,
          sections.map((s) => s.startS),
          window,
        ).f
      : null;
  return {
    name: item.name,
    group: item.group,
    kinds: item.kinds,
    annotatedBpm: tempo,
    estimatedBpm: found.bpm,
    acc1: tempo === null ? null : Number(isTempoRight(found.bpm, tempo)),
    acc2: tempo === null ? null : Number(isTempoRelated(found.bpm, tempo)),
    beatF: matched === null ? null : matched.f,
    downbeatF: bars === null ? null : bars.f,
    offsetMs: isPlaced ? 1000 * median(matched.offsets) : null,
    key: relation,
    keyScore: relation === null ? null : KEY_SCORES[relation],
    boundaryHalf: boundaries(0.5),
    boundaryThree: boundaries(3),
  };
}

export interface Summary {
  readonly pieces: number;
  readonly acc1: number;
  readonly acc2: number;
  readonly beatF: number;
  readonly downbeatF: number;
  /** Median over pieces of the signed offset, and of its size. */
  readonly offsetMs: number;
  readonly absOffsetMs: number;
  readonly key: number;
  readonly boundaryHalf: number;
  readonly boundaryThree: number;
}

/** Means over the pieces that have the measure; NaN where none has. */
export function summarise(scores: readonly PieceScore[]): Summary {
  const some = (of: (s: PieceScore) => number | null): number[] => scores.map(of).filter((v) => v !== null);
  const offsets = some((s) => s.offsetMs);
  return {
    pieces: scores.length,
    acc1: mean(some((s) => s.acc1)),
    acc2: mean(some((s) => s.acc2)),
    beatF: mean(some((s) => s.beatF)),
    downbeatF: mean(some((s) => s.downbeatF)),
    offsetMs: median(offsets),
    absOffsetMs: median(offsets.map(Math.abs)),
    key: mean(some((s) => s.keyScore)),
    boundaryHalf: mean(some((s) => s.boundaryHalf)),
    boundaryThree: mean(some((s) => s.boundaryThree)),
  };
}

/** What went wrong with a piece, each by name: 'tempo half', 'key relative', 'beats', 'downbeats'. */
export function failuresOf(score: PieceScore): string[] {
  const out: string[] = [];
  if (score.acc1 === 0) {
    const ratio = (score.estimatedBpm ?? 0) / (score.annotatedBpm ?? 1);
    const near = (r: number): boolean => Math.abs(ratio / r - 1) <= 0.04;
    out.push(near(0.5) ? 'tempo half' : near(2) ? 'tempo double' : score.acc2 === 1 ? 'tempo third' : 'tempo other');
  } else if (score.beatF !== null && score.beatF < 0.9) out.push('beats misplaced');
  else if (score.downbeatF !== null && score.downbeatF < 0.7) out.push('downbeats misplaced');
  if (score.offsetMs !== null && Math.abs(score.offsetMs) > 10) out.push('grid over 10 ms off');
  if (score.key !== null && score.key !== 'same') out.push(`key ${score.key}`);
  return out;
}
