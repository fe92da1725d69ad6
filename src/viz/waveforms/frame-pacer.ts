/**
 * Decides how soon the painter draws again. Sound comes first: where the machine has no processor time to spare, the
 * painter gives up its share before the audio thread, which has no priority on a user's machine, misses a deadline.
 * Signs of that are callbacks of the engine that came late, a main thread that stands still and animation frames that come
 * late.
 * Thread: render worker; pure.
 */
import { Danger, DRAWING, SoundDanger } from '../../control-bus/sound-danger.ts';

export const Pace = {
  every: 1,
  /** Frames come late, or callbacks of the engine nearly. */
  second: 2,
  /** A callback of the engine was late. */
  fourth: 4,
  /** They keep coming late, or the main thread stands still: then what is drawn is next to a page that does not move. */
  eighth: 8,
} as const;
export type Pace = (typeof Pace)[keyof typeof Pace];

const PACES = { [Danger.near]: Pace.second, [Danger.late]: Pace.fourth, [Danger.often]: Pace.eighth } as const;

/** The main thread counts its frames; without a new one for so long it is stalled. It rests up to 100 ms by its own will. */
const STALL_MS = 150;
/** A frame is late when it comes after so many display intervals. */
const LATE_INTERVALS = 1.75;
/** So many late frames within so long are more than a hiccup. */
const LATE_COUNT = 3;
/** Share of an interval's difference that the display's own takes on. */
const FOLLOW = 0.05;
const LATE_WITHIN_MS = 500;
/** A slower pace lasts so long after the last sign. */
const CALM_MS = 1000;
/** A gap beyond this is a tab that was hidden, not a machine that is busy. */
const HIDDEN_MS = 1000;

export class FramePacer {
  private pace: Pace = Pace.every;
  private slowUntilMs = 0;
  private lastMs = Number.NEGATIVE_INFINITY;
  /** The display's own interval, followed slowly: after a late frame the next ones come too close. */
  private displayMs = 1000 / 60;
  private readonly lateMs = new Float64Array(LATE_COUNT);
  private lates = 0;
  private mainFrames = -1;
  private mainSeenMs = 0;
  private restedMs = 0;
  private readonly danger = new SoundDanger(DRAWING);

  get current(): Pace {
    return this.pace;
  }

  /**
   * Once per animation frame, with its time, the main thread's count of frames and the engine's of late callbacks and close
   * calls. Returns for how many milliseconds no next frame is to be asked for: a frame that is asked for and not drawn would
   * still cost the compositor's share.
   */
  restAfter(frameMs: number, mainFrames: number, lateCallbacks: number, closeCalls: number): number {
    const interval = frameMs - this.lastMs;
    this.lastMs = frameMs;
    if (interval > HIDDEN_MS) {
      this.mainSeenMs = frameMs;
      this.lates = 0;
    } else if (interval > 1) {
      if (this.restedMs === 0 && interval < this.displayMs * LATE_INTERVALS)
        this.displayMs += (interval - this.displayMs) * FOLLOW;
      if (interval - this.restedMs > this.displayMs * LATE_INTERVALS) this.noteLate(frameMs);
    }
    if (mainFrames !== this.mainFrames) {
      this.mainFrames = mainFrames;
      this.mainSeenMs = frameMs;
    } else if (frameMs - this.mainSeenMs > STALL_MS) this.slow(Pace.eighth, frameMs);
    const danger = this.danger.at(frameMs, lateCallbacks, closeCalls);
    if (danger !== Danger.none) this.slow(PACES[danger], frameMs, 0);
    if (frameMs > this.slowUntilMs) this.pace = Pace.every;
    // Over a little after the tick before the wanted one: timers come late rather than early.
    this.restedMs = this.pace === Pace.every ? 0 : (this.pace - 0.75) * this.displayMs;
    return this.restedMs;
  }

  private noteLate(frameMs: number): void {
    const oldest = this.lateMs[this.lates % LATE_COUNT] as number;
    this.lateMs[this.lates % LATE_COUNT] = frameMs;
    this.lates++;
    if (this.lates > LATE_COUNT && frameMs - oldest < LATE_WITHIN_MS) this.slow(Pace.second, frameMs);
  }

  private slow(pace: Pace, frameMs: number, forMs = CALM_MS): void {
    if (frameMs >= this.slowUntilMs || pace > this.pace) this.pace = pace;
    this.slowUntilMs = Math.max(this.slowUntilMs, frameMs + forMs);
  }
}
