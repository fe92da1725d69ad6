/**
 * What imports leave behind: tracks that wait for their audio, the lists they belong into, and where the other program keeps
 * each track that was found. A database of its own, so that it and the library's may each change their form.
 * Thread: exchange worker. IndexedDB by `idb`; every method rejects when the browser refuses.
 */
import { type DBSchema, type IDBPDatabase, openDB } from 'idb';
import type { ExchangeTrack } from './document.ts';

export const SHELF_DATABASE = 'echelon-exchange';
const VERSION = 1;

export interface WaitingTrack {
  /** The same for the same track of the same program, so that a second import renews it. */
  readonly id: string;
  /** 'rekordbox' */
  readonly producer: string;
  readonly atMs: number;
  readonly track: ExchangeTrack;
}

/** An entry of a list: a track of the library, or one that waits. */
export type ListEntry = { readonly key: string } | { readonly waiting: string };

/** A crate that waits for tracks: the list as it came. */
export interface WaitingList {
  readonly crateId: string;
  readonly entries: readonly ListEntry[];
}

export interface ToldPlace {
  readonly key: string;
  readonly location: string;
}

interface Schema extends DBSchema {
  waiting: { key: string; value: WaitingTrack };
  lists: { key: string; value: WaitingList };
  places: { key: string; value: ToldPlace };
}

export interface ShelfChange {
  readonly waiting?: readonly WaitingTrack[];
  readonly found?: readonly string[];
  readonly lists?: readonly WaitingList[];
  readonly endedLists?: readonly string[];
  readonly places?: readonly ToldPlace[];
}

export class ExchangeShelf {
  private readonly db: IDBPDatabase<Schema>;
  /** While a folder is imported, what waits is asked for every second. */
  private held: readonly WaitingTrack[] | null = null;

  private constructor(db: IDBPDatabase<Schema>) {
    this.db = db;
  }

  static async open(): Promise<ExchangeShelf> {
    const db = await openDB<Schema>(SHELF_DATABASE, VERSION, {
      upgrade(database) {
        database.createObjectStore('waiting', { keyPath: 'id' });
        database.createObjectStore('lists', { keyPath: 'crateId' });
        database.createObjectStore('places', { keyPath: 'key' });
      },
      blocking(_current, _next, event) {
        (event.target as IDBDatabase).close();
      },
    });
    return new ExchangeShelf(db);
  }

  count(): Promise<number> {
    return this.db.count('waiting');
  }

  async waiting(): Promise<readonly WaitingTrack[]> {
    this.held ??= await this.db.getAll('waiting');
    return this.held;
  }

  lists(): Promise<WaitingList[]> {
    return this.db.getAll('lists');
  }

  async places(): Promise<Map<string, string>> {
    return new Map((await this.db.getAll('places')).map(({ key, location }) => [key, location]));
  }

  /** All of it, or nothing. */
  async change({ waiting = [], found = [], lists = [], endedLists = [], places = [] }: ShelfChange): Promise<void> {
    this.held = null;
    const write = this.db.transaction(['waiting', 'lists', 'places'], 'readwrite');
    const requests: Promise<unknown>[] = [write.done];
    for (const id of found) requests.push(write.objectStore('waiting').delete(id));
    for (const track of waiting) requests.push(write.objectStore('waiting').put(track));
    for (const id of endedLists) requests.push(write.objectStore('lists').delete(id));
    for (const list of lists) requests.push(write.objectStore('lists').put(list));
    for (const place of places) requests.push(write.objectStore('places').put(place));
    await Promise.all(requests);
  }

  /** Forgets what waits; places stay. */
  async forgetWaiting(): Promise<void> {
    this.held = null;
    const write = this.db.transaction(['waiting', 'lists'], 'readwrite');
    await Promise.all([write.objectStore('waiting').clear(), write.objectStore('lists').clear(), write.done]);
  }

  close(): void {
    this.db.close();
  }
}
