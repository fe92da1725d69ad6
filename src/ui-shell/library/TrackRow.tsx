/**
 * One row of the track list.
 * Thread: main.
 */
import { createResource, For, type JSX, Show } from 'solid-js';
import { Energy } from '../controls/Energy.tsx';
import { PhonesIcon } from '../controls/icons.tsx';
import { bpm, minutes, UNKNOWN } from '../format.ts';
import { useDesk } from '../state/desk.ts';
import type { TrackColumn } from './columns.ts';
import { TRACK_TYPE } from './drop.ts';
import { Fit } from './Fit.tsx';
import { LoadKey } from './LoadKey.tsx';
import { RowFrame } from './RowFrame.tsx';
import { Stars } from './Stars.tsx';
import type { ListRow, TrackEntry } from './types.ts';

export interface TrackRowProps {
  readonly index: number;
  readonly topPx: number;
  readonly columns: readonly TrackColumn[];
  /** The place of the one tab stop when this row has it, or −1: 0 the row, then its controls. */
  readonly focusColumn: number;
  readonly previewing: string | null;
  readonly requested: { readonly id: string; readonly deck: number } | null;
  readonly editing: boolean;
  readonly onRequest: (id: string, deck: number) => void;
  readonly onMenu: (event: MouseEvent, track: TrackEntry) => void;
  readonly onRename: (track: TrackEntry, names: { title: string; artist: string } | null) => void;
}

const DAY = new Intl.DateTimeFormat(undefined, { year: '2-digit', month: '2-digit', day: '2-digit' });
const day = (ms: number | null): string => (ms === null ? UNKNOWN : DAY.format(ms));

export function TrackRow(props: TrackRowProps): JSX.Element {
  const { library } = useDesk();
  return (
    <RowFrame
      list={library}
      index={props.index}
      topPx={props.topPx}
      hasFocus={props.focusColumn === 0}
      classes={(row) => ({ 'is-broken': row?.track.problem != null })}
      mayDrag={!props.editing}
      onDrag={(event, { track }) => event.dataTransfer?.setData(TRACK_TYPE, track.id)}
      onMenu={(event, { track }) => props.onMenu(event, track)}
    >
      {(row) => <For each={props.columns}>{(column) => <Cell given={props} column={column.id} row={row()} />}</For>}
    </RowFrame>
  );
}

interface CellProps {
  /** What the row was given: handed on whole, since a cell that spread it would ask through a proxy at every read. */
  readonly given: TrackRowProps;
  readonly column: TrackColumn['id'];
  readonly row: ListRow;
}

function Cell(props: CellProps): JSX.Element {
  const desk = useDesk();
  const { given } = props;
  const track = (): TrackEntry => props.row.track;
  const stop = (place: number): number => (given.focusColumn === place ? 0 : -1);
  const playable = (): boolean => track().problem === null;
  switch (props.column) {
    case 'listen':
      return (
        <span class="cell-listen" role="gridcell">
          <button
            type="button"
            class="key is-bare"
            classList={{ 'is-on': given.previewing === track().id }}
            hidden={!playable()}
            tabindex={stop(1)}
            data-stop
            aria-label={`Pre-listen ${track().title}`}
            aria-pressed={given.previewing === track().id}
            title="Pre-listen in the headphones, from the middle"
            onClick={() => desk.studio.preview(track().id)}
          >
            <PhonesIcon />
          </button>
        </span>
      );
    case 'fit':
      return (
        <span class="cell-fit" role="gridcell">
          <Fit score={props.row.fit?.score ?? 0} />
        </span>
      );
    case 'cover':
      return (
        <span class="cell-cover" role="gridcell">
          <Show when={track().coverId}>{(cover) => <Cover id={cover()} />}</Show>
        </span>
      );
    case 'title':
      return (
        <span class="cell-title" role="gridcell">
          <Show when={given.editing} fallback={<b class="ell">{track().title}</b>}>
            <NameFields track={track()} onDone={(names) => given.onRename(track(), names)} />
          </Show>
          <Show when={track().origin === 'demo' && !given.editing}>
            <small>demo</small>
          </Show>
        </span>
      );
    case 'artist':
      return (
        <span
          class="ell"
          classList={{ 'cell-problem': !playable() }}
          role="gridcell"
          title={track().problem ?? undefined}
        >
          {track().problem ?? track().artist}
        </span>
      );
    case 'bpm':
      return (
        <span
          class="cell-bpm number"
          role="gridcell"
          title={track().gridProducer === null ? 'Tempo unknown' : `By ${track().gridProducer}`}
        >
          {bpm(track().bpm ?? 0, 1)}
        </span>
      );
    case 'key':
      return (
        <span class="cell-key" role="gridcell" title={track().keyName ?? 'Key unknown'}>
          {track().key ?? UNKNOWN}
        </span>
      );
    case 'energy':
      return (
        <span class="cell-energy" role="gridcell">
          <Energy level={track().energy} />
        </span>
      );
    case 'rating':
      return (
        <span class="cell-rating" role="gridcell">
          <Stars
            title={track().title}
            rating={track().rating}
            tabindex={stop(2)}
            onRate={(rating) => desk.attempt(desk.studio.library.rate(track().id, rating), track().title)}
          />
        </span>
      );
    case 'genre':
      return (
        <span class="cell-genre ell" role="gridcell">
          {track().genre}
        </span>
      );
    case 'time':
      return (
        <span class="cell-time number" role="gridcell">
          {minutes(track().durationS)}
        </span>
      );
    case 'plays':
      return (
        <span class="cell-plays number" role="gridcell">
          {track().plays === 0 ? UNKNOWN : track().plays}
        </span>
      );
    case 'album':
      return (
        <span class="cell-album ell" role="gridcell">
          {track().album}
        </span>
      );
    case 'played':
      return (
        <span class="cell-played number" role="gridcell">
          {day(track().lastPlayedAtMs)}
        </span>
      );
    case 'added':
      return (
        <span class="cell-added number" role="gridcell">
          {day(track().addedAtMs)}
        </span>
      );
    case 'why':
      return (
        <span class="cell-why ell" role="gridcell" title={props.row.fit?.reason}>
          {props.row.fit?.reason}
        </span>
      );
    case 'load':
      return (
        <span class="cell-load" role="gridcell">
          <For each={desk.layout.shown()}>
            {(deck, n) => (
              <LoadKey
                track={track()}
                deck={deck}
                tabindex={stop(3 + n())}
                requested={given.requested?.id === track().id && given.requested.deck === deck}
                at={null}
                onRequest={() => given.onRequest(track().id, deck)}
              />
            )}
          </For>
        </span>
      );
  }
}

function Cover(props: { readonly id: string }): JSX.Element {
  const desk = useDesk();
  const [url] = createResource(
    () => props.id,
    (id) => desk.studio.library.cover(id).catch(() => null), // a list without a picture is still a list
  );
  return <Show when={url.latest}>{(src) => <img src={src()} alt="" width="24" height="24" draggable={false} />}</Show>;
}

function NameFields(props: {
  readonly track: TrackEntry;
  readonly onDone: (names: { title: string; artist: string } | null) => void;
}): JSX.Element {
  let title!: HTMLInputElement;
  let artist!: HTMLInputElement;
  const keys = (event: KeyboardEvent): void => {
    event.stopPropagation();
    if (event.key === 'Enter') props.onDone({ title: title.value.trim(), artist: artist.value.trim() });
    else if (event.key === 'Escape') props.onDone(null);
  };
  return (
    <span class="name-fields" role="group" aria-label={`Names of ${props.track.title}`} onKeyDown={keys}>
      <input
        ref={(element) => {
          title = element;
          queueMicrotask(() => element.select());
        }}
        value={props.track.title}
        aria-label="Title"
      />
      <input
        ref={(element) => {
          artist = element;
        }}
        value={props.track.artist}
        aria-label="Artist"
        placeholder="Artist"
      />
      <small>Enter keeps, Escape leaves</small>
    </span>
  );
}
