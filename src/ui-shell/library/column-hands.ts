/** What a hand does with the heads of the track list: places, widths, and a menu with the same for the keyboard. Thread: main. */
import {
  type ColumnId,
  type ColumnsState,
  chosenColumns,
  isColumnId,
  mayHide,
  withPlace,
  withShown,
  withWidth,
} from './column-choice.ts';
import type { ColumnHands } from './GridHead.tsx';
import { type MenuRequest, placeOf } from './Menu.tsx';

/** A step of the menu's "Wider" and "Narrower". */
export const WIDTH_STEP_PX = 24;

export function columnHands(state: ColumnsState, openMenu: (request: MenuRequest) => void): ColumnHands<ColumnId> {
  const { change } = state;
  const onMenu = (event: MouseEvent | KeyboardEvent, id: ColumnId): void => {
    const head = event.target instanceof Element ? event.target.closest('[role="columnheader"]') : null;
    if (head === null) return;
    const { width } = head.getBoundingClientRect();
    const shown = chosenColumns(state.choice());
    const at = shown.indexOf(id);
    const [before, after] = [shown[at - 1], shown[at + 1]];
    const items = [
      { label: 'Wider', act: () => change((choice) => withWidth(choice, id, width + WIDTH_STEP_PX)) },
      { label: 'Narrower', act: () => change((choice) => withWidth(choice, id, width - WIDTH_STEP_PX)) },
      ...(before === undefined
        ? []
        : [{ label: 'Move left', act: () => change((choice) => withPlace(choice, id, before)) }]),
      ...(after === undefined
        ? []
        : [{ label: 'Move right', act: () => change((choice) => withPlace(choice, after, id)) }]),
      ...(mayHide(id) ? [{ label: 'Hide', act: () => change((choice) => withShown(choice, id, false)) }] : []),
      { label: 'All columns as they were', act: () => state.reset() },
    ];
    openMenu({ name: `Column ${head.textContent}`, items, ...placeOf(event, head) });
  };
  return {
    mayChange: isColumnId,
    onMenu,
    onWidth: (id, px) => change((choice) => withWidth(choice, id, px)),
    onPlace: (id, before) => change((choice) => withPlace(choice, id, before)),
  };
}
