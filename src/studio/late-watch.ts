/** Late events of the engine over the last seconds, from a count since its start. Thread: main; pure. */

export const LATE_WINDOW_MS = 10_000;

export class LateWatch {
  private readonly looks: { readonly atMs: number; readonly total: number }[] = [];

  /** How many came within the window. A count that fell is an engine that began anew. */
  recent(nowMs: number, total: number): number {
    const { looks } = this;
    if (total < (looks.at(-1)?.total ?? 0)) looks.length = 0;
    looks.push({ atMs: nowMs, total });
    // The last look before the window stays: what came between it and the window's begin counts.
    while (looks.length > 1 && nowMs - (looks[1] as { atMs: number }).atMs >= LATE_WINDOW_MS) looks.shift();
    return total - (looks[0]?.total ?? total);
  }
}
