/**
 * The frame that the lists of the library share: heads, the rows in their ring, what stands in an empty list, and the menu.
 * Thread: main.
 */
import { type Accessor, Index, type JSX, Show } from 'solid-js';
import { template } from './columns.ts';
import { GridHead, type GridHeadProps } from './GridHead.tsx';
import { type GridRows, RowSlot } from './grid-rows.tsx';
import type { ListModel } from './list-model.ts';
import { Menu, type MenuRequest } from './Menu.tsx';

export interface ListFrameProps<Order extends string, Id extends string> {
  readonly label: string;
  readonly list: Pick<ListModel<unknown>, 'count' | 'waiting'>;
  readonly rows: GridRows;
  readonly head: GridHeadProps<Order, Id>;
  /** The part that scrolls, as soon as it is there. */
  readonly ref: (body: HTMLDivElement) => void;
  /** The places of the tab stop in the selected row, in order. */
  readonly places: () => readonly number[];
  /** A key without modifiers that moves nothing. True when it meant something. */
  readonly onKey: (event: KeyboardEvent) => boolean;
  /** Something was dropped on the list; it takes what it wants by `preventDefault`. */
  readonly onDrop?: (event: DragEvent) => void;
  readonly mayDrop?: (event: DragEvent) => boolean;
  readonly menu: MenuRequest | null;
  readonly onMenuClosed: () => void;
  readonly empty: JSX.Element;
  readonly children: (row: Accessor<number>) => JSX.Element;
}

export function ListFrame<Order extends string, Id extends string>(props: ListFrameProps<Order, Id>): JSX.Element {
  let body!: HTMLDivElement;
  const onKey = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (!props.rows.move(event.key, props.places()) && !props.onKey(event)) return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <div
      class="grid"
      role="grid"
      aria-label={props.label}
      aria-rowcount={props.list.count() + 1}
      style={{ '--columns': template(props.head.columns) }}
      onKeyDown={onKey}
    >
      <GridHead {...props.head} />
      <div
        class="grid-body"
        role="rowgroup"
        ref={(element) => {
          body = element;
          props.ref(element);
        }}
        tabindex={-1}
        onDrop={(event) => props.onDrop?.(event)}
        onDragOver={(event) => {
          if (props.mayDrop?.(event) === true) event.preventDefault();
        }}
      >
        <Show when={props.list.count() === 0 && !props.list.waiting()}>{props.empty}</Show>
        <div class="grid-rows" style={{ height: `${props.rows.totalPx()}px` }}>
          <Index each={props.rows.ring()}>
            {(row) => (
              <Show when={row() >= 0}>
                <RowSlot row={row()} body={body}>
                  {props.children(row)}
                </RowSlot>
              </Show>
            )}
          </Index>
        </div>
      </div>
      <Show when={props.menu} keyed>
        {(request) => <Menu request={request} onClose={() => props.onMenuClosed()} />}
      </Show>
    </div>
  );
}
