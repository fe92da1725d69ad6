/**
 * What the browser shows: the query and its parts, the rows of the window, the selection. Searches at every change, of the
 * query or of the library; the selection follows its track.
 * Thread: main.
 */
import { type Accessor, batch, createEffect, createMemo, createSignal, on, onCleanup } from 'solid-js';
import { fromObservable } from '../state/signals.ts';
import { createRowWindow, type Rows } from './row-window.ts';
import type { LibraryPort, ListOrder, ListQuery, ListReply, ListRow, QueryTrouble, TrackList } from './types.ts';

/** Where the list comes from. */
export type Place =
  | { readonly kind: 'all' }
  /** What was played, last first. */
  | { readonly kind: 'played' }
  | { readonly kind: 'crate'; readonly id: string };
/** What stands below the toolbar: tracks, those that fit a deck, or the phrases of a deck. */
export type Tab = 'tracks' | 'fits' | 'phrases';

export interface LibraryModel {
  readonly text: Accessor<string>;
  readonly setText: (text: string) => void;
  readonly order: Accessor<ListOrder | null>;
  readonly setOrder: (order: ListOrder | null) => void;
  readonly place: Accessor<Place>;
  readonly setPlace: (place: Place) => void;
  readonly tab: Accessor<Tab>;
  readonly setTab: (tab: Tab) => void;
  readonly fitsDeck: Accessor<number>;
  readonly setFitsDeck: (deck: number) => void;
  /** True until the first answer. */
  readonly waiting: Accessor<boolean>;
  readonly count: Accessor<number>;
  readonly troubles: Accessor<readonly QueryTrouble[]>;
  readonly hasCovers: Accessor<boolean>;
  /** Undefined while it is on the way, null when its track was removed. */
  readonly row: (index: number) => ListRow | null | undefined;
  /** Rows from `from` up to and without `to` are on screen. */
  readonly look: (from: number, to: number) => void;
  /** Counts new lists: what is on screen starts at the top again. */
  readonly fresh: Accessor<number>;
  /** −1 in an empty list. */
  readonly selected: Accessor<number>;
  readonly select: (index: number) => void;
  readonly selectedId: Accessor<string | null>;
}

const PLAYED = '-played:never';
const PLAYED_ORDER: ListOrder = { column: 'played', descending: true };

function queryOf(text: string, order: ListOrder | null, place: Place, fitsDeck: number | null): ListQuery {
  if (place.kind !== 'played') return { text, order, crateId: place.kind === 'crate' ? place.id : null, fitsDeck };
  const both = text.trim() === '' ? PLAYED : `${PLAYED} (${text})`;
  return { text: both, order: order ?? PLAYED_ORDER, crateId: null, fitsDeck };
}

/** Call inside an owner. `failed` tells the performer what the library could not do. */
export function createLibraryModel(library: LibraryPort, failed: (error: unknown) => void): LibraryModel {
  const [text, setText] = createSignal('');
  const [order, setOrder] = createSignal<ListOrder | null>(null);
  const [place, setPlace] = createSignal<Place>({ kind: 'all' });
  const [tab, setTab] = createSignal<Tab>('tracks');
  const [fitsDeck, setFitsDeck] = createSignal(0);
  const [waiting, setWaiting] = createSignal(true);
  const [count, setCount] = createSignal(0);
  const [troubles, setTroubles] = createSignal<readonly QueryTrouble[]>([]);
  const [rows, setRows] = createSignal<Rows>(new Map());
  const [fresh, setFresh] = createSignal(0);
  const [selected, setSelected] = createSignal(-1);
  const [selectedId, setSelectedId] = createSignal<string | null>(null);
  const query = createMemo(() => queryOf(text(), order(), place(), tab() === 'fits' ? fitsDeck() : null));
  const revision = fromObservable(library.revision);
  const fitsRevision = fromObservable(library.fitsRevision);
  const window = createRowWindow(async (from, wanted) => (await list?.rows(from, wanted)) ?? [], setRows, failed);
  let list: TrackList | null = null;
  let isClosed = false;
  let searching = false;
  let again = false;

  let searchedText = '';

  /** The selection's place: its track's as long as that is in sight; the best find when the words have changed. */
  const reselect = async (reply: ListReply, from: number, isNew: boolean): Promise<number> => {
    const id = selectedId();
    const hasNewWords = text() !== searchedText;
    searchedText = text();
    if (reply.count === 0) return -1;
    if (id === null || hasNewWords) return 0;
    const near = reply.rows.findIndex((row) => row?.track.id === id);
    if (near >= 0) return from + near;
    return isNew ? 0 : Math.max(0, (await list?.position(id)) ?? 0);
  };
  const search = async (isNew: boolean): Promise<void> => {
    if (list === null) return;
    const wanted = isNew ? { from: 0, count: Math.max(60, window.wanted().count) } : window.wanted();
    const reply = await list.search(query(), wanted.from, wanted.count);
    if (reply === null) return;
    const index = await reselect(reply, wanted.from, isNew);
    batch(() => {
      setWaiting(false);
      setCount(reply.count);
      setTroubles(reply.troubles);
      if (isNew) {
        window.look(0, window.wanted().count);
        setFresh((n) => n + 1);
      }
      window.reset(reply.count, wanted.from, reply.rows);
      setSelected(index);
    });
  };
  /** The library changed: one search at a time, however fast an import goes. */
  const refresh = async (): Promise<void> => {
    if (searching) {
      again = true;
      return;
    }
    searching = true;
    try {
      do {
        again = false;
        await search(false);
      } while (again);
    } finally {
      searching = false;
    }
  };
  library.list().then((opened) => {
    if (isClosed) {
      opened.close().catch(failed);
      return;
    }
    list = opened;
    search(true).catch(failed);
  }, failed);
  onCleanup(() => {
    isClosed = true;
    list?.close().catch(failed);
  });
  createEffect(
    on(
      query,
      () => {
        search(true).catch(failed);
      },
      { defer: true },
    ),
  );
  createEffect(
    on(
      [revision, () => (tab() === 'fits' ? fitsRevision() : 0)],
      () => {
        refresh().catch(failed);
      },
      { defer: true },
    ),
  );
  // The id of what is selected is known when its row has arrived.
  createEffect(() => {
    const row = rows().get(selected());
    if (selected() < 0) setSelectedId(null);
    else if (row !== undefined) setSelectedId(row?.track.id ?? null);
  });
  return {
    text,
    setText,
    order,
    setOrder,
    place,
    setPlace: (next) => {
      batch(() => {
        setPlace(next);
        setOrder(null);
        setTab('tracks');
      });
    },
    tab,
    setTab: (next) => {
      batch(() => {
        setTab(next);
        setOrder(null);
      });
    },
    fitsDeck,
    setFitsDeck,
    waiting,
    count,
    troubles,
    hasCovers: createMemo(() => [...rows().values()].some((row) => (row?.track.coverId ?? null) !== null)),
    row: (index) => rows().get(index),
    look: window.look,
    fresh,
    selected,
    select: (index) => {
      if (count() > 0) setSelected(Math.min(count() - 1, Math.max(0, index)));
    },
    selectedId,
  };
}
