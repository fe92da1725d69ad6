/** The list's order where there is no room for column heads: a choice and its direction. Thread: main. */
import { For, type JSX } from 'solid-js';
import { Key } from '../controls/Key.tsx';
import { ORDERS } from './columns.ts';
import type { ListColumn, ListOrder } from './types.ts';

export function OrderChoice(props: {
  readonly order: ListOrder | null;
  readonly onOrder: (order: ListOrder | null) => void;
}): JSX.Element {
  const choose = (value: string): void => {
    const column = ORDERS.find((candidate) => candidate.column === value)?.column;
    props.onOrder(column === undefined ? null : { column, descending: props.order?.descending ?? false });
  };
  const chosen = (column: ListColumn): boolean => props.order?.column === column;
  return (
    <div class="order">
      <select aria-label="Order of the list" onChange={(event) => choose(event.currentTarget.value)}>
        <option value="" selected={props.order === null}>
          As added
        </option>
        <For each={ORDERS}>
          {({ column, label }) => (
            <option value={column} selected={chosen(column)}>
              By {label === 'BPM' ? label : label.toLowerCase()}
            </option>
          )}
        </For>
      </select>
      <Key
        name="Reverse the order of the list"
        pressed={props.order?.descending === true}
        disabled={props.order === null ? 'Choose what to order by first.' : null}
        onPress={() => {
          if (props.order !== null) props.onOrder({ ...props.order, descending: !props.order.descending });
        }}
      >
        {props.order?.descending === true ? '▼' : '▲'}
      </Key>
    </div>
  );
}
