/**
 * Which of the performer's tracks a document means. Paths of another program or machine are never opened: file names
 * are compared, then the folders above them from the end, then durations. What fits more than one track is left to the
 * performer. Thread: any off the audio thread. Time grows with the number of tracks, however hostile the paths are.
 */
import { type ExchangeDocument, trackLabel } from './document.ts';
import { pathSegments } from './location.ts';

/** A track of the library. */
export interface Candidate {
  readonly id: string;
  /** Its path as far as known: relative to the imported folder, or only the file name. */
  readonly path: string;
  readonly durationS: number | null;
}

export interface Matched {
  readonly track: number;
  readonly id: string;
  /** How many parts of the path agree, from the file name upwards. */
  readonly segments: number;
}

export interface Ambiguous {
  readonly track: number;
  readonly name: string;
  /** Some of those it may be. */
  readonly ids: readonly string[];
}

export interface Unmatched {
  readonly track: number;
  readonly name: string;
  readonly reason: 'noSuchName' | 'otherDuration';
}

export interface MatchReport {
  readonly matched: readonly Matched[];
  readonly ambiguous: readonly Ambiguous[];
  readonly unmatched: readonly Unmatched[];
}

/** How many parts of a path are compared. */
const SEGMENTS_MAX = 8;
/** How many candidates of one name are told apart by duration. */
const BUCKET_MAX = 64;
/** Programs round durations, and count the silence of encoders or not. */
const DURATION_TOLERANCE_S = 2;
const BETWEEN = '/';

interface Bucket {
  readonly candidates: Candidate[];
  /** More than are kept. */
  crowded: boolean;
}

/** The ends of a path, shortest first: the name, the name with its folder, … Case and composition do not count. */
function endsOf(path: string): string[] {
  const ends: string[] = [];
  let end = '';
  for (const segment of pathSegments(path).reverse().slice(0, SEGMENTS_MAX)) {
    // Above a step upwards the folders mean something else.
    if (segment === '..') break;
    const plain = segment.normalize('NFC').toLowerCase();
    end = end === '' ? plain : `${plain}${BETWEEN}${end}`;
    ends.push(end);
  }
  return ends;
}

function fits(candidate: Candidate, durationS: number | null): boolean {
  if (durationS === null || candidate.durationS === null) return true;
  return Math.abs(candidate.durationS - durationS) <= DURATION_TOLERANCE_S;
}

/** The candidates whose duration is nearest, where durations are known. */
function nearest(candidates: readonly Candidate[], durationS: number | null): readonly Candidate[] {
  if (durationS === null || candidates.some((candidate) => candidate.durationS === null)) return candidates;
  const distances = candidates.map((candidate) => Math.abs((candidate.durationS as number) - durationS));
  const least = Math.min(...distances);
  return candidates.filter((_, i) => (distances[i] as number) <= least);
}

/** Finds each track of the document among the candidates. Never throws. */
export function matchLocations(document: ExchangeDocument, candidates: readonly Candidate[]): MatchReport {
  const buckets = new Map<string, Bucket>();
  for (const candidate of candidates) {
    for (const end of endsOf(candidate.path)) {
      const bucket = buckets.get(end);
      if (bucket === undefined) buckets.set(end, { candidates: [candidate], crowded: false });
      else if (bucket.candidates.length < BUCKET_MAX) bucket.candidates.push(candidate);
      else bucket.crowded = true;
    }
  }
  const matched: Matched[] = [];
  const ambiguous: Ambiguous[] = [];
  const unmatched: Unmatched[] = [];
  document.tracks.forEach((wanted, track) => {
    const name = trackLabel(wanted);
    const ends = endsOf(wanted.location);
    let reason: Unmatched['reason'] = 'noSuchName';
    for (let segments = ends.length; segments > 0; segments--) {
      const bucket = buckets.get(ends[segments - 1] as string);
      if (bucket === undefined) continue;
      const fitting = bucket.candidates.filter((candidate) => fits(candidate, wanted.durationS));
      if (fitting.length === 0) {
        reason = 'otherDuration';
        continue;
      }
      const best = bucket.crowded ? fitting : nearest(fitting, wanted.durationS);
      const [only] = best;
      if (best.length === 1 && only !== undefined) matched.push({ track, id: only.id, segments });
      else ambiguous.push({ track, name, ids: best.map((candidate) => candidate.id) });
      return;
    }
    unmatched.push({ track, name, reason });
  });
  return { matched, ambiguous, unmatched };
}
