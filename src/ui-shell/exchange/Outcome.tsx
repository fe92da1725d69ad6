/** How an import, export, backup or restore goes, and how the last one ended. Thread: main. */
import { For, type JSX, Show } from 'solid-js';
import { Key } from '../controls/Key.tsx';
import { useDesk } from '../state/desk.ts';
import { fromObservable } from '../state/signals.ts';

export function Outcome(): JSX.Element {
  const desk = useDesk();
  const { exchange } = desk.studio;
  const work = fromObservable(exchange.work);
  const outcome = fromObservable(exchange.outcome);
  return (
    <div class="exchange-outcome" role="status" aria-label="Outcome">
      <Show when={work()}>
        {(now) => (
          <p>
            <Show when={now().total > 0} fallback={<progress />}>
              <progress max={now().total} value={now().done} />
            </Show>{' '}
            {now().words}
          </p>
        )}
      </Show>
      <Show when={work() === null ? outcome() : null}>
        {(ended) => (
          <>
            <h3 classList={{ problem: ended().failed }}>{ended().what}</h3>
            <For each={ended().facts}>{(fact) => <p>{fact}</p>}</For>
            <Show when={ended().undo}>
              {(undo) => (
                <Key
                  name="Take the crates back"
                  class="is-wide"
                  title="Takes back the crates of this import; cues, grids and tags stay"
                  onPress={() => desk.attempt(undo()(), 'Crates')}
                >
                  Take the crates back
                </Key>
              )}
            </Show>
            <Show when={ended().notes.length > 0}>
              <h3>What did not go over</h3>
              <ul>
                <For each={ended().notes}>
                  {({ text, count, examples }) => (
                    <li title={examples.join('; ')}>
                      <span class="number">{count.toLocaleString()} ×</span> {text}
                    </li>
                  )}
                </For>
              </ul>
            </Show>
            <Show when={ended().missing.length > 0}>
              <h3>Not in the library</h3>
              <ul>
                <For each={ended().missing}>{(name) => <li class="ell">{name}</li>}</For>
              </ul>
            </Show>
          </>
        )}
      </Show>
    </div>
  );
}
