/**
 * One long track: its file, how much of it is on disk, and the pages of it in memory.
 * Thread: page worker (any, in tests).
 */
import { PAGE_FRAMES } from '../../control-bus/constants.ts';
import type { PcmStore } from '../../control-bus/pcm.ts';
import { StoreError } from '../store/content-store.ts';
import type { EngineView } from './engine-view.ts';
import type { GrowingPages, PageFiles } from './page-files.ts';
import type { PageFacts } from './page-messages.ts';
import { FRAME_BYTES } from './page-tail.ts';
import { PageTurner } from './page-turner.ts';

export class PagedSource {
  private readonly store: PcmStore;
  private readonly source: number;
  private readonly files: PageFiles;
  private readonly pages: GrowingPages;
  private readonly turner: PageTurner;
  /** Frames in the file. */
  private frames: number;
  private complete = false;
  private hints: readonly number[] = [];
  private ending: Promise<void> = Promise.resolve();

  /** Opens the source for voices; `frames` of its samples are in the file. */
  constructor(
    store: PcmStore,
    source: number,
    files: PageFiles,
    pages: GrowingPages,
    frames: number,
    totalFrames: number,
    slots: readonly number[],
  ) {
    this.store = store;
    this.source = source;
    this.files = files;
    this.pages = pages;
    this.frames = frames;
    store.openPagedSource(source, totalFrames, slots);
    this.turner = new PageTurner(store, source, pages.file);
  }

  /** Appends interleaved stereo from the decoder. Rejects with `StoreError`. */
  append(samples: Int16Array<ArrayBuffer>): Promise<void> {
    return this.inTurn(async () => {
      const bytes = new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength);
      await this.files.append(this.pages, bytes, this.frames * FRAME_BYTES);
      this.frames += samples.length / 2;
    });
  }

  /** Everything is in the file. */
  finish(): void {
    this.complete = true;
    this.store.setReadable(this.source, this.frames);
    this.store.completeSource(this.source, this.frames);
  }

  keep(facts: PageFacts, waveform: SharedArrayBuffer): Promise<void> {
    return this.inTurn(() => {
      if (facts.totalFrames !== this.frames)
        throw new StoreError('failed', `Of ${facts.totalFrames} frames ${this.frames} were stored.`);
      return this.files.keep(this.pages, { ...facts, waveform: new Uint8Array(waveform).slice() });
    });
  }

  pin(frames: readonly number[]): void {
    this.hints = frames;
  }

  /** Brings pages in and out. `view` was refreshed after the last turn. Throws `ByteFileError`. */
  turn(view: EngineView): void {
    const { heads, jumps, pins } = view.wishesOf(this.source);
    const onDisk = this.complete ? Math.ceil(this.frames / PAGE_FRAMES) : Math.floor(this.frames / PAGE_FRAMES);
    this.turner.turn({ heads, jumps, pins: [0, ...pins, ...this.hints] }, onDisk, view.engineFrame);
    // After the first page is in memory: a deck that starts at once must not find the table empty.
    if (!this.complete) this.store.setReadable(this.source, onDisk * PAGE_FRAMES);
  }

  /** Lets the file go; a decoding that did not end leaves nothing. */
  close(): Promise<void> {
    return this.inTurn(() => this.files.close(this.pages));
  }

  /** What waits for the disk happens one after another. */
  private inTurn(work: () => Promise<void>): Promise<void> {
    const done = this.ending.then(work);
    this.ending = done.catch(() => undefined); // told to whoever asked for it
    return done;
  }
}
