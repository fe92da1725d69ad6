/** An energy of 1…5 as five rising bars. Thread: main. */
import { Index, type JSX, Show } from 'solid-js';
import { UNKNOWN } from '../format.ts';

const FIVE = [1, 2, 3, 4, 5] as const;

export function Energy(props: { readonly level: number | null }): JSX.Element {
  return (
    <Show when={props.level !== null} fallback={<span>{UNKNOWN}</span>}>
      <span class="energy" role="img" aria-label={`Energy ${props.level} of 5`}>
        <Index each={FIVE}>
          {(step) => (
            <i classList={{ 'is-on': step() <= (props.level ?? 0) }} style={{ height: `${20 + step() * 16}%` }} />
          )}
        </Index>
      </span>
    </Show>
  );
}
