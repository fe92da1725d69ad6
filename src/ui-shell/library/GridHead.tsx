/**
 * The heads of a list's columns: a press orders. Where the columns may be changed, heads are dragged to another place, their
 * edges to another width, and a menu says the rest.
 * Thread: main.
 */
import { For, type JSX, Show } from 'solid-js';
import { type Column, nextOrder } from './columns.ts';

/** What a hand can do with a column besides ordering by it. */
export interface ColumnHands<Id extends string> {
  readonly mayChange: (id: string) => id is Id;
  readonly onMenu: (event: MouseEvent | KeyboardEvent, id: Id) => void;
  readonly onWidth: (id: Id, px: number) => void;
  readonly onPlace: (id: Id, before: Id) => void;
}

export interface GridHeadProps<Order extends string, Id extends string> {
  readonly columns: readonly Column<string, Order>[];
  readonly order: { readonly column: Order; readonly descending: boolean } | null;
  readonly onOrder: (order: { readonly column: Order; readonly descending: boolean } | null) => void;
  /** No room for heads: they are only spoken. */
  readonly spoken: boolean;
  /** Null where the columns stay as they are. */
  readonly hands: ColumnHands<Id> | null;
}

/** Names of columns whose heads show nothing. */
const SPOKEN: Readonly<Record<string, string>> = { listen: 'Pre-listen', cover: 'Cover', deck: 'On a deck' };
const COLUMN_TYPE = 'application/x-echelon-column';

export function GridHead<Order extends string, Id extends string>(props: GridHeadProps<Order, Id>): JSX.Element {
  const sortOf = (by: Order): 'ascending' | 'descending' | 'none' =>
    props.order?.column !== by ? 'none' : props.order.descending ? 'descending' : 'ascending';
  const changeable = (id: string): Id | null => (props.hands?.mayChange(id) === true ? id : null);
  const onKey = (event: KeyboardEvent, id: string): void => {
    const mine = changeable(id);
    if (mine === null || (event.key !== 'ContextMenu' && !(event.key === 'F10' && event.shiftKey))) return;
    event.preventDefault();
    event.stopPropagation();
    props.hands?.onMenu(event, mine);
  };
  const onContextMenu = (event: MouseEvent, id: string): void => {
    const mine = changeable(id);
    if (mine === null) return;
    event.preventDefault();
    props.hands?.onMenu(event, mine);
  };
  const onDrop = (event: DragEvent, id: string): void => {
    const before = changeable(id);
    const dragged = changeable(event.dataTransfer?.getData(COLUMN_TYPE) ?? '');
    if (before === null || dragged === null) return;
    event.preventDefault();
    event.stopPropagation();
    props.hands?.onPlace(dragged, before);
  };
  return (
    <div class="row is-head" classList={{ 'is-spoken': props.spoken }} role="row" aria-rowindex={1}>
      <For each={props.columns}>
        {(column) => (
          <span
            role="columnheader"
            class={`cell-${column.id}`}
            aria-sort={column.order === null ? undefined : sortOf(column.order)}
            aria-label={SPOKEN[column.id]}
            draggable={changeable(column.id) !== null}
            onDragStart={(event) => event.dataTransfer?.setData(COLUMN_TYPE, column.id)}
            onDragOver={(event) => {
              if (event.dataTransfer?.types.includes(COLUMN_TYPE) === true) event.preventDefault();
            }}
            onDrop={(event) => onDrop(event, column.id)}
            onContextMenu={(event) => onContextMenu(event, column.id)}
          >
            <Show when={props.spoken ? null : column.order} fallback={column.label}>
              {(by) => (
                <button
                  type="button"
                  class="sort"
                  onClick={() => props.onOrder(nextOrder(props.order, by()))}
                  onKeyDown={(event) => onKey(event, column.id)}
                >
                  {column.label}
                  <i aria-hidden="true">{sortOf(by()) === 'none' ? '' : sortOf(by()) === 'ascending' ? '▲' : '▼'}</i>
                </button>
              )}
            </Show>
            <Show when={changeable(column.id)}>
              {(id) => <Edge onWidth={(px) => props.hands?.onWidth(id(), px)} />}
            </Show>
          </span>
        )}
      </For>
    </div>
  );
}

/** The right edge of a head. Keyboards have the menu. */
function Edge(props: { readonly onWidth: (px: number) => void }): JSX.Element {
  let element!: HTMLElement;
  const start = (event: PointerEvent): void => {
    if (event.button !== 0) return;
    event.preventDefault();
    event.stopPropagation();
    element.setPointerCapture(event.pointerId);
    const wide = element.parentElement?.getBoundingClientRect().width ?? 0;
    const move = (moved: PointerEvent): void => props.onWidth(wide + moved.clientX - event.clientX);
    const end = (): void => {
      element.removeEventListener('pointermove', move);
      element.removeEventListener('lostpointercapture', end);
    };
    element.addEventListener('pointermove', move);
    element.addEventListener('lostpointercapture', end);
  };
  return (
    <i
      ref={element}
      class="column-edge"
      aria-hidden="true"
      draggable={true}
      onDragStart={(event) => {
        event.preventDefault();
        event.stopPropagation();
      }}
      onPointerDown={start}
    />
  );
}
