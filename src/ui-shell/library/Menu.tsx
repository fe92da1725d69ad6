/** A short list of things to do with what it was opened on. Arrow keys, Enter, Escape; a press elsewhere closes it. Thread: main. */
import { For, type JSX, onCleanup, onMount } from 'solid-js';
import { Portal } from 'solid-js/web';

export interface MenuItem {
  readonly label: string;
  readonly act: () => void;
}
export interface MenuRequest {
  readonly name: string;
  readonly items: readonly MenuItem[];
  /** CSS pixels in the window. */
  readonly x: number;
  readonly y: number;
}

/** Where a menu belongs that was asked for on an element, by pointer or by key. */
export function placeOf(event: MouseEvent | KeyboardEvent, element: Element): { x: number; y: number } {
  if (event instanceof MouseEvent && (event.clientX !== 0 || event.clientY !== 0))
    return { x: event.clientX, y: event.clientY };
  const box = element.getBoundingClientRect();
  return { x: box.left + 16, y: box.bottom };
}

export function Menu(props: { readonly request: MenuRequest; readonly onClose: () => void }): JSX.Element {
  const before = document.activeElement;
  let root!: HTMLDivElement;
  const close = (): void => {
    props.onClose();
    if (before instanceof HTMLElement && before.isConnected) before.focus({ preventScroll: true });
  };
  const elsewhere = (event: PointerEvent): void => {
    if (!(event.target instanceof Node && root.contains(event.target))) props.onClose();
  };
  onMount(() => {
    const { width, height } = root.getBoundingClientRect();
    root.style.left = `${Math.max(4, Math.min(props.request.x, innerWidth - width - 4))}px`;
    root.style.top = `${Math.max(4, Math.min(props.request.y, innerHeight - height - 4))}px`;
    root.querySelector<HTMLElement>('button')?.focus();
    addEventListener('pointerdown', elsewhere, true);
  });
  onCleanup(() => removeEventListener('pointerdown', elsewhere, true));
  const onKey = (event: KeyboardEvent): void => {
    event.stopPropagation();
    const items = [...root.querySelectorAll<HTMLElement>('button')];
    const at = items.findIndex((item) => item.matches(':focus'));
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: items.length - 1 }[event.key];
    if (event.key === 'Escape' || event.key === 'Tab') close();
    else if (to !== undefined) items[(to + items.length) % items.length]?.focus();
    else return;
    event.preventDefault();
  };
  return (
    <Portal>
      <div ref={root} class="menu" role="menu" aria-label={props.request.name} onKeyDown={onKey}>
        <For each={props.request.items}>
          {(item) => (
            <button
              type="button"
              role="menuitem"
              tabindex={-1}
              onClick={() => {
                close();
                item.act();
              }}
            >
              {item.label}
            </button>
          )}
        </For>
      </div>
    </Portal>
  );
}
