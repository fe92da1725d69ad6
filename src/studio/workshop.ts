/**
 * The workers that make audio and knowledge out of files and scores: decoder, demo renderer, analysis, content store.
 * Thread: main; all work happens in the workers.
 */
import type { TrackProducer } from '../audio-engine/track-loader.ts';
import { SESSION_RATE_HZ } from '../control-bus/constants.ts';
import { AnalysisClient, type AnalysisResult } from '../media/analysis/client.ts';
import { DecodeClient } from '../media/decode/client.ts';
import { DemoClient } from '../media/demo/client.ts';
import { type ContentStore, createContentStore } from '../media/store/client.ts';
import type { StudioCore } from './core.ts';
import { demoProducer, fileProducer, SlotDesk } from './producers.ts';
import type { ShelfItem } from './shelf.ts';
import type { Estimate, TrackKeeper } from './track-keeper.ts';

export interface AnalysisListener {
  waveform(waveform: SharedArrayBuffer): void;
  /** `reason`: why there is no grid, for the performer. */
  estimate(estimate: Estimate, reason: string | null): void;
  failed(text: string): void;
}

const estimateOf = (result: AnalysisResult): Estimate => ({
  grid: result.grid,
  producer: `${result.producer} ${result.version}`,
  confidence: result.confidence,
  musicalKey: result.key?.camelot ?? null,
  keyName: result.key?.name ?? null,
  sections: (result.structure?.sections ?? []).map(({ kind, startBeat, beats }) => ({ kind, startBeat, beats })),
  energy: result.energy?.figure ?? null,
});

export class Workshop {
  readonly content: ContentStore = createContentStore();
  private readonly desk: SlotDesk;
  private readonly decoder: DecodeClient;
  private readonly demos: DemoClient;
  private readonly analysis: AnalysisClient;
  /** Sources under analysis, by load. */
  private readonly analysed = new Map<number, number>();

  constructor(core: StudioCore, notice: (text: string) => void) {
    this.desk = new SlotDesk(() => core.slabs);
    this.decoder = new DecodeClient({
      sourceTable: core.memory.sources,
      sessionRateHz: SESSION_RATE_HZ,
      pool: this.desk,
    });
    this.demos = new DemoClient({ sourceTable: core.memory.sources });
    this.analysis = new AnalysisClient({
      sourceTable: core.memory.sources,
      rateHz: SESSION_RATE_HZ,
      onProblem: notice,
    });
    core.letGo = (source) => this.letGo(source);
    core.readers.push((index, slab) => this.analysis.addSlab(index, slab));
  }

  /** What fills a deck from this item. */
  producer(item: ShelfItem, keeper: TrackKeeper): TrackProducer {
    const { entry, origin } = item;
    if (origin.kind === 'demo') return demoProducer(entry.id, origin.demo.id, this.demos);
    return fileProducer(
      entry.id,
      origin.fileName,
      () => keeper.audioOf(item),
      this.decoder,
      this.desk,
      async (track, file) => {
        await keeper.decoded(entry.id, origin.fileName, track, file);
      },
    );
  }

  /** Draws the waveform of a load while it decodes; estimates tempo and key after that when asked to. */
  analyse(source: number, loadToken: number, wantsTempo: boolean, listener: AnalysisListener): void {
    const request = { source, loadToken, wantsTempo };
    this.analysed.set(loadToken, source);
    this.analysis.analyse(request, { waveform: listener.waveform, progress: () => undefined }).then(
      (outcome) => {
        this.analysed.delete(loadToken);
        if (outcome.kind === 'failed') listener.failed(outcome.problem);
        else if (outcome.kind === 'done' && outcome.result !== null)
          listener.estimate(estimateOf(outcome.result), outcome.result.gridReason);
      },
      (error: unknown) => listener.failed(error instanceof Error ? error.message : String(error)),
    );
  }

  private async letGo(source: number): Promise<void> {
    const tokens = [...this.analysed].filter(([, of]) => of === source).map(([token]) => token);
    await Promise.all(tokens.map((token) => this.analysis.cancel(token)));
  }
}
