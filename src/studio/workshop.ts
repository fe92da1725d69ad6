/**
 * The workers that make audio and knowledge out of files and scores: decoder, demo renderer, analysis, content store.
 * Thread: main; all work happens in the workers.
 */
import type { TrackProducer } from '../audio-engine/track-loader.ts';
import { DECK_COUNT, SESSION_RATE_HZ } from '../control-bus/constants.ts';
import { EngineSwitch } from '../control-bus/engine-host.ts';
import { DeckFlag } from '../control-bus/layouts.ts';
import { workPercent } from '../control-bus/work-percent.ts';
import { AnalysisClient, type AnalysisResult } from '../media/analysis/client.ts';
import { DecodeClient } from '../media/decode/client.ts';
import { DemoClient } from '../media/demo/client.ts';
import type { TrackRecord } from '../media/library/client.ts';
import { createPages } from '../media/pages/client.ts';
import { type ContentStore, createContentStore } from '../media/store/client.ts';
import type { StudioCore } from './core.ts';
import { demoOf } from './demo-records.ts';
import { LongTracks } from './long-tracks.ts';
import { demoProducer, fileProducer, SlotDesk } from './producers.ts';
import type { TrackKeeper } from './track-keeper.ts';

export interface AnalysisListener {
  waveform(waveform: SharedArrayBuffer): void;
  estimate(result: AnalysisResult): void;
  failed(text: string): void;
  /** The load was taken away before it was heard, or nothing was to be estimated. */
  gaveUp(): void;
}

export class Workshop {
  readonly content: ContentStore = createContentStore();
  readonly long: LongTracks;
  private readonly core: StudioCore;
  readonly desk: SlotDesk;
  readonly decoder: DecodeClient;
  private readonly demos: DemoClient;
  private readonly analysis: AnalysisClient;
  /** Sources under analysis, by load. */
  private readonly analysed = new Map<number, number>();

  constructor(core: StudioCore, notice: (text: string) => void) {
    this.core = core;
    this.desk = new SlotDesk(() => core.slabs);
    const { sources, fast, slow } = core.memory;
    const pages = createPages({ sourceTable: sources, fast, slow, onProblem: notice });
    this.long = new LongTracks(pages);
    this.decoder = new DecodeClient({
      sourceTable: core.memory.sources,
      sessionRateHz: SESSION_RATE_HZ,
      pool: this.desk,
      switches: core.memory.switches,
      connectPages: () => pages.connect(),
    });
    this.demos = new DemoClient({ sourceTable: core.memory.sources, switches: core.memory.switches });
    this.analysis = new AnalysisClient({
      sourceTable: core.memory.sources,
      rateHz: SESSION_RATE_HZ,
      switches: core.memory.switches,
      onProblem: notice,
    });
    core.letGo = (source) => this.letGo(source);
    core.readers.push((index, slab) => this.analysis.addSlab(index, slab));
  }

  /** A few times a second: tells the workers how much of the machine the playing decks leave them. */
  shareWork(): void {
    const { memory, snapshots } = this.core;
    let playing = 0;
    for (let deck = 0; deck < DECK_COUNT; deck++)
      if (((snapshots.fast.decks[deck]?.flags ?? 0) & DeckFlag.playing) !== 0) playing++;
    const percent = workPercent(playing, navigator.hardwareConcurrency);
    Atomics.store(new Int32Array(memory.switches), EngineSwitch.workPercent, percent);
  }

  /** What fills a deck with this track. */
  producer(record: TrackRecord, keeper: TrackKeeper): TrackProducer {
    const demo = demoOf(record.key);
    if (demo !== undefined) return demoProducer(record.key, demo.id, this.demos);
    const audio = (): Promise<Blob> => keeper.audioOf(record);
    return fileProducer(record, audio, this, (track, file) => keeper.decoded(record, track, file.size));
  }

  /**
   * Draws the waveform of a load while it decodes; estimates tempo and key after that when asked to. A long track is drawn
   * by its decoder, and has no one tempo and no one key.
   */
  analyse(source: number, loadToken: number, wantsTempo: boolean, listener: AnalysisListener): void {
    const drawn = this.long.waveformOf(source);
    if (drawn !== null) {
      listener.waveform(drawn);
      return;
    }
    const request = { source, loadToken, wantsTempo };
    this.analysed.set(loadToken, source);
    this.analysis.analyse(request, { waveform: listener.waveform, progress: () => undefined }).then(
      (outcome) => {
        this.analysed.delete(loadToken);
        if (outcome.kind === 'failed') listener.failed(outcome.problem);
        else if (outcome.kind === 'done' && outcome.result !== null) listener.estimate(outcome.result);
        else listener.gaveUp();
      },
      (error: unknown) => listener.failed(error instanceof Error ? error.message : String(error)),
    );
  }

  private async letGo(source: number): Promise<void> {
    const tokens = [...this.analysed].filter(([, of]) => of === source).map(([token]) => token);
    await Promise.all([this.long.letGo(source), ...tokens.map((token) => this.analysis.cancel(token))]);
  }
}
