/**
 * What the page worker answers to. It follows the engine's snapshots by itself: a main thread that stands still does not
 * keep a page from coming in.
 * Thread: page worker (any, in tests).
 */
import { expose } from 'comlink';
import { PcmStore } from '../../control-bus/pcm.ts';
import { storeError } from '../store/store-table.ts';
import { EngineView } from './engine-view.ts';
import type { KeptPages, PageFiles } from './page-files.ts';
import type {
  KeptTrack,
  PageFacts,
  PageGrant,
  PageReply,
  PagesApi,
  PagesMemory,
  PageWriterApi,
} from './page-messages.ts';
import { FRAME_BYTES } from './page-tail.ts';
import { PagedSource } from './paged-source.ts';

/** Between two looks at the engine; half of it is what a jump to a page on disk waits on average, beside the reading. */
export const TURN_MS = 5;

interface Engine {
  readonly store: PcmStore;
  readonly view: EngineView;
  readonly onProblem: (text: string) => void;
}

export class PagesService implements PagesApi {
  private readonly openFiles: () => Promise<PageFiles>;
  private readonly sources = new Map<number, PagedSource>();
  /** Found and not played yet. */
  private readonly found = new Map<number, KeptPages>();
  private files: Promise<PageFiles> | null = null;
  private engine: Engine | null = null;
  private timer: ReturnType<typeof setTimeout> | null = null;

  constructor(openFiles: () => Promise<PageFiles>) {
    this.openFiles = openFiles;
  }

  configure({ sourceTable, fast, slow }: PagesMemory, onProblem: (text: string) => void): void {
    this.engine = { store: new PcmStore(sourceTable), view: new EngineView(fast, slow), onProblem };
  }

  connect(port: MessagePort): void {
    expose(this satisfies PageWriterApi, port);
  }

  begin(source: number, frames: number, grant: PageGrant): Promise<PageReply<null>> {
    return this.reply(async () => {
      const files = await this.openedFiles();
      const pages = await files.begin(frames * FRAME_BYTES);
      const store = this.storeWith(grant);
      this.sources.set(source, new PagedSource(store, source, files, pages, 0, frames, grant.slots));
      return null;
    });
  }

  append(source: number, samples: Int16Array<ArrayBuffer>): Promise<PageReply<null>> {
    return this.reply(async () => {
      await this.paged(source).append(samples);
      this.turn();
      return null;
    });
  }

  complete(source: number): Promise<PageReply<null>> {
    return this.reply(async () => {
      this.paged(source).finish();
      this.turn();
      return null;
    });
  }

  find(source: number, fileId: string): Promise<PageReply<KeptTrack | null>> {
    return this.reply(async () => {
      const kept = await (await this.openedFiles()).openKept(fileId);
      if (kept === null) return null;
      this.found.set(source, kept);
      const { waveform, ...facts } = kept.tail;
      const shared = new SharedArrayBuffer(waveform.length);
      new Uint8Array(shared).set(waveform);
      return { ...facts, waveform: shared };
    });
  }

  play(source: number, grant: PageGrant): Promise<PageReply<null>> {
    return this.reply(async () => {
      const kept = this.found.get(source);
      if (kept === undefined) throw new Error(`no pages were found for source ${source}`);
      this.found.delete(source);
      const { totalFrames } = kept.tail;
      const files = await this.openedFiles();
      const paged = new PagedSource(this.storeWith(grant), source, files, kept, totalFrames, totalFrames, grant.slots);
      this.sources.set(source, paged);
      this.turn();
      paged.finish();
      this.turn();
      return null;
    });
  }

  keep(source: number, facts: PageFacts, waveform: SharedArrayBuffer): Promise<PageReply<null>> {
    return this.reply(async () => {
      await this.paged(source).keep(facts, waveform);
      return null;
    });
  }

  pin(source: number, frames: readonly number[]): void {
    this.sources.get(source)?.pin(frames);
  }

  audition(source: number, fromFrame: number): void {
    if (this.sources.has(source)) this.engine?.view.noteAudition(source, fromFrame);
  }

  close(source: number): Promise<PageReply<null>> {
    return this.reply(async () => {
      const paged = this.sources.get(source);
      const kept = this.found.get(source);
      this.sources.delete(source);
      this.found.delete(source);
      await paged?.close();
      if (kept !== undefined) await (await this.openedFiles()).close(kept);
      return null;
    });
  }

  private paged(source: number): PagedSource {
    const paged = this.sources.get(source);
    if (paged === undefined) throw new Error(`source ${source} was closed`);
    return paged;
  }

  private storeWith({ slabs }: PageGrant): PcmStore {
    if (this.engine === null) throw new Error('the page worker was asked before configure()');
    const { store } = this.engine;
    for (const slab of slabs.slice(store.slabCount)) store.addSlab(store.slabCount, slab);
    return store;
  }

  /** Opened at the first call, so that a refusal by the browser reaches a caller. */
  private async openedFiles(): Promise<PageFiles> {
    this.files ??= this.openFiles();
    try {
      return await this.files;
    } catch (error) {
      this.files = null;
      throw error;
    }
  }

  /** Looks at the engine, turns every source's pages, and comes back while there are sources. */
  private turn(): void {
    if (this.timer !== null) clearTimeout(this.timer);
    this.timer = null;
    if (this.engine?.view.refresh() === true)
      for (const [source, paged] of this.sources) this.turnPages(source, paged, this.engine);
    if (this.sources.size > 0) this.timer = setTimeout(() => this.turn(), TURN_MS);
  }

  private turnPages(source: number, paged: PagedSource, { view, onProblem }: Engine): void {
    try {
      paged.turn(view);
    } catch (error) {
      this.sources.delete(source);
      const { reason } = storeError(error);
      onProblem(`A long track cannot be read from disk any more: ${reason} What is in memory plays on; load it again.`);
      paged.close().catch(() => undefined); // its disk has failed already, and that was told
    }
  }

  private async reply<T>(work: () => Promise<T>): Promise<PageReply<T>> {
    try {
      return { value: await work() };
    } catch (error) {
      return { problem: storeError(error).toProblem() };
    }
  }
}
