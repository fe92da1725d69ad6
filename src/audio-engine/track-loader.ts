/**
 * Stages a track load: prepare (slots, decoding) → swap (the load command, as soon as there is enough to play) →
 * confirm (the engine's `loaded` event) → free (what nobody plays any more, oldest first, when room is needed).
 * A failure at any stage leaves every deck as it was.
 *
 * Thread: main. Holds bookkeeping only; samples never come here.
 */
import { Op, SourceClass } from '../control-bus/commands.ts';
import type { PcmStore, SourceInfo } from '../control-bus/pcm.ts';
import { PcmMemoryFull, type PcmPool } from './pcm-pool.ts';

/** Slots for a producer, with every slab there is; null when the memory for tracks is full. */
export interface SlotGrant {
  readonly slots: readonly number[];
  readonly slabs: readonly SharedArrayBuffer[];
}

export interface ProduceTarget {
  /** Index in the source table. */
  readonly source: number;
  readonly requestSlots: (count: number, countInAll: number) => Promise<SlotGrant | null>;
  readonly onProgress: (share: number) => void;
  readonly signal: AbortSignal;
}

export interface ProducedTrack {
  readonly totalFrames: number;
  readonly fileId: string;
  readonly pcmId: string;
  /** SHA-256 of each 65 536-frame chunk, hex. */
  readonly chunkHashes: readonly string[];
  readonly notices: readonly string[];
}

/** What fills a source with samples: a decoder or a renderer of scores. Rejects with an error whose message is for the performer. */
export interface TrackProducer {
  readonly trackId: string;
  produce(target: ProduceTarget): Promise<ProducedTrack>;
}

export const LoadOutcome = { loaded: 'loaded', refused: 'refused', superseded: 'superseded' } as const;
export type LoadOutcome = (typeof LoadOutcome)[keyof typeof LoadOutcome];

/** Which load, and into which source. */
export interface LoadRef {
  readonly source: number;
  readonly token: number;
}

export interface LoadedTrack extends LoadRef {
  readonly outcome: LoadOutcome;
  /**
   * Resolves when decoding has ended, which may be long ago, or long after the voice has been given to another load: what
   * was heard until then has an identity too. Null when the voice refused the track, or when decoding was given up since
   * nobody needed it; rejects when it broke off.
   */
  readonly produced: Promise<ProducedTrack | null>;
}

interface Holder {
  readonly trackId: string;
  readonly source: number;
  readonly slots: number[];
  readonly abort: AbortController;
  readonly done: Promise<ProducedTrack>;
  readonly voices: Set<number>;
  /** Loads on their way that count on this source. */
  waiting: number;
  share: number;
  complete: boolean;
  /** Decoding broke off: the source goes when the last voice has left it. */
  failed: boolean;
  /** Settles when a failed track's memory is given back. */
  freed: Promise<void> | null;
  lastUsed: number;
}

export interface LoaderPorts {
  readonly store: PcmStore;
  readonly pool: PcmPool;
  readonly slabs: () => readonly SharedArrayBuffer[];
  /** Resolves when nobody but voices reads the source any more: its slots are then given to another track. */
  readonly letGo: (source: number) => Promise<void>;
  /** Sends an intent; returns its id, 0 when it could not be sent. */
  readonly send: (
    fields: { op: Op; deck?: number; target?: number; a?: number; b?: number; source?: SourceClass },
    override: boolean,
  ) => number;
}

interface Pending {
  readonly token: number;
  readonly intentId: number;
  readonly voice: number;
  readonly settle: (outcome: LoadOutcome) => void;
}

/** A deck may start with this much decoded; the decoder is far faster than any deck. */
const START_FRAMES = 48_000;
const POLL_MS = 8;

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

export class TrackLoader {
  private readonly ports: LoaderPorts;
  private readonly holders = new Map<string, Holder>();
  private readonly playing = new Map<number, Holder>();
  private readonly latest = new Map<number, number>();
  private pending: Pending[] = [];
  private nextToken = 1;
  private clock = 0;
  private readonly info: SourceInfo = { format: 0, channels: 0, readableFrames: 0, totalFrames: 0, complete: false };

  constructor(ports: LoaderPorts) {
    this.ports = ports;
  }

  /**
   * Loads a track into a voice. Resolves when the engine has it, or refused it, or a later load took its place; rejects
   * when it cannot be decoded.
   */
  async load(producer: TrackProducer, voice: number, override: boolean): Promise<LoadedTrack> {
    const token = this.nextToken++;
    this.latest.set(voice, token);
    const holder = this.holders.get(producer.trackId) ?? (await this.open(producer));
    holder.waiting++;
    holder.lastUsed = ++this.clock;
    try {
      const playable = await this.untilPlayable(holder, voice, token);
      const outcome = playable ? await this.swap(holder, voice, token, override) : LoadOutcome.superseded;
      const load = { source: holder.source, token, outcome };
      if (outcome !== LoadOutcome.loaded) return { ...load, produced: Promise.resolve(null) };
      const before = this.playing.get(voice);
      this.playing.set(voice, holder);
      holder.voices.add(voice);
      if (before !== undefined && before !== holder) this.left(before, voice);
      const produced = holder.done.catch((error: unknown) => {
        if (holder.abort.signal.aborted) return null;
        throw error;
      });
      produced.catch(() => undefined); // whoever does not ask for it is no unhandled rejection
      return { ...load, produced };
    } finally {
      holder.waiting--;
      if (holder.failed) void this.freeFailed(holder);
    }
  }

  /** The engine confirmed a load (event `loaded`). */
  confirmed(voice: number, token: number): void {
    this.settle((p) => p.voice === voice && p.token === token, LoadOutcome.loaded);
  }

  /** An intent or command was refused. */
  refused(intentId: number): void {
    this.settle((p) => p.intentId === intentId, LoadOutcome.refused);
  }

  /** The voice was emptied (event `ejected`). */
  ejected(voice: number): void {
    const holder = this.playing.get(voice);
    if (holder === undefined) return;
    this.playing.delete(voice);
    this.left(holder, voice);
  }

  /** 0 … 1 of what a voice plays; 1 when complete or empty. */
  decodedShare(voice: number): number {
    const holder = this.playing.get(voice);
    return holder === undefined || holder.complete ? 1 : holder.share;
  }

  private settle(which: (pending: Pending) => boolean, outcome: LoadOutcome): void {
    const met = this.pending.filter(which);
    this.pending = this.pending.filter((p) => !which(p));
    for (const p of met) p.settle(outcome);
  }

  private async open(producer: TrackProducer): Promise<Holder> {
    let source = this.ports.pool.takeSource();
    if (source === null && (await this.evictOldest())) {
      const opened = this.holders.get(producer.trackId);
      if (opened !== undefined) return opened; // another load of it was faster
      source = this.ports.pool.takeSource();
    }
    if (source === null) throw new Error('Too many tracks are in use at once. Eject one and load again.');
    const abort = new AbortController();
    const slots: number[] = [];
    const done = producer.produce({
      source,
      signal: abort.signal,
      requestSlots: (count, inAll) => this.grant(slots, count, inAll),
      onProgress: (share) => {
        holder.share = share;
      },
    });
    const holder: Holder = {
      trackId: producer.trackId,
      source,
      slots,
      abort,
      done,
      voices: new Set(),
      waiting: 0,
      share: 0,
      complete: false,
      failed: false,
      freed: null,
      lastUsed: ++this.clock,
    };
    this.holders.set(producer.trackId, holder);
    done.then(
      (track) => {
        holder.complete = true;
        holder.share = 1;
        this.ports.send({ op: Op.sourceLength, target: source, a: track.totalFrames, source: SourceClass.host }, false);
      },
      () => {
        // Whoever waits is told by the same promise. What was decoded stays for decks that play it already.
        if (this.holders.get(producer.trackId) === holder) this.holders.delete(producer.trackId);
        holder.failed = true;
        void this.freeFailed(holder);
      },
    );
    return holder;
  }

  private async grant(slots: number[], count: number, inAll: number): Promise<SlotGrant | null> {
    for (;;) {
      try {
        const got = await this.ports.pool.reserve(count);
        slots.push(...got);
        return { slots: got, slabs: this.ports.slabs() };
      } catch (error) {
        if (!(error instanceof PcmMemoryFull)) throw error;
        if (inAll < count || !(await this.evictOldest())) return null;
      }
    }
  }

  /** True when enough is decoded to play; false when a later load of the same voice overtook this one. */
  private async untilPlayable(holder: Holder, voice: number, token: number): Promise<boolean> {
    let failure: unknown = null;
    holder.done.catch((error: unknown) => {
      failure = error ?? new Error('decoding failed');
    });
    for (;;) {
      if (this.latest.get(voice) !== token) return false;
      this.ports.store.readInfo(holder.source, this.info);
      const { format, readableFrames, totalFrames } = this.info;
      if (
        format !== 0 &&
        readableFrames > 0 &&
        (holder.complete || readableFrames >= Math.min(START_FRAMES, totalFrames))
      )
        return true;
      if (failure !== null) throw failure;
      await pause(POLL_MS);
    }
  }

  private swap(holder: Holder, voice: number, token: number, override: boolean): Promise<LoadOutcome> {
    this.ports.store.readInfo(holder.source, this.info);
    this.ports.send(
      { op: Op.sourceLength, target: holder.source, a: this.info.totalFrames, source: SourceClass.host },
      false,
    );
    const intentId = this.ports.send({ op: Op.load, deck: voice, target: holder.source, a: token }, override);
    if (intentId === 0) return Promise.resolve(LoadOutcome.refused);
    return new Promise((settle) => {
      this.pending.push({ token, intentId, voice, settle });
    });
  }

  /** Frees the least recently used source that no voice plays. False when there is none. */
  private async evictOldest(): Promise<boolean> {
    const oldest = this.oldestUnused(() => true);
    if (oldest === null) return false;
    this.holders.delete(oldest.trackId);
    if (!oldest.complete) {
      // Its producer may still be writing: the slots are free when it has let go.
      oldest.abort.abort();
      const finished = await oldest.done.then(
        () => true,
        () => false,
      );
      if (!finished) {
        oldest.failed = true;
        await this.freeFailed(oldest);
        return true;
      }
    }
    await this.ports.letGo(oldest.source);
    this.free(oldest);
    return true;
  }

  private oldestUnused(which: (holder: Holder) => boolean): Holder | null {
    let oldest: Holder | null = null;
    for (const holder of this.holders.values())
      if (
        holder.voices.size === 0 &&
        holder.waiting === 0 &&
        which(holder) &&
        (oldest === null || holder.lastUsed < oldest.lastUsed)
      )
        oldest = holder;
    return oldest;
  }

  private left(holder: Holder, voice: number): void {
    holder.voices.delete(voice);
    if (holder.failed) void this.freeFailed(holder);
  }

  /** Gives a failed track's memory back once no voice reads it and no load waits for it. Never rejects. */
  private freeFailed(holder: Holder): Promise<void> {
    if (holder.voices.size > 0 || holder.waiting > 0) return Promise.resolve();
    holder.freed ??= this.ports.letGo(holder.source).then(
      () => this.free(holder),
      () => undefined, // a reader that cannot be stopped may still read: then nobody else gets the memory
    );
    return holder.freed;
  }

  private free(holder: Holder): void {
    this.ports.pool.releaseSource(holder.source);
    this.ports.pool.release(holder.slots.splice(0));
  }
}
