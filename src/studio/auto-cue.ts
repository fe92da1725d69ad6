/**
 * Puts a loaded track on its first beat, with the cue point there: once for every load, as soon as its grid is known, and
 * only while the deck stands untouched.
 * Thread: main, at human rate.
 */
import { type Command, makeCommand, Op, SourceClass } from '../control-bus/commands.ts';
import { SESSION_RATE_HZ } from '../control-bus/constants.ts';
import { DeckFlag } from '../control-bus/layouts.ts';
import type { FastState, Grid, Markers, SlowState } from '../ui-shell/port.ts';

/** A downbeat this little before the music starts, in beats, is still its first. */
const EARLY_BEATS = 0.25;
/** A deck within this many source frames of the start has not been moved. */
const UNTOUCHED_FRAMES = 1;

/** The first downbeat at or after `startFrame`; null without a grid. */
export function firstBeatFrame(grid: Grid | null, startFrame: number): number | null {
  if (grid === null || !(grid.bpm > 0)) return null;
  const beat = (60 * SESSION_RATE_HZ) / grid.bpm;
  const bar = beat * grid.beatsPerBar;
  const first = Math.max(0, startFrame - EARLY_BEATS * beat);
  return grid.downbeatFrame + Math.ceil((first - grid.downbeatFrame) / bar - 1e-9) * bar;
}

/** What it needs to know of a load. */
export interface Load {
  readonly token: number;
  readonly grid: Grid | null;
  readonly markers: Markers;
}

export class AutoCue {
  private readonly done = new Set<number>();
  private readonly send: (command: Command) => void;

  constructor(send: (command: Command) => void) {
    this.send = send;
  }

  /** A load that is put where somebody else says. */
  leaveAlone(token: number): void {
    this.done.add(token);
  }

  /** Looks at all decks; a few times a second. `on`: what the performer has set. */
  look(fast: FastState, slow: SlowState, loads: readonly (Load | null)[], on: boolean): void {
    loads.forEach((load, deck) => {
      const state = fast.decks[deck];
      const then = slow.decks[deck];
      if (load === null || state === undefined || then === undefined || then.loadToken !== load.token) return;
      if (this.done.has(load.token)) return;
      const touched =
        (state.flags & DeckFlag.playing) !== 0 ||
        state.position > UNTOUCHED_FRAMES ||
        then.cuePointFrame > UNTOUCHED_FRAMES;
      const frame = firstBeatFrame(load.grid, load.markers.introStart ?? 0);
      if (!touched && frame === null) return;
      this.done.add(load.token);
      if (touched || !on || frame === null || frame <= UNTOUCHED_FRAMES) return;
      for (const op of [Op.setCuePoint, Op.seek])
        this.send(makeCommand({ source: SourceClass.host, op, deck, a: frame }));
    });
  }
}
