/**
 * One slider's gestures for knobs, faders and the crossfader: relative drag with pointer capture, Shift for fine,
 * wheel, keys, double-click and Delete for the default.
 * Thread: main. Event handlers only; nothing here runs per frame.
 */
import { type Accessor, createSignal } from 'solid-js';
import { clamp01, type Drag, dragBy, dragTravel, FINE, keyTravel, type Travel, wheelStep } from './travel.ts';

export interface SliderOptions {
  readonly value: () => number;
  readonly fallback: () => number;
  readonly set: (value: number, eventTimeMs: number) => void;
  readonly travel: () => Travel;
  readonly axis: 'x' | 'y';
  /** True when dragging down (or left) gives more. */
  readonly inverted?: boolean;
  /** Pixels of drag for the whole range; read at the grab. */
  readonly rangePx: (element: HTMLElement) => number;
  readonly fineFactor?: number;
  /** Travel of one arrow key. */
  readonly keyStep?: number;
}

export interface SliderGestures {
  readonly dragging: Accessor<boolean>;
  readonly hovered: Accessor<boolean>;
  /** Attach with `ref`; all listeners go with the element. */
  readonly attach: (element: HTMLElement) => void;
}

/** Makes the gestures for one element. */
export function createSliderGestures(options: SliderOptions): SliderGestures {
  const [dragging, setDragging] = createSignal(false);
  const [hovered, setHovered] = createSignal(false);
  let drag: Drag | null = null;
  let last = 0;
  let rangePx = 1;

  const send = (travel: number, timeMs: number): void => {
    const value = options.travel().toValue(clamp01(travel));
    if (value !== options.value()) options.set(value, timeMs);
  };
  const at = (): number => options.travel().toTravel(options.value());
  const along = (event: PointerEvent): number => (options.axis === 'x' ? event.clientX : -event.clientY);

  const attach = (element: HTMLElement): void => {
    const down = (event: PointerEvent): void => {
      if (event.button !== 0) return;
      element.setPointerCapture(event.pointerId);
      drag = { raw: at(), fine: event.shiftKey };
      last = along(event);
      rangePx = Math.max(1, options.rangePx(element));
      setDragging(true);
    };
    const move = (event: PointerEvent): void => {
      if (drag === null) return;
      const here = along(event);
      const px = (here - last) * (options.inverted === true ? -1 : 1);
      last = here;
      if (px === 0) return;
      drag = dragBy(drag, px, rangePx, event.shiftKey, options.fineFactor ?? FINE);
      send(dragTravel(drag, options.travel()), event.timeStamp);
    };
    const up = (): void => {
      drag = null;
      setDragging(false);
    };
    const wheel = (event: WheelEvent): void => {
      event.preventDefault();
      // Browsers turn a Shift wheel sideways.
      const step = wheelStep(event.deltaY === 0 ? event.deltaX : event.deltaY, event.shiftKey);
      send(at() + step * (options.inverted === true ? -1 : 1), event.timeStamp);
    };
    const key = (event: KeyboardEvent): void => {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      const next = keyTravel(event.key, event.shiftKey, at(), options.keyStep);
      if (next === null) return;
      event.preventDefault();
      event.stopPropagation();
      if (next === 'default') options.set(options.fallback(), event.timeStamp);
      else send(next, event.timeStamp);
    };
    const reset = (event: MouseEvent): void => options.set(options.fallback(), event.timeStamp);

    element.addEventListener('pointerdown', down as EventListener);
    element.addEventListener('pointermove', move as EventListener);
    element.addEventListener('pointerup', up);
    element.addEventListener('pointercancel', up);
    element.addEventListener('lostpointercapture', up);
    element.addEventListener('pointerenter', () => setHovered(true));
    element.addEventListener('pointerleave', () => setHovered(false));
    element.addEventListener('wheel', wheel as EventListener, { passive: false });
    element.addEventListener('keydown', key as EventListener);
    element.addEventListener('dblclick', reset as EventListener);
  };
  return { dragging, hovered, attach };
}
