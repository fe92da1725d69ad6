/** Which columns the track list shows, where and how wide. Thread: main. */
import { For, type JSX, Show } from 'solid-js';
import { LeftIcon, RightIcon } from '../controls/icons.tsx';
import { Key } from '../controls/Key.tsx';
import { type ColumnId, isShown, mayHide, moved, withShown, withWidth } from '../library/column-choice.ts';
import { WIDTH_STEP_PX } from '../library/column-hands.ts';
import { ownWidthPx } from '../library/columns.ts';
import { useDesk } from '../state/desk.ts';

const NAMES: { readonly [Id in ColumnId]: string } = {
  cover: 'Cover',
  title: 'Title',
  artist: 'Artist',
  album: 'Album',
  genre: 'Genre',
  bpm: 'BPM',
  key: 'Key',
  energy: 'Energy',
  rating: 'Rating',
  time: 'Length',
  plays: 'Plays',
  played: 'Last played',
  added: 'Added',
};

export function Columns(): JSX.Element {
  const { columns } = useDesk().library;
  const order = () => columns.choice().order;
  return (
    <ol class="columns-choice">
      <For each={order()}>
        {(id, n) => {
          const shown = (): boolean => isShown(columns.choice(), id);
          const width = (): number => columns.choice().widths[id] ?? ownWidthPx(id);
          const resize = (px: number): void => columns.change((choice) => withWidth(choice, id, width() + px));
          const move = (by: number, event: Event): void => {
            const key = event.currentTarget;
            columns.change((choice) => moved(choice, id, by));
            // Its element was moved, and an element that is moved lets go of the focus.
            if (key instanceof HTMLElement) key.focus();
          };
          return (
            <li>
              <Show when={mayHide(id)} fallback={<b title="A track is known by it: always shown">{NAMES[id]}</b>}>
                <Key
                  name={`Show ${NAMES[id]}`}
                  class="is-wide"
                  lit={shown() ? 'secondary' : false}
                  pressed={shown()}
                  onPress={() => columns.change((choice) => withShown(choice, id, !shown()))}
                >
                  {NAMES[id]}
                </Key>
              </Show>
              <Key
                name={`Move ${NAMES[id]} left`}
                disabled={n() === 0 ? 'It is the first.' : null}
                onPress={(_, event) => move(-1, event)}
              >
                <LeftIcon />
              </Key>
              <Key
                name={`Move ${NAMES[id]} right`}
                disabled={n() === order().length - 1 ? 'It is the last.' : null}
                onPress={(_, event) => move(1, event)}
              >
                <RightIcon />
              </Key>
              <Key name={`Make ${NAMES[id]} narrower`} onPress={() => resize(-WIDTH_STEP_PX)}>
                {'\u2212'}
              </Key>
              <span class="number quiet">{width()}</span>
              <Key name={`Make ${NAMES[id]} wider`} onPress={() => resize(WIDTH_STEP_PX)}>
                +
              </Key>
            </li>
          );
        }}
      </For>
      <li class="columns-reset">
        <Key name="All columns as they were" class="is-wide" onPress={() => columns.reset()}>
          All as they were
        </Key>
        <span class="quiet">
          Heads can be dragged to another place, their edges to another width. Where the room is short, the list leaves
          out what can be spared.
        </span>
      </li>
    </ol>
  );
}
