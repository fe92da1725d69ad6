/**
 * Sets that were played: which tracks, when, and for how long. Title and artist are copied, so that a set can be read when
 * the track has left the library.
 * Thread: any; pure.
 */
import { LibraryError } from './errors.ts';

export interface Play {
  readonly trackKey: string;
  readonly title: string;
  readonly artist: string;
  /** 0…3 */
  readonly deck: number;
  /** When it became audible. */
  readonly atMs: number;
  /** Seconds it was audible; null while it is. */
  readonly forS: number | null;
}

export interface PlayedSet {
  readonly id: string;
  readonly name: string;
  readonly startedAtMs: number;
  /** Null while it is played, or when the browser died in it. */
  readonly endedAtMs: number | null;
  readonly plays: readonly Play[];
}

export type HistoryEdit =
  | { readonly kind: 'begin'; readonly id: string; readonly name: string; readonly atMs: number }
  | { readonly kind: 'play'; readonly id: string; readonly play: Play }
  /** Ends the newest open play of the track on this deck. */
  | {
      readonly kind: 'stop';
      readonly id: string;
      readonly trackKey: string;
      readonly deck: number;
      readonly atMs: number;
    }
  | { readonly kind: 'end'; readonly id: string; readonly atMs: number }
  | { readonly kind: 'rename'; readonly id: string; readonly name: string };

/** The set after the edit. `standing` is the set with the edit's id, if there is one. */
export function editedSet(standing: PlayedSet | undefined, edit: HistoryEdit): PlayedSet {
  if (edit.kind === 'begin') {
    if (standing !== undefined) throw new LibraryError('invalid', 'There is a set with this id already.');
    return { id: edit.id, name: edit.name, startedAtMs: edit.atMs, endedAtMs: null, plays: [] };
  }
  if (standing === undefined) throw new LibraryError('missing', 'The set does not exist any more.');
  switch (edit.kind) {
    case 'play':
      return { ...standing, plays: [...standing.plays, edit.play] };
    case 'stop': {
      const at = standing.plays.findLastIndex(
        (p) => p.trackKey === edit.trackKey && p.deck === edit.deck && p.forS === null,
      );
      const play = standing.plays[at];
      if (play === undefined) return standing;
      const forS = Math.max(0, (edit.atMs - play.atMs) / 1000);
      return { ...standing, plays: standing.plays.with(at, { ...play, forS }) };
    }
    case 'end':
      return { ...standing, endedAtMs: edit.atMs };
    case 'rename':
      return { ...standing, name: edit.name };
  }
}
