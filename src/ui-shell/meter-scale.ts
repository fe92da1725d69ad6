/** The scale of every meter: dBFS as height 0…1, and the ballistics of its peak hold. Thread: any; pure. */
const POINTS: readonly (readonly [number, number])[] = [
  [-60, 0],
  [-48, 0.04],
  [-24, 0.32],
  [-12, 0.58],
  [-6, 0.78],
  [0, 0.98],
  [0.5, 1],
];

/** Height 0…1 of a level in dBFS. */
export function meterHeight(db: number): number {
  let below = POINTS[0];
  if (below === undefined || !(db > below[0])) return 0;
  for (const point of POINTS) {
    if (db <= point[0]) {
      const span = point[0] - below[0];
      return span <= 0 ? point[1] : below[1] + ((db - below[0]) / span) * (point[1] - below[1]);
    }
    below = point;
  }
  return 1;
}

/** dBFS of a linear amplitude; −200 for silence. Drawing only. */
export function amplitudeDb(amplitude: number): number {
  return amplitude > 1e-10 ? 20 * Math.log10(amplitude) : -200;
}

export const HOLD_MS = 1500;
export const FALL_DB_PER_S = 20;

/** Peak hold: rises at once, stays 1.5 s, then falls 20 dB/s. Mutates and returns `hold`. */
export interface PeakHold {
  db: number;
  sinceMs: number;
}
export function holdPeak(hold: PeakHold, peakDb: number, nowMs: number, elapsedMs: number): PeakHold {
  if (peakDb >= hold.db) {
    hold.db = peakDb;
    hold.sinceMs = nowMs;
  } else if (nowMs - hold.sinceMs > HOLD_MS) {
    hold.db = Math.max(peakDb, hold.db - (FALL_DB_PER_S * elapsedMs) / 1000);
  }
  return hold;
}

/** Marks of the master's scale, dBFS. */
export const SCALE_MARKS = [0, -6, -12, -24, -48] as const;
