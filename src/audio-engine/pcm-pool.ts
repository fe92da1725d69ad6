/**
 * Hands out slots of PCM memory. Slabs are made when needed, up to a limit, and every reader has confirmed a slab
 * before a slot of it is used, so the audio thread never meets a slot it cannot see.
 *
 * Thread: main. Allocates slabs (32 MiB each); slots are numbers.
 */
import { SLAB_SLOTS, SOURCE_COUNT } from '../control-bus/constants.ts';
import { type PcmStore, SLAB_BYTES } from '../control-bus/pcm.ts';

/** Tells one reader of PCM (engine, decoder, analysis) of a slab; resolves when it can read it. */
export type SlabListener = (index: number, slab: SharedArrayBuffer) => Promise<void>;

export class PcmMemoryFull extends Error {
  constructor(wanted: number, free: number) {
    super(`no room for ${wanted} more slots of audio (${free} are free)`);
    this.name = 'PcmMemoryFull';
  }
}

export class PcmPool {
  private readonly freeSlots: number[] = [];
  private readonly freeSources: number[] = Array.from({ length: SOURCE_COUNT }, (_, i) => SOURCE_COUNT - 1 - i);
  private readonly slabs: SharedArrayBuffer[] = [];
  private readonly listeners = new Set<SlabListener>();
  private growing: Promise<void> = Promise.resolve();

  private readonly store: PcmStore;
  private readonly maxSlabs: number;

  constructor(store: PcmStore, maxSlabs: number) {
    this.store = store;
    this.maxSlabs = maxSlabs;
  }

  /** Adds a reader and tells it of every slab there is. */
  async addReader(listener: SlabListener): Promise<void> {
    this.listeners.add(listener);
    for (let i = 0; i < this.slabs.length; i++) await listener(i, this.slabs[i] as SharedArrayBuffer);
  }

  removeReader(listener: SlabListener): void {
    this.listeners.delete(listener);
  }

  /** Takes `count` slots, making slabs as needed. Rejects with `PcmMemoryFull` when the limit forbids it. */
  reserve(count: number): Promise<number[]> {
    const grown = this.growing.then(() => this.grow(count));
    // The next caller waits for this one whether it got its slots or not.
    this.growing = grown.then(
      () => undefined,
      () => undefined,
    );
    return grown;
  }

  private async grow(count: number): Promise<number[]> {
    const could = this.freeSlots.length + (this.maxSlabs - this.slabs.length) * SLAB_SLOTS;
    if (count > could) throw new PcmMemoryFull(count, could);
    while (this.freeSlots.length < count) await this.addSlab();
    return this.freeSlots.splice(0, count);
  }

  private async addSlab(): Promise<void> {
    const index = this.slabs.length;
    const slab = new SharedArrayBuffer(SLAB_BYTES);
    this.store.addSlab(index, slab);
    this.slabs.push(slab);
    await Promise.all([...this.listeners].map((tell) => tell(index, slab)));
    for (let i = 0; i < SLAB_SLOTS; i++) this.freeSlots.push(index * SLAB_SLOTS + i);
  }

  release(slots: readonly number[]): void {
    this.freeSlots.push(...slots);
  }

  /** A free source number, or null when all are taken. */
  takeSource(): number | null {
    return this.freeSources.pop() ?? null;
  }

  releaseSource(source: number): void {
    this.store.closeSource(source);
    this.freeSources.push(source);
  }

  get bytes(): number {
    return this.slabs.length * SLAB_BYTES;
  }
}
