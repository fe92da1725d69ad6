/** A ring that closes clockwise until the boundary, and a badge that counts what is left. Thread: main. */
import { type JSX, onCleanup, onMount } from 'solid-js';
import { countdown } from '../format.ts';
import { useDesk } from '../state/desk.ts';
import { LiveText } from '../state/frame-loop.ts';
import { beatsLeft } from '../state/pending.ts';
import type { PendingView } from '../state/signals.ts';

export function PendingRing(props: { readonly pending: PendingView }): JSX.Element {
  const desk = useDesk();
  let ring!: SVGRectElement;
  let badge!: HTMLElement;
  onMount(() => {
    const text = new LiveText(badge);
    const remove = desk.frames.add(() => {
      const left = beatsLeft(props.pending, desk.studio.fast);
      const total = props.pending.totalBeats;
      const done = total > 0 ? Math.min(1, Math.max(0, 1 - left / total)) : 1;
      ring.style.strokeDashoffset = String(100 - 100 * done);
      text.show(countdown(left).figure);
    });
    onCleanup(remove);
  });
  return (
    <>
      <svg class="ring" aria-hidden="true">
        <rect class="ring-track" x="1.5" y="1.5" width="calc(100% - 3px)" height="calc(100% - 3px)" rx="6" />
        <rect
          ref={ring}
          class="ring-fill"
          x="1.5"
          y="1.5"
          width="calc(100% - 3px)"
          height="calc(100% - 3px)"
          rx="6"
          pathLength="100"
        />
      </svg>
      <i class="count" ref={badge} aria-hidden="true" />
    </>
  );
}
