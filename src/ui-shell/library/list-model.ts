/**
 * A list of the library as it stands on screen: the rows of the window, how many there are, the selection. Searches at every
 * change, of the query or of the library; the selection follows its row.
 * Thread: main.
 */
import { type Accessor, batch, createEffect, createSignal, on, onCleanup } from 'solid-js';
import { createRowWindow, type Rows } from './row-window.ts';
import type { Found, LibraryList, QueryTrouble } from './types.ts';

export interface ListModel<Row> {
  /** True until the first answer. */
  readonly waiting: Accessor<boolean>;
  readonly count: Accessor<number>;
  readonly troubles: Accessor<readonly QueryTrouble[]>;
  /** The rows that are held: those on screen and some around them. */
  readonly rows: Accessor<Rows<Row>>;
  /** Undefined while it is on the way, null when its track was removed. */
  readonly row: (index: number) => Row | null | undefined;
  /** Rows from `from` up to and without `to` are on screen. */
  readonly look: (from: number, to: number) => void;
  /** Counts new lists: what is on screen starts at the top again. */
  readonly fresh: Accessor<number>;
  /** −1 in an empty list. */
  readonly selected: Accessor<number>;
  readonly select: (index: number) => void;
  readonly selectedRow: Accessor<Row | null>;
}

export interface ListOptions<Query, Row> {
  readonly open: () => Promise<LibraryList<Query, Row>>;
  /** A new object for every change. */
  readonly query: Accessor<Query>;
  /** The words that are searched: with new ones the best find is selected. */
  readonly words: Accessor<string>;
  /** Changes of the library: the same is searched again, and the place is kept. */
  readonly revision: Accessor<unknown>;
  /** While it is not seen nothing is searched; what was missed is searched when it is. */
  readonly seen: Accessor<boolean>;
  readonly isSame: (a: Row, b: Row) => boolean;
  /** Tells the performer what the library could not do. */
  readonly failed: (error: unknown) => void;
}

/** Rows of a new list that are asked for before it is known how many are seen. */
const FIRST_ROWS = 60;

/** Call inside an owner. */
export function createListModel<Query, Row>(options: ListOptions<Query, Row>): ListModel<Row> {
  const { query, words, revision, seen, isSame, failed } = options;
  const [waiting, setWaiting] = createSignal(true);
  const [count, setCount] = createSignal(0);
  const [troubles, setTroubles] = createSignal<readonly QueryTrouble[]>([]);
  const [rows, setRows] = createSignal<Rows<Row>>(new Map());
  const [fresh, setFresh] = createSignal(0);
  const [selected, setSelected] = createSignal(-1);
  const [selectedRow, setSelectedRow] = createSignal<Row | null>(null);
  const window = createRowWindow<Row>(
    async (from, wanted) => (await list?.rows(from, wanted)) ?? [],
    (held) => setRows(() => held),
    failed,
  );
  let list: LibraryList<Query, Row> | null = null;
  let opening: Promise<void> | null = null;
  let isClosed = false;
  let searching = false;
  let again = false;
  let asked: Query | null = null;
  let newer = false;
  let searchedWords = '';

  const open = async (): Promise<void> => {
    const opened = await options.open();
    if (isClosed) await opened.close();
    else list = opened;
  };
  /** The selection's place: its row's as long as that is in sight; the best find when the words have changed. */
  const reselect = async (reply: Found<Row>, from: number, isNew: boolean): Promise<number> => {
    const before = selectedRow();
    const hasNewWords = words() !== searchedWords;
    searchedWords = words();
    if (reply.count === 0) return -1;
    if (before === null || hasNewWords) return 0;
    const near = reply.rows.findIndex((row) => row !== null && isSame(row, before));
    if (near >= 0) return from + near;
    return isNew ? 0 : Math.max(0, (await list?.position(before)) ?? 0);
  };
  const search = async (asNew: boolean): Promise<void> => {
    asked = query();
    // A new list stays one when its own search is overtaken by the next.
    newer ||= asNew;
    const isNew = newer;
    opening ??= open();
    await opening;
    if (list === null) return;
    const wanted = isNew ? { from: 0, count: Math.max(FIRST_ROWS, window.wanted().count) } : window.wanted();
    const reply = await list.search(query(), wanted.from, wanted.count);
    if (reply === null) return;
    newer = false;
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
  onCleanup(() => {
    isClosed = true;
    list?.close().catch(failed);
  });
  let missed = false;
  createEffect(
    on([query, seen], ([now, isSeen]) => {
      if (!isSeen) return;
      if (now !== asked) search(true).catch(failed);
      else if (missed) refresh().catch(failed);
      missed = false;
    }),
  );
  createEffect(
    on(
      revision,
      () => {
        if (seen()) refresh().catch(failed);
        else missed = true;
      },
      { defer: true },
    ),
  );
  // What is selected is known when its row has arrived.
  createEffect(() => {
    const row = rows().get(selected());
    if (selected() < 0) setSelectedRow(null);
    else if (row !== undefined) setSelectedRow(() => row);
  });
  return {
    waiting,
    count,
    troubles,
    rows,
    row: (index) => rows().get(index),
    look: window.look,
    fresh,
    selected,
    select: (index) => {
      if (count() > 0) setSelected(Math.min(count() - 1, Math.max(0, index)));
    },
    selectedRow,
  };
}
