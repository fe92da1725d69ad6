/** The list's order where there is no room for column heads: a choice and its direction. Thread: main. */
import { For, type JSX } from 'solid-js';
import { Key } from '../controls/Key.tsx';
import { COLUMNS, type SortColumn, type SortOrder } from './rows.ts';

export function OrderChoice(props: {
  readonly order: SortOrder | null;
  readonly onOrder: (order: SortOrder | null) => void;
}): JSX.Element {
  const choose = (value: string): void => {
    const column = COLUMNS.find((candidate) => candidate.column === value)?.column;
    props.onOrder(column === undefined ? null : { column, descending: props.order?.descending ?? false });
  };
  const chosen = (column: SortColumn): boolean => props.order?.column === column;
  return (
    <div class="order">
      <select aria-label="Order of the list" onChange={(event) => choose(event.currentTarget.value)}>
        <option value="" selected={props.order === null}>
          As added
        </option>
        <For each={COLUMNS}>
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
