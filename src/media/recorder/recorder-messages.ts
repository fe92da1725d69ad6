/**
 * What crosses between the recorder worker and its client. Thread: any; types only.
 */
import type { RecorderTap } from '../../control-bus/recorder-ring.ts';

export interface RecordingEntry {
  readonly name: string;
  readonly bytes: number;
  readonly seconds: number;
  readonly startedAtMs: number;
  /** It was left open by a crash and repaired at a later start. */
  readonly repaired: boolean;
  /** Places filled with silence because engine frames were missing. */
  readonly gaps: number;
}

export interface RecorderStatus {
  readonly recording: boolean;
  /** Name of the file being written, or of the last one. */
  readonly name: string | null;
  readonly seconds: number;
  readonly bytes: number;
  readonly gaps: number;
  /** Recording goes on, but something needs an eye: little room, missing frames. A sentence, or null. */
  readonly warning: string | null;
  /** Why it stopped or cannot start, and what to do; or null. */
  readonly problem: string | null;
}

export interface RecorderWorkerApi {
  /** Once, before anything else. Repairs what a crash left. `listener` hears of every change, about four times a second. */
  attach(tap: RecorderTap, sampleRateHz: number, listener: (status: RecorderStatus) => void): Promise<RecordingEntry[]>;
  start(): Promise<RecorderStatus>;
  stop(): Promise<RecorderStatus>;
  list(): Promise<RecordingEntry[]>;
  blob(name: string): Promise<Blob>;
  remove(name: string): Promise<void>;
  /** Closes the file and tells through shared memory, which a page that is being left can still see. */
  end(ended: SharedArrayBuffer): void;
}
