/**
 * The library: database and index as one. Everything is written first and shown then; what a promise has acknowledged is
 * in the database.
 * Thread: library worker (tests run it in Node). Every method rejects with `LibraryError`.
 */
import { changed, isHandWork, type TrackEdit } from './changes.ts';
import { coverRecord } from './covers.ts';
import { applied, type CrateEdit, type CratePatch, type CrateTree, patchOf, repaired } from './crates.ts';
import { type Batch, type Database, writeBatch } from './database.ts';
import { LibraryError, libraryError } from './errors.ts';
import { editedSet, type HistoryEdit, type PlayedSet } from './history.ts';
import { Listing } from './listing.ts';
import { type CoverRecord, emptyTrack, type SettingRecord, type TrackRecord } from './model.ts';
import { readTracks } from './opening.ts';
import { merged, withPlay } from './rules.ts';
import { wantsSections, withSections } from './sections-anew.ts';
import { TrackIndex } from './track-index.ts';

/** What has changed; null for keys: more than is worth naming. */
export type LibraryEvent =
  | { readonly kind: 'tracks'; readonly keys: readonly string[] | null }
  | { readonly kind: 'crates' }
  | { readonly kind: 'history' }
  | { readonly kind: 'settings' };

export interface LibraryOptions {
  readonly nowMs: () => number;
  readonly onEvent: (event: LibraryEvent) => void;
}

const NAMED_KEYS = 500;

/** Edits that wait for the transaction under way; they go into the next one together. */
interface Waiting {
  readonly edits: readonly TrackEdit[];
  readonly covers: readonly (CoverRecord | null | undefined)[];
  readonly missing: string[];
}

export class Library {
  readonly index = new TrackIndex();
  crates: CrateTree = new Map();
  /** Set by the worker when this tab holds the writer's lock. */
  isWriter = false;
  private readonly database: Database;
  private readonly options: LibraryOptions;
  private listing = new Listing(this.index);
  private waiting: Waiting[] = [];
  /** Tracks whose sections do not lie on their grid, with their features where those were given along. */
  private sectionless = new Map<string, Uint8Array | null>();
  private waitingWritten: Promise<void> = Promise.resolve();
  private lastTurn: Promise<unknown> = Promise.resolve();

  private constructor(database: Database, options: LibraryOptions) {
    this.database = database;
    this.options = options;
  }

  static async open(database: Database, options: LibraryOptions): Promise<Library> {
    const library = new Library(database, options);
    await library.load();
    return library;
  }

  /** Reads everything (again): at the start, and when another tab has been the writer until now. */
  async load(): Promise<void> {
    await this.reading('Reading the library', async (db) => {
      this.listing = await readTracks(db, this.index);
      const crates = new Map((await db.getAll('crates')).map((crate) => [crate.id, crate]));
      for (const crate of repaired(crates)) crates.set(crate.id, crate);
      this.crates = crates;
    });
  }

  /** Another tab has written: reads what it names. */
  async refresh(event: LibraryEvent): Promise<void> {
    if (event.kind === 'tracks' && event.keys !== null) {
      const records = await this.getMany(event.keys);
      for (const [i, key] of event.keys.entries()) {
        const record = records[i];
        if (record === undefined) this.index.remove(key);
        else this.index.put(record);
      }
    } else if (event.kind === 'tracks' || event.kind === 'crates') await this.load();
    this.options.onEvent(event);
  }

  async get(key: string): Promise<TrackRecord | undefined> {
    // An import asks for every file whether it is here: the one who writes knows without reading.
    if (this.isWriter && this.index.slotOf(key) === undefined) return undefined;
    return this.reading('Reading a track', (db) => db.get('tracks', key));
  }

  getMany(keys: readonly string[]): Promise<(TrackRecord | undefined)[]> {
    return this.reading('Reading tracks', (db) => {
      const store = db.transaction('tracks').store;
      return Promise.all(keys.map((key) => store.get(key)));
    });
  }

  byFileId(fileId: string): Promise<TrackRecord | undefined> {
    return this.reading('Reading a track', (db) => db.getFromIndex('tracks', 'fileId', fileId));
  }

  cover(id: string): Promise<CoverRecord | undefined> {
    return this.reading('Reading a cover', (db) => db.get('covers', id));
  }

  /** What the analysis kept of a track's sound, or null. */
  async features(key: string): Promise<Uint8Array | null> {
    return (await this.reading('Reading a track', (db) => db.get('features', key)))?.bytes ?? null;
  }

  /** Tracks that the next opening has to read one by one: grows with every change until `list` has run. */
  get unlisted(): number {
    return this.listing.unlisted;
  }

  /**
   * Brings the stored listing up to date, a block a turn, so that edits come between. Blocks that change meanwhile are
   * left for the next time.
   */
  async list(): Promise<void> {
    for (const block of this.listing.blocksBehind())
      await this.inTurn(async () => {
        if (!this.isWriter) return;
        const { stored, unlisted, done } = this.listing.update(block);
        const batch: Batch = { put: { listing: [stored] }, remove: { unlisted } };
        await this.commit(batch, 'relaxed', 'Saving the listing');
        done();
      });
  }

  /** Adds tracks and changes them; keys that are neither known nor created are returned and left out. */
  async apply(edits: readonly TrackEdit[]): Promise<string[]> {
    const covers = await Promise.all(edits.map(({ cover }) => coverRecord(cover)));
    const job: Waiting = { edits, covers, missing: [] };
    this.waiting.push(job);
    if (this.waiting.length === 1) this.waitingWritten = this.inTurn(() => this.writeWaiting());
    await this.waitingWritten;
    return job.missing;
  }

  private async writeWaiting(): Promise<void> {
    const jobs = this.waiting;
    this.waiting = [];
    const known = await this.known(jobs.flatMap(({ edits }) => edits.map(({ key }) => key)));
    const touched = new Map<string, TrackRecord>();
    for (const { edits, covers, missing } of jobs)
      for (const [i, edit] of edits.entries()) {
        const record = this.edited(touched.get(edit.key) ?? known.get(edit.key), edit, covers[i]);
        if (record === null) missing.push(edit.key);
        else touched.set(edit.key, record);
      }
    const tracks = [...touched.values()];
    const covers = jobs.flatMap((job) => job.covers.filter((cover) => cover != null));
    const given = new Map<string, Uint8Array>();
    for (const { edits } of jobs)
      for (const { key, features } of edits) if (features !== undefined && touched.has(key)) given.set(key, features);
    const features = Array.from(given, ([key, bytes]) => ({ key, bytes }));
    const strict = jobs.some(({ edits }) => edits.some(({ changes }) => changes.some(isHandWork)));
    await this.commit({ put: { tracks, covers, features } }, strict ? 'strict' : 'relaxed', 'Saving tracks');
    for (const track of tracks) {
      const { key } = track;
      if (wantsSections(known.get(key), track, given.has(key))) this.sectionless.set(key, given.get(key) ?? null);
    }
    this.show(tracks);
  }

  /** Tracks that wait for `findSections`. */
  get sectionlessCount(): number {
    return this.sectionless.size;
  }

  /**
   * Finds sections and phrases again where a grid was corrected. After the correction itself is safe, and on the grid that
   * stands by now: of many corrections in a row only the last costs anything.
   */
  findSections(): Promise<void> {
    return this.inTurn(async () => {
      const due = this.sectionless;
      this.sectionless = new Map();
      const tracks: TrackRecord[] = [];
      for (const record of (await this.known([...due.keys()])).values()) {
        const features = due.get(record.key) ?? (await this.features(record.key));
        const after = features === null ? record : withSections(record, features, this.options.nowMs());
        if (after !== record) tracks.push(after);
      }
      if (tracks.length === 0) return;
      await this.commit({ put: { tracks } }, 'relaxed', 'Saving sections');
      this.show(tracks);
    });
  }

  private edited(
    standing: TrackRecord | undefined,
    { key, create, changes }: TrackEdit,
    cover: CoverRecord | null | undefined,
  ): TrackRecord | null {
    const start = standing ?? (create === undefined ? null : emptyTrack({ key, ...create }));
    if (start === null) return null;
    const found =
      create !== undefined && start.location.kind === 'missing' ? { ...start, location: create.location } : start;
    const after = changes.reduce((record, change) => changed(record, change, this.options.nowMs()), found);
    return cover === undefined ? after : { ...after, coverId: cover?.id ?? null };
  }

  /** Whole records: from a backup they are merged with what is known, by an undo put back as they are. */
  putRecords(records: readonly TrackRecord[], how: 'merge' | 'asItIs'): Promise<void> {
    return this.inTurn(async () => {
      const known = how === 'merge' ? await this.known(records.map(({ key }) => key)) : new Map<string, TrackRecord>();
      for (const record of records) {
        const standing = known.get(record.key);
        known.set(record.key, standing === undefined || how === 'asItIs' ? record : merged(standing, record));
      }
      const tracks = [...known.values()];
      await this.commit({ put: { tracks } }, 'strict', 'Saving tracks');
      this.show(tracks);
    });
  }

  /**
   * Takes tracks out of the library and returns them, for an undo by `putRecords`. Crates keep their places, so that a
   * track that is added again is where it was.
   */
  remove(keys: readonly string[]): Promise<TrackRecord[]> {
    return this.inTurn(async () => {
      const removed = await this.known(keys);
      const tracks = [...removed.keys()];
      await this.commit({ remove: { tracks } }, 'strict', 'Removing tracks');
      for (const key of tracks) this.index.remove(key);
      this.tell(tracks);
      return [...removed.values()];
    });
  }

  /** Applies an edit, or a patch that undoes one. Returns the patch that undoes it in turn. */
  editCrates(edit: CrateEdit | CratePatch): Promise<CratePatch> {
    return this.inTurn(async () => {
      const wanted = 'kind' in edit ? patchOf(this.crates, edit, this.options.nowMs()) : edit;
      const { tree, patch, undo } = applied(this.crates, wanted);
      const batch: Batch = { put: { crates: patch.put }, remove: { crates: patch.remove } };
      await this.commit(batch, 'strict', 'Saving a crate');
      this.crates = tree;
      this.options.onEvent({ kind: 'crates' });
      return undo;
    });
  }

  history(): Promise<PlayedSet[]> {
    return this.reading('Reading the history', (db) => db.getAll('history'));
  }

  /** A play also counts on its track. */
  editHistory(edit: HistoryEdit): Promise<void> {
    return this.inTurn(async () => {
      const history = [editedSet(await this.database.get('history', edit.id), edit)];
      const played = edit.kind === 'play' ? [...(await this.known([edit.play.trackKey])).values()] : [];
      const tracks = played.map((track) => withPlay(track, edit.kind === 'play' ? edit.play.atMs : 0));
      await this.commit({ put: { history, tracks } }, 'relaxed', 'Saving the history');
      this.show(tracks);
      this.options.onEvent({ kind: 'history' });
    });
  }

  async putSets(history: readonly PlayedSet[]): Promise<void> {
    await this.write({ put: { history } }, { kind: 'history' }, 'Saving the history');
  }

  async removeSet(id: string): Promise<void> {
    await this.write({ remove: { history: [id] } }, { kind: 'history' }, 'Removing a set');
  }

  settings(): Promise<SettingRecord[]> {
    return this.reading('Reading the settings', (db) => db.getAll('settings'));
  }

  async putSettings(settings: readonly SettingRecord[]): Promise<void> {
    await this.write({ put: { settings } }, { kind: 'settings' }, 'Saving a setting');
  }

  async putCovers(covers: readonly CoverRecord[]): Promise<void> {
    await this.write({ put: { covers } }, null, 'Saving a cover');
  }

  /**
   * Deletes what no track needs any more: covers that none shows, features of removed ones. At the start only: an undo of a
   * removal wants them back.
   */
  async sweep(): Promise<void> {
    const used = new Set(this.index.rows.map((row) => row?.coverId));
    const [keptCovers, keptFeatures] = await this.reading('Reading covers', (db) =>
      Promise.all([db.getAllKeys('covers'), db.getAllKeys('features')]),
    );
    const covers = keptCovers.filter((id) => !used.has(id));
    const features = keptFeatures.filter((key) => this.index.slotOf(key) === undefined);
    if (covers.length + features.length > 0)
      await this.write({ remove: { covers, features } }, null, 'Removing covers');
  }

  private write(batch: Batch, event: LibraryEvent | null, doing: string): Promise<void> {
    return this.inTurn(async () => {
      await this.commit(batch, 'relaxed', doing);
      if (event !== null) this.options.onEvent(event);
    });
  }

  /** One at a time: what a job reads is still so when it writes. */
  private inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.lastTurn.then(work).catch((error: unknown) => {
      throw libraryError(error, 'Saving');
    });
    this.lastTurn = turn.catch(() => undefined); // its own caller hears it
    return turn;
  }

  private async commit(batch: Batch, durability: IDBTransactionDurability, doing: string): Promise<void> {
    if (!this.isWriter) throw new LibraryError('readOnly', 'Another tab of Echelon writes the library.');
    await writeBatch(this.database, batch, durability, doing);
  }

  /** The records there are of these keys. */
  private async known(keys: readonly string[]): Promise<Map<string, TrackRecord>> {
    const wanted = [...new Set(keys)].filter((key) => this.index.slotOf(key) !== undefined);
    const records = wanted.length === 0 ? [] : await this.getMany(wanted);
    return new Map(records.flatMap((record) => (record === undefined ? [] : [[record.key, record]])));
  }

  private show(tracks: readonly TrackRecord[]): void {
    for (const track of tracks) this.index.put(track);
    this.tell(tracks.map(({ key }) => key));
  }

  private tell(keys: readonly string[]): void {
    for (const key of keys) this.listing.changed(key);
    if (keys.length > 0) this.options.onEvent({ kind: 'tracks', keys: keys.length > NAMED_KEYS ? null : keys });
  }

  private async reading<T>(doing: string, read: (db: Database) => Promise<T>): Promise<T> {
    try {
      return await read(this.database);
    } catch (error) {
      throw libraryError(error, doing);
    }
  }
}
