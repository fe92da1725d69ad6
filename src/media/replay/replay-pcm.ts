/**
 * The PCM of a replay: source slots filled whole, one track each, slots of the pool used again when a track gives way.
 * Thread: whoever replays. Allocates slabs.
 */
import { SLAB_SLOTS } from '../../control-bus/constants.ts';
import { formatFor, PcmStore, SLAB_BYTES, SOURCE_TABLE_BYTES, slotsFor } from '../../control-bus/pcm.ts';
import type { PcmSink } from './replay-types.ts';

const CHANNELS = 2;

export class ReplayPcm {
  readonly store = new PcmStore(new SharedArrayBuffer(SOURCE_TABLE_BYTES));
  private readonly free: number[] = [];
  private readonly held = new Map<number, readonly number[]>();

  /** A sink for one track in source slot `source`; what was there before is let go when it opens. */
  sinkFor(source: number): PcmSink {
    return {
      open: async (frames) => {
        this.release(source);
        const format = formatFor(frames);
        const slots = this.take(slotsFor(frames, format, CHANNELS));
        this.held.set(source, slots);
        this.store.openSource(source, format, CHANNELS, frames, slots);
      },
      write: (interleaved, frames) => this.store.writeFrames(source, interleaved, 0, frames),
      complete: (totalFrames) => this.store.completeSource(source, totalFrames),
    };
  }

  /** Empties a source slot: it reads as silence. */
  release(source: number): void {
    this.store.closeSource(source);
    this.free.push(...(this.held.get(source) ?? []));
    this.held.delete(source);
  }

  private take(count: number): number[] {
    while (this.free.length < count) {
      const index = this.store.slabCount;
      this.store.addSlab(index, new SharedArrayBuffer(SLAB_BYTES));
      for (let i = SLAB_SLOTS - 1; i >= 0; i--) this.free.push(index * SLAB_SLOTS + i);
    }
    return this.free.splice(this.free.length - count, count);
  }
}
