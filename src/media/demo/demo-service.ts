/**
 * What the demo worker answers to: renders a track into the shared PCM pool. Renderings asked for at the same time take
 * turns, so that the second deck starts as soon as the first.
 * Thread: demo worker. Comlink carries the calls; failures travel as data.
 */
import { formatFor, PcmStore } from '../../control-bus/pcm.ts';
import { MediaError, type MediaProblem, mediaError } from '../decode/errors.ts';
import { PcmHasher } from '../decode/identity.ts';
import { PoolSink, type SlotGrant } from '../decode/pcm-sink.ts';
import { WorkShare } from '../pace/work-share.ts';
import { demoTrack } from './catalogue.ts';
import { type PcmSink, renderScore } from './render.ts';
import { scoreOf } from './scores/index.ts';

export interface DemoJob {
  /** Chosen by the caller, unique while the job lives. */
  id: number;
  /** 'sodium-lights' */
  trackId: string;
  /** Index in the source table; the caller reserved it. */
  source: number;
}

export interface DemoJobEvents {
  requestSlots(count: number, countInAll: number): Promise<SlotGrant | null>;
  /** 0 … 1. */
  progress(share: number): void;
}

export interface RenderedTrack {
  totalFrames: number;
  fileId: string;
  pcmId: string;
  /** Hash of each 65 536-frame chunk. */
  pcmChunks: readonly string[];
  /** Sentences for the performer, when something is not as expected. */
  notices: readonly string[];
}

export type DemoOutcome = { track: RenderedTrack } | { problem: MediaProblem };

export interface DemoApi {
  /** Gives the source table (shared) and the synth's module address. First call, once. */
  configure(sourceTable: SharedArrayBuffer, synthUrl: string): void;
  /** Gives the engine's switches: from now on playing decks come first. */
  followSwitches(switches: SharedArrayBuffer): void;
  render(job: DemoJob, events: DemoJobEvents): Promise<DemoOutcome>;
  cancel(id: number): void;
  /** Answers when the worker is not stuck. */
  ping(): void;
}

/** Passes frames on, hashing and counting them. */
class WatchedSink implements PcmSink {
  hasher: PcmHasher | null = null;
  private readonly inner: PcmSink;
  private readonly progress: (share: number) => void;
  private total = 1;
  private frames = 0;

  constructor(inner: PcmSink, progress: (share: number) => void) {
    this.inner = inner;
    this.progress = progress;
  }

  open(totalFrames: number): Promise<void> {
    this.total = totalFrames;
    this.hasher = new PcmHasher(formatFor(totalFrames));
    return this.inner.open(totalFrames);
  }

  async write(interleaved: Float32Array, frames: number): Promise<void> {
    await this.inner.write(interleaved, frames);
    this.hasher?.update(interleaved, frames);
    await this.hasher?.settle();
    const before = Math.floor((50 * this.frames) / this.total);
    this.frames += frames;
    if (Math.floor((50 * this.frames) / this.total) > before) this.progress(this.frames / this.total);
  }

  complete(totalFrames: number): void {
    this.inner.complete(totalFrames);
  }
}

export class DemoService implements DemoApi {
  private readonly loadModule: (url: string) => Promise<WebAssembly.Module>;
  private readonly share = new WorkShare();
  private readonly pause: () => Promise<void>;
  private readonly aborts = new Map<number, AbortController>();
  private store: PcmStore | null = null;
  private synthUrl = '';
  private module: Promise<WebAssembly.Module> | null = null;

  /** `pause` lets other work of the thread run. */
  constructor(loadModule: (url: string) => Promise<WebAssembly.Module>, pause: () => Promise<void>) {
    this.loadModule = loadModule;
    this.pause = this.share.pausing(pause);
  }

  configure(sourceTable: SharedArrayBuffer, synthUrl: string): void {
    this.store = new PcmStore(sourceTable);
    this.synthUrl = synthUrl;
    this.module = this.loadModule(synthUrl);
    // a failure is told by the first `render`, which tries again
    this.module.catch(() => {
      this.module = null;
    });
  }

  followSwitches(switches: SharedArrayBuffer): void {
    this.share.follow(switches);
  }

  async render(job: DemoJob, events: DemoJobEvents): Promise<DemoOutcome> {
    const { store } = this;
    if (store === null) throw new Error('render() was called before configure()');
    const known = demoTrack(job.trackId);
    const title = known?.title ?? job.trackId;
    const abort = new AbortController();
    this.aborts.set(job.id, abort);
    try {
      this.module ??= this.loadModule(this.synthUrl);
      const module = await this.module;
      const score = scoreOf(job.trackId);
      const sink = new WatchedSink(
        new PoolSink(store, job.source, title, (count, inAll) => events.requestSlots(count, inAll)),
        (share) => events.progress(share),
      );
      const { frames } = await renderScore(module, score, sink, { signal: abort.signal, pause: this.pause });
      if (!sink.hasher || !known) throw new Error('the catalogue does not list this score');
      const { pcmId, chunks } = await sink.hasher.finish();
      const notices =
        pcmId === known.pcmId ? [] : [`${title} came out with other samples than expected; replays of it may differ.`];
      return { track: { totalFrames: frames, fileId: known.fileId, pcmId, pcmChunks: chunks, notices } };
    } catch (error) {
      return { problem: problemOf(error, title, abort.signal.aborted) };
    } finally {
      this.aborts.delete(job.id);
    }
  }

  cancel(id: number): void {
    this.aborts.get(id)?.abort();
  }

  ping(): void {}
}

function problemOf(error: unknown, title: string, aborted: boolean): MediaProblem {
  if (error instanceof MediaError) return error.toProblem();
  if (aborted) return mediaError('cancelled', title, 'loading was cancelled.').toProblem();
  const detail = error instanceof Error ? error.message : String(error);
  return {
    code: 'decoderFailed',
    fileName: title,
    reason: `the demo track could not be rendered (${detail}).`,
    remedy: 'Reload the page; your own files load all the same.',
  };
}
