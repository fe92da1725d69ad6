/**
 * Writes decoded frames into the shared PCM pool, asking for slots as it goes, so that a deck plays before the file is
 * decoded and a short file with a long promise takes no more than it needs.
 * Thread: decode worker.
 */
import { formatFor, type PcmStore, slotShift, slotsFor } from '../../control-bus/pcm.ts';
import type { PcmSink } from './decode-track.ts';
import { mediaError } from './errors.ts';

/** Stereo always: mono files are written to both channels. */
const CHANNELS = 2;
/** Slots asked for at a time: a minute and a half of float32. */
const BATCH_SLOTS = 64;

/** Slots handed to a source. The owner has made their slabs known to every reader before it answers. */
export interface SlotGrant {
  slots: readonly number[];
  /** All slabs of the pool, in order. */
  slabs: readonly SharedArrayBuffer[];
}

/** Hands out `count` slots, or null when the pool is exhausted. `countInAll` is what the whole track needs at most. */
export type RequestSlots = (count: number, countInAll: number) => Promise<SlotGrant | null>;

export class PoolSink implements PcmSink {
  private readonly store: PcmStore;
  private readonly source: number;
  private readonly fileName: string;
  private readonly requestSlots: RequestSlots;
  private format = 0;
  private slotsInAll = 0;
  private slotsHeld = 0;
  private frames = 0;

  /** `source`: index in the source table, reserved by the owner. */
  constructor(store: PcmStore, source: number, fileName: string, requestSlots: RequestSlots) {
    this.store = store;
    this.source = source;
    this.fileName = fileName;
    this.requestSlots = requestSlots;
  }

  async open(estimatedFrames: number): Promise<void> {
    this.format = formatFor(estimatedFrames);
    this.slotsInAll = slotsFor(estimatedFrames, this.format, CHANNELS);
    const slots = await this.moreSlots();
    this.store.openSource(this.source, this.format, CHANNELS, estimatedFrames, slots);
    this.slotsHeld = slots.length;
  }

  async write(interleaved: Float32Array, frames: number): Promise<void> {
    const shift = slotShift(this.format, CHANNELS);
    let done = 0;
    while (done < frames) {
      if (this.frames >= this.slotsHeld * (1 << shift)) {
        const slots = await this.moreSlots();
        this.store.appendSlots(this.source, this.slotsHeld, slots);
        this.slotsHeld += slots.length;
      }
      const n = Math.min(frames - done, this.slotsHeld * (1 << shift) - this.frames);
      this.store.writeFrames(this.source, interleaved, done * CHANNELS, n);
      this.frames += n;
      done += n;
    }
  }

  complete(totalFrames: number): void {
    this.store.completeSource(this.source, totalFrames);
  }

  private async moreSlots(): Promise<readonly number[]> {
    const wanted = Math.min(BATCH_SLOTS, this.slotsInAll - this.slotsHeld);
    const grant = wanted > 0 ? await this.requestSlots(wanted, this.slotsInAll) : null;
    if (grant === null || grant.slots.length === 0)
      throw mediaError('noMemory', this.fileName, 'the memory for loaded tracks is full.');
    grant.slabs.slice(this.store.slabCount).forEach((slab) => {
      this.store.addSlab(this.store.slabCount, slab);
    });
    return grant.slots;
  }
}
