/**
 * A track's way into a deck: loaded, shown, logged, analysed while it decodes, and what was found written down.
 * Thread: main, at human rate.
 */
import { LoadOutcome, type LoadRef, type ProducedTrack, type TrackProducer } from '../audio-engine/track-loader.ts';
import { makeCommand, Op, SourceClass } from '../control-bus/commands.ts';
import { errorText } from '../control-bus/error-text.ts';
import type { SourceInfo } from '../control-bus/pcm.ts';
import type { LibraryClient, TrackRecord } from '../media/library/client.ts';
import type { ResumeDeck } from '../media/log-worker/client.ts';
import type { AutoCue } from './auto-cue.ts';
import type { StudioCore } from './core.ts';
import { type DeckBook, NO_ESTIMATE, TOO_LONG_FOR_ESTIMATE, WAITING_FOR_ESTIMATE } from './decks.ts';
import type { Hearing } from './hearing.ts';
import type { LastPositions } from './last-positions.ts';
import { isLong } from './long-tracks.ts';
import { gridOfRecord } from './track-entry.ts';
import { type TrackKeeper, wantsTempo } from './track-keeper.ts';
import type { Workshop } from './workshop.ts';

/** A load that a deck has. `estimates`: tempo and key are listened for. */
interface TakenLoad extends LoadRef {
  readonly estimates: boolean;
}

/** What a deck was asked to load. */
interface Wanted {
  readonly trackId: string;
  readonly atFrame: number | null;
}

export interface DeckLoadsPorts {
  readonly core: StudioCore;
  readonly library: LibraryClient;
  readonly keeper: TrackKeeper;
  readonly workshop: Workshop;
  readonly decks: DeckBook;
  readonly autoCue: AutoCue;
  readonly positions: LastPositions;
  /** Told what a deck is about to hear, so that an import waits for it. */
  readonly hearing: Hearing;
}

const titleOf = ({ tags, fileName }: TrackRecord): string => tags.values.title || fileName;

export class DeckLoads {
  private readonly ports: DeckLoadsPorts;
  private readonly info: SourceInfo = { format: 0, channels: 0, readableFrames: 0, totalFrames: 0, complete: false };
  private readonly lastLoad = new Map<number, Wanted>();

  constructor(ports: DeckLoadsPorts) {
    this.ports = ports;
  }

  /** `atFrame`: where the deck stands then, with its cue point; null: at the track's start. */
  load(trackId: string, deck: number, override = false, atFrame: number | null = null): void {
    this.lastLoad.set(deck, { trackId, atFrame });
    this.loadTrack(trackId, deck, override)
      .then((isLoaded) => {
        if (isLoaded && atFrame !== null) this.stand(deck, atFrame);
      })
      .catch((error: unknown) => this.failed(trackId, error));
  }

  private stand(deck: number, frame: number): void {
    this.ports.autoCue.leaveAlone(this.ports.decks.slot(deck)?.token ?? 0);
    for (const op of [Op.setCuePoint, Op.seek])
      this.ports.core.send(makeCommand({ source: SourceClass.host, op, deck, a: frame }));
  }

  /** Tells it, and notes it with the track. */
  failed(trackId: string, error: unknown): void {
    this.ports.core.notices.emit(errorText(error));
    void this.ports.keeper.problem(trackId, errorText(error));
  }

  /** Loads once more what the deck was asked to load last. */
  again(deck: number): void {
    const wanted = this.lastLoad.get(deck);
    if (wanted !== undefined) this.load(wanted.trackId, deck, true, wanted.atFrame);
  }

  /** What fills a voice with a track. Rejects when the library does not know it. */
  async producerOf(trackId: string): Promise<TrackProducer> {
    return this.ports.workshop.producer(await this.recordOf(trackId), this.ports.keeper);
  }

  private async recordOf(trackId: string): Promise<TrackRecord> {
    const record = await this.ports.library.record(trackId);
    if (record === null) throw new Error('This track is no longer in the library.');
    return record;
  }

  /** Resolves true when the deck has the track. Rejects when it cannot be decoded; no deck changes then. */
  private async loadTrack(trackId: string, deck: number, override: boolean): Promise<boolean> {
    // From now on an import of the same file waits for what this deck hears of it.
    const ended = this.ports.hearing.begin(trackId);
    let isListening = false;
    try {
      const load = await this.takeOnto(trackId, deck, override);
      isListening = load?.estimates === true;
      if (load !== null) this.analyse(deck, trackId, load, ended);
      return load !== null;
    } finally {
      if (!isListening) ended(false);
    }
  }

  /** Null when the deck did not get the track. */
  private async takeOnto(trackId: string, deck: number, override: boolean): Promise<TakenLoad | null> {
    const { core } = this.ports;
    const record = await this.recordOf(trackId);
    const producer = this.ports.workshop.producer(record, this.ports.keeper);
    const { source, token, outcome, produced } = await core.loader.load(producer, deck, override);
    if (outcome !== LoadOutcome.loaded) return null;
    this.log(record, { token, source }, produced);
    if (record.problem !== null) void this.ports.keeper.problem(trackId, null);
    const known = { ...(await this.recordOf(trackId)), problem: null };
    const totalFrames = this.lengthOf(source);
    const long = isLong(totalFrames);
    const estimates = wantsTempo(known) && !long;
    const noEstimate = long ? TOO_LONG_FOR_ESTIMATE : NO_ESTIMATE;
    const reason = estimates ? WAITING_FOR_ESTIMATE : (known.grid.reason ?? noEstimate);
    const leftAtFrame = this.ports.positions.of(trackId) ?? known.lastPositionFrame;
    this.ports.workshop.long.loaded(source, known, leftAtFrame);
    this.ports.decks.loaded(deck, { record: known, token, source, totalFrames, leftAtFrame }, reason);
    produced.then(
      (track) => {
        if (track === null) return;
        this.ports.decks.learn(deck, token, { totalFrames: track.totalFrames });
        for (const notice of track.notices) core.notices.emit(notice);
      },
      () => undefined, // told where it is logged
    );
    return { token, source, estimates };
  }

  /**
   * Notes what the deck has, and once more with its identity when decoding has ended. The deck may have another track by
   * then: a replay needs the identity of all that was heard.
   */
  private log(record: TrackRecord, { token, source }: LoadRef, produced: Promise<ProducedTrack | null>): void {
    const { core } = this.ports;
    const title = titleOf(record);
    core.logTrack(token, source, title, record.fileId, this.lengthOf(source), null);
    produced.then(
      (track) => {
        if (track !== null) core.logTrack(token, source, title, track.fileId, track.totalFrames, track);
      },
      // The deck keeps what was decoded: nothing is noted with the track, which may come out whole another time.
      (error: unknown) => core.notices.emit(`${title} plays only as far as it was decoded: ${errorText(error)}`),
    );
  }

  /** Frames of a source, as far as its decoder knows. */
  private lengthOf(source: number): number {
    this.ports.core.store.readInfo(source, this.info);
    return this.info.totalFrames;
  }

  private analyse(
    deck: number,
    trackId: string,
    { token, source, estimates }: TakenLoad,
    ended: (isKnown: boolean) => void,
  ): void {
    this.ports.workshop.analyse(source, token, estimates, {
      waveform: (waveform) => this.ports.decks.learn(deck, token, { waveform }),
      estimate: (result) => {
        this.ports.keeper.analysed(trackId, result).then(
          (record) => {
            ended(record !== null);
            // Without a record (another tab writes and does not know the track) the deck plays by the estimate.
            const grid = (record === null ? null : gridOfRecord(record)) ?? result.grid;
            this.ports.decks.learn(deck, token, {
              ...(record === null ? {} : { record }),
              grid,
              gridReason: grid === null ? (result.gridReason ?? NO_ESTIMATE) : null,
            });
          },
          (error: unknown) => {
            ended(false);
            this.ports.core.notices.emit(errorText(error));
          },
        );
      },
      gaveUp: () => ended(false),
      failed: (text) => {
        ended(false);
        this.ports.decks.learn(deck, token, {
          gridReason: `The analysis failed (${text}). Tap the tempo, then set the downbeat.`,
        });
      },
    });
  }

  /** For a set that goes on: false when the deck did not get its track, which is told. */
  async resumed(deck: ResumeDeck): Promise<boolean> {
    try {
      const record = await this.ports.library.byFileId(deck.fileId);
      if (record === null || !(await this.loadTrack(record.key, deck.deck, false))) return false;
      // The set that is resumed says where it stands.
      this.ports.autoCue.leaveAlone(this.ports.decks.slot(deck.deck)?.token ?? 0);
      return true;
    } catch (error) {
      this.ports.core.notices.emit(errorText(error));
      return false;
    }
  }
}
