/** The sets that were played: which tracks, when, on which deck. Thread: main. */
import { createResource, For, type JSX, Show } from 'solid-js';
import { DeckMark } from '../controls/DeckMark.tsx';
import { useDesk } from '../state/desk.ts';

const at = (date: Date): string => date.toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' });

export function Sets(): JSX.Element {
  const desk = useDesk();
  const [sets] = createResource(() => desk.studio.library.history());
  return (
    <ul class="sets">
      <Show when={sets.error}>{(error) => <li class="problem">{String(error())}</li>}</Show>
      <For
        each={sets.error === undefined ? sets() : []}
        fallback={<li class="empty">No set yet. A track counts as played once it was heard for half a minute.</li>}
      >
        {(set) => (
          <li>
            <b>{set.name}</b>
            <ol>
              <For each={set.plays}>
                {(play) => (
                  <li>
                    <span class="number">{at(play.at)}</span>
                    <DeckMark deck={play.deck} />
                    <span class="ell">{play.title}</span>
                    <span class="ell quiet">{play.artist}</span>
                  </li>
                )}
              </For>
            </ol>
          </li>
        )}
      </For>
    </ul>
  );
}
