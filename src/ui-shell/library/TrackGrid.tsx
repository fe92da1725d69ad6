/**
 * The track list as a grid with one tab stop.
 * Thread: main.
 */
import { createMemo, createSignal, type JSX } from 'solid-js';
import { DECK_COUNT } from '../../control-bus/constants.ts';
import { firstFreeDeck } from '../state/deck-actions.ts';
import { useDesk } from '../state/desk.ts';
import { loadSelected } from '../state/selection.ts';
import { fromObservable } from '../state/signals.ts';
import { addToCrate, analyseAgain, crateItems, removeFromCrate, removeFromLibrary } from './actions.ts';
import { columnHands } from './column-hands.ts';
import { columnsFor } from './columns.ts';
import { TRACK_TYPE } from './drop.ts';
import { createGridRows } from './grid-rows.tsx';
import { ListFrame } from './ListFrame.tsx';
import { type MenuRequest, placeOf } from './Menu.tsx';
import { TrackRow } from './TrackRow.tsx';
import type { TrackEntry } from './types.ts';

const LISTEN = 1;

export function TrackGrid(props: { readonly empty: JSX.Element }): JSX.Element {
  const desk = useDesk();
  const { library } = desk;
  const previewing = fromObservable(desk.studio.previewing);
  const [requested, setRequested] = createSignal<{ id: string; deck: number } | null>(null);
  const [editing, setEditing] = createSignal<string | null>(null);
  const [menu, setMenu] = createSignal<MenuRequest | null>(null);
  let body!: HTMLDivElement;
  const rows = createGridRows(library, () => body);
  const columns = createMemo(() =>
    columnsFor({
      widthPx: rows.widthPx(),
      fits: library.tab() === 'fits',
      covers: library.hasCovers(),
      decks: desk.layout.shown().length,
      hitPx: rows.hitPx(),
      choice: library.columns.choice(),
    }),
  );
  const hands = columnHands(library.columns, setMenu);
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
  const load = (deck: number): void => {
    const id = library.selectedRow()?.track.id;
    if (id !== undefined) setRequested({ id, deck });
    loadSelected(desk, deck);
  };
  const selectedTrack = (): TrackEntry | null => library.row(library.selected())?.track ?? null;
  const openMenu = (event: MouseEvent | KeyboardEvent, track: TrackEntry): void => {
    const element = rows.elementOf(library.selected()) ?? body;
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

  const act = (event: KeyboardEvent): boolean => {
    const track = selectedTrack();
    const current = library.place();
    const isOnRow = event.target instanceof Element && !event.target.matches('button, [data-stop]');
    if (event.key === 'Enter' && isOnRow) load(firstFreeDeck(desk));
    else if (track === null) return false;
    else if (event.key === 'ContextMenu' || (event.key === 'F10' && event.shiftKey)) openMenu(event, track);
    else if (event.key === 'F2') setEditing(track.id);
    else if (event.key === 'Delete' && current.kind === 'crate' && isList(current.id))
      removeFromCrate(desk, current.id, [track]);
    else return false;
    return true;
  };
  const rename = (track: TrackEntry, names: { title: string; artist: string } | null): void => {
    setEditing(null);
    rows.elementOf(library.selected())?.focus();
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
    <ListFrame
      label="Tracks"
      list={library}
      rows={rows}
      head={{
        columns: columns(),
        order: library.order(),
        onOrder: library.setOrder,
        spoken: desk.layout.twoDecks(),
        hands: library.tab() === 'tracks' ? hands : null,
      }}
      ref={(element) => {
        body = element;
      }}
      places={places}
      onKey={act}
      onDrop={onDrop}
      mayDrop={(event) => event.dataTransfer?.types.includes(TRACK_TYPE) === true && isMovable()}
      menu={menu()}
      onMenuClosed={() => setMenu(null)}
      empty={props.empty}
    >
      {(row) => (
        <TrackRow
          index={row()}
          topPx={row() * rows.rowPx()}
          columns={columns()}
          focusColumn={library.selected() === row() ? rows.place() : -1}
          previewing={previewing()}
          requested={requested()}
          editing={editing() !== null && library.row(row())?.track.id === editing()}
          onRequest={(id, deck) => setRequested({ id, deck })}
          onMenu={openMenu}
          onRename={rename}
        />
      )}
    </ListFrame>
  );
}
