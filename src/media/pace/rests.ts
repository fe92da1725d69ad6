/**
 * The arithmetic of working a share of the time: how long to rest after so much work.
 * Thread: any worker; pure.
 */

/** Work this long before resting: short enough that the system's scheduler finds room for the audio thread. */
const SLICE_MS = 2;
const REST_MAX_MS = 250;
/** Between two breaths nobody works longer: what goes beyond was waiting for a file, for memory or for a job. */
const PIECE_MAX_MS = 50;

export class Rests {
  private workedMs = 0;

  /** Notes the time since the last breath, milliseconds; returns how long to rest now: mostly 0. `share`: above 0, at most 1. */
  after(pieceMs: number, share: number): number {
    if (share >= 1) {
      this.workedMs = 0;
      return 0;
    }
    this.workedMs += Math.min(PIECE_MAX_MS, Math.max(0, pieceMs));
    if (this.workedMs < SLICE_MS) return 0;
    const rest = Math.min(REST_MAX_MS, (this.workedMs * (1 - share)) / share);
    this.workedMs = 0;
    return rest;
  }
}
