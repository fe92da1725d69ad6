/**
 * What an import worker answers to: one file at a time, from handle to findings.
 * Thread: import worker (any, in tests).
 */
import { MediaError } from '../decode/errors.ts';
import { Duty, type DutyClock } from './duty.ts';
import { importTrack } from './import-track.ts';
import type { ImportJob, ImportJobEvents, ImportWorkerApi, JobOutcome } from './messages.ts';
import type { ImportProblem } from './phases.ts';

/** Time between two reports of progress. */
const REPORT_MS = 250;

export class ImportService implements ImportWorkerApi {
  private readonly clock: DutyClock;
  private readonly duty: Duty;
  private job: AbortController | null = null;

  constructor(clock: DutyClock) {
    this.clock = clock;
    this.duty = new Duty(clock);
  }

  async run({ file, fileName }: ImportJob, events: ImportJobEvents): Promise<JobOutcome> {
    if (this.job !== null) throw new Error('an import worker was given a second file');
    const job = new AbortController();
    this.job = job;
    let reported = Number.NEGATIVE_INFINITY;
    try {
      return await importTrack({
        file: file instanceof Blob ? file : await file.getFile(),
        fileName,
        signal: job.signal,
        breathe: () => this.duty.breathe(job.signal),
        onPhase: (phase) => events.phase(phase),
        onProgress: (share, audioSeconds) => {
          const now = this.clock.now();
          if (now - reported < REPORT_MS) return;
          reported = now;
          events.progress(share, audioSeconds);
        },
        standingOf: (contentId) => events.standingOf(contentId),
      });
    } catch (error) {
      if (job.signal.aborted) return { kind: 'cancelled' };
      return { kind: 'failed', problem: problemOf(error) };
    } finally {
      this.job = null;
    }
  }

  cancel(): void {
    this.job?.abort();
    this.duty.release();
  }

  setDuty(share: number): void {
    this.duty.set(share);
  }

  ping(): void {}
}

/** What the performer is told of a failure. */
export function problemOf(error: unknown): ImportProblem {
  if (error instanceof MediaError) return { code: error.code, reason: error.reason, remedy: error.remedy };
  const kind = error instanceof Error ? error.name : '';
  if (kind === 'NotFoundError')
    return {
      code: 'moved',
      reason: 'the file is no longer where it was.',
      remedy: 'Find it again, or add its new folder.',
    };
  if (kind === 'NotAllowedError' || kind === 'SecurityError')
    return {
      code: 'permission',
      reason: 'the browser may not read this folder at the moment.',
      remedy: 'Allow access to the folder, then try again.',
    };
  if (kind === 'NotReadableError')
    return {
      code: 'unreadable',
      reason: 'the file changed or its disk was disconnected while it was read.',
      remedy: 'Check the disk, then try again.',
    };
  const detail = error instanceof Error ? error.message : String(error);
  return { code: 'failed', reason: `something unexpected went wrong (${detail}).`, remedy: 'Try it again.' };
}
