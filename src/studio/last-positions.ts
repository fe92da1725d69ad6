/**
 * Remembers where a track stood when it was paused or taken off its deck, and once a minute while it plays, so that a
 * crash loses little of it.
 * Thread: main, at human rate; time is the engine's own.
 */
import { SESSION_RATE_HZ } from '../control-bus/constants.ts';

export const WRITE_EVERY_S = 60;

/** What a deck holds, and where it stands now. */
export interface Standing {
  readonly loadToken: number;
  readonly trackKey: string;
  /** Source frames. */
  readonly position: number;
  readonly playing: boolean;
}

interface Watched extends Standing {
  /** Engine frame at which the position was last written. */
  readonly writtenAt: number;
  readonly writtenPosition: number;
}

export class LastPositions {
  private readonly decks: (Watched | null)[] = [];
  /** Newest first-hand knowledge, ahead of what the library has written. */
  private readonly newest = new Map<string, number>();
  private readonly write: (trackKey: string, frame: number) => void;

  constructor(write: (trackKey: string, frame: number) => void) {
    this.write = write;
  }

  /** Where a track was left in this session, or null. */
  of(trackKey: string): number | null {
    return this.newest.get(trackKey) ?? null;
  }

  /** Looks at all decks; a few times a second. */
  look(engineFrame: number, decks: readonly (Standing | null)[]): void {
    decks.forEach((now, deck) => {
      const before = this.decks[deck] ?? null;
      if (before !== null && before.loadToken !== now?.loadToken) this.leave(before);
      this.decks[deck] = now === null ? null : this.watched(now, before, engineFrame);
    });
  }

  /** The page goes away: what moved since the last writing is written. */
  leaveAll(): void {
    for (const deck of this.decks) if (deck !== null) this.leave(deck);
  }

  private watched(now: Standing, before: Watched | null, engineFrame: number): Watched {
    if (before === null || before.loadToken !== now.loadToken)
      return { ...now, writtenAt: engineFrame, writtenPosition: now.position };
    const paused = before.playing && !now.playing;
    const isDue = now.playing && engineFrame - before.writtenAt >= WRITE_EVERY_S * SESSION_RATE_HZ;
    if (!paused && !isDue) return { ...before, ...now };
    this.leave({ ...before, ...now });
    return { ...now, writtenAt: engineFrame, writtenPosition: now.position };
  }

  private leave({ trackKey, position, writtenPosition }: Watched): void {
    if (position === writtenPosition) return;
    this.newest.set(trackKey, position);
    this.write(trackKey, position);
  }
}
