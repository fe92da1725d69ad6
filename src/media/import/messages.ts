/**
 * What an import worker and its pool say to each other. Failures travel as data: Comlink carries no error classes.
 * Thread: any.
 */
import type { ContentStanding, TrackOutcome } from './import-track.ts';
import type { ImportPhase, ImportProblem } from './phases.ts';

/** Where the audio is. A handle is opened in the worker; its permission was asked for before. */
export type AudioFile = Blob | FileSystemFileHandle;

export interface ImportJob {
  readonly file: AudioFile;
  readonly fileName: string;
}

export interface ImportJobEvents {
  phase(phase: ImportPhase): void;
  /** A few times a second at most. */
  progress(share: number, audioSeconds: number): void;
  /** Asked before anything is decoded. */
  standingOf(contentId: string): Promise<ContentStanding>;
}

export type JobOutcome =
  | TrackOutcome
  | { readonly kind: 'cancelled' }
  | { readonly kind: 'failed'; readonly problem: ImportProblem };

/** One job at a time. */
export interface ImportWorkerApi {
  run(job: ImportJob, events: ImportJobEvents): Promise<JobOutcome>;
  /** Ends the job under way; `run` then answers `cancelled`. */
  cancel(): void;
  /** Share of the time that may be worked, 0 … 1. */
  setDuty(share: number): void;
  /** Answers when the worker is not stuck, also when it stands still. */
  ping(): void;
}
