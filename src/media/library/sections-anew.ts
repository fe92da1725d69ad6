/**
 * Sections and phrases on a grid that was corrected: found again from the features that the analysis kept of the track, so
 * that nothing is decoded. What a hand, a score or another program said of the form stays.
 * Thread: library worker; pure. Some milliseconds a track.
 */
import { type BeatGrid, beatMap, frameAt, playableGrid, sameGrid } from '../../control-bus/beat-grid.ts';
import { SESSION_RATE_HZ } from '../../control-bus/constants.ts';
import { FeatureFormatError, readSummary } from '../analysis/feature-summary.ts';
import { PRODUCERS } from '../analysis/producers.ts';
import { estimateStructure } from '../analysis/structure.ts';
import { NOBODY, Origin, originRank, type StructureGroup, type TrackRecord } from './model.ts';
import { withFindings } from './rules.ts';
import { stretchesOf } from './stretches.ts';

/** A grid beyond these is no grid of music, and would cut a track into bars without end. A downbeat may lie a day away. */
const BPM_LEAST = 20;
const BPM_MOST = 1000;
const BEATS_MOST = 64;
const FRAMES_AWAY = 86_400 * SESSION_RATE_HZ;

const gridOf = ({ grid: { grid, segments } }: TrackRecord): BeatGrid | null => grid && { ...grid, segments };

const isCountable = ({ downbeatFrame, bpm, beatsPerBar, segments = [] }: BeatGrid): boolean =>
  Number.isInteger(beatsPerBar) &&
  beatsPerBar >= 1 &&
  beatsPerBar <= BEATS_MOST &&
  Math.abs(downbeatFrame) <= FRAMES_AWAY &&
  [bpm, ...segments.map((segment) => segment.bpm)].every((t) => t >= BPM_LEAST && t <= BPM_MOST);

/** Whether the sections do not lie on the grid that now stands. `heardAnew`: features were given with the change. */
export function wantsSections(before: TrackRecord | undefined, after: TrackRecord, heardAnew: boolean): boolean {
  const { grid, structure } = after;
  if (grid.grid === null || originRank(structure.by.origin) > originRank(Origin.analysis)) return false;
  const isMoved = before === undefined || !sameGrid(gridOf(before), gridOf(after));
  if (!isMoved && !heardAnew) return false;
  // One analysis found both; of a varying tempo it told no sections.
  const together = grid.by.origin === Origin.analysis && grid.by.atMs === structure.by.atMs;
  return !together || grid.segments.length > 1;
}

/** The same record where there is nothing to find, or the features are of another version: the next analysis replaces them. */
export function withSections(record: TrackRecord, features: Uint8Array, atMs: number): TrackRecord {
  const structure = sectionsOf(record, features, atMs);
  return structure === null ? record : withFindings(record, { structure });
}

function sectionsOf(record: TrackRecord, features: Uint8Array, atMs: number): StructureGroup | null {
  const grid = gridOf(record);
  if (grid === null || !isCountable(grid)) return null;
  try {
    const summary = readSummary(features);
    const map = beatMap(playableGrid(grid, summary.rateHz), summary.rateHz);
    const frameOf = (beat: number): number => frameAt(map, beat);
    const found = estimateStructure(summary, { beatsPerBar: grid.beatsPerBar, frameOf });
    const by = { ...NOBODY, ...PRODUCERS.structure, origin: Origin.analysis, atMs };
    return found && { ...stretchesOf(found, frameOf, summary.frames), by };
  } catch (error) {
    if (error instanceof FeatureFormatError) return null;
    throw error;
  }
}
