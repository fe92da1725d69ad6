/** The whole track; a click seeks (the studio refuses it on an audible deck and offers a hold). Thread: main. */
import type { JSX } from 'solid-js';
import { Op } from '../../control-bus/commands.ts';
import { SESSION_RATE_HZ } from '../../control-bus/constants.ts';
import { deckName } from '../deck-names.ts';
import { minutes } from '../format.ts';
import { clamp01 } from '../gestures/travel.ts';
import * as act from '../state/deck-actions.ts';
import { useDesk } from '../state/desk.ts';
import { PainterCanvas } from '../waves/surface.tsx';

const KEY_STEP_S = 5;

export function Overview(props: { readonly deck: number }): JSX.Element {
  const desk = useDesk();
  const seek = (frame: number, timeMs: number): void => {
    if (act.isLoaded(desk, props.deck)) desk.studio.send({ op: Op.seek, deck: props.deck, a: frame }, timeMs);
  };
  const frames = (): number => desk.slow.deck(props.deck).sourceFrames;
  let element!: HTMLDivElement;
  const words = (): string => {
    const at = desk.fast(props.deck).position / SESSION_RATE_HZ;
    return `${minutes(at)} of ${minutes(frames() / SESSION_RATE_HZ)}`;
  };
  /** Position for assistive technology: refreshed when asked for, never per frame. */
  const refresh = (): void => {
    element.setAttribute('aria-valuenow', String(Math.round(desk.fast(props.deck).position / SESSION_RATE_HZ)));
    element.setAttribute('aria-valuetext', `Position, deck ${deckName(props.deck)}, ${words()}`);
  };
  return (
    <div
      ref={element}
      class="overview"
      classList={{ 'is-refused': desk.messages.refused(Op.seek, props.deck) }}
      role="slider"
      tabindex="0"
      aria-label={`Position, deck ${deckName(props.deck)}`}
      aria-valuemin={0}
      aria-valuemax={Math.round(frames() / SESSION_RATE_HZ)}
      aria-valuenow={0}
      title="Click to seek while the deck is not heard"
      onFocus={refresh}
      onPointerEnter={refresh}
      onPointerDown={(event) => {
        if (event.button !== 0) return;
        const box = event.currentTarget.getBoundingClientRect();
        seek(clamp01((event.clientX - box.left) / box.width) * frames(), event.timeStamp);
      }}
      onKeyDown={(event) => {
        const steps: Readonly<Record<string, number>> = { ArrowLeft: -1, ArrowRight: 1, PageDown: -6, PageUp: 6 };
        const step = steps[event.key];
        if (event.key === 'Home') seek(0, event.timeStamp);
        else if (step === undefined) return;
        else seek(desk.fast(props.deck).position + step * KEY_STEP_S * SESSION_RATE_HZ, event.timeStamp);
        event.preventDefault();
        event.stopPropagation();
        refresh();
      }}
    >
      <PainterCanvas attach={(canvas) => desk.studio.attachOverview(canvas, props.deck)} />
    </div>
  );
}
