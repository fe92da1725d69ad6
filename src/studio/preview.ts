/**
 * Pre-listening: one track at a time on the preview voice, heard on the cue bus only.
 * Thread: main.
 */

import { LoadOutcome, type TrackLoader, type TrackProducer } from '../audio-engine/track-loader.ts';
import { Op } from '../control-bus/commands.ts';
import { PREVIEW_VOICE } from '../control-bus/constants.ts';
import { type Observable, Value } from '../control-bus/observable.ts';
import type { PcmStore, SourceInfo } from '../control-bus/pcm.ts';

/** Where a track is auditioned from: far enough in to have left the intro. */
const START_SHARE = 0.35;
/** Kept between the start and the decoder's watermark. */
const MARGIN_FRAMES = 96_000;

export class Preview {
  readonly playing: Observable<string | null>;
  private readonly current = new Value<string | null>(null);
  private readonly info: SourceInfo = { format: 0, channels: 0, readableFrames: 0, totalFrames: 0, complete: false };
  private readonly loader: TrackLoader;
  private readonly store: PcmStore;
  private readonly send: (fields: { op: Op; deck: number; a?: number }) => void;

  constructor(loader: TrackLoader, store: PcmStore, send: (fields: { op: Op; deck: number; a?: number }) => void) {
    this.loader = loader;
    this.store = store;
    this.send = send;
    this.playing = this.current;
  }

  /** Starts a track, or stops it when it is the one that plays. Rejects when it cannot be decoded. */
  async toggle(producer: TrackProducer): Promise<void> {
    if (this.current.get() === producer.trackId) {
      this.stop();
      return;
    }
    this.stop();
    this.current.set(producer.trackId);
    try {
      const { source, outcome } = await this.loader.load(producer, PREVIEW_VOICE, false, () => undefined);
      if (outcome !== LoadOutcome.loaded || this.current.get() !== producer.trackId) return;
      this.store.readInfo(source, this.info);
      const decodedLimit = this.info.complete ? this.info.totalFrames : this.info.readableFrames - MARGIN_FRAMES;
      const from = Math.max(0, Math.min(this.info.totalFrames * START_SHARE, decodedLimit));
      this.send({ op: Op.voicePlay, deck: PREVIEW_VOICE, a: Math.floor(from) });
    } catch (error) {
      if (this.current.get() === producer.trackId) this.current.set(null);
      throw error;
    }
  }

  stop(): void {
    if (this.current.get() === null) return;
    this.current.set(null);
    this.send({ op: Op.voiceStop, deck: PREVIEW_VOICE });
  }

  /** The voice came to the track's end by itself. */
  ended(): void {
    this.current.set(null);
  }
}
