/**
 * Pre-listening: one track at a time on the preview voice, heard on the cue bus only.
 * Thread: main.
 */

import { LoadOutcome, type TrackLoader, type TrackProducer } from '../audio-engine/track-loader.ts';
import { Op } from '../control-bus/commands.ts';
import { PREVIEW_VOICE } from '../control-bus/constants.ts';
import { type Observable, Value } from '../control-bus/observable.ts';
import type { PcmStore, SourceInfo } from '../control-bus/pcm.ts';
import type { Audition } from '../ui-shell/port.ts';

/** Where a track is auditioned from: far enough in to have left the intro. */
const START_SHARE = 0.35;
/** Kept between the start and the decoder's watermark. */
const MARGIN_FRAMES = 96_000;

export interface PreviewPorts {
  readonly loader: TrackLoader;
  readonly store: PcmStore;
  /** Told before the voice starts: where a source is about to be heard. */
  readonly announce: (source: number, fromFrame: number) => void;
  readonly send: (fields: { op: Op; deck: number; a?: number }) => void;
}

export class Preview {
  /** The track that plays. */
  readonly playing: Observable<string | null>;
  readonly auditioned: Observable<Audition | null>;
  private readonly track = new Value<string | null>(null);
  private readonly current = new Value<Audition | null>(null);
  /** Loaded, but its place is not decoded yet. */
  private waiting: Audition | null = null;
  private readonly info: SourceInfo = { format: 0, channels: 0, readableFrames: 0, totalFrames: 0, complete: false };
  private readonly ports: PreviewPorts;

  constructor(ports: PreviewPorts) {
    this.ports = ports;
    this.playing = this.track;
    this.auditioned = this.current;
    this.current.subscribe((now) => this.track.set(now?.trackId ?? null));
  }

  /**
   * Starts a track from a frame (null: somewhere in its middle), or stops it when that is what plays. A frame that is not
   * decoded yet is waited for. Rejects when it cannot be decoded.
   */
  async toggle(producer: TrackProducer, fromFrame: number | null = null): Promise<void> {
    const before = this.current.get();
    const isSame = before?.trackId === producer.trackId && (fromFrame === null || before.fromFrame === fromFrame);
    this.stop();
    if (isSame) return;
    const wanted: Audition = { trackId: producer.trackId, fromFrame };
    this.current.set(wanted);
    try {
      const { source, outcome } = await this.ports.loader.load(producer, PREVIEW_VOICE, false, () => {
        if (this.waiting === wanted) this.play(wanted, source);
      });
      if (outcome === LoadOutcome.loaded) this.play(wanted, source);
    } catch (error) {
      if (this.current.get() === wanted) this.current.set(null);
      throw error;
    }
  }

  private play(wanted: Audition, source: number): void {
    this.waiting = null;
    if (this.current.get() !== wanted) return;
    this.ports.store.readInfo(source, this.info);
    const { complete, totalFrames, readableFrames } = this.info;
    const decoded = complete ? totalFrames : Math.max(0, readableFrames - MARGIN_FRAMES);
    const from = wanted.fromFrame ?? Math.min(totalFrames * START_SHARE, decoded);
    if (from > decoded && !complete) this.waiting = wanted;
    else {
      const frame = Math.floor(Math.max(0, from));
      this.ports.announce(source, frame);
      this.ports.send({ op: Op.voicePlay, deck: PREVIEW_VOICE, a: frame });
    }
  }

  stop(): void {
    if (this.current.get() === null) return;
    this.current.set(null);
    this.ports.send({ op: Op.voiceStop, deck: PREVIEW_VOICE });
  }

  /** The voice came to the track's end by itself. */
  ended(): void {
    this.current.set(null);
  }
}
