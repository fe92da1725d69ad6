/**
 * The track list as a grid with one tab stop. As many row elements as are on screen, used again in a ring while it
 * scrolls: row n stands in element n modulo their number.
 * Thread: main.
 */
import { createVirtualizer } from '@tanstack/solid-virtual';
import {
  createEffect,
  createMemo,
  createSignal,
  For,
  Index,
  type JSX,
  on,
  onCleanup,
  onMount,
  Show,
  untrack,
} from 'solid-js';
import { DECK_COUNT } from '../../control-bus/constants.ts';
import { DeckFlag } from '../../control-bus/layouts.ts';
import { useDesk } from '../state/desk.ts';
import { fromObservable } from '../state/signals.ts';
import { addToCrate, analyseAgain, crateItems, removeFromCrate, removeFromLibrary } from './actions.ts';
import { columnsFor, nextOrder, template } from './columns.ts';
import { TRACK_TYPE } from './drop.ts';
import { Menu, type MenuRequest, placeOf } from './Menu.tsx';
import { TrackRow } from './TrackRow.tsx';
import type { ListColumn, TrackEntry } from './types.ts';

/** Rows beyond the edges, so that a slow frame shows no gap. */
const OVERSCAN = 3;
const LISTEN = 1;

const pixels = (name: string): number =>
  Number.parseFloat(getComputedStyle(document.documentElement).getPropertyValue(name));

export function TrackGrid(props: { readonly empty: JSX.Element }): JSX.Element {
  const desk = useDesk();
  const { library } = desk;
  const previewing = fromObservable(desk.studio.previewing);
  const [place, setPlace] = createSignal(0);
  const [requested, setRequested] = createSignal<{ id: string; deck: number } | null>(null);
  const [editing, setEditing] = createSignal<string | null>(null);
  const [menu, setMenu] = createSignal<MenuRequest | null>(null);
  const [widthPx, setWidthPx] = createSignal(1200);
  const [rowPx, setRowPx] = createSignal(32);
  const [hitPx, setHitPx] = createSignal(32);
  let grid!: HTMLDivElement;
  let body!: HTMLDivElement;
  const columns = createMemo(() =>
    columnsFor({
      widthPx: widthPx(),
      fits: library.tab() === 'fits',
      covers: library.hasCovers(),
      decks: desk.layout.shown().length,
      hitPx: hitPx(),
    }),
  );
  const virtualizer = createVirtualizer<HTMLDivElement, HTMLDivElement>({
    get count() {
      return library.count();
    },
    getScrollElement: () => body,
    estimateSize: () => untrack(rowPx),
    overscan: OVERSCAN,
  });
  onMount(() => {
    const measure = (): void => {
      setWidthPx(body.clientWidth);
      setRowPx(pixels('--row'));
      setHitPx(pixels('--hit'));
    };
    const observer = new ResizeObserver(measure);
    observer.observe(body);
    measure();
    onCleanup(() => observer.disconnect());
  });
  createEffect(on(rowPx, () => virtualizer.measure(), { defer: true }));
  /** First row on screen and the one after the last. */
  const range = createMemo(
    () => {
      const items = virtualizer.getVirtualItems();
      return { from: items[0]?.index ?? 0, to: (items.at(-1)?.index ?? -1) + 1 };
    },
    undefined,
    { equals: (a, b) => a.from === b.from && a.to === b.to },
  );
  createEffect(() => {
    const { from, to } = range();
    untrack(() => library.look(from, to));
  });
  /** The ring only grows: a row more on screen must not shuffle the others. */
  const ringSize = createMemo<number>((before) => Math.max(before, range().to - range().from), 0);
  const ring = createMemo(() => {
    const { from, to } = range();
    const size = ringSize();
    const rows = new Array<number>(size).fill(-1);
    for (let row = from; row < to; row++) rows[row % size] = row;
    return rows;
  });
  createEffect(on(library.fresh, () => virtualizer.scrollToOffset(0), { defer: true }));
  createEffect(
    on(
      library.selected,
      (row) => {
        if (row >= 0) virtualizer.scrollToIndex(row, { align: 'auto' });
      },
      { defer: true },
    ),
  );

  const elementOf = (row: number): HTMLElement | null => body.querySelector<HTMLElement>(`[data-row="${row}"]`);
  /** The places of the one tab stop that the shown columns have, in order; 0 is the row itself. */
  const places = (): number[] => {
    const ids = columns().map(({ id }) => id);
    return [
      0,
      ...(ids.includes('listen') ? [LISTEN] : []),
      ...(ids.includes('rating') ? [2] : []),
      ...desk.layout.shown().map((_, n) => 3 + n),
    ];
  };
  const focusCell = (row: number, at: number): void => {
    setPlace(at);
    library.select(row);
    const to = library.selected();
    virtualizer.scrollToIndex(to, { align: 'auto' });
    const focus = (): boolean => {
      const element = elementOf(to);
      const target = at === 0 ? element : element?.querySelector<HTMLElement>('[data-stop][tabindex="0"]');
      (target ?? element)?.focus({ preventScroll: true });
      return element !== null;
    };
    // A row far away is drawn with the next frame.
    if (!focus()) requestAnimationFrame(() => focus());
  };
  const firstFreeDeck = (): number => {
    const shown = desk.layout.shown();
    const isFree = (deck: number): boolean => (desk.slow.flags(deck) & DeckFlag.playing) === 0;
    return shown.find((deck) => isFree(deck) && desk.track(deck) === null) ?? shown.find(isFree) ?? shown[0] ?? 0;
  };
  const load = (deck: number): void => {
    const id = library.selectedId();
    if (id === null) return;
    setRequested({ id, deck });
    desk.studio.load(id, deck);
  };
  const selectedTrack = (): TrackEntry | null => library.row(library.selected())?.track ?? null;
  const openMenu = (event: MouseEvent | KeyboardEvent, track: TrackEntry): void => {
    const element = elementOf(library.selected()) ?? grid;
    const current = library.place();
    const items = [
      ...Array.from({ length: DECK_COUNT }, (_, deck) => ({
        label: `Load to ${'ABCD'.charAt(deck)}`,
        act: () => load(deck),
      })),
      ...crateItems(desk, [track]),
      ...(current.kind === 'crate' && isList(current.id)
        ? [{ label: 'Take out of this crate', act: () => removeFromCrate(desk, current.id, [track]) }]
        : []),
      { label: 'Edit title and artist', act: () => setEditing(track.id) },
      ...(track.origin === 'file' && track.problem === null
        ? [{ label: 'Analyse again', act: () => analyseAgain(desk, track) }]
        : []),
      { label: 'Remove from the library', act: () => removeFromLibrary(desk, [track]) },
    ];
    setMenu({ name: track.title, items, ...placeOf(event, element) });
  };
  const isList = (id: string): boolean =>
    desk.studio.library.crates.get().some((crate) => crate.id === id && crate.query === null);

  const onKey = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const row = library.selected();
    const page = Math.max(1, Math.floor(body.clientHeight / rowPx()) - 1);
    const all = places();
    const at = Math.max(0, all.indexOf(place()));
    const moves: Readonly<Record<string, readonly [number, number]>> = {
      ArrowUp: [row - 1, place()],
      ArrowDown: [row + 1, place()],
      ArrowLeft: [row, all[at - 1] ?? 0],
      ArrowRight: [row, all[at + 1] ?? place()],
      PageUp: [row - page, place()],
      PageDown: [row + page, place()],
      Home: [0, place()],
      End: [library.count() - 1, place()],
    };
    const move = moves[event.key];
    const track = selectedTrack();
    const current = library.place();
    const isOnRow = event.target instanceof Element && !event.target.matches('button, [data-stop]');
    if (move !== undefined) focusCell(move[0], move[1]);
    else if (event.key === 'Enter' && isOnRow) load(firstFreeDeck());
    else if (event.key === 'ContextMenu' && track !== null) openMenu(event, track);
    else if (event.key === 'F10' && event.shiftKey && track !== null) openMenu(event, track);
    else if (event.key === 'F2' && track !== null) setEditing(track.id);
    else if (event.key === 'Delete' && track !== null && current.kind === 'crate' && isList(current.id))
      removeFromCrate(desk, current.id, [track]);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  const sortOf = (column: ListColumn | null): 'ascending' | 'descending' | 'none' => {
    const order = library.order();
    return column === null || order?.column !== column ? 'none' : order.descending ? 'descending' : 'ascending';
  };
  const rename = (track: TrackEntry, names: { title: string; artist: string } | null): void => {
    setEditing(null);
    elementOf(library.selected())?.focus();
    if (names === null || (names.title === track.title && names.artist === track.artist)) return;
    desk.attempt(desk.studio.library.rename(track.id, names), track.title);
  };
  /** A row dropped on another one of a crate that stands in its own order: it goes there. */
  const onDrop = (event: DragEvent): void => {
    const id = event.dataTransfer?.getData(TRACK_TYPE) ?? '';
    const target = event.target instanceof Element ? event.target.closest('[data-row]') : null;
    const current = library.place();
    if (id === '' || target === null || current.kind !== 'crate' || !isMovable()) return;
    event.preventDefault();
    event.stopPropagation();
    addToCrate(desk, current.id, id, Number(target.getAttribute('data-row')));
  };
  const isMovable = (): boolean => {
    const current = library.place();
    return current.kind === 'crate' && isList(current.id) && library.order() === null && library.text() === '';
  };
  return (
    <div
      class="grid"
      role="grid"
      ref={grid}
      aria-label="Tracks"
      aria-rowcount={library.count() + 1}
      style={{ '--columns': template(columns()) }}
      onKeyDown={onKey}
    >
      <div class="row is-head" classList={{ 'is-spoken': desk.layout.twoDecks() }} role="row" aria-rowindex={1}>
        <For each={columns()}>
          {(column) => (
            <span
              role="columnheader"
              class={`cell-${column.id}`}
              aria-sort={column.order === null ? undefined : sortOf(column.order)}
              aria-label={column.id === 'listen' ? 'Pre-listen' : column.id === 'cover' ? 'Cover' : undefined}
            >
              <Show when={desk.layout.twoDecks() ? null : column.order} fallback={column.label}>
                {(by) => (
                  <button type="button" class="sort" onClick={() => library.setOrder(nextOrder(library.order(), by()))}>
                    {column.label}
                    <i aria-hidden="true">{sortOf(by()) === 'none' ? '' : sortOf(by()) === 'ascending' ? '▲' : '▼'}</i>
                  </button>
                )}
              </Show>
            </span>
          )}
        </For>
      </div>
      <div
        class="grid-body"
        role="rowgroup"
        ref={body}
        tabindex={-1}
        onDrop={onDrop}
        onDragOver={(event) => {
          if (event.dataTransfer?.types.includes(TRACK_TYPE) === true && isMovable()) event.preventDefault();
        }}
      >
        <Show when={library.count() === 0 && !library.waiting()}>{props.empty}</Show>
        <div class="grid-rows" style={{ height: `${virtualizer.getTotalSize()}px` }}>
          <Index each={ring()}>
            {(row) => (
              <Show when={row() >= 0}>
                <Slot row={row()} body={body}>
                  <TrackRow
                    index={row()}
                    topPx={row() * rowPx()}
                    columns={columns()}
                    focusColumn={library.selected() === row() ? place() : -1}
                    previewing={previewing()}
                    requested={requested()}
                    editing={editing() !== null && library.row(row())?.track.id === editing()}
                    onRequest={(id, deck) => setRequested({ id, deck })}
                    onSelect={() => library.select(row())}
                    onMenu={openMenu}
                    onRename={rename}
                  />
                </Slot>
              </Show>
            )}
          </Index>
        </div>
      </div>
      <Show when={menu()} keyed>
        {(request) => <Menu request={request} onClose={() => setMenu(null)} />}
      </Show>
    </div>
  );
}

/** An element that comes to show another row lets go of the focus: Enter must not load what scrolled under it. */
function Slot(props: {
  readonly row: number;
  readonly body: HTMLElement;
  readonly children: JSX.Element;
}): JSX.Element {
  createEffect(
    on(
      () => props.row,
      (_, before) => {
        const held = document.activeElement?.closest('[data-row]');
        if (before !== undefined && held !== null && held?.getAttribute('data-row') === String(props.row))
          props.body.focus({ preventScroll: true });
      },
    ),
  );
  return <>{props.children}</>;
}
