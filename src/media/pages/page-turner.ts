/**
 * Holds the wanted pages of one long track in its slots of the shared PCM.
 *
 * A page goes out in two steps: its entry leaves the table, and its slot is written over when the engine has rendered a
 * block that began later, since the engine reads by the table as it stood at the start of its block. Some slots are
 * always kept free, so that a page that is suddenly needed does not wait for that.
 *
 * Thread: page worker (any, in tests). Allocates little.
 */
import { BLOCK_FRAMES, PAGE_FRAMES, PAGE_SLOTS } from '../../control-bus/constants.ts';
import type { PcmStore } from '../../control-bus/pcm.ts';
import type { ByteFile } from '../byte-files/byte-files.ts';
import { FRAME_BYTES } from './page-tail.ts';
import { distanceTo, type PageWishes, wantedPages } from './residency.ts';

/** Slots that are free or about to be. */
const SPARE_SLOTS = 8;
export const WANTED_MAX = PAGE_SLOTS - SPARE_SLOTS;
/** Pages read at a time, so that other tracks and messages get their turn: two milliseconds. */
const READS_PER_TURN = 4;
/** A page that has just left the table: not stamped yet. */
const NOT_STAMPED = -1;

interface Leaving {
  readonly index: number;
  /** An engine frame that was published after the page had left the table. */
  seenAtFrame: number;
}

export class PageTurner {
  private readonly store: PcmStore;
  private readonly source: number;
  private readonly file: ByteFile;
  /** Page that each slot holds, −1 none. */
  private readonly pages = new Int32Array(PAGE_SLOTS).fill(-1);
  private readonly free: number[] = Array.from({ length: PAGE_SLOTS }, (_, i) => PAGE_SLOTS - 1 - i);
  private leaving: Leaving[] = [];
  private readonly bytes = new Uint8Array(PAGE_FRAMES * FRAME_BYTES);
  private readonly samples = new Int16Array(this.bytes.buffer);

  /** The source is open (`openPagedSource`) and has PAGE_SLOTS slots. */
  constructor(store: PcmStore, source: number, file: ByteFile) {
    this.store = store;
    this.source = source;
    this.file = file;
  }

  /**
   * Brings in what is wanted, most urgent first, and takes out what is not. `engineFrame`: published by the engine and read
   * after the last turn ended. Throws `ByteFileError` when the file cannot be read.
   */
  turn(wishes: PageWishes, pagesOnDisk: number, engineFrame: number): void {
    this.reclaim(engineFrame);
    const wanted = wantedPages(wishes, pagesOnDisk, WANTED_MAX);
    let reads = 0;
    for (const page of wanted) {
      if (reads === READS_PER_TURN || this.free.length === 0) break;
      if (this.pages.includes(page)) continue;
      this.bringIn(this.free.pop() as number, page);
      reads++;
    }
    while (this.free.length + this.leaving.length < SPARE_SLOTS) this.takeOut(this.farthest(wanted, wishes));
  }

  /** Pages in memory. */
  get resident(): number {
    return this.pages.reduce((count, page) => (page < 0 ? count : count + 1), 0);
  }

  private reclaim(engineFrame: number): void {
    this.leaving = this.leaving.filter((slot) => {
      if (slot.seenAtFrame === NOT_STAMPED) slot.seenAtFrame = engineFrame;
      // The block that ended at the stamp may have been followed by one that began before the page left; not by two.
      if (engineFrame < slot.seenAtFrame + BLOCK_FRAMES) return true;
      this.free.push(slot.index);
      return false;
    });
  }

  private bringIn(index: number, page: number): void {
    const got = this.file.read(this.bytes, page * this.bytes.length);
    // What the file does not have is silence: the end of the last page.
    this.bytes.fill(0, got);
    this.store.pageSamples(this.source, index).set(this.samples);
    this.store.setPage(this.source, index, page);
    this.pages[index] = page;
  }

  private takeOut(index: number): void {
    this.pages[index] = -1;
    this.store.setPage(this.source, index, -1);
    this.leaving.push({ index, seenAtFrame: NOT_STAMPED });
  }

  /** The slot whose unwanted page lies farthest from every head. There is one: no more are wanted than WANTED_MAX. */
  private farthest(wanted: ReadonlySet<number>, { heads }: PageWishes): number {
    let found = -1;
    let most = -1;
    this.pages.forEach((page, index) => {
      if (page < 0 || wanted.has(page)) return;
      const distance = distanceTo(page, heads);
      if (distance <= most) return;
      most = distance;
      found = index;
    });
    return found;
  }
}
