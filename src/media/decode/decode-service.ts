/**
 * What the decode worker answers to: jobs for the shared PCM pool, one at a time, decks first.
 * Thread: decode worker. Comlink carries the calls; failures travel as data.
 */
import { SESSION_RATE_HZ } from '../../control-bus/constants.ts';
import { PcmStore } from '../../control-bus/pcm.ts';
import { WorkShare } from '../pace/work-share.ts';
import { type DecodedTrack, decodeTrack, type TrackOpened } from './decode-track.ts';
import { MediaError, type MediaProblem, mediaError } from './errors.ts';
import { type JobPriority, JobQueue } from './job-queue.ts';
import { PoolSink, type SlotGrant } from './pcm-sink.ts';

export interface DecodeJob {
  /** Chosen by the caller, unique while the job lives. */
  id: number;
  file: Blob;
  fileName: string;
  /** Index in the source table. */
  source: number;
  priority: JobPriority;
}

/** What the worker asks and tells while it decodes. */
export interface DecodeJobEvents {
  requestSlots(count: number, countInAll: number): Promise<SlotGrant | null>;
  started(): void;
  opened(opened: TrackOpened): void;
  progress(share: number): void;
}

export type DecodeOutcome = { track: DecodedTrack } | { problem: MediaProblem };

export interface DecodeApi {
  /** Gives the source table (shared) and the session rate. First call, once. */
  configure(sourceTable: SharedArrayBuffer, sessionRateHz: number): void;
  /** Gives the engine's switches: from now on playing decks come first. */
  followSwitches(switches: SharedArrayBuffer): void;
  decode(job: DecodeJob, events: DecodeJobEvents): Promise<DecodeOutcome>;
  cancel(id: number): void;
  /** Answers when the worker is not stuck. */
  ping(): void;
}

export class DecodeService implements DecodeApi {
  private readonly share = new WorkShare();
  private readonly queue: JobQueue;
  private readonly cancels = new Map<number, () => void>();
  private store: PcmStore | null = null;
  private sessionRateHz: number = SESSION_RATE_HZ;

  constructor(yieldToEvents: () => Promise<void>) {
    this.queue = new JobQueue(this.share.pausing(yieldToEvents));
  }

  configure(sourceTable: SharedArrayBuffer, sessionRateHz: number): void {
    this.store = new PcmStore(sourceTable);
    this.sessionRateHz = sessionRateHz;
  }

  followSwitches(switches: SharedArrayBuffer): void {
    this.share.follow(switches);
  }

  async decode(job: DecodeJob, events: DecodeJobEvents): Promise<DecodeOutcome> {
    const { store, sessionRateHz } = this;
    if (store === null) throw new Error('decode() was called before configure()');
    const { file, fileName } = job;
    const { result, cancel } = this.queue.add(job.priority, ({ signal, pause }) => {
      events.started();
      return decodeTrack({
        file,
        fileName,
        sessionRateHz,
        sink: new PoolSink(store, job.source, fileName, (count, inAll) => events.requestSlots(count, inAll)),
        signal,
        pause,
        onOpened: (opened) => events.opened(opened),
        onProgress: (share) => events.progress(share),
      });
    });
    this.cancels.set(job.id, cancel);
    try {
      return { track: await result };
    } catch (error) {
      const known = error instanceof MediaError ? error : mediaError('decoderFailed', fileName, String(error));
      return { problem: known.toProblem() };
    } finally {
      this.cancels.delete(job.id);
    }
  }

  cancel(id: number): void {
    this.cancels.get(id)?.();
  }

  ping(): void {}
}
