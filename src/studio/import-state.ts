/** The import's status as the interface shows it, and what is said when it ends. Thread: main; pure. */
import type { ImportStatus, QueueCounts } from '../media/import/client.ts';
import type { ImportState } from '../ui-shell/port.ts';

export const isRunning = ({ queued, reading, decoding, analysing, storing }: QueueCounts): boolean =>
  queued + reading + decoding + analysing + storing > 0;

/** Null when there is nothing to show: nothing runs, nothing failed. */
export function importState(status: ImportStatus): ImportState | null {
  const { counts, total, again, share, etaSeconds, paused, heldBack, underWay } = status;
  const running = isRunning(counts);
  if (!running && counts.failed === 0) return null;
  return {
    isRunning: running,
    done: counts.done + counts.duplicate + counts.cancelled,
    total: total - counts.failed,
    again,
    failed: counts.failed,
    share,
    etaSeconds,
    name: underWay[0]?.name ?? null,
    paused,
    isHeldBack: heldBack,
  };
}

const tracks = (count: number): string => `${count} ${count === 1 ? 'track' : 'tracks'}`;

/** What of a status the summary counts. */
export type ImportTally = Pick<ImportStatus, 'counts' | 'againDone'>;

/** One line on what became of the files since `before`; `repeated`: names of those that were there already. */
export function importSummary(before: ImportTally, now: ImportTally, repeated: readonly string[]): string {
  const since = (phase: keyof QueueCounts): number => now.counts[phase] - before.counts[phase];
  const again = now.againDone - before.againDone;
  const [added, failed, cancelled] = [since('done') - again, since('failed'), since('cancelled')];
  const [first] = repeated;
  return [
    added > 0 ? `${tracks(added)} added.` : '',
    again > 0 ? `${tracks(again)} analysed again.` : '',
    first !== undefined && repeated.length === 1 ? `${first} is in the library already.` : '',
    repeated.length > 1 ? `${tracks(repeated.length)} were in the library already.` : '',
    failed > 0 ? `${failed} failed: Failures, below the list, says why.` : '',
    cancelled > 0 ? `${cancelled} cancelled.` : '',
  ]
    .filter((part) => part !== '')
    .join(' ');
}
