/** Times of one call, many times. Thread: any with `performance`. */

export interface Times {
  readonly medianUs: number;
  readonly p99Us: number;
  readonly p999Us: number;
}

const at = (sorted: Float64Array, share: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] as number;

/** Calls `work` `warmUp` times, then times `count` calls one by one. */
export function timeEach(work: () => void, count: number, warmUp: number): Times {
  for (let i = 0; i < warmUp; i++) work();
  const times = new Float64Array(count);
  for (let i = 0; i < count; i++) {
    const start = performance.now();
    work();
    times[i] = (performance.now() - start) * 1000;
  }
  times.sort();
  return { medianUs: at(times, 0.5), p99Us: at(times, 0.99), p999Us: at(times, 0.999) };
}

/** The lowest of several runs, figure by figure: what the code costs, less what the machine was doing meanwhile. */
export function lowestOf(runs: readonly Times[]): Times {
  const least = (key: keyof Times): number => Math.min(...runs.map((run) => run[key]));
  return { medianUs: least('medianUs'), p99Us: least('p99Us'), p999Us: least('p999Us') };
}
