/** A hold: fills for a time, then acts; letting go earlier does nothing, or the short action. Thread: main. */
import { type Accessor, createSignal, onCleanup } from 'solid-js';

export const HOLD_MS = 500;

export interface Hold {
  readonly holding: Accessor<boolean>;
  readonly attach: (element: HTMLElement) => void;
}

/** `act` after 0.5 s of holding with pointer or Enter/Space; `short` when released earlier. Call inside an owner. */
export function createHold(act: () => void, short?: () => void): Hold {
  const [holding, setHolding] = createSignal(false);
  let timer: ReturnType<typeof setTimeout> | null = null;
  let clickIsOurs = false;
  const start = (): void => {
    if (timer !== null) return;
    clickIsOurs = true;
    setHolding(true);
    timer = setTimeout(() => {
      timer = null;
      setHolding(false);
      act();
    }, HOLD_MS);
  };
  const stop = (): boolean => {
    setHolding(false);
    if (timer === null) return false;
    clearTimeout(timer);
    timer = null;
    return true;
  };
  onCleanup(stop);
  return {
    holding,
    attach(element) {
      element.addEventListener('pointerdown', (event) => {
        if (event.button === 0) start();
      });
      element.addEventListener('pointerup', () => {
        if (stop()) short?.();
      });
      element.addEventListener('pointerleave', stop);
      element.addEventListener('pointercancel', stop);
      element.addEventListener('keydown', (event) => {
        if (event.key !== 'Enter' && event.key !== ' ') return;
        event.preventDefault();
        if (!event.repeat) start();
      });
      element.addEventListener('keyup', (event) => {
        if ((event.key === 'Enter' || event.key === ' ') && stop()) short?.();
      });
      element.addEventListener('blur', stop);
      // The click of an assistive technology comes without any of the above.
      element.addEventListener('click', () => {
        if (!clickIsOurs) short?.();
        clickIsOurs = false;
      });
    },
  };
}
