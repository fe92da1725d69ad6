/**
 * What the page worker and its callers say to each other. Failures travel as data: Comlink carries no error classes.
 * Thread: any.
 */
import type { StoreProblem } from '../store/content-store.ts';
import type { PageFacts } from './page-tail.ts';

export type { PageFacts } from './page-tail.ts';

export type PageReply<T> = { value: T } | { problem: StoreProblem };

/** PAGE_SLOTS slots of the PCM pool; their slabs are known to the engine. */
export interface PageGrant {
  slots: readonly number[];
  /** All slabs of the pool, in order. */
  slabs: readonly SharedArrayBuffer[];
}

export interface KeptTrack extends PageFacts {
  waveform: SharedArrayBuffer;
}

/** What the page worker shares with the engine. */
export interface PagesMemory {
  readonly sourceTable: SharedArrayBuffer;
  readonly fast: SharedArrayBuffer;
  readonly slow: SharedArrayBuffer;
}

/** For the decoder: one long track from its first frame to its last. */
export interface PageWriterApi {
  /** Opens `source` for a track of at most `frames` frames. */
  begin(source: number, frames: number, grant: PageGrant): Promise<PageReply<null>>;
  /** Appends interleaved stereo. */
  append(source: number, samples: Int16Array<ArrayBuffer>): Promise<PageReply<null>>;
  /** All frames were appended; their number is exact. */
  complete(source: number): Promise<PageReply<null>>;
}

/** For the main thread. */
export interface PagesApi extends PageWriterApi {
  /** Gives the engine's shared memory, and who hears when a playing track cannot be read any more. First call, once. */
  configure(memory: PagesMemory, onProblem: (text: string) => void): void;
  /** Answers `PageWriterApi` at this port: the decode worker's. */
  connect(port: MessagePort): void;
  /** Opens the stored pages of a track under `source`, which stays closed to voices until `play`. Null when there are none. */
  find(source: number, fileId: string): Promise<PageReply<KeptTrack | null>>;
  /** Opens `source` for what `find` found. */
  play(source: number, grant: PageGrant): Promise<PageReply<null>>;
  /** A track was decoded whole: its pages stay for the next time. */
  keep(source: number, facts: PageFacts, waveform: SharedArrayBuffer): Promise<PageReply<null>>;
  /** Frames of `source` that a hand may jump to, beyond those the engine knows. */
  pin(source: number, frames: readonly number[]): void;
  /** The preview voice is about to play `source` from a frame. */
  audition(source: number, fromFrame: number): void;
  /** After this nothing writes to the source's slots any more. Nothing happens when it is not paged. */
  close(source: number): Promise<PageReply<null>>;
}
