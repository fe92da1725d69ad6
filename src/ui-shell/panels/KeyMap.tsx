/** The keyboard map, drawn as the keyboard it is. Thread: main. */
import { createSignal, For, type JSX, onMount, Show } from 'solid-js';
import { DeckMark } from '../controls/DeckMark.tsx';
import { bindingAt, GLOBAL_BINDINGS, HAND_ROWS, type KeyBinding } from '../keyboard/key-map.ts';
import { readLayout } from '../keyboard/labels.ts';
import { useDesk } from '../state/desk.ts';

/** The four loads by number stand as one line. */
const LISTED = GLOBAL_BINDINGS.filter((binding) => !binding.alt || binding.code === 'Digit1').map((binding) =>
  binding.alt ? { ...binding, label: 'to 4: load to A to D' } : binding,
);

export function KeyMap(): JSX.Element {
  const desk = useDesk();
  const [label, setLabel] = createSignal<(code: string) => string>((code) => code);
  onMount(() => {
    void readLayout().then((names) => setLabel(() => names));
  });
  return (
    <div class="keymap">
      <For each={['left', 'right'] as const}>
        {(side) => (
          <div class="keymap-hand">
            <p class="keymap-title">
              <DeckMark deck={desk.layout.hand(side)} />
              <span>{side === 'left' ? 'Left hand: deck A or C' : 'Right hand: deck B or D'}</span>
            </p>
            <For each={HAND_ROWS[side]}>
              {(row) => (
                <div class="keymap-row">
                  <For each={row}>
                    {(code) => (
                      <div class="keymap-key">
                        <kbd>{label()(code)}</kbd>
                        <span>{bindingAt(code, false)?.label}</span>
                        <small>{bindingAt(code, true)?.label}</small>
                      </div>
                    )}
                  </For>
                </div>
              )}
            </For>
          </div>
        )}
      </For>
      <div class="keymap-rest">
        <p class="keymap-title">
          <span>Everywhere; small print with Shift</span>
        </p>
        <ul>
          <For each={LISTED}>{(binding: KeyBinding) => <GlobalKey binding={binding} label={label()} />}</For>
        </ul>
      </div>
    </div>
  );
}

function GlobalKey(props: { readonly binding: KeyBinding; readonly label: (code: string) => string }): JSX.Element {
  return (
    <li>
      <span class="keymap-chord">
        <Show when={props.binding.shift}>
          <kbd>⇧</kbd>
        </Show>
        <Show when={props.binding.alt}>
          <kbd>Alt</kbd>
        </Show>
        <kbd>{props.label(props.binding.code)}</kbd>
      </span>
      {props.binding.label}
    </li>
  );
}
