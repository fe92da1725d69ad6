/**
 * What the decode worker answers to: jobs for the shared PCM pool, one at a time, decks first.
 * Thread: decode worker. Comlink carries the calls; failures travel as data.
 */
import { type Remote, wrap } from 'comlink';
import { LONG_TRACK_MAX_FRAMES, SESSION_RATE_HZ, TRACK_MAX_FRAMES } from '../../control-bus/constants.ts';
import { PcmStore } from '../../control-bus/pcm.ts';
import { WorkShare } from '../pace/work-share.ts';
import type { PageWriterApi } from '../pages/page-messages.ts';
import { type DecodedTrack, decodeTrack, type PcmSink, type TrackOpened } from './decode-track.ts';
import { MediaError, type MediaProblem, mediaError } from './errors.ts';
import { type JobPriority, JobQueue } from './job-queue.ts';
import { PageSink } from './page-sink.ts';
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
  /** The waveform of a long track, drawn while it is decoded; it is here before the track can be played. */
  waveform(buffer: SharedArrayBuffer): Promise<void>;
}

export type DecodeOutcome = { track: DecodedTrack } | { problem: MediaProblem };

export interface DecodeApi {
  /** Gives the source table (shared) and the session rate. First call, once. */
  configure(sourceTable: SharedArrayBuffer, sessionRateHz: number): void;
  /** Gives the engine's switches: from now on playing decks come first. */
  followSwitches(switches: SharedArrayBuffer): void;
  /** Gives the page worker's end for writers: from now on tracks too long for memory are taken as well. */
  followPages(port: MessagePort): void;
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
  private pages: Remote<PageWriterApi> | null = null;
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

  followPages(port: MessagePort): void {
    this.pages = wrap<PageWriterApi>(port);
  }

  async decode(job: DecodeJob, events: DecodeJobEvents): Promise<DecodeOutcome> {
    const { store, pages, sessionRateHz } = this;
    if (store === null) throw new Error('decode() was called before configure()');
    const { file, fileName } = job;
    const { result, cancel } = this.queue.add(job.priority, ({ signal, pause }) => {
      events.started();
      return decodeTrack({
        file,
        fileName,
        sessionRateHz,
        sink: this.sinkFor(store, job, events),
        maxFrames: pages === null ? TRACK_MAX_FRAMES : LONG_TRACK_MAX_FRAMES,
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

  /** Memory or disk, by the length that the track announces. */
  private sinkFor(store: PcmStore, { source, fileName }: DecodeJob, events: DecodeJobEvents): PcmSink {
    const requestSlots = (count: number, inAll: number): Promise<SlotGrant | null> => events.requestSlots(count, inAll);
    let sink: PcmSink = new PoolSink(store, source, fileName, requestSlots);
    return {
      open: (frames) => {
        if (this.pages !== null && frames > TRACK_MAX_FRAMES)
          sink = new PageSink({
            pages: this.pages,
            source,
            fileName,
            rateHz: this.sessionRateHz,
            requestSlots,
            onWaveform: (buffer) => events.waveform(buffer),
          });
        return sink.open(frames);
      },
      write: (interleaved, frames) => sink.write(interleaved, frames),
      complete: (totalFrames) => sink.complete(totalFrames),
    };
  }

  cancel(id: number): void {
    this.cancels.get(id)?.();
  }

  ping(): void {}
}
