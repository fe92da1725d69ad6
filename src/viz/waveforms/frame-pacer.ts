/**
 * Decides which animation frames the painter draws. Sound comes first: where the machine has no processor time to spare, the
 * painter gives up its share before the audio thread, which has no priority on a user's machine, misses a deadline.
 * Signs of that are a main thread that stands still and animation frames that come late.
 * Thread: render worker; pure.
 */

export const Pace = {
  every: 1,
  /** Frames come late. */
  second: 2,
  /** The main thread stands still: a core is taken. */
  fourth: 4,
} as const;
export type Pace = (typeof Pace)[keyof typeof Pace];

/** The main thread counts its frames; without a new one for so long it is stalled. */
const STALL_MS = 50;
/** A frame is late when it comes after so many display intervals. */
const LATE_INTERVALS = 1.75;
/** So many late frames within so long are more than a hiccup. */
const LATE_COUNT = 3;
const LATE_WITHIN_MS = 500;
/** A slower pace lasts so long after the last sign. */
const CALM_MS = 1000;
/** A gap beyond this is a tab that was hidden, not a machine that is busy. */
const HIDDEN_MS = 1000;

export class FramePacer {
  private pace: Pace = Pace.every;
  private slowUntilMs = 0;
  private lastMs = Number.NEGATIVE_INFINITY;
  /** Shortest interval seen: the display's own. */
  private displayMs = 1000 / 60;
  private readonly lateMs = new Float64Array(LATE_COUNT);
  private lates = 0;
  private mainFrames = -1;
  private mainSeenMs = 0;
  private sinceDrawn = 0;

  get current(): Pace {
    return this.pace;
  }

  /** Once per animation frame, with its time and the main thread's count of frames; true when this one is to be drawn. */
  wants(frameMs: number, mainFrames: number): boolean {
    const interval = frameMs - this.lastMs;
    this.lastMs = frameMs;
    if (interval > HIDDEN_MS) {
      this.mainSeenMs = frameMs;
      this.lates = 0;
    } else if (interval > 1) {
      this.displayMs = Math.min(this.displayMs, Math.max(interval, 4));
      if (interval > this.displayMs * LATE_INTERVALS) this.noteLate(frameMs);
    }
    if (mainFrames !== this.mainFrames) {
      this.mainFrames = mainFrames;
      this.mainSeenMs = frameMs;
    } else if (frameMs - this.mainSeenMs > STALL_MS) this.slow(Pace.fourth, frameMs);
    if (frameMs >= this.slowUntilMs) this.pace = Pace.every;
    this.sinceDrawn++;
    if (this.sinceDrawn < this.pace) return false;
    this.sinceDrawn = 0;
    return true;
  }

  private noteLate(frameMs: number): void {
    const oldest = this.lateMs[this.lates % LATE_COUNT] as number;
    this.lateMs[this.lates % LATE_COUNT] = frameMs;
    this.lates++;
    if (this.lates > LATE_COUNT && frameMs - oldest < LATE_WITHIN_MS) this.slow(Pace.second, frameMs);
  }

  private slow(pace: Pace, frameMs: number): void {
    if (frameMs >= this.slowUntilMs || pace > this.pace) this.pace = pace;
    this.slowUntilMs = frameMs + CALM_MS;
  }
}
