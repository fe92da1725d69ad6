/**
 * The state of an import: which files wait, which are under way, what became of the others. No clock, no storage, no
 * worker: whoever drives it brings the events and takes the changed records to where they are kept.
 *
 * Rules: nothing is lost and nothing is done twice; an event of an attempt that is no longer the current one is refused;
 * `cancelled` is final; after a crash whatever was under way waits again, and what is settled stays settled.
 * Thread: any (the importer's main thread); allocates per item only. Every call but those that name all
 * items (`restore`, `items`, `retryFailed` and their like) takes constant time, whatever the number of items.
 */
import { ImportPhase, type ImportProblem, isSettled, isUnderWay, PHASE_ORDER } from './phases.ts';

/** A worker that is lost twice with the same file is not at fault. */
const ATTEMPTS_MAX = 2;
/** A file that was under way when the session broke off this often waits behind all others. */
const INTERRUPTIONS_MAX = 2;

/** What is kept of an item between sessions. Small: one a file. */
export interface ItemRecord {
  /** Place in the order of arrival; the item's name. */
  readonly id: number;
  /** Where the audio is: a key of the source keeper. */
  readonly source: string;
  readonly name: string;
  readonly bytes: number;
  readonly phase: ImportPhase;
  /** Sessions that broke off while it was under way. */
  readonly interruptions: number;
  readonly problem: ImportProblem | null;
  /** The library's track: what it became, or what it repeats. */
  readonly trackId: string | null;
  /** Length, once known. */
  readonly audioSeconds: number | null;
}

export interface ImportItem extends ItemRecord {
  /** 0 … 1 of the work on it. */
  readonly share: number;
  /** Number of the current attempt, unique in the session: events name it. */
  readonly run: number;
  /** Workers it was given to in this session, since it was last asked for by hand. */
  readonly attempts: number;
}

export interface NewItem {
  readonly source: string;
  readonly name: string;
  readonly bytes: number;
}

export type QueueCounts = { readonly [P in ImportPhase]: number };

interface Entry {
  id: number;
  source: string;
  name: string;
  bytes: number;
  phase: ImportPhase;
  interruptions: number;
  attempts: number;
  problem: ImportProblem | null;
  trackId: string | null;
  audioSeconds: number | null;
  share: number;
  run: number;
}

/** What a settled item became. */
export type Settled =
  | { readonly phase: 'done'; readonly trackId: string }
  | { readonly phase: 'duplicate'; readonly trackId: string }
  | { readonly phase: 'failed'; readonly problem: ImportProblem };

export class ImportQueue {
  private readonly entries = new Map<number, Entry>();
  /** Ids of waiting items, oldest first; those that no longer wait are dropped when met. */
  private waiting: number[] = [];
  /** Index of the first id of `waiting` that was not taken yet. */
  private head = 0;
  /** Ids to be taken before all others: those whose worker was lost. */
  private urgent: number[] = [];
  private readonly changed = new Set<number>();
  private readonly tally: { [P in ImportPhase]: number } = {
    queued: 0,
    reading: 0,
    decoding: 0,
    analysing: 0,
    storing: 0,
    done: 0,
    failed: 0,
    duplicate: 0,
    cancelled: 0,
  };
  private nextId = 1;
  private nextRun = 1;
  /** Why nothing new is started; null when it runs. */
  private pauseReason: string | null = null;

  /** The queue as it was when the last session ended, or was killed: what was under way waits again, in its old place. */
  static restore(records: Iterable<ItemRecord>): ImportQueue {
    const queue = new ImportQueue();
    const last: number[] = [];
    for (const record of [...records].sort((a, b) => a.id - b.id)) {
      const interrupted = isUnderWay(record.phase);
      const entry: Entry = {
        ...record,
        phase: interrupted ? ImportPhase.queued : record.phase,
        interruptions: record.interruptions + (interrupted ? 1 : 0),
        attempts: 0,
        share: isSettled(record.phase) ? 1 : 0,
        run: 0,
      };
      queue.entries.set(entry.id, entry);
      queue.tally[entry.phase]++;
      if (entry.phase === ImportPhase.queued)
        (entry.interruptions >= INTERRUPTIONS_MAX ? last : queue.waiting).push(entry.id);
      if (interrupted) queue.changed.add(entry.id);
      queue.nextId = Math.max(queue.nextId, entry.id + 1);
    }
    // A file that takes the whole browser down must not keep the others from their turn.
    queue.waiting.push(...last);
    return queue;
  }

  /** Adds files at the end; returns their ids. */
  add(items: readonly NewItem[]): number[] {
    return items.map(({ source, name, bytes }) => {
      const id = this.nextId++;
      this.entries.set(id, {
        id,
        source,
        name,
        bytes,
        phase: ImportPhase.queued,
        interruptions: 0,
        attempts: 0,
        problem: null,
        trackId: null,
        audioSeconds: null,
        share: 0,
        run: 0,
      });
      this.tally.queued++;
      this.waiting.push(id);
      this.changed.add(id);
      return id;
    });
  }

  /** Takes the next item for a worker: it is `reading` from now on. Null when paused or nothing waits. */
  take(): ImportItem | null {
    if (this.pauseReason !== null) return null;
    const entry = this.nextWaiting();
    if (entry === null) return null;
    entry.attempts++;
    entry.run = this.nextRun++;
    this.move(entry, ImportPhase.reading);
    return { ...entry };
  }

  /** A worker tells of a later phase. False when the attempt is no longer the current one, or the phase is behind. */
  advance(run: number, id: number, phase: ImportPhase): boolean {
    const entry = this.current(run, id);
    if (entry === null || !isUnderWay(phase) || PHASE_ORDER[phase] <= PHASE_ORDER[entry.phase]) return false;
    this.move(entry, phase);
    return true;
  }

  /** A worker tells how far it is. Not kept between sessions. */
  progress(run: number, id: number, share: number, audioSeconds: number): boolean {
    const entry = this.current(run, id);
    if (entry === null) return false;
    if (share > entry.share) entry.share = Math.min(1, share);
    if (audioSeconds > 0) entry.audioSeconds = audioSeconds;
    return true;
  }

  /** The end of an attempt. False, and nothing changes, when the attempt is no longer the current one. */
  settle(run: number, id: number, outcome: Settled): boolean {
    const entry = this.current(run, id);
    if (entry === null) return false;
    if (outcome.phase === 'failed') entry.problem = outcome.problem;
    else entry.trackId = outcome.trackId;
    entry.share = 1;
    this.move(entry, outcome.phase);
    return true;
  }

  /** The worker crashed or fell silent: the item waits again in front, or fails when this was not the first time. */
  workerLost(run: number, id: number, problem: ImportProblem): boolean {
    const entry = this.current(run, id);
    if (entry === null) return false;
    if (entry.attempts >= ATTEMPTS_MAX) return this.settle(run, id, { phase: 'failed', problem });
    this.requeue(entry);
    return true;
  }

  /** Puts an item under way back in front without counting the attempt: the disk is full, a permission is missing. */
  giveBack(run: number, id: number): boolean {
    const entry = this.current(run, id);
    if (entry === null) return false;
    entry.attempts--;
    this.requeue(entry);
    return true;
  }

  /** Ends an item that is not settled, for good. False when it is settled already. */
  cancel(id: number): boolean {
    const entry = this.entries.get(id);
    if (entry === undefined || isSettled(entry.phase)) return false;
    entry.share = 1;
    this.move(entry, ImportPhase.cancelled);
    return true;
  }

  /** A failed item waits again, as if it were new. False for any other. */
  retry(id: number): boolean {
    const entry = this.entries.get(id);
    if (entry === undefined || entry.phase !== ImportPhase.failed) return false;
    entry.attempts = 0;
    entry.problem = null;
    entry.share = 0;
    this.move(entry, ImportPhase.queued);
    this.waiting.push(id);
    return true;
  }

  retryFailed(): number[] {
    return [...this.entries.keys()].filter((id) => this.retry(id));
  }

  /** Forgets settled items: the list is read. Their records may be removed; returns the ids. */
  clearSettled(): number[] {
    const settled = [...this.entries.values()].filter(({ phase }) => isSettled(phase)).map(({ id }) => id);
    for (const id of settled) {
      const entry = this.entries.get(id) as Entry;
      this.tally[entry.phase]--;
      this.entries.delete(id);
      this.changed.delete(id);
    }
    return settled;
  }

  /** Starts nothing new until `resume`; what is under way goes on. */
  pause(reason: string): void {
    this.pauseReason = reason;
  }

  resume(): void {
    this.pauseReason = null;
  }

  /** Why it stands still, or null. */
  get paused(): string | null {
    return this.pauseReason;
  }

  /** Items in each phase. A view: read it at once. */
  get counts(): QueueCounts {
    return this.tally;
  }

  get size(): number {
    return this.entries.size;
  }

  get(id: number): ImportItem | undefined {
    const entry = this.entries.get(id);
    return entry === undefined ? undefined : { ...entry };
  }

  /** All items in order of arrival. Allocates; for a list on the screen or a test. */
  items(): ImportItem[] {
    return [...this.entries.values()].map((entry) => ({ ...entry }));
  }

  /** Visits every item without copying. */
  forEach(visit: (item: ImportItem) => void): void {
    this.entries.forEach(visit);
  }

  /** What failed and why, in order of arrival. */
  failures(): ImportItem[] {
    return this.items().filter(({ phase }) => phase === ImportPhase.failed);
  }

  /** Records that changed since the last call, to be kept. */
  takeChanged(): ItemRecord[] {
    const records = [...this.changed].map((id) => recordOf(this.entries.get(id) as Entry));
    this.changed.clear();
    return records;
  }

  /** Records that could not be kept are due again. */
  stillChanged(records: readonly ItemRecord[]): void {
    for (const { id } of records) if (this.entries.has(id)) this.changed.add(id);
  }

  /** The entry that attempt `run` works on, or null when that attempt is over. */
  private current(run: number, id: number): Entry | null {
    const entry = this.entries.get(id);
    return entry !== undefined && entry.run === run && isUnderWay(entry.phase) ? entry : null;
  }

  private nextWaiting(): Entry | null {
    for (let id = this.urgent.pop(); id !== undefined; id = this.urgent.pop()) {
      const entry = this.entries.get(id);
      if (entry?.phase === ImportPhase.queued) return entry;
    }
    while (this.head < this.waiting.length) {
      const entry = this.entries.get(this.waiting[this.head++] as number);
      if (entry?.phase === ImportPhase.queued) return entry;
    }
    this.waiting = [];
    this.head = 0;
    return null;
  }

  private requeue(entry: Entry): void {
    entry.share = 0;
    this.move(entry, ImportPhase.queued);
    this.urgent.push(entry.id);
  }

  private move(entry: Entry, phase: ImportPhase): void {
    this.tally[entry.phase]--;
    this.tally[phase]++;
    entry.phase = phase;
    this.changed.add(entry.id);
  }
}

function recordOf(entry: Entry): ItemRecord {
  const { share: _share, run: _run, attempts: _attempts, ...record } = entry;
  return record;
}
