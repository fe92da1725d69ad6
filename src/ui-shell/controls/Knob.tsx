/** A knob: 270° of travel, value arc, relative vertical drag. Thread: main. */
import { type JSX, onMount } from 'solid-js';
import { createSliderGestures } from '../gestures/slider.ts';
import { KNOB_RANGE_PX } from '../gestures/travel.ts';
import type { ControlBinding } from './binding.ts';

const SWEEP = 270;
const ARC = arcPath(14);

/** The full arc from −135° to +135° around 17, 17, as a path of length SWEEP. */
function arcPath(radius: number): string {
  const d = radius * Math.SQRT1_2;
  return `M${17 - d} ${17 + d}A${radius} ${radius} 0 1 1 ${17 + d} ${17 + d}`;
}

export interface KnobProps {
  readonly binding: ControlBinding;
  /** The value arc takes the deck's colour instead of ink. */
  readonly coloured?: boolean;
  /** What stands beside it; gets whether the value should be shown in place of the label. */
  readonly children?: (showValue: () => boolean) => JSX.Element;
}

export function Knob(props: KnobProps): JSX.Element {
  let element!: HTMLDivElement;
  const { binding } = props;
  const gestures = createSliderGestures({
    value: binding.value,
    fallback: binding.fallback,
    set: binding.set,
    travel: binding.travel,
    axis: 'y',
    rangePx: () => KNOB_RANGE_PX,
  });
  onMount(() => gestures.attach(element));
  const at = (): number => binding.travel().toTravel(binding.value());
  const from = (): number => Math.min(at(), binding.travel().origin);
  const length = (): number => Math.abs(at() - binding.travel().origin);
  return (
    <>
      <div
        ref={element}
        class="knob"
        classList={{ 'is-held': gestures.dragging(), 'is-coloured': props.coloured === true }}
        role="slider"
        tabindex="0"
        aria-label={binding.name}
        aria-valuemin={binding.min}
        aria-valuemax={binding.max}
        aria-valuenow={Number(binding.value().toFixed(4))}
        aria-valuetext={binding.spoken()}
        aria-orientation="vertical"
        title={`${binding.name}: ${binding.text()} ${binding.unit}`}
      >
        <svg viewBox="0 0 34 34" aria-hidden="true">
          <path class="knob-travel" d={ARC} />
          <path
            class="knob-value"
            d={ARC}
            pathLength={SWEEP}
            stroke-dasharray={`${length() * SWEEP} ${SWEEP * 2}`}
            stroke-dashoffset={-from() * SWEEP}
            style={{ opacity: length() < 0.004 ? 0 : 1 }}
          />
          <circle class="knob-body" cx="17" cy="17" r="10" />
          <path class="knob-hand" d="M17 14V7" transform={`rotate(${(at() - 0.5) * SWEEP} 17 17)`} />
        </svg>
      </div>
      {props.children?.(() => gestures.hovered() || gestures.dragging())}
    </>
  );
}
