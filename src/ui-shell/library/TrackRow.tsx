/** One row of the track list. Thread: main. */
import { For, type JSX, Show } from 'solid-js';
import { PhonesIcon } from '../controls/icons.tsx';
import { bpm, minutes, UNKNOWN } from '../format.ts';
import type { TrackEntry } from '../port.ts';
import { useDesk } from '../state/desk.ts';
import { TRACK_TYPE } from './drop.ts';
import { LoadKey } from './LoadKey.tsx';

export interface TrackRowProps {
  readonly track: TrackEntry;
  readonly index: number;
  readonly selected: boolean;
  /** The column of the one tab stop when this row has it, or −1: 0 the row, 1 pre-listen, 2… load keys. */
  readonly focusColumn: number;
  readonly previewing: boolean;
  readonly requestedDeck: number | null;
  readonly onRequest: (deck: number) => void;
  readonly onSelect: () => void;
}

export function TrackRow(props: TrackRowProps): JSX.Element {
  const desk = useDesk();
  const track = (): TrackEntry => props.track;
  const stop = (column: number): number => (props.focusColumn === column ? 0 : -1);
  return (
    // The grid's key handling lives on the grid itself; rows only carry focus.
    <div
      class="row"
      classList={{ 'is-selected': props.selected, 'is-broken': track().problem !== null }}
      role="row"
      tabindex={stop(0)}
      aria-rowindex={props.index + 2}
      aria-selected={props.selected}
      data-row={props.index}
      draggable={track().problem === null}
      onDragStart={(event) => event.dataTransfer?.setData(TRACK_TYPE, track().id)}
      onPointerDown={() => props.onSelect()}
      onFocusIn={() => props.onSelect()}
    >
      <span class="cell-listen" role="gridcell">
        <Show when={track().problem === null}>
          <button
            type="button"
            class="key is-bare"
            classList={{ 'is-on': props.previewing }}
            tabindex={stop(1)}
            aria-label={`Pre-listen ${track().title}`}
            aria-pressed={props.previewing}
            title="Pre-listen in the headphones, from the middle"
            onClick={() => desk.studio.preview(track().id)}
          >
            <PhonesIcon />
          </button>
        </Show>
      </span>
      <span class="cell-title" role="gridcell">
        <b class="ell">{track().title}</b>
        <Show when={track().origin === 'demo'}>
          <small>demo</small>
        </Show>
      </span>
      <Show
        when={track().problem}
        fallback={
          <>
            <span class="cell-artist ell" role="gridcell">
              {track().artist}
            </span>
            <span
              class="cell-bpm number"
              role="gridcell"
              title={track().gridProducer === null ? 'Tempo unknown' : `By ${track().gridProducer}`}
            >
              {bpm(track().bpm ?? 0, 1)}
            </span>
            <span class="cell-key" role="gridcell" title={track().keyName ?? 'Key unknown'}>
              {track().key ?? UNKNOWN}
            </span>
            <span class="cell-energy" role="gridcell">
              <Show when={track().energy} fallback={UNKNOWN}>
                {(energy) => (
                  <span class="energy" role="img" aria-label={`Energy ${energy()} of 5`}>
                    <For each={[1, 2, 3, 4, 5]}>
                      {(step) => (
                        <i classList={{ 'is-on': step <= energy() }} style={{ height: `${20 + step * 16}%` }} />
                      )}
                    </For>
                  </span>
                )}
              </Show>
            </span>
            <span class="cell-length number" role="gridcell">
              {minutes(track().durationS)}
            </span>
          </>
        }
      >
        {(problem) => (
          <span class="cell-problem ell" role="gridcell" title={problem()}>
            {problem()}
          </span>
        )}
      </Show>
      <span class="cell-load" role="gridcell">
        <Show when={track().problem === null}>
          <For each={[0, 1, 2, 3]}>
            {(deck) => (
              <LoadKey
                track={track()}
                deck={deck}
                tabindex={stop(2 + deck)}
                requested={props.requestedDeck === deck}
                onRequest={() => props.onRequest(deck)}
              />
            )}
          </For>
        </Show>
      </span>
    </div>
  );
}
