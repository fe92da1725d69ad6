/** What could not be imported, why, and what to do about it. Thread: main. */
import { createMemo, For, type JSX } from 'solid-js';
import { Key } from '../controls/Key.tsx';
import type { ImportFailure } from '../port.ts';
import { useDesk } from '../state/desk.ts';
import { fromObservable } from '../state/signals.ts';

const sentence = (text: string): string => `${text.slice(0, 1).toUpperCase()}${text.slice(1)}`;

export function Failures(): JSX.Element {
  const desk = useDesk();
  const { imports } = desk.studio;
  const state = fromObservable(imports.state);
  const count = createMemo(() => state()?.failed ?? 0);
  const failures = createMemo<readonly ImportFailure[]>(() => {
    count();
    return imports.failures();
  });
  return (
    <>
      <div class="failures-all">
        <Key
          name="Try all again"
          class="is-wide"
          disabled={count() === 0 ? 'Nothing failed' : null}
          onPress={() => imports.retryAll()}
        >
          Try all again
        </Key>
        <Key
          name="Forget failures"
          class="is-wide"
          disabled={count() === 0 ? 'Nothing failed' : null}
          title="Takes them off this list; the files stay where they are"
          onPress={() => {
            desk.attempt(imports.dismiss(), 'Failures');
            desk.openPanel(null);
          }}
        >
          Forget all
        </Key>
      </div>
      <ul class="failures">
        <For each={failures()} fallback={<li class="empty">Nothing failed.</li>}>
          {(failure) => (
            <li>
              <b class="ell" title={failure.name}>
                {failure.name}
              </b>
              <span class="ell" title={`${sentence(failure.reason)} ${failure.remedy}`}>
                {sentence(failure.reason)} {failure.remedy}
              </span>
              <Key name={`Try ${failure.name} again`} class="is-wide" onPress={() => imports.retry(failure.id)}>
                Try again
              </Key>
            </li>
          )}
        </For>
      </ul>
    </>
  );
}
