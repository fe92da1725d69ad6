/**
 * What the lists of the library have in common: as many row elements as are on screen, used again in a ring while it
 * scrolls (row n stands in element n modulo their number), and one tab stop that arrow keys move from row to row and from
 * control to control.
 * Thread: main.
 */
import { createVirtualizer } from '@tanstack/solid-virtual';
import {
  type Accessor,
  createEffect,
  createMemo,
  createSignal,
  type JSX,
  on,
  onCleanup,
  onMount,
  untrack,
} from 'solid-js';
import type { ListModel } from './list-model.ts';

/** Rows beyond the edges, so that a slow frame shows no gap. */
const OVERSCAN = 3;

const pixels = (name: string): number =>
  Number.parseFloat(getComputedStyle(document.documentElement).getPropertyValue(name));

export interface GridRows {
  /** The row of each element, −1 where it stands by. */
  readonly ring: Accessor<readonly number[]>;
  /** CSS pixels: of the list, a row, a key, and of all rows together. */
  readonly widthPx: Accessor<number>;
  readonly rowPx: Accessor<number>;
  readonly hitPx: Accessor<number>;
  readonly totalPx: Accessor<number>;
  /** Where the tab stop is in its row: 0 the row itself, then its controls. */
  readonly place: Accessor<number>;
  readonly elementOf: (row: number) => HTMLElement | null;
  /** Moves the tab stop as an arrow or page key says. False for every other key. */
  readonly move: (key: string, places: readonly number[]) => boolean;
}

type Shown = Pick<ListModel<unknown>, 'count' | 'look' | 'fresh' | 'selected' | 'select'>;

/** Call inside the component that has the scrolling element; `body` is asked once that is mounted. */
export function createGridRows(list: Shown, body: () => HTMLDivElement): GridRows {
  const [place, setPlace] = createSignal(0);
  const [widthPx, setWidthPx] = createSignal(1200);
  const [rowPx, setRowPx] = createSignal(32);
  const [hitPx, setHitPx] = createSignal(32);
  const virtualizer = createVirtualizer<HTMLDivElement, HTMLDivElement>({
    get count() {
      return list.count();
    },
    getScrollElement: body,
    estimateSize: () => untrack(rowPx),
    overscan: OVERSCAN,
  });
  onMount(() => {
    const measure = (): void => {
      setWidthPx(body().clientWidth);
      setRowPx(pixels('--row'));
      setHitPx(pixels('--hit'));
    };
    const observer = new ResizeObserver(measure);
    observer.observe(body());
    measure();
    onCleanup(() => observer.disconnect());
  });
  createEffect(on(rowPx, () => virtualizer.measure(), { defer: true }));
  /** First row on screen and the one after the last. */
  const range = createMemo(
    () => {
      const items = virtualizer.getVirtualItems();
      return { from: items[0]?.index ?? 0, to: (items.at(-1)?.index ?? -1) + 1 };
    },
    undefined,
    { equals: (a, b) => a.from === b.from && a.to === b.to },
  );
  createEffect(() => {
    const { from, to } = range();
    untrack(() => list.look(from, to));
  });
  /** The ring only grows: a row more on screen must not shuffle the others. */
  const ringSize = createMemo<number>((before) => Math.max(before, range().to - range().from), 0);
  const ring = createMemo(() => {
    const { from, to } = range();
    const size = ringSize();
    const rows = new Array<number>(size).fill(-1);
    for (let row = from; row < to; row++) rows[row % size] = row;
    return rows;
  });
  createEffect(on(list.fresh, () => virtualizer.scrollToOffset(0), { defer: true }));
  createEffect(
    on(
      list.selected,
      (row) => {
        if (row >= 0) virtualizer.scrollToIndex(row, { align: 'auto' });
      },
      { defer: true },
    ),
  );
  const elementOf = (row: number): HTMLElement | null => body().querySelector<HTMLElement>(`[data-row="${row}"]`);
  const focusCell = (row: number, at: number): void => {
    setPlace(at);
    list.select(row);
    const to = list.selected();
    virtualizer.scrollToIndex(to, { align: 'auto' });
    const focus = (): boolean => {
      const element = elementOf(to);
      const target = at === 0 ? element : element?.querySelector<HTMLElement>('[data-stop][tabindex="0"]');
      (target ?? element)?.focus({ preventScroll: true });
      return element !== null;
    };
    // A row far away is drawn with the next frame.
    if (!focus()) requestAnimationFrame(() => focus());
  };
  const move = (key: string, places: readonly number[]): boolean => {
    const row = list.selected();
    const page = Math.max(1, Math.floor(body().clientHeight / rowPx()) - 1);
    const at = Math.max(0, places.indexOf(place()));
    const moves: Readonly<Record<string, readonly [number, number]>> = {
      ArrowUp: [row - 1, place()],
      ArrowDown: [row + 1, place()],
      ArrowLeft: [row, places[at - 1] ?? 0],
      ArrowRight: [row, places[at + 1] ?? place()],
      PageUp: [row - page, place()],
      PageDown: [row + page, place()],
      Home: [0, place()],
      End: [list.count() - 1, place()],
    };
    const to = moves[key];
    if (to !== undefined) focusCell(to[0], to[1]);
    return to !== undefined;
  };
  return { ring, widthPx, rowPx, hitPx, totalPx: () => virtualizer.getTotalSize(), place, elementOf, move };
}

/** An element that comes to show another row lets go of the focus: Enter must not load what scrolled under it. */
export function RowSlot(props: {
  readonly row: number;
  readonly body: HTMLElement;
  readonly children: JSX.Element;
}): JSX.Element {
  createEffect(
    on(
      () => props.row,
      (_, before) => {
        const held = document.activeElement?.closest('[data-row]');
        if (before !== undefined && held !== null && held?.getAttribute('data-row') === String(props.row))
          props.body.focus({ preventScroll: true });
      },
    ),
  );
  return <>{props.children}</>;
}
