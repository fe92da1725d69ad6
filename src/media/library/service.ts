/**
 * The library as the worker offers it: opens database and lock, tells other tabs, answers calls.
 * Thread: library worker (tests run it in Node with stand-ins for locks and channel).
 */
import type { Crate } from './crates.ts';
import { type Database, openDatabase } from './database.ts';
import { duplicates } from './duplicates.ts';
import { LibraryError, type LibraryProblem, libraryError } from './errors.ts';
import { Library, type LibraryEvent } from './library.ts';
import { memoryDatabase } from './memory-database.ts';
import type { LibraryCalls, LibraryState } from './messages.ts';
import { Orders } from './order.ts';
import { PartViews } from './part-views.ts';
import { backup, restore } from './restore.ts';
import { Selection } from './selection.ts';
import { Views } from './views.ts';
import { type Locks, requestWriter, type WriterLease } from './writer-lease.ts';

/** What is used of a `BroadcastChannel`: hears other tabs, not itself. */
export interface Channel {
  postMessage(event: LibraryEvent): void;
  onmessage: ((message: MessageEvent<LibraryEvent>) => void) | null;
}

export interface ServiceOptions {
  readonly locks: Locks;
  readonly channel: Channel;
  readonly nowMs: () => number;
  /** Runs the last work given to it when nothing was given for some seconds: then nobody waits for the database. */
  readonly whenQuiet: (work: () => void) => void;
}

/** With more of them the next opening would be felt: the listing is then written at once. */
const MOST_UNLISTED = 1000;

interface Open {
  readonly library: Library;
  readonly views: Views;
  readonly parts: PartViews;
  readonly database: Database;
  readonly lease: WriterLease;
}

function listsOf(library: Library, nowMs: () => number): Pick<Open, 'views' | 'parts'> {
  const selection = new Selection(library, new Orders(library.index), nowMs);
  return { views: new Views(selection), parts: new PartViews(selection) };
}

const SESSION_WORDS = 'The browser keeps nothing: what is added and changed lasts until this page closes.';
const READER_WORDS =
  'Another tab of Echelon writes the library. This one shows it, and takes over when that tab is closed.';

export class LibraryService implements LibraryCalls {
  onEvent: (event: LibraryEvent) => void = () => undefined;
  onState: (state: LibraryState) => void = () => undefined;
  private state: LibraryState = { kind: 'opening' };
  private opened: Promise<Open> | null = null;
  private tidying: Promise<void> | null = null;
  private finding: Promise<void> | null = null;
  private readonly options: ServiceOptions;

  constructor(options: ServiceOptions) {
    this.options = options;
  }

  async open(): Promise<LibraryState> {
    // A failure is told as a state; whoever calls afterwards hears it again.
    await this.ready().catch(() => undefined);
    return this.state;
  }

  private ready(): Promise<Open> {
    this.opened ??= this.start().catch((error: unknown) => {
      this.fail(libraryError(error, 'Opening the library').toProblem());
      throw error;
    });
    return this.opened;
  }

  /** A browser that refuses storage has a library for the session; every other failure is told as it is. */
  private async start(): Promise<Open> {
    try {
      return await this.startKept();
    } catch (error) {
      const failure = libraryError(error, 'Opening the library');
      if (failure.code !== 'failed') throw failure;
      return this.startForSession(failure);
    }
  }

  private async startForSession({ reason }: LibraryError): Promise<Open> {
    const { nowMs } = this.options;
    const database = memoryDatabase();
    const library = await Library.open(database, { nowMs, onEvent: (event) => this.onEvent(event) });
    library.isWriter = true;
    const words = `${reason} ${SESSION_WORDS}`;
    this.setState({ kind: 'session', trackCount: 0, words });
    const lease = { isWriter: true, release: () => undefined };
    return { library, ...listsOf(library, nowMs), database, lease };
  }

  private async startKept(): Promise<Open> {
    const { locks, channel, nowMs } = this.options;
    const database = await openDatabase({
      onSuperseded: () =>
        this.lost(new LibraryError('newer', 'A newer Echelon in another tab has taken over the library.')),
      onLost: () => this.lost(new LibraryError('evicted', 'The browser has closed the library’s database.')),
    });
    // The lock first: nobody then writes between our reading and our writing.
    let loaded: Promise<Library>;
    const lease = await requestWriter(
      locks,
      () => {
        loaded
          .then((library) => this.takeOver(library))
          .catch((error: unknown) => this.lost(libraryError(error, 'Taking over the library')));
      },
      (error) => this.failed(error),
    );
    loaded = Library.open(database, {
      nowMs,
      onEvent: (event) => {
        this.onEvent(event);
        if (this.state.kind !== 'writer') return;
        channel.postMessage(event);
        if (event.kind === 'tracks')
          loaded.then((library) => this.keepListed(library)).catch((error: unknown) => this.failed(error));
      },
    });
    channel.onmessage = ({ data }) => {
      if (this.state.kind !== 'writer')
        loaded.then((library) => library.refresh(data)).catch((error: unknown) => this.failed(error));
    };
    try {
      const library = await loaded;
      library.isWriter = lease.isWriter;
      this.tellState(library);
      if (lease.isWriter) library.sweep().catch((error: unknown) => this.failed(error));
      this.tidyLater(library);
      return { library, ...listsOf(library, nowMs), database, lease };
    } catch (error) {
      database.close();
      lease.release();
      throw error;
    }
  }

  private async takeOver(library: Library): Promise<void> {
    await library.load();
    library.isWriter = true;
    this.tellState(library);
    this.tidyLater(library);
    this.onEvent({ kind: 'tracks', keys: null });
    this.onEvent({ kind: 'crates' });
  }

  private keepListed(library: Library): void {
    if (library.unlisted > MOST_UNLISTED) this.tidy(library);
    this.tidyLater(library);
  }

  private tidyLater(library: Library): void {
    this.options.whenQuiet(() => this.tidy(library));
  }

  /** Makes ready for searching and brings the stored listing up to date. */
  private tidy(library: Library): void {
    library.index.words(); // folded now, so that the first key press need not
    if (this.state.kind !== 'writer') return;
    this.tidying ??= library
      .list()
      .catch((error: unknown) => this.failedUnlessFull(error))
      .finally(() => {
        this.tidying = null;
      });
  }

  /** Finds sections on corrected grids, one turn after the other. */
  private findSections(library: Library): void {
    if (library.sectionlessCount === 0 || this.state.kind === 'failed') return;
    this.finding ??= library
      .findSections()
      .catch((error: unknown) => this.failedUnlessFull(error))
      .finally(() => {
        this.finding = null;
        this.findSections(library);
      });
  }

  /** The tracks are safe without a listing and with their old sections, and whoever saves next hears of the full disk. */
  private failedUnlessFull(error: unknown): void {
    if (libraryError(error, 'Keeping the library up to date').code !== 'quotaFull') this.failed(error);
  }

  private tellState(library: Library): void {
    const { trackCount } = library.index;
    this.setState(
      library.isWriter ? { kind: 'writer', trackCount } : { kind: 'reader', trackCount, words: READER_WORDS },
    );
  }

  private setState(state: LibraryState): void {
    this.state = state;
    this.onState(state);
  }

  private fail(problem: LibraryProblem): void {
    this.setState({ kind: 'failed', problem });
  }

  private failed(error: unknown): void {
    this.fail(libraryError(error, 'Keeping the library up to date').toProblem());
  }

  /** The database is gone under us: nobody may go on as if it were there, and another tab may have the lock. */
  private lost(error: LibraryError): void {
    this.opened?.then(
      ({ lease }) => lease.release(),
      () => undefined, // told when it happened
    );
    const gone = Promise.reject(error);
    gone.catch(() => undefined); // each later call hears it
    this.opened = gone;
    this.fail(error.toProblem());
  }

  /** Resolves when nothing is done any more that nobody waits for. */
  async idle(): Promise<void> {
    while (this.tidying !== null || this.finding !== null) await Promise.all([this.tidying, this.finding]);
  }

  /** Closes everything; another tab may write. */
  async close(): Promise<void> {
    const { database, lease } = await this.ready();
    this.options.channel.onmessage = null;
    await this.idle();
    database.close();
    lease.release();
  }

  async record(key: string) {
    return (await (await this.ready()).library.get(key)) ?? null;
  }
  async records(keys: readonly string[]) {
    return (await (await this.ready()).library.getMany(keys)).map((record) => record ?? null);
  }
  async byFileId(fileId: string) {
    return (await (await this.ready()).library.byFileId(fileId)) ?? null;
  }
  async apply(...given: Parameters<LibraryCalls['apply']>) {
    const { library } = await this.ready();
    const missing = await library.apply(...given);
    this.findSections(library);
    return missing;
  }
  async removeTracks(keys: readonly string[]) {
    return (await this.ready()).library.remove(keys);
  }
  async putBack(...[records]: Parameters<LibraryCalls['putBack']>) {
    return (await this.ready()).library.putRecords(records, 'asItIs');
  }
  async cover(id: string) {
    return (await (await this.ready()).library.cover(id)) ?? null;
  }
  async features(key: string) {
    return (await this.ready()).library.features(key);
  }
  async duplicates() {
    return duplicates((await this.ready()).library.index);
  }
  async openView() {
    return (await this.ready()).views.open();
  }
  async closeView(view: number) {
    (await this.ready()).views.close(view);
  }
  async search(...given: Parameters<LibraryCalls['search']>) {
    return (await this.ready()).views.search(...given);
  }
  async rows(...given: Parameters<LibraryCalls['rows']>) {
    return (await this.ready()).views.rows(...given);
  }
  async keys(...given: Parameters<LibraryCalls['keys']>) {
    return (await this.ready()).views.keys(...given);
  }
  async position(...given: Parameters<LibraryCalls['position']>) {
    return (await this.ready()).views.position(...given);
  }
  async openParts() {
    return (await this.ready()).parts.open();
  }
  async closeParts(view: number) {
    (await this.ready()).parts.close(view);
  }
  async searchParts(...given: Parameters<LibraryCalls['searchParts']>) {
    return (await this.ready()).parts.search(...given);
  }
  async partRows(...given: Parameters<LibraryCalls['partRows']>) {
    return (await this.ready()).parts.rows(...given);
  }
  async partPosition(...given: Parameters<LibraryCalls['partPosition']>) {
    return (await this.ready()).parts.position(...given);
  }
  async complete(text: string, caret: number) {
    return (await this.ready()).views.complete(text, caret);
  }
  async crates(): Promise<Crate[]> {
    return [...(await this.ready()).library.crates.values()];
  }
  async editCrates(...[edit]: Parameters<LibraryCalls['editCrates']>) {
    return (await this.ready()).library.editCrates(edit);
  }
  async history() {
    return (await this.ready()).library.history();
  }
  async editHistory(...[edit]: Parameters<LibraryCalls['editHistory']>) {
    return (await this.ready()).library.editHistory(edit);
  }
  async removeSet(id: string) {
    return (await this.ready()).library.removeSet(id);
  }
  async setting(name: string) {
    const { library } = await this.ready();
    return (await library.settings()).find((setting) => setting.name === name)?.value ?? null;
  }
  async putSetting(...[setting]: Parameters<LibraryCalls['putSetting']>) {
    return (await this.ready()).library.putSettings([setting]);
  }
  async backup() {
    return backup((await this.ready()).library, this.options.nowMs());
  }
  async restore(file: Blob) {
    return restore((await this.ready()).library, file);
  }
}
