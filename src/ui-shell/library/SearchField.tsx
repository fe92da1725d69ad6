/**
 * The search field: finds with every key, completes names and values of fields, and says quietly what it did not
 * understand. Down or Enter goes to the rows, Escape clears.
 * Thread: main.
 */
import { createEffect, createSignal, For, type JSX, on, Show } from 'solid-js';
import { SearchIcon } from '../controls/icons.tsx';
import { useDesk } from '../state/desk.ts';

interface Choice {
  readonly insert: string;
  readonly label: string;
}
interface Completing {
  readonly from: number;
  readonly caret: number;
  readonly choices: readonly Choice[];
}

const SHOWN = 6;
const NOTHING: Completing = { from: 0, caret: 0, choices: [] };

export function SearchField(): JSX.Element {
  const desk = useDesk();
  const { library } = desk;
  const [completing, setCompleting] = createSignal(NOTHING);
  const [active, setActive] = createSignal(-1);
  const [focused, setFocused] = createSignal(false);
  let input!: HTMLInputElement;
  let asked = 0;
  const choices = (): readonly Choice[] => completing().choices.slice(0, SHOWN);
  const close = (): void => {
    asked++;
    setCompleting(NOTHING);
    setActive(-1);
  };
  const complete = async (): Promise<void> => {
    const mine = ++asked;
    const { value } = input;
    const caret = input.selectionStart ?? value.length;
    const found = await desk.studio.library.complete(value, caret);
    if (mine !== asked) return;
    setCompleting({ ...found, caret });
    setActive(-1);
  };
  const typed = (): void => {
    library.setText(input.value);
    if (input.value === '') close();
    else complete().catch(close); // a search without completions is still a search
  };
  const take = (choice: Choice): void => {
    const { from, caret } = completing();
    const { value } = input;
    input.value = value.slice(0, from) + choice.insert + value.slice(caret);
    input.selectionStart = input.selectionEnd = from + choice.insert.length;
    input.focus();
    typed();
  };
  const toRows = (): void => {
    close();
    document.querySelector<HTMLElement>('.library .grid [data-row][tabindex="0"]')?.focus();
  };
  const onKey = (event: KeyboardEvent): void => {
    const all = choices();
    const chosen = all[active()];
    if (event.key === 'ArrowDown' && all.length > 0) setActive((at) => (at + 1) % all.length);
    else if (event.key === 'ArrowUp' && all.length > 0) setActive((at) => (at <= 0 ? all.length : at) - 1);
    else if ((event.key === 'Enter' || event.key === 'Tab') && chosen !== undefined) take(chosen);
    else if (event.key === 'ArrowDown' || event.key === 'Enter') toRows();
    else if (event.key === 'Escape' && all.length > 0) close();
    else if (event.key === 'Escape') {
      library.setText('');
      input.blur();
    } else return;
    event.preventDefault();
  };
  // The text also changes from outside: a smart crate that is edited, an empty list that offers everything.
  createEffect(
    on(library.text, (text) => {
      if (input.value !== text) input.value = text;
    }),
  );
  const troubles = (): readonly { readonly message: string }[] => (library.text() === '' ? [] : library.troubles());
  return (
    <div class="search" classList={{ 'is-doubtful': troubles().length > 0 }}>
      <label>
        <SearchIcon />
        <input
          ref={input}
          type="search"
          role="combobox"
          aria-label="Search tracks"
          aria-expanded={focused() && choices().length > 0}
          aria-controls="search-choices"
          aria-activedescendant={active() < 0 ? undefined : `search-choice-${active()}`}
          aria-describedby="search-troubles"
          aria-autocomplete="list"
          autocomplete="off"
          spellcheck={false}
          placeholder={
            library.showsPhrases()
              ? 'Search, or kind:drop bars:16 bpm:120-126'
              : 'Search, or bpm:120-126 key:8A rating:>3'
          }
          onInput={typed}
          onKeyDown={onKey}
          onFocus={() => setFocused(true)}
          onBlur={() => {
            setFocused(false);
            close();
          }}
        />
      </label>
      <Show when={focused() && (choices().length > 0 || troubles().length > 0)}>
        <div class="search-below">
          <div id="search-choices" role="listbox" aria-label="Completions">
            <For each={choices()}>
              {(choice, n) => (
                <div
                  id={`search-choice-${n()}`}
                  class="search-choice"
                  classList={{ 'is-active': active() === n() }}
                  role="option"
                  aria-selected={active() === n()}
                  onPointerDown={(event) => {
                    event.preventDefault();
                    take(choice);
                  }}
                >
                  <b>{choice.insert.trim()}</b>
                  <Show when={choice.label !== choice.insert.trim()}>
                    <span class="ell">{choice.label}</span>
                  </Show>
                </div>
              )}
            </For>
          </div>
          <Show when={choices().length === 0}>
            <p id="search-troubles">{troubles()[0]?.message}</p>
          </Show>
        </div>
      </Show>
    </div>
  );
}
