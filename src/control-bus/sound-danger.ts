/**
 * How near sound is to missing a deadline, from the engine's counts of late callbacks and close calls: whoever draws gives way
 * by it. On a machine without real-time priority, what is drawn competes for the processor with what is heard.
 * Thread: any; pure.
 */

export const Danger = {
  none: 0,
  /** Callbacks keep coming close to being late. */
  near: 1,
  /** A callback was late. */
  late: 2,
  /** Callbacks keep being late. */
  often: 3,
} as const;
export type Danger = (typeof Danger)[keyof typeof Danger];

/** One close call is a hiccup; two within so long tell of a machine without time to spare, for as long again. */
const NEAR_MS = 5000;
/** A late callback is heard, and what made it late mostly goes on. */
const LATE_MS = 15_000;

const NEVER = Number.NEGATIVE_INFINITY;

export class SoundDanger {
  private lates = -1;
  private closeCalls = -1;
  private closeAtMs = NEVER;
  private nearUntilMs = NEVER;
  private lateUntilMs = NEVER;
  private oftenUntilMs = NEVER;

  /** Takes the engine's counts so far (`Telemetry.lateEvents`, `closeCalls`) at `nowMs`; returns the danger now. */
  at(nowMs: number, lates: number, closeCalls: number): Danger {
    // Counts of before the first look say nothing of now.
    if (this.lates >= 0 && lates > this.lates) {
      if (nowMs < this.lateUntilMs) this.oftenUntilMs = nowMs + LATE_MS;
      this.lateUntilMs = nowMs + LATE_MS;
    }
    if (this.closeCalls >= 0 && closeCalls > this.closeCalls) {
      if (nowMs - this.closeAtMs < NEAR_MS || closeCalls - this.closeCalls > 1) this.nearUntilMs = nowMs + NEAR_MS;
      this.closeAtMs = nowMs;
    }
    this.lates = lates;
    this.closeCalls = closeCalls;
    if (nowMs < this.oftenUntilMs) return Danger.often;
    if (nowMs < this.lateUntilMs) return Danger.late;
    return nowMs < this.nearUntilMs ? Danger.near : Danger.none;
  }
}
