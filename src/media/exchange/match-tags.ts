/**
 * Which of the performer's tracks a document means where paths do not tell: title and artist, and the duration where both
 * sides know it. Only what fits exactly one track counts.
 * Thread: any off the audio thread. Memory: the texts of all candidates, folded.
 */
import { fold } from '../library/fold.ts';
import type { ExchangeTrack } from './document.ts';

export interface NamedCandidate {
  readonly id: string;
  readonly title: string;
  readonly artist: string;
  readonly durationS: number | null;
}

/** Programs round durations, and count the silence of encoders or not. */
const DURATION_TOLERANCE_S = 2;

const nameOf = (title: string, artist: string): string => `${fold(title.trim())}\n${fold(artist.trim())}`;

export class TagMatcher {
  private readonly byName = new Map<string, NamedCandidate[]>();

  constructor(candidates: Iterable<NamedCandidate>) {
    for (const candidate of candidates) {
      if (candidate.title === '' || candidate.artist === '') continue;
      const name = nameOf(candidate.title, candidate.artist);
      const same = this.byName.get(name);
      if (same === undefined) this.byName.set(name, [candidate]);
      else same.push(candidate);
    }
  }

  /** Null when none fits, or more than one. */
  find({ title, artist, durationS }: ExchangeTrack): string | null {
    if (title === '' || artist === '') return null;
    const fitting = (this.byName.get(nameOf(title, artist)) ?? []).filter(
      (candidate) =>
        durationS === null ||
        candidate.durationS === null ||
        Math.abs(candidate.durationS - durationS) <= DURATION_TOLERANCE_S,
    );
    return fitting.length === 1 ? (fitting[0] as NamedCandidate).id : null;
  }
}
