/**
 * The analysis of one loaded track in small steps: waveform as the PCM arrives, then onsets, chroma and features,
 * then, when decoding has ended, tempo, key, loudness, energy and structure. What is found depends on the samples
 * alone, not on the steps.
 *
 * Thread: analysis worker; runs anywhere. A step takes a few milliseconds.
 */
import { TRACK_MAX_FRAMES } from '../../control-bus/constants.ts';
import { PcmFormat } from '../../control-bus/layouts.ts';
import type { PcmStore, SourceInfo } from '../../control-bus/pcm.ts';
import { createWaveform } from '../../control-bus/waveform-layout.ts';
import { TrackListener } from './listener.ts';
import type { AnalysisResult } from './result.ts';
import { WaveformWriter } from './waveform.ts';

const SLICE_FRAMES = 8192;
/** Lengths before the end of decoding are estimates: room for a little more than announced. */
const SPARE_FRAMES = 5 * 48_000;

export interface AnalysisRequest {
  /** Slot in the source table. */
  readonly source: number;
  /** The host's name for this load. */
  readonly loadToken: number;
  /** False where tempo and key are known already (demo tracks, the library): only the waveform is made. */
  readonly wantsTempo: boolean;
}

export interface AnalysisListener {
  /** The waveform's memory; called again with another when the track turns out longer than announced. */
  waveform(buffer: SharedArrayBuffer): void;
  /** 0…1 of the whole analysis, a few times a second at most. */
  progress(share: number): void;
}

export type StepOutcome = 'worked' | 'waiting' | 'done';

/** Thrown by a step when the source was closed under it. */
export class SourceGoneError extends Error {
  constructor(source: number) {
    super(`source ${source} was closed before its analysis was cancelled`);
    this.name = 'SourceGoneError';
  }
}

export class AnalysisJob {
  readonly request: AnalysisRequest;
  /** Set when the tempo estimate is done; null when none was wanted. */
  result: AnalysisResult | null = null;
  private readonly store: PcmStore;
  private readonly rateHz: number;
  private readonly listener: AnalysisListener;
  private readonly info: SourceInfo = { format: 0, channels: 0, readableFrames: 0, totalFrames: 0, complete: false };
  private readonly slice = new Float32Array(SLICE_FRAMES * 2);
  private readonly ear: TrackListener;
  private waveform: WaveformWriter | null = null;
  private waveformDone = false;
  private heard = 0;
  private conclusion: Generator<number, AnalysisResult> | null = null;

  constructor(request: AnalysisRequest, store: PcmStore, rateHz: number, listener: AnalysisListener) {
    this.request = request;
    this.store = store;
    this.rateHz = rateHz;
    this.listener = listener;
    this.ear = new TrackListener(rateHz);
  }

  /** Draws some more of the waveform. 'waiting' when it has caught up with the decoder. */
  stepWaveform(): StepOutcome {
    if (this.waveformDone) return 'done';
    const info = this.refresh();
    let writer = this.waveform;
    const outgrown = writer !== null && info.readableFrames > writer.view.capacityFrames;
    if (writer === null || outgrown) writer = this.allocate(info);
    const at = writer.framesTaken;
    const n = Math.min(SLICE_FRAMES, info.readableFrames - at);
    if (n > 0) {
      this.store.readFrames(this.request.source, at, n, this.slice, 0);
      writer.push(this.slice, n);
      return 'worked';
    }
    if (!info.complete) return 'waiting';
    writer.finish();
    this.waveformDone = true;
    return 'done';
  }

  /** Listens to some more for tempo and key. To be called while `stepWaveform` has nothing to do. */
  stepTempo(): StepOutcome {
    if (!this.request.wantsTempo || this.result !== null) return this.waveformDone ? 'done' : 'waiting';
    const info = this.refresh();
    const n = Math.min(SLICE_FRAMES, info.readableFrames - this.heard);
    if (n > 0) {
      this.store.readFrames(this.request.source, this.heard, n, this.slice, 0);
      this.ear.push(this.slice, n);
      this.heard += n;
      if ((this.heard / SLICE_FRAMES) % 32 < 1)
        this.listener.progress((0.85 * this.heard) / Math.max(1, info.totalFrames));
      return 'worked';
    }
    if (!info.complete) return 'waiting';
    this.conclusion ??= this.ear.finish();
    const step = this.conclusion.next();
    if (!step.done) {
      this.listener.progress(0.85 + 0.15 * step.value);
      return 'worked';
    }
    this.result = step.value;
    this.listener.progress(1);
    return 'done';
  }

  private refresh(): SourceInfo {
    this.store.readInfo(this.request.source, this.info);
    this.info.readableFrames = Math.min(this.info.readableFrames, TRACK_MAX_FRAMES);
    if (this.info.format === PcmFormat.empty) throw new SourceGoneError(this.request.source);
    return this.info;
  }

  /** Makes room for the announced length; a track that outgrew its room starts again from its first frame. */
  private allocate(info: SourceInfo): WaveformWriter {
    const announced = Math.max(info.totalFrames, info.readableFrames, 1);
    const frames = info.complete ? announced : announced + SPARE_FRAMES;
    const buffer = createWaveform(Math.min(TRACK_MAX_FRAMES, frames));
    const writer = new WaveformWriter(buffer, this.rateHz);
    this.waveform = writer;
    this.listener.waveform(buffer);
    return writer;
  }
}
