/** A row of words of which one holds: a radio group with arrow keys. Thread: main. */
import { For, type JSX } from 'solid-js';

export interface ChoiceProps<T extends string | number> {
  readonly name: string;
  readonly options: readonly { readonly value: T; readonly label: string; readonly disabled?: string | null }[];
  readonly value: T;
  readonly onChoose: (value: T, eventTimeMs: number) => void;
}

export function Choice<T extends string | number>(props: ChoiceProps<T>): JSX.Element {
  let root!: HTMLDivElement;
  const move = (event: KeyboardEvent): void => {
    const step =
      event.key === 'ArrowRight' || event.key === 'ArrowDown'
        ? 1
        : event.key === 'ArrowLeft' || event.key === 'ArrowUp'
          ? -1
          : 0;
    if (step === 0) return;
    event.preventDefault();
    event.stopPropagation();
    const usable = props.options.filter((option) => typeof option.disabled !== 'string');
    const at = usable.findIndex((option) => option.value === props.value);
    const next = usable[(at + step + usable.length) % usable.length];
    if (next === undefined) return;
    props.onChoose(next.value, event.timeStamp);
    queueMicrotask(() => root.querySelector<HTMLElement>('[aria-checked="true"]')?.focus());
  };
  return (
    <div ref={root} class="choice" role="radiogroup" aria-label={props.name} onKeyDown={move}>
      <For each={props.options}>
        {(option) => (
          <button
            type="button"
            class="key"
            classList={{ 'is-chosen': option.value === props.value }}
            role="radio"
            aria-checked={option.value === props.value}
            aria-disabled={typeof option.disabled === 'string' ? 'true' : undefined}
            title={option.disabled ?? undefined}
            tabindex={option.value === props.value ? 0 : -1}
            onClick={(event) => {
              if (typeof option.disabled !== 'string') props.onChoose(option.value, event.timeStamp);
            }}
          >
            {option.label}
          </button>
        )}
      </For>
    </div>
  );
}
