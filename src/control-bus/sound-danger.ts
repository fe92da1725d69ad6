/**
 * How near sound is to missing a deadline, from the engine's counts of late callbacks and close calls: whoever draws gives way
 * by it. On a machine without real-time priority, what is drawn competes for the processor with what is heard.
 * Thread: any; pure.
 */

export const Danger = {
  none: 0,
  /** Callbacks keep coming close to being late. */
  near: 1,
  /** A callback was late, or close calls crowd. */
  late: 2,
  /** Callbacks keep being late. */
  often: 3,
} as const;
export type Danger = (typeof Danger)[keyof typeof Danger];

/** One close call is a hiccup; two within so long tell of a machine without time to spare, for as long again. */
const NEAR_MS = 5000;
/** A late callback is heard, and what made it late mostly goes on. */
const LATE_MS = 15_000;

/** A late callback that comes so soon after the last time of giving way tells that it was too short. */
const AGAIN_MS = 60_000;
/** Close calls crowd when as many as are minded come within so long. */
const CROWD_MS = 15_000;

/** How much one who gives way minds. */
export interface Patience {
  /** Giving way too shortly doubles the next time, up to this. */
  readonly longestMs: number;
  /** So many close calls within fifteen seconds are as bad as a late callback. */
  readonly closeCalls: number;
}

/** Of work that has to get done: it goes on as soon as it may. */
export const WORKING: Patience = { longestMs: LATE_MS, closeCalls: Number.POSITIVE_INFINITY };
/** Of drawing, which loses nothing by waiting: a machine that was short of time stays so for a while. */
export const DRAWING: Patience = { longestMs: 120_000, closeCalls: 6 };

const NEVER = Number.NEGATIVE_INFINITY;

export class SoundDanger {
  private readonly patience: Patience;
  private lates = -1;
  private closeCalls = -1;
  private closeAtMs = NEVER;
  private nearUntilMs = NEVER;
  private lateUntilMs = NEVER;
  private oftenUntilMs = NEVER;
  /** For how long the last late callback is minded. */
  private holdMs = LATE_MS;
  private crowd = 0;
  private crowdSinceMs = NEVER;

  constructor(patience: Patience) {
    this.patience = patience;
  }

  /** Takes the engine's counts so far (`Telemetry.lateEvents`, `closeCalls`) at `nowMs`; returns the danger now. */
  at(nowMs: number, lates: number, closeCalls: number): Danger {
    // Counts of before the first look say nothing of now.
    if (this.lates >= 0 && lates > this.lates) this.noteLate(nowMs);
    if (this.closeCalls >= 0 && closeCalls > this.closeCalls) this.noteClose(nowMs, closeCalls - this.closeCalls);
    this.lates = lates;
    this.closeCalls = closeCalls;
    if (nowMs < this.oftenUntilMs) return Danger.often;
    if (nowMs < this.lateUntilMs) return Danger.late;
    return nowMs < this.nearUntilMs ? Danger.near : Danger.none;
  }

  private noteLate(nowMs: number): void {
    const sinceMs = nowMs - this.lateUntilMs;
    if (sinceMs < 0) this.oftenUntilMs = nowMs + LATE_MS;
    else this.holdMs = sinceMs < AGAIN_MS ? Math.min(this.holdMs * 2, this.patience.longestMs) : LATE_MS;
    this.lateUntilMs = nowMs + this.holdMs;
  }

  private noteClose(nowMs: number, count: number): void {
    if (nowMs - this.closeAtMs < NEAR_MS || count > 1) this.nearUntilMs = nowMs + NEAR_MS;
    this.closeAtMs = nowMs;
    if (nowMs - this.crowdSinceMs >= CROWD_MS) {
      this.crowd = 0;
      this.crowdSinceMs = nowMs;
    }
    this.crowd += count;
    if (this.crowd >= this.patience.closeCalls) this.lateUntilMs = Math.max(this.lateUntilMs, nowMs + LATE_MS);
  }
}
