/**
 * What crosses between the replay worker and its client. Thread: any; types only.
 */
import type { ReplayReport } from './replay-types.ts';
import type { NamedBlob } from './track-finders.ts';

export interface ReplayRequest {
  /** The session log. */
  readonly log: Blob;
  /** Where `kernels/` lies: the page's address. */
  readonly base: string;
  /** Audio files at hand, whatever their names. */
  readonly files: readonly NamedBlob[];
  /** Keep the master as a recording of this name (24-bit WAV); null: only compare and hash. */
  readonly recordAs: string | null;
}

/** Called from the worker; both are proxies. */
export interface ReplayHelp {
  /** A file by the SHA-256 of its bytes, from the content store; null when it is not there. */
  content(contentId: string): Promise<NamedBlob | null>;
  /** 0 … 1. */
  progress(share: number): void;
}

export interface ReplayWorkerApi {
  /** Replays one log. Rejects with a sentence when nothing of it can be replayed. */
  replay(request: ReplayRequest, help: ReplayHelp): Promise<ReplayReport>;
  cancel(): void;
}
