/**
 * What contract suites check with, free of any test framework, since they also run in a browser page.
 * Thread: any.
 */
import { StoreError, type StoreErrorCode } from './content-store.ts';

/** Throws unless both are the same as JSON. */
export function same(got: unknown, want: unknown, what: string): void {
  const a = JSON.stringify(got);
  const b = JSON.stringify(want);
  if (a !== b) throw new Error(`${what}: ${a}, expected ${b}`);
}

/** Rejects unless `work` rejects with this error, and says reason and remedy. */
export async function fails(code: StoreErrorCode, work: Promise<unknown>): Promise<void> {
  const outcome: unknown = await work.then(
    () => 'nothing failed',
    (error: unknown) => error,
  );
  if (!(outcome instanceof StoreError)) throw new Error(`expected the error ${code}, got ${String(outcome)}`);
  same(outcome.code, code, 'error code');
  if (outcome.reason === '' || outcome.remedy === '') throw new Error('an error must say reason and remedy');
}

/** `length` bytes that differ by `seed`. */
export const sampleBytes = (seed: number, length: number): Uint8Array<ArrayBuffer> =>
  Uint8Array.from({ length }, (_, i) => (i * 31 + seed * 17) & 255);
