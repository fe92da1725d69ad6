/** A fader, upright or lying: relative drag only, the track itself does nothing when clicked. Thread: main. */
import { For, type JSX, onMount } from 'solid-js';
import { createSliderGestures } from '../gestures/slider.ts';
import type { ControlBinding } from './binding.ts';

export interface FaderProps {
  readonly binding: ControlBinding;
  readonly axis: 'x' | 'y';
  /** Down is more (the tempo fader). */
  readonly inverted?: boolean;
  /** Travels at which a tick stands; `strong` ones are longer and white. */
  readonly ticks: readonly { readonly at: number; readonly strong?: boolean }[];
  /** Pixels of drag for the whole range; by default the cap follows the hand. */
  readonly rangePx?: () => number;
  readonly fineFactor?: number;
  readonly keyStep?: number;
  readonly class?: string;
}

export function Fader(props: FaderProps): JSX.Element {
  let element!: HTMLDivElement;
  const { binding } = props;
  const gestures = createSliderGestures({
    value: binding.value,
    fallback: binding.fallback,
    set: binding.set,
    travel: binding.travel,
    axis: props.axis,
    inverted: props.inverted === true,
    rangePx: (target) =>
      props.rangePx?.() ??
      (props.axis === 'x' ? target.getBoundingClientRect().width : target.getBoundingClientRect().height),
    ...(props.fineFactor === undefined ? {} : { fineFactor: props.fineFactor }),
    ...(props.keyStep === undefined ? {} : { keyStep: props.keyStep }),
  });
  onMount(() => gestures.attach(element));
  /** Share of the way from the top or the left. */
  const place = (travel: number): number => (props.axis === 'x' || props.inverted === true ? travel : 1 - travel);
  const at = (): number => place(binding.travel().toTravel(binding.value()));
  const side = props.axis === 'x' ? 'left' : 'top';
  return (
    <div
      ref={element}
      class={`fader ${props.axis === 'x' ? 'is-lying' : 'is-upright'} ${props.class ?? ''}`}
      classList={{ 'is-held': gestures.dragging() }}
      role="slider"
      tabindex="0"
      aria-label={binding.name}
      aria-valuemin={binding.min}
      aria-valuemax={binding.max}
      aria-valuenow={Number(binding.value().toFixed(4))}
      aria-valuetext={binding.spoken()}
      aria-orientation={props.axis === 'x' ? 'horizontal' : 'vertical'}
      title={`${binding.name}: ${binding.text()} ${binding.unit}`}
    >
      <For each={props.ticks}>
        {(tick) => (
          <i
            class="tick"
            classList={{ 'is-strong': tick.strong === true }}
            style={{ [side]: `${place(tick.at) * 100}%` }}
          />
        )}
      </For>
      <span
        class="fader-rail"
        style={{ transform: props.axis === 'x' ? `translateX(${at() * 100}%)` : `translateY(${at() * 100}%)` }}
      >
        <span class="fader-cap">
          <span class="fader-value" aria-hidden="true">
            {binding.text()}
          </span>
        </span>
      </span>
    </div>
  );
}
