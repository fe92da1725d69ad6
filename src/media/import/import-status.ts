/**
 * What a list of the import shows, made from the queue and its pace. Thread: main, at human rate; a look at every item.
 */
import type { ImportPace } from './pace.ts';
import { isSettled, isUnderWay } from './phases.ts';
import type { ImportItem, ImportQueue, QueueCounts } from './queue.ts';
import { trackOfSource } from './sources.ts';
import { allowanceFor, type MachineLoad } from './throttle.ts';

/** A new one a few times a second at most. */
export interface ImportStatus {
  readonly counts: QueueCounts;
  readonly total: number;
  /** Of all: tracks of the library that are analysed again, and how many of those are done. */
  readonly again: number;
  readonly againDone: number;
  /** 0 … 1 of all bytes. */
  readonly share: number;
  /** Null while nothing can be said. */
  readonly etaSeconds: number | null;
  /** Seconds of audio in a second. */
  readonly speed: number | null;
  /** Why nothing new is started, or null. */
  readonly paused: string | null;
  /** True while decks hold the import back. */
  readonly heldBack: boolean;
  readonly underWay: readonly Pick<ImportItem, 'id' | 'name' | 'phase' | 'share'>[];
}

/** Notes the time in `pace`: work and pauses are told apart by what is under way. */
export function importStatus(queue: ImportQueue, pace: ImportPace, load: MachineLoad, nowMs: number): ImportStatus {
  let [bytes, bytesDone, audioLeft, audioUnderWay, again, againDone] = [0, 0, 0, 0, 0, 0];
  const underWay: ImportStatus['underWay'][number][] = [];
  queue.forEach((item) => {
    bytes += item.bytes;
    bytesDone += item.bytes * item.share;
    if (trackOfSource(item.source) !== null) {
      again++;
      if (item.phase === 'done') againDone++;
    }
    if (isSettled(item.phase)) return;
    const audio = item.audioSeconds ?? pace.guessSeconds(item.name, item.bytes);
    audioLeft += audio * (1 - item.share);
    if (!isUnderWay(item.phase)) return;
    audioUnderWay += audio * item.share;
    underWay.push({ id: item.id, name: item.name, phase: item.phase, share: item.share });
  });
  pace.tick(nowMs, underWay.length > 0, audioUnderWay);
  return {
    counts: { ...queue.counts },
    total: queue.size,
    again,
    againDone,
    share: bytes > 0 ? bytesDone / bytes : 0,
    etaSeconds: queue.paused === null && audioLeft > 0 ? pace.etaSeconds(audioLeft) : null,
    speed: pace.speed(),
    paused: queue.paused,
    heldBack: allowanceFor(load).duty < 1 && load.decksPlaying > 0,
    underWay,
  };
}
