/**
 * The studio behind the interface's port: track list, decks, loads, grids, pre-listening, recorder, resume, outputs.
 * Boots the same with or without an interface: without one nothing is ever painted.
 *
 * Thread: main, at human rate.
 */

import { missingNeed } from '../audio-engine/phase.ts';
import { LoadOutcome, type LoadRef, type ProducedTrack } from '../audio-engine/track-loader.ts';
import { type Command, EventType, Op, SourceClass } from '../control-bus/commands.ts';
import { DECK_COUNT, PREVIEW_VOICE } from '../control-bus/constants.ts';
import { EngineSwitch } from '../control-bus/engine-host.ts';
import type { SourceInfo } from '../control-bus/pcm.ts';
import type { ResumeDeck } from '../media/log-worker/client.ts';
import type { EngineEvent } from '../scheduler/client.ts';
import type { Grid, StudioPort } from '../ui-shell/port.ts';
import { createCore, type StudioCore } from './core.ts';
import { DeckBook, NO_ESTIMATE, REMOVED_BY_HAND } from './decks.ts';
import { Outputs } from './outputs.ts';
import { Painting } from './painting.ts';
import { Preview } from './preview.ts';
import { Recording } from './recording.ts';
import { ResumeDesk } from './resume.ts';
import { SessionLogDesk } from './session-logs.ts';
import { type ShelfItem, TrackShelf } from './shelf.ts';
import { TrackKeeper } from './track-keeper.ts';
import { Workshop } from './workshop.ts';

const HOUSEKEEPING_MS = 250;

const message = (error: unknown): string => (error instanceof Error ? error.message : String(error));

class Studio {
  readonly core: StudioCore;
  readonly shelf = new TrackShelf();
  readonly painting: Painting;
  readonly outputs: Outputs;
  readonly recording: Recording;
  readonly logs: SessionLogDesk;
  readonly keeper: TrackKeeper;
  readonly workshop: Workshop;
  readonly decks: DeckBook;
  readonly preview: Preview;
  readonly resume: ResumeDesk;
  private readonly info: SourceInfo = { format: 0, channels: 0, readableFrames: 0, totalFrames: 0, complete: false };
  private readonly lastLoad = new Map<number, string>();
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
    this.keeper = new TrackKeeper(this.shelf, this.workshop.content, notice);
    this.decks = new DeckBook({ send, showMeta: this.painting.showMeta });
    this.preview = new Preview(core.loader, core.store, (fields) => core.send({ ...fields, source: SourceClass.host }));
    this.resume = new ResumeDesk({
      send,
      load: (deck) => this.loadForResume(deck),
      settle: (name) => core.log.settle(name).catch((error: unknown) => notice(message(error))),
      notice,
    });
    core.engineEvents.on((event) => this.hear(event));
    core.retryLoad = (deck) => {
      const trackId = this.lastLoad.get(deck);
      if (trackId !== undefined) this.load(trackId, deck, true);
    };
  }

  async start(): Promise<void> {
    const { core } = this;
    const crashed = await core.log.findCrashed().catch((error: unknown) => {
      core.notices.emit(`Earlier sets could not be looked through: ${message(error)}`);
      return null;
    });
    const opened = this.keeper.open();
    await core.start(this.outputs.savedLatency, crashed?.name ?? null);
    await opened;
    if (crashed !== null) this.resume.propose(crashed);
    await this.recording.open(core.memory.tap, core.sampleRateHz);
    await this.outputs.restore();
    this.timer = setInterval(() => this.housekeeping(), HOUSEKEEPING_MS);
    addEventListener('pagehide', () => {
      core.log.endNow();
      this.recording.endNow();
    });
  }

  load(trackId: string, deck: number, override = false): void {
    this.lastLoad.set(deck, trackId);
    this.loadItem(trackId, deck, override).catch((error: unknown) => {
      const text = message(error);
      this.shelf.fail(trackId, text);
      this.core.notices.emit(text);
    });
  }

  /** Resolves true when the deck has the track. Rejects when it cannot be decoded; no deck changes then. */
  private async loadItem(trackId: string, deck: number, override: boolean): Promise<boolean> {
    const item = this.shelf.get(trackId);
    if (item === undefined) throw new Error('This track is no longer in the list.');
    const { core } = this;
    const producer = this.workshop.producer(item, this.keeper);
    const { source, token, outcome } = await core.loader.load(producer, deck, override, (track, loaded) =>
      this.produced(deck, trackId, loaded, track),
    );
    if (outcome !== LoadOutcome.loaded) return false;
    this.shelf.fail(trackId, null);
    core.store.readInfo(source, this.info);
    this.decks.loaded(deck, this.shelf.get(trackId) ?? item, token, source, this.info.totalFrames);
    core.logTrack(token, source, item.entry.title, fileIdOf(item) ?? '', this.info.totalFrames, null);
    this.analyse(deck, trackId, token, source);
    return true;
  }

  /** Decoding ended: the true length and identity are known. */
  private produced(deck: number, trackId: string, { token, source }: LoadRef, track: ProducedTrack): void {
    const item = this.shelf.get(trackId);
    const title = item?.entry.title ?? trackId;
    this.core.logTrack(token, source, title, track.fileId, track.totalFrames, track);
    this.decks.progress(deck, 1);
    this.decks.learn(deck, token, { totalFrames: track.totalFrames });
    for (const notice of track.notices) this.core.notices.emit(notice);
  }

  /** Own files are estimated until something is known of them; scores and hands know better. */
  private wantsTempo(trackId: string): boolean {
    const item = this.shelf.get(trackId);
    return item?.origin.kind === 'file' && (item.record === null || item.record.gridProducer === null);
  }

  private analyse(deck: number, trackId: string, token: number, source: number): void {
    this.workshop.analyse(source, token, this.wantsTempo(trackId), {
      waveform: (waveform) => this.decks.learn(deck, token, { waveform }),
      estimate: (estimate, reason) => {
        this.keeper.estimated(trackId, estimate).then(
          (record) => {
            const grid = record === null ? estimate.grid : record.grid;
            const item = this.shelf.get(trackId);
            this.decks.learn(deck, token, {
              ...(item === undefined ? {} : { item }),
              grid,
              gridReason: grid === null ? (reason ?? NO_ESTIMATE) : null,
            });
          },
          (error: unknown) => this.core.notices.emit(message(error)),
        );
      },
      failed: (text) => {
        this.decks.learn(deck, token, {
          gridReason: `The analysis failed (${text}). Tap the tempo, then set the downbeat.`,
        });
      },
    });
  }

  setGrid(deck: number, grid: Grid | null): void {
    const slot = this.decks.slot(deck);
    if (slot === null) return;
    const trackId = slot.item.entry.id;
    this.keeper.gridByHand(trackId, grid).then(
      () => {
        const item = this.shelf.get(trackId);
        if (item !== undefined) this.decks.learn(deck, slot.token, { item });
      },
      (error: unknown) => this.core.notices.emit(message(error)),
    );
    this.decks.learn(deck, slot.token, { grid, gridReason: grid === null ? REMOVED_BY_HAND : null });
  }

  togglePreview(trackId: string): void {
    const item = this.shelf.get(trackId);
    if (item === undefined) return;
    this.preview.toggle(this.workshop.producer(item, this.keeper)).catch((error: unknown) => {
      this.shelf.fail(trackId, message(error));
      this.core.notices.emit(message(error));
    });
  }

  private async loadForResume(deck: ResumeDeck): Promise<boolean> {
    const item = this.shelf.find((candidate) => fileIdOf(candidate) === deck.fileId);
    if (item === undefined) return false;
    try {
      return await this.loadItem(item.entry.id, deck.deck, false);
    } catch (error) {
      this.core.notices.emit(message(error));
      return false;
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
    for (const { deck, hotCueFrames } of this.decks.changedCues(core.snapshots.slow)) {
      const slot = this.decks.slot(deck);
      if (slot === null) continue;
      const trackId = slot.item.entry.id;
      this.keeper.hotCues(trackId, hotCueFrames).then(
        () => {
          const item = this.shelf.get(trackId);
          if (item !== undefined) this.decks.learn(deck, slot.token, { item });
        },
        (error: unknown) => core.notices.emit(message(error)),
      );
    }
  }

  async stop(): Promise<void> {
    if (this.timer !== null) clearInterval(this.timer);
    this.recording.endNow();
    await this.core.stop();
  }

  port(): StudioPort {
    const { core, shelf, decks, recording, logs, outputs, painting, resume, preview } = this;
    const { snapshots } = core;
    const switches = new Int32Array(core.memory.switches);
    return {
      phase: core.host.phase,
      resumeAudio: () => (core.host.phase.get().kind === 'deviceLost' ? core.host.recover() : core.host.resume()),
      fast: snapshots.fast,
      slow: snapshots.slow,
      telemetry: snapshots.telemetry,
      refreshSnapshots: () => {
        Atomics.add(switches, EngineSwitch.mainFrames, 1);
        snapshots.refresh();
      },
      heardDelayS: () => core.heardDelayS(),
      send: (fields, eventTimeMs) => core.send(fields, eventTimeMs),
      setControl: (target, a, eventTimeMs) => {
        core.send({ op: Op.setControl, target, a }, eventTimeMs);
      },
      onRefused: core.refused.on,
      tracks: shelf.tracks,
      addFiles: (files) => {
        shelf.addFiles(files);
      },
      load: (trackId, deck, override) => this.load(trackId, deck, override),
      deckTracks: decks.tracks,
      setGrid: (deck, grid) => this.setGrid(deck, grid),
      onNotice: core.notices.on,
      preview: (trackId) => this.togglePreview(trackId),
      previewing: preview.playing,
      recorder: recording.state,
      startRecording: () => void recording.start(),
      stopRecording: () => void recording.stop(),
      downloadRecording: (name) => recording.download(name),
      deleteRecording: (name) => recording.remove(name),
      sessionLogs: logs.state,
      refreshSessionLogs: () => logs.refresh(),
      downloadSessionLog: (name) => logs.download(name),
      deleteSessionLog: (name) => logs.remove(name),
      resume: resume.offer,
      acceptResume: () => void resume.accept(),
      declineResume: () => resume.decline(),
      output: outputs.state,
      setOutputDevice: (id) => void outputs.setDevice(id),
      setCueRouting: (routing) => outputs.setCue(routing),
      setLatency: (setting) => void outputs.setLatency(setting),
      attachLanes: (canvas, onDecks) => painting.attachLanes(canvas, onDecks),
      attachOverview: (canvas, deck) => painting.attachOverview(canvas, deck),
      setLaneZoom: (px) => painting.setLaneZoom(px),
      themeChanged: () => painting.themeChanged(),
    };
  }
}

const fileIdOf = (item: ShelfItem): string | undefined =>
  item.origin.kind === 'demo' ? item.origin.demo.fileId : item.record?.fileId;

export interface RunningStudio {
  readonly port: StudioPort;
  stop(): Promise<void>;
}

export { missingNeed };

/** Boots the studio. Rejects with a sentence when the engine's parts cannot be fetched; sound states come by `phase`. */
export async function bootStudio(): Promise<RunningStudio> {
  const studio = new Studio(await createCore());
  await studio.start();
  return { port: studio.port(), stop: () => studio.stop() };
}
