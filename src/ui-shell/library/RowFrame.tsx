/**
 * What rows of the library's lists share. A row element lives on while the list scrolls and shows another row then: only
 * texts change. It carries the focus; the keys are the list's.
 * Thread: main.
 */
import { type Accessor, createMemo, type JSX, Show } from 'solid-js';
import type { ListModel } from './list-model.ts';

export interface RowFrameProps<Row extends object> {
  readonly list: Pick<ListModel<Row>, 'row' | 'selected' | 'select'>;
  readonly index: number;
  readonly topPx: number;
  readonly hasFocus: boolean;
  readonly class?: string;
  /** Null where nothing is drawn yet, or the row was removed. */
  readonly classes: (drawn: Row | null) => { readonly [name: string]: boolean };
  readonly style?: (drawn: Row | null) => { readonly [property: string]: string };
  readonly mayDrag: boolean;
  readonly onDrag: (event: DragEvent, row: Row) => void;
  readonly onMenu: (event: MouseEvent, row: Row) => void;
  readonly children: (row: Accessor<Row>) => JSX.Element;
}

export function RowFrame<Row extends object>(props: RowFrameProps<Row>): JSX.Element {
  const held = createMemo<Row | null | undefined>(() => props.list.row(props.index));
  const row = (): Row | null => held() ?? null;
  /** Cells outlive the wait for the next row, unseen: making them anew costs more than the rest of a frame. */
  const drawn = createMemo<Row | null>((before) => (held() === undefined ? before : row()), null);
  const selected = (): boolean => props.list.selected() === props.index;
  const select = (): void => props.list.select(props.index);
  return (
    // The grid's key handling lives on the grid itself; rows only carry focus.
    <div
      class={`row ${props.class ?? ''}`}
      classList={{ 'is-selected': selected(), 'is-waiting': held() === undefined, ...props.classes(drawn()) }}
      style={{ transform: `translateY(${props.topPx}px)`, ...props.style?.(drawn()) }}
      role="row"
      tabindex={props.hasFocus ? 0 : -1}
      aria-rowindex={props.index + 2}
      aria-selected={selected()}
      data-row={props.index}
      draggable={row() !== null && props.mayDrag}
      onDragStart={(event) => {
        const dragged = row();
        if (dragged !== null) props.onDrag(event, dragged);
      }}
      onPointerDown={select}
      onFocusIn={select}
      onContextMenu={(event) => {
        const shown = row();
        if (shown === null) return;
        event.preventDefault();
        select();
        props.onMenu(event, shown);
      }}
    >
      <Show when={drawn()} fallback={held() === null ? <span class="cell-gone">Removed</span> : null}>
        {(shown) => props.children(shown)}
      </Show>
    </div>
  );
}
