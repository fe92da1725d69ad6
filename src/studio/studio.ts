import { type Command, EventType, SourceClass } from '../control-bus/commands.ts';
import { DECK_COUNT, PREVIEW_VOICE } from '../control-bus/constants.ts';
import { errorText } from '../control-bus/error-text.ts';
import { createExchange } from '../media/exchange/client.ts';
import { createLibrary, type LibraryClient, type LibraryEvent } from '../media/library/client.ts';
import type { EngineEvent } from '../scheduler/client.ts';
import type { Grid } from '../ui-shell/port.ts';
import { AutoCue } from './auto-cue.ts';
import type { StudioCore } from './core.ts';
import { CueDesk } from './cue-desk.ts';
import { DeckLoads } from './deck-loads.ts';
import { DeckSettings } from './deck-settings.ts';
import { DeckWatch } from './deck-watch.ts';
import { DeckBook, REMOVED_BY_HAND } from './decks.ts';
import { ExchangeDesk } from './exchanging.ts';
import { Hearing } from './hearing.ts';
import { ImportGate } from './import-gate.ts';
import { Importing } from './importing.ts';
import { LastPositions } from './last-positions.ts';
import { LibraryDesk } from './library-desk.ts';
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
import { entryOfRow } from './track-entry.ts';
import { TrackKeeper } from './track-keeper.ts';
import { Workshop } from './workshop.ts';

const HOUSEKEEPING_MS = 250;
const DECKS = Array.from({ length: DECK_COUNT }, (_, deck) => deck);

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
  readonly loads: DeckLoads;
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
    const hearing = new Hearing();
    const gate = new ImportGate(this.library, this.workshop.content, hearing);
    this.keeper = new TrackKeeper(this.library, this.workshop.content, gate, notice);
    this.reanalysis = new Reanalysis({ gate, library: this.library, notice });
    this.importing = new Importing({
      gate,
      library: this.library,
      keeper: this.keeper,
      reanalysis: this.reanalysis,
      load: (trackId, deck) => this.loads.load(trackId, deck),
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
    this.loads = new DeckLoads({
      core,
      library: this.library,
      keeper: this.keeper,
      workshop: this.workshop,
      decks: this.decks,
      autoCue: this.autoCue,
      positions: this.positions,
      hearing,
    });
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
      load: (deck) => this.loads.resumed(deck),
      settle: (name) => core.log.settle(name).catch((error: unknown) => notice(errorText(error))),
      notice,
    });
    core.engineEvents.on((event) => this.hear(event));
    this.library.onEvent((event) => this.hearLibrary(event));
    core.retryLoad = (deck) => this.loads.again(deck);
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
    this.loads
      .producerOf(trackId)
      .then((producer) => this.preview.toggle(producer, fromFrame, toFrame))
      .catch((error: unknown) => this.loads.failed(trackId, error));
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

/** 'Set of 24 November 2026, 21:04', in the browser's own words. */
const setName = (at: Date): string =>
  `Set of ${at.toLocaleString(undefined, { dateStyle: 'long', timeStyle: 'short' })}`;
