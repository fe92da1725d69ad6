/**
 * Pre-listening: one track at a time on the preview voice, heard on the cue bus only. A stretch of a track begins and ends
 * on its exact frames.
 * Thread: main.
 */

import { LoadOutcome, type TrackLoader, type TrackProducer } from '../audio-engine/track-loader.ts';
import { Clock, type Command, Op } from '../control-bus/commands.ts';
import { PREVIEW_VOICE, SESSION_RATE_HZ } from '../control-bus/constants.ts';
import { type Observable, Value } from '../control-bus/observable.ts';
import type { PcmStore, SourceInfo } from '../control-bus/pcm.ts';
import type { Audition } from '../ui-shell/port.ts';

/** Where a track is auditioned from: far enough in to have left the intro. */
const START_SHARE = 0.35;
/** Kept between the start and the decoder's watermark. */
const MARGIN_FRAMES = 96_000;
/** From the newest known engine frame to the start: the command is there before. */
const LEAD_FRAMES = 2048;
/** The stop is handed to the engine this long before its frame: a timer may be late by as much. */
const AHEAD_FRAMES = 1.5 * SESSION_RATE_HZ;
const SHORTEST_WAIT_MS = 20;

export interface PreviewPorts {
  readonly loader: Pick<TrackLoader, 'load'>;
  readonly store: Pick<PcmStore, 'readInfo'>;
  /** Told before the voice starts: where a source is about to be heard. */
  readonly announce: (source: number, fromFrame: number) => void;
  /** Sends an intent; returns its id. */
  readonly send: (fields: Partial<Command> & { op: Op }) => number;
  /** The engine frame that was rendered last, as far as it is known. */
  readonly engineFrame: () => number;
}

/** A command that the engine may still be waiting with, and until when. */
interface Sent {
  readonly id: number;
  readonly frame: number;
}

export class Preview {
  /** The track that plays. */
  readonly playing: Observable<string | null>;
  readonly auditioned: Observable<Audition | null>;
  private readonly track = new Value<string | null>(null);
  private readonly current = new Value<Audition | null>(null);
  /** Loaded, but its place is not decoded yet. */
  private waiting: Audition | null = null;
  private sent: Sent[] = [];
  private timer: ReturnType<typeof setTimeout> | undefined;
  private readonly info: SourceInfo = { format: 0, channels: 0, readableFrames: 0, totalFrames: 0, complete: false };
  private readonly ports: PreviewPorts;

  constructor(ports: PreviewPorts) {
    this.ports = ports;
    this.playing = this.track;
    this.auditioned = this.current;
    this.current.subscribe((now) => this.track.set(now?.trackId ?? null));
  }

  /**
   * Starts a track from a frame (null: somewhere in its middle) up to another (null: its end), or stops it when that is what
   * plays. A frame that is not decoded yet is waited for. Rejects when the track cannot be decoded.
   */
  async toggle(producer: TrackProducer, fromFrame: number | null = null, toFrame: number | null = null): Promise<void> {
    const before = this.current.get();
    const isSame = before?.trackId === producer.trackId && (fromFrame === null || before.fromFrame === fromFrame);
    this.stop();
    if (isSame) return;
    const wanted: Audition = { trackId: producer.trackId, fromFrame, toFrame };
    this.current.set(wanted);
    try {
      const { source, outcome, produced } = await this.ports.loader.load(producer, PREVIEW_VOICE, false);
      if (outcome !== LoadOutcome.loaded) return;
      this.play(wanted, source);
      await produced;
      if (this.waiting === wanted) this.play(wanted, source);
    } catch (error) {
      if (this.current.get() === wanted) this.stop();
      throw error;
    }
  }

  private play(wanted: Audition, source: number): void {
    this.waiting = null;
    if (this.current.get() !== wanted) return;
    this.ports.store.readInfo(source, this.info);
    const { complete, totalFrames, readableFrames } = this.info;
    const decoded = complete ? totalFrames : Math.max(0, readableFrames - MARGIN_FRAMES);
    const from = Math.floor(Math.max(0, wanted.fromFrame ?? Math.min(totalFrames * START_SHARE, decoded)));
    if (from > decoded && !complete) {
      this.waiting = wanted;
      return;
    }
    const start = this.ports.engineFrame() + LEAD_FRAMES;
    this.ports.announce(source, from);
    this.sendAt(start, { op: Op.voicePlay, a: from });
    if (wanted.toFrame !== null) this.endAt(wanted, start + Math.max(0, Math.round(wanted.toFrame - from)));
  }

  private sendAt(frame: number, fields: { readonly op: Op; readonly a?: number }): void {
    const id = this.ports.send({ ...fields, deck: PREVIEW_VOICE, clock: Clock.frame, time: frame });
    this.sent.push({ id, frame });
  }

  /** Counts engine frames, not time: an engine that stands still ends nothing. */
  private endAt(wanted: Audition, frame: number): void {
    let isSent = false;
    const look = (): void => {
      const left = frame - this.ports.engineFrame();
      if (left <= AHEAD_FRAMES && !isSent) {
        isSent = true;
        this.sendAt(frame, { op: Op.voiceStop });
      }
      if (left > 0) {
        const wait = left > AHEAD_FRAMES ? left - AHEAD_FRAMES : left;
        this.timer = setTimeout(look, Math.max(SHORTEST_WAIT_MS, (wait * 1000) / SESSION_RATE_HZ));
      } else if (this.current.get() === wanted) this.ended();
    };
    look();
  }

  stop(): void {
    if (this.current.get() === null) return;
    const now = this.ports.engineFrame();
    for (const { id, frame } of this.sent)
      if (frame > now) this.ports.send({ op: Op.cancel, deck: PREVIEW_VOICE, a: id });
    this.ended();
    this.ports.send({ op: Op.voiceStop, deck: PREVIEW_VOICE });
  }

  /** The voice came to an end by itself. */
  ended(): void {
    clearTimeout(this.timer);
    this.sent = [];
    this.current.set(null);
  }
}
