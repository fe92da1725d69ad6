/**
 * What the lists of the library have in common: as many row elements as are on screen, used again in a ring while it
 * scrolls (row n stands in element n modulo their number), and one tab stop that arrow keys move from row to row and from
 * control to control.
 * Thread: main.
 */
import { createVirtualizer } from '@tanstack/solid-virtual';
import {
  type Accessor,
  createComputed,
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
import { EMPTY_RING, nextRing, type RowRange, type RowRing } from './row-ring.ts';

/** Rows that stand ready beyond each edge: as many as a notch of the wheel brings into sight. */
const READY = 4;
/** Of those, how many a frame brings in: about as fast as a wheel that is turned steadily needs them. */
const READY_A_FRAME = 2;

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
    overscan: 0,
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
  /** What is on screen. */
  const range = createMemo(
    (): RowRange => {
      const items = virtualizer.getVirtualItems();
      return { from: items[0]?.index ?? 0, to: (items.at(-1)?.index ?? -1) + 1 };
    },
    undefined,
    { equals: (a, b) => a.from === b.from && a.to === b.to },
  );
  const near = (): RowRange => {
    const { from, to } = range();
    return { from: Math.max(0, from - READY), to: Math.min(list.count(), to + READY) };
  };
  createEffect(() => {
    const { from, to } = near();
    untrack(() => list.look(from, to));
  });
  const [ring, setRing] = createSignal<RowRing>(EMPTY_RING);
  let frame = 0;
  const fill = (atATime: number): void => {
    cancelAnimationFrame(frame);
    const next = nextRing(untrack(ring), range(), near(), list.count(), atATime);
    setRing(next);
    if (next.waits) frame = requestAnimationFrame(() => untrack(() => fill(READY_A_FRAME)));
  };
  // A scroll event comes just before its frame's callbacks: what need not be seen waits for those.
  createComputed(() => fill(0));
  onCleanup(() => cancelAnimationFrame(frame));
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
  return {
    ring: () => ring().rows,
    widthPx,
    rowPx,
    hitPx,
    totalPx: () => virtualizer.getTotalSize(),
    place,
    elementOf,
    move,
  };
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
