/**
 * Presses that answer on the way down: pointer, touch, Enter and Space alike, and the click an assistive technology
 * makes without any of them. Thread: main.
 */
import { onCleanup } from 'solid-js';

export interface PressHandlers {
  readonly onPress: (eventTimeMs: number, event: Event) => void;
  /** Called once for every press, also when the pointer leaves or the window loses focus. */
  readonly onRelease?: (eventTimeMs: number) => void;
  /** Right-click, a long touch, the menu key or Shift+F10; Delete too where nothing else is said for it. */
  readonly onSecondary?: (event: MouseEvent | KeyboardEvent) => void;
  /** Delete on the focused control. */
  readonly onDelete?: () => void;
  readonly disabled?: () => boolean;
}

/** Attaches to a button. Call inside an owner. */
export function attachPress(element: HTMLElement, handlers: PressHandlers): void {
  let held = false;
  let clickIsOurs = false;
  const press = (event: Event): void => {
    if (handlers.disabled?.() === true || held) return;
    held = true;
    clickIsOurs = true;
    handlers.onPress(event.timeStamp, event);
  };
  const release = (event: Event): void => {
    if (!held) return;
    held = false;
    handlers.onRelease?.(event.timeStamp);
  };
  element.addEventListener('pointerdown', (event) => {
    if (event.button !== 0) return;
    clickIsOurs = false;
    if (handlers.onRelease !== undefined) element.setPointerCapture(event.pointerId);
    press(event);
  });
  element.addEventListener('pointerup', release);
  element.addEventListener('pointercancel', release);
  element.addEventListener('lostpointercapture', release);
  element.addEventListener('pointerleave', release);
  element.addEventListener('keydown', (event) => {
    const remove = handlers.onDelete ?? handlers.onSecondary;
    if (event.key === 'Delete' && remove !== undefined) {
      event.preventDefault();
      remove(event);
      return;
    }
    if (
      (event.key === 'ContextMenu' || (event.key === 'F10' && event.shiftKey)) &&
      handlers.onSecondary !== undefined
    ) {
      event.preventDefault();
      handlers.onSecondary(event);
      return;
    }
    if (event.key !== 'Enter' && event.key !== ' ') return;
    event.preventDefault();
    if (!event.repeat) press(event);
  });
  element.addEventListener('keyup', (event) => {
    if (event.key === 'Enter' || event.key === ' ') release(event);
  });
  element.addEventListener('click', (event) => {
    if (clickIsOurs || handlers.disabled?.() === true) {
      clickIsOurs = false;
      return;
    }
    handlers.onPress(event.timeStamp, event);
    handlers.onRelease?.(event.timeStamp);
  });
  element.addEventListener('contextmenu', (event) => {
    if (handlers.onSecondary === undefined) return;
    event.preventDefault();
    handlers.onSecondary(event);
  });
  const blur = (event: Event): void => release(event);
  window.addEventListener('blur', blur);
  onCleanup(() => window.removeEventListener('blur', blur));
}
