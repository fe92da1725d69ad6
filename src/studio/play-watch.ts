/**
 * Which tracks were played: one counts once it was heard on the master for half a minute in all. Writes the set's history
 * as it goes, so that a crash loses nothing but the last moments.
 * Thread: main, at human rate; time is the engine's own.
 */
import { SESSION_RATE_HZ } from '../control-bus/constants.ts';
import type { HistoryEdit } from '../media/library/client.ts';

export const COUNTS_AFTER_S = 30;

/** What a deck holds, and whether the audience hears it now. */
export interface Heard {
  readonly loadToken: number;
  readonly trackKey: string;
  readonly title: string;
  readonly artist: string;
  readonly audible: boolean;
}

interface Listening {
  readonly loadToken: number;
  readonly trackKey: string;
  readonly sinceMs: number;
  heardFrames: number;
  counted: boolean;
}

export class PlayWatch {
  private readonly setId: string;
  private readonly setName: string;
  private readonly write: (edit: HistoryEdit) => void;
  private readonly decks: (Listening | null)[] = [];
  private engineFrame = 0;
  private begun = false;

  constructor(setId: string, setName: string, write: (edit: HistoryEdit) => void) {
    this.setId = setId;
    this.setName = setName;
    this.write = write;
  }

  /** Looks at all decks; a few times a second. */
  look(engineFrame: number, nowMs: number, decks: readonly (Heard | null)[]): void {
    const passed = Math.max(0, engineFrame - this.engineFrame);
    this.engineFrame = engineFrame;
    decks.forEach((heard, deck) => {
      const before = this.decks[deck] ?? null;
      if (before !== null && before.loadToken !== heard?.loadToken) {
        this.ended(before, deck, nowMs);
        this.decks[deck] = null;
      }
      if (heard === null || !heard.audible) return;
      const { loadToken, trackKey } = heard;
      this.decks[deck] ??= { loadToken, trackKey, sinceMs: nowMs, heardFrames: 0, counted: false };
      const now = this.decks[deck];
      if (now === null || now === undefined) return;
      now.heardFrames += passed;
      if (now.counted || now.heardFrames < COUNTS_AFTER_S * SESSION_RATE_HZ) return;
      now.counted = true;
      this.counts(heard, deck, now.sinceMs);
    });
  }

  private counts({ trackKey, title, artist }: Heard, deck: number, atMs: number): void {
    if (!this.begun) this.write({ kind: 'begin', id: this.setId, name: this.setName, atMs });
    this.begun = true;
    this.write({ kind: 'play', id: this.setId, play: { trackKey, title, artist, deck, atMs, forS: null } });
  }

  private ended({ counted, trackKey }: Listening, deck: number, atMs: number): void {
    if (counted) this.write({ kind: 'stop', id: this.setId, trackKey, deck, atMs });
  }
}
