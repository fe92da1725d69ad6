/** One measured number. Thread: any; pure data. */
export interface Row {
  readonly suite: string;
  readonly case: string;
  readonly metric: string;
  readonly value: number;
  readonly unit: string;
  /** What it is compared with, measured in the same run. */
  readonly peer?: string;
  readonly peerValue?: number;
  /** value / peerValue. */
  readonly ratio?: number;
}

/** A suite: one file in `bench/suites/` with these exports. */
export interface Suite {
  readonly name: string;
  run(): Promise<readonly Row[]>;
}

/** A row beside its peer. */
export function beside(row: Row, peer: string, peerValue: number): Row {
  return { ...row, peer, peerValue, ratio: row.value / peerValue };
}
