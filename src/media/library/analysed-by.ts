/**
 * By which analysis the groups of a track stand, as one short text that the index keeps: what a newer version makes old is
 * found without reading a record. Groups of a hand, a score, tags or another program are not in it, and never old.
 * Thread: any; pure.
 */
import { PRODUCERS, type Producer } from '../analysis/producers.ts';
import { GROUPS, Origin, type TrackRecord } from './model.ts';

export const AnalysisAge = {
  /** Nothing of the track stands by an analysis. */
  none: 'none',
  /** Something stands by an older version, or by a predecessor. */
  old: 'old',
  current: 'current',
} as const;
export type AnalysisAge = (typeof AnalysisAge)[keyof typeof AnalysisAge];
export const ANALYSIS_AGES = Object.values(AnalysisAge);

type Newest = { readonly [group: string]: Producer };

const BETWEEN_GROUPS = '\n';
const BETWEEN_PARTS = '\t';
/** A backup may name any producer. */
const SEPARATORS = /[\n\t]/g;

/** One text for all tracks that went through the same versions; '' for one that was never analysed. */
export function analysedBy(record: TrackRecord): string {
  return GROUPS.flatMap((name) => {
    const { origin, producer, version } = record[name].by;
    if (origin !== Origin.analysis) return [];
    return [[name, version, producer?.replace(SEPARATORS, ' ')].join(BETWEEN_PARTS)];
  }).join(BETWEEN_GROUPS);
}

/** What a newer Echelon made is not old here. */
function isOld(group: string, newest: Newest): boolean {
  const [name = '', version, producer] = group.split(BETWEEN_PARTS);
  const now = newest[name];
  return now !== undefined && (producer !== now.producer || !(Number(version) >= now.version));
}

export function ageOf(analyses: string, newest: Newest = PRODUCERS): AnalysisAge {
  if (analyses === '') return AnalysisAge.none;
  return analyses.split(BETWEEN_GROUPS).some((group) => isOld(group, newest)) ? AnalysisAge.old : AnalysisAge.current;
}
