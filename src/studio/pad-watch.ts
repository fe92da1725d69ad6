/**
 * Keeps the hot cues of the engine and those of the library the same: what the library says of a loaded track is sent to
 * its pads, and what a hand did to a pad is found by looking at the snapshots.
 * Thread: main, at human rate.
 */
import { type Command, makeCommand, Op, SourceClass } from '../control-bus/commands.ts';
import { DECK_COUNT } from '../control-bus/constants.ts';
import type { SlowState } from '../ui-shell/port.ts';

/** Looks of a quarter of a second each: a pad the engine refused must not keep the others from being remembered. */
export const LOOKS_UNTIL_SETTLED = 8;

interface Pads {
  readonly token: number;
  /** What the pads should hold: −1 where one is empty. */
  frames: readonly number[];
  /** Looks left until what differs counts as a hand's doing: commands may still be on the way. */
  looks: number;
}

export interface ChangedPads {
  readonly deck: number;
  readonly frames: readonly number[];
}

const differ = (a: readonly number[], b: readonly number[]): boolean => a.some((frame, pad) => frame !== b[pad]);

export class PadWatch {
  private readonly decks: (Pads | null)[] = new Array<Pads | null>(DECK_COUNT).fill(null);
  private readonly send: (command: Command) => void;

  constructor(send: (command: Command) => void) {
    this.send = send;
  }

  /** A deck was loaded, which has emptied its pads: `frames` go there. */
  loaded(deck: number, token: number, frames: readonly number[]): void {
    this.decks[deck] = { token, frames: frames.map(() => -1), looks: LOOKS_UNTIL_SETTLED };
    this.expect(deck, token, frames);
  }

  /** The library says what the pads of a load hold. */
  expect(deck: number, token: number, frames: readonly number[]): void {
    const pads = this.decks[deck];
    if (pads === null || pads === undefined || pads.token !== token || !differ(frames, pads.frames)) return;
    frames.forEach((frame, pad) => {
      if (frame === pads.frames[pad]) return;
      const op = frame < 0 ? Op.hotCueClear : Op.hotCueSet;
      this.send(makeCommand({ source: SourceClass.host, op, deck, target: pad, a: Math.max(0, frame) }));
    });
    pads.frames = [...frames];
    pads.looks = LOOKS_UNTIL_SETTLED;
  }

  /** Pads that a hand has changed since the last look. */
  look(slow: SlowState): ChangedPads[] {
    const changed: ChangedPads[] = [];
    this.decks.forEach((pads, deck) => {
      const state = slow.decks[deck];
      if (pads === null || state === undefined || state.loadToken !== pads.token) return;
      const differs = differ(pads.frames, state.hotCueFrames);
      if (pads.looks > 0) pads.looks = differs ? pads.looks - 1 : 0;
      else if (differs) {
        pads.frames = [...state.hotCueFrames];
        changed.push({ deck, frames: pads.frames });
      }
    });
    return changed;
  }
}
