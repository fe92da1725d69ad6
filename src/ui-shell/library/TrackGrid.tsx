/** The track list as a grid with one tab stop. Thread: main. */
import { createEffect, createSignal, For, type JSX, on, Show } from 'solid-js';
import type { TrackEntry } from '../port.ts';
import { useDesk } from '../state/desk.ts';
import { fromObservable } from '../state/signals.ts';
import { COLUMNS, nextOrder, type SortColumn, type SortOrder } from './rows.ts';
import { TrackRow } from './TrackRow.tsx';

/** Row itself, pre-listen, four load keys. */
const FOCUS_COLUMNS = 6;

export function TrackGrid(props: {
  readonly tracks: readonly TrackEntry[];
  readonly order: SortOrder | null;
  readonly onOrder: (order: SortOrder | null) => void;
  readonly empty: JSX.Element;
}): JSX.Element {
  const desk = useDesk();
  const previewing = fromObservable(desk.studio.previewing);
  const [column, setColumn] = createSignal(0);
  const [requested, setRequested] = createSignal<{ id: string; deck: number } | null>(null);
  let body!: HTMLDivElement;
  const selectedIndex = (): number =>
    Math.max(
      0,
      props.tracks.findIndex((track) => track.id === desk.selectedTrack()),
    );
  // Something is always selected, so that a load by key has an object.
  createEffect(() => {
    const first = props.tracks[0];
    if (first !== undefined && !props.tracks.some((track) => track.id === desk.selectedTrack()))
      desk.selectTrack(first.id);
  });
  createEffect(
    on(
      desk.selectedTrack,
      () => body.querySelector(`[data-row="${selectedIndex()}"]`)?.scrollIntoView({ block: 'nearest' }),
      {
        defer: true,
      },
    ),
  );
  const focusCell = (row: number, at: number): void => {
    const track = props.tracks[row];
    if (track === undefined) return;
    desk.selectTrack(track.id);
    setColumn(at);
    const element = body.querySelector<HTMLElement>(`[data-row="${row}"]`);
    const cells = element?.querySelectorAll<HTMLElement>('button');
    (at === 0 ? element : cells?.[at - 1])?.focus();
  };
  const onKey = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const row = selectedIndex();
    const moves: Readonly<Record<string, readonly [number, number]>> = {
      ArrowUp: [row - 1, column()],
      ArrowDown: [row + 1, column()],
      ArrowLeft: [row, Math.max(0, column() - 1)],
      ArrowRight: [row, Math.min(FOCUS_COLUMNS - 1, column() + 1)],
      PageUp: [Math.max(0, row - 5), column()],
      PageDown: [Math.min(props.tracks.length - 1, row + 5), column()],
      Home: [0, column()],
      End: [props.tracks.length - 1, column()],
    };
    const move = moves[event.key];
    if (move === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    focusCell(move[0], move[1]);
  };
  const sortOf = (name: SortColumn): 'ascending' | 'descending' | 'none' =>
    props.order?.column !== name ? 'none' : props.order.descending ? 'descending' : 'ascending';
  return (
    <div class="grid" role="grid" aria-label="Tracks" aria-rowcount={props.tracks.length + 1} onKeyDown={onKey}>
      <div class="row is-head" classList={{ 'is-spoken': desk.layout.twoDecks() }} role="row" aria-rowindex={1}>
        <span role="columnheader" class="cell-listen" aria-label="Pre-listen" />
        <For each={COLUMNS}>
          {({ column: name, label }) => (
            <span role="columnheader" class={`cell-${name === 'durationS' ? 'length' : name}`} aria-sort={sortOf(name)}>
              <Show when={!desk.layout.twoDecks()} fallback={label}>
                <button type="button" class="sort" onClick={() => props.onOrder(nextOrder(props.order, name))}>
                  {label}
                  <i aria-hidden="true">{sortOf(name) === 'none' ? '' : sortOf(name) === 'ascending' ? '▲' : '▼'}</i>
                </button>
              </Show>
            </span>
          )}
        </For>
        <span role="columnheader" class="cell-load">
          Load
        </span>
      </div>
      <div class="grid-body" role="rowgroup" ref={body}>
        <Show when={props.tracks.length > 0} fallback={props.empty}>
          <For each={props.tracks}>
            {(track, index) => (
              <TrackRow
                track={track}
                index={index()}
                selected={desk.selectedTrack() === track.id}
                focusColumn={desk.selectedTrack() === track.id ? column() : -1}
                previewing={previewing() === track.id}
                requestedDeck={requested()?.id === track.id ? (requested()?.deck ?? null) : null}
                onRequest={(deck) => setRequested({ id: track.id, deck })}
                onSelect={() => desk.selectTrack(track.id)}
              />
            )}
          </For>
        </Show>
      </div>
    </div>
  );
}
