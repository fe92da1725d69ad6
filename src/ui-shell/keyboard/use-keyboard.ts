/** Listens to the keyboard for the whole page. Off in text fields; sliders and grids keep their own keys. Thread: main. */
import { onCleanup } from 'solid-js';
import type { Desk } from '../state/desk.ts';
import { bindingAt, type KeyBinding } from './key-map.ts';

/** Whether typing goes somewhere: letters must not play there. */
function isTextField(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable || target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement)
    return true;
  return target instanceof HTMLInputElement && target.type !== 'button' && target.type !== 'checkbox';
}

/** Call inside an owner. */
export function useKeyboard(desk: Desk): void {
  const held = new Map<string, KeyBinding>();
  const down = (event: KeyboardEvent): void => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.isComposing) return;
    if (event.key === 'Escape' && !isTextField(event.target)) {
      desk.openPanel(null);
      return;
    }
    if (isTextField(event.target) && !/^F\d+$/.test(event.code)) return;
    // The question mark opens this map wherever the layout has put it.
    const binding = event.key === '?' ? bindingAt('Slash', true) : bindingAt(event.code, event.shiftKey, event.altKey);
    if (binding === undefined) return;
    event.preventDefault();
    if (event.repeat && !binding.repeats) return;
    if (binding.release !== undefined) held.set(event.code, binding);
    binding.press(desk, event.timeStamp);
  };
  const up = (event: KeyboardEvent): void => {
    const binding = held.get(event.code);
    held.delete(event.code);
    binding?.release?.(desk, event.timeStamp);
  };
  const letGo = (event: Event): void => {
    for (const binding of held.values()) binding.release?.(desk, event.timeStamp);
    held.clear();
  };
  window.addEventListener('keydown', down);
  window.addEventListener('keyup', up);
  window.addEventListener('blur', letGo);
  onCleanup(() => {
    window.removeEventListener('keydown', down);
    window.removeEventListener('keyup', up);
    window.removeEventListener('blur', letGo);
  });
}
