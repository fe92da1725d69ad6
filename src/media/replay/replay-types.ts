/**
 * What a replay needs from others and what it tells. Thread: any off the audio thread; types and one error class.
 */

import type { MissingFrames } from '../../../worklets/missing-frames.ts';
import type { Command } from '../../control-bus/commands.ts';
import type { EVENT } from '../../control-bus/layouts.ts';
import type { ValueOf } from '../../shmem-ipc/layout.ts';
import type { LoggedEvent, TrackFact } from '../session-log/format.ts';

/** The part of `EngineCore` that a replay drives. The engine is fresh: frame 0, nothing loaded. */
export interface ReplayEngine {
  /** Engine frame of the next block. */
  readonly frame: number;
  /** Interleaved stereo of the block rendered last. */
  readonly master: Float32Array;
  missing: MissingFrames | null;
  pushCommand(command: Command): void;
  /** Renders a block; returns its number of events. */
  renderBlock(): number;
  readEvents(): ValueOf<typeof EVENT>[];
}

/** Where a track's samples go, block by block; decoder and demo renderer write to it. */
export interface PcmSink {
  open(estimatedFrames: number): Promise<void>;
  write(interleaved: Float32Array, frames: number): void | Promise<void>;
  complete(totalFrames: number): void;
}

/** What a finder wrote to the sink. `chunks`: hex SHA-256 of each 65 536-frame chunk. */
export interface FoundTrack {
  readonly pcmId: string;
  readonly chunks: readonly string[];
  /** Name of the file when its bytes are not those of the set's file. */
  readonly standIn?: string;
}

/** Finds and decodes the audio of a logged track. */
export interface TrackFinder {
  /** Writes the whole track to `sink`; a sentence that says why when it cannot. */
  load(track: TrackFact, sink: PcmSink): Promise<FoundTrack | string>;
}

export type TrackVerdict =
  /** Its samples are those of the set. */
  | { readonly state: 'verified' }
  /** The log holds no `pcmId` (decoding had not ended): found by fileId only. */
  | { readonly state: 'unverified' }
  /** The samples differ, from source frame `frame` on (chunk `chunk`; −1 when the log lists no chunks). */
  | { readonly state: 'different'; readonly chunk: number; readonly frame: number }
  | { readonly state: 'missing'; readonly reason: string };

export interface ReplayedTrack {
  readonly title: string;
  readonly fileId: string;
  readonly loadToken: number;
  readonly verdict: TrackVerdict;
  /** Name of the file that was decoded in its place: its bytes are not those of the set's file. */
  readonly standIn?: string;
}

/** The first thing the engine did otherwise than the log says. */
export interface ReplayDifference {
  /** First frame of the block. */
  readonly blockFrame: number;
  readonly expected: LoggedEvent | null;
  readonly actual: LoggedEvent | null;
  readonly text: string;
}

export interface ReplayReport {
  readonly frames: number;
  readonly seconds: number;
  /** SHA-256 of the master's float32 samples, little-endian, interleaved, hex. */
  readonly sha256: string;
  /** Nothing stands against these bytes being those of the set. */
  readonly exact: boolean;
  /** Sentences: why it is only approximate. Empty when `exact`. */
  readonly doubts: readonly string[];
  readonly firstDifference: ReplayDifference | null;
  readonly tracks: readonly ReplayedTrack[];
}

export type ReplayErrorCode = 'tooLong' | 'outOfOrder' | 'cancelled' | 'engineFault';

export class ReplayError extends Error {
  override readonly name = 'ReplayError';
  readonly code: ReplayErrorCode;
  constructor(code: ReplayErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}
