/** A list's order as a choice and its direction: where there is no room for heads, or more to choose than they say. Thread: main. */
import { For, type JSX } from 'solid-js';
import { Key } from '../controls/Key.tsx';

export interface OrderOption {
  readonly value: string;
  readonly label: string;
}

export function OrderChoice(props: {
  /** The first one is the list's own order. */
  readonly options: readonly OrderOption[];
  readonly value: string;
  /** Null: this order has one direction only. */
  readonly descending: boolean | null;
  readonly onChoose: (value: string) => void;
  readonly onReverse: () => void;
}): JSX.Element {
  return (
    <div class="order">
      <select aria-label="Order of the list" onChange={(event) => props.onChoose(event.currentTarget.value)}>
        <For each={props.options}>
          {({ value, label }) => (
            <option value={value} selected={props.value === value}>
              {label}
            </option>
          )}
        </For>
      </select>
      <Key
        name="Reverse the order of the list"
        pressed={props.descending === true}
        disabled={props.descending === null ? 'Choose what to order by first.' : null}
        onPress={() => props.onReverse()}
      >
        {props.descending === true ? '▼' : '▲'}
      </Key>
    </div>
  );
}
