/**
 * The studio: puts library, decks, loads, grids, pre-listening, recorder, resume and outputs together and keeps house for
 * them. The same with or without an interface: without one nothing is ever painted. `boot.ts` starts it.
 *
 * Thread: main, at human rate.
 */

import { LoadOutcome, type LoadRef, type ProducedTrack } from '../audio-engine/track-loader.ts';
import { type Command, EventType, makeCommand, Op, SourceClass } from '../control-bus/commands.ts';
import { DECK_COUNT, PREVIEW_VOICE } from '../control-bus/constants.ts';
import { errorText } from '../control-bus/error-text.ts';
import type { SourceInfo } from '../control-bus/pcm.ts';
import { createExchange } from '../media/exchange/client.ts';
import { createLibrary, type LibraryClient, type LibraryEvent, type TrackRecord } from '../media/library/client.ts';
import type { ResumeDeck } from '../media/log-worker/client.ts';
import type { EngineEvent } from '../scheduler/client.ts';
import type { Grid } from '../ui-shell/port.ts';
import { AutoCue } from './auto-cue.ts';
import type { StudioCore } from './core.ts';
import { CueDesk } from './cue-desk.ts';
import { DeckSettings } from './deck-settings.ts';
import { DeckWatch } from './deck-watch.ts';
import { DeckBook, NO_ESTIMATE, REMOVED_BY_HAND, TOO_LONG_FOR_ESTIMATE, WAITING_FOR_ESTIMATE } from './decks.ts';
import { ExchangeDesk } from './exchanging.ts';
import { Hearing } from './hearing.ts';
import { ImportGate } from './import-gate.ts';
import { Importing } from './importing.ts';
import { LastPositions } from './last-positions.ts';
import { LibraryDesk } from './library-desk.ts';
import { isLong } from './long-tracks.ts';
import { Outputs } from './outputs.ts';
import { Painting } from './painting.ts';
import { markersOf } from './phrases.ts';
import { Pins } from './pins.ts';
import { PlayWatch } from './play-watch.ts';
import { Preview } from './preview.ts';
import { Reanalysis } from './reanalysis.ts';
import { Recording } from './recording.ts';
import { ResumeDesk } from './resume.ts';
import { SessionLogDesk } from './session-logs.ts';
import { entryOfRow, gridOfRecord } from './track-entry.ts';
import { TrackKeeper, wantsTempo } from './track-keeper.ts';
import { Workshop } from './workshop.ts';

/** A load that a deck has. `estimates`: tempo and key are listened for. */
interface TakenLoad extends LoadRef {
  readonly estimates: boolean;
}

const HOUSEKEEPING_MS = 250;
const DECKS = Array.from({ length: DECK_COUNT }, (_, deck) => deck);

/** What a deck was asked to load. */
interface Wanted {
  readonly trackId: string;
  readonly atFrame: number | null;
}

export class Studio {
  readonly core: StudioCore;
  readonly library: LibraryClient = createLibrary();
  readonly painting: Painting;
  readonly outputs: Outputs;
  readonly recording: Recording;
  readonly logs: SessionLogDesk;
  readonly keeper: TrackKeeper;
  readonly reanalysis: Reanalysis;
  readonly importing: Importing;
  readonly libraryDesk: LibraryDesk;
  readonly exchangeDesk: ExchangeDesk;
  readonly watch: DeckWatch;
  readonly workshop: Workshop;
  readonly decks: DeckBook;
  readonly cues: CueDesk;
  readonly autoCue: AutoCue;
  readonly settings: DeckSettings;
  readonly positions: LastPositions;
  readonly preview: Preview;
  readonly resume: ResumeDesk;
  private readonly hearing = new Hearing();
  private readonly info: SourceInfo = { format: 0, channels: 0, readableFrames: 0, totalFrames: 0, complete: false };
  private readonly lastLoad = new Map<number, Wanted>();
  /** Grids by hand that are being written, by load. */
  private readonly gridWrites = new Map<number, number>();
  private timer: ReturnType<typeof setInterval> | null = null;

  constructor(core: StudioCore) {
    this.core = core;
    const notice = (text: string): void => core.notices.emit(text);
    const send = (command: Command): void => {
      core.send(command);
    };
    this.painting = new Painting(core.memory, notice);
    this.outputs = new Outputs(core.host);
    this.recording = new Recording(notice);
    this.logs = new SessionLogDesk(core.log, () => core.logProblem.get());
    this.workshop = new Workshop(core, notice);
    const gate = new ImportGate(this.library, this.workshop.content, this.hearing);
    this.keeper = new TrackKeeper(this.library, this.workshop.content, gate, notice);
    this.reanalysis = new Reanalysis({ gate, library: this.library, notice });
    this.importing = new Importing({
      gate,
      library: this.library,
      keeper: this.keeper,
      reanalysis: this.reanalysis,
      load: (trackId, deck) => this.load(trackId, deck),
      notice,
    });
    this.decks = new DeckBook({ send, showMeta: this.painting.showMeta });
    this.cues = new CueDesk({
      slot: (deck) => this.decks.slot(deck),
      learn: (deck, token, change) => this.decks.learn(deck, token, change),
      write: (record, changes) => this.keeper.byHand(record, changes),
    });
    this.autoCue = new AutoCue(send);
    this.settings = new DeckSettings(this.library, notice);
    this.positions = new LastPositions((key, frame) => void this.keeper.position(key, frame));
    const plays = new PlayWatch(crypto.randomUUID(), setName(new Date()), (edit) => {
      this.library.editHistory(edit).catch(() => undefined);
    });
    this.watch = new DeckWatch({ decks: this.decks, snapshots: core.snapshots, plays, positions: this.positions });
    this.libraryDesk = new LibraryDesk(this.library, {
      keeper: this.keeper,
      deckState: (deck) => this.watch.deckState(deck),
      fitsRevision: this.watch.fitsRevision,
      notice,
    });
    this.exchangeDesk = new ExchangeDesk(this.library, createExchange(this.library.connect()), {
      entryOf: (row) => entryOfRow(row, this.keeper.isHere(row.key)),
      crates: this.libraryDesk.port().crates,
      audioOf: (record) => this.keeper.audioOf(record),
      notice,
    });
    this.preview = new Preview({
      loader: core.loader,
      store: core.store,
      announce: (source, fromFrame) => this.workshop.long.audition(source, fromFrame),
      send: (fields) => core.send({ ...fields, source: SourceClass.host }),
      engineFrame: () => {
        core.snapshots.refresh();
        return core.snapshots.fast.engineFrame;
      },
    });
    this.resume = new ResumeDesk({
      send,
      load: (deck) => this.loadForResume(deck),
      settle: (name) => core.log.settle(name).catch((error: unknown) => notice(errorText(error))),
      notice,
    });
    core.engineEvents.on((event) => this.hear(event));
    this.library.onEvent((event) => this.hearLibrary(event));
    core.retryLoad = (deck) => {
      const wanted = this.lastLoad.get(deck);
      if (wanted !== undefined) this.load(wanted.trackId, deck, true, wanted.atFrame);
    };
  }

  async start(): Promise<void> {
    const { core } = this;
    const crashed = await core.log.findCrashed().catch((error: unknown) => {
      core.notices.emit(`Earlier sets could not be looked through: ${errorText(error)}`);
      return null;
    });
    const opened = this.keeper.open();
    await core.start(this.outputs.savedLatency, crashed?.name ?? null);
    await opened;
    this.importing.start();
    const pins = new Pins(this.library, this.workshop.content, (text) => core.notices.emit(text));
    pins.follow().catch((error: unknown) => core.notices.emit(errorText(error)));
    await this.settings.read();
    this.libraryDesk.count();
    this.reanalysis.count();
    void this.exchangeDesk.open();
    if (crashed !== null) this.resume.propose(crashed);
    await this.recording.open(core.memory.tap, core.sampleRateHz);
    await this.outputs.restore();
    this.timer = setInterval(() => this.housekeeping(), HOUSEKEEPING_MS);
    addEventListener('pagehide', () => {
      core.log.endNow();
      this.recording.endNow();
      this.positions.leaveAll();
    });
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
    this.autoCue.leaveAlone(this.decks.slot(deck)?.token ?? 0);
    for (const op of [Op.setCuePoint, Op.seek])
      this.core.send(makeCommand({ source: SourceClass.host, op, deck, a: frame }));
  }

  private failed(trackId: string, error: unknown): void {
    this.core.notices.emit(errorText(error));
    void this.keeper.problem(trackId, errorText(error));
  }

  private async recordOf(trackId: string): Promise<TrackRecord> {
    const record = await this.library.record(trackId);
    if (record === null) throw new Error('This track is no longer in the library.');
    return record;
  }

  /** Resolves true when the deck has the track. Rejects when it cannot be decoded; no deck changes then. */
  private async loadTrack(trackId: string, deck: number, override: boolean): Promise<boolean> {
    // From now on an import of the same file waits for what this deck hears of it.
    const ended = this.hearing.begin(trackId);
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
    const { core } = this;
    const record = await this.recordOf(trackId);
    const producer = this.workshop.producer(record, this.keeper);
    const { source, token, outcome } = await core.loader.load(producer, deck, override, (track, loaded) =>
      this.produced(deck, record, loaded, track),
    );
    if (outcome !== LoadOutcome.loaded) return null;
    if (record.problem !== null) void this.keeper.problem(trackId, null);
    core.store.readInfo(source, this.info);
    const known = { ...(await this.recordOf(trackId)), problem: null };
    const long = isLong(this.info.totalFrames);
    const estimates = wantsTempo(known) && !long;
    const noEstimate = long ? TOO_LONG_FOR_ESTIMATE : NO_ESTIMATE;
    const reason = estimates ? WAITING_FOR_ESTIMATE : (known.grid.reason ?? noEstimate);
    const leftAtFrame = this.positions.of(trackId) ?? known.lastPositionFrame;
    this.workshop.long.loaded(source, known, leftAtFrame);
    this.decks.loaded(deck, { record: known, token, source, totalFrames: this.info.totalFrames, leftAtFrame }, reason);
    core.logTrack(token, source, titleOf(known), known.fileId, this.info.totalFrames, null);
    return { token, source, estimates };
  }

  /** Decoding ended: the true length and identity are known. */
  private produced(deck: number, record: TrackRecord, { token, source }: LoadRef, track: ProducedTrack): void {
    this.core.logTrack(token, source, titleOf(record), track.fileId, track.totalFrames, track);
    this.decks.progress(deck, 1);
    this.decks.learn(deck, token, { totalFrames: track.totalFrames });
    for (const notice of track.notices) this.core.notices.emit(notice);
  }

  private analyse(
    deck: number,
    trackId: string,
    { token, source, estimates }: TakenLoad,
    ended: (isKnown: boolean) => void,
  ): void {
    this.workshop.analyse(source, token, estimates, {
      waveform: (waveform) => this.decks.learn(deck, token, { waveform }),
      estimate: (result) => {
        this.keeper.analysed(trackId, result).then(
          (record) => {
            ended(record !== null);
            // Without a record (another tab writes and does not know the track) the deck plays by the estimate.
            const grid = (record === null ? null : gridOfRecord(record)) ?? result.grid;
            this.decks.learn(deck, token, {
              ...(record === null ? {} : { record }),
              grid,
              gridReason: grid === null ? (result.gridReason ?? NO_ESTIMATE) : null,
            });
          },
          (error: unknown) => {
            ended(false);
            this.core.notices.emit(errorText(error));
          },
        );
      },
      gaveUp: () => ended(false),
      failed: (text) => {
        ended(false);
        this.decks.learn(deck, token, {
          gridReason: `The analysis failed (${text}). Tap the tempo, then set the downbeat.`,
        });
      },
    });
  }

  setGrid(deck: number, grid: Grid | null): void {
    const slot = this.decks.slot(deck);
    if (slot === null) return;
    this.decks.learn(deck, slot.token, { grid, gridReason: grid === null ? REMOVED_BY_HAND : null });
    // The library tells when it is written; the deck then shows the record, but plays by the hand's newest word.
    const { token } = slot;
    this.gridWrites.set(token, (this.gridWrites.get(token) ?? 0) + 1);
    void this.keeper.gridByHand(slot.record, grid).then(() => {
      const left = (this.gridWrites.get(token) ?? 1) - 1;
      if (left > 0) this.gridWrites.set(token, left);
      else this.gridWrites.delete(token);
    });
  }

  togglePreview(trackId: string, fromFrame: number | null = null, toFrame: number | null = null): void {
    this.recordOf(trackId)
      .then((record) => this.preview.toggle(this.workshop.producer(record, this.keeper), fromFrame, toFrame))
      .catch((error: unknown) => this.failed(trackId, error));
  }

  private async loadForResume(deck: ResumeDeck): Promise<boolean> {
    try {
      const record = await this.library.byFileId(deck.fileId);
      if (record === null || !(await this.loadTrack(record.key, deck.deck, false))) return false;
      // The set that is resumed says where it stands.
      this.autoCue.leaveAlone(this.decks.slot(deck.deck)?.token ?? 0);
      return true;
    } catch (error) {
      this.core.notices.emit(errorText(error));
      return false;
    }
  }

  /** Tracks changed, here or in another tab: decks show what is now known of theirs. */
  private hearLibrary(event: LibraryEvent): void {
    if (event.kind !== 'tracks') return;
    for (let deck = 0; deck < DECK_COUNT; deck++) {
      const slot = this.decks.slot(deck);
      if (slot === null || (event.keys !== null && !event.keys.includes(slot.record.key))) continue;
      this.library.record(slot.record.key).then(
        (read) => {
          const shown = this.decks.slot(deck)?.record;
          if (read === null || shown?.key !== read.key) return;
          const record = this.cues.newest(shown, read);
          if (this.gridWrites.has(slot.token)) this.decks.learn(deck, slot.token, { record });
          else this.decks.known(deck, slot.token, record);
        },
        (error: unknown) => this.core.notices.emit(errorText(error)),
      );
    }
  }

  private hear(event: EngineEvent): void {
    if (event.type === EventType.ejected && event.deck < DECK_COUNT) this.decks.ejected(event.deck);
    else if (event.type === EventType.endOfTrack && event.deck === PREVIEW_VOICE) this.preview.ended();
  }

  private housekeeping(): void {
    const { core } = this;
    core.snapshots.refresh();
    const context = core.host.context;
    if (context !== null && context.state === 'running') this.painting.reportClock(context);
    for (let deck = 0; deck < DECK_COUNT; deck++) this.decks.progress(deck, core.loader.decodedShare(deck));
    const { fast, slow } = core.snapshots;
    for (const { deck, frames } of this.decks.changedPads(slow)) this.cues.padsChanged(deck, frames);
    this.decks.lookAtWaveforms();
    const slots = DECKS.map((deck) => this.decks.slot(deck));
    const loads = slots.map((slot) => slot && { ...slot, markers: markersOf(slot.record) });
    this.autoCue.look(fast, slow, loads, this.settings.autoCue.get());
    this.workshop.shareWork();
    this.watch.look();
    this.importing.watch(core.snapshots.fast, core.snapshots.telemetry, performance.now());
  }

  async stop(): Promise<void> {
    if (this.timer !== null) clearInterval(this.timer);
    this.recording.endNow();
    await this.core.stop();
  }
}

const titleOf = ({ tags, fileName }: TrackRecord): string => tags.values.title || fileName;

/** 'Set of 24 November 2026, 21:04', in the browser's own words. */
const setName = (at: Date): string =>
  `Set of ${at.toLocaleString(undefined, { dateStyle: 'long', timeStyle: 'short' })}`;
