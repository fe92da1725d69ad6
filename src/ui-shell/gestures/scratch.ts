/**
 * A hand on the music: platter turns and waveform drags become stamped scratch positions. Every coalesced pointer
 * sample is sent with its own time stamp; the scheduler finds the engine frame.
 * Thread: main.
 */
import { Op } from '../../control-bus/commands.ts';
import type { StudioPort } from '../port.ts';

export interface ScratchSurface {
  /** Source frames the hand moved the music by, from one sample to the next; + is forward. */
  readonly framesBetween: (from: PointerEvent, to: PointerEvent, element: HTMLElement) => number;
  readonly deck: () => number;
  readonly enabled: () => boolean;
}

/** Attaches to an element for its life. */
export function attachScratch(element: HTMLElement, studio: StudioPort, surface: ScratchSurface): void {
  let last: PointerEvent | null = null;
  let frames = 0;
  let deck = 0;
  element.addEventListener('pointerdown', (event) => {
    if (event.button !== 0 || last !== null || !surface.enabled()) return;
    element.setPointerCapture(event.pointerId);
    last = event;
    frames = 0;
    deck = surface.deck();
    studio.send({ op: Op.scratchStart, deck }, event.timeStamp);
  });
  element.addEventListener('pointermove', (event) => {
    if (last === null || event.pointerId !== last.pointerId) return;
    const samples = event.getCoalescedEvents();
    for (const sample of samples.length > 0 ? samples : [event]) {
      frames += surface.framesBetween(last, sample, element);
      last = sample;
      studio.send({ op: Op.scratchMove, deck, a: frames }, sample.timeStamp);
    }
  });
  const end = (event: PointerEvent): void => {
    if (last === null || event.pointerId !== last.pointerId) return;
    last = null;
    studio.send({ op: Op.scratchEnd, deck }, event.timeStamp);
  };
  element.addEventListener('pointerup', end);
  element.addEventListener('pointercancel', end);
  element.addEventListener('lostpointercapture', end);
}
