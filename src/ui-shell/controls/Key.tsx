/** The one button face of the booth, with every state of a control. Thread: main. */
import { createEffect, type JSX, onMount, Show } from 'solid-js';
import type { Op } from '../../control-bus/commands.ts';
import { attachPress } from '../gestures/press.ts';
import { useDesk } from '../state/desk.ts';
import { PendingRing } from './PendingRing.tsx';

export interface KeyProps {
  /** Accessible name; carries the deck. */
  readonly name: string;
  readonly onPress: (eventTimeMs: number, event: Event) => void;
  readonly onRelease?: (eventTimeMs: number) => void;
  readonly onSecondary?: (event: MouseEvent | KeyboardEvent) => void;
  readonly onDelete?: () => void;
  /** Lit: `primary` fills with the deck's colour, `secondary` underlines in it, `kill` is white and struck through. */
  readonly lit?: 'primary' | 'secondary' | 'kill' | false;
  /** For toggles: what `aria-pressed` says. */
  readonly pressed?: boolean;
  readonly armed?: boolean;
  /** Why it cannot be pressed now, or null. Also what would enable it. */
  readonly disabled?: string | null;
  readonly title?: string;
  readonly class?: string;
  readonly style?: JSX.CSSProperties;
  /** Operations this key asks for, on `deck` and, where given, `target`: for the pending ring and the refused hatch. */
  readonly ops?: readonly Op[];
  readonly deck?: number;
  readonly target?: number;
  readonly expanded?: boolean;
  /** In a row of a list with one tab stop: 0 where that stands, else −1. */
  readonly stop?: 0 | -1;
  readonly children: JSX.Element;
}

export function Key(props: KeyProps): JSX.Element {
  const desk = useDesk();
  let element!: HTMLButtonElement;
  const pending = () =>
    props.ops === undefined
      ? undefined
      : desk.slow
          .pending()
          .find(
            (entry) =>
              props.ops?.some((op) => op === entry.op) &&
              entry.deck === props.deck &&
              (props.target === undefined || entry.target === props.target),
          );
  const refused = (): boolean => props.ops?.some((op) => desk.messages.refused(op, props.deck ?? null)) === true;
  onMount(() => {
    attachPress(element, {
      onPress: (timeMs, event) => {
        const waiting = pending();
        if (waiting === undefined) props.onPress(timeMs, event);
        else desk.cancelPending(waiting.id, timeMs);
      },
      disabled: () => typeof props.disabled === 'string',
      // Absent handlers must stay absent: a captured pointer or a suppressed menu is a behaviour of its own.
      ...(props.onRelease === undefined ? {} : { onRelease: (timeMs: number) => props.onRelease?.(timeMs) }),
      ...(props.onSecondary === undefined
        ? {}
        : { onSecondary: (event: MouseEvent | KeyboardEvent) => props.onSecondary?.(event) }),
      ...(props.onDelete === undefined ? {} : { onDelete: () => props.onDelete?.() }),
    });
  });
  createEffect(() => {
    element.title = props.disabled ?? props.title ?? '';
  });
  return (
    <button
      ref={element}
      type="button"
      class={`key ${props.class ?? ''}`}
      classList={{
        'is-on': props.lit === 'primary',
        'is-lit': props.lit === 'secondary',
        'is-killed': props.lit === 'kill',
        'is-armed': props.armed === true,
        'is-refused': refused(),
        'is-pending': pending() !== undefined,
      }}
      style={props.style}
      tabindex={props.stop}
      data-stop={props.stop === undefined ? undefined : ''}
      aria-label={props.name}
      aria-pressed={props.pressed}
      aria-expanded={props.expanded}
      aria-disabled={typeof props.disabled === 'string' ? 'true' : undefined}
    >
      {props.children}
      <Show when={pending()} keyed>
        {(entry) => <PendingRing pending={entry} />}
      </Show>
    </button>
  );
}
