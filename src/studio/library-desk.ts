/**
 * The library behind the interface's port: lists by the window, crates with counts, edits with their undo.
 * Thread: main, at human rate; searching and storing happen in the library's worker.
 */
import { errorText } from '../control-bus/error-text.ts';
import { type Observable, Value } from '../control-bus/observable.ts';
import type {
  Crate,
  LibraryClient,
  LibraryEvent,
  LibraryState,
  LibraryView,
  PartRow,
  SearchSpec,
  StorageState,
  ViewRow,
} from '../media/library/client.ts';
import type {
  CrateEdit,
  CrateEntry,
  LibraryPort,
  LibraryStanding,
  ListQuery,
  ListRow,
  PhraseList,
  PhraseListRow,
  PhraseQuery,
  PlayedSetEntry,
  StorageUse,
  TrackList,
  Undo,
} from '../ui-shell/port.ts';
import { entryOfRow } from './track-entry.ts';
import type { TrackKeeper } from './track-keeper.ts';

type Fits = NonNullable<SearchSpec['fits']>;

export interface LibraryDeskPorts {
  readonly keeper: TrackKeeper;
  /** What a deck plays now, for "fits now"; null when it is empty. */
  readonly deckState: (deck: number) => (Fits['deck'] & { readonly trackKey: string }) | null;
  readonly fitsRevision: Observable<number>;
  readonly notice: (text: string) => void;
}

function standingOf(state: LibraryState): LibraryStanding {
  if (state.kind === 'opening') return { kind: 'opening' };
  if (state.kind === 'writer') return { kind: 'kept' };
  if (state.kind === 'reader' || state.kind === 'session') return { kind: 'limited', words: state.words };
  return { kind: 'limited', words: `${state.problem.reason} ${state.problem.remedy}` };
}

const storageUse = ({ words, persistence }: StorageState): StorageUse => ({
  words,
  promised: persistence !== 'refused',
});

/** Crates in the order of the tree. `counts`: tracks in each, as far as they were counted. */
export function crateEntries(crates: readonly Crate[], counts: ReadonlyMap<string, number>): CrateEntry[] {
  const below = (parentId: string | null, depth: number): CrateEntry[] =>
    crates
      .filter((crate) => crate.parentId === parentId)
      .toSorted((a, b) => a.position - b.position || (a.id < b.id ? -1 : 1))
      .flatMap((crate) => [
        {
          id: crate.id,
          name: crate.name,
          parentId,
          depth,
          query: crate.kind === 'smart' ? crate.query : null,
          count: counts.get(crate.id) ?? 0,
        },
        ...below(crate.id, depth + 1),
      ]);
  return below(null, 0);
}

export class LibraryDesk {
  private readonly library: LibraryClient;
  private readonly ports: LibraryDeskPorts;
  private readonly standing = new Value<LibraryStanding>({ kind: 'opening' });
  private readonly revision = new Value(0);
  private readonly crates = new Value<readonly CrateEntry[]>([]);
  private readonly covers = new Map<string, Promise<string | null>>();
  private counter: Promise<LibraryView> | null = null;
  private counting: Promise<void> | null = null;
  private countAgain = false;

  constructor(library: LibraryClient, ports: LibraryDeskPorts) {
    this.library = library;
    this.ports = ports;
    library.state.subscribe((state) => this.standing.set(standingOf(state)));
    library.onEvent((event) => this.hear(event));
  }

  private hear(event: LibraryEvent): void {
    if (event.kind === 'tracks') this.revision.update((n) => n + 1);
    if (event.kind === 'crates') this.revision.update((n) => n + 1);
    if (event.kind === 'tracks' || event.kind === 'crates') this.count();
  }

  /** Lists and counts the crates; what changes meanwhile is counted after that, so that an import costs one count at a time. */
  count(): void {
    if (this.counting !== null) {
      this.countAgain = true;
      return;
    }
    this.counting = this.countAll()
      .catch((error: unknown) => this.ports.notice(errorText(error)))
      .finally(() => {
        this.counting = null;
        if (!this.countAgain) return;
        this.countAgain = false;
        this.count();
      });
  }

  private async countAll(): Promise<void> {
    const crates = await this.library.crates();
    this.counter ??= this.library.view();
    const view = await this.counter;
    const counts = new Map<string, number>();
    for (const { id } of crates) {
      const window = { from: 0, count: 0 };
      const found = await view.search({ text: '', order: null, crateId: id, fits: null, window });
      if (found !== null) counts.set(id, found.count);
    }
    this.crates.set(crateEntries(crates, counts));
  }

  private row({ row, fit }: ViewRow): ListRow {
    return {
      track: entryOfRow(row, this.ports.keeper.isHere(row.key)),
      fit: fit === null ? null : { score: fit.score, reason: fit.reason },
    };
  }

  private rows(rows: readonly (ViewRow | null)[]): (ListRow | null)[] {
    return rows.map((row) => (row === null ? null : this.row(row)));
  }

  private async list(): Promise<TrackList> {
    const view = await this.library.view();
    return {
      search: async ({ text, order, crateId, fitsDeck }: ListQuery, from, count) => {
        const deck = fitsDeck === null ? null : this.ports.deckState(fitsDeck);
        if (fitsDeck !== null && deck === null) return { count: 0, troubles: [], rows: [] };
        const fits = deck === null ? null : { deck };
        const reply = await view.search({ text, order, crateId, fits, window: { from, count } });
        return reply === null ? null : { count: reply.count, troubles: reply.troubles, rows: this.rows(reply.rows) };
      },
      rows: async (from, count) => this.rows(await view.rows(from, count)),
      position: ({ track }) => view.position(track.id),
      close: () => view.close(),
    };
  }

  private phraseRow(found: PartRow | null): PhraseListRow | null {
    if (found === null) return null;
    const { row, place, part, fit } = found;
    return {
      track: entryOfRow(row, this.ports.keeper.isHere(row.key)),
      place,
      phrase: part,
      fit: fit === null ? null : { score: fit.score, reason: fit.reason },
    };
  }

  private async phrases(): Promise<PhraseList> {
    const view = await this.library.parts();
    return {
      search: async ({ text, order, crateId, fitsDeck }: PhraseQuery, from, count) => {
        const deck = fitsDeck === null ? null : this.ports.deckState(fitsDeck);
        if (fitsDeck !== null && deck === null) return { count: 0, troubles: [], rows: [] };
        // Phrases of other decks' tracks can be jumped to and queued: only the deck's own are no news.
        const fits = deck === null ? null : { deck: { ...deck, exceptKeys: [deck.trackKey] } };
        const reply = await view.search({ text, order, crateId, fits, window: { from, count } });
        return reply && { ...reply, rows: reply.rows.map((row) => this.phraseRow(row)) };
      },
      rows: async (from, count) => (await view.rows(from, count)).map((row) => this.phraseRow(row)),
      position: ({ track, place }) => view.position(track.id, place),
      close: () => view.close(),
    };
  }

  private async editCrates(edit: CrateEdit): Promise<Undo> {
    const undo = await this.library.editCrates(edit);
    return async () => {
      await this.library.editCrates(undo);
    };
  }

  private async remove(trackIds: readonly string[]): Promise<Undo> {
    const removed = await this.library.removeTracks(trackIds);
    return () => this.library.putBack(removed);
  }

  private handTags(key: string, tags: { rating?: number; title?: string; artist?: string }): Promise<void> {
    return this.library.apply([{ key, changes: [{ kind: 'handTags', tags }] }]).then(() => undefined);
  }

  private cover(coverId: string): Promise<string | null> {
    const known = this.covers.get(coverId);
    if (known !== undefined) return known;
    const url = this.library
      .cover(coverId)
      .then((cover) => (cover === null ? null : URL.createObjectURL(new Blob([cover.bytes], { type: cover.type }))));
    this.covers.set(coverId, url);
    return url;
  }

  private async history(): Promise<PlayedSetEntry[]> {
    const sets = await this.library.history();
    return sets
      .toSorted((a, b) => b.startedAtMs - a.startedAtMs)
      .map(({ id, name, startedAtMs, plays }) => ({
        id,
        name,
        startedAt: new Date(startedAtMs),
        plays: plays.map(({ title, artist, deck, atMs }) => ({ title, artist, deck, at: new Date(atMs) })),
      }));
  }

  port(): LibraryPort {
    const { library, ports } = this;
    return {
      standing: this.standing,
      list: () => this.list(),
      phrases: () => this.phrases(),
      revision: this.revision,
      fitsRevision: ports.fitsRevision,
      crates: this.crates,
      editCrates: (edit) => this.editCrates(edit),
      rate: (trackId, rating) => this.handTags(trackId, { rating }),
      rename: (trackId, { title, artist }) => this.handTags(trackId, { title, artist }),
      remove: (trackIds) => this.remove(trackIds),
      cover: (coverId) => this.cover(coverId),
      complete: (text, caret) => library.complete(text, caret),
      history: () => this.history(),
      storage: async () => storageUse(await library.storage()),
      askToKeep: async () => storageUse(await library.askToPersist()),
    };
  }
}
